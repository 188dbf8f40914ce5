#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Why a server is not reached, and wrong settings put right: real ports on an island with a network of its own.

Each story has an address of its own. Of each the verdict of the side that is asked for, what was put right and why,
and that no secret went anywhere in clear or twice.
"""

import concurrent.futures
import contextlib
import dataclasses
import datetime
import email.utils
import os
import socket
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "lab")]

import behaviours  # noqa: E402
import island  # noqa: E402
import tap  # noqa: E402
from road import Letterplate  # noqa: E402
from service import Service  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")
AT_ONCE = 6
# Loopback's own addresses need no network; these are addresses as others have them, on this island only.
NETWORK = "10.66.7."
DEAD_NETWORK = "10.66.99."
ROUTES = {"prohibit": "10.66.101.0/24", "unreachable": "10.66.102.0/24", "throw": "10.66.103.0/24"}
ORIGIN = {"prohibit": "10.66.101.1", "unreachable": "10.66.102.1", "throw": "10.66.103.1", "dead": "10.66.99.1"}
TLS = behaviours.row("tls")
STARTTLS = behaviours.row("starttls", security="starttls")
STRIPPED = behaviours.row("stripped", security="starttls", stripped=True)
NO_AUTH = behaviours.row("no-auth", security="starttls", caps=behaviours.words("", "", "8BITMIME"),
                         caps_tls=behaviours.words("", "", "8BITMIME"), unsigned_mail="250 2.1.0 Ok",
                         unsigned_rcpt="554 5.7.1 Relay access denied")
WRONG_HOST = behaviours.row("wrong-host", certificate="mail-host")
EXPIRED = behaviours.row("expired", certificate="expired")
NOT_YET = behaviours.row("not-yet", certificate="not-yet")
SECRETIVE = behaviours.row("no-word", instead=lambda peer: peer.hang(), security="plain")


@dataclasses.dataclass(frozen=True)
class Story:
    """`asked` is the server as it was set, without its host; `servers` are what is there: {port: (protocol, row)}.

    `now` is the setting that works in its place, `offered` one that is only named. `days` is what a web server on 443
    says of the time, in days from now.
    """

    name: str
    asked: str
    verdict: str
    servers: dict = dataclasses.field(default_factory=dict)
    silent: tuple = ()
    code: str = None
    now: str = None
    offered: bool = False
    host: str = None
    days: int = None
    seconds: float = 40

    @property
    def side(self):
        return "outgoing" if self.asked.startswith("smtp") else "incoming"


IMAP, POP3, SMTP = "imap", "pop3", "smtp"
REACH = (
    Story("refused", "imap+tls:10993", "refused"),
    Story("refused-but-others-answer", "imap+tls:993", "refused", {143: (IMAP, STRIPPED)}),
    Story("dead-server", "imap+tls:993", "timed-out", host="dead"),
    Story("blocked-port", "smtp+tls:465", "port-blocked", silent=(465,)),
    Story("blocked-port-25", "smtp+starttls:25", "port-blocked", silent=(25,)),
    Story("no-way-there", "imap+tls:993", "unreachable", host="unreachable"),
    Story("no-network-there", "imap+tls:993", "no-network", host="throw"),
    Story("local-firewall", "imap+tls:993", "local-firewall", host="prohibit"),
    Story("unknown-name", "imap+tls:993", "no-such-domain", host="nowhere.example"),
    Story("silent-server", "imap+tls:10993", "timed-out", {10993: (IMAP, SECRETIVE)}),
    Story("certificate-ended", "imap+tls:993", "certificate-expired", {993: (IMAP, EXPIRED)}, days=0),
    Story("certificate-ended-nobody-tells", "imap+tls:993", "certificate-expired", {993: (IMAP, EXPIRED)}),
    Story("clock-ahead", "imap+tls:993", "clock-wrong", {993: (IMAP, EXPIRED)}, days=-20),
    Story("certificate-begins-later", "imap+tls:993", "certificate-not-yet-valid", {993: (IMAP, NOT_YET)}, days=0),
    Story("clock-behind", "imap+tls:993", "clock-wrong", {993: (IMAP, NOT_YET)}, days=15),
)  # yapf: disable
MIX_UPS = (
    Story("starttls-on-465", "smtp+starttls:465", "ok", {465: (SMTP, TLS)}, code="tls-at-once", now="tls 465"),
    Story("plain-on-465", "smtp+plain:465", "ok", {465: (SMTP, TLS)}, code="tls-at-once", now="tls 465"),
    Story("starttls-on-993", "imap+starttls:993", "ok", {993: (IMAP, TLS)}, code="tls-at-once", now="tls 993"),
    Story("starttls-on-995", "pop3+starttls:995", "ok", {995: (POP3, TLS)}, code="tls-at-once", now="tls 995"),
    Story("starttls-on-10465", "smtp+starttls:10465", "ok", {10465: (SMTP, TLS)}, code="tls-at-once", now="tls 10465"),
    Story("tls-on-587", "smtp+tls:587", "ok", {587: (SMTP, STARTTLS)}, code="starttls-used", now="starttls 587"),
    Story("tls-on-143", "imap+tls:143", "ok", {143: (IMAP, STARTTLS)}, code="starttls-used", now="starttls 143"),
    Story("tls-on-110", "pop3+tls:110", "ok", {110: (POP3, STARTTLS)}, code="starttls-used", now="starttls 110"),
    Story("25-blocked-587-open", "smtp+starttls:25", "ok", {587: (SMTP, STARTTLS)}, silent=(25,),
          code="port-switched", now="starttls 587"),
    Story("25-blocked-465-open", "smtp+starttls:25", "ok", {465: (SMTP, TLS)}, silent=(25,), code="port-switched",
          now="tls 465"),
    Story("25-without-sign-in", "smtp+starttls:25", "ok", {25: (SMTP, NO_AUTH), 587: (SMTP, STARTTLS)},
          code="sign-in-port", now="starttls 587"),
    Story("25-without-sign-in-alone", "smtp+starttls:25", "auth-not-offered", {25: (SMTP, NO_AUTH)}),
    Story("2525", "smtp+starttls:2525", "ok", {587: (SMTP, STARTTLS)}, code="port-switched", now="starttls 587"),
    Story("26", "smtp+starttls:26", "ok", {587: (SMTP, STARTTLS)}, code="port-switched", now="starttls 587"),
    Story("587-blocked-465-open", "smtp+starttls:587", "ok", {465: (SMTP, TLS)}, silent=(587,), code="port-switched",
          now="tls 465"),
    Story("993-refused-143-open", "imap+tls:993", "ok", {143: (IMAP, STARTTLS)}, code="port-switched",
          now="starttls 143"),
    Story("pop3s-port-for-imap", "imap+tls:995", "ok", {995: (POP3, TLS), 993: (IMAP, TLS)}, code="other-protocol",
          now="tls 993"),
    Story("imaps-port-for-pop3", "pop3+tls:993", "ok", {995: (POP3, TLS), 993: (IMAP, TLS)}, code="other-protocol",
          now="tls 995"),
    Story("starttls-missing", "imap+starttls:143", "ok", {143: (IMAP, STRIPPED), 993: (IMAP, TLS)},
          code="starttls-missing", now="tls 993"),
    Story("starttls-missing-everywhere", "imap+starttls:143", "starttls-missing", {143: (IMAP, STRIPPED)}),
    Story("certificate-for-another-name", "imap+tls:993", "certificate-wrong-host", {993: (IMAP, WRONG_HOST)},
          code="certificate-name", now="mail.other.example", offered=True),
    Story("ipv6-dead", "imap+tls:993", "ok", {993: (IMAP, TLS)}, host="both", seconds=8),
    Story("right", "smtp+starttls:587", "ok", {587: (SMTP, STARTTLS)}),
)  # yapf: disable
STORIES = REACH + MIX_UPS
BOTH = "both.example"


def run(*words):
    subprocess.run(words, check=True)


def furnish():
    """Inside the island: ways that lead nowhere, each in a way of its own."""
    # Without a default route this computer has no network at all.
    run("ip", "route", "add", "default", "via", "10.66.0.2", "dev", "lo", "onlink")
    for kind, network in ROUTES.items():
        run("ip", "route", "add", kind, network)
    for number in range(1, len(STORIES) + 1):
        run("ip", "addr", "add", f"{NETWORK}{number}/32", "dev", "lo")


def fill(address, port):
    """A port that drops what comes: its queue is full. Keep what is returned."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(0)
    crowd = [listener]
    for _ in range(3):
        client = socket.socket()
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client.connect((address, port))
        crowd.append(client)
    return crowd


class Clock(threading.Thread):
    """A web server that knows another time."""

    def __init__(self, address, days, context):
        super().__init__(daemon=True)
        self.listener = socket.create_server((address, 443))
        when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
        self.answer = (f"HTTP/1.1 404 Not Found\r\nServer: clock\r\nDate: {email.utils.format_datetime(when, usegmt=True)}"
                       "\r\nContent-Length: 0\r\n\r\n").encode()
        self.context = context
        self.start()

    def run(self):
        while True:
            sock, _ = self.listener.accept()
            with contextlib.suppress(OSError), self.context.wrap_socket(sock, server_side=True) as secure:
                secure.recv(4096)
                secure.sendall(self.answer)


class Scene:
    """One story with its servers and its answer."""

    def __init__(self, service, story, number):
        self.service, self.story = service, story
        self.address = NETWORK + str(number)
        self.host = {None: self.address, "both": BOTH}.get(story.host) or ORIGIN.get(story.host, story.host)
        place = NETWORK + str(len(STORIES)) if story.host == "both" else self.address
        self.listeners = [service.listen(row, protocol, place, port) for port, (protocol, row) in story.servers.items()]
        self.crowds = [fill(self.address, port) for port in story.silent]
        if story.days is not None:
            self.clock = Clock(self.address, story.days, service.context(EXPIRED))
        if story.side == "outgoing":
            self.other = service.listen(TLS, "imap")

    def url(self):
        scheme, port = self.story.asked.rsplit(":", 1)
        return f"{scheme}://{self.service.user}@{self.host}:{port}"

    def run(self, environment=None):
        with tempfile.TemporaryDirectory(prefix="lp-home-") as home:
            letterplate = Letterplate(PROGRAM, home)
            letterplate.environment.update({"DBUS_SYSTEM_BUS_ADDRESS": "disabled:", **(environment or {})})
            incoming = self.url() if self.story.side == "incoming" else self.service.url(self.other)
            outgoing = self.url() if self.story.side == "outgoing" else "none"
            self.result = letterplate.run("check", self.service.user, "--incoming", incoming, "--outgoing", outgoing,
                                          "--ca", self.service.ca_file, "--json", "--timeout", "10", "--offline",
                                          secret=self.service.password)
        return self

    def judge(self):
        story, document = self.story, self.result.document
        side = document[story.side]
        tap.equal(side["verdict"], story.verdict, str(self.result))
        tap.check(self.result.seconds < story.seconds, f"took {self.result.seconds:.1f} s")
        for field in ("explanation", "reason", "next_step"):
            tap.check(side[field], f"no {field}")
        suggestions = [one for one in document["suggestions"] if one["now"]["protocol"] == story.asked.partition("+")[0]]
        tap.equal([one["code"] for one in suggestions], [story.code] if story.code else [], str(self.result))
        if story.code:
            self.judge_suggestion(suggestions[0])
        self.judge_records()

    def judge_suggestion(self, suggestion):
        story, now = self.story, suggestion["now"]
        tap.equal(suggestion["applied"], not story.offered)
        tap.check(suggestion["text"] and "%" not in suggestion["text"], suggestion["text"])
        tap.equal(now["host"] if story.offered else f"{now['security']} {now['port']}", story.now)

    def judge_records(self):
        records = [record for listener in self.listeners for record in listener.take_records()]
        for record in records:
            tap.check(not record.holds(self.service.password, record.clear), "the password was sent in clear")
            tap.check(not record.data, "DATA was sent")
            tap.check(not record.error, record.error)
        tap.equal(sum(len(record.sign_ins) for record in records), int(self.story.verdict == "ok"), "sign-ins")


def portal(service):
    """Behind a portal, a stranger's certificate is the portal's; told from the same without one."""
    manager = subprocess.Popen([sys.executable, "-B", os.path.join(HERE, "network_manager.py")], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True)
    try:
        address = manager.stdout.readline().strip()
        tap.check(address, "no bus")
        story = next(story for story in STORIES if story.name == "certificate-for-another-name")
        number = STORIES.index(story) + 1
        scene = Scene(service, dataclasses.replace(story, servers={}), number)
        document = scene.run({"DBUS_SYSTEM_BUS_ADDRESS": address}).result.document
        tap.equal((document["verdict"], scene.result.status), ("captive-portal", 3), str(scene.result))
        tap.contains(document["incoming"]["next_step"], "sign in to the network")
    finally:
        manager.stdin.close()
        manager.wait(20)


def refuse_to_connect(listener):
    while True:
        client, _ = listener.accept()
        with client:
            client.recv(4096)
            client.sendall(b"HTTP/1.0 403 Forbidden\r\n\r\n")


def proxy(service):
    """A proxy that refuses mail; the good server behind it is not reached."""
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=refuse_to_connect, args=(listener,), daemon=True).start()
    scene = Scene(service, dataclasses.replace(STORIES[-1], asked="imap+tls:10994", servers={10994: (IMAP, TLS)}),
                  len(STORIES))
    scene.run({"http_proxy": f"http://127.0.0.1:{listener.getsockname()[1]}"})
    tap.equal((scene.result.document["verdict"], scene.result.status), ("proxy-failed", 3), str(scene.result))
    tap.check(not scene.listeners[0].take_records(), "the proxy was passed by")


def main():
    suite = tap.Suite()
    furnish()
    hosts = tuple(NETWORK + str(number) for number in range(1, len(STORIES) + 1)) + (BOTH,)
    with Service(hosts) as service, concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        scenes = {story.name: Scene(service, story, number) for number, story in enumerate(STORIES, 1)
                  if not sys.argv[1:] or any(part in story.name for part in sys.argv[1:])}
        # Those that wait for a time-out first, or one slow story makes everybody wait at the end.
        ordered = sorted(scenes.values(), key=lambda scene: not (scene.story.silent or scene.story.host))
        runs = {scene.story.name: pool.submit(scene.run) for scene in ordered}
        for number, story in enumerate(STORIES):
            if story.name in runs:
                suite.add(f"/{'reach' if number < len(REACH) else 'put-right'}/{story.name}",
                          lambda name: runs[name].result().judge(), story.name)
        suite.add("/reach/portal", portal, service)
        suite.add("/reach/proxy", proxy, service)
        return suite.run()


if __name__ == "__main__":
    if "--here" in sys.argv:
        sys.argv.remove("--here")
        sys.exit(main())
    addresses = (f"{BOTH}=fd66:dead::1", f"{BOTH}={NETWORK}{len(STORIES)}")
    on_island = island.command("nxdomain", [sys.executable, "-B", __file__, "--here", *sys.argv[1:]], addresses)
    os.execvp(on_island[0], on_island)

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dead set-ups brought back to life, the whole road: an exported Hotmail account of 2009 and a Thunderbird profile
still on pop3.live.com become accounts that receive and send.

On an island the names of Microsoft's servers lead to the practice service, at their own ports and with our own tables;
an authorization server of the tests stands in for Microsoft's, by a row of oauth2.d and an authority of its own.
"""

import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(TESTS, "oidc"), os.path.join(TESTS, "lab"), TESTS]

import island  # noqa: E402
import road as roads  # noqa: E402
import tap  # noqa: E402
from issuer import Issuer  # noqa: E402
from practice import Practice, User  # noqa: E402
from token_road import TokenRoad  # noqa: E402
from witness import files_with  # noqa: E402

ADDRESS = "127.38.9.1"
HOSTS = ("outlook.office365.com", "smtp-mail.outlook.com")
PORTS = {"imaps": 993, "imap": 143, "pop3s": 995, "pop3": 110, "submissions": 465, "submission": 587}
CLIENTS = "thunderbird,mbsync,msmtp"
FIXTURES = os.path.join(TESTS, "legacy")
PROFILE = ".thunderbird/old.default/prefs.js"
# What lies scrambled in the exported files.
SECRETS = ("not-a-real-password", )


class Service(Practice):
    """Serves one case after the other; what earlier ones left in the log does not count."""

    begun = 0

    def begin_case(self):
        self.begun = len(super().log())

    def log(self):
        return super().log()[self.begun:]

    def count_messages(self):
        box = os.path.join(self.directory, "mail", self.users[0].address)
        return sum(len(os.listdir(os.path.join(box, name))) for name in ("new", "cur"))


class Services:
    """A practice service and its issuer, which stay for the next case of the same person."""

    def __init__(self):
        self.key = self.practice = self.issuer = None

    def get(self, user, settings):
        if self.key == (user, settings):
            self.practice.begin_case()
            return self
        self.stop()
        self.practice = Service([User(user, "nobody-types-this")], "plain login xoauth2 oauthbearer", address=ADDRESS,
                                hosts=HOSTS)
        self.practice.ports.update(PORTS)
        self.issuer = Issuer(self.practice, **settings)
        self.practice.oauth2 = self.issuer.dovecot
        self.practice.start()
        self.issuer.start()
        self.key = user, settings
        return self

    def stop(self):
        for service in (self.issuer, self.practice):
            if service:
                service.stop()
        self.__init__()


services = Services()


class Revival(TokenRoad):
    """A home with old accounts; Microsoft's names lead to the practice service."""

    def __init__(self, user, display=False, **issuer_settings):
        running = services.get(user, issuer_settings)
        super().__init__(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), service=running.practice, display=display)
        self.issuer = running.issuer

    def _start_services(self):
        """They run."""

    def _stop_services(self):
        """The next case may want them."""

    def provider(self):
        return "# Our own tables know where these addresses live.\n"

    def use_issuer(self, **changes):
        row = self.issuer.row("microsoft", Name="Microsoft", Metadata="false",
                              Authorization=self.issuer.identifier + "/auth", Token=self.issuer.identifier + "/token",
                              **changes)
        folder = self.session.path(".config", "letterplate", "oauth2.d")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.path.join(folder, "microsoft.ini"), "w") as out:
            out.write(row)

    def place(self, fixture, name, change=lambda text: text):
        path = self.session.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(os.path.join(FIXTURES, fixture), "rb") as file:
            octets = change(file.read())
        with open(path, "wb") as out:
            out.write(octets)
        return path

    def read(self, name):
        with open(self.session.path(name)) as file:
            return file.read()

    def place_profile(self, change=lambda text: text):
        """The fixture as Thunderbird's only profile."""
        path = self.place("thunderbird/prefs-live-pop3.js", PROFILE, change)
        with open(self.session.path(".thunderbird", "profiles.ini"), "w") as out:
            out.write("[Profile0]\nName=default\nIsRelative=1\nPath=old.default\nDefault=1\n")
        self.before = self.snapshot()
        return path

    def revive(self, *arguments, clients=CLIENTS):
        """One process from the old file to mail programs that work, with nothing typed."""
        done = self.must(self.letterplate("import", *arguments, "--setup", "--client", clients, "--yes", "--json", "--ca",
                                          self.practice.ca_file))
        tap.equal({client["id"]: client["result"] for client in done.document["clients"]},
                  {client: "done" for client in clients.split(",")}, str(done))
        return done.document

    def keyring_secrets(self):
        done = self.session.run(["secret-tool", "search", "--all", "xdg:schema", "org.letterplate.Grant"], text=True,
                                capture_output=True)
        others = self.session.run(["secret-tool", "search", "--all", "user", self.address], text=True,
                                  capture_output=True)
        return [line for line in (done.stdout + others.stdout).splitlines() if line.startswith("secret = ")]

    def doctor(self, *arguments):
        """{account: [codes]}; the accounts kept by hand, whose servers do not exist, are left out."""
        done = self.letterplate("doctor", "--json", "--ca", self.practice.ca_file, *arguments, timeout=60)
        return {account["id"]: [finding["code"] for finding in account["findings"]]
                for account in done.document["accounts"] if account["address"] == self.address}


def servers(document):
    return [f"{one['protocol']}+{one['security']}://{one['user']}@{one['host']}:{one['port']} {one['sign_in']}"
            for one in (document["incoming"], document["outgoing"])]


def today(address, incoming="imap+tls", port=993):
    return [f"{incoming}://{address}@outlook.office365.com:{port} oauth2",
            f"smtp+starttls://{address}@smtp-mail.outlook.com:587 oauth2"]


def judge_report(road, report):
    tap.equal((report["verdict"], report["incoming"]["mechanism"], report["outgoing"]["mechanism"],
               report["outgoing"]["authentication_required"]), ("ok", "OAUTHBEARER", "OAUTHBEARER", "proved"))
    tap.equal(road.practice.failed_sign_ins(), 0, "refused sign-ins")


def judge_mail(road):
    """Real programs fetch and send, with tokens."""
    fetched = road.fetch()
    tap.check(fetched > 0, "nothing was fetched")
    road.find(road.send())
    tap.equal(road.fetch(), fetched + 1)
    tap.contains(road.practice.log(), "method=XOAUTH2")
    tap.equal(road.practice.failed_sign_ins(), 0, "refused sign-ins")


def judge_profile(road, account, expected):
    """What Thunderbird will read, read back and tried as it stands there."""
    report = road.letterplate("check", "--account", account, "--json", "--ca", road.practice.ca_file).document
    tap.equal([f"{one['protocol']} {one['host']} {one['port']} {one['security']} {one['user']}"
               for one in (report["incoming"], report["outgoing"])], expected)
    tap.equal(report["verdict"], "ok")


def judge_secrets(road):
    for words in road.said:
        tap.check(not any(secret in words for secret in SECRETS), "a secret was printed")
    tap.equal(files_with(road.practice.users[0].password, road.session.home), [], "files with the password")


# --- an account that Outlook Express exported before September 2009


def hotmail_dav():
    with Revival("fixture.anna.0001@hotmail.com") as road:
        path = road.place("iaf/hotmail-httpmail.iaf", "Desktop/hotmail.iaf")
        road.before = road.snapshot()
        said = road.must(road.letterplate("import", path)).stdout
        for part in ("services.msn.com", "1 September 2009", "in the browser", "outlook.office365.com:993"):
            tap.contains(said, part)
        found = road.must(road.letterplate("import", path, "--json")).document
        tap.equal(servers(found["accounts"][0]["becomes"]), today(road.address))

        document = road.revive(path)
        judge_report(road, document["report"])
        tap.equal(document["report"]["source"]["id"], "providers")
        judge_mail(road)
        judge_profile(road, "thunderbird:1", [f"imap outlook.office365.com 993 tls {road.address}",
                                              f"smtp smtp-mail.outlook.com 587 starttls {road.address}"])
        tap.contains(road.read(".thunderbird/letterplate.default/prefs.js"), '.authMethod", 10)')
        tap.equal(road.doctor("--online"), {"thunderbird:1": [], "mbsync:2": [], "msmtp:1": []})
        judge_secrets(road)
        road.undo()
        tap.equal((road.changes(), road.keyring_items()), ([], 0))


# --- a Thunderbird profile that nobody touched since


def live_pop3():
    with Revival("fixture.rosa.0014@live.de") as road:
        road.place_profile()
        tap.equal(road.doctor(), {"thunderbird:1": ["dead-host"]})
        # Nobody names a file: it is found where Thunderbird keeps it.
        found = road.must(road.letterplate("import", "--json")).document
        mine = [one for one in found["accounts"] if one["address"] == road.address]
        tap.equal(([servers(one["becomes"]) for one in mine], mine[0]["warning"] is not None),
                  ([today(road.address)], True))

        judge_report(road, road.revive(road.session.path(PROFILE), "--take-over")["report"])
        judge_mail(road)
        # Another protocol, so an account of its own; what was fetched over POP3 stays where it is.
        tap.contains(road.read(PROFILE), 'server2.hostname", "pop3.live.com"')
        judge_profile(road, "thunderbird:2", [f"imap outlook.office365.com 993 tls {road.address}",
                                              f"smtp smtp-mail.outlook.com 587 starttls {road.address}"])
        tap.equal(road.doctor("--online"),
                  {"thunderbird:1": ["dead-host"], "thunderbird:2": [], "mbsync:2": [], "msmtp:1": []})
        judge_secrets(road)
        road.undo()
        tap.equal((road.changes(), road.keyring_items()), ([], 0))


def kept_locally(text):
    """Thunderbird took the mail off the server, so it is in this profile alone."""
    return text.replace(b'leave_on_server", true', b'leave_on_server", false')


def pop3_stays():
    with Revival("fixture.rosa.0014@live.de") as road:
        road.place_profile(kept_locally)
        judge_report(road, road.revive(road.session.path(PROFILE), "--take-over", clients="thunderbird,mpop,msmtp")["report"])
        road.find(road.send())
        there = road.practice.count_messages()
        fetched = road.must(road.run(["mpop", "--all-accounts"]))
        tap.equal((there > 1, f"of {there} (" in fetched.stdout), (True, True), fetched.stdout)
        shutil.rmtree(road.session.path(".mpop_uidls"))  # its own note of what it has fetched
        tap.contains(road.practice.log(), "pop3-login: Info: Login: user=<" + road.address)
        judge_profile(road, "thunderbird:1", [f"pop3 outlook.office365.com 995 tls {road.address}",
                                              f"smtp smtp-mail.outlook.com 587 starttls {road.address}"])
        for line in ('server2.type", "pop3"', 'server2.leave_on_server", false', 'server2.authMethod", 10'):
            tap.contains(road.read(PROFILE), line)
        road.undo()
        tap.equal(road.changes(), [])


def pop3_on_wish():
    """The person stays with POP3; two weeks on the server, as it was."""
    with Revival("fixture.rosa.0014@live.de") as road:
        road.place_profile()
        road.revive(road.session.path(PROFILE), "--incoming", "pop3+tls://outlook.office365.com", "--take-over",
                    clients="thunderbird,msmtp")
        for line in ('server2.type", "pop3"', 'server2.hostname", "outlook.office365.com"', 'leave_on_server", true',
                     'num_days_to_leave_on_server", 14', 'server2.authMethod", 10'):
            tap.contains(road.read(PROFILE), line)


def repaired():
    """The doctor's way: in the place of the old settings, by the protocol that was there; mail stays where it lies."""
    folder = 'user_pref("mail.server.server2.directory-rel", "[ProfD]Mail/pop3.live.com");'
    with Revival("fixture.rosa.0014@live.de") as road:
        road.place_profile(lambda text: text + folder.encode() + b"\n")
        road.must(road.letterplate("doctor", "--fix", "thunderbird:1", "--yes", "--json", "--ca", road.practice.ca_file))
        judge_profile(road, "thunderbird:1", [f"pop3 outlook.office365.com 995 tls {road.address}",
                                              f"smtp smtp-mail.outlook.com 587 starttls {road.address}"])
        # Thunderbird keeps its sign-in to itself, which is nothing to complain about.
        tap.equal(road.doctor("--online"), {"thunderbird:1": []})
        tap.contains(road.read(PROFILE), 'num_days_to_leave_on_server", 14')
        tap.contains(road.read(PROFILE), folder)
        road.undo()
        tap.equal(road.changes(), [])


def without_client_id():
    """Nobody can sign in with the browser here: up to that all is proved, no password is asked for, and only the app that
    signs in by itself is written."""
    with Revival("fixture.anna.0001@hotmail.com") as road:
        path = road.place("iaf/hotmail-httpmail.iaf", "hotmail.iaf")
        road.use_issuer(ClientId="")
        road.before = road.snapshot()
        common = ("--json", "--ca", road.practice.ca_file)
        checked = road.letterplate("check", road.address, *common, timeout=40)
        tap.equal(checked.status, 1, str(checked))
        for side in ("incoming", "outgoing"):
            tap.equal(checked.document[side]["verdict"], "sign-in-left-to-client", side)
        tap.equal(checked.document["outgoing"]["authentication_required"], "proved")
        tap.equal((road.changes(), road.keyring_items()), ([], 0))

        mixed = road.letterplate("import", path, "--setup", "--client", CLIENTS, "--yes", *common, timeout=40)
        tap.equal((mixed.status, mixed.document["report"]["verdict"]), (1, "sign-in-left-to-client"), str(mixed))
        tap.equal([client["result"] for client in mixed.document["clients"]], ["done", "failed", "failed"], str(mixed))
        tap.contains(mixed.document["clients"][1]["message"], "client ID")
        judge_profile_of_sign_in(road)
        road.undo()
        tap.equal(road.changes(), [])

        # Nobody agrees, nothing is written; what can sign in is chosen, and that is success.
        road.must(road.letterplate("setup", road.address, "--client", "thunderbird", *common), 2)
        tap.equal(road.changes(), [])
        for clients in ("thunderbird", "all"):
            done = road.must(road.letterplate("setup", road.address, "--client", clients, "--yes", *common))
            tap.equal(done.document["report"]["verdict"], "sign-in-left-to-client")
            tap.equal({client["result"] for client in done.document["clients"]}, {"done"}, str(done))
            judge_profile_of_sign_in(road)
            road.undo()
            # Evolution's registry, once it is asked, makes a file of its own.
            tap.equal([name for name in road.changes() if "system-proxy" not in name], [])
        plain = road.must(road.letterplate("setup", road.address, "--client", "thunderbird", "--yes", *common[1:]))
        tap.contains(plain.stdout + plain.stderr, "asks for a browser sign-in")
        tap.check("Everything works" not in plain.stdout, plain.stdout)
        tap.equal((road.practice.sign_ins(), road.practice.failed_sign_ins(), road.keyring_items()), (0, 0, 0))


def judge_profile_of_sign_in(road):
    """Thunderbird's own sign-in: OAuth2 on both servers."""
    prefs = road.read(".thunderbird/letterplate.default/prefs.js")
    tap.equal(prefs.count('uthMethod", 10)'), 2, prefs)


def left_to_thunderbird():
    """Without a client ID of ours, a program that signs in by itself is set up all the same."""
    with Revival("fixture.anna.0001@hotmail.com") as road:
        path = road.place("iaf/hotmail-httpmail.iaf", "hotmail.iaf")
        road.use_issuer(ClientId="")
        road.before = road.snapshot()
        done = road.revive(path, clients="thunderbird")
        tap.equal((done["report"]["verdict"], done["report"]["outgoing"]["authentication_required"]),
                  ("sign-in-left-to-client", "proved"))
        tap.contains(road.read(".thunderbird/letterplate.default/prefs.js"), '"outlook.office365.com"')
        road.undo()
        tap.equal(road.changes(), [])


def useless_password():
    """The file holds a password that Microsoft no longer takes: it is not offered, not tried and not kept."""
    with Revival("fixture.ben.0002@msn.com") as road:
        path = road.place("iaf/msn-httpmail.iaf", "msn.iaf")
        found = road.must(road.letterplate("import", path)).stdout
        tap.check("--stored-passwords" not in found, "it is offered")
        judge_report(road, road.revive(path, "--stored-passwords", clients="mbsync,msmtp")["report"])
        tap.check("method=PLAIN" not in road.practice.log(), "somebody signed in with a password")
        tap.equal([one for one in road.keyring_secrets() if any(secret in one for secret in SECRETS)], [])
        judge_secrets(road)


def spread():
    """What a mail program has and cannot use any more is brought back in others."""
    with Revival("fixture.rosa.0014@live.de") as road:
        road.place_profile()
        before = road.read(PROFILE)
        done = road.must(road.letterplate("setup", "--account", "thunderbird:1", "--client", "mbsync,msmtp", "--yes", "--json",
                                          "--ca", road.practice.ca_file)).document
        judge_report(road, done["report"])
        judge_mail(road)
        tap.equal(road.read(PROFILE), before, "the program it came from")


def titles(session):
    """What the windows on the screen are called."""
    done = session.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True)
    return [session.run(["xdotool", "getwindowname", window], capture_output=True, text=True).stdout.strip()
            for window in done.stdout.split()]


def opened():
    """Thunderbird itself: it takes the revived profile for a complete one, opens the account, and keeps its settings."""
    with Revival("fixture.rosa.0014@live.de", display=True) as road:
        road.place_profile()
        road.must(road.letterplate("doctor", "--fix", "thunderbird:1", "--yes", "--json", "--ca", road.practice.ca_file))
        # Letterplate's sanitizers must not reach it.
        environment = {name: value for name, value in road.session.environment.items() if name not in roads.PASSED_ON}
        environment.update(MOZ_CRASHREPORTER_DISABLE="1", MOZ_ENABLE_WAYLAND="0")
        child = subprocess.Popen(["thunderbird"], env=environment, cwd=road.session.home, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 90
            while not any(title.startswith("Live - ") for title in titles(road.session)):
                tap.check(time.monotonic() < deadline and child.poll() is None, f"windows: {titles(road.session)}")
                time.sleep(0.2)
            tap.check(not any("Setup" in title for title in titles(road.session)), "it wants to set up an account")
        finally:
            child.terminate()
            child.wait(60)
        for line in ('server2.hostname", "outlook.office365.com"', 'server2.authMethod", 10', 'smtp1.authMethod", 10',
                     'num_days_to_leave_on_server", 14', '"mail.accountmanager.accounts", "account1,account2"'):
            tap.contains(road.read(PROFILE), line)


def issuer_gone():
    """Nobody is there to say whether the token is good, or to renew it: the doctor ends all the same, and tries each
    server once."""
    with Revival("fixture.anna.0001@hotmail.com", access_seconds=20) as road:
        road.revive(road.place("iaf/hotmail-httpmail.iaf", "hotmail.iaf"), clients="mbsync,msmtp")
        road.issuer.stop()
        before, began = road.practice.failed_sign_ins(), time.monotonic()
        found = road.doctor("--online")
        tap.check(time.monotonic() - began < 40, "it took too long")
        tap.equal(sorted(found), ["mbsync:2", "msmtp:1"])
        tap.check(road.practice.failed_sign_ins() - before <= 2, "more than one try at each server")


def nobody_comes_back():
    """A browser that leaves the page: the run ends, and nothing was written."""
    with Revival("fixture.anna.0001@hotmail.com") as road:
        path = road.place("iaf/hotmail-httpmail.iaf", "hotmail.iaf")
        road.use_browser(agrees=False)
        road.before = road.snapshot()
        done = road.letterplate("import", path, "--setup", "--client", CLIENTS, "--yes", "--ca", road.practice.ca_file,
                                timeout=40)
        tap.equal(done.status, 4, str(done))
        tap.equal((road.changes(), road.practice.sign_ins()), ([], 0))


def main():
    suite = tap.Suite()
    # One person after the other; who takes the mail off the server comes last.
    for name, story in (("hotmail-dav", hotmail_dav), ("left-to-thunderbird", left_to_thunderbird),
                        ("without-client-id", without_client_id), ("nobody-comes-back", nobody_comes_back),
                        ("issuer-gone", issuer_gone), ("live-pop3", live_pop3), ("pop3-on-wish", pop3_on_wish),
                        ("repaired", repaired), ("spread", spread), ("opened", opened), ("pop3-stays", pop3_stays),
                        ("useless-password", useless_password)):
        suite.add(f"/revival/{name}", story)
    try:
        return suite.run()
    finally:
        services.stop()


if __name__ == "__main__":
    if "--here" in sys.argv:
        sys.argv.remove("--here")
        sys.exit(main())
    words = island.command("nxdomain", [sys.executable, "-B", __file__, "--here", *sys.argv[1:]],
                           [f"{host}={ADDRESS}" for host in HOSTS])
    os.execvp(words[0], words)

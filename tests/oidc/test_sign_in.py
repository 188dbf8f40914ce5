#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Browser sign-in against a real authorization server, from the page to mail fetched and sent, and every way in which it
goes wrong."""

import http.server
import json
import os
import re
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lab"), os.path.dirname(HERE)]

import tap  # noqa: E402
from issuer import Browser  # noqa: E402
from practice import Practice  # noqa: E402
from token_road import TokenRoad  # noqa: E402
from witness import files_with, holds  # noqa: E402

road = TokenRoad(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"))
suite = tap.Suite(on_failure=lambda: road.practice.log()[-1000:] + road.issuer.log()[-500:])
receipt = {}
BOB = "bob@fjordpost.example"


class Running:
    """letterplate in the middle of a sign-in: what it says on standard error so far, then its end."""

    def __init__(self, *arguments):
        command = [os.path.join(road.directory, "letterplate"), *arguments]
        self.child = subprocess.Popen(command, env=road.session.environment, cwd=road.session.home, text=True,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.words = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.kill()
        self.child.communicate()

    def read_until(self, pattern):
        while not re.search(pattern, self.words):
            line = self.child.stderr.readline()
            tap.check(line, "it ended: " + self.words)
            self.words += line
        return re.search(pattern, self.words)

    def end(self, seconds=30):
        output, words = self.child.communicate(timeout=seconds)
        self.words += words
        return self.child.returncode, output, self.words


def page_of(running):
    """The address that would open in the browser."""
    return running.read_until(r"(https://\S+/auth\?\S+)").group(1)


def query(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def tokens():
    """The secrets of the account as the keyring has them."""
    done = road.session.run(["secret-tool", "search", "--all", "account", "maya-fjordpost-example"], capture_output=True,
                            text=True)
    return re.findall(r"^secret = (.*)$", done.stdout, re.MULTILINE)


# --- the way it should be


@suite.case("/sign-in/check-keeps-nothing")
def check_keeps_nothing():
    report = road.must(road.letterplate("check", road.address, "--json")).document
    tap.equal((report["verdict"], report["incoming"]["mechanism"], report["outgoing"]["mechanism"]),
              ("ok", "OAUTHBEARER", "OAUTHBEARER"))
    tap.equal((report["outgoing"]["authentication_required"], tokens(), road.changes()), ("proved", [], []))


@suite.case("/sign-in/with-the-browser")
def with_the_browser():
    before = road.issuer.count("success", "authorization_code")
    done = road.must(road.sign_in())
    tap.equal([client["result"] for client in done.document["clients"]], ["done", "done"])
    tap.equal(road.issuer.count("success", "authorization_code") - before, 1)
    tap.equal(len(tokens()), 2)
    receipt["id"] = done.document["receipt"]


@suite.case("/sign-in/every-protocol-and-mechanism")
def every_protocol():
    """A server that offers just one of the two, over TLS and STARTTLS."""
    ways = (("imap+tls", "imaps", "smtp+starttls", "submission"), ("pop3+starttls", "pop3", "smtp+tls", "submissions"),
            ("pop3+tls", "pop3s", "smtp+starttls", "submission"))
    for mechanism in ("XOAUTH2", "OAUTHBEARER"):
        with TokenRoad(road.directory, service=Practice(mechanisms="plain " + mechanism.lower())) as other:
            for incoming, port, outgoing, outgoing_port in ways:
                text = other.provider()
                for word, kind, name in (("Incoming", incoming, port), ("Outgoing", outgoing, outgoing_port)):
                    url = f"{kind}://%EMAILADDRESS%@{other.practice.address}:{other.practice.ports[name]}"
                    text = re.sub(f"^{word}=.*", f"{word}={url};", text, flags=re.MULTILINE)
                other.use_provider(text)
                report = other.must(other.letterplate("check", other.address, "--json")).document
                tap.equal((report["verdict"], report["incoming"]["protocol"], report["incoming"]["mechanism"],
                           report["outgoing"]["mechanism"]), ("ok", incoming.split("+")[0], mechanism, mechanism))


@suite.case("/sign-in/the-question")
def the_question():
    """What the address of the page carries, and what it must not."""
    words = "".join(road.said)
    asked = query(re.search(r"(https://\S+/auth\?\S+)", words).group(1))
    tap.equal((asked["response_type"], asked["code_challenge_method"], len(asked["code_challenge"]), len(asked["state"]),
               asked["login_hint"]), ("code", "S256", 43, 43, road.address))
    tap.contains(asked["redirect_uri"], "http://127.0.0.1:")
    tap.check("client_secret" not in asked and "code_verifier" not in asked, "a secret is in the address")


@suite.case("/sign-in/mail-goes-and-comes")
def mail():
    fetched = road.fetch()
    message_id = road.send()
    road.find(message_id)
    tap.equal(road.fetch(), fetched + 1)
    log = road.practice.log()
    tap.check("method=XOAUTH2" in log, "nobody signed in with a token")
    tap.equal(road.practice.failed_sign_ins(), 0)


@suite.case("/sign-in/again-changes-nothing")
def again():
    before = (road.snapshot(), tokens(), road.issuer.count("success"))
    done = road.must(road.sign_in()).document
    tap.equal([client["result"] for client in done["clients"]], ["unchanged", "unchanged"])
    tap.equal((road.snapshot(), tokens(), road.issuer.count("success")), before)


@suite.case("/sign-in/no-token-anywhere")
def no_token_anywhere():
    keyrings = road.session.path(".local", "share", "keyrings")
    for token in tokens():
        found = [path for path in files_with(token, road.session.directory) if not path.startswith(keyrings)]
        tap.equal(found, [], "files with a token")
        tap.check(not any(holds(words.encode(), token) for words in road.said), "a token was printed")


@suite.case("/sign-in/undo")
def undo():
    road.undo()
    tap.equal((tokens(), road.changes()), ([], []))


@suite.case("/sign-in/on-another-device")
def another_device():
    with Running("check", road.address, "--json", "--device-code") as running:
        found = running.read_until(r"Open (https://\S+) on any device and type this code: (\S+)")
        page = Browser(road.issuer.ca_file).type_code(found.group(1), found.group(2), road.address)
        tap.contains(page, "Sign-in Success")
        status, output, words = running.end()
    tap.equal(status, 0, words)
    tap.contains(output, '"verdict":"ok"')


# --- ways to get lost


def check_fails(status, verdict_words, *arguments):
    done = road.letterplate("check", road.address, "--json", *arguments, timeout=30)
    tap.equal(done.status, status, str(done))
    tap.contains(done.stderr, verdict_words)
    return done


@suite.case("/sign-in/denied")
def denied():
    road.use_browser(agrees=False)
    check_fails(4, "access_denied")
    road.use_browser()


@suite.case("/sign-in/denied-on-another-device")
def denied_elsewhere():
    with Running("check", road.address, "--device-code") as running:
        found = running.read_until(r"Open (https://\S+) on any device and type this code: (\S+)")
        Browser(road.issuer.ca_file).type_code(found.group(1), found.group(2), road.address, deny=True)
        status, _, words = running.end()
    tap.equal(status, 4, words)
    tap.contains(words, "access_denied")


class Stumbling(http.server.ThreadingHTTPServer):
    """Answers the questions for a token with what it was given, one after the other."""
    daemon_threads = True

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            status, document = (200, self.server.device) if self.path == "/device" else self.server.answers.pop(0)
            body = json.dumps(document).encode() if document else b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    def __init__(self, answers):
        super().__init__((road.practice.address, 0), self.Handler)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*(os.path.join(road.practice.directory, name) for name in ("leaf.pem", "key.pem")))
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.url = f"https://{road.practice.address}:{self.server_address[1]}"
        self.answers = answers
        self.device = {"device_code": "d", "user_code": "A-B", "verification_uri": self.url, "interval": 1, "expires_in": 90}

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


@suite.case("/sign-in/issuer-stumbles")
def issuer_stumbles():
    """The code was typed on another device meanwhile: one question that fails is no reason to begin anew."""
    answers = [(503, None), (400, {"error": "authorization_pending"}), (400, {"error": "access_denied"})]
    with Stumbling(answers) as issuer:
        road.use_issuer(Metadata="false", Authorization=issuer.url, Token=issuer.url + "/token", Device=issuer.url + "/device")
        done = road.letterplate("check", road.address, "--device-code", timeout=60)
    road.use_issuer()
    tap.equal((done.status, answers), (4, []), str(done))


@suite.case("/sign-in/browser-closed")
def browser_closed():
    """Nobody comes back; the person stops waiting."""
    road.close_browser()
    with Running("check", road.address) as running:
        page_of(running)
        began = time.monotonic()
        running.child.send_signal(signal.SIGINT)
        status, _, words = running.end()
    tap.equal(status, 4, words)
    tap.check(time.monotonic() - began < 3, "it took too long")


def answer_with(change, agreed=True):
    """Signs in by hand, and brings our listener an answer that was changed on the way."""
    with Running("check", road.address) as running:
        url = page_of(running)
        browser = Browser(road.issuer.ca_file)
        tap.equal(browser.sign_in(url, road.address, stop_at_loopback=True), None)
        target = change(browser.url)
        page, _ = browser.ask("GET", target)
        status, _, words = running.end()
    return status, words, page, target


def replace(url, **changes):
    parts = urllib.parse.urlsplit(url)
    return parts._replace(query=urllib.parse.urlencode({**query(url), **changes})).geturl()


@suite.case("/sign-in/wrong-state")
def wrong_state():
    status, words, page, _ = answer_with(lambda url: replace(url, state="x" * 43))
    tap.equal(status, 1, words)
    tap.contains(words, "wrong state")
    tap.contains(page, "Sign-In Did Not Work")


@suite.case("/sign-in/another-issuer-answers")
def another_issuer():
    status, words, _, _ = answer_with(lambda url: replace(url, iss="https://evil.example.test"))
    tap.equal(status, 1, words)
    tap.contains(words, "evil.example.test")


@suite.case("/sign-in/another-code")
def another_code():
    status, words, _, _ = answer_with(lambda url: replace(url, code="somebody-elses-code-0123456789-0123456789-x"))
    tap.equal(status, 1, words)
    tap.contains(words, "invalid_grant")


@suite.case("/sign-in/code-replayed")
def code_replayed():
    """A code that was traded already, brought to the next sign-in with that one's own state."""
    status, words, _, target = answer_with(lambda url: url)
    tap.equal(status, 0, words)
    status, words, _, _ = answer_with(lambda url: replace(url, code=query(target)["code"]))
    tap.equal(status, 1, words)
    tap.contains(words, "invalid_grant")
    tap.equal(tokens(), [])


@suite.case("/sign-in/error-instead-of-a-code")
def error_instead():
    def change(url):
        kept = {name: value for name, value in query(url).items() if name != "code"}
        kept.update(error="server_error", error_description="Our <b>kitchen</b> burns.\r\nTry \x1b[31mlater")
        return urllib.parse.urlsplit(url)._replace(query=urllib.parse.urlencode(kept)).geturl()
    status, words, page, _ = answer_with(change)
    tap.check(status in (1, 3), words)
    tap.contains(words, "server_error")
    tap.contains(page, "Sign-In Did Not Work")
    tap.check("<b>" not in page and "\x1b" not in words, "the issuer's words are not cleaned")


@suite.case("/sign-in/error-page")
def error_page():
    """Where the token should come from there is a page for people."""
    road.use_issuer(Metadata="false", Authorization=road.issuer.identifier + "/auth", Token=road.issuer.identifier + "/auth")
    try:
        status, words, _, _ = answer_with(lambda url: url)
    finally:
        road.use_issuer()
    tap.equal(status, 1, words)
    tap.contains(words, "What happened:")
    tap.check("<html" not in words.lower(), words)


@suite.case("/sign-in/one-shot")
def one_shot():
    status, words, _, target = answer_with(lambda url: url)
    tap.equal(status, 0, words)
    try:
        Browser(road.issuer.ca_file).ask("GET", target)
    except ConnectionRefusedError:
        return
    raise tap.Failed("the listener is still there")


@suite.case("/sign-in/two-at-once")
def two_at_once():
    with Running("check", road.address) as one, Running("check", road.address) as two:
        pages = page_of(one), page_of(two)
        tap.check(query(pages[0])["redirect_uri"] != query(pages[1])["redirect_uri"], "one port for both")
        for page in reversed(pages):
            tap.contains(Browser(road.issuer.ca_file).sign_in(page, road.address), "Almost Done")
        tap.equal((one.end()[0], two.end()[0]), (0, 0))


@suite.case("/sign-in/from-elsewhere")
def from_elsewhere():
    """Another page's script and a foreign name for our address are turned away; the sign-in goes on."""
    with Running("check", road.address) as running:
        url = page_of(running)
        target = query(url)["redirect_uri"]
        for headers in (["Sec-Fetch-Mode: no-cors"], ["Host: evil.example.test"]):
            done = subprocess.run(["/usr/bin/python3", "-c", POKE, target, *headers], capture_output=True, text=True)
            tap.equal(done.stdout.strip(), "403", done.stderr)
        Browser(road.issuer.ca_file).sign_in(url, road.address)
        tap.equal(running.end()[0], 0)


POKE = """
import http.client, sys, urllib.parse
parts = urllib.parse.urlsplit(sys.argv[1])
connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
connection.putrequest("GET", "/?code=evil&state=evil", skip_host=any(h.startswith("Host") for h in sys.argv[2:]))
for header in sys.argv[2:]:
    connection.putheader(*header.split(": "))
connection.endheaders()
print(connection.getresponse().status)
"""


@suite.case("/sign-in/another-persons-account")
def another_person():
    """The browser was signed in as somebody else: the mail server finds out, and nothing is written."""
    road.use_browser(user=BOB)
    done = road.sign_in()
    told = road.letterplate("check", road.address)
    road.use_browser()
    report = done.document["report"]
    tap.equal((done.status, report["verdict"], report["incoming"]["verdict"], report["outgoing"]["verdict"]),
              (1, "another-account", "another-account", "not-tried"), str(done))
    tap.equal((tokens(), road.changes()), ([], []))
    tap.equal(told.status, 1, str(told))
    tap.contains(told.stderr, f"You signed in as {BOB}, the address is {road.address}.")


@suite.case("/sign-in/another-person-without-a-name")
def another_without_name():
    """An issuer that does not say who signed in: that the token was refused is all that is known."""
    road.use_issuer(Scope="openid offline_access")
    road.use_browser(user=BOB)
    done = road.letterplate("check", road.address, "--json")
    road.use_browser()
    road.use_issuer()
    tap.equal((done.status, done.document["verdict"]), (1, "token-refused"), str(done))


@suite.case("/sign-in/less-than-asked")
def less_than_asked():
    road.use_issuer(Smtp="send")
    check_fails(1, "granted less than was asked for: not send")
    road.use_issuer()


@suite.case("/sign-in/no-refresh-token")
def no_refresh_token():
    road.use_issuer(Scope="openid")
    check_fails(1, "no refresh token")
    road.use_issuer()


@suite.case("/sign-in/metadata-lies")
def metadata_lies():
    road.use_issuer(Issuer=road.issuer.identifier + "/")
    check_fails(1, "somebody else's")
    road.use_issuer()


@suite.case("/sign-in/unknown-authority")
def unknown_authority():
    road.use_issuer(CertificateAuthority="")
    check_fails(1, "certificate of")
    road.use_issuer()


@suite.case("/sign-in/only-over-https")
def only_https():
    plain = road.issuer.identifier.replace("https:", "http:")
    road.use_issuer(Metadata="false", Authorization=plain + "/auth", Token=plain + "/token")
    tap.check(road.letterplate("check", road.address, timeout=30).status != 0, "it signs in over http")
    road.use_issuer()


@suite.case("/sign-in/no-client-id")
def no_client_id():
    road.use_issuer(ClientId="")
    report = road.letterplate("check", road.address, "--json")
    tap.equal((report.status, report.document["verdict"]), (1, "sign-in-left-to-client"))
    stages = {stage["stage"]: stage["verdict"] for stage in report.document["incoming"]["stages"]}
    tap.equal((stages["capabilities"], stages["certificate"]), ("ok", "ok"))
    tap.equal(report.document["outgoing"]["authentication_required"], "proved")
    road.use_issuer()


@suite.case("/sign-in/servers-named-by-hand")
def servers_named():
    """The issuer is that of the domain's own row, whoever named the servers."""
    ports = road.practice.ports
    report = road.must(road.letterplate(
        "check", road.address, "--json", "--sign-in", "oauth2", "--ca", road.practice.ca_file,
        "--incoming", f"imap+tls://{road.practice.address}:{ports['imaps']}",
        "--outgoing", f"smtp+tls://{road.practice.address}:{ports['submissions']}")).document
    tap.equal((report["verdict"], report["source"]["id"], report["incoming"]["mechanism"], report["outgoing"]["mechanism"]),
              ("ok", "given", "OAUTHBEARER", "OAUTHBEARER"))


@suite.case("/sign-in/issuer-is-down")
def issuer_down():
    road.issuer.stop()
    done = check_fails(1, "refused")
    tap.check(done.seconds < 15, "it took too long")
    road.issuer.start()


with road:
    sys.exit(suite.run())

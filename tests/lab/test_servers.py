#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real Dovecot and real Postfix, set up in the ways that are met outside.

Dovecot: every mechanism it has, each as the only one, for IMAP, POP3 and submission; right and wrong passwords;
with and without TLS; a password that is stored as a hash. Postfix: the five ways in which an outgoing server may
or may not require a sign-in.
"""

import contextlib
import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from postfix import Postfix  # noqa: E402
from practice import ADDRESS, Practice, User  # noqa: E402
from road import Letterplate, Road  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")
HASHED = "hanna@fjordpost.example"
OTHER = "otto@fjordpost.example"
# Blanks, quotes, a backslash, letters beyond ASCII: what SASLprep and quoting have to bring over.
PASSWORD = "p w\"d'\\$x é {3}"
MECHANISMS = ("PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")
# DIGEST-MD5 is historic (RFC 6331): only where the settings ask for a challenge.
CHALLENGES = ("CRAM-MD5", "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")
IN_CLEAR = ("CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256")
AUTH_PORT = 10900
OUTGOING = {"tls": ("smtp+tls", "submissions"), "starttls": ("smtp+starttls", "submission")}
INCOMING = (("imap+tls", "imaps"), ("imap+starttls", "imap"), ("pop3+tls", "pop3s"), ("pop3+starttls", "pop3"))


class Servers:
    """A practice service with its checks; `report` is the answer of the last one."""

    def __init__(self, home, mechanisms, password=PASSWORD, **options):
        self.password = password
        self.practice = Practice(users=[User(ADDRESS, password), User(HASHED, password, hashed=True),
                                        User(OTHER, "quite another 18")],
                                 mechanisms=mechanisms, **options)
        self.letterplate = Letterplate(PROGRAM, home)

    def __enter__(self):
        self.practice.start()
        return self

    def __exit__(self, *_):
        self.practice.stop()

    @contextlib.contextmanager
    def local_provider(self, *lines):
        """The domain's settings in a file of the person's, so that nothing has to be named."""
        folder = os.path.join(self.letterplate.home, ".config", "letterplate", "providers.d")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "practice.ini")
        with open(path, "w") as out:
            out.write(self.practice.provider() + "".join(line + "\n" for line in lines))
        yield
        os.unlink(path)

    def url(self, kind, name, user=ADDRESS, port=None):
        return f"{kind}://{user}@{self.practice.address}:{port or self.practice.ports[name]}"

    def check(self, incoming, outgoing, *arguments, user=ADDRESS, secret=None):
        """(status, report, refused sign-ins, accepted ones) of one check."""
        before = self.practice.failed_sign_ins(), self.practice.sign_ins()
        named = ("--incoming", incoming, "--outgoing", outgoing, "--ca", self.practice.ca_file) if incoming else ()
        result = self.letterplate.run("check", user, *named, "--offline", "--json", *arguments,
                                      secret=secret or self.password)
        document = result.document
        return (result.status, document, self.practice.failed_sign_ins() - before[0],
                self.practice.sign_ins() - before[1])


def mechanism(home, name):
    """The only mechanism that is offered is used, by all three protocols; a wrong password fails once."""
    with Servers(home, name.lower(), auth_port=AUTH_PORT) as servers:
        for kind, port in INCOMING:
            submission = OUTGOING[kind.partition("+")[2]]
            status, report, failed, good = servers.check(servers.url(kind, port), servers.url(*submission))
            tap.equal((status, report["verdict"], failed, good), (0, "ok", 0, 2), f"{kind}: {report}")
            tap.equal((report["incoming"]["mechanism"], report["outgoing"]["mechanism"]), (name, name))
            status, report, failed, good = servers.check(servers.url(kind, port), servers.url(*submission), secret="wrong")
            tap.equal((status, failed, good), (1, 1, 0), kind)
            # CRAM-MD5's challenge does not show that the server has what it takes.
            tap.check(report["verdict"] == "wrong-credentials" or name == "CRAM-MD5", report["verdict"])
        for kind, port in (("smtp+tls", "submissions"), ("smtp+starttls", "submission")):
            status, report, failed, good = servers.check(servers.url("imap+tls", "imaps"), servers.url(kind, port, OTHER))
            tap.equal((status, failed, good), (1, 1, 1), f"{kind}: {report}")
        with Postfix(servers.practice) as postfix:
            postfix_mechanism(servers, postfix, name)


def postfix_mechanism(servers, postfix, name):
    """Postfix lets Dovecot's mechanisms through; it is also the server whose refusals are its own."""
    for service, security in (("submissions", "tls"), ("submission", "starttls")):
        outgoing = servers.url("smtp+" + security, None, port=postfix.ports[service])
        status, report, failed, _ = servers.check(servers.url("imap+tls", "imaps"), outgoing)
        tap.equal((status, report["outgoing"]["mechanism"], failed), (0, name, 0), f"{service}: {report}")


def encrypted(home, name):
    """Where the settings want a challenge, there is one, though PLAIN is offered; a hash cannot serve it."""
    # With letters beyond ASCII it is not tried: RFC 2831 wants Latin-1 where it is possible, and Dovecot takes UTF-8.
    password = PASSWORD.replace("é", "") if name == "DIGEST-MD5" else PASSWORD
    with Servers(home, "plain login " + name.lower(), password) as servers:
        with servers.local_provider("SignIn=encrypted;"):
            status, report, failed, good = servers.check(None, None)
            tap.equal((status, report["verdict"], failed, good), (0, "ok", 0, 2), str(report))
            tap.equal((report["incoming"]["mechanism"], report["outgoing"]["mechanism"]), (name, name))
            if name == "DIGEST-MD5":
                status, report, failed, good = servers.check(None, None, secret=PASSWORD)
                tap.equal((status, report["verdict"], failed, good), (1, "no-mechanism", 0, 0), str(report))
            status, report, failed, good = servers.check(None, None, user=HASHED)
            tap.equal((status, report["verdict"], failed, good), (1, "mechanism-not-for-this-account", 1, 0), str(report))
            tap.check(report["incoming"]["next_step"], "no next step")
            offer = report["suggestions"][0]
            tap.equal((offer["code"], offer["applied"], offer["now"]["sign_in"]), ("password-over-tls", False, "password"))
            # Agreed to: one attempt more, and it is the same for sending.
            status, report, failed, good = servers.check(None, None, "--yes", user=HASHED)
            tap.equal((status, report["verdict"], failed, good), (0, "ok", 1, 2), str(report))
            tap.equal((report["incoming"]["mechanism"], report["outgoing"]["mechanism"]), ("PLAIN", "PLAIN"))
            tap.equal([(one["code"], one["applied"]) for one in report["suggestions"]], [("password-over-tls", True)])
            status, report, failed, good = servers.check(None, None, "--yes", user=HASHED, secret="wrong")
            tap.equal((status, report["verdict"], failed, good), (1, "wrong-credentials", 2, 0), str(report))


def proved_is_written():
    """Evolution has to name a mechanism: on a server without PLAIN that is the one that was proved."""
    road = Road(os.path.dirname(PROGRAM))
    road.practice.mechanisms = "login"
    with road:
        road.must(road.letterplate("setup", road.address, "--client", "evolution", "--yes", "--json", secret=road.password))
        folder = road.session.path(".config", "evolution", "sources")
        methods = []
        for name in os.listdir(folder):
            with open(os.path.join(folder, name)) as file:
                methods += [line.strip() for line in file if line.startswith("Method=LOGIN")]
        tap.equal(methods, ["Method=LOGIN"] * 2, "receiving and sending")


def in_clear(home, name):
    """Without TLS, and with the person's yes, a challenge mechanism does not show the password on the line."""
    with Servers(home, "plain login " + name.lower()) as servers:
        transcript = os.path.join(home, "transcript")
        for kind, port in (("imap+plain", "imap"), ("pop3+plain", "pop3")):
            status, report, _, good = servers.check(servers.url(kind, port), servers.url("smtp+tls", "submissions"),
                                                    "--allow-plaintext", "--transcript", transcript)
            tap.equal((status, report["verdict"], good), (0, "ok", 2), str(report))
            tap.equal(report["incoming"]["mechanism"], name)


def in_clear_without_yes(home):
    """Without the person's yes no password goes out in clear, nor what it can be guessed from."""
    with Servers(home, "plain login cram-md5 scram-sha-256") as servers:
        for kind, port in (("imap+plain", "imap"), ("pop3+plain", "pop3")):
            status, report, failed, good = servers.check(servers.url(kind, port),
                                                         servers.url("smtp+tls", "submissions"))
            tap.equal((status, failed, good), (1, 0, 0))
            tap.check(report["verdict"] in ("plaintext-only", "login-disabled", "auth-not-offered"), report["verdict"])


def hashed(home):
    """A hashed password, CRAM-MD5 offered beside PLAIN: what works for the account is used."""
    with Servers(home, "cram-md5 login plain") as servers:
        for kind, port in INCOMING:
            status, report, failed, good = servers.check(servers.url(kind, port, HASHED), servers.url(
                "smtp+tls", "submissions", HASHED), user=HASHED)
            tap.equal((status, report["verdict"], failed, good), (0, "ok", 0, 2), kind)
            tap.equal(report["incoming"]["mechanism"], "PLAIN")


# Service: (security, expected status and, of the outgoing side: verdict, required, own address, words of the proof)
POSTFIX = (
    ("submissions", "tls", 0, "ok", "proved", False, "554 5.7.1"),
    ("submission", "starttls", 0, "ok", "proved", False, "554 5.7.1"),
    ("mx", "starttls", 1, "auth-not-offered", "proved", True, "Relay access denied"),
    ("open-relay", "starttls", 1, "auth-not-offered", "not-required", True, None),
    ("auth-not-needed", "starttls", 0, "ok", "not-required", True, None),
    ("no-auth", "tls", 1, "auth-not-offered", "proved", False, "554 5.7.1"),
)


def proof(servers, postfix, service, security, status, verdict, required, own, words):
    """Whether sending requires a sign-in, and by which words the server proved it."""
    found, report, failed, _ = servers.check(
        servers.url("imap+tls", "imaps"), servers.url("smtp+" + security, None, port=postfix.ports[service]))
    outgoing = report["outgoing"]
    tap.equal((found, outgoing["verdict"], outgoing["authentication_required"],
               outgoing["own_address_without_sign_in"], failed), (status, verdict, required, own, 0), str(report))
    if words:
        tap.contains(outgoing["authentication_evidence"], words)
    if verdict == "ok":
        tap.equal(outgoing["sender_accepted"], True)
    else:
        tap.check(outgoing["next_step"], "no next step")
    tap.equal(postfix.queued(), 0, "messages that reached the queue")


def without_sign_in(servers, postfix):
    """The person says that this server wants none: true of an open relay, refused by the others."""
    for service, expected in (("open-relay", 0), ("mx", 1)):
        status, report, failed, _ = servers.check(
            servers.url("imap+tls", "imaps"), servers.url("smtp+starttls", None, port=postfix.ports[service]),
            "--outgoing-auth", "no")
        tap.equal((status, failed), (expected, 0), f"{service}: {report['outgoing']}")
        if expected:
            tap.check(report["outgoing"]["verdict"] in ("authentication-required", "sender-refused"),
                      report["outgoing"]["verdict"])


def wrong_password(servers, postfix):
    """Postfix asks Dovecot, so its refusals are in the same log."""
    for service, security in (("submissions", "tls"), ("submission", "starttls")):
        status, report, failed, good = servers.check(
            servers.url("imap+tls", "imaps"), servers.url("smtp+" + security, None, port=postfix.ports[service]),
            secret="wrong")
        tap.equal((status, report["verdict"], failed, good), (1, "wrong-credentials", 1, 0))


def foreign_sender(servers, postfix):
    """Signed in as one, sending as another: found at RCPT, as Postfix does it."""
    status, report, *_ = servers.check(servers.url("imap+tls", "imaps"),
                                       servers.url("smtp+tls", None, port=postfix.ports["submissions"]),
                                       user="somebody@fjordpost.example")
    tap.equal((status, report["outgoing"]["verdict"]), (1, "sender-refused"), str(report["outgoing"]))
    tap.contains(report["outgoing"]["server_text"], "not owned by user")


def main():
    suite = tap.Suite()
    with tempfile.TemporaryDirectory(prefix="lp-home-") as home, \
            Servers(home, "plain login cram-md5 scram-sha-256", auth_port=AUTH_PORT) as servers, \
            Postfix(servers.practice) as postfix:
        suite.on_failure = lambda: "\n".join((servers.practice.log() + postfix.log()).splitlines()[-8:])
        for name in MECHANISMS:
            suite.add("/dovecot/mechanism/" + name, mechanism, home, name)
        for name in CHALLENGES:
            suite.add("/dovecot/encrypted/" + name, encrypted, home, name)
        suite.add("/dovecot/proved-is-written", proved_is_written)
        for name in IN_CLEAR:
            suite.add("/dovecot/in-clear/" + name, in_clear, home, name)
        suite.add("/dovecot/in-clear/without-yes", in_clear_without_yes, home)
        suite.add("/dovecot/hashed-password", hashed, home)
        for row in POSTFIX:
            suite.add("/postfix/" + row[0], proof, servers, postfix, *row)
        suite.add("/postfix/without-sign-in", without_sign_in, servers, postfix)
        suite.add("/postfix/wrong-password", wrong_password, servers, postfix)
        suite.add("/postfix/foreign-sender", foreign_sender, servers, postfix)
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

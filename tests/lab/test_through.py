#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What mail programs run that cannot ask the keyring: the tunnel and the sendmail of Letterplate, on real servers."""

import email
import imaplib
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from practice import Practice, User  # noqa: E402
from road import CLIENTS, Road, run_program  # noqa: E402
from witness import ProcessWitness, files_with, holds  # noqa: E402

ACCOUNT = "maya-fjordpost-example"
EX_OK, EX_USAGE, EX_DATAERR, EX_UNAVAILABLE, EX_TEMPFAIL, EX_PROTOCOL, EX_NOPERM, EX_CONFIG = 0, 64, 65, 69, 75, 76, 77, 78
road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"))
witness = ProcessWitness(road.password)
suite = tap.Suite(on_failure=lambda: road.practice.log()[-3000:])


def program():
    return os.path.join(road.directory, "letterplate")


class Tunnel(imaplib.IMAP4):
    """An IMAP client that reaches its server through our command, on a pair of sockets as libEtPan does it."""

    def __init__(self, *options):
        self.options = options
        super().__init__()

    def open(self, *_, **__):
        ours, theirs = socket.socketpair()
        command = [program(), "tunnel", *self.options, ACCOUNT]
        self.process = subprocess.Popen(command, env=road.session.environment, cwd=road.session.home, stdin=theirs,
                                        stdout=theirs, stderr=subprocess.PIPE, text=True)
        theirs.close()
        ours.settimeout(60)
        self.sock, self.file = ours, ours.makefile("rb")

    def end(self):
        self.file.close()
        self.sock.close()
        words = self.process.communicate(timeout=60)[1]
        road.said.append(words)
        return self.process.returncode, words


def server_client():
    context = ssl.create_default_context(cafile=road.practice.ca_file)
    client = imaplib.IMAP4_SSL(road.practice.address, road.practice.ports["imaps"], ssl_context=context, timeout=60)
    client.login(road.address, road.password)
    return client


def inbox():
    """Messages of the inbox, by subject."""
    client = server_client()
    client.select("INBOX", readonly=True)
    found = {}
    for number in client.search(None, "ALL")[1][0].split():
        message = email.message_from_bytes(client.fetch(number, "(RFC822)")[1][0][1])
        found[message["Subject"]] = message
    client.logout()
    return found


def sendmail(text, *arguments, options=(), account=ACCOUNT):
    return road.run([program(), "sendmail", *options, account, *arguments], stdin=text)


# --- tunnel


@suite.case("/tunnel/greeting")
def greeting():
    client = Tunnel()
    tap.equal(client.state, "AUTH", "the state that PREAUTH means")
    words = client.welcome.decode()
    tap.contains(words, "* PREAUTH [CAPABILITY IMAP4REV1 ")
    tap.contains(words, "IDLE")
    for spent in ("STARTTLS", "AUTH=", "LOGINDISABLED", "SASL-IR"):
        tap.check(spent not in words, f"{spent} is in the greeting")
    client.logout()
    tap.equal(client.end(), (0, ""))


@suite.case("/tunnel/mail")
def mail():
    """Everything goes through as it is: literals, large answers, octets of any kind."""
    client = Tunnel()
    body = b"Subject: Through the tunnel\r\n\r\n" + b"".join(b"%06d \xff\xfe\x00\r\n".replace(b"\x00", b"\x01") % i for i in range(60000))
    tap.equal(client.create("Tunnel")[0], "OK")
    tap.equal(client.append("Tunnel", None, None, body)[0], "OK")
    tap.equal(client.select("Tunnel")[1], [b"1"])
    tap.check(client.fetch("1", "(RFC822)")[1][0][1] == body, "the message changed on its way")
    client.logout()
    tap.equal(client.end(), (0, ""))


@suite.case("/tunnel/mail-program-dies")
def dies():
    """No goodbye: the tunnel goes at once, and does not stay behind."""
    client = Tunnel()
    client.select("INBOX", readonly=True)
    began = time.monotonic()
    tap.equal(client.end(), (0, ""))
    tap.check(time.monotonic() - began < 5, "it stayed")


@suite.case("/tunnel/pipes")
def pipes():
    """Commands from a pipe that ends: the answers are waited for."""
    done = road.run([program(), "tunnel", ACCOUNT], stdin="a STATUS INBOX (MESSAGES)\r\nb LOGOUT\r\n")
    tap.equal((done.status, done.stderr), (0, ""))
    tap.contains(done.stdout, "* STATUS INBOX (MESSAGES 1)")
    tap.contains(done.stdout, "b OK")


@suite.case("/tunnel/options")
def options():
    """By address, over STARTTLS, with a pin instead of an authority."""
    client = Tunnel("--incoming", f"imap+starttls://{road.practice.address}:{road.practice.ports['imap']}")
    client.logout()
    tap.equal(client.end(), (0, ""))
    done = road.run([program(), "tunnel", road.address], stdin="a LOGOUT\r\n")
    tap.equal(done.status, 0, str(done))
    done = road.run([program(), "tunnel", "--pin", "00" * 32, ACCOUNT])
    tap.equal(done.status, 1, str(done))
    tap.contains(done.stdout, "* BYE ")
    tap.contains(done.stderr, "certificate")


def fails(status, words, *arguments, environment=None):
    """A greeting that ends it, a sentence on standard error, and never a hang."""
    command = [program(), "tunnel", *arguments]
    done = subprocess.run(command, env=dict(road.session.environment, **environment or {}), input="", text=True,
                          capture_output=True, timeout=60)
    tap.equal(done.returncode, status, done.stdout + done.stderr)
    tap.check(done.stdout.startswith("* BYE ") and done.stdout.count("\n") == 1, repr(done.stdout))
    tap.contains(done.stderr, words)
    road.said.extend((done.stdout, done.stderr))


@suite.case("/tunnel/errors")
def errors():
    fails(1, "nobody", "nobody")
    # The keyring's password is for one host only.
    fails(1, "is for " + road.practice.address, "--incoming", "imap+tls://127.0.0.1:1", ACCOUNT)
    closed = f"imap+tls://{road.practice.address}:1"
    fails(1, "", "--incoming", closed, ACCOUNT)
    fails(2, "--pin", "--pin", "12", ACCOUNT)
    fails(3, "keyring", ACCOUNT, environment={"DBUS_SESSION_BUS_ADDRESS": "disabled:", "XDG_RUNTIME_DIR": "/nonexistent"})
    tap.equal(road.practice.failed_sign_ins(), 0)


# --- sendmail

TEXT = "From: Maya <maya@fjordpost.example>\nTo: {to}\nSubject: {subject}\n\n{body}\n"


@suite.case("/sendmail/recipients-of-the-command-line")
def by_command_line():
    done = sendmail(TEXT.format(to="somebody@else.example", subject="one", body=".\n..two dots\nend"), "-i", "-f", road.address,
                    "--", road.address)
    tap.equal((done.status, done.stdout, done.stderr), (EX_OK, "", ""))
    message = inbox()["one"]
    tap.equal(message.get_payload().replace("\r\n", "\n"), ".\n..two dots\nend\n")
    tap.equal(message["Return-Path"], f"<{road.address}>")
    tap.check(message["Date"] and message["Message-ID"], "what was missing was not added")


LIST = ('"Lind, Maya (at home)" <maya@fjordpost.example>,\n  bob@example.org (Bob (the) Builder),\n'
        "\tThe choir: carl@example.com, <dora@example.net>;, maya@fjordpost.example")


@suite.case("/sendmail/recipients-of-the-message")
def by_message():
    """-t: names, comments, groups and folding; each once; Bcc gets it and is not seen."""
    text = f"To: {LIST}\nBcc: secret@example.org\nbcc:\n other@example.org\nSubject: two\n\nbody\n"
    done = sendmail(text, "-t", "-oi")
    tap.equal((done.status, done.stderr), (EX_OK, ""))
    message = inbox()["two"]
    tap.equal((message["Bcc"], message["From"]), (None, "maya@fjordpost.example"))
    # Who exactly is the unit test's; the server counts maya, bob, carl, dora, secret and other.
    tap.equal(re.findall(r"Successfully relayed .* nrcpt=(\d+)", road.practice.log())[-1], "6")


@suite.case("/sendmail/as-git-calls-it")
def as_git():
    """-i with recipients, name from -F, a mailbox's From line, CRLF, and eight-bit text."""
    text = "From maya Thu Jan  1 00:00:00 1970\r\nSubject: three\r\nTo: x@example.org\r\n\r\ngrüße\r\n"
    done = sendmail(text, "-i", "-F", "Mäyä", road.address)
    tap.equal((done.status, done.stderr), (EX_OK, ""))
    message = inbox()["three"]
    tap.equal(message.get_payload(decode=True).decode().strip(), "grüße")
    name = email.header.make_header(email.header.decode_header(message["From"]))
    tap.equal(str(name), "Mäyä <maya@fjordpost.example>")


@suite.case("/sendmail/ends-at-a-dot")
def ends_at_dot():
    tap.equal(sendmail("Subject: four\n\nfirst\n.\nnot sent\n", road.address).status, EX_OK)
    tap.equal(inbox()["four"].get_payload().strip(), "first")


@suite.case("/sendmail/nobody-as-sender")
def nobody():
    done = sendmail("Subject: five\n\nbounce\n", "-f", "<>", road.address)
    tap.check(done.status in (EX_OK, EX_UNAVAILABLE), str(done))
    if done.status == EX_OK:
        tap.equal(inbox()["five"]["Return-Path"], "<>")


@suite.case("/sendmail/large")
def large():
    body = "".join(f"{i:08d} {'x' * 60}\n" for i in range(60000))
    tap.equal(sendmail("Subject: large\n\n" + body, "-i", road.address).status, EX_OK)
    tap.check(inbox()["large"].get_payload().replace("\r\n", "\n") == body, "the message changed on its way")


def refused(status, words, text, *arguments, **named):
    done = sendmail(text, *arguments, **named)
    tap.equal((done.status, done.stdout), (status, ""), str(done))
    tap.contains(done.stderr, words)
    tap.check(done.stderr.startswith("letterplate: ") and done.stderr.count("\n") == 1, repr(done.stderr))


@suite.case("/sendmail/usage")
def usage():
    for arguments, words in (((), "Nobody is named"), (("-bs", ), "-bs"), (("-bp", ), "-bp"), (("-Z", ), "-Z"), (("-f", ), "-f"),
                             (("-N", "often", road.address), "often"), (("-R", "half", road.address), "half"),
                             (("-f", "a@b.example,c@d.example", road.address), "not one address"),
                             (("no address", ), "no address"), (("a@b.example\nRCPT", ), "a@b.example RCPT")):
        refused(EX_USAGE, words, "Subject: x\n\nx\n", *arguments)
    refused(EX_DATAERR, "", "To: maya at fjordpost\n\nx\n", "-t")
    refused(EX_CONFIG, "nobody", "Subject: x\n\nx\n", road.address, account="nobody")


@suite.case("/sendmail/errors")
def errors_of_sendmail():
    text, address = "Subject: never\n\nnever\n", road.practice.address
    closed = ("--outgoing", f"smtp+tls://{address}:1")
    refused(EX_TEMPFAIL, "refused", text, road.address, options=closed)
    refused(EX_PROTOCOL, "certificate", text, road.address, options=("--pin", "00" * 32))
    refused(EX_CONFIG, "is for", text, road.address, options=("--outgoing", "smtp+tls://127.0.0.1:1"))
    # One bad recipient among good ones: nobody gets it.
    refused(EX_UNAVAILABLE, "nobody-here@fjordpost.example", text, road.address, "nobody-here@fjordpost.example")
    tap.check("never" not in inbox(), "a message was sent in part")


@suite.case("/sendmail/wrong-password")
def wrong_password():
    """One sign-in is tried, and it is told apart from a network that will come back."""
    before = road.practice.failed_sign_ins()
    attributes = ["host", road.practice.address, "service", "smtp", "user", road.address]
    items = subprocess.run(["secret-tool", "search", *attributes], env=road.session.environment, capture_output=True, text=True)
    tap.contains(items.stdout, "[")
    full = ["account", ACCOUNT, "port", str(road.practice.ports["submissions"]), *attributes]
    store = ["secret-tool", "store", "--label=x", "xdg:schema", "org.letterplate.Account", *full]
    road.session.run(store, input=b"not the password", check=True)
    refused(EX_NOPERM, "password", "Subject: x\n\nx\n", road.address)
    tap.equal(road.practice.failed_sign_ins() - before, 1)
    road.session.run(store, input=road.password.encode(), check=True)
    tap.equal(sendmail("Subject: six\n\nx\n", road.address).status, EX_OK)


def aborted(command, ready):
    """Whether a process that is ended by SIGABRT once `ready(child)` leaves a core file."""
    folder = os.path.join(road.session.directory, "cores")
    os.makedirs(folder, exist_ok=True)
    child = subprocess.Popen(["sh", "-c", 'ulimit -c unlimited; exec "$@"', "sh", *command], cwd=folder, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=road.session.environment)
    try:
        ready(child)
    finally:
        child.send_signal(signal.SIGABRT)
        _, status = os.waitpid(child.pid, 0)
        child.returncode = status
        child.stdin.close()
        child.stdout.close()
    found = os.listdir(folder)
    shutil.rmtree(folder)
    return os.WCOREDUMP(status), found


@suite.case("/through/no-session-bus")
def no_session_bus():
    """Over ssh, or from cron: set-up and a new password end before anything is written, with the reason."""
    before = road.snapshot()
    bare = {name: value for name, value in road.session.environment.items()
            if name not in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY")}
    dead = dict(bare, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent")
    cron = dict(bare, XDG_RUNTIME_DIR=road.session.environment["XDG_RUNTIME_DIR"])
    setup = ("setup", road.address, "--client", "mutt", "--yes", "--json", "--no-check")
    for words, environment, status in ((setup, dead, 3), (("password", road.address), dead, 3),
                                       (("check", road.address, "--json"), cron, 0)):
        done = run_program([program(), *words], environment, road.session.home, road.password if status else None)
        road.said += [done.stdout, done.stderr]
        tap.equal(done.status, status, str(done))
        tap.check(status == 0 or "keyring" in done.stderr.lower(), str(done))
    tap.equal(road.snapshot(), before)


@suite.case("/through/no-core-file")
def no_core_file():
    """Aborted while the password is in memory and the connection stands."""
    control, _ = aborted(["sh", "-c", "echo ready; read line"], lambda child: child.stdout.readline())
    tap.check(control, "no process leaves a core file here: the test shows nothing")

    def ready(child):
        tap.contains(child.stdout.readline().decode(), "PREAUTH")
    tap.equal(aborted([program(), "tunnel", ACCOUNT], ready), (False, []))


@suite.case("/through/not-on-the-bus")
def not_on_the_bus():
    """What goes to the keyring and comes back is encrypted for a session of the Secret Service."""
    log = os.path.join(road.session.directory, "bus.pcap")
    with open(log, "wb") as out:
        monitor = subprocess.Popen(["dbus-monitor", "--session", "--binary"], env=road.session.environment, stdout=out,
                                   stdin=subprocess.DEVNULL)
        time.sleep(0.5)
        road.must(road.letterplate("forget", road.address, "--yes"))
        road.setup()
        road.fetch()
        time.sleep(0.2)
        monitor.terminate()
        monitor.wait()
    with open(log, "rb") as file:
        traffic = file.read()
    os.unlink(log)
    tap.contains(traffic.decode(errors="replace"), "org.letterplate.Account", "the monitor")
    tap.check(not holds(traffic, road.password), "the password went over the bus in clear")


def with_passwords(road_of, incoming, outgoing, *words):
    """A command that gets two passwords through two pipes."""
    pipes = []
    for secret in (incoming, outgoing):
        pipes.append(os.pipe())
        os.write(pipes[-1][1], secret.encode() + b"\n")
        os.close(pipes[-1][1])
    command = [program(), *words, "--password-fd", str(pipes[0][0]), "--outgoing-password-fd", str(pipes[1][0])]
    done = subprocess.run(command, env=road_of.session.environment, cwd=road_of.session.home, text=True, capture_output=True,
                          pass_fds=[pipe[0] for pipe in pipes], stdin=subprocess.DEVNULL, timeout=100)
    for pipe in pipes:
        os.close(pipe[0])
    return done


@suite.case("/through/another-password-for-sending")
def two_passwords():
    """The outgoing server knows another user with another password: two items, each asked for by its own side."""
    users = [User(road.address, "receives-only-1"), User("bob@fjordpost.example", "sends-only-2")]
    other = Road(road.directory)
    other.practice = Practice(users)
    with other:
        outgoing = f"smtp+tls://bob@fjordpost.example@{other.practice.address}:{other.practice.ports['submissions']}"
        done = with_passwords(other, users[0].password, users[1].password, "setup", road.address, "--outgoing", outgoing,
                              "--client", CLIENTS, "--yes", "--json")
        tap.equal(done.returncode, 0, done.stdout + done.stderr)
        for side, user in (("incoming", users[0]), ("outgoing", users[1])):
            found = other.must(other.run([os.path.join(road.directory, "letterplate-secret"), ACCOUNT, side]))
            tap.equal(found.stdout, user.password + "\n", side)
        other.send()
        tap.check(other.fetch() > 0, "nothing was fetched")
        # Of another length: Dovecot compares time and size of its file.
        other.practice.change_password("receives-only-now")
        done = with_passwords(other, "receives-only-now", users[1].password, "password", road.address)
        tap.equal(done.returncode, 0, done.stdout + done.stderr)
        tap.check(other.fetch() > 0, "nothing was fetched")
        other.send()
        other.must(other.letterplate("forget", road.address, "--yes"))
        tap.equal(other.changes(), [])
        left = other.session.run(["secret-tool", "search", "--all", "host", other.practice.address], capture_output=True)
        tap.equal(left.stdout, b"")


@suite.case("/through/canary")
def canary():
    witness.__exit__()
    tap.equal(witness.found, [])
    tap.check(witness.seen.get("letterplate", 0) > 0, f"the witness saw nothing: {witness.seen}")
    tap.equal(files_with(road.password, road.session.directory), [])
    tap.equal([text[:200] for text in road.said if holds(text.encode(), road.password)], [])


with road, witness:
    road.setup("--client", CLIENTS)
    sys.exit(suite.run())

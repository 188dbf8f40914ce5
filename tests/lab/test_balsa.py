#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Balsa: reads and sends with the passwords from the keyring, writes its files anew, and is undone all the same."""

import contextlib
import os
import re
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import trust  # noqa: E402

trust.enter()

import tap  # noqa: E402
import terminal  # noqa: E402
from mailapp import MailApp  # noqa: E402
from postfix import Postfix  # noqa: E402
from practice import Practice  # noqa: E402
from terminal import POP3_STARTTLS, POP3_TLS, STARTTLS, TLS  # noqa: E402
from witness import files_with  # noqa: E402

AUTH_PORT = 10903  # where Postfix asks Dovecot about passwords
OURS = "letterplate-maya-fjordpost-example"
FILES = ("config", "config-private")
# Balsa has been used, and writes with this identity.
CHOIR = """\
[Globals]
MailDir={home}/choir

[identity]
CurrentIdentity=choir

[identity-choir]
FullName=Maya Lind
Address=maya@choir.example
SmtpServer=choir

[smtp-server-choir]
Server=smtp.choir.example:587
Security=2

{mailboxes}[Notifications]
GtkUIManager=true
LibBalsaAddressView=true
"""
MAILBOX = """\
[mailbox-{name}]
Type=LibBalsaMailboxMbox
Name={name}
Path={home}/choir/{name}

"""
suite = tap.Suite()


def groups(app):
    """{(file, heading of a group): its text} of both files."""
    found = {}
    for name in FILES:
        path = app.session.path(".balsa", name)
        if os.path.exists(path):
            with open(path) as file:
                parts = re.split(r"(?m)^(?=\[)", file.read())
            found.update({(name, part.splitlines()[0]): part.strip() for part in parts if part.strip()})
    return found


def items(app):
    done = app.session.run(["secret-tool", "search", "--all", "user", app.user.address], capture_output=True, text=True)
    return done.stdout.count("[/")


@contextlib.contextmanager
def running(app, protocol=None):
    """It looks for mail at once, and signs in by the protocol. The key for quitting makes it write its files."""
    before = len(app.sign_ins(protocol))
    with app.running("balsa") as child:
        app.wait_for(lambda: any(title.startswith("Balsa") for title in app.windows()), "its window")
        if protocol:
            app.wait_for(lambda: len(app.sign_ins(protocol)) > before, "sign-in")
            app.wait_for_sign_in(protocol)
        yield
        app.press("ctrl+q", "^Balsa", lambda: child.poll() is not None, "its end")
        tap.equal(child.returncode, 0, "its status")


def send(app, subject, is_sent, what):
    link = f"mailto:{app.user.address}?subject={urllib.parse.quote(subject)}&body=Sent."
    app.session.run(["balsa", "--compose", link], check=True, capture_output=True, timeout=60)
    app.wait_for(lambda: any(subject in title for title in app.windows()), "the window to write in")
    app.press("ctrl+Return", subject, is_sent, what)


def undo(app, written):
    """Our groups go, and the choice of our identity; all else stays as Balsa left it."""
    left = groups(app)
    tap.check(left != written, "Balsa has not written its files anew")
    app.undo()
    tap.equal(groups(app), {name: text for name, text in left.items() if OURS not in name[1] + text}, "after undo")
    tap.equal(items(app), 0, "items of the keyring")


def alone(incoming, outgoing):
    """The first account: Balsa takes it without an assistant or a question, also when it is started again."""
    with MailApp() as app:
        app.set_up("balsa", incoming=app.server(*incoming), outgoing=app.server(*outgoing))
        written = groups(app)
        with running(app, incoming[0]):
            subject = "Sent by Balsa"
            send(app, subject, lambda: terminal.is_delivered(app, subject), "the message in the mailbox")
            app.wait_for_sign_in("submission")
            app.no_question()
            tap.equal([title for title in app.windows() if not title.startswith("Balsa")], [], "other windows")
        with running(app, incoming[0]):
            app.no_question()
        tap.check(terminal.is_delivered(app, terminal.WELCOME), "the message was deleted on the server")
        tap.equal(files_with(app.user.password, app.session.directory), [], "files with the password")
        undo(app, written)


suite.add("/balsa/imap-tls", alone, *TLS)
suite.add("/balsa/imap-starttls", alone, *STARTTLS)
suite.add("/balsa/pop3-tls", alone, *POP3_TLS)
suite.add("/balsa/pop3-starttls", alone, *POP3_STARTTLS)


@suite.case("/balsa/through-postfix")
def through_postfix():
    """The same with the server that most providers send through."""
    with MailApp(practice=Practice(auth_port=AUTH_PORT)) as app, Postfix(app.practice) as postfix:
        smtp = f"smtp+tls://{app.user.address}@{app.practice.address}:{postfix.ports['submissions']}"
        app.set_up("balsa", outgoing=smtp)
        with running(app, "imap"):
            send(app, "Sent through Postfix", lambda: bool(postfix.taken()), "a message at Postfix")
            app.no_question()
        tap.equal(postfix.taken(), [("PLAIN", app.user.address)], "how the message was sent")


def write_choir(app):
    names = ("Inbox", "Sentbox", "Draftbox", "Outbox", "Trash")
    os.makedirs(app.session.path(".balsa"))
    os.makedirs(app.session.path("choir"))
    for name in names:
        with open(app.session.path("choir", name), "w"):
            pass
    with open(app.session.path(".balsa", "config"), "w") as config:
        mailboxes = "".join(MAILBOX.format(name=name, home=app.session.home) for name in names)
        config.write(CHOIR.format(home=app.session.home, mailboxes=mailboxes))


@suite.case("/balsa/beside-another")
def beside_another():
    """A Balsa that was used, and is open at first."""
    with MailApp() as app:
        write_choir(app)
        with running(app):
            done = app.try_to_set_up("balsa")
            tap.equal(done.returncode, 1, done.stderr)
            tap.contains(done.stdout + done.stderr, "running")
        app.set_up("balsa")
        written = groups(app)
        with running(app, "imap"):
            app.no_question()
        undo(app, written)
        tap.equal(groups(app)["config", "[identity]"], "[identity]\nCurrentIdentity=choir")
        before = len(app.sign_ins())
        with running(app):
            app.no_question()
        tap.contains(groups(app)["config", "[smtp-server-choir]"], "smtp.choir.example:587")
        tap.equal(len(app.sign_ins()), before, "sign-ins after undo")


if __name__ == "__main__":
    sys.exit(suite.run())

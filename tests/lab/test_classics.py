#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claws Mail and Sylpheed, each a row of a table: they sign in, send, and write their files anew when they end.

Claws Mail reads and sends through our commands and asks for nothing, except with POP3; Sylpheed asks once after
each start, and that is said before. Witnesses are the server's log and the message in the mailbox on the server.
Undo comes after the program itself has written its files: our account goes, all else stays as the program left it.
"""

import contextlib
import dataclasses
import os
import re
import sys
import urllib.parse
import xml.etree.ElementTree as tree

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

AUTH_PORT = 10902  # where Postfix asks Dovecot about passwords
QUESTION = "Input password"
NOTE = "asks for the password once after each start"
CHOIR = """\
[Account: 1]
account_name=The choir
is_default=1
name=Maya Lind
address=maya@choir.example
protocol=0
receive_server=pop.choir.example
smtp_server=smtp.choir.example
user_id=maya
receive_at_get_all=0
"""
FOLDERS = """\
<?xml version="1.0" encoding="UTF-8"?>
<folderlist>
    <folder type="mh" name="Choir" path="Mail">
        <folderitem name="inbox" type="inbox" path="inbox" />
        <folderitem name="sent" type="outbox" path="sent" />
        <folderitem name="draft" type="draft" path="draft" />
        <folderitem name="queue" type="queue" path="queue" />
        <folderitem name="trash" type="trash" path="trash" />
    </folder>
</folderlist>
"""


@dataclasses.dataclass
class Program:
    """A row.

    folder: its folder in the home
    asks: the protocols of which it asks for the password
    send_key: sends the message that is being written
    speaks: it tells a screen reader what it shows
    settings: (name, text) of a file in `folder` that is there from the start
    """

    client: str
    folder: str
    asks: tuple
    send_key: str
    speaks: bool = True
    settings: tuple = ()


# It would show an error because there is no dictionary for the language "C".
CLAWS = Program("claws-mail", ".claws-mail", ("pop3", ), "ctrl+Return", settings=("clawsrc", "[Common]\nenable_aspell=0\n"))
SYLPHEED = Program("sylpheed", ".sylpheed-2.0", ("imap", "pop3"), "ctrl+shift+e", speaks=False)
WAYS = {"imap-tls": TLS, "imap-starttls": STARTTLS, "pop3-tls": POP3_TLS, "pop3-starttls": POP3_STARTTLS}


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(text)


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path) as file:
        return file.read()


@contextlib.contextmanager
def start(program, practice=None):
    # The library with which Claws Mail starts the tunnel forks and lets the child run all exit handlers: that of libGLX
    # waits for ever for the display when a thread had it locked. Without GL it is not loaded.
    with MailApp(practice=practice, GDK_GL="disable") as app:
        if program.settings:
            write(app.session.path(program.folder, program.settings[0]), program.settings[1])
        yield app


def answer(app, child, program):
    if program.speaks:
        app.answer(child, QUESTION, app.user.password)
        return
    # GTK 2 shows a dialog that is whole, with the keyboard in its field: keys wait there from when it is active.
    app.wait_for(lambda: app.session.run(["xdotool", "getactivewindow", "getwindowname"], capture_output=True,
                                         text=True).stdout.strip() == QUESTION, "the keyboard in its question")
    app.session.run(["xdotool", "type", "--delay", "5", "--file", "-"], input=app.user.password, text=True, check=True)
    app.session.run(["xdotool", "key", "Return"], check=True)


def sign_in(app, child, program, protocol, before):
    if protocol in program.asks:
        app.wait_for(lambda: QUESTION in app.windows(), "its question")
        tap.equal(len(app.sign_ins(protocol)), before, "sign-ins before it was answered")
        answer(app, child, program)
    app.wait_for(lambda: len(app.sign_ins(protocol)) > before, "sign-in")
    app.wait_for_sign_in(protocol)


@contextlib.contextmanager
def running(app, program, protocol):
    """It looks for mail at once, as if the person pressed the button, and has signed in."""
    before = len(app.sign_ins(protocol))
    with app.running(program.client, "--receive-all", stop=[program.client, "--exit"]) as child:
        sign_in(app, child, program, protocol, before)
        yield


def send(app, program, subject, is_sent, what):
    """Writes to the person's own address and presses the key for sending."""
    link = f"mailto:{app.user.address}?subject={urllib.parse.quote(subject)}&body=Sent."
    app.session.run([program.client, "--compose", link], check=True, capture_output=True, timeout=60)
    app.wait_for(lambda: any(title.startswith(subject) for title in app.windows()), "the window to write in")
    app.press(program.send_key, f"^{subject}", is_sent, what)


# --- undo

def groups(text):
    """[(name, text)] of accountrc."""
    parts = re.split(r"(?m)^(?=\[)", text)
    return [(part.splitlines()[0], part.strip()) for part in parts if part.strip()]


def folders(text):
    """The elements of folderlist.xml."""
    if not text:
        return []
    return [tree.tostring(folder, "unicode").strip() for folder in tree.fromstring(text.encode())]


def others(app, program):
    """{path: contents} of what undo does not touch."""
    ours = [app.session.path(program.folder, name) for name in ("accountrc", "folderlist.xml")]
    return {path: text for path, text in terminal.snapshot(app).items()
            if path not in ours and not path.startswith(app.session.path(".local"))}


def undo(app, program):
    accounts_file = app.session.path(program.folder, "accountrc")
    folders_file = app.session.path(program.folder, "folderlist.xml")
    accounts, trees, rest = groups(read(accounts_file)), folders(read(folders_file)), others(app, program)
    tap.contains(read(accounts_file), "signature_path=", "written anew by the program")
    kept = [(name, text) for name, text in accounts if app.user.address not in text]
    tap.equal(len(accounts), len(kept) + 1)
    app.undo()
    tap.equal(groups(read(accounts_file)), kept, "accounts after undo")
    tap.equal(folders(read(folders_file)), [text for text in trees if app.user.address not in text],
              "trees of folders after undo")
    tap.equal(others(app, program), rest, "other files after undo")


# --- cases

def set_up(app, program, incoming, outgoing):
    """What it will ask is said before anything is written."""
    servers = {"incoming": app.server(*incoming), "outgoing": app.server(*outgoing)}
    shown = app.try_to_set_up(program.client, "--diff", **servers)
    tap.equal(NOTE in shown.stdout + shown.stderr, incoming[0] in program.asks, f"{shown.stdout}\nsays that it asks")
    app.set_up(program.client, **servers)


def alone(program, way):
    """The first account. The program takes it without an assistant, and still when it was started again."""
    incoming, outgoing = WAYS[way]
    with start(program) as app:
        set_up(app, program, incoming, outgoing)
        with running(app, program, incoming[0]):
            subject = "Sent by a program"
            send(app, program, subject, lambda: terminal.is_delivered(app, subject), "the message in the mailbox")
            app.wait_for_sign_in("submission")
            app.no_question()
        with running(app, program, incoming[0]):
            app.no_question()
        tap.check(terminal.is_delivered(app, terminal.WELCOME), "the message was deleted on the server")
        tap.equal(files_with(app.user.password, app.session.directory), [], "files with the password")
        undo(app, program)


def through_postfix(program):
    """The same with the server that most providers send through."""
    with start(program, Practice(auth_port=AUTH_PORT)) as app, Postfix(app.practice) as postfix:
        smtp = f"smtp+tls://{app.user.address}@{app.practice.address}:{postfix.ports['submissions']}"
        app.set_up(program.client, outgoing=smtp)
        with running(app, program, "imap"):
            send(app, program, "Sent through Postfix", lambda: bool(postfix.taken()), "a message at Postfix")
            app.no_question()
        tap.equal(postfix.taken(), [("PLAIN", app.user.address)], "how the message was sent")


def write_choir(app, program, accounts=CHOIR):
    write(app.session.path(program.folder, "accountrc"), accounts)
    write(app.session.path(program.folder, "folderlist.xml"), FOLDERS)
    for name in ("inbox", "sent", "draft", "queue", "trash"):
        os.makedirs(app.session.path("Mail", name))


def taken_over(program):
    """An account of the person's in whose place ours came: undo after the program wrote its files must not lose it."""
    with start(program) as app:
        write_choir(app, program, CHOIR.replace("maya@choir.example", app.user.address))
        servers = {"incoming": app.server(*POP3_TLS[0]), "outgoing": app.server(*POP3_TLS[1])}
        app.set_up(program.client, "--take-over", **servers)
        with app.running(program.client, stop=[program.client, "--exit"]):
            app.wait_for(lambda: any("choir" in title for title in app.windows()), "its window")
        before = read(app.session.path(program.folder, "accountrc"))
        tap.contains(before, "signature_path=", "written anew by the program")
        done = app.run_letterplate("undo", "--yes")
        tap.equal(done.returncode, 1, f"{done.stdout}{done.stderr}\nstatus")
        tap.contains(done.stderr, "by hand")
        tap.equal(read(app.session.path(program.folder, "accountrc")), before, "the accounts")


def beside_another(program):
    """A program that has an account, and is open at first."""
    with start(program) as app:
        write_choir(app, program)
        with app.running(program.client, stop=[program.client, "--exit"]):
            app.wait_for(lambda: any("choir" in title for title in app.windows()), "its window")
            done = app.try_to_set_up(program.client)
            tap.equal(done.returncode, 1, done.stderr)
            tap.contains(done.stdout + done.stderr, "running")
        set_up(app, program, *TLS)
        with running(app, program, "imap"):
            app.no_question()
        undo(app, program)
        with app.running(program.client, stop=[program.client, "--exit"]):
            app.wait_for(lambda: any("choir" in title for title in app.windows()), "its window")
            app.no_question()
        tap.contains(read(app.session.path(program.folder, "accountrc")), "pop.choir.example")


suite = tap.Suite()
for row in (CLAWS, SYLPHEED):
    for one in WAYS:
        suite.add(f"/{row.client}/{one}", alone, row, one)
    suite.add(f"/{row.client}/through-postfix", through_postfix, row)
    suite.add(f"/{row.client}/beside-another", beside_another, row)
    suite.add(f"/{row.client}/taken-over", taken_over, row)

if __name__ == "__main__":
    sys.exit(suite.run())

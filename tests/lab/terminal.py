# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail programs of the terminal, each a row of a table: how it fetches, how it sends, and where that can be seen.

    suite = terminal.suite(ROWS)

Every case is set up by Letterplate, fetches the one message of the practice mailbox with the password from the
keyring, sends one to itself, and is undone. Witnesses are the server's log (who signed in, over TLS, nobody was
refused) and the message in the mailbox on the server. Call trust.enter() before importing this.
"""

import contextlib
import dataclasses
import fcntl
import imaplib
import json
import os
import pty
import select
import shutil
import ssl
import subprocess
import termios
import time

import tap
from mailapp import MailApp
from witness import files_with

ACCOUNT = "maya-fjordpost-example"
WELCOME = "This mailbox lives on your own computer"
TLS = (("imap", "imaps", "tls"), ("smtp", "submissions", "tls"))
STARTTLS = (("imap", "imap", "starttls"), ("smtp", "submission", "starttls"))
POP3_TLS = (("pop3", "pop3s", "tls"), TLS[1])
POP3_STARTTLS = (("pop3", "pop3", "starttls"), STARTTLS[1])
SECONDS = 100
AGAIN = 2
PATCH = """\
From 0000000000000000000000000000000000000001 Mon Sep 17 00:00:00 2001
From: Maya <maya@fjordpost.example>
Date: Sat, 1 Nov 2025 10:00:00 +0000
Subject: {subject}

A patch.
---
 a | 1 +
"""


@dataclasses.dataclass
class Program:
    """A row. Commands are words of a command line in which {account}, {address}, {home}, {subject} and {patch} are filled
    in; standard input of one that sends is the text.

    ways: (incoming, outgoing) servers, each (protocol, port's name, security)
    fetch: (nullable) signs in and reads
    keys: what is typed into its window on a terminal; empty for a program without one
    commands: what a program that fetches reads from standard input
    shows: what fetching shows or stores of the message, on its output or in a file below this folder of the home
    send: (nullable) sends to the person's own address
    send_keys: as keys
    """

    client: str
    ways: tuple
    fetch: list = None
    keys: str = ""
    commands: str = ""
    shows: str = WELCOME
    stores: str = ""
    send: list = None
    send_keys: str = ""
    environment: dict = dataclasses.field(default_factory=dict)
    tests_itself: bool = True  # Letterplate runs the program's own test of what it wrote
    pinned: bool = False  # the service's certificate is pinned, in the place of its authority
    statuses: tuple = (0,)


def fill(words, app, subject):
    values = {"account": ACCOUNT, "address": app.user.address, "home": app.session.home, "subject": subject,
              "patch": app.session.path("0001.patch")}
    return [word.format(**values) for word in words]


def take_terminal():
    """Of a new session; some programs open /dev/tty."""
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def on_terminal(app, program, command, keys, is_done):
    """Runs a program on a terminal of its own, types, and waits until `is_done`. What it showed."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (40, 160))
    shown, quiet_until, deadline = b"", 0, time.monotonic() + SECONDS
    child = subprocess.Popen(command, env=dict(app.session.environment, TERM="xterm", **program.environment),
                             cwd=app.session.home, stdin=its, stdout=its, stderr=its, preexec_fn=take_terminal)
    os.close(its)
    try:
        waiting = [key.encode() for key in keys.split("|")]
        while time.monotonic() < deadline and not is_done(shown):
            ready = select.select([ours], [], [], 0.3)[0]
            if ready:
                try:
                    shown += os.read(ours, 65536)
                except OSError:  # it ended
                    break
            elif time.monotonic() > quiet_until:
                # It waits for a key, as it shows nothing new. The last one came too early if nothing follows from it.
                os.write(ours, waiting[0])
                quiet_until = time.monotonic() + (0 if waiting[1:] else AGAIN)
                waiting = waiting[1:] or waiting
        return shown.decode("utf-8", "replace")
    finally:
        child.terminate()
        try:
            child.wait(5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        os.close(ours)


def run(app, program, command, text):
    done = subprocess.run(command, env=dict(app.session.environment, **program.environment), cwd=app.session.home,
                          input=text, text=True, capture_output=True, timeout=SECONDS)
    tap.check(done.returncode in program.statuses,
              f"{' '.join(command)}\nended with status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def sign_ins_since(app, before, protocol):
    return [one for one in app.sign_ins()[before:] if one[0] == protocol]


def check_sign_ins(app, before, protocol, shown):
    found = sign_ins_since(app, before, protocol)
    tap.check(found, f"no {protocol} sign-in\n{shown[-1000:]!r}")
    tap.equal({(user, tls) for _, user, _, tls in found}, {(app.user.address, True)}, "who signed in, over TLS")
    tap.equal(app.practice.failed_sign_ins(), 0, "refused sign-ins")


def stored(app, folder):
    text = ""
    for where, _, names in os.walk(app.session.path(folder)):
        for name in names:
            with open(os.path.join(where, name), errors="replace") as file:
                text += file.read()
    return text


def fetch(app, program, protocol):
    before = len(app.sign_ins())
    command = fill(program.fetch, app, "")
    if program.keys:
        shown = on_terminal(app, program, command, program.keys,
                            lambda shown: program.shows.encode() in shown and sign_ins_since(app, before, protocol))
    else:
        shown = run(app, program, command, program.commands)
    check_sign_ins(app, before, protocol, shown)
    text = stored(app, program.stores) if program.stores else shown
    tap.check(program.shows in text, f"{program.shows!r} is not in what was fetched: …{text[-1500:]!r}")


def send(app, program, subject):
    before = len(app.sign_ins())
    command = fill(program.send, app, subject)
    if program.send_keys:
        shown = on_terminal(app, program, command, program.send_keys, lambda _: is_delivered(app, subject))
    else:
        shown = run(app, program, command, "Sent.\n")
    check_sign_ins(app, before, "submission", shown)
    app.wait_for(lambda: is_delivered(app, subject), "the message in the mailbox", 10)


def messages(app):
    """Paths of the messages in the mailbox on the server."""
    box = os.path.join(app.practice.directory, "mail", app.user.address)
    return [os.path.join(box, name, message) for name in ("new", "cur") for message in os.listdir(os.path.join(box, name))]


def is_delivered(app, subject):
    for message in messages(app):
        with contextlib.suppress(OSError), open(message, errors="replace") as file:  # it moves from new to cur
            if subject in file.read():
                return True
    return False


def furnish(app, subject):
    """An empty home, except for the keyring and Letterplate's receipts, with a patch in it; one message on the server."""
    context = ssl.create_default_context(cafile=app.practice.ca_file)
    with imaplib.IMAP4_SSL(app.practice.address, app.practice.ports["imaps"], ssl_context=context, timeout=60) as server:
        server.login(app.user.address, app.user.password)
        server.select("INBOX")
        server.store("1:*", "-FLAGS", "\\Seen")
        for number in server.search(None, "NOT", "FROM", "welcome@")[1][0].split():
            server.store(number, "+FLAGS", "\\Deleted")
        server.expunge()
    for name in os.listdir(app.session.home):
        path = app.session.path(name)
        if os.path.isfile(path):
            os.unlink(path)
        elif name != ".local":
            shutil.rmtree(path)
    shutil.rmtree(app.session.path(".local", "share", "letterplate"), ignore_errors=True)  # what was fetched before
    os.makedirs(app.session.path(".config"))
    app.session.run(["git", "init", "--quiet"], check=True)
    with open(app.session.path("0001.patch"), "w") as patch:
        patch.write(PATCH.format(subject=subject))


def walk(app, program, way):
    incoming, outgoing = program.ways[way]
    furnish(app, f"sent by {program.client} {way}")
    at_start = snapshot(app)
    pin = ["--pin", app.pin()] if program.pinned else []
    done = app.try_to_set_up(program.client, *pin, incoming=app.server(*incoming), outgoing=app.server(*outgoing))
    tap.equal(done.returncode, 0, f"{done.stdout}{done.stderr}\nstatus")
    tap.equal("its own test of it passed" in done.stdout, program.tests_itself, f"{done.stdout}\ntested")
    try:
        if program.fetch:
            fetch(app, program, incoming[0])
        if program.send:
            send(app, program, f"sent by {program.client} {way}")
        tap.equal(files_with(app.user.password, app.session.directory), [], "files with the password")
    finally:
        app.undo()
    left = {name: text for name, text in snapshot(app).items() if at_start.get(name) != text}
    tap.equal({name for name, text in left.items() if b"etterplate" in text}, set(), "files with something of ours")


def snapshot(app):
    """{path: contents} of the home, without Letterplate's own state."""
    found = {}
    for where, _, names in os.walk(app.session.home):
        if os.path.join(".local", "state") in where:
            continue
        for name in names:
            path = os.path.join(where, name)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    found[path] = file.read()
    return found


def suite(programs, app):
    """A case for each program and way, in one session."""
    cases = tap.Suite(on_failure=lambda: "\n".join(app.practice.log().splitlines()[-8:]))
    for program in programs:
        for way, (incoming, outgoing) in enumerate(program.ways):
            server = incoming if program.fetch else outgoing
            name = f"{server[0]}-{server[2]}{'-pinned' * program.pinned}"
            cases.add(f"/terminal/{program.client}/{name}", walk, app, program, way)
    cases.add("/terminal/own-test/broken", broken_test, app)
    cases.add("/terminal/own-test/signs-in", test_that_signs_in, app)
    return cases


def broken_test(app):
    """The program's own test fails: the account stays, and what the program said is shown."""
    furnish(app, "")
    os.makedirs(app.session.path("bin"))
    with open(os.open(app.session.path("bin", "mpop"), os.O_WRONLY | os.O_CREAT, 0o755), "w") as script:
        script.write("#!/bin/sh\necho settings\necho 'mpop: it is\tbroken' >&2\nexit 7\n")
    path = app.own["PATH"]
    app.own["PATH"] = app.session.path("bin") + os.pathsep + path
    try:
        done = app.try_to_set_up("mpop", "--json", incoming=app.server(*POP3_TLS[0]))
        client = json.loads(done.stdout)["clients"][0]
        tap.equal((done.returncode, client["result"], client["test"]), (0, "done", "failed"))
        tap.check(client["message"].endswith("mpop: it is broken"), client["message"])
        app.undo()
    finally:
        app.own["PATH"] = path


def test_that_signs_in(app):
    """Nobody proved the password, so nothing is run that would sign in with it."""
    furnish(app, "")
    before = len(app.sign_ins())
    done = app.try_to_set_up("mbsync", "--json")
    tap.equal(json.loads(done.stdout)["clients"][0]["test"], None)
    tap.equal(len(app.sign_ins()), before, "sign-ins")
    app.undo()


def start():
    return MailApp(display=False, GIT_AUTHOR_NAME="Maya", GIT_AUTHOR_EMAIL="maya@fjordpost.example",
                   GIT_COMMITTER_NAME="Maya", GIT_COMMITTER_EMAIL="maya@fjordpost.example")

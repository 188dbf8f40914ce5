#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""letterplate-secret as mail programs call it, with the real gnome-keyring."""

import os
import pty
import re
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "lab"), os.path.dirname(HERE)]

import session as sessions  # noqa: E402
import tap  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate-secret")
CANARY = "kanarek 'quoted' \"$x\" ü"
PROMPTER = "org.gnome.keyring.SystemPrompter"
# Libsecret 0.20 leaks a prompt that cannot be shown.
PROMPTING = {"ASAN_OPTIONS": "detect_leaks=0"}
suite = tap.Suite()
session = sessions.Session()


def environment(of=session, **changes):
    result = dict(of.environment, **changes)
    # A process that nobody may look into cannot be looked into by the leak sanitizer either, except by root.
    if os.geteuid() != 0:
        result["ASAN_OPTIONS"] = "detect_leaks=0"
    return {name: value for name, value in result.items() if value is not None}


def run(*arguments, of=session, changes=None, command=(PROGRAM,), **options):
    options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 20,
               **options}
    done = subprocess.run([*command, *arguments], env=environment(of, **(changes or {})), **options)
    done.words = (done.stderr or b"").decode()
    return done


def store(secret, of=session, **attributes):
    pairs = [word for pair in attributes.items() for word in pair]
    subprocess.run(["secret-tool", "store", "--label=test", *pairs], input=secret.encode(), check=True,
                   env=of.environment)


def store_ours(secret, account, service, of=session, user="alice@example.test"):
    store(secret, of, host=f"{service}.example.test", service=service, user=user, port="1", account=account,
          **{"xdg:schema": "org.letterplate.Account"})


@suite.case("/secret/usage")
def usage():
    for words in ((), ("a1",), ("a1", "sideways"), ("a1", "incoming", "more"), ("--help-me", "incoming"), ("", "incoming"),
                  (b"\xff", "incoming")):
        done = run(*words)
        tap.equal((done.returncode, done.stdout), (2, b""), repr(words))
        tap.contains(done.words, "Usage: letterplate-secret ACCOUNT incoming|outgoing")


@suite.case("/secret/not-found")
def not_found():
    for account in ("nobody", "nobody@example.test", "x' OR 1=1", "../../etc"):
        done = run(account, "incoming")
        tap.equal((done.returncode, done.stdout), (1, b""), account)
        tap.equal(len(done.words.splitlines()), 1, "lines of explanation")


@suite.case("/secret/one-line")
def one_line():
    store_ours(CANARY, "a1", "imap")
    store_ours("outgoing", "a1", "smtp")
    store_ours("pop", "a2", "pop3", user="bob@example.test")
    for account, side, secret in (("a1", "incoming", CANARY), ("a1", "outgoing", "outgoing"), ("a2", "incoming", "pop"),
                                  ("alice@example.test", "incoming", CANARY), ("bob@example.test", "incoming", "pop")):
        done = run(account, side)
        tap.equal((done.returncode, done.stdout, done.words), (0, secret.encode() + b"\n", ""), account + " " + side)
    tap.equal(run("a2", "outgoing").returncode, 1)


@suite.case("/secret/never-an-empty-one")
def empty():
    store_ours("", "a3", "imap")
    store_ours("\r\n", "a3", "smtp")
    store_ours("two\nlines", "a4", "imap")
    for account, side in (("a3", "incoming"), ("a3", "outgoing"), ("a4", "incoming")):
        done = run(account, side)
        tap.equal((done.returncode, done.stdout), (1, b""), account + " " + side)


@suite.case("/secret/nobody-reads")
def nobody_reads():
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as closed:
        # As a mail program that went away: the signal, or the sentence when it is ignored
        done = run("a1", "incoming", stdout=closed, restore_signals=False)
    tap.equal(done.returncode, 3)
    with open("/dev/full", "wb") as full:
        done = run("a1", "incoming", stdout=full)
    tap.equal(done.returncode, 3)
    tap.check(CANARY not in done.words, "the secret is in the error")


@suite.case("/secret/locked")
def locked():
    with sessions.Session() as other:
        store_ours("behind the lock", "a1", "imap", other)
        other.lock()
        began = time.monotonic()
        done = run("a1", "incoming", of=other)
        tap.equal((done.returncode, done.stdout), (3, b""), done.words)
        tap.contains(done.words, "The keyring is locked.")
        tap.check(time.monotonic() - began < 3, "it took too long")
        tap.check(PROMPTER not in other.log("bus"), "a prompt was raised")

        done = run("a1", "incoming", "--unlock", of=other, changes=PROMPTING)
        tap.equal((done.returncode, done.stdout), (3, b""))
        tap.contains(other.log("bus"), PROMPTER, "told to unlock, nobody was asked:")


@suite.case("/secret/locked-on-a-terminal")
def terminal():
    with sessions.Session() as other:
        store_ours("behind the lock", "a1", "imap", other)
        other.lock()
        ours, theirs = pty.openpty()
        done = run("a1", "incoming", of=other, changes=PROMPTING, stdin=theirs, stderr=theirs)
        os.close(theirs)
        os.close(ours)
        tap.equal((done.returncode, done.stdout), (3, b""))
        tap.contains(other.log("bus"), PROMPTER, "on a terminal nobody was asked:")


@suite.case("/secret/no-keyring")
def no_keyring():
    with sessions.Session(keyring=False) as other:
        done = run("a1", "incoming", of=other)
        tap.equal((done.returncode, done.stdout), (3, b""))
        tap.contains(done.words, "No keyring can be reached.")
    done = run("a1", "incoming", changes={"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
    tap.equal((done.returncode, done.stdout), (3, b""))
    tap.contains(done.words, "session bus")


def in_namespace(script):
    """A shell in a mount namespace of its own, as root or as one who may make one."""
    rights = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *rights, "--mount", "sh", "-ec", script, "sh"]


@suite.case("/secret/started-by-cron")
def cron():
    bare = {"DBUS_SESSION_BUS_ADDRESS": None, "XDG_RUNTIME_DIR": None}
    runtime = session.environment["XDG_RUNTIME_DIR"]
    empty = in_namespace('mount -t tmpfs none /run; exec "$@"')
    done = run("a1", "incoming", command=[*empty, PROGRAM], changes=bare)
    tap.equal((done.returncode, done.stdout), (3, b""))
    there = in_namespace(f'mount -t tmpfs none /run; mkdir -p /run/user/0; mount --bind {runtime} /run/user/0; exec "$@"')
    done = run("a1", "incoming", command=[*there, PROGRAM], changes=bare)
    tap.equal((done.returncode, done.stdout), (0, CANARY.encode() + b"\n"), done.words)


def end_by_signal(command, directory):
    """Whether a process that is ended by SIGABRT (SIGQUIT is ignored below a shell in the background), stuck on a full pipe, leaves a core file."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    while True:
        try:
            os.write(writing, b"x" * 4096)
        except BlockingIOError:
            break
    os.set_blocking(writing, True)
    child = subprocess.Popen(["sh", "-c", 'ulimit -c unlimited; exec "$@"', "sh", *command], stdout=writing,
                             stderr=subprocess.DEVNULL, cwd=directory, env=environment())
    deadline = time.monotonic() + 60
    try:
        while "pipe_write" not in read(f"/proc/{child.pid}/wchan") and "write" not in read(f"/proc/{child.pid}/stack"):
            tap.check(time.monotonic() < deadline and child.poll() is None, "it is not stuck on the pipe")
            time.sleep(0.01)
        seen = read(f"/proc/{child.pid}/environ") + read(f"/proc/{child.pid}/cmdline")
    finally:
        child.send_signal(signal.SIGABRT)
        _, status = os.waitpid(child.pid, 0)
        os.close(reading)
        os.close(writing)
    return os.WCOREDUMP(status), seen


def read(path):
    with open(path, "rb") as file:
        return file.read().decode(errors="replace")


@suite.case("/secret/canary")
def canary():
    with tempfile.TemporaryDirectory() as directory:
        control, _ = end_by_signal(["cat", "/dev/zero"], directory)
        dumped, seen = end_by_signal([PROGRAM, "a1", "incoming"], directory)
        tap.check(control, "no process leaves a core file here: the test shows nothing")
        tap.check(not dumped, "it left a core file")
        tap.check(CANARY not in seen, "the secret is in /proc")


@suite.case("/secret/lean")
def lean():
    listing = subprocess.run(["readelf", "-d", PROGRAM], check=True, capture_output=True, text=True).stdout
    needed = set(re.findall(r"NEEDED.*\[(.*?)\.so", listing))
    allowed = {"libglib-2.0", "libgio-2.0", "libgobject-2.0", "libsecret-1", "libc", "libasan", "libubsan"}
    tap.equal(sorted(needed - allowed), [], "linked beside GLib and libsecret")


with session:
    sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second Secret Service: the keyring's own cases and the whole road with the real KeePassXC.

It differs from gnome-keyring where our items meet others: attributes are added and never taken away, an item shows what
KeePassXC knows of it as attributes too, and replacing somebody else's item asks the person.
"""

import os
import re
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lab"), os.path.dirname(HERE)]

import tap  # noqa: E402
from keepassxc import PASSWORD, KeePassXCSession  # noqa: E402
from road import Road  # noqa: E402
from witness import files_with  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
ACCOUNT = "maya-fjordpost-example"
CASES = ("item", "store-and-remove", "port-changes", "by-address", "made-by-hand-before", "layout-of-a-client")
# It deletes through a prompt that it answers itself, and libsecret 0.20 leaks prompts.
os.environ.update(ASAN_OPTIONS="fast_unwind_on_malloc=0", LSAN_OPTIONS="suppressions=" + os.path.join(HERE, "prompt.supp"))


class KeePassXCRoad(Road):
    """Like Road, with another keyring."""

    def __init__(self, directory):
        super().__init__(directory)
        self.session = KeePassXCSession()


road = KeePassXCRoad(os.path.join(BUILD, "src"))
suite = tap.Suite(on_failure=lambda: road.session.log("keepassxc"))


def secret(side):
    return road.run([os.path.join(road.directory, "letterplate-secret"), ACCOUNT, side])


def run_case(name):
    command = [os.path.join(BUILD, "tests", "secrets", "test-keyring"), "--tap", "-p", "/present/" + name]
    done = subprocess.run(command, env=road.session.environment, capture_output=True, text=True, timeout=60)
    tap.equal((done.returncode, len(re.findall("^ok ", done.stdout, re.MULTILINE))), (0, 1), done.stdout + done.stderr)


for case in CASES:
    suite.add("/keepassxc/" + case, run_case, case)


@suite.case("/keepassxc/set-up")
def set_up():
    road.setup()
    for side in ("incoming", "outgoing"):
        done = road.must(secret(side))
        tap.equal((done.stdout, done.stderr), (road.password + "\n", ""), side)
    fetched = road.fetch()
    road.find(road.send())
    tap.equal(road.fetch(), fetched + 1)


@suite.case("/keepassxc/silent")
def silent():
    """A keyring that hangs costs one wait, not one for each question; one that ends meanwhile is called that."""
    command = [os.path.join(road.directory, "letterplate-secret"), ACCOUNT, "incoming"]
    program = road.session.program
    road.session.wait_until_saved(*(f"Mail: {road.address} ({service})" for service in ("imap", "smtp")))
    os.kill(program.pid, signal.SIGSTOP)
    begun = time.monotonic()
    done = secret("incoming")
    tap.check(time.monotonic() - begun < 20, "it was waited for more than once")
    tap.equal((done.status, done.stdout), (3, ""), str(done))
    tap.contains(done.stderr, "The program that keeps the passwords did not answer.")
    with road.session.questions() as questions, subprocess.Popen(
            command, env=road.session.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        tap.check(any("member=Get" in line for line in questions), "it was never asked")
        road.session.close_database()
        words = child.communicate(timeout=60)
    tap.equal((child.returncode, words[0]), (3, ""), words[1])
    tap.contains(words[1], "The program that keeps the passwords did not answer.")
    tap.contains(words[1], "the keyring ended meanwhile")
    road.session.open_database()


@suite.case("/keepassxc/kept")
def kept():
    """In the database's file, and there again after a restart; while it is closed a sentence says so."""
    road.session.wait_until_saved(*(f"Mail: {road.address} ({service})" for service in ("imap", "smtp")))
    road.session.close_database()
    done = secret("incoming")
    tap.equal((done.status, done.stdout), (3, ""), str(done))
    tap.contains(done.stderr, "No keyring can be reached.")
    tap.equal(files_with(road.password, road.session.directory), [], "files with the password")
    road.session.open_database()
    tap.equal(road.must(secret("outgoing")).stdout, road.password + "\n")


@suite.case("/keepassxc/opening")
def opening():
    """While KeePassXC opens its database a search would stop that for good: it is not searched."""
    road.session.close_database()
    road.session.start_program("--pw-stdin")
    road.session.program.stdin.write(PASSWORD.encode())
    road.session.program.stdin.close()
    deadline = time.monotonic() + 60
    while (done := secret("outgoing")).status != 0:
        tap.equal((done.status, done.stdout), (3, ""), str(done))
        tap.check("Timeout" not in done.stderr and time.monotonic() < deadline, str(done))
    tap.equal(done.stdout, road.password + "\n")


@suite.case("/keepassxc/locked")
def locked():
    """Nobody is disturbed by a program in the background; who may be asked has all the time."""
    road.session.close_database()
    road.session.start_program()
    road.session.wait_until_locked(True)
    done = secret("incoming")
    tap.equal((done.status, done.stdout), (3, ""), str(done))
    tap.contains(done.stderr, "The keyring is locked.")
    tap.equal(road.session.find_window("Unlock Database"), [], "windows")

    command = [os.path.join(road.directory, "letterplate-secret"), ACCOUNT, "incoming", "--unlock"]
    with subprocess.Popen(command, env=road.session.environment, stdout=subprocess.PIPE, text=True) as child:
        try:
            road.session.give_password(lambda: child.poll() is not None)
        finally:
            child.kill()
        tap.equal(child.stdout.read(), road.password + "\n")


@suite.case("/keepassxc/password")
def password():
    road.practice.change_password("a new one")
    # Another program's items (after the restart ours are) are not changed without asking.
    reading, writing = os.pipe()
    os.write(writing, b"a new one\n")
    os.close(writing)
    command = [os.path.join(road.directory, "letterplate"), "password", road.address, "--password-fd", str(reading)]
    with subprocess.Popen(command, env=road.session.environment, pass_fds=(reading, ), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True) as child:
        os.close(reading)
        road.session.agree(lambda: child.poll() is not None)
        words = child.stdout.read()
    tap.equal(child.returncode, 0, words)
    tap.equal(road.must(secret("incoming")).stdout, "a new one\n")
    tap.check(road.fetch() > 0, "nothing was fetched")


@suite.case("/keepassxc/forget")
def forget():
    road.must(road.letterplate("forget", road.address, "--yes"))
    tap.equal(secret("incoming").status, 1)
    tap.equal(road.changes(), [])


with road:
    sys.exit(suite.run())

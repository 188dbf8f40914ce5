# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole road on the practice service, step by step: what the demo shows and the tests assert.

    with Road(bin_directory) as road:
        road.setup(); road.fetch(); road.send(); road.find(); road.undo()

Everything happens in a private session with an own HOME, whose `providers.d` leads from the address to the
service, and in which a careful person already keeps two configuration files by hand.
"""

import email.utils
import imaplib
import json
import os
import re
import ssl
import stat
import subprocess
import time

from practice import Practice
from session import Session

# Of the caller's environment, what is meant for the program under test.
PASSED_ON = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_SLICE", "LETTERPLATE_DATA")
CLIENTS = "msmtp,mbsync"
BY_HAND = {
    ".msmtprc": "# Kept by hand since 2009.\ndefaults\nlogfile ~/.msmtp.log\n\n# the choir\naccount choir\n"
                "host smtp.choir.example\nfrom maya@choir.example\t# with a tab\n",
    ".mbsyncrc": "# The order below matters.\nCreate Both\n\nIMAPAccount choir\nHost imap.choir.example\n"
                 "User maya\nPassCmd \"pass choir\"\n\nIMAPStore choir-far\nAccount choir\n\n"
                 "MaildirStore choir-near\nPath ~/Choir/\nInbox ~/Choir/Inbox\n\n"
                 "Channel choir\nFar :choir-far:\nNear :choir-near:\n",
}  # yapf: disable


class RoadError(Exception):
    """A step did not do what it should; the text says what happened."""


class Result:
    """What a program said."""

    def __init__(self, command, status, stdout, stderr, seconds):
        self.command, self.status, self.stdout, self.stderr = command, status, stdout, stderr
        self.seconds = seconds

    @property
    def document(self):
        try:
            return json.loads(self.stdout)
        except ValueError:
            raise RoadError(f"{self} printed no JSON") from None

    def __str__(self):
        return (f"{' '.join(self.command)}\nended with status {self.status} after {self.seconds:.1f} s\n"
                f"{self.stdout}{self.stderr}").rstrip()


def run_program(command, environment, folder, secret=None, stdin=None, timeout=100):
    """Runs a program; a secret goes through a pipe whose number ends the command."""
    began, pipe = time.monotonic(), ()
    if secret is not None:
        read_end, write_end = os.pipe()
        os.write(write_end, secret.encode() + b"\n")
        os.close(write_end)
        pipe, command = (read_end, ), [*command, "--password-fd", str(read_end)]
    try:
        done = subprocess.run(command, env=environment, cwd=folder, pass_fds=pipe, capture_output=True, text=True,
                              input=stdin if stdin is not None else "", timeout=timeout)
    except subprocess.TimeoutExpired:
        raise RoadError(f"{' '.join(command)} did not end within {timeout} s") from None
    finally:
        for end in pipe:
            os.close(end)
    return Result(command, done.returncode, done.stdout, done.stderr, time.monotonic() - began)


class Letterplate:
    """The program alone, with an empty HOME and neither bus nor keyring: for checks."""

    def __init__(self, program, home):
        self.program, self.home = program, home
        self.environment = {"PATH": "/usr/bin:/bin", "HOME": home, "XDG_RUNTIME_DIR": home, "LANG": "C.UTF-8",
                            "DBUS_SESSION_BUS_ADDRESS": "disabled:", "GIO_USE_VFS": "local",
                            "GSETTINGS_BACKEND": "memory", "G_DEBUG": "fatal-warnings"}
        self.environment.update((name, os.environ[name]) for name in PASSED_ON if name in os.environ)

    def run(self, *arguments, secret=None, **options):
        return run_program([self.program, *arguments], self.environment, self.home, secret, **options)


class Road:
    """Service, session, and the programs that were built."""

    def __init__(self, directory, **session_options):
        self.directory = directory
        self.practice = Practice()
        self.session = Session(**session_options)
        self.address = self.practice.users[0].address
        self.password = self.practice.users[0].password
        self.before = {}
        self.said = []  # all that programs printed, for the search for secrets

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        try:
            self._start_services()
            self.session.start()
            self._furnish()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        self.session.stop()
        self._stop_services()

    def _start_services(self):
        self.practice.start()

    def _stop_services(self):
        self.practice.stop()

    def _furnish(self):
        environment = self.session.environment
        environment["PATH"] = self.directory + os.pathsep + environment["PATH"]
        environment.update((name, os.environ[name]) for name in PASSED_ON if name in os.environ)
        self.use_provider(self.provider())
        for name, text in BY_HAND.items():
            path = self.session.path(name)
            with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
                out.write(text)
        self.before = self.snapshot()

    def use_provider(self, text):
        """What this machine's own table says."""
        providers = self.session.path(".config", "letterplate", "providers.d")
        os.makedirs(providers, mode=0o700, exist_ok=True)
        with open(os.path.join(providers, "practice.ini"), "w") as out:
            out.write(text)

    def provider(self):
        """What leads from the address to the service."""
        return self.practice.provider()

    # --- programs

    def run(self, command, secret=None, stdin=None, timeout=100):
        """Runs a program in the session; a secret goes through a pipe whose number ends `command`."""
        result = run_program(command, self.session.environment, self.session.home, secret, stdin, timeout)
        self.said += [result.stdout, result.stderr]
        return result

    def letterplate(self, *arguments, secret=None, **options):
        return self.run([os.path.join(self.directory, "letterplate"), *arguments], secret, **options)

    def must(self, result, status=0):
        if result.status != status:
            raise RoadError(f"{result}\n(expected status {status})")
        return result

    # --- the steps

    def discover(self):
        """Which servers belong to the address, said by the tables of this machine."""
        found = self.must(self.letterplate("discover", self.address, "--json")).document
        if not found["candidates"]:
            raise RoadError("no settings were found")
        return found["candidates"][0]

    def check(self, *arguments, secret=None):
        return self.letterplate("check", self.address, *arguments, "--json", secret=secret or self.password)

    def setup(self, *arguments):
        return self.must(self.letterplate("setup", self.address, "--client", CLIENTS, "--yes", "--json",
                                          "--name", "Maya Lind", *arguments, secret=self.password)).document

    def fetch(self):
        """The real mbsync, with the channel that was written. How many messages are there afterwards."""
        with open(self.session.path(".mbsyncrc")) as file:
            channels = [name for name in re.findall(r"^Channel (\S+)$", file.read(), re.MULTILINE)
                        if name != "choir"]
        if len(channels) != 1:
            raise RoadError(f"channels in .mbsyncrc: {channels}")
        self.must(self.run(["mbsync", channels[0]]))
        inbox = self.session.path("Mail", channels[0], "Inbox")
        return sum(len(os.listdir(os.path.join(inbox, name))) for name in ("cur", "new"))

    def send(self):
        """The real msmtp, to oneself. The Message-ID."""
        message_id = email.utils.make_msgid(domain=self.practice.domain)
        text = (f"From: {self.address}\nTo: {self.address}\nSubject: Sent by msmtp\nMessage-ID: {message_id}\n\n"
                "This went out through the account that was just set up.\n")
        with open(self.session.path(".msmtprc")) as file:
            accounts = [name for name in re.findall(r"^account (\S+)$", file.read(), re.MULTILINE)
                        if name not in ("choir", "default")]
        if len(accounts) != 1:
            raise RoadError(f"accounts in .msmtprc: {accounts}")
        self.must(self.run(["msmtp", "--account=" + accounts[0], self.address], stdin=text))
        return message_id

    def find(self, message_id):
        """Looks for the message on the server, with nobody's help."""
        context = ssl.create_default_context(cafile=self.practice.ca_file)
        client = imaplib.IMAP4_SSL(self.practice.address, self.practice.ports["imaps"], ssl_context=context,
                                   timeout=60)
        client.login(self.address, self.password)
        client.select("INBOX", readonly=True)
        found = client.search(None, "HEADER", "Message-ID", f'"{message_id}"')[1][0].split()
        client.logout()
        if len(found) != 1:
            raise RoadError(f"{message_id} is {len(found)} times on the server")

    def undo(self):
        return self.must(self.letterplate("undo", "--yes", "--json")).document

    # --- what is there

    def snapshot(self):
        """{name: (kind, mode, contents)} of what lies in HOME, without Letterplate's own state and caches."""
        found = {}
        for folder, folders, files in os.walk(self.session.home):
            folders[:] = [name for name in folders if os.path.join(folder, name) not in self._not_configuration()]
            for name in files:
                path = os.path.join(folder, name)
                status = os.lstat(path)
                if stat.S_ISLNK(status.st_mode):
                    found[os.path.relpath(path, self.session.home)] = ("link", os.readlink(path))
                elif stat.S_ISREG(status.st_mode):
                    with open(path, "rb") as file:
                        found[os.path.relpath(path, self.session.home)] = (stat.S_IMODE(status.st_mode), file.read())
        return found

    def _not_configuration(self):
        path = self.session.path
        return (path(".local", "state"), path(".cache"), path(".local", "share", "keyrings"), path("Mail"),
                path(".mbsync"), path(".local", "share", "letterplate"))

    def changes(self):
        """Names that differ from what was there at the start."""
        now = self.snapshot()
        return sorted(name for name in set(now) | set(self.before)
                      if now.get(name) != self.before.get(name) and name != ".msmtp.log")

    def keyring_items(self):
        """How many items of the keyring belong to the address."""
        done = self.session.run(["secret-tool", "search", "--all", "user", self.address], capture_output=True,
                                text=True)
        return len(re.findall(r"^\[/", done.stdout, re.MULTILINE))

# SPDX-License-Identifier: GPL-3.0-or-later
"""A real mail program with a window, set up by Letterplate, on the practice service.

    with MailApp() as app:
        app.set_up("geary")
        with app.running("geary"):
            app.wait_for_sign_ins(1)
        app.undo()

The witness is the server's log: who signed in, how, and over TLS. What windows there are is asked of the X server.
"""

import contextlib
import hashlib
import os
import re
import ssl
import subprocess
import time

import accessibility
import tap
import trust
from practice import Practice
from session import Session

SIGN_IN = re.compile(r"(imap|pop3|submission)-login: Info: Login: user=<([^>]*)>, method=(\S+),.*?(, TLS)?, session")
QUESTION = re.compile(r"password|authenticat|sign in|log ?in|certificate|wallet|wizard|assistant|account setup", re.I)
SECONDS = 60  # within which something happens; a loaded machine is late
AGAIN = 2  # seconds after which a key is pressed again
KEPT = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_SLICE", "LETTERPLATE_DATA")


class MailApp:
    """Service, session with a display, and the Letterplate that was built."""

    def __init__(self, trusted=True, practice=None, display=True, **environment):
        self.trusted = trusted
        self.practice = practice or Practice()
        self.session = Session(display=display)
        self.extra = environment
        self.directory = os.path.join(os.environ["LETTERPLATE_BUILD"], "src")
        self.user = self.practice.users[0]
        self.output = None

    def __enter__(self):
        try:
            self.practice.start()
            self.session.start()
            self._furnish()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.session.stop()
        self.practice.stop()

    def _furnish(self):
        environment = self.session.environment
        # Letterplate's sanitizers must not reach the mail program, nor must the memory backend: it keeps settings.
        self.own = dict(environment, **{name: os.environ[name] for name in KEPT if name in os.environ})
        environment.update(self.extra)
        self.own.update(self.extra)
        environment["PATH"] = self.own["PATH"] = self.directory + os.pathsep + environment["PATH"]
        self.output = os.path.join(self.session.directory, "program.log")
        if self.trusted:
            trust.add(self.practice.ca_file)
        # Services that the bus starts get the bus's environment.
        given = [name for name in ("DISPLAY", *self.extra) if name in environment]
        if given:
            self.session.run(["dbus-update-activation-environment", *given], check=True, capture_output=True)

    # --- Letterplate

    def run_letterplate(self, *arguments, secret=None):
        """Runs Letterplate; the secret goes through a pipe."""
        command, pipe = [os.path.join(self.directory, "letterplate"), *arguments], ()
        if secret is not None:
            read_end, write_end = os.pipe()
            os.write(write_end, secret.encode() + b"\n")
            os.close(write_end)
            command, pipe = [*command, "--password-fd", str(read_end)], (read_end, )
        done = subprocess.run(command, env=self.own, cwd=self.session.home, pass_fds=pipe, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
        for end in pipe:
            os.close(end)
        return done

    def letterplate(self, *arguments, secret=None):
        """Its output. Ends the test if it fails."""
        done = self.run_letterplate(*arguments, secret=secret)
        tap.equal(done.returncode, 0, f"{' '.join(arguments)}\n{done.stdout}{done.stderr}\nstatus")
        return done.stdout

    def server(self, protocol, port, security="tls"):
        return f"{protocol}+{security}://{self.user.address}@{self.practice.address}:{self.practice.ports[port]}"

    def try_to_set_up(self, client, *arguments, incoming=None, outgoing=None):
        """Without a check: the servers' log shall tell of the mail program's sign-ins only."""
        return self.run_letterplate(
            "setup", self.user.address, "--client", client, "--no-check", "--yes", "--name", 'Maya "M" Lind',
            "--incoming", incoming or self.server("imap", "imaps"),
            "--outgoing", outgoing or self.server("smtp", "submissions"), *arguments, secret=self.user.password)

    def set_up(self, client, *arguments, **servers):
        done = self.try_to_set_up(client, *arguments, **servers)
        tap.equal(done.returncode, 0, f"set-up of {client}\n{done.stdout}{done.stderr}\nstatus")

    def undo(self):
        self.letterplate("undo", "--yes")

    def pin(self):
        """SHA-256 of the service's certificate."""
        with open(os.path.join(self.practice.directory, "leaf.pem")) as file:
            return hashlib.sha256(ssl.PEM_cert_to_DER_cert(file.read())).hexdigest()

    # --- the program

    @contextlib.contextmanager
    def running(self, *command, stop=None):
        """Runs the mail program; `stop` is a command that asks it to end, else it gets SIGTERM."""
        with open(self.output, "ab") as log:
            child = subprocess.Popen(command, env=self.session.environment, cwd=self.session.home, stdout=log,
                                     stderr=log, stdin=subprocess.DEVNULL)
        try:
            yield child
        finally:
            if stop and child.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):  # it may ask something
                    self.session.run(stop, capture_output=True, timeout=SECONDS)
            elif child.poll() is None:
                child.terminate()
            try:
                child.wait(SECONDS)  # it writes its settings when it ends
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def sign_ins(self, protocol=None):
        """[(protocol, user, mechanism, over TLS)] as the server logged them."""
        found = [(kind, user, method, bool(tls)) for kind, user, method, tls in SIGN_IN.findall(self.practice.log())]
        return [one for one in found if protocol in (None, one[0])]

    def wait_for(self, condition, what, seconds=SECONDS):
        """What the condition said once it held. A program that does not answer yet does not meet it."""
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(accessibility.Error):
                answer = condition()
                if answer:
                    return answer
            if time.monotonic() > deadline:
                self.picture("timeout")
                raise tap.Failed(f"{what}: not within {seconds} s\n{self.tell()}")
            time.sleep(0.1)

    def wait_for_sign_in(self, protocol="imap", seconds=SECONDS):
        """The program signed in, with its own password, over TLS, and nothing was refused."""
        self.wait_for(lambda: self.sign_ins(protocol), f"{protocol} sign-in", seconds)
        kind, user, _, tls = self.sign_ins(protocol)[0]
        tap.equal((kind, user, tls), (protocol, self.user.address, True))
        tap.equal(self.practice.failed_sign_ins(), 0, "refused sign-ins")

    def windows(self):
        """Titles of the windows that can be seen."""
        done = self.session.run(["xdotool", "search", "--onlyvisible", "--name", "."], capture_output=True, text=True)
        titles = [self.session.run(["xdotool", "getwindowname", window], capture_output=True, text=True).stdout.strip()
                  for window in done.stdout.split()]
        return [title for title in titles if title]

    def no_question(self, seconds=3):
        """No window asks for a password, now or within the next seconds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            asking = [title for title in self.windows() if QUESTION.search(title)]
            if asking:
                self.picture("question")
            tap.equal(asking, [], "windows that ask")
            time.sleep(0.2)

    def answer(self, child, title, secret):
        """Types into the password field of the program's window with this in its title, and presses Return.

        A window's title is there before what is in it, and keys that come before are lost: so the field says that it
        has the keyboard, and later that it got every character."""
        address = self.session.environment["DBUS_SESSION_BUS_ADDRESS"]
        with contextlib.closing(accessibility.Program(address, child.pid)) as program:
            self.wait_for(program.find_program, "the program on the accessibility bus")
            field = self.wait_for(lambda: program.find_focused(title, accessibility.PASSWORD_TEXT), "the password field")
            # Through a pipe: a command line can be read by anybody.
            self.session.run(["xdotool", "type", "--delay", "5", "--file", "-"], input=secret, text=True, check=True)
            self.wait_for(lambda: program.length(field) == len(secret), "the password in its field")
            self.session.run(["xdotool", "key", "Return"], check=True)

    def press(self, key, title, until, what):
        """Presses a key in each window with such a title, again and again: a window may be slow to take it."""
        def pressed():
            found = self.session.run(["xdotool", "search", "--onlyvisible", "--name", title], capture_output=True,
                                     text=True).stdout.split()
            for window in found:
                self.session.run(["xdotool", "windowfocus", "--sync", window, "key", key], capture_output=True)
            deadline = time.monotonic() + AGAIN
            while not until() and time.monotonic() < deadline:
                time.sleep(0.1)
            return until()
        self.wait_for(pressed, what)

    def picture(self, name):
        path = tap.artefact(name + ".png")
        if path:
            self.session.run(["import", "-window", "root", path], capture_output=True)

    def tell(self):
        """For the log of a test that failed."""
        with contextlib.suppress(OSError), open(self.output, errors="replace") as log:
            return f"windows: {self.windows()}\n{self.practice.log()[-3000:]}\n{log.read()[-3000:]}"
        return self.practice.log()[-3000:]

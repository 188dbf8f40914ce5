# SPDX-License-Identifier: GPL-3.0-or-later
"""A session whose Secret Service is KeePassXC, with a throw-away database, on an X server of its own."""

import base64
import contextlib
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "lab")]

from session import Session, SessionError  # noqa: E402

PASSWORD = "practice\n"
# As a person leaves it who wants no question for each access.
SETTINGS = """\
[General]
ConfigVersion=2
UpdateCheckMessageShown=true

[GUI]
CheckForUpdates=false

[Security]
LockDatabaseIdle=false
LockDatabaseScreenLock=false

[FdoSecrets]
Enabled=true
ConfirmAccessItem=false
ConfirmDeleteItem=false
ShowNotification=false
"""


class KeePassXCSession(Session):
    """Like Session, without gnome-keyring: the bus starts nobody."""

    def __init__(self):
        super().__init__(keyring=False, display=True)
        self.program = None

    @property
    def database(self):
        return os.path.join(self.directory, "practice.kdbx")

    def _start_display(self):
        super()._start_display()
        os.makedirs(self.path(".config", "keepassxc"))
        with open(self.path(".config", "keepassxc", "keepassxc.ini"), "w") as out:
            out.write(SETTINGS)
        self._make_database()
        self.open_database()

    def _command(self, *words):
        done = self.run(["keepassxc-cli", *words], input=PASSWORD * 2, capture_output=True, text=True)
        if done.returncode:
            raise SessionError(f"keepassxc-cli {words[0]}: {done.stderr}")
        return done.stdout

    def _make_database(self):
        """Its root group is what the Secret Service shows; only the database itself can say so."""
        draft = self.path(".cache", "draft")
        self._command("db-create", "-q", "-p", draft + ".kdbx")
        text = self._command("export", "-q", draft + ".kdbx")
        group = base64.b64decode(re.search(r"<Root>.*?<UUID>(.*?)</UUID>", text, re.DOTALL).group(1)).hex()
        name = "-".join(group[a:b] for a, b in ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32)))
        exposed = f"<Item><Key>FDO_SECRETS_EXPOSED_GROUP</Key><Value>{{{name}}}</Value></Item>"
        with open(draft + ".xml", "w") as out:
            out.write(text.replace("</Meta>", f"<CustomData>{exposed}</CustomData></Meta>", 1))
        self._command("import", "-q", "-p", draft + ".xml", self.database)

    def open_database(self):
        """Starts KeePassXC with the password and waits until the database is open."""
        self.start_program("--pw-stdin")
        self.program.stdin.write(PASSWORD.encode())
        self.program.stdin.close()
        self.wait_until_locked(False)

    def start_program(self, *options):
        self.program = self._spawn("keepassxc", ["keepassxc", *options, self.database], stdin=subprocess.PIPE)

    def wait_until_locked(self, locked):
        """Waits until KeePassXC shows the database as the default collection, locked or open."""
        ask = ["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
               "/org/freedesktop/secrets/aliases/default", "--method", "org.freedesktop.DBus.Properties.Get",
               "org.freedesktop.Secret.Collection", "Locked"]  # yapf: disable
        deadline = time.monotonic() + 60
        while f"<{str(locked).lower()}>" not in self.run(ask, capture_output=True, text=True).stdout:
            if time.monotonic() > deadline or self.program.poll() is not None:
                raise SessionError("KeePassXC did not start:\n" + self.log("keepassxc"))
            time.sleep(0.05)

    @contextlib.contextmanager
    def questions(self):
        """The lines of dbus-monitor about what the Secret Service is asked from now on."""
        command = ["timeout", "60", "dbus-monitor", "--session", "type='method_call',path='/org/freedesktop/secrets'"]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True) as monitor:
            try:
                # It loses its name when it becomes a monitor, and sees everything that comes after.
                if not any("member=NameLost" in line for line in monitor.stdout):
                    raise SessionError("dbus-monitor sees nothing")
                yield monitor.stdout
            finally:
                monitor.terminate()

    def stop(self):
        if self.program in self.children:
            self.close_database()  # it would ask whether that was meant
        super().stop()

    def wait_until_saved(self, *titles):
        """Waits until the database's file has these entries: KeePassXC writes it a while after it has answered."""
        deadline = time.monotonic() + 60
        while missing := set(titles) - set(self._command("ls", "-q", self.database).splitlines()):
            if time.monotonic() > deadline:
                raise SessionError(f"{missing} did not get into the database's file")
            time.sleep(0.2)

    def find_window(self, name):
        """The number of the window that was opened last, as words for xdotool; none if there is none."""
        return self.run(["xdotool", "search", "--onlyvisible", "--name", name], capture_output=True, text=True).stdout.split()[-1:]

    def agree(self, until):
        """Stands in for the person: says yes to requests for access until `until` says that it is enough."""
        self._answer("Access Request", ["key", "Return"], until)

    def give_password(self, until):
        """Stands in for the person who is asked to unlock the database."""
        self._answer("Unlock Database", ["key", "ctrl+a", *PASSWORD.strip(), "Return"], until)

    def _answer(self, name, deed, until):
        deadline = time.monotonic() + 60
        while not until():
            if time.monotonic() > deadline:
                raise SessionError(f"nobody was content with what was done in \"{name}\"")
            if window := self.find_window(name):
                self.run(["xdotool", "windowfocus", "--sync", *window, *deed], capture_output=True)
            time.sleep(0.2)

    def close_database(self):
        """Ends KeePassXC hard; what is not in the file by then is lost."""
        self.program.kill()
        self.program.wait()
        self.children.remove(self.program)

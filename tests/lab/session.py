#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private desktop session without a desktop: an empty HOME, a message bus, an unlocked keyring.

Nothing in it is the person's own: the environment is written anew, the bus and the keyring are children
of this process and go with it, the directory is removed. With a display (`display=True`) it also has an X
server of its own and a window manager; with the person's display passed on (`own_display=True`) windows
appear there.

As a command: `session.py [--display] [--locked|--no-keyring] [--] COMMAND...` runs COMMAND in such a session.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

GTK_SETTINGS = """\
[Settings]
gtk-enable-animations=false
gtk-cursor-blink=false
gtk-font-name=Cantarell 11
gtk-xft-hinting=0
gtk-xft-rgba=none
"""
# A bus that starts nobody
BARE_BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
DISPLAY_VARIABLES = ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP")


class SessionError(Exception):
    """The session cannot be had; the text is a sentence for people."""


class Session:
    """The session. Once it started, `environment` is the whole environment of programs that run in it."""

    def __init__(self, directory=None, locked=False, keyring=True, display=False, own_display=False):
        self.own_directory = directory is None
        self.directory = directory
        self.locked, self.keyring, self.display, self.own_display = locked, keyring, display, own_display
        self.children = []
        self.environment = {}

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self):
        """Ends the children, last started first, and removes the directory."""
        for child in reversed(self.children):
            if child.poll() is None:
                child.terminate()
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.children = []
        if self.own_directory and self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)

    def path(self, *names):
        """A path below the session's HOME."""
        return os.path.join(self.home, *names)

    def run(self, command, **options):
        """subprocess.run() with the session's environment."""
        return subprocess.run(command, env=self.environment, cwd=self.home, **options)

    def _make_environment(self):
        runtime = os.path.join(self.directory, "run")
        environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": self.home, "LANG": "C.UTF-8",
            "USER": "practice", "LOGNAME": "practice", "SHELL": "/bin/sh", "XDG_RUNTIME_DIR": runtime,
            "TMPDIR": os.path.join(self.directory, "tmp"),
            "XDG_CONFIG_HOME": self.path(".config"), "XDG_DATA_HOME": self.path(".local", "share"),
            "XDG_STATE_HOME": self.path(".local", "state"), "XDG_CACHE_HOME": self.path(".cache"),
            "GSETTINGS_BACKEND": "memory", "GIO_USE_VFS": "local", "ADW_DISABLE_PORTAL": "1",
        }  # yapf: disable
        if self.own_display:
            environment.update((name, os.environ[name]) for name in DISPLAY_VARIABLES if name in os.environ)
            # A Wayland display is a socket in the person's runtime folder.
            display = environment.get("WAYLAND_DISPLAY")
            if display and not os.path.isabs(display):
                environment["WAYLAND_DISPLAY"] = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""), display)
        else:
            environment.update(GDK_BACKEND="x11", GSK_RENDERER="cairo", GTK_A11Y="atspi")
        return environment

    @property
    def home(self):
        return os.path.join(self.directory, "home")

    def _start(self):
        self.directory = self.directory or tempfile.mkdtemp(prefix="lp-session-", dir="/tmp")
        self.environment = self._make_environment()
        for name in ("HOME", "XDG_RUNTIME_DIR", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                     "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            os.makedirs(self.environment[name], mode=0o700, exist_ok=True)
        self._start_bus()
        if self.keyring:
            self._start_keyring()
        if self.display:
            self._start_display()

    def _spawn(self, name, command, **options):
        with open(os.path.join(self.directory, name + ".log"), "ab") as log:
            child = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command], env=self.environment,
                                     cwd="/", stdout=options.pop("stdout", log), stderr=log, **options)
        self.children.append(child)
        return child

    def _start_bus(self):
        read_end, write_end = os.pipe()
        address = f"unix:path={self.environment['XDG_RUNTIME_DIR']}/bus"
        kind = "--session"
        if not self.keyring:
            bare = os.path.join(self.directory, "bus.conf")
            with open(bare, "w") as out:
                out.write(BARE_BUS)
            kind = "--config-file=" + bare
        self._spawn("bus", ["dbus-daemon", kind, "--nofork", "--nopidfile", "--address", address,
                            f"--print-address={write_end}"], pass_fds=(write_end,), stdin=subprocess.DEVNULL)
        os.close(write_end)
        with open(read_end) as answer:
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = answer.readline().strip()
        if not self.environment["DBUS_SESSION_BUS_ADDRESS"]:
            raise SessionError("dbus-daemon did not start:\n" + self.log("bus"))

    def _start_keyring(self):
        """The keyring's password comes from standard input; with it the collection "login" is made."""
        child = self._spawn("keyring", ["gnome-keyring-daemon", "--foreground", "--components=secrets", "--unlock"],
                            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(b"practice")
            child.stdin.close()
        self._ask_keyring("wait", "--timeout", "60", "org.freedesktop.secrets")
        if self.locked:
            self.lock()

    def lock(self):
        """Locks the keyring; without a display nobody can be asked for its password."""
        self._ask_keyring("call", "--dest", "org.freedesktop.secrets", "--object-path", "/org/freedesktop/secrets",
                          "--method", "org.freedesktop.Secret.Service.Lock",
                          "['/org/freedesktop/secrets/collection/login']")

    def _ask_keyring(self, verb, *arguments):
        done = self.run(["gdbus", verb, "--session", *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                        text=True)
        if done.returncode:
            raise SessionError("The keyring did not start:\n" + done.stderr + self.log("keyring"))

    def _start_display(self):
        read_end, write_end = os.pipe()
        self._spawn("xvfb", ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1280x1024x24", "-dpi", "96",
                             "-nolisten", "tcp", "-noreset"], pass_fds=(write_end,), stdin=subprocess.DEVNULL)
        os.close(write_end)
        with open(read_end) as answer:
            number = answer.readline().strip()
        if not number:
            raise SessionError("Xvfb did not start:\n" + self.log("xvfb"))
        self.environment["DISPLAY"] = ":" + number
        settings = self.path(".config", "gtk-4.0")
        os.makedirs(settings, exist_ok=True)
        with open(os.path.join(settings, "settings.ini"), "w") as out:
            out.write(GTK_SETTINGS)
        # Without a window manager no window has the keyboard once a dialog was closed.
        quiet = os.path.join(self.directory, "openbox.xml")
        with open(quiet, "w") as out:
            out.write('<?xml version="1.0"?>\n<openbox_config xmlns="http://openbox.org/3.4/rc"/>\n')
        ready = os.path.join(self.directory, "openbox.ready")
        self._spawn("openbox", ["openbox", "--config-file", quiet, "--startup", f"touch {ready}"],
                    stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while not os.path.exists(ready):
            if time.monotonic() > deadline:
                raise SessionError("openbox did not start:\n" + self.log("openbox"))
            time.sleep(0.01)

    def log(self, name):
        with open(os.path.join(self.directory, name + ".log"), errors="replace") as log:
            return log.read().strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--display", action="store_true", help="with an X server and a window manager")
    parser.add_argument("--locked", action="store_true", help="with a locked keyring")
    parser.add_argument("--no-keyring", action="store_true", help="with a bus on which nobody is a keyring")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with Session(locked=options.locked, keyring=not options.no_keyring, display=options.display) as session:
            # LP_* and test variables of the caller are meant for the program under test.
            kept = {name: value for name, value in os.environ.items()
                    if name.startswith(("G_", "LETTERPLATE_", "ASAN_", "UBSAN_", "LSAN_", "MALLOC_", "MESON_"))}
            session.environment.update(kept)
            sys.exit(subprocess.run(options.command, env=session.environment).returncode)
    except SessionError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program tells a screen reader, asked over D-Bus: any toolkit's programs, GTK's and Gecko's among them.

libatspi is not used: it keeps copies that GTK 4.8 does not renew.
"""

import functools
import time

import dbus
import dbus.bus
import dbus.mainloop.glib
from gi.repository import GLib

ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE, TEXT, EVENT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Text", "org.a11y.atspi.Event."
PASSWORD_TEXT = 40  # roles and states are numbers of libatspi's atspi-constants.h
FOCUSED = 12
SECONDS = 60  # a loaded machine answers late
Error = dbus.DBusException
# libdbus and not GDBus: PyGObject takes apart what was answered in Python, a quarter of a window test's time.
LOOP = dbus.mainloop.glib.DBusGMainLoop()


class Program:
    """One program on the accessibility bus of a session. Each question raises Error if nobody is there to answer."""

    def __init__(self, session_address, pid):
        session = dbus.bus.BusConnection(session_address, mainloop=LOOP)
        address = session.call_blocking("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", "", (), SECONDS)
        session.close()
        self.bus = dbus.bus.BusConnection(address, mainloop=LOOP)
        self.bus.add_message_filter(self._note)
        self.pid, self.owner = pid, None
        self.has_changed = False

    def close(self):
        self.bus.close()

    def _note(self, _, message):
        if (message.get_interface() or "").startswith(EVENT):
            self.has_changed = True

    def rest(self, least, most):
        """For @least seconds, then until the program tells of a change, or until @most have gone."""
        time.sleep(least)
        context = GLib.MainContext.default()
        timer = GLib.timeout_source_new(int(1000 * max(0, most - least)))
        timer.attach(context)
        timer.set_callback(lambda _: GLib.SOURCE_REMOVE)
        while context.iteration(False) or not self.has_changed and not timer.is_destroyed() and context.iteration(True):
            pass
        timer.destroy()
        self.has_changed = False

    def call(self, path, interface, method, signature="", *arguments):
        return self.bus.call_blocking(self.owner, path, interface, method, signature, arguments, SECONDS)

    def call_all(self, paths, interface, method):
        """{path: its answer}, asked for all at once; who has gone meanwhile is not in it."""
        answers, waiting = {}, set(paths)

        def answered(path, *answer):
            waiting.discard(path)
            answers.update({path: one for one in answer})

        for path in paths:
            self.bus.call_async(self.owner, path, interface, method, "", (), functools.partial(answered, path),
                                lambda _, path=path: waiting.discard(path), SECONDS)
        while waiting:
            GLib.MainContext.default().iteration(True)
        return answers

    def get(self, path, interface, name):
        return self.call(path, "org.freedesktop.DBus.Properties", "Get", "ss", interface, name)

    def find_program(self):
        """Whether it has come to the bus."""
        for owner, _ in self.bus.call_blocking("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren", "", (), SECONDS):
            pid = self.bus.call_blocking("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                         "GetConnectionUnixProcessID", "s", (owner,), SECONDS)
            if pid == self.pid:
                self.owner = owner
                self.bus.add_match_string(f"type='signal',sender='{owner}'")
                return True
        return False

    def children(self, path):
        return [child for _, child in self.call(path, ACCESSIBLE, "GetChildren")]

    def below(self, path):
        """All widgets below, and itself."""
        yield path
        for child in self.children(path):
            yield from self.below(child)

    def has_keyboard(self, path):
        return bool(self.call(path, ACCESSIBLE, "GetState")[0] >> FOCUSED & 1)

    def find_focused(self, title, role):
        """(nullable) The widget of this role that has the keyboard, in a window with this in its title."""
        for window in self.children(ROOT):
            if title in self.get(window, ACCESSIBLE, "Name"):
                for path in self.below(window):
                    if self.call(path, ACCESSIBLE, "GetRole") == role and self.has_keyboard(path):
                        return path
        return None

    def length(self, path):
        """How many characters are in a text."""
        return self.get(path, TEXT, "CharacterCount")

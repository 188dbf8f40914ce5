# SPDX-License-Identifier: GPL-3.0-or-later
"""What a program tells a screen reader, asked over D-Bus: any toolkit's programs, GTK's and Gecko's among them.

libatspi is not used: it keeps copies that GTK 4.8 does not renew.
"""

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

ROOT = "/org/a11y/atspi/accessible/root"
ACCESSIBLE, TEXT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Text"
PASSWORD_TEXT = 40  # roles and states are numbers of libatspi's atspi-constants.h
FOCUSED = 12
SECONDS = 60  # a loaded machine answers late


class Program:
    """One program on the accessibility bus of a session. Each question raises GLib.Error if nobody is there to answer."""

    def __init__(self, session_address, pid):
        flags = (Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION)
        session = Gio.DBusConnection.new_for_address_sync(session_address, flags, None, None)
        answer = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0,
                                   SECONDS * 1000, None)
        self.bus = Gio.DBusConnection.new_for_address_sync(answer.unpack()[0], flags, None, None)
        session.close_sync(None)
        self.pid, self.owner = pid, None

    def close(self):
        self.bus.close_sync(None)

    def _call(self, owner, path, interface, method, arguments=None):
        return self.bus.call_sync(owner, path, interface, method, arguments, None, 0, SECONDS * 1000, None).unpack()

    def call(self, path, interface, method, arguments=None):
        return self._call(self.owner, path, interface, method, arguments)

    def get(self, path, interface, name):
        return self.call(path, "org.freedesktop.DBus.Properties", "Get",
                         GLib.Variant("(ss)", (interface, name)))[0]

    def find_program(self):
        """Whether it has come to the bus."""
        for owner, _ in self._call("org.a11y.atspi.Registry", ROOT, ACCESSIBLE, "GetChildren")[0]:
            pid = self._call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                             "GetConnectionUnixProcessID", GLib.Variant("(s)", (owner,)))[0]
            if pid == self.pid:
                self.owner = owner
                return True
        return False

    def children(self, path):
        return [child for _, child in self.call(path, ACCESSIBLE, "GetChildren")[0]]

    def below(self, path):
        """All widgets below, and itself."""
        yield path
        for child in self.children(path):
            yield from self.below(child)

    def has_keyboard(self, path):
        return bool(self.call(path, ACCESSIBLE, "GetState")[0][0] >> FOCUSED & 1)

    def find_focused(self, title, role):
        """(nullable) The widget of this role that has the keyboard, in a window with this in its title."""
        for window in self.children(ROOT):
            if title in self.get(window, ACCESSIBLE, "Name"):
                for path in self.below(window):
                    if self.call(path, ACCESSIBLE, "GetRole")[0] == role and self.has_keyboard(path):
                        return path
        return None

    def length(self, path):
        """How many characters are in a text."""
        return self.get(path, TEXT, "CharacterCount")

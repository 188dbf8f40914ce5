#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A keyring that stays locked: nothing is written before the person decided, and what is written then asks by itself.

The keyring is gnome-keyring, locked; nobody can be asked for its password, because what would ask has no display.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import tap  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402
from person import Person, TERMINAL, TERMINAL_FILES  # noqa: E402
from road import Road  # noqa: E402
from witness import files_with  # noqa: E402

NOTE = "The keyring stayed locked"
# libsecret 0.20 leaks when a prompt cannot be shown
LEAKS = {"ASAN_OPTIONS": "detect_leaks=0"}

road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), display=True)
suite = tap.Suite(on_failure=lambda: road.session.log("bus")[-2000:])


def add_to(person, apps):
    """To the page of apps, and on; the keyring is locked meanwhile."""
    gui = person.gui
    person.begin(road.address, road.password)
    gui.wait_page("Everything Works", 60)
    gui.wait("the primary button", lambda: getattr(gui.focused(), "name", "") == "Choose Mail Apps")
    person.press()
    gui.wait_page("Choose Mail Apps")
    person.choose_apps(apps)
    road.session.lock()
    gui.key("alt+a")
    gui.wait("the note", lambda: gui.has(NOTE), 60)
    tap.equal(road.changes(), [], "files")


def unlock():
    """As the desktop does when its user signs in; gnome-keyring has an interface of its own for that."""
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    bus = Gio.DBusConnection.new_for_address_sync(road.session.environment["DBUS_SESSION_BUS_ADDRESS"], flags, None, None)

    def call(interface, method, arguments):
        return bus.call_sync("org.freedesktop.secrets", "/org/freedesktop/secrets", interface, method, arguments, None, 0,
                             60000, None).unpack()

    _, opened = call("org.freedesktop.Secret.Service", "OpenSession", GLib.Variant("(sv)", ("plain", GLib.Variant("s", ""))))
    secret = (opened, b"", b"practice", "text/plain")
    call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface", "UnlockWithMasterPassword",
         GLib.Variant("(o(oayays))", ("/org/freedesktop/secrets/collection/login", secret)))
    bus.close_sync(None)


def questions():
    """How often the keyring wanted to ask for its password; its window has no display here and ends at once."""
    return road.session.log("bus").count("Activating service name='org.gnome.keyring.SystemPrompter'")


@suite.case("/window/keyring/unlocked-then-written")
def unlocked():
    with Person(road, environment=LEAKS) as person:
        gui = person.gui
        add_to(person, {TERMINAL})
        gui.wait("the keyboard on Unlock", lambda: getattr(gui.focused(), "name", "") == "Unlock")
        asked = questions()
        person.press()
        gui.wait("a second question", lambda: questions() > asked)
        gui.wait("the note once more", lambda: getattr(gui.focused(), "name", "") == "Unlock")
        tap.equal(road.changes(), [], "files")
        unlock()
        gui.key("alt+u")
        gui.wait_page("Mail Is Ready", 60)
        tap.equal((road.changes(), road.keyring_items()), (TERMINAL_FILES, 2))
        tap.check(gui.has("Password saved in the keyring"), "the keyring is not told of")
        gui.key("alt+u")
        gui.wait_page("Everything Was Put Back", 60)
        gui.quit()


@suite.case("/window/keyring/continue-without")
def without():
    """An app that asks by itself has the account; one that cannot ask says so and is left alone."""
    with Person(road, environment=LEAKS) as person:
        gui = person.gui
        add_to(person, {"Balsa", TERMINAL})
        gui.key("alt+c")
        gui.wait_page("Mail Is Ready in 1 of 4 Apps", 60)
        person.picture("window-without-keyring")
        for name in ("Mutt", "msmtp", "mbsync"):
            gui.wait(f"the reason of {name}", lambda: gui.has(
                f"Not changed – {name} needs the keyring: it cannot ask for the password by itself."))
        tap.check(not gui.has("Password saved in the keyring"), "nothing is in the keyring")
        tap.equal({os.path.dirname(name) for name in road.changes()}, {".balsa"})
        tap.equal(files_with(road.password, road.session.home), [], "files with the password")
        unlock()
        tap.equal(road.keyring_items(), 0)
        gui.key("alt+u")
        gui.wait_page("Everything Was Put Back", 60)
        tap.equal(road.changes(), [])
        gui.quit()


def main():
    with road:
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

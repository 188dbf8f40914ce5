#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stop and Close while something is under way that will not end by itself: a name server that does not answer, a
keyring that stands still. Files, keyring and the undo's own words are the witness: no app is half done."""

import contextlib
import os
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import island  # noqa: E402
import tap  # noqa: E402
from person import Person, TERMINAL, TERMINAL_FILES  # noqa: E402
from road import Road  # noqa: E402

STOP_SECONDS = 0.5  # beside what the driver itself needs to look
FILES = set(TERMINAL_FILES)
MUTT = {name for name in FILES if name.endswith(".muttrc")}
ADD = "Add to 3 Apps"

road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), display=True)
suite = tap.Suite(on_failure=lambda: "\n".join(road.practice.log().splitlines()[-8:]))


def nothing_written():
    tap.equal((road.changes(), road.keyring_items()), ([], 0), "files and keyring")


# --- the look-up


@suite.case("/window/stop/looking-up")
def looking_up():
    """Nobody answers for names; Continue does not wait for that, and Stop ends it at once."""
    person = Person(road)
    person.gui.command = island.command("silent", person.gui.command)
    with person:
        gui = person.gui
        person.begin("maya@nowhere.example", road.password)
        gui.wait_page("Checking Your Account")
        gui.wait("the look-up", lambda: any("Looking for the settings…" in node.name for node in gui.nodes()))
        began = time.monotonic()
        gui.nodes()
        look = time.monotonic() - began
        began = time.monotonic()
        gui.key("Escape")
        gui.wait_page("Check Stopped")
        took = time.monotonic() - began
        tap.check(took < STOP_SECONDS + 5 * look, f"stopped after {took:.2f} s; one look takes {look:.2f} s")
        person.picture("window-stop-looking-up")
        gui.key("Escape")
        gui.wait_page("Set Up Mail")
        tap.equal(gui.find_all("text", "Email Address")[0].text, "maya@nowhere.example", "the address that was typed")
        tap.check(gui.find("push button", "Continue").sensitive, "a check that was stopped keeps the password")
        gui.quit()
    nothing_written()


# --- the writing


@contextlib.contextmanager
def still_keyring():
    """The keyring's process stands still, as one that swaps or asks somebody; it goes on at the end."""
    child = next(child for child in road.session.children if "gnome-keyring-daemon" in child.args)
    child.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        child.send_signal(signal.SIGCONT)


def choose(person):
    """To the page of apps; three programs of a terminal, each with a file and the keyring, are one of them."""
    gui = person.gui
    person.begin(road.address, road.password)
    gui.wait_page("Everything Works")
    gui.wait("the primary button", lambda: getattr(gui.focused(), "name", None) == "Choose Mail Apps")
    person.press()
    gui.wait_page("Choose Mail Apps")
    person.choose_apps({TERMINAL})
    gui.find("push button", ADD)


def add(person):
    """The button of the footer; then the apps are being written."""
    person.gui.press(ADD)
    person.gui.find("push button", "Adding…")


def whole_or_not_at_all():
    """An app's file is as before, or its account works as it stands there. The files that have the account."""
    now = road.snapshot()
    done = {name for name in FILES if now.get(name) != road.before.get(name)}
    tap.check(done & MUTT in (set(), MUTT), f"Mutt has a part of its files: {done}")
    if ".msmtprc" in done:
        road.find(road.send())
    if ".mbsyncrc" in done:
        tap.check(road.fetch() >= 0, "mbsync")
    return done


@suite.case("/window/stop/before-the-first-app")
def before_the_first():
    with Person(road) as person:
        choose(person)
        with still_keyring():
            add(person)
            person.gui.key("Escape")
            person.gui.find("push button", ADD)
            tap.equal(road.changes(), [], "files")
        nothing_written()
        person.gui.key("alt+a")  # the same once more, and now nobody stops it
        person.gui.wait_page("Mail Is Ready")
        tap.equal(whole_or_not_at_all(), FILES)
        person.gui.key("alt+u")
        person.gui.wait_page("Everything Was Put Back")
        person.gui.quit()
    nothing_written()


@suite.case("/window/stop/between-two-apps")
def between_two():
    """The keyring stands still once the first file was written: what is stopped then is put back or whole."""
    with Person(road) as person:
        choose(person)
        gui = person.gui
        with still_keyring():  # so that "Adding…" is seen to come, and to go only with the end
            add(person)
        gui.wait("a file", lambda: road.changes() or gui.has("Mail Is Ready"))
        with still_keyring():
            gui.key("Escape")
        ends = {"Mail Is Ready", "Mail Is Ready in 1 of 3 Apps", "Mail Is Ready in 2 of 3 Apps", ADD}
        gui.wait("the end", lambda: ends & {node.name for node in gui.nodes()})
        done = whole_or_not_at_all()
        tap.equal(road.keyring_items() > 0, bool(done), "a secret without an app, or an app without its secret")
        gui.child.terminate()
    if done:
        road.undo()
    nothing_written()


@contextlib.contextmanager
def asked_at_close(person):
    """The window is closed while it adds the account, and asks; the keyring goes on when that was answered."""
    choose(person)
    with still_keyring():
        add(person)
        person.gui.key("ctrl+w")
        person.gui.find("dialog", "Stop Adding the Account?")
        yield person.gui


@suite.case("/window/stop/close-goes-on")
def close_goes_on():
    """Whoever closes is asked, and may let it come to its end."""
    with Person(road) as person:
        with asked_at_close(person) as gui:
            gui.key("Escape")
            gui.wait("the dialog's end", lambda: not gui.find_all("dialog"))
        gui.wait_page("Mail Is Ready")
        tap.equal(whole_or_not_at_all(), FILES)
        gui.key("alt+u")
        gui.wait_page("Everything Was Put Back")
        gui.quit()
    nothing_written()


@suite.case("/window/stop/close-puts-back")
def close_puts_back():
    with Person(road) as person:
        with asked_at_close(person) as gui:
            person.picture("window-stop-close")
            gui.key("alt+s")
            tap.equal(gui.child.wait(60), 0, "exit status")
    nothing_written()


def main():
    with road:
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

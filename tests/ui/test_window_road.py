#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole road through the window, by keyboard alone, on real servers: files, keyring and logs are the witness."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "lab")]

import tap  # noqa: E402
from person import Person, TERMINAL, TERMINAL_FILES  # noqa: E402
from road import Road  # noqa: E402
from witness import ProcessWitness, files_with, holds  # noqa: E402

road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), display=True)
witness = ProcessWitness(road.password)
person = Person(road)
gui = person.gui
suite = tap.Suite(on_failure=lambda: "\n".join(road.practice.log().splitlines()[-8:]))
written = {}


@suite.case("/window/settings-are-found-while-typing")
def settings_found():
    person.say_who(road.address)
    gui.wait("the provider's name", lambda: any("Fjordpost" in node.name for node in gui.find_all()))
    tap.equal((road.practice.sign_ins(), road.practice.failed_sign_ins()), (0, 0), "sign-ins")
    person.picture("window-1-identity")


@suite.case("/window/two-fields-and-one-click-to-a-proved-account")
def proved():
    gui.key("Tab")
    gui.wait("the password field", lambda: gui.focused() and gui.focused().role == "password text")
    person.fill_in(road.password)
    gui.wait("Continue", lambda: gui.find("push button", "Continue").sensitive)
    person.press()
    gui.wait_page("Everything Works")
    person.picture("window-2-check")
    tap.equal((person.fields, person.clicks), (2, 1), "fields and clicks")
    log = road.practice.log()
    for service in ("imap-login", "submission-login"):
        tap.equal(log.count(f"{service}: Info: Login: user=<{road.address}>"), 1, service)
    tap.equal(road.practice.failed_sign_ins(), 0)


@suite.case("/window/nothing-is-written-before-the-apps")
def nothing_written():
    tap.equal(gui.focused().name, "Choose Mail Apps", "focus")
    person.press()
    gui.wait_page("Choose Mail Apps")
    tap.equal((road.changes(), road.keyring_items()), ([], 0))


@suite.case("/window/choose-apps")
def choose_apps():
    person.choose_apps({TERMINAL})
    gui.find("push button", "Add to 3 Apps")
    person.picture("window-3-apps")


@suite.case("/window/shows-what-will-change")
def shows_changes():
    """A window of its own, closed by Escape; then the keyboard is where it was."""
    gui.key("alt+w")
    gui.wait("the files", lambda: {"~/.msmtprc", "~/.mbsyncrc"} <= {node.name for node in gui.find_all("list item")})
    gui.key("Escape")
    gui.wait("the window alone", lambda: not gui.has("~/.msmtprc"))
    tap.equal((road.changes(), road.keyring_items()), ([], 0))


@suite.case("/window/adds-the-account")
def adds():
    gui.move_to("push button", "Add to 3 Apps")
    person.press()
    gui.wait_page("Mail Is Ready")
    person.picture("window-4-done")
    tap.equal(road.changes(), TERMINAL_FILES)
    tap.equal(road.keyring_items(), 2)
    written.update(road.snapshot())


@suite.case("/window/test-message")
def test_message():
    """Sent only when asked for, found again, and gone again when asked for."""
    submitted = road.practice.log().count("saved mail to INBOX")
    gui.move_to("push button", "Send")
    person.press()
    gui.wait("the message", lambda: any(node.name.startswith("The test message arrived after") for node in gui.nodes()),
             deadline=60)
    person.picture("window-4-test-message")
    tap.equal(road.practice.log().count("saved mail to INBOX"), submitted + 1, "messages delivered")
    gui.move_to("push button", "Delete It")
    person.press()
    gui.wait("that it is gone", lambda: any(node.description == "It was deleted again" for node in gui.nodes()))
    gui.wait("no button for it", lambda: not gui.has("Delete It"))


def undo_everything():
    gui.key("alt+u")
    gui.wait_page("Everything Was Put Back")
    tap.equal((road.changes(), road.keyring_items()), ([], 0))


@suite.case("/window/undo-gives-everything-back")
def undo():
    undo_everything()
    person.picture("window-5-undone")


@suite.case("/window/redo")
def redo():
    gui.key("alt+r")
    gui.wait_page("Mail Is Ready")
    now = road.snapshot()
    for name in TERMINAL_FILES:
        tap.equal(now[name], written[name], name)
    tap.equal(road.keyring_items(), 2)


@suite.case("/window/what-was-written-works")
def works():
    tap.equal(road.fetch(), 1)
    road.find(road.send())
    undo_everything()


@suite.case("/window/ends-without-a-complaint")
def ends():
    """No warning, no leak: either would be the program's exit status."""
    gui.quit()


def write_default_app():
    """The app that opens mailto: links is ticked when the page opens."""
    with open(road.session.path(".config", "mimeapps.list"), "w") as out:
        out.write("[Default Applications]\nx-scheme-handler/mailto=thunderbird.desktop\n")


@suite.case("/window/four-clicks-to-the-end")
def four_clicks():
    write_default_app()
    before = road.snapshot()
    with Person(road) as other:
        other.begin(road.address, road.password)
        for page, primary in (("Everything Works", "Choose Mail Apps"), ("Choose Mail Apps", "Add to Thunderbird"),
                              ("Mail Is Ready", "Done")):
            other.gui.wait_page(page)
            other.gui.wait(f"the keyboard at {primary!r}",
                           lambda name=primary: getattr(other.gui.focused(), "name", None) == name)
            other.press()
        tap.equal(other.gui.child.wait(60), 0, "exit status")
        tap.equal((other.fields, other.clicks), (2, 4), "fields and clicks")
    prefs = [text for name, (_, text) in road.snapshot().items() if name.endswith("/prefs.js") and name not in before]
    tap.equal(len(prefs), 1, "profiles")
    tap.contains(prefs[0].decode(), road.address)
    road.undo()
    tap.equal(road.snapshot(), before)


@suite.case("/window/canary")
def canary():
    """The password is nowhere but in the keyring: not in files, logs, processes or on the clipboard's way."""
    witness.__exit__()
    tap.equal(witness.found, [])
    for program in ("letterplate-assistant", "mbsync", "msmtp", "xdotool"):
        tap.check(witness.seen.get(program, 0) > 0, f"{program} was never looked at: {witness.seen}")
    tap.equal(files_with(road.password, road.session.directory), [])
    tap.equal([text[:200] for text in road.said if holds(text.encode(), road.password)], [])
    tap.check(not holds(road.practice.log().encode(), road.password), "the password is in the server's log")


def main():
    with road, witness, person:
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

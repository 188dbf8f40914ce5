#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Old accounts in the window: what the guess of a code page makes of the names, and where old set-ups contradict each
other."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import tap  # noqa: E402
from gui import Gui, Session  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate-assistant")
CYRILLIC = os.path.join(TESTS, "legacy", "iaf", "isp-pop3-cp1251.iaf")
ASCII = os.path.join(TESTS, "legacy", "iaf", "hotmail-httpmail.iaf")
GATEWAY = os.path.join(TESTS, "legacy", "fetchmail", "fetchmailrc-hotway")
# The same octets, as Cyrillic and as Greek.
RIGHT, WRONG = "\u0418\u0432\u0430\u043d \u041f\u0440\u0438\u043c\u0435\u0440", "\u0398\u03b2\u03b0\u03bd \u039f\u03c0\u03b8\u03bc\u03b5\u03c0"
GREEK = 4  # rows below "Guessed"
KEPT = ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "G_SLICE", "LETTERPLATE_DATA")
# One mailbox, in two programs that do not agree where its mail is.
OLD_FILES = {
    ".fetchmailrc": "poll pop.example.net proto POP3 user \"zoe@example.net\" ssl keep\n",
    ".muttrc": "set from=zoe@example.net\nset folder=imaps://zoe%40example.net@imap.example.net/\n"
              "set smtp_url=smtps://zoe%40example.net@mail.example.net/\n",
}
suite = tap.Suite()


def open_window(session, *arguments):
    session.environment.update((name, os.environ[name]) for name in KEPT if name in os.environ)
    return Gui(session, [PROGRAM, *arguments])


@suite.case("/window-import/code-page")
def code_page():
    with Session(display=True) as session, open_window(session, CYRILLIC) as gui:
        gui.wait_page("Bring Back Old Accounts")
        gui.wait("the guessed name", lambda: gui.has(RIGHT))
        gui.move_to("combo box", "Names Were Written In")
        gui.key("Return")
        gui.wait("the choices", lambda: getattr(gui.focused(), "role", None) == "list item")
        gui.step("Home")
        for _ in range(GREEK):
            gui.step("Down")
        gui.key("Return")
        gui.wait("the name in Greek letters", lambda: gui.has(WRONG))
        tap.check(not gui.has(RIGHT), "the old preview is still there")


@suite.case("/window-import/nothing-to-choose")
def nothing_to_choose():
    """A name in plain letters is the same in each code page."""
    with Session(display=True) as session, open_window(session, ASCII) as gui:
        gui.wait("the name", lambda: gui.has("Anna Fixture"))
        tap.equal(gui.find_all("combo box"), [])


@suite.case("/window-import/differences")
def differences():
    with Session(display=True) as session:
        for name, text in OLD_FILES.items():
            with open(session.path(name), "w") as out:
                out.write(text)
        with open_window(session, "--page=import") as gui:
            gui.wait("the mailbox", lambda: gui.has("zoe@example.net"))
            gui.wait("what the other program says", lambda: any(
                ".fetchmailrc says otherwise" in node.name and "pop.example.net" in node.name for node in gui.nodes()))
            tap.equal(len(gui.find_all("check box", "Move zoe@example.net")), 1, "mailboxes")


@suite.case("/window-import/gateway")
def gateway():
    """The program between is called by its name, and it is said that nobody takes it away."""
    with Session(display=True) as session, open_window(session, GATEWAY) as gui:
        gui.wait("the program's name", lambda: any("through hotwayd on this computer" in node.name for node in gui.nodes()))
        tap.check(any(node.name.replace("\u2068", "").replace("\u2069", "")
                      == "hotwayd is not needed any more. It is left installed." for node in gui.nodes()), "not a word of it")


sys.exit(suite.run())

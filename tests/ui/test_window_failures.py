#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window says and offers when something fails: title, sentence and primary button of each failure, and
what it does by itself. The fake engine (story.c) makes the failures; with real servers they are in tests/faults."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]
import judge  # noqa: E402
import scenes  # noqa: E402
import tap  # noqa: E402
from gui import Gui, Session  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
PROGRAM = os.path.join(BUILD, "tests", "ui", "letterplate-assistant-story")
SOURCE = os.path.abspath(os.path.join(HERE, "..", ".."))
ADDRESS = scenes.ADDRESS
HOST = "imap.fjordpost.example"
# Story, title, sentence (without the isolates around names), primary button, secondary button if there is one
FAILURES = (
    ("no-such-domain", "No Such Domain", "There is no domain fjordpost.example. Check the address.", "Correct Address"),
    ("no-mail", "No Mail at This Domain", "fjordpost.example exists but receives no mail.", "Correct Address",
     "Edit Settings…"),
    ("no-such-server", "Server Not Found", f"There is no server called {HOST}.", "Edit Settings…"),
    ("no-such-servers", "Server Not Found", f"There is no server called {HOST}. Tried also: mail.fjordpost.example, "
     "mx.fjordpost.example.", "Edit Settings…"),
    ("full", "Everything Works", "New mail is being returned to its senders.", "Choose Mail Apps", "Edit Settings…"),
    ("offline", "No Network", "This computer cannot reach the Internet. The check goes on when it can.", "Check Again"),
    ("dns-failed", "No Network", "This computer cannot reach the Internet. The check goes on when it can.", "Check Again"),
    ("refused", "Server Does Not Offer This", f"{HOST} is there, but refuses port 993.", "Try Other Ports", "Edit Settings…"),
    ("timed-out", "Server Does Not Answer", f"{HOST} did not answer within 15 s. It may be down, or this network "
     "blocks mail.", "Check Again", "Edit Settings…"),
    ("captive-portal", "Network Needs a Sign-In", "This network wants you to sign in on a web page first.",
     "Open the Page"),
    ("starttls-missing", "Encryption Was Refused", "The server usually encrypts but does not now. Someone on this "
     "network may be interfering. Your password has not been sent.", "Check Again", "Edit Settings…"),
    ("tls-version", "Encryption Too Old", "The server offers TLS 1.0 only, which is not safe any more.",
     "Edit Settings…"),
    ("clock-wrong", "Check the Date", None, "Open Date Settings", "Check Again"),
    ("not-mail", "Not a Mail Server", f"Something else answers on port 993 of {HOST}.", "Edit Settings…"),
    ("password", "Password Not Accepted", "The servers are right. Type the password again, or make an app password if "
     "you use two-step sign-in.", "Try Again", "Make an App Password…"),
    ("app-password", "App Password Needed", "Fjordpost wants a password made for mail apps, since two-step sign-in is "
     "on.", "Make an App Password…", "Sign In With Browser…"),
    ("app-password-unheard-of", "App Password Needed", None, "Try Again"),
    ("not-enabled", "Mail Apps Are Switched Off", "Fjordpost has to be told to let mail apps in. It is a setting on its "
     "web page.", "Open the Setting", "Check Again"),
    ("no-auth", "Outgoing Mail Not Allowed", "The server accepts mail without a sign-in, but only from its own network.",
     "Try Port 587"),
    ("no-auth-on-587", "Outgoing Mail Not Allowed", None, "Edit Settings…"),
    ("sender-refused", "Address Not Allowed", f"You signed in as {ADDRESS}, but may not send as {ADDRESS}.",
     "Correct Address", "Edit Settings…"),
    ("basic-auth", "Sign In With Your Browser", "Fjordpost no longer accepts passwords from mail apps. Sign in on the "
     "provider’s own page instead; your password is not shared with any app.", "Sign In With Browser…",
     "Use Another Address"),
    ("internal", "Something Unexpected Happened", "The check stopped at “Inbox”.", "Copy Report"),
)  # yapf: disable

STORIES = {row[0] for row in FAILURES}
DESCRIBED_BY = 18  # AtspiRelationType

suite = tap.Suite()
session = Session(display=True)


def open_window(story, address=ADDRESS):
    """The window with address and password typed."""
    environment = {"LETTERPLATE_STORY": story, "LETTERPLATE_DATA": os.path.join(SOURCE, "data")}
    gui = Gui(session, [PROGRAM], environment)
    gui.__enter__()
    gui.wait_page("Set Up Mail")
    if not gui.find_all("text", "Name")[0].text:
        gui.key("Tab")
    gui.type(address)
    gui.key("Tab")
    gui.wait("the password field", lambda: getattr(gui.focused(), "role", None) == "password text")
    return gui


def press_continue(gui):
    gui.type("correct horse")
    gui.wait("Continue", lambda: gui.find("push button", "Continue").sensitive)
    gui.key("Return")


def open_with(command):
    """What the desktop runs for https addresses."""
    applications = session.path(".local", "share", "applications")
    os.makedirs(applications, exist_ok=True)
    with open(os.path.join(applications, "test-browser.desktop"), "w") as out:
        out.write("[Desktop Entry]\nType=Application\nName=Browser of the test\n"
                  f"Exec={command} %u\nMimeType=x-scheme-handler/https;\n")
    os.makedirs(session.path(".config"), exist_ok=True)
    with open(session.path(".config", "mimeapps.list"), "w") as out:
        out.write("[Default Applications]\nx-scheme-handler/https=test-browser.desktop\n")


def says(gui, sentence):
    return any(node.name.replace("\u2068", "").replace("\u2069", "") == sentence for node in gui.nodes())


def failure(story, title, sentence, primary, secondary=None):
    with scenes.Scene(session, BUILD, (story, (), (*scenes.CHECK, ("page", title))), size=(judge.NARROW, 640)) as there:
        gui = there.gui
        if sentence:
            gui.wait(repr(sentence), lambda: says(gui, sentence))
        if story == "password":
            gui.wait("with which name", lambda: any(node.description == f"Tried once, as \u2068{ADDRESS}\u2069"
                                                    for node in gui.nodes()))
        gui.wait(f"the button {primary!r}", lambda: gui.find_all("push button", primary))
        if secondary:
            gui.find("push button", secondary)
        for other in ("Edit Settings…", "Make an App Password…", "Use Another Address"):
            tap.equal(gui.has(other), other in (primary, secondary), other)
        complaints = judge.judge(there)
        tap.check(not complaints, complaints)
        gui.quit()


for row in FAILURES:
    suite.add(f"/window/failure/{row[0]}", failure, *row)


@suite.case("/window/busy-counts-down")
def busy_counts_down():
    gui = open_window("busy")
    try:
        press_continue(gui)
        gui.wait_page("Server Is Busy")
        gui.wait("the time that is left", lambda: says(gui, "It asks to wait. Trying again in 25 s."))
        gui.find("push button", "Try Now")
        gui.quit()
    finally:
        gui.__exit__()


@suite.case("/window/the-list-says-that-the-server-is-not-there")
def list_says_server():
    """Not that the domain is."""
    gui = open_window("no-such-server")
    try:
        press_continue(gui)
        gui.wait_page("Server Not Found")
        gui.wait("the step", lambda: any(node.name.startswith("Server not found: Failed") for node in gui.nodes()))
        tap.check(any("Incoming mail: server not found" in node.name for node in gui.nodes()), "the row says otherwise")
        tap.check(not any("no such domain" in node.name.lower() for node in gui.nodes()), "the domain is blamed")
        gui.quit()
    finally:
        gui.__exit__()


def described_by(node):
    """What a screen reader reads together with this widget."""
    relations = node.tree.call(node.path, "org.a11y.atspi.Accessible", "GetRelationSet")
    return [target[1] for kind, targets in relations if kind == DESCRIBED_BY for target in targets]


@suite.case("/window/a-fault-is-read-with-its-field")
def fault_is_read():
    """Return with half an address; the first key takes the blame away."""
    sentence = "Enter the whole address, like maya@example.org."
    gui = open_window("usual", "maya")
    try:
        gui.key("Return")
        label = gui.find("alert", sentence)
        address = gui.find_all("text", "Email Address")[0]
        tap.equal(described_by(address), [label.path])
        gui.type("@")
        gui.wait("the end of it", lambda: not gui.has(sentence) and not described_by(address))
        gui.quit()
    finally:
        gui.__exit__()


@suite.case("/window/app-password-is-made-and-typed")
def app_password():
    """The page that makes it is opened, and the window waits for what it gave."""
    opened = session.path("opened")
    open_with(f"sh -c 'echo \"$1\" > {opened}' sh")
    gui = open_window("app-password")
    try:
        press_continue(gui)
        gui.wait_page("App Password Needed")
        gui.press("Make an App Password…")
        gui.wait("the provider's page", lambda: os.path.exists(opened) and os.path.getsize(opened))
        with open(opened) as file:
            tap.equal(file.read().strip(), "https://account.example.org/app-passwords")
        gui.wait("the password field", lambda: getattr(gui.focused(), "role", None) == "password text")
        tap.check(not gui.find("push button", "Try Again").sensitive, "an empty password can be tried")
        gui.type("abcd efgh")
        gui.wait("Try Again", lambda: gui.find("push button", "Try Again").sensitive)
        gui.key("Return")
        gui.wait_page("Everything Works")
        gui.quit()
    finally:
        gui.__exit__()


@suite.case("/window/a-cure-in-place-of-another-works")
def instead():
    """The server offers no sign-in on port 587 either: the button in its place does what it says."""
    gui = open_window("no-auth-on-587")
    try:
        press_continue(gui)
        gui.wait_page("Outgoing Mail Not Allowed")
        gui.press("Edit Settings…")
        gui.find("push button", "Check Settings")
        gui.quit()
    finally:
        gui.__exit__()


@suite.case("/window/locked-account-is-left-alone")
def locked_account_is_left_alone():
    """Not even Continue on the first page tries again."""
    words = ("The provider stopped sign-ins after too many tries. Trying again makes it longer. It can be checked again "
             "in 10 minutes.")
    gui = open_window("locked")
    try:
        for _ in range(2):
            press_continue(gui)
            gui.wait_page("Account Is Locked for Now")
            gui.wait("how long it lasts", lambda: says(gui, words))
            again = gui.find_all("push button", "Check Again")
            tap.check(not any(node.sensitive for node in again), "Check Again can be pressed")
            gui.key("Escape")
            gui.wait_page("Set Up Mail")
            gui.key("alt+p")
        gui.quit()
    finally:
        gui.__exit__()


@suite.case("/window/a-silent-keyring-is-gone-without")
def silent_keyring():
    """Nothing was written yet: the primary button tries again, the note's, which has the keyboard, does without."""
    with scenes.Scene(session, BUILD, ("keyring-silent", (), scenes.KEYRING_SILENT)) as there:
        gui = there.gui
        gui.wait("the keyboard on it", lambda: getattr(gui.focused(), "name", "") == "Continue Without")
        tap.check(gui.find("push button", there.look().primary).sensitive, "it cannot be tried again")
        gui.key("Return")
        gui.wait_page("Mail Is Ready")
        gui.quit()


@suite.case("/window/stopped-says-how-far-it-came")
def stopped_says_how_far_it_came():
    gui = open_window("running")
    try:
        press_continue(gui)
        gui.wait("the outgoing sign-in", lambda: any(node.name.startswith("Signing in…") for node in gui.nodes()))
        gui.key("Escape")
        gui.wait_page("Check Stopped")
        gui.wait("how far it came",
                 lambda: says(gui, "Incoming mail works, signing in for outgoing mail was not finished."))
        gui.quit()
    finally:
        gui.__exit__()


@suite.case("/window/an-old-set-up-is-offered")
def an_old_set_up_is_offered():
    gui = open_window("old", "maya.lind@hotmail.com")
    try:
        gui.wait("the offer", lambda: any("An old Hotmail set-up for this address was found." in node.name
                                          for node in gui.nodes()))
        gui.quit()
    finally:
        gui.__exit__()


if __name__ == "__main__":
    with session:
        sys.exit(suite.run())

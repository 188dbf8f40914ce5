#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of server settings, with the fake engine (story.c): a failed check says there what is wrong with which field,
and what is pasted from a provider's page is understood."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]
import tap  # noqa: E402
from gui import Session  # noqa: E402
from scenes import CHECK, SCENES, Scene  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
SETTINGS = SCENES["settings"][2]
HOST = "\u2068imap.fjordpost.example\u2069"
# Story, title of its failure, the field that is blamed, what is said there
BLAMED = (
    ("no-such-servers", "Server Not Found", "Server", f"There is no server called {HOST}. "
     "Tried also: mail.fjordpost.example, mx.fjordpost.example."),
    ("starttls-missing", "Encryption Was Refused", "Security",
     f"{HOST} does not offer to encrypt on port 993. The password has not been sent."),
    ("refused", "Server Does Not Offer This", "Port", f"{HOST} is there, but refuses port 993."),
)  # yapf: disable
# What is pasted, the server that becomes of it
PASTED = (
    ("mail.fjordpost.example:1993", "mail.fjordpost.example, port 1993, TLS"),
    ("imap+starttls://mail.fjordpost.example:1143", "mail.fjordpost.example, port 1143, STARTTLS"),
)

suite = tap.Suite()
session = Session(display=True)


def says(gui, text):
    return [node for node in gui.nodes() if text in node.name.replace("\u2068", "").replace("\u2069", "")
            or text in node.description.replace("\u2068", "").replace("\u2069", "")]


def blamed(story, title, field, sentence):
    """It is shown to people who see as well, until they begin to mend it."""
    with Scene(session, BUILD, (story, (), (*CHECK, ("page", title)))) as scene:
        gui = scene.gui
        gui.press("Edit Settings…")
        gui.find("push button", "Check Settings")
        seen = scene.wait(f"{sentence!r} at {field}", lambda seen: seen.says(sentence))
        tap.equal(seen.cut, [], "cut texts")
        gui.key("alt+s", "End")
        gui.type("x")
        scene.wait("the end of it", lambda seen: not seen.says(sentence))
        gui.quit()


for row in BLAMED:
    suite.add(f"/window/settings/blamed/{row[0]}", blamed, *row)


def pasted(text, server):
    """Return is pressed at once, before the keyboard has left the field."""
    with Scene(session, BUILD, ("usual", (), SETTINGS)) as scene:
        gui = scene.gui
        gui.find("push button", "Check Settings")
        gui.key("alt+s", "ctrl+a")
        gui.type(text)
        gui.wait("what was typed", lambda: any(node.text == text for node in gui.find_all("text", "Server")))
        gui.key("Return")
        gui.wait_page("Everything Works")
        gui.wait(repr(server), lambda: says(gui, server))
        gui.quit()


for name, row in zip(("host-and-port", "url"), PASTED):
    suite.add(f"/window/settings/pasted/{name}", pasted, *row)

if __name__ == "__main__":
    with session:
        sys.exit(suite.run())

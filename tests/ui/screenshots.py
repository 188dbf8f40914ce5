#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page in every look, to be looked at by people: `screenshots.py [--to FOLDER] [LOOK/SCENE…]`.

The window runs with the fake engine (story.c). A part of a name chooses: `dark/`, `check`, `ar/done`. With
`--publish` the few pictures of the README and the metainfo are made anew in data/screenshots.
"""

import argparse
import gettext
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.path.join(HERE, "..", ".."))
sys.path.insert(0, HERE)
from gui import Gui, GuiError, Session  # noqa: E402
from gi.repository import GLib  # noqa: E402

ADDRESS = "maya.lind@fjordpost.example"
PUBLISHED = {"identity": "identity", "failed-port-switched": "check", "apps-chosen": "apps"}
USUAL, NARROW = (640, 720), (360, 640)
# Look: environment, size, dots per inch (text of 150 % is 144)
LOOKS = {
    "light": ({}, USUAL, 96),
    "dark": ({"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, USUAL, 96),
    "contrast": ({"ADW_DEBUG_HIGH_CONTRAST": "1"}, USUAL, 96),
    "narrow": ({}, NARROW, 96),
    "large": ({}, USUAL, 144),
    "de": ({"LANGUAGE": "de"}, USUAL, 96),
    "ar": ({"LANGUAGE": "ar"}, USUAL, 96),
    "ar-narrow": ({"LANGUAGE": "ar"}, NARROW, 96),
}  # yapf: disable

TYPE_ADDRESS = ("wait-for", "text"), ("name", "Maya Lind"), ("key", "Tab"), ("type", ADDRESS), ("rest", 0.8)
TYPE_ALL = *TYPE_ADDRESS, ("key", "Tab"), ("type", "correct horse")
CHECK = *TYPE_ALL, ("key", "Return")
WORKS = *CHECK, ("page", "Everything Works")
APPS = *WORKS, ("rest", 0.3), ("key", "Return"), ("page", "Choose Mail Apps"), ("rest", 0.4)
CHOOSE = *APPS, ("choose", ("Evolution",)), ("rest", 0.3)
# Scene: story, arguments, what is done
SCENES = {
    "identity-empty": ("usual", (), (("wait-for", "text"),)),
    "identity": ("usual", (), TYPE_ALL),
    "identity-browser": ("browser", (), TYPE_ADDRESS),
    "identity-no-domain": ("no-such-domain", (), TYPE_ADDRESS),
    "check-running": ("running", (), (*CHECK, ("page", "Checking Your Account"), ("rest", 1.2))),
    "check-stopped": ("running", (), (*CHECK, ("page", "Checking Your Account"), ("rest", 0.8), ("key", "Escape"),
                                      ("page", "Check Stopped"))),
    "check-done": ("usual", (), (*WORKS, ("rest", 1))),
    "settings": ("usual", (), (*TYPE_ALL, ("key", "alt+s"), ("rest", 1.2))),
    "settings-blamed": ("refused", (), (*CHECK, ("page", "Server Does Not Offer This"), ("press-second", None),
                                        ("rest", 0.5))),
    "apps": ("usual", (), APPS),
    "apps-chosen": ("usual", (), CHOOSE),
    "apps-none": ("no-apps", (), (*WORKS, ("rest", 0.3), ("key", "Return"), ("page", "No Mail App Found"))),
    "apps-writing": ("writing", (), (*CHOOSE, ("press-first", None), ("rest", 0.4))),
    "done": ("usual", (), (*CHOOSE, ("press-first", None), ("rest", 0.8))),
    "done-partly": ("partly", (), (*CHOOSE, ("press-first", None), ("rest", 0.8))),
    "done-put-back": ("usual", (), (*CHOOSE, ("press-first", None), ("rest", 0.8), ("press-second", None), ("rest", 0.8))),
    "failed-password": ("password", (), (*CHECK, ("page", "Password Not Accepted"))),
    "failed-basic-auth": ("basic-auth", (), (*CHECK, ("page", "Sign In With Your Browser"))),
    "failed-port-switched": ("port-switched", (), (*WORKS, ("rest", 1))),
    "failed-busy": ("busy", (), (*CHECK, ("page", "Server Is Busy"))),
    "failed-locked": ("locked", (), (*CHECK, ("page", "Account Is Locked for Now"))),
    "failed-no-domain": ("no-such-domain", (), (*CHECK, ("page", "No Such Domain"))),
    "failed-internal": ("internal", (), (*CHECK, ("page", "Something Unexpected Happened"))),
    "ready-to-sign-in": ("left-to-client", (), (*TYPE_ADDRESS, ("key", "Return"), ("rest", 1.5))),
    "certificate-self-signed": ("self-signed", (), (*CHECK, ("page", "This May Not Be Your Server"))),
    "certificate-wrong-host": ("wrong-host", (), (*CHECK, ("page", "This May Not Be Your Server"))),
    "browser": ("waiting", (), (*TYPE_ADDRESS, ("key", "Return"), ("page", "Continue in Your Browser"), ("rest", 0.3))),
    "browser-denied": ("denied", (), (*TYPE_ADDRESS, ("key", "Return"), ("rest", 1))),
    "import": ("old", ("--page=import",), (("rest", 1),)),
    "import-none": ("usual", ("--page=import",), (("rest", 1),)),
    "accounts": ("accounts", (), (("rest", 0.5),)),
    "existing": ("accounts", ("--page=existing",), (("rest", 0.8),)),
    "undo": ("accounts", ("--page=undo",), (("rest", 0.5),)),
    "help": ("usual", ("--page=help",), (("rest", 0.5),)),
}  # yapf: disable


class Scene:
    """One window that walks to its page."""

    def __init__(self, gui, language, build):
        self.gui = gui
        self.translate = gettext.translation("letterplate", os.path.join(build, "po"), [language],
                                             fallback=True).gettext

    def do(self, verb, what):
        getattr(self, "do_" + verb.replace("-", "_"))(what)

    def do_wait_for(self, role):
        self.gui.wait(f"a {role}", lambda: self.gui.find_all(role))

    def do_name(self, text):
        """The name may be filled in: it is written anew."""
        self.gui.key("shift+Tab" if self.gui.find_all("text")[0].text else "Home", "ctrl+a")
        self.gui.type(text)

    def do_choose(self, names):
        """These apps too; the names of apps are the same in every language."""
        for box in self.gui.find_all("check box"):
            if box.name in names and not box.checked:
                self.gui.click(box)

    def do_key(self, key):
        self.gui.key(key)

    def do_type(self, text):
        self.gui.type(text)

    def do_rest(self, seconds):
        """Drawing is not told by anybody."""
        time.sleep(seconds)

    def do_page(self, title):
        self.gui.wait_page(self.translate(title))
        time.sleep(0.3)

    def do_press_first(self, _):
        """The pill of the footer."""
        for _ in range(40):
            if self.gui.focused().role == "push button":
                break
            self.gui.key("Tab")
        self.gui.key("Return")

    def do_press_second(self, _):
        """The flat button of the footer: after the primary one, which has the keyboard."""
        self.gui.key("Tab", "Return")


def set_text_size(session, dots_per_inch):
    """As the desktop's "Large Text" does; a larger font in GTK's settings would leave headlines as they are."""
    session.run(["xrdb", "-nocpp", "-merge"], input=f"Xft.dpi: {dots_per_inch}\n", text=True, check=True)


def prefer_thunderbird(session):
    """The app that opens mail links is ticked."""
    with open(session.path(".config", "mimeapps.list"), "w") as out:
        out.write("[Default Applications]\nx-scheme-handler/mailto=thunderbird.desktop\n")


def take(session, build, look, scene, path):
    environment, size, dots_per_inch = LOOKS[look]
    story, arguments, steps = SCENES[scene]
    program = os.path.join(build, "tests", "ui", "letterplate-assistant-story")
    set_text_size(session, dots_per_inch)
    environment = dict(environment, LETTERPLATE_STORY=story, LETTERPLATE_LOCALEDIR=os.path.join(build, "po"),
                       LETTERPLATE_DATA=os.path.join(SOURCE, "data"))
    with Gui(session, [program, *arguments], environment, size) as gui:
        walker = Scene(gui, environment.get("LANGUAGE", "en"), build)
        for verb, what in steps:
            walker.do(verb, what)
        gui.screenshot(path)
    shutil.rmtree(session.path(".local", "state"), ignore_errors=True)


def publish(folder):
    """A few colours are enough for a window: a third of the octets."""
    for scene, name in PUBLISHED.items():
        subprocess.run(["convert", os.path.join(folder, "light", scene + ".png"), "-strip", "+dither", "-colors", "128",
                        "-define", "png:compression-level=9",
                        "PNG8:" + os.path.join(SOURCE, "data", "screenshots", name + ".png")], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(SOURCE, "build"), help="the build folder")
    parser.add_argument("--to", default="screenshots", help="where the pictures go")
    parser.add_argument("--publish", action="store_true", help="make those of data/screenshots anew")
    parser.add_argument("name", nargs="*", help="parts of LOOK/SCENE")
    options = parser.parse_args()
    chosen = [(look, scene) for look in LOOKS for scene in SCENES
              if (not options.name or any(part in f"{look}/{scene}" for part in options.name))
              and (not options.publish or (look == "light" and scene in PUBLISHED))]
    failed = 0
    with Session(display=True) as session:
        prefer_thunderbird(session)
        for look, scene in chosen:
            path = os.path.join(options.to, look, scene + ".png")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            try:
                take(session, os.path.abspath(options.build), look, scene, os.path.abspath(path))
                print(path, flush=True)
            except (GuiError, GLib.Error, subprocess.TimeoutExpired) as error:
                failed += 1
                print(f"{look}/{scene}: {error}", file=sys.stderr, flush=True)
    if options.publish:
        publish(options.to)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

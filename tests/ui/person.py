# SPDX-License-Identifier: GPL-3.0-or-later
"""A person at the keyboard of the assistant, on the practice service; what is typed and pressed is counted."""

import os

import tap
from gui import Gui

# These programs of a terminal are one mail app in the window, where all of them are installed
TERMINAL = "Mutt, msmtp and mbsync"
TERMINAL_FILES = [".config/letterplate/maya-fjordpost-example.muttrc", ".mbsyncrc", ".msmtprc", ".muttrc"]


class Person:
    """Who sits before one window. `fields` were typed in, `clicks` were made."""

    def __init__(self, road, arguments=(), environment=None):
        program = os.path.join(road.directory, "letterplate-assistant")
        self.road = road
        self.gui = Gui(road.session, [program, *arguments], environment)
        self.fields = self.clicks = 0

    def __enter__(self):
        self.gui.__enter__()
        return self

    def __exit__(self, *_):
        self.gui.__exit__()
        self.road.said.append(self.gui.log())

    def fill_in(self, text, expected=None):
        """Types into the field that has the keyboard."""
        self.fields += 1
        self.gui.type(text)
        if expected:
            self.gui.wait(f"{text!r} in {expected!r}",
                          lambda: self.gui.find_all("text", expected)[0].text == text)

    def press(self, key="Return"):
        self.clicks += 1
        self.gui.key(key)

    def say_who(self, address):
        """The address on the first page; a name that is not prefilled is left empty."""
        gui = self.gui
        gui.wait_page("Set Up Mail")
        if not gui.find_all("text", "Name")[0].text:
            gui.key("Tab")
        self.fill_in(address, "Email Address")

    def begin(self, address, password):
        """The first page, to the check."""
        self.say_who(address)
        self.gui.key("Tab")
        self.gui.wait("the password field", lambda: getattr(self.gui.focused(), "role", None) == "password text")
        self.fill_in(password)
        self.gui.wait("Continue", lambda: self.gui.find("push button", "Continue").sensitive)
        self.press()

    def go_on(self, key="Tab"):
        """To the next widget; waits until the keyboard is there, so that no key is still under way."""
        gui = self.gui
        before = gui.wait("a widget with the keyboard", gui.focused)
        gui.key(key)
        return gui.wait("the keyboard to go on", lambda: getattr(gui.focused(), "path", before.path) != before.path
                        and gui.focused(), 60)

    def choose_apps(self, wanted):
        """Goes down the list with the keyboard and ticks the apps in @wanted, no others."""
        gui = self.gui
        gui.wait("the list of apps", lambda: gui.find_all("check box"))
        for box in gui.find_all("check box"):
            if not box.sensitive or box.checked == (box.name in wanted):
                continue
            focused = gui.wait("a widget with the keyboard", gui.focused)
            while (focused.role, focused.name) != ("check box", box.name):
                focused = self.go_on("Down" if focused.role == "check box" else "Tab")
            self.press("space")
            gui.wait(f"a change of {box.name}",
                     lambda: [one.checked for one in gui.find_all("check box", box.name)] == [box.name in wanted], 60)

    def picture(self, name):
        path = tap.artefact(name + ".png")
        if path:
            self.gui.screenshot(path)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window tells of itself (inspect.c), once a frame was drawn: sooner than the accessibility tree is read."""

import os
import re
import signal
import tempfile

PLACEHOLDER = re.compile(r"%(?:\d\\\$)?(?:s|u|d)")  # as re.escape() leaves it


class Facts:
    """One look. `primary` and `secondary` are the footer's labels, `active` is the window with the keyboard, `texts` what
    stands in it."""

    def __init__(self, gui):
        path = gui.environment["LETTERPLATE_INSPECT"]
        if os.path.exists(path):
            os.unlink(path)
        os.kill(gui.child.pid, signal.SIGUSR1)
        gui.wait("the facts", lambda: os.path.exists(path))
        self.mnemonics, self.cut, self.hyphens, self.windows, self.texts = {}, [], [], [], []
        self.primary = self.secondary = self.active = None
        with open(path) as file:
            for line in file:
                kind, numbers, text = line.rstrip("\n").split("\t", 2)
                getattr(self, "_" + kind)(numbers, text)

    def _page(self, numbers, text):
        name, *values = numbers.split()
        self.name, self.title = name, text
        self.depth, self.live, self.can_go_back, self.width, self.has_default = map(int, values)

    def _primary(self, _, text):
        self.primary = text

    def _secondary(self, _, text):
        self.secondary = text

    def _window(self, active, text):
        self.windows.append(text)
        if active == "1":
            self.active = text

    def _mnemonic(self, numbers, text):
        key, widget = numbers.split()
        self.mnemonics.setdefault(key.lower(), {}).setdefault(widget, text)

    def _text(self, _, text):
        self.texts.append(text)

    def _cut(self, _, text):
        self.cut.append(text)

    def _hyphen(self, _, text):
        self.hyphens.append(text)

    def says(self, template):
        """Whether a text stands there that was made from @template."""
        pattern = re.compile(PLACEHOLDER.sub(".*", re.escape(template)))
        return any(pattern.fullmatch(text) for text in self.texts)


def environment(session):
    """For a program that is to be looked at."""
    return {"LETTERPLATE_INSPECT": os.path.join(tempfile.mkdtemp(dir=session.directory), "facts")}

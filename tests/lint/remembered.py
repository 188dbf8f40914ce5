#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test of the test: what memory.py takes for known, and what has to be looked at again."""

import os
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from memory import Memory  # noqa: E402

suite = tap.Suite()


class Project:
    """One source with one header, which were found clean."""

    def __init__(self, folder):
        self.path, self.source, self.header = (os.path.join(folder, name) for name in ("clean", "a.c", "a.h"))
        self.basis, self.command = "rules", "cc a.c"
        self.write(self.source, "int a;\n")
        self.write(self.header, "int b;\n")
        self.memory().keep([self.source])

    def write(self, name, text):
        with open(name, "w") as out:
            out.write(text)

    def memory(self):
        return Memory(self.path, self.basis, {self.source: (self.command, [self.source, self.header])})


# name: what happens, whether the source is looked at again
STORIES = {
    "nothing": (lambda project: None, False),
    "touched": (lambda project: os.utime(project.source, (1, 1)), False),
    "source": (lambda project: project.write(project.source, "int c;\n"), True),
    "header": (lambda project: project.write(project.header, "int c;\n"), True),
    "header-gone": (lambda project: os.unlink(project.header), True),
    "command": (lambda project: setattr(project, "command", "cc -O2 a.c"), True),
    "rules": (lambda project: setattr(project, "basis", "more rules"), True),
    "forgotten": (lambda project: os.unlink(project.path), True),
    "damaged": (lambda project: project.write(project.path, "{"), True),
}


def remembers(change, again):
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder)
        change(project)
        tap.equal(project.memory().without_verdict([project.source]), [project.source] * again)


def unknown():
    """A source of which nobody knows what it is made from is looked at each time."""
    with tempfile.TemporaryDirectory() as folder:
        memory = Project(folder).memory()
        memory.keep(["other.c"])
        tap.equal(memory.without_verdict(["other.c"]), ["other.c"])


for name, story in STORIES.items():
    suite.add("/memory/" + name, remembers, *story)
suite.add("/memory/unknown", unknown)

if __name__ == "__main__":
    sys.exit(suite.run())

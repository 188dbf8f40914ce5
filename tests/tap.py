# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases of a test program in Python, told as TAP.

    suite = tap.Suite()

    @suite.case("/practice/starts")
    def starts():
        tap.equal(seconds < 5, True)

    sys.exit(suite.run())
"""

import os
import sys
import traceback


class Failed(Exception):
    """A case's expectation was not met."""


def check(condition, message):
    if not condition:
        raise Failed(message)


def equal(found, expected, what=""):
    check(found == expected, f"{what or 'found'}: {found!r}, expected {expected!r}")


def contains(text, part, what=""):
    check(part in text, f"{what or 'text'}: {part!r} is not in {text[:2000]!r}")


def artefact(name):
    """Path of a file that is kept after the run, or None when nobody collects them."""
    folder = os.environ.get("LETTERPLATE_ARTEFACTS")
    if not folder:
        return None
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, name)


def keep(name, text):
    path = artefact(name)
    if path:
        with open(path, "w") as out:
            out.write(text)


class Suite:
    """Cases in order. `on_failure` is called after each case that failed and returns text for the log."""

    def __init__(self, on_failure=None):
        self.cases = []
        self.on_failure = on_failure

    def case(self, name, *arguments):
        def add(function):
            self.cases.append((name, function, arguments))
            return function
        return add

    def add(self, name, function, *arguments):
        self.cases.append((name, function, arguments))

    def run(self):
        chosen = [case for case in self.cases if not sys.argv[1:] or any(part in case[0] for part in sys.argv[1:])]
        print(f"1..{len(chosen)}")
        failed = 0
        for number, (name, function, arguments) in enumerate(chosen, 1):
            try:
                function(*arguments)
                print(f"ok {number} {name}", flush=True)
            except Exception as error:  # a broken case must not hide the others
                failed += 1
                text = str(error) if isinstance(error, Failed) else traceback.format_exc()
                text += "\n" + self.on_failure() if self.on_failure else ""
                print(f"not ok {number} {name}")
                print("".join(f"# {line}\n" for line in text.splitlines()), end="", flush=True)
                print(f"{name}: {text}", file=sys.stderr, flush=True)
        return 1 if failed else 0

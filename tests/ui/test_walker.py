#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks to every page in every state, at the narrowest width, and judges what every page has to keep to."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import judge  # noqa: E402
import scenes  # noqa: E402
import tap  # noqa: E402
import test_window_failures  # noqa: E402
from gui import Session  # noqa: E402
from scenes import Scene  # noqa: E402
from screenshots import prefer_thunderbird  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
LOOK = os.environ.get("LETTERPLATE_LOOK", "en")
PART, PARTS = map(int, os.environ.get("LETTERPLATE_PART", "1/1").split("/"))
# Questions and windows over a page; Escape closes them
QUESTIONS = {
    "question-trust": ("self-signed", (), (*scenes.CHECK, ("page", "This May Not Be Your Server"),
                                           ("press", "_Trust This Certificate…"), ("opens", "AdwMessageDialog"))),
    "question-consent": ("unprotected", (), (*scenes.CHECK, ("opens", "AdwMessageDialog"))),
    "question-close": ("writing", (), (*scenes.SCENES["apps-writing"][2], ("key", "ctrl+w"),
                                       ("opens", "AdwMessageDialog"))),
    "apps-keyring-silent": ("keyring-silent", (), scenes.KEYRING_SILENT),
    "changes": ("usual", (), (*scenes.CHOOSE, ("press", "Show What _Will Change…"), ("opens", "AdwWindow"))),
}  # yapf: disable
STORIES = ("offline", "dns-failed", "timed-out", "captive-portal", "starttls-missing", "tls-version", "clock-wrong",
           "not-mail", "not-enabled", "no-mechanism", "no-auth", "sender-refused", "expired", "revoked")
# An address and servers that are longer than a line
LONG_ADDRESS = "m" * 50 + ".lind@post.of.the.northernmost." + "a-very-long-label-" * 3 + "indeed.example"
LONG_CHECK = (*scenes.TYPE_ADDRESS[:-1], ("type", LONG_ADDRESS), *scenes.TYPE_ALL[len(scenes.TYPE_ADDRESS):],
              ("key", "Return"))
LONG = {
    "long-works": ("usual", (), (*LONG_CHECK, ("page", "Everything Works"))),
    "long-failed": ("timed-out", (), (*LONG_CHECK, ("page", "Server Does Not Answer"))),
    "long-certificate": ("wrong-host", (), (*LONG_CHECK, ("page", "This May Not Be Your Server"))),
    "long-apps": ("usual", (), (*LONG_CHECK, ("page", "Everything Works"), ("key", "Return"),
                                ("page", "Choose Mail Apps"), ("says", "Evolution"))),
}  # yapf: disable
SCENES = {**scenes.SCENES, **QUESTIONS, **LONG,
          **{"failed-" + story: (story, (), (*scenes.CHECK, ("leaves", ("Set Up Mail", "Checking Your Account"))))
             for story in STORIES}}  # yapf: disable
# What runs is stopped by Escape, not left
RUNNING = ("check-running", "apps-writing")

session = Session(display=True)
suite = tap.Suite()


def walk(scene):
    with Scene(session, BUILD, SCENES[scene], LOOK, size=(judge.NARROW, 640)) as there:
        complaints = judge.judge(there, scene in RUNNING)
        if scene not in ("question-close", "apps-writing"):
            there.gui.quit()
    tap.check(not complaints, complaints)


if LOOK == "en":  # where test_window_failures.py goes too, and judges
    SCENES = {name: row for name, row in SCENES.items()
              if not name.startswith("failed-") or row[0] not in test_window_failures.STORIES}
for name in list(SCENES)[PART - 1::PARTS]:
    suite.add("/walker/" + name, walk, name)


def main():
    with session:
        prefer_thunderbird(session)
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

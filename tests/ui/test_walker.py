#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks to every page in every state, at the narrowest width, and judges what every page has to keep to."""

import os
import re
import signal
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import screenshots  # noqa: E402
import tap  # noqa: E402
from gui import Gui, Session  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
NARROW = 360
CANARY = "correct horse"  # what the scenes type as the password
TYPE_NAME = re.compile(r"^(Gtk|Adw|Lp)[A-Z]")
LOOK = os.environ.get("LETTERPLATE_LOOK", "en")
# Questions and windows over a page; Escape closes them
QUESTIONS = {
    "question-trust": ("self-signed", (), (*screenshots.CHECK, ("page", "This May Not Be Your Server"), ("key", "alt+t"),
                                           ("wait-for", "dialog"), ("rest", 0.3))),
    "question-consent": ("unprotected", (), (*screenshots.CHECK, ("wait-for", "dialog"), ("rest", 0.3))),
    "question-close": ("writing", (), (*screenshots.SCENES["apps-writing"][2], ("key", "ctrl+w"), ("wait-for", "dialog"),
                                       ("rest", 0.3))),
    "changes": ("usual", (), (*screenshots.CHOOSE, ("key", "alt+w"), ("rest", 0.6))),
}  # yapf: disable
STORIES = ("offline", "dns-failed", "timed-out", "captive-portal", "starttls-missing", "tls-version", "clock-wrong",
           "not-mail", "app-password", "not-enabled", "no-mechanism", "no-auth", "sender-refused", "expired", "revoked")
SCENES = {**screenshots.SCENES, **QUESTIONS,
          **{"failed-" + story: (story, (), (*screenshots.CHECK, ("rest", 1.2))) for story in STORIES}}
# What runs is stopped by Escape, not left
RUNNING = ("check-running", "apps-writing")

session = Session(display=True)
suite = tap.Suite()


class Facts:
    """What the window tells of itself (inspect.c)."""

    def __init__(self, gui, path):
        if os.path.exists(path):
            os.unlink(path)
        os.kill(gui.child.pid, signal.SIGUSR1)
        gui.wait("the facts", lambda: os.path.exists(path))
        self.mnemonics, self.cut, self.windows = {}, [], []
        with open(path) as file:
            for line in file:
                kind, numbers, text = line.rstrip("\n").split("\t", 2)
                getattr(self, "_" + kind)(numbers, text)

    def _page(self, numbers, text):
        name, *values = numbers.split()
        self.name, self.title = name, text
        self.depth, self.live, self.can_go_back, self.width, self.has_default = map(int, values)

    def _window(self, _, text):
        self.windows.append(text)

    def _mnemonic(self, numbers, text):
        key, widget = numbers.split()
        self.mnemonics.setdefault(key.lower(), {}).setdefault(widget, text)

    def _cut(self, _, text):
        self.cut.append(text)


def within(node, nodes, paths):
    parents = {one.path: one.parent[1] for one in nodes}
    path = node.path
    while path in parents:
        path = parents[path]
        if path in paths:
            return True
    return False


def judge_names(nodes):
    """Whatever can have the keyboard says what it is, in words, once."""
    combos = {node.path for node in nodes if node.role == "combo box"}
    for node in nodes:
        if within(node, nodes, combos):  # the closed list of a combo row
            continue
        if not node.focusable or not node.sensitive or node.role in ("frame", "scroll pane"):
            continue
        half = len(node.name) // 2
        if not node.name.strip():
            yield f"{node.role} without a name"
        elif TYPE_NAME.match(node.name) or node.name.startswith("_") or " _" in node.name:
            yield f"{node} is no name for people"
        elif len(node.name) % 2 and node.name[:half] == node.name[half + 1:]:
            yield f"{node} is said twice"


def judge_secrets(nodes):
    for node in nodes:
        if node.role != "password text" and (CANARY in node.name or CANARY in node.description):
            yield f"{node} shows the password"
        if node.role in ("text", "entry") and CANARY in node.text:
            yield f"{node} holds the password"


def judge_page(facts, nodes):
    if not facts.title or not any(node.name == facts.title for node in nodes if node.role in ("heading", "frame")):
        yield f"the title {facts.title!r} is not read"
    if not facts.has_default:
        yield "the default widget is not the primary button"
    if facts.width > NARROW:
        yield f"{facts.width} px wide"
    if facts.live != facts.depth:
        yield f"{facts.live} pages live, {facts.depth} are there"


def judge_looks(facts):
    for key, widgets in facts.mnemonics.items():
        if len(widgets) > 1:
            yield f"mnemonic {key}: {sorted(widgets.values())}"
    yield from (f"cut: {text!r}" for text in facts.cut)


def judge_escape(gui, before, path, scene):
    """Stop what runs, else close the question, else back; never the window."""
    gui.key("Escape")
    moves = before.can_go_back or scene in RUNNING or len(before.windows) > 1
    state = lambda facts: (len(facts.windows), facts.depth, facts.title)  # noqa: E731
    if moves:
        gui.wait("Escape to do something", lambda: state(Facts(gui, path)) != state(before), 5)
    after = Facts(gui, path)
    if not moves and state(after) != state(before):
        yield f"Escape leaves a page that cannot be left: {state(after)}"
    if len(before.windows) > 1 and (len(after.windows), after.depth) != (len(before.windows) - 1, before.depth):
        yield f"Escape does not close what lies over the page: {after.windows}"
    if len(before.windows) == 1 and scene in RUNNING and after.depth < before.depth:
        yield "Escape leaves the page instead of stopping"
    if after.live != after.depth:
        yield f"after Escape {after.live} pages live, {after.depth} are there"


def walk(scene):
    story, arguments, steps = SCENES[scene]
    path = os.path.join(session.directory, "facts")
    environment = {"LETTERPLATE_STORY": story, "LETTERPLATE_INSPECT": path, "LETTERPLATE_LOCALEDIR": os.path.join(BUILD, "po"),
                   "LETTERPLATE_DATA": os.path.join(screenshots.SOURCE, "data"), "LANGUAGE": LOOK}
    program = os.path.join(BUILD, "tests", "ui", "letterplate-assistant-story")
    with Gui(session, [program, *arguments], environment, (NARROW, 640)) as gui:
        walker = screenshots.Scene(gui, LOOK, BUILD)
        for verb, what in steps:
            walker.do(verb, what)
        nodes, facts = gui.nodes(), Facts(gui, path)
        complaints = [*judge_names(nodes), *judge_secrets(nodes), *judge_page(facts, nodes), *judge_looks(facts)]
        complaints += judge_escape(gui, facts, path, scene)
        if scene not in ("question-close", "apps-writing"):
            gui.quit()
    tap.check(not complaints, "\n".join(complaints))


for name in SCENES:
    suite.add("/walker/" + name, walk, name)


def main():
    with session:
        screenshots.prefer_thunderbird(session)
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

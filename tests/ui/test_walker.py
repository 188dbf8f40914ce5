#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks to every page in every state, at the narrowest width, and judges what every page has to keep to."""

import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import scenes  # noqa: E402
import tap  # noqa: E402
from gui import Session  # noqa: E402
from scenes import Scene  # noqa: E402
from screenshots import prefer_thunderbird  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
NARROW = 360
CANARY = "correct horse"  # what the scenes type as the password
TYPE_NAME = re.compile(r"^(Gtk|Adw|Lp)[A-Z]")
LOOK = os.environ.get("LETTERPLATE_LOOK", "en")
PART, PARTS = map(int, os.environ.get("LETTERPLATE_PART", "1/1").split("/"))
# Questions and windows over a page; Escape closes them
QUESTIONS = {
    "question-trust": ("self-signed", (), (*scenes.CHECK, ("page", "This May Not Be Your Server"),
                                           ("press", "_Trust This Certificate…"), ("opens", "AdwMessageDialog"))),
    "question-consent": ("unprotected", (), (*scenes.CHECK, ("opens", "AdwMessageDialog"))),
    "question-close": ("writing", (), (*scenes.SCENES["apps-writing"][2], ("key", "ctrl+w"),
                                       ("opens", "AdwMessageDialog"))),
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
    yield from (f"a name in it may get a hyphen: {text!r}" for text in facts.hyphens)


def judge_escape(there, before, scene):
    """Stop what runs, else close the question, else back; never the window."""
    there.gui.key("Escape")
    state = lambda seen: (len(seen.windows), seen.depth, seen.title)  # noqa: E731
    if before.can_go_back or scene in RUNNING or len(before.windows) > 1:
        after = there.wait("Escape to do something", lambda seen: state(seen) != state(before))
    else:
        after = there.look()
        if state(after) != state(before):
            yield f"Escape leaves a page that cannot be left: {state(after)}"
    if len(before.windows) > 1 and (len(after.windows), after.depth) != (len(before.windows) - 1, before.depth):
        yield f"Escape does not close what lies over the page: {after.windows}"
    if len(before.windows) == 1 and scene in RUNNING and after.depth < before.depth:
        yield "Escape leaves the page instead of stopping"
    if after.live != after.depth:
        yield f"after Escape {after.live} pages live, {after.depth} are there"


def walk(scene):
    with Scene(session, BUILD, SCENES[scene], LOOK, size=(NARROW, 640)) as there:
        nodes, facts = there.gui.nodes(), there.look()
        complaints = [*judge_names(nodes), *judge_secrets(nodes), *judge_page(facts, nodes), *judge_looks(facts)]
        complaints += judge_escape(there, facts, scene)
        if scene not in ("question-close", "apps-writing"):
            there.gui.quit()
    tap.check(not complaints, "\n".join(complaints))


for name in list(SCENES)[PART - 1::PARTS]:
    suite.add("/walker/" + name, walk, name)


def main():
    with session:
        prefer_thunderbird(session)
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

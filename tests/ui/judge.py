# SPDX-License-Identifier: GPL-3.0-or-later
"""What every page in every state has to keep to, at the narrowest width."""

import re

NARROW = 360
CANARY = "correct horse"  # what the scenes type as the password
TYPE_NAME = re.compile(r"^(Gtk|Adw|Lp)[A-Z]")


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


def judge_page(seen, nodes):
    if not seen.title or not any(node.name == seen.title for node in nodes if node.role in ("heading", "frame")):
        yield f"the title {seen.title!r} is not read"
    if not seen.has_default:
        yield "the default widget is not the primary button"
    if seen.width > NARROW:
        yield f"{seen.width} px wide"
    if seen.live != seen.depth:
        yield f"{seen.live} pages live, {seen.depth} are there"


def judge_looks(seen):
    for key, widgets in seen.mnemonics.items():
        if len(widgets) > 1:
            yield f"mnemonic {key}: {sorted(widgets.values())}"
    yield from (f"cut: {text!r}" for text in seen.cut)
    yield from (f"a name in it may get a hyphen: {text!r}" for text in seen.hyphens)


def judge_escape(there, before, runs):
    """Stop what runs, else close the question, else back; never the window."""
    there.gui.key("Escape")
    state = lambda seen: (len(seen.windows), seen.depth, seen.title)  # noqa: E731
    if before.can_go_back or runs or len(before.windows) > 1:
        after = there.wait("Escape to do something", lambda seen: state(seen) != state(before))
    else:
        after = there.look()
        if state(after) != state(before):
            yield f"Escape leaves a page that cannot be left: {state(after)}"
    if len(before.windows) > 1 and (len(after.windows), after.depth) != (len(before.windows) - 1, before.depth):
        yield f"Escape does not close what lies over the page: {after.windows}"
    if len(before.windows) == 1 and runs and after.depth < before.depth:
        yield "Escape leaves the page instead of stopping"
    if after.live != after.depth:
        yield f"after Escape {after.live} pages live, {after.depth} are there"


def judge(there, runs=False):
    """What is wrong with the page, and with what Escape does to it; @runs is what is stopped by it, not left."""
    nodes, seen = there.gui.nodes(), there.look()
    return "\n".join((*judge_names(nodes), *judge_secrets(nodes), *judge_page(seen, nodes), *judge_looks(seen),
                      *judge_escape(there, seen, runs)))

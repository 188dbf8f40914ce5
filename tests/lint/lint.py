#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the rules of `rules.py` on a checkout and tells the outcome as TAP, one case for each rule."""

import sys

from rules import RULES
from source import Tree


def main():
    tree = Tree(sys.argv[1])
    print(f"1..{len(RULES)}")
    failed = 0
    for number, rule in enumerate(RULES, 1):
        found = list(rule(tree))
        failed += bool(found)
        print(f"{'not ok' if found else 'ok'} {number} {rule.__name__}")
        for name, line, what in found:
            print(f"# {name}:{line}: {what}")
            print(f"{name}:{line}: {what}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""A tree of sources to look at: its files, and what is where in a C file."""

import functools
import os
import re
import subprocess

COMMENT_OR_STRING = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)


class Tree:
    """The tracked and the new files of a checkout, or all files of a folder that is none."""

    def __init__(self, root):
        self.root = root
        self.names = self._list()

    def _list(self):
        done = subprocess.run(["git", "-C", self.root, "ls-files", "--cached", "--others",
                               "--exclude-standard"], capture_output=True, text=True)
        if done.returncode == 0:
            names = done.stdout.splitlines()
        else:
            names = [os.path.relpath(os.path.join(folder, name), self.root)
                     for folder, folders, files in os.walk(self.root) for name in files]
        return sorted(name for name in set(names) if os.path.isfile(os.path.join(self.root, name)))

    def files(self, under="", *endings):
        return [name for name in self.names if name.startswith(under) and name.endswith(endings or "")]

    @functools.lru_cache(maxsize=None)
    def text(self, name):
        with open(os.path.join(self.root, name), encoding="utf-8", errors="replace") as file:
            return file.read()

    def lines(self, name):
        return enumerate(self.text(name).splitlines(), 1)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def blank(text, strings=True):
    """The C text with comments (and strings) turned into blanks; offsets and line numbers stay."""
    def fill(match):
        found = match.group(0)
        if found[0] != "/" and not strings:
            return found
        inner = re.sub(r"[^\n]", " ", found)
        return found if len(found) < 2 else (found[0] + inner[1:-1] + found[-1] if found[0] in "\"'" else inner)
    return COMMENT_OR_STRING.sub(fill, text)


def calls(text, names):
    """(name, offset, list of arguments as written) for each call of one of `names`."""
    code = blank(text)
    for match in re.finditer(r"\b(" + "|".join(names) + r") \(", code):
        depth, start, arguments = 0, match.end(), []
        for offset in range(match.end() - 1, len(code)):
            character = code[offset]
            if character in "([{":
                depth += 1
            elif character in ")]}":
                depth -= 1
            if (depth == 1 and character == ",") or depth == 0:
                arguments.append(text[start:offset].strip())
                start = offset + 1
            if depth == 0:
                break
        yield match.group(1), match.start(), arguments


def prototypes(text):
    """(comment, name, return type, parameters, offset) for each function that a header declares."""
    code = blank(text)
    # A macro's continuation lines, other directives and the bodies of structs are no declarations.
    code = re.sub(r"^[ \t]*#(?:.*\\\n)*.*|^G_(?:BEGIN|END)_DECLS", lambda found: re.sub(r"[^\n]", " ", found.group(0)), code,
                  flags=re.MULTILINE)
    code = re.sub(r"\{[^{}]*\}", lambda found: re.sub(r"[^\n]", " ", found.group(0)), code)
    code = re.sub(r"\bG_GNUC_\w+(?:\s*\([^)]*\))?", lambda found: re.sub(r"[^\n]", " ", found.group(0)), code)
    pattern = re.compile(r"^([a-z_A-Z][\w \t\n]*?[\s*]+(?:const\s*\**)?)\b([a-z]\w*)\s*\(([^;{]*)\)\s*;",
                         re.MULTILINE)
    for match in pattern.finditer(code):
        result = " ".join(match.group(1).split())
        if result.startswith("typedef") or match.group(3).lstrip().startswith("*"):
            continue
        before = text[:match.start()].rstrip()
        comment = ""
        if before.endswith("*/"):
            comment = before[before.rfind("/*"):]
        yield comment, match.group(2), result, split_parameters(match.group(3)), match.start()


def split_parameters(text):
    """[(type, name)] of a parameter list; a function pointer keeps its name."""
    text = " ".join(text.split())
    if text in ("", "void"):
        return []
    parts, depth, start = [], 0, 0
    for offset, character in enumerate(text + ","):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append(text[start:offset].strip())
            start = offset + 1
    result = []
    for part in parts:
        name = re.search(r"\(\*(\w+)\)", part) or re.search(r"(\w+)(?:\s*\[[^\]]*\])*$", part)
        result.append((part, name.group(1) if name and part != "..." else part))
    return result


def functions(text):
    """(name, first line, number of lines) of each function body; relies on clang-format's layout."""
    code = blank(text).splitlines()
    start = None
    for number, line in enumerate(code, 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            head = " ".join(code[max(0, start - 8):start - 1])
            names = re.findall(r"\b([a-z_]\w*) \(", head)
            yield (names[-1] if names else "?"), start, number - start + 1
            start = None

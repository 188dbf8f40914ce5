# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the house that a machine can check.

A rule is a function that takes a `Tree` and yields (file, line, what is wrong). RULES at the end lists
them; `planted.py` plants a violation for each and sees it caught.
"""

import os
import re
import subprocess

from source import blank, calls, functions, line_of, prototypes

# A folder of src may include folders of a smaller rank only; equals are strangers to each other.
RANKS = {"base": 0, "model": 1, "protocol": 2, "discovery": 2, "secrets": 2, "clients": 2, "legacy": 2,
         "check": 3, "setup": 4, "cli": 5, "gui": 5}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
MOST_LINES_OF_A_FILE = 500
MOST_LINES_OF_A_FUNCTION = 70


def folder_of(name):
    """The ranked folder of a source: src/model/server.c is in "model", src/setup-check.c in "setup"."""
    parts = name.split("/")
    if len(parts) == 2 and re.fullmatch(r"setup(-[\w-]+)?\.[ch]", parts[1]):
        return "setup"
    return parts[1] if len(parts) > 2 else None


def includes(tree, *under):
    for name in tree.files("src/", ".c", ".h"):
        for match in INCLUDE.finditer(blank(tree.text(name), strings=False)):
            yield name, line_of(tree.text(name), match.start()), match.group(1) == '"', match.group(2)


def include_direction(tree):
    for name, line, own, path in includes(tree):
        here, there = folder_of(name), folder_of("src/" + path)
        if not own or path == "config.h" or here is None:
            continue
        if here not in RANKS:
            yield name, line, f"the folder {here} has no rank: add it to RANKS"
        elif there not in RANKS:
            yield name, line, f'"{path}": own headers are included from src, as "folder/name.h"'
        elif here != there and RANKS[there] >= RANKS[here]:
            yield name, line, f"{here} (rank {RANKS[here]}) must not know {there} (rank {RANKS[there]})"


# Library: (its headers, the only folder that may include them)
LIBRARIES = {
    "GTK": (re.compile(r"(gtk|gdk|gsk|graphene|pango)/|adwaita\.h|gtk\.h"), "gui"),
    "libsecret": (re.compile(r"libsecret"), "secrets"),
}  # yapf: disable


def library_borders(tree):
    for name, line, _, path in includes(tree):
        for library, (headers, home) in LIBRARIES.items():
            if headers.match(path) and folder_of(name) != home:
                yield name, line, f"{library} is included in src/{home} only"


TRANSLATED = re.compile(r'(?<!\w)(?:N?_|N?C_|ngettext|g_dngettext|g_dpgettext2) \(\s*"')


def has_strings(tree, name):
    text = tree.text(name)
    if name.endswith(".ui"):
        return 'translatable="yes"' in text
    return TRANSLATED.search(blank(text, strings=False)) is not None


def potfiles(tree):
    listed = [line.strip() for _, line in tree.lines("po/POTFILES") if line.strip() and line[0] != "#"]
    for before, after in zip(listed, listed[1:]):
        if before >= after:
            yield "po/POTFILES", listed.index(after) + 1, f"{after} is not in order"
    for name in listed:
        if name not in tree.names:
            yield "po/POTFILES", 1, f"{name} is not there"
    for name in tree.files("src/", ".c", ".ui"):
        if has_strings(tree, name) and name not in listed:
            yield name, 1, "has text for people and is missing in po/POTFILES"


# Function: which argument people read. Two words make a text; one word may be a name or a format.
SHOWN = {
    "g_print": 0, "g_printerr": 0, "g_set_error": 3, "g_set_error_literal": 3, "g_prefix_error": 1,
    "g_error_new": 2, "g_error_new_literal": 2, "gtk_label_new": 0, "gtk_label_set_text": 1,
    "gtk_label_set_label": 1, "gtk_label_set_markup": 1, "gtk_button_new_with_label": 0,
    "gtk_button_set_label": 1, "gtk_window_set_title": 1, "gtk_widget_set_tooltip_text": 1,
    "adw_preferences_row_set_title": 1, "adw_action_row_set_subtitle": 1, "adw_status_page_set_title": 1,
    "adw_status_page_set_description": 1, "adw_toast_new": 0, "adw_message_dialog_new": 1,
    "adw_preferences_group_set_title": 1, "adw_preferences_group_set_description": 1,
}  # yapf: disable
UI_SHOWN = re.compile(r'<property name="(label|title|subtitle|tooltip-text|placeholder-text|heading|body|description)"'
                      r'((?:(?!translatable="yes")[^>])*)>([^<]*[A-Za-z]{2}[^<]*)<')


# Errors of a conversation are its technical detail, in English: the sentence for people is check/explain's.
TECHNICAL = ("src/protocol/", "src/discovery/", "src/base/http.c")


def untranslated(tree):
    """An LP_ERROR's message is technical detail in English: people read the sentence of its verdict."""
    for name in tree.files("src/", ".c"):
        if name.startswith(TECHNICAL):
            continue
        words = r'^"[^"]*[A-Za-z]' if folder_of(name) == "gui" else r'^"[^"]*[A-Za-z]{2,} [A-Za-z]{2,}'
        for function, offset, arguments in calls(tree.text(name), SHOWN):
            shown = arguments[SHOWN[function]] if len(arguments) > SHOWN[function] else ""
            if "LP_ERROR" in arguments or any("CANCELLED" in argument for argument in arguments):
                continue
            if re.match(words, shown):
                yield name, line_of(tree.text(name), offset), f"{function}: {shown[:50]} without gettext"
    for name in tree.files("src/", ".ui"):
        for match in UI_SHOWN.finditer(tree.text(name)):
            yield name, line_of(tree.text(name), match.start()), f'{match.group(3)!r} without translatable="yes"'


# A header that only names the functions of a table's rows points to the type that documents them all.
ROWS_OF_A_TABLE = re.compile(r"\bas Lp\w+\.\w+ says\b")


def documentation(tree):
    """The header is the page that a caller reads: parameters, ownership, errors, blocking."""
    for name in tree.files("src/", ".h"):
        text = tree.text(name)
        for comment, function, result, parameters, offset in prototypes(text):
            if re.fullmatch(r"\w+_get_type|\w+_quark", function) or (
                    not comment.startswith("/**") and ROWS_OF_A_TABLE.search(text)):
                continue
            line = line_of(text, offset)
            for fault in faults_of_comment(comment, function, result, parameters):
                yield name, line, f"{function}: {fault}"


def faults_of_comment(comment, function, result, parameters):
    if not comment.startswith("/**"):
        return ["no documentation comment"]
    faults = []
    if f"* {function}:" not in comment:
        faults.append("the comment does not begin with its name")
    for kind, parameter in parameters:
        if parameter != "..." and f"@{parameter}" not in comment:
            faults.append(f"@{parameter} is not described")
    returned = comment.partition("Returns:")[2]
    if result != "void" and not returned:
        faults.append("says not what it returns")
    if "*" in result and "(transfer" not in returned:
        faults.append("says not who owns what it returns")
    if any("GError **" in kind for kind, _ in parameters) and result != "void":
        if not re.search(r"error|sentence|%LP_|%G_|as lp_\w+ ?\(\)", returned, re.IGNORECASE):
            faults.append("says not which errors it returns")
    waits = any("GCancellable" in kind for kind, _ in parameters) and not function.endswith("_async")
    if waits and not re.search(r"block|worker|any thread|at once", comment, re.IGNORECASE):
        faults.append("takes a cancellable and says not whether it blocks")
    return faults


SOURCES = (".c", ".h", ".py", ".sh", ".ui", ".ini", ".talk", "meson.build", ".in", ".txt")


def licence(tree):
    for name in tree.names:
        text = tree.text(name)[:400]
        if not (name.endswith(SOURCES) or text.startswith("#!")) or "golden" in name or "fixtures" in name:
            continue
        if name.endswith((".talk", ".txt", ".in", ".ini")) and not name.startswith(("data/", "tests/packages")):
            continue
        head = "\n".join(text.splitlines()[:3])
        if "SPDX-License-Identifier: GPL-3.0-or-later" not in head:
            yield name, 1, "SPDX-License-Identifier: GPL-3.0-or-later is missing at the top"


def layout(tree):
    names = tree.files("src/", ".c", ".h") + tree.files("tests/", ".c", ".h")
    if not names:
        return
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", "--style=file", *names], cwd=tree.root,
                          capture_output=True, text=True)
    told = set()
    for match in re.finditer(r"^(\S+?):(\d+):\d+: error: ", done.stderr, re.MULTILINE):
        if match.group(1) not in told:
            told.add(match.group(1))
            yield match.group(1), match.group(2), "is laid out differently: clang-format -i"
    if done.returncode and not told:
        yield ".clang-format", 1, done.stderr.strip()[:200]


def lengths(tree):
    for name in tree.files("src/", ".c", ".h") + tree.files("tests/", ".c", ".h", ".py"):
        count = tree.text(name).count("\n")
        if count > MOST_LINES_OF_A_FILE:
            yield name, count, f"{count} lines; a file has {MOST_LINES_OF_A_FILE} at most"
        for function, line, length in functions(tree.text(name)) if name[-2:] == ".c" else ():
            if length > MOST_LINES_OF_A_FUNCTION:
                yield name, line, f"{function} has {length} lines; {MOST_LINES_OF_A_FUNCTION} at most"


# In C: what is not written here, and why.
C_WORDS = (
    (r"\bgoto\b", "no goto: g_autoptr and early returns tidy up"),
    (r"\bg(char|int|long|float|double)\b", "the C type, without g"),
    (r"\b(strcpy|strcat|sprintf|gets|strtok|alloca|system|popen|tmpnam|mktemp)\s*\(", "unsafe or not ours"),
)
# Paths of one machine have no place in a project. Written so that this file does not hold them itself.
PATHS = re.compile(r"(?<![\w~.$}])(?:"
                   + "|".join(re.escape(top) for top in ("/wo" "rk/", "/tmp/" "wt", "/ro" "ot/"))
                   + r"|/home/(?!USER|me\b|maya\b)\w+/)")


def words(tree):
    for name in tree.files("src/", ".c", ".h"):
        code = blank(tree.text(name))
        for pattern, reason in C_WORDS:
            for match in re.finditer(pattern, code):
                yield name, line_of(code, match.start()), f"{match.group(0).strip()}: {reason}"


# A proof names senders and recipients and takes them back: a server is given mail only where the person said so.
SUBMITS = re.compile(r'\blp_dialogue_submit\s*\(|"DATA\b')
MAY_SUBMIT = ("src/protocol/", "src/cli/command-sendmail.c", "src/check/test-message.c")


def sends_mail(tree):
    for name in tree.files("src/", ".c"):
        code = blank(tree.text(name), strings=False)
        for match in () if name.startswith(MAY_SUBMIT) else SUBMITS.finditer(code):
            yield name, line_of(code, match.start()), "gives a server mail, and nobody asked for it"


def machine_paths(tree):
    for name in tree.names:
        if name.endswith((".png", ".svg", ".gz")) or name == "LICENSE":
            continue
        for number, line in tree.lines(name):
            found = PATHS.search(line)
            if found:
                yield name, number, f"{found.group(0)} is a path of one machine"


def blanks(tree):
    for name in tree.files("", ".c", ".h", ".py", ".sh", "meson.build", ".ui", ".ini"):
        if "golden" in name or "fixtures" in name:
            continue
        for number, line in tree.lines(name):
            if line != line.rstrip() or "\t" in line:
                yield name, number, "a tab or a blank at the end"
        if not tree.text(name).endswith("\n") and tree.text(name):
            yield name, tree.text(name).count("\n") + 1, "no line end at the end"


def built(tree):
    """A source that no meson.build names is never compiled and so never tested."""
    listed = "\n".join(tree.text(name) for name in tree.files("", "meson.build"))
    tests = set(re.findall(r"^\s*'([\w-]+)'\s*:", listed, re.MULTILINE))
    for name in tree.files("src/", ".c") + tree.files("tests/", ".c"):
        base = os.path.basename(name)
        in_table = base.startswith("test-") and base[5:-2] in tests
        if base not in listed and name.partition("/")[2] not in listed and not in_table:
            yield name, 1, "is named in no meson.build"


RULES = (include_direction, library_borders, potfiles, untranslated, documentation, licence, layout, lengths,
         words, sends_mail, machine_paths, blanks, built)

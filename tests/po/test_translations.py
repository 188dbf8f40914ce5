#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The translations: whole for the strings as they are now, right in form, mnemonics unique on a page.

A string that changed is translated in po/LANGUAGE.po after `ninja letterplate-pot` and
`msgmerge --update --width=100 po/LANGUAGE.po po/letterplate.pot`. A sentence of a table in data/ has its
translations below it, so that a row is whole in one place; xgettext takes key files for C by their name.
"""

import configparser
import functools
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.abspath(os.path.join(HERE, "..", ".."))
sys.path.insert(0, os.path.join(HERE, ".."))
import tap  # noqa: E402

# As Meson's preset "glib" calls xgettext, and with the arguments of po/meson.build.
XGETTEXT = ["xgettext", "--add-location=file", "--from-code=UTF-8", "--add-comments", "--keyword=_", "--keyword=N_",
            "--keyword=C_:1c,2", "--keyword=NC_:1c,2", "--keyword=g_dcgettext:2", "--keyword=g_dngettext:2,3",
            "--keyword=g_dpgettext2:2c,3", "--flag=N_:1:pass-c-format", "--flag=C_:2:pass-c-format",
            "--flag=g_dngettext:2:pass-c-format", "--flag=g_strdup_printf:1:c-format"]
# Labels that stand on one page together: the page's name and the files they come from; those of questions and
# buttons that take each other's place are not on the page at the same time.
PAGES = (
    ("identity", ("src/gui/page-identity.c", "src/gui/page-identity.ui", "src/gui/password-row.ui"), ()),
    ("settings", ("src/gui/page-settings.c", "src/gui/page-settings.ui", "src/gui/server-group.c",
                  "src/gui/server-group.ui"), ("_Cancel", "C_heck Without Encryption")),
    ("client-id", ("src/gui/page-client-id.c", "src/gui/page-client-id.ui"), ()),
    ("import", ("src/gui/page-import.c",), ("_Cancel", "_Open")),
    ("main menu", ("src/gui/menus.ui",), ("Copy _Report",)),
)  # yapf: disable
# The keys of the tables in data/ that hold sentences for people.
SENTENCES = (("provider-hints.ini", ("Text",)), ("old-hosts.ini", ("happened", "now")))
LANGUAGES = [line.strip() for line in open(os.path.join(SOURCE, "po", "LINGUAS")) if line[0] not in "#\n"]

FOLDER = tempfile.TemporaryDirectory(prefix="lp-po-")
suite = tap.Suite()


def run(*command):
    return subprocess.run(command, cwd=SOURCE, capture_output=True, text=True, timeout=120, check=False,
                          env=dict(os.environ, LC_ALL="C.UTF-8"))


@functools.cache
def make_template():
    path = os.path.join(FOLDER.name, "letterplate.pot")
    done = run(*XGETTEXT, "--files-from=po/POTFILES", "--output=" + path)
    tap.check(done.returncode == 0, done.stderr)
    return path


@functools.cache
def merge(language):
    """The language's file brought up to date with the sources, without guessing."""
    path = os.path.join(FOLDER.name, language + ".po")
    done = run("msgmerge", "--quiet", "--no-fuzzy-matching", "--no-wrap", "--output-file=" + path,
               f"po/{language}.po", make_template())
    tap.check(done.returncode == 0, done.stderr)
    return path


@suite.case("/po/every-language-is-listed")
def every_language_is_listed():
    files = sorted(name[:-3] for name in os.listdir(os.path.join(SOURCE, "po")) if name.endswith(".po"))
    tap.equal(LANGUAGES, files, "po/LINGUAS")


def complete(language):
    told = run("msgfmt", "--statistics", "--output-file=/dev/null", merge(language))
    missing = run("msgattrib", "--untranslated", "--no-obsolete", "--no-wrap", merge(language)).stdout
    tap.check(re.fullmatch(r"\d+ translated messages?\.", told.stderr.strip()), told.stderr + missing[:3000])
    obsolete = run("msgattrib", "--only-obsolete", merge(language)).stdout
    tap.equal(obsolete.count("#~ msgid "), 0, "strings that are not there any more")


def read_table(name):
    table = configparser.RawConfigParser(delimiters=("=",), comment_prefixes=("#",))
    table.optionxform = str
    table.read(os.path.join(SOURCE, "data", name), encoding="utf-8")
    return table


def list_sentences(name, keys):
    """Every sentence of a table: where it stands, the key, the row."""
    table = read_table(name)
    for group in table.sections():
        row = dict(table[group])
        for key in keys:
            if any(one == key or one.startswith(key + "[") for one in row):
                yield f"data/{name} [{group}] {key}", key, row


def tables_complete(language):
    for name, keys in SENTENCES:
        sentences = list(list_sentences(name, keys))
        tap.check(sentences, f"data/{name} has no sentences")
        for where, key, row in sentences:
            translated = row.get(f"{key}[{language}]", "").strip()
            tap.check(translated and translated != row[key], f"{where}[{language}] is missing")


def tables_alike():
    """The same English has the same translation everywhere, and nothing is in a language that po/ has not."""
    said = {}
    for name, keys in SENTENCES:
        for where, key, row in list_sentences(name, keys):
            languages = {one.partition("[")[2].rstrip("]") for one in row if one.startswith(key + "[")}
            tap.equal(languages, set(LANGUAGES), where)
            translations = {language: row[f"{key}[{language}]"] for language in LANGUAGES}
            tap.equal(said.setdefault(row[key], translations), translations, where)


def right_in_form(language):
    done = run("msgfmt", "--check", "--check-accelerators=_", "--output-file=/dev/null", f"po/{language}.po")
    tap.equal(done.stderr.strip(), "", "what msgfmt says")


def without_line_numbers(language):
    """A source that got longer changes no language."""
    with open(os.path.join(SOURCE, "po", language + ".po"), encoding="utf-8") as file:
        tap.equal(re.findall(r"^#:.*:\d+.*$", file.read(), re.MULTILINE)[:3], [], "places with a line number")


def mnemonics(language):
    with open(merge(language), encoding="utf-8") as file:
        entries = file.read().split("\n\n")[1:]
    for page, files, elsewhere in PAGES:
        taken = {}
        for entry in entries:
            sources = {word for line in re.findall(r"^#: (.*)$", entry, re.MULTILINE) for word in line.split()}
            found = re.search(r'^msgid "(.*)"$', entry, re.MULTILINE)
            said = found.group(1) if found else ""
            shown = re.search(r'^msgstr(?:\[0\])? "(.*)"$', entry, re.MULTILINE)
            letter = re.search(r"_(.)", shown.group(1)) if shown and "_" in said else None
            if not letter or said in elsewhere or not sources & set(files):
                continue
            key = letter.group(1).lower()
            tap.check(key not in taken, f"{page}: _{key} in “{shown.group(1)}” and “{taken.get(key)}”")
            taken[key] = shown.group(1)


suite.add("/po/tables-alike", tables_alike)
for each in LANGUAGES:
    suite.add(f"/po/{each}/complete", complete, each)
    suite.add(f"/po/{each}/tables-complete", tables_complete, each)
    suite.add(f"/po/{each}/right-in-form", right_in_form, each)
    suite.add(f"/po/{each}/without-line-numbers", without_line_numbers, each)
    suite.add(f"/po/{each}/mnemonics", mnemonics, each)

if __name__ == "__main__":
    sys.exit(suite.run())

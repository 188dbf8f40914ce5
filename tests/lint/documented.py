#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command and option of the programs is in their manual pages and in the completion, and nothing else is.

    documented.py SOURCE BUILD

What there is, the programs say themselves.
"""

import functools
import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import tap  # noqa: E402

SOURCE, BUILD = sys.argv[1:3]
del sys.argv[1:]
PROGRAMS = ("letterplate", "letterplate-assistant", "letterplate-secret")
COMPLETION = os.path.join(SOURCE, "data", "letterplate.bash")
# Of the toolkit, not ours.
FOREIGN = {"--help-all", "--help-gapplication", "--gapplication-service"}
ASK = """\
source "$1"
COMP_LINE=$2 COMP_POINT=${#2} COMP_WORDS=($2)
_letterplate
printf '%s\\n' "${COMPREPLY[@]}"
"""
HOME = tempfile.TemporaryDirectory(prefix="letterplate-")
suite = tap.Suite()


def run(*command):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    environment.update(LC_ALL="C.UTF-8", HOME=HOME.name, PATH=os.path.join(BUILD, "src") + ":/usr/bin:/bin",
                       DBUS_SESSION_BUS_ADDRESS="disabled:")
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)


@functools.cache
def ask(program):
    """What the program says about itself."""
    done = run(program, "--help")
    return done.stdout or done.stderr


def options(program):
    text = ask(program)
    found = set(re.findall(r"^ .*?(--[a-z-]+)", text, re.MULTILINE)) or set(re.findall(r"--[a-z-]+", text))
    return found - FOREIGN


def commands():
    _, _, text = ask("letterplate").partition("\nCommands:\n")
    return set(re.findall(r"^  ([a-z-]+) ", text, re.MULTILINE))


def page(program):
    with open(os.path.join(SOURCE, "data", program + ".1")) as file:
        return file.read().replace("\\-", "-")


def terms(program, section):
    """The first word of each paragraph with a term in a section of a manual page."""
    _, _, text = page(program).partition(f"\n.SH {section}\n")
    return re.findall(r"^\.TP\n\.[BR]+I? (.*)", text.partition("\n.SH ")[0], re.MULTILINE)


def complete(line):
    done = run("bash", "-c", ASK, "bash", COMPLETION, line)
    tap.equal(done.stderr, "", "the completion says")
    return set(done.stdout.split())


@suite.case("/documented/commands")
def commands_are_documented():
    tap.check(len(commands()) > 10, "the help is not understood")
    tap.equal({term.split()[0] for term in terms("letterplate", "COMMANDS")}, commands(), "letterplate.1")
    tap.equal(complete("letterplate "), commands(), "completion")


def options_are_documented(program):
    in_page = {option for term in terms(program, "OPTIONS") for option in re.findall(r"--[a-z-]+", term)}
    tap.check(options(program), "the help is not understood")
    tap.equal(in_page, options(program), f"{program}.1")
    tap.equal(complete(f"{program} --"), options(program), "completion")


for one in PROGRAMS:
    suite.add(f"/documented/options/{one}", options_are_documented, one)


@suite.case("/documented/no-option-that-was")
def no_option_that_was():
    """What the pages and the completion mention anywhere still exists."""
    known = set().union(*(options(program) for program in PROGRAMS))
    for program in PROGRAMS:
        tap.equal(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", page(program))) - known, set(), f"{program}.1")
    with open(COMPLETION) as file:
        tap.equal(set(re.findall(r"(?<=[ |])--[a-z][a-z-]*(?=[ )]| \|)", file.read())) - known - {"--help"}, set(),
                  "completion")


@suite.case("/documented/readme")
def readme():
    """Each command line of the README is one that the programs understand."""
    with open(os.path.join(SOURCE, "README.md")) as file:
        lines = re.findall(r"^    (letterplate(?:-secret)? .*?)(?:  .*)?$", file.read(), re.MULTILINE)
    tap.check(len(lines) > 10, "the README is not understood")
    for line in lines:
        program, command, *_ = line.split()
        tap.check(program != "letterplate" or command in commands(), line)
        tap.equal(set(re.findall(r"(?<= )--[a-z-]+", line)) - options(program), set(), line)
    for name in ("import", "doctor", "setup", "check"):
        tap.check(any(line.startswith(f"letterplate {name} ") for line in lines), f"{name} is not shown")


@suite.case("/documented/values")
def values():
    """What stands after an option or a command."""
    for line, some in (("letterplate setup --client ", {"all", "msmtp", "thunderbird"}),
                       ("letterplate setup --client=ms", {"msmtp"}),
                       ("letterplate --outgoing-auth ", {"auto", "yes", "no"}),
                       ("letterplate-assistant --page ", {"import", "existing", "undo", "help"}),
                       ("letterplate-secret maya-example-org ", {"incoming", "outgoing"}),
                       ("letterplate explain wrong-c", {"wrong-credentials"}),
                       ("letterplate --json expl", {"explain"}),
                       ("letterplate --timeout 5 explain wrong-c", {"wrong-credentials"})):
        found = complete(line)
        tap.check(some <= found, f"after {line!r}: {sorted(found)}")
    tap.equal(complete("letterplate setup --timeout "), set(), "nothing is known about seconds")


@suite.case("/documented/files")
def files():
    line = f"letterplate import {SOURCE}/READ"
    tap.equal(complete(line), {SOURCE + "/README.md"})
    tap.equal(complete(f"letterplate --ca {SOURCE}/READ"), {SOURCE + "/README.md"})


sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What takes longer than the lint: a second compiler and two analysers, one of them for each call.

    static.py clang | clang-tidy | clang-analyzer | cppcheck SOURCE BUILD

Told as TAP, one case for each source file. The analysers remember in the build folder what was clean (memory.py).
"""

import json
import os
import re
import subprocess
import sys

from memory import Memory

FINDING = re.compile(r"^(\S+?):(\d+):(?:\d+:)? (?:warning|error|style|performance|portability)\b.*", re.MULTILINE)
# What cppcheck cannot know about GLib: g_autoptr, among others, so leaks are left to LeakSanitizer.
CPPCHECK = ("--enable=warning,performance,portability", "--inline-suppr", "--library=gtk", "--std=c11",
            "--suppress=unknownMacro", "--suppress=missingInclude", "--suppress=missingIncludeSystem",
            "--suppress=memleak", "--suppress=leakReturnValNotUsed", "--suppress=legacyUninitvar", "--suppress=leakNoVarFunctionCall", "--suppress=varFuncNullUB", "--quiet", "--template={file}:{line}: {severity}: {message} [{id}]")


def own_sources(source, build):
    with open(os.path.join(build, "compile_commands.json")) as commands:
        entries = json.load(commands)
    names = {os.path.realpath(os.path.join(entry["directory"], entry["file"])) for entry in entries}
    top = os.path.realpath(source)
    return sorted(name for name in names
                  if name.startswith((os.path.join(top, "src") + os.sep, os.path.join(top, "tests") + os.sep)))


def run(command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, **options)
    done.stdout = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    return done


def clang(source, build):
    """Warnings are errors in the project's own settings, so a build is enough."""
    folder = os.path.join(build, "clang")
    if not os.path.exists(os.path.join(folder, "build.ninja")):
        done = run(["meson", "setup", folder, source, "-Dbuildtype=release",
                    # To clang, an automatic lock or pointer that is only there to be cleaned up is unused.
                    "-Dc_args=-Wno-unused-variable"],
                   env=dict(os.environ, CC="clang"))
        if done.returncode:
            return done
    return run(["ninja", "-C", folder, "-k", "0"])


def prerequisites(folder):
    """{source: files that its object was made from, itself among them}, as ninja noted them."""
    found, source = {}, None
    for line in run(["ninja", "-C", folder, "-t", "deps"]).stdout.splitlines():
        if not line.startswith(" "):
            source = None
            continue
        name = os.path.realpath(os.path.join(folder, line.strip()))
        source = source or name
        found.setdefault(source, set()).add(name)
    return found


def compile_commands(folder):
    """{source: its commands}; one that several programs are made of has several."""
    found = {}
    with open(os.path.join(folder, "compile_commands.json")) as commands:
        for entry in json.load(commands):
            name = os.path.realpath(os.path.join(entry["directory"], entry["file"]))
            found.setdefault(name, []).append(entry["command"])
    return found


def read_findings(build, text):
    """{file: what was said of it}"""
    found = {}
    for match in FINDING.finditer(text):
        name = os.path.realpath(os.path.join(build, "clang", match.group(1)))
        found.setdefault(name, []).append(match.group(0))
    return found


def look(analysis, source, build, basis, analyse):
    """Has those sources analysed that were not clean before with the same text, headers, command and rules."""
    folder = os.path.join(build, "clang")
    commands = compile_commands(folder)
    inputs = {name: (commands.get(name), files) for name, files in prerequisites(folder).items()}
    memory = Memory(os.path.join(build, analysis + ".clean"), basis, inputs)
    names = memory.without_verdict(own_sources(source, build))
    done = analyse(folder, names) if names else subprocess.CompletedProcess([], 0, "")
    found = read_findings(build, done.stdout)
    # What is said of a header, or of nothing, concerns nobody knows whom.
    if done.returncode == 0 or (found and found.keys() <= set(names)):
        memory.keep(name for name in names if name not in found)
    return done


def clang_tidy(source, build, checks="", analysis="clang-tidy"):
    """The checks are in .clang-tidy."""
    def analyse(folder, names):
        return run(["run-clang-tidy", "-quiet", f"-checks={checks}", "-p", folder, "-j", str(os.cpu_count() or 1),
                    *("^" + re.escape(name) + "$" for name in names)])

    with open(os.path.join(source, ".clang-tidy")) as rules:
        basis = rules.read() + checks + run(["clang-tidy", "--version"]).stdout
    return look(analysis, source, build, basis, analyse)


def clang_analyzer(source, build):
    """Follows paths through functions, which takes three times as long as all other checks.

    unix.Malloc does not know g_autoptr; LeakSanitizer looks in its place. memcpy_s is in no libc here, and the
    order of a struct's fields is the reader's.
    """
    off = ("unix.Malloc", "security.insecureAPI.DeprecatedOrUnsafeBufferHandling", "optin.performance.Padding")
    return clang_tidy(source, build, "-*,clang-analyzer-*" + "".join(",-clang-analyzer-" + name for name in off),
                      "clang-analyzer")


def cppcheck(source, build):
    def analyse(_, names):
        return run(["cppcheck", *CPPCHECK, "-j", str(os.cpu_count() or 1), "--error-exitcode=1", f"-I{source}/src", *names])

    basis = " ".join(CPPCHECK) + run(["cppcheck", "--version"]).stdout
    return look("cppcheck", source, build, basis, analyse)


ANALYSES = {"clang": clang, "clang-tidy": clang_tidy, "clang-analyzer": clang_analyzer, "cppcheck": cppcheck}


def main():
    analysis, source, build = sys.argv[1:4]
    if analysis != "clang":
        clang(source, build)  # knows the headers
    done = ANALYSES[analysis](source, build)
    sources = own_sources(source, build)
    found = read_findings(build, done.stdout)
    unplaced = done.returncode != 0 and not any(name in sources for name in found)
    print(f"1..{len(sources) + 1}")
    for number, name in enumerate(sources, 1):
        print(f"{'not ok' if name in found else 'ok'} {number} {os.path.relpath(name, source)}")
        for text in found.get(name, []):
            print("# " + text)
            print(text, file=sys.stderr)
    elsewhere = [text for name, texts in found.items() if name not in sources for text in texts]
    bad = unplaced or elsewhere
    print(f"{'not ok' if bad else 'ok'} {len(sources) + 1} nothing-else")
    if bad:
        print("\n".join("# " + line for line in (elsewhere or done.stdout.splitlines()[-30:])))
        print("\n".join(elsewhere or done.stdout.splitlines()[-30:]), file=sys.stderr)
    return 1 if found or bad else 0


if __name__ == "__main__":
    sys.exit(main())

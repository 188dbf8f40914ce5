#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test of the test: what summary.py counts, and which exit status it gives."""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE)]

import tap  # noqa: E402

suite = tap.Suite()
SUMMARY = os.path.join(os.path.dirname(HERE), "summary.py")


def write_run(logs, base, programs):
    """What meson leaves of {program: (its result, {case: whether it passed})}."""
    with open(os.path.join(logs, base + ".json"), "w") as file:
        for name, (result, _) in programs.items():
            print(json.dumps({"name": "p:lab / " + name, "result": result, "returncode": result != "OK",
                              "duration": 1.0}), file=file)
    groups = "".join(
        f'<testsuite name="p.{name}">' +
        "".join(f'<testcase name="{case}">{"" if passed else "<failure/>"}</testcase>' for case, passed in cases.items())
        + "</testsuite>" for name, (_, cases) in programs.items())
    with open(os.path.join(logs, base + ".junit.xml"), "w") as file:
        file.write(f"<testsuites>{groups}</testsuites>")


def summary(first, again=None):
    """(exit status, last line, what failed at first) of the runs."""
    with tempfile.TemporaryDirectory() as logs:
        if first:
            write_run(logs, "lab", first)
        if again:
            write_run(logs, "lab-again", again)
        done = subprocess.run([sys.executable, "-B", SUMMARY, logs, "lab"], text=True, capture_output=True)
        lines = done.stdout.splitlines()
        return done.returncode, lines[-1], [line for line in lines if line.startswith("FAILED AT FIRST")]


GOOD = {"a": ("OK", {"/a/1": True, "/a/2": True})}
BAD = {"b": ("ERROR", {"/b/1": True, "/b/2": False})}
LEAK = {"b": ("ERROR", {"/b/1": True})}
MENDED = {"b": ("OK", {"/b/1": True, "/b/2": True})}
AT_FIRST = ["FAILED AT FIRST lab: b: /b/2"]

# name: first run, second run; status, last line, what failed at first
STORIES = {
    "passed": (GOOD, None, 0, "2 passed, 0 failed, 0 skipped", []),
    "failed": (GOOD | BAD, None, 1, "3 passed, 1 failed, 0 skipped", []),
    "leak": (GOOD | LEAK, None, 1, "3 passed, 1 failed, 0 skipped", []),
    "failed-twice": (GOOD | BAD, BAD, 1, "3 passed, 1 failed, 0 skipped", AT_FIRST),
    "passed-again": (GOOD | BAD, MENDED, 0, "4 passed, 0 failed, 0 skipped", AT_FIRST),
    "leaked-again": (GOOD | BAD, LEAK, 1, "3 passed, 1 failed, 0 skipped", AT_FIRST),
    "no-result": (None, None, 1, "0 passed, 1 failed, 0 skipped", []),
}


def told(first, again, *expected):
    tap.equal(summary(first, again), expected)


for name, story in STORIES.items():
    suite.add("/summary/" + name, told, *story)

if __name__ == "__main__":
    sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what `meson test` left behind: timings of each suite, failures, and one last line.

    summary.py BUILD ARTEFACTS SUITE...

Each case inside a test program counts (meson's junit file has them). A program that ends badly although
its cases passed, such as by a leak, counts as one more failure; so does a suite that left no result.
"""

import json
import os
import shutil
import sys
import xml.etree.ElementTree as ElementTree

GOOD = ("OK", "EXPECTEDFAIL", "SKIP")


def read_programs(logs, suite):
    """The programs of a suite: one JSON document a line."""
    with open(os.path.join(logs, suite + ".json")) as lines:
        return [json.loads(line) for line in lines]


def read_cases(logs, suite):
    """(program, case, passed | failed | skipped) for each case."""
    root = ElementTree.parse(os.path.join(logs, suite + ".junit.xml")).getroot()
    for group in root.iter("testsuite"):
        for case in group.iter("testcase"):
            children = {child.tag for child in case}
            outcome = ("failed" if children & {"failure", "error"}
                       else "skipped" if "skipped" in children else "passed")
            yield group.get("name").rpartition(".")[2].rpartition(" / ")[2].strip(), case.get("name"), outcome


def count_suite(logs, suite):
    """(counts, failures, seconds, slowest program) of one suite."""
    counts, failures = {"passed": 0, "failed": 0, "skipped": 0}, []
    try:
        programs = read_programs(logs, suite)
        cases = list(read_cases(logs, suite))
    except (OSError, ValueError, ElementTree.ParseError) as error:
        return {"passed": 0, "failed": 1, "skipped": 0}, [f"{suite}: no result: {error}"], 0, None
    for program, case, outcome in cases:
        counts[outcome] += 1
        if outcome == "failed":
            failures.append(f"{suite}: {program}: {case}")
    failed_in = {line.split(": ")[1] for line in failures}
    for program in programs:
        name = program["name"].rpartition(" / ")[2]
        if program["result"] not in GOOD and name not in failed_in:
            counts["failed"] += 1
            failures.append(f"{suite}: {name}: ended with {program['result']} ({program['returncode']})")
    slowest = max(programs, key=lambda program: program["duration"], default=None)
    return counts, failures, sum(program["duration"] for program in programs), slowest


def main():
    build, artefacts, *suites = sys.argv[1:]
    logs = os.path.join(build, "meson-logs")
    total, all_failures = {"passed": 0, "failed": 0, "skipped": 0}, []
    print()
    for suite in suites:
        counts, failures, seconds, slowest = count_suite(logs, suite)
        for outcome, count in counts.items():
            total[outcome] += count
        all_failures += failures
        tail = f", slowest {slowest['name'].rpartition(' / ')[2]} {slowest['duration']:.1f} s" if slowest else ""
        print(f"{suite:8} {counts['passed']:5} passed {counts['failed']:3} failed {counts['skipped']:3} skipped"
              f"  {seconds:7.1f} s{tail}")
        for ending in (".txt", ".junit.xml"):
            if os.path.exists(os.path.join(logs, suite + ending)):
                shutil.copy(os.path.join(logs, suite + ending), artefacts)
    for failure in all_failures:
        print("FAILED", failure)
    print(f"Logs and screenshots: {artefacts}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**total))
    sys.exit(1 if total["failed"] or not total["passed"] else 0)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts what `meson test` left behind: timings of each suite, failures, and one last line.

    summary.py LOGS SUITE...
    summary.py --failed LOGS SUITE      the programs of the suite that failed, a line each

Each case inside a test program counts (meson's junit file has them). A program that ends badly although
its cases passed, such as by a leak, counts as one more failure; so does a suite that left no result.
Programs that ran once more (results SUITE-again) count as they ended then; what failed at first is named.
"""

import json
import os
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


def name_of(program):
    return program["name"].rpartition(" / ")[2]


def failed_programs(logs, suite):
    return [name_of(program) for program in read_programs(logs, suite) if program["result"] not in GOOD]


def read_results(logs, suite):
    """(programs, cases, what failed at first and ran once more)."""
    programs, cases = read_programs(logs, suite), list(read_cases(logs, suite))
    if not os.path.exists(os.path.join(logs, suite + "-again.json")):
        return programs, cases, []
    again, more = read_programs(logs, suite + "-again"), list(read_cases(logs, suite + "-again"))
    names = {name_of(program) for program in again}
    unsteady = [f"{suite}: {program}: {case}" for program, case, outcome in cases
                if program in names and outcome == "failed"] or [f"{suite}: {name}" for name in sorted(names)]
    return ([program for program in programs if name_of(program) not in names] + again,
            [case for case in cases if case[0] not in names] + more, unsteady)


def count_suite(logs, suite):
    """(counts, failures, seconds, slowest program) of one suite."""
    counts, failures = {"passed": 0, "failed": 0, "skipped": 0}, []
    try:
        programs, cases, unsteady = read_results(logs, suite)
    except (OSError, ValueError, ElementTree.ParseError) as error:
        return {"passed": 0, "failed": 1, "skipped": 0}, [f"{suite}: no result: {error}"], 0, None
    for line in unsteady:
        print("FAILED AT FIRST", line)
    for program, case, outcome in cases:
        counts[outcome] += 1
        if outcome == "failed":
            failures.append(f"{suite}: {program}: {case}")
    failed_in = {line.split(": ")[1] for line in failures}
    for program in programs:
        name = name_of(program)
        if program["result"] not in GOOD and name not in failed_in:
            counts["failed"] += 1
            failures.append(f"{suite}: {name}: ended with {program['result']} ({program['returncode']})")
    slowest = max(programs, key=lambda program: program["duration"], default=None)
    return counts, failures, sum(program["duration"] for program in programs), slowest


def main():
    if sys.argv[1] == "--failed":
        for name in failed_programs(*sys.argv[2:]):
            print(name)
        return
    logs, *suites = sys.argv[1:]
    total, all_failures = {"passed": 0, "failed": 0, "skipped": 0}, []
    print()
    for suite in suites:
        counts, failures, seconds, slowest = count_suite(logs, suite)
        for outcome, count in counts.items():
            total[outcome] += count
        all_failures += failures
        tail = f", slowest {name_of(slowest)} {slowest['duration']:.1f} s" if slowest else ""
        print(f"{suite:9} {counts['passed']:5} passed {counts['failed']:3} failed {counts['skipped']:3} skipped"
              f"  {seconds:7.1f} s{tail}")
    for failure in all_failures:
        print("FAILED", failure)
    print(f"Logs and screenshots: {logs}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**total))
    sys.exit(1 if total["failed"] or not total["passed"] else 0)


if __name__ == "__main__":
    main()

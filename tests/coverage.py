#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests reach, folder by folder: lines and branches, read with gcov from a build folder."""

import collections
import json
import os
import subprocess
import sys


def read_reports(build):
    """gcov's report of each object file, one JSON document each."""
    data = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(build, "src"))
            for name in names if name.endswith(".gcda")]
    for start in range(0, len(data), 50):
        done = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", *data[start:start + 50]],
                              cwd=build, capture_output=True, text=True, check=True)
        for line in done.stdout.splitlines():
            if line.strip():
                yield json.loads(line)


def count(build):
    """{file: {line: (runs, branches, branches taken)}} of the project's own sources."""
    files = collections.defaultdict(dict)
    for report in read_reports(build):
        for file in report["files"]:
            name = os.path.normpath(os.path.join(build, file["file"]))
            source = os.path.relpath(name, os.path.dirname(os.path.normpath(build)))
            if not source.startswith("src/") or not source.endswith(".c"):
                continue
            for line in file["lines"]:
                branches = line["branches"]
                taken = sum(branch["count"] > 0 for branch in branches)
                before = files[source].get(line["line_number"], (0, 0, 0))
                files[source][line["line_number"]] = (before[0] + line["count"], max(before[1], len(branches)),
                                                      max(before[2], taken))
    return files


def table(files):
    """One row a folder and the least covered files."""
    folders = collections.defaultdict(lambda: [0, 0, 0, 0])
    shares = []
    for name, lines in files.items():
        run = sum(line[0] > 0 for line in lines.values())
        for key in (os.path.dirname(name), "total"):
            sums = folders[key]
            for index, value in enumerate((run, len(lines), sum(line[2] for line in lines.values()),
                                           sum(line[1] for line in lines.values()))):
                sums[index] += value
        shares.append((run / max(1, len(lines)), name, len(lines)))
    yield f"{'folder':16} {'lines':>16} {'branches':>16}"
    for folder in sorted(folders, key=lambda name: (name == "total", name)):
        run, lines, taken, branches = folders[folder]
        yield (f"{folder:16} {run:6}/{lines:<6} {100 * run / max(1, lines):3.0f}% "
               f"{taken:6}/{branches:<6} {100 * taken / max(1, branches):3.0f}%")
    yield "least covered:"
    for share, name, lines in sorted(shares)[:12]:
        yield f"  {100 * share:3.0f}% of {lines:4} lines  {name}"


def main():
    build = os.path.abspath(sys.argv[1])
    print("\n".join(table(count(build))))


if __name__ == "__main__":
    main()

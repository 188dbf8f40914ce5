#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds the targets for libFuzzer with clang and lets each search for some time, beginning with its corpus.

    search.py SOURCE BUILD SECONDS [TARGET…]

legacy:FORMAT is the reader of one old format; each of these gets a quarter of the time.
An input that breaks a target is kept beside the other artefacts; put it into the target's corpus once it is mended.
"""

import glob
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import tap

source, build, seconds = sys.argv[1:4]
tests = os.path.join(source, "tests")
corpora = {name: [os.path.join("fuzz", "corpus", name)] for name in os.listdir(os.path.join(tests, "fuzz", "corpus"))}
corpora["discovery"].append("discovery/web")
for name in glob.glob(os.path.join(source, "src", "legacy", "*.c")):
    with open(name) as file:
        corpora.update((f"legacy:{kind}", ["legacy"]) for kind in re.findall(r'^  \.id = "(\S+)",$', file.read(), re.MULTILINE))
targets = sorted(sys.argv[4:] or corpora)
del sys.argv[1:]  # which the suite takes for a choice of cases
suite = tap.Suite()


def run(*command, **options):
    return subprocess.run(command, text=True, errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)


@suite.case("/fuzz/build")
def compile_targets():
    if not os.path.exists(os.path.join(build, "build.ninja")):
        done = run("meson", "setup", build, source, "-Dfuzzing=true", "-Dwerror=false", "-Db_lundef=false",
                   "-Db_sanitize=address,undefined", env=dict(os.environ, CC="clang"))
        tap.equal(done.returncode, 0, done.stdout[-2000:])
    done = run("ninja", "-C", build, *{f"tests/fuzz/fuzz-{target.partition(':')[0]}" for target in targets})
    tap.equal(done.returncode, 0, done.stdout[-2000:])


def search(target):
    name, _, kind = target.partition(":")
    found = os.path.join(build, "found", target)
    os.makedirs(found, exist_ok=True)
    kept = tap.artefact(f"fuzz-{target}-") or os.path.join(build, f"fuzz-{target}-")
    time = int(seconds) // 4 if kind else int(seconds)
    done = run(os.path.join(build, "tests", "fuzz", f"fuzz-{name}"), f"-max_total_time={time}", "-timeout=20",
               "-rss_limit_mb=1024", "-print_final_stats=1", f"-artifact_prefix={kept}", found,
               *(os.path.join(tests, folder) for folder in corpora[target]),
               env=dict(os.environ, **({"LETTERPLATE_FUZZ_FORMAT": kind} if kind else {})))
    tap.equal(done.returncode, 0, done.stdout[-3000:])
    count = re.search(r"number_of_executed_units: (\d+)", done.stdout)
    tap.check(count is not None, done.stdout[-2000:])
    edges = re.findall(r"cov: (\d+)", done.stdout)[-1]
    print(f"# {target}: {count.group(1)} inputs in {time} s, {edges} edges", flush=True)


for one in targets:
    suite.case(f"/fuzz/{one}", one)(search)

sys.exit(suite.run())

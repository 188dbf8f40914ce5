#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What letterplate-secret costs beside "secret-tool lookup", in one run: wall time and peak memory.

    bench_secret.py --bin FOLDER [--runs 200]

Both ask the same unlocked gnome-keyring for the same password, in turns, so that whatever else the machine does falls on
both. Memory is the peak of the resident set (VmHWM) when the password is being printed. The goals are 1.2 times the wall
time and 1.3 times the memory. Use a build without sanitizers, as root. The exit status tells whether the goals were met.
"""

import argparse
import fcntl
import os
import statistics
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "lab")]

from session import Session  # noqa: E402

ITEM = {"xdg:schema": "org.letterplate.Account", "host": "imap.example.test", "service": "imap", "user": "alice@example.test",
        "port": "993", "account": "a1"}
GOALS = {"wall time": 1.2, "memory": 1.3}


def start(command, environment, writing):
    return os.posix_spawn(command[0], command, environment, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 1)])


def measure_time(command, environment):
    """Milliseconds of one run; its output must be the password."""
    reading, writing = os.pipe()
    began = time.perf_counter()
    child = start(command, environment, writing)
    os.close(writing)
    with open(reading, "rb") as pipe:
        output = pipe.read()
    _, status = os.waitpid(child, 0)
    spent = (time.perf_counter() - began) * 1000
    if status or output.strip() != b"practice":
        sys.exit(f"{command[0]} ended with {status} and {len(output)} octets")
    return spent


def peak_of(child):
    with open(f"/proc/{child}/status") as status:
        return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:")), 0)


def is_stuck(child):
    """It sleeps in its last step: writing to a pipe that is full."""
    with open(f"/proc/{child}/wchan") as wchan:
        return "pipe_write" in wchan.read()


def measure_memory(command, environment):
    """Mebibytes at the end of one run. Not what wait4() tells: that counts its parent's from before the exec, too."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
    os.write(writing, b"x" * fcntl.fcntl(writing, fcntl.F_GETPIPE_SZ))
    child = start(command, environment, writing)
    os.close(writing)
    deadline = time.monotonic() + 10
    while not is_stuck(child) and time.monotonic() < deadline:
        time.sleep(0.001)
    peak = peak_of(child)
    with open(reading, "rb") as pipe:
        output = pipe.read()
    if os.waitpid(child, 0)[1] or not output.rstrip().endswith(b"practice"):
        sys.exit(f"{command[0]} did not print the password")
    return peak


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="folder of letterplate-secret")
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    ours = [os.path.join(os.path.abspath(options.bin), "letterplate-secret"), "a1", "incoming"]
    theirs = ["/usr/bin/secret-tool", "lookup", "host", ITEM["host"], "service", "imap", "user", ITEM["user"]]
    with Session() as session:
        words = [word for pair in ITEM.items() for word in pair]
        session.run(["secret-tool", "store", "--label=bench", *words], input=b"practice", check=True)
        programs = {"letterplate-secret": ours, "secret-tool": theirs}
        rows = {name: ([], []) for name in programs}
        for number in range(options.runs + 5):
            for name, command in programs.items():
                spent = measure_time(command, session.environment)
                if number >= 5:  # the first ones fill the caches
                    rows[name][0].append(spent)
                if number % 10 == 9:
                    rows[name][1].append(measure_memory(command, session.environment))
    medians = {name: [statistics.median(column) for column in row] for name, row in rows.items()}
    for name, (spent, mebibytes) in medians.items():
        print(f"{name:20} {spent:7.2f} ms {mebibytes:7.2f} MiB   (median of {options.runs})")
    missed = False
    for number, (what, goal) in enumerate(GOALS.items()):
        ratio = medians["letterplate-secret"][number] / medians["secret-tool"][number]
        missed |= ratio > goal
        print(f"{what:20} {ratio:7.2f} x, goal {goal} x")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())

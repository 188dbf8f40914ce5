#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many round trips a check takes, and what others take for the same work, in one run.

    bench.py --bin FOLDER [--delays 20,50,100,200] [--runs 5]

The practice service stands at the far end of a line with a true delay (link.py). Printed are seconds and
round trips: the time, less what the same thing takes on a line without delay, divided by the round trip.
Nothing is asserted; run it by hand, as root, on a quiet machine, with a build without sanitizers.
"""

import argparse
import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lab")]

from link import SERVER, Link, LinkError  # noqa: E402

LAB = os.path.join(os.path.dirname(HERE), "lab")
# What is measured: incoming, outgoing, and the floor in round trips where the design names one.
WAYS = (
    ("imap 993 + smtp 465", "imap+tls", "imaps", "smtp+tls", "submissions", 6),
    ("imap 143 + smtp 587", "imap+starttls", "imap", "smtp+starttls", "submission", 8),
    ("pop3 995 + smtp 465", "pop3+tls", "pop3s", "smtp+tls", "submissions", 6),
    ("pop3 110 + smtp 587", "pop3+starttls", "pop3", "smtp+starttls", "submission", 8),
)
SIDES = (("imap", "tls", "imaps"), ("imap", "starttls", "imap"), ("pop3", "tls", "pop3s"),
         ("pop3", "starttls", "pop3"), ("smtp", "tls", "submissions"), ("smtp", "starttls", "submission"))


class Bench:
    """One line with one delay and the service at its far end."""

    def __init__(self, options, delay):
        self.options, self.delay = options, delay
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        self.link = self.stack.enter_context(Link(self.delay / 2000))
        self.home = self.stack.enter_context(tempfile.TemporaryDirectory(prefix="lp-bench-"))
        self.service = subprocess.Popen(
            self.link.server(["/usr/bin/python3", "-B", os.path.join(LAB, "practice.py"), "--address", SERVER]),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.stack.callback(self._stop)
        self.about = json.loads(self.service.stdout.readline())
        with open(self.about["password_file"]) as file:
            self.password = file.read()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def _stop(self):
        self.service.stdin.close()
        self.service.wait()

    def run(self, command, words=None):
        """(seconds, standard output) of a program at the near end."""
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.home, "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": self.home,
                       "DBUS_SESSION_BUS_ADDRESS": "disabled:", "GIO_USE_VFS": "local"}
        began = time.monotonic()
        done = subprocess.run(self.link.client(command), env=environment, cwd=self.home, text=True,
                              input=self.password if words is None else words, capture_output=True, timeout=120)
        seconds = time.monotonic() - began
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
        return seconds, done.stdout

    def median(self, command, words=None):
        return statistics.median(self.run(command, words)[0] for _ in range(self.options.runs))

    def check(self, incoming, incoming_port, outgoing, outgoing_port):
        """{what: seconds} of our own check: both sides together, and each side's stages."""
        user, ports = self.about["user"], self.about["ports"]
        command = [os.path.join(self.options.bin, "letterplate"), "check", user, "--offline", "--json",
                   "--incoming", f"{incoming}://{user}@{SERVER}:{ports[incoming_port]}",
                   "--outgoing", f"{outgoing}://{user}@{SERVER}:{ports[outgoing_port]}",
                   "--ca", self.about["ca_file"], "--password-fd", "0"]
        samples = {"whole": [], "verdict": [], "incoming": [], "outgoing": []}
        for _ in range(self.options.runs):
            seconds, text = self.run(command)
            report = json.loads(text)
            samples["whole"].append(seconds)
            samples["verdict"].append(report["elapsed_ms"] / 1000)
            for side in ("incoming", "outgoing"):
                samples[side].append(sum(stage["ms"] for stage in report[side]["stages"]
                                         if stage["stage"] != "goodbye") / 1000)
        return {what: statistics.median(values) for what, values in samples.items()}

    def others(self):
        """{(program, side): seconds} of everybody else who is installed."""
        user, ca_file, found = self.about["user"], self.about["ca_file"], {}
        password = self.password.strip()
        for protocol, security, name in SIDES:
            port = str(self.about["ports"][name])
            side = f"{protocol} {security}"
            found["python", side] = self.median(["/usr/bin/python3", "-B", os.path.join(HERE, "peers.py"), protocol,
                                                 security, SERVER, port, ca_file, user])
            if shutil.which("curl") and protocol != "smtp":
                found["curl", side] = self.median(["curl", "--silent", "--output", "/dev/null", "--config", "-"],
                                                  self._curl(protocol, security, port, password))
            if shutil.which("swaks") and protocol == "smtp":
                found["swaks", side] = self.median(
                    ["swaks", "--silent", "3", "--server", SERVER, "--port", port, "--quit-after", "RCPT",
                     "--tls-on-connect" if security == "tls" else "--tls", "--auth", "PLAIN", "--auth-user", user,
                     "--auth-password", password, "--from", user, "--to", user], "")
            if protocol == "smtp":
                found["msmtp --serverinfo", side] = self.median(
                    ["msmtp", "--serverinfo", f"--host={SERVER}", f"--port={port}", "--tls", f"--tls-trust-file={ca_file}",
                     "--tls-starttls=" + ("on" if security == "starttls" else "off")], "")
        return found

    def _curl(self, protocol, security, port, password):
        scheme = protocol + ("s" if security == "tls" else "")
        # STAT answers with one line; without "head" curl waits for more.
        request = "EXAMINE INBOX" if protocol == "imap" else "STAT"
        return (f'url = "{scheme}://{SERVER}:{port}/"\nuser = "{self.about["user"]}:{password}"\n'
                f'cacert = "{self.about["ca_file"]}"\nrequest = "{request}"\nssl-reqd\n' + ("head\n" if protocol == "pop3" else ""))


def measure(options, delay):
    with Bench(options, delay) as bench:
        found = {("letterplate", *way[:1], what): seconds for way in WAYS
                 for what, seconds in bench.check(*way[1:5]).items()}
        if not options.alone:
            found.update(bench.others())
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="folder of the program letterplate")
    parser.add_argument("--delays", default="20,50,100,200", help="round trips in milliseconds")
    parser.add_argument("--runs", type=int, default=5, help="of which the median counts")
    parser.add_argument("--alone", action="store_true", help="without the others")
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    delays = [int(delay) for delay in options.delays.split(",")]
    try:
        basis = measure(options, 0)
        rows = {delay: measure(options, delay) for delay in delays}
    except LinkError as error:
        sys.exit(str(error))
    floors = {way[0]: way[5] for way in WAYS}
    print(f"{'':46} {'0 ms':>8} " + " ".join(f"{str(delay) + ' ms':>16}" for delay in delays) + "  floor")
    for key, seconds in basis.items():
        cells = []
        for delay in delays:
            taken = rows[delay][key]
            cells.append(f"{taken:8.3f} s {(taken - seconds) * 1000 / delay:4.1f} r")
        floor = floors.get(key[1], "") if key[-1] == "verdict" else ""
        print(f"{' / '.join(key):46} {seconds:6.3f} s " + " ".join(f"{cell:>16}" for cell in cells) + f"  {floor}")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many round trips a check takes, and what others take for the same work, in one run.

    bench.py --bin FOLDER [--delays 20,50,100,200] [--runs 5] [--dead-ipv6] [--silent SERVICE,…] [--alone]

The practice service stands at the far end of a line with a true delay (link.py). Round trips are counted on the
line itself, packet by packet, so a busy machine does not blur them; seconds stand beside them. Nothing is
asserted; run it by hand, as root, with a build without sanitizers.

With --dead-ipv6 the server's name has an IPv6 address first that answers nothing; with --silent the ports of
those services (imaps, imap, pop3s, pop3, submissions, submission) swallow what is sent to them.
"""

import argparse
import contextlib
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lab")]

from link import DEAD_IPV6, SERVER, Link, LinkError  # noqa: E402
from practice import DOMAIN, PORTS  # noqa: E402

LAB = os.path.join(os.path.dirname(HERE), "lab")
NAME = "mail." + DOMAIN
PATIENCE = 40  # seconds
# What is measured together: incoming, outgoing, and the floor in round trips that the design names.
WAYS = (
    ("993 + 465", "imap+tls", "imaps", "smtp+tls", "submissions", 6),
    ("143 + 587", "imap+starttls", "imap", "smtp+starttls", "submission", 8),
    ("995 + 465", "pop3+tls", "pop3s", "smtp+tls", "submissions", 7),
    ("110 + 587", "pop3+starttls", "pop3", "smtp+starttls", "submission", 8),
)
SIDES = (("imap", "tls", "imaps", 993), ("imap", "starttls", "imap", 143), ("pop3", "tls", "pop3s", 995),
         ("pop3", "starttls", "pop3", 110), ("smtp", "tls", "submissions", 465), ("smtp", "starttls", "submission", 587))
NUMBERS = {name: number for _, _, name, number in SIDES}
# Round trips that a goal is about: (row, what, at most)
GOALS = (("letterplate imap 993, signed in", 4), ("letterplate smtp 465, proved", 6),
         ("letterplate smtp 587, proved", 8), ("letterplate 993 + 465", 6), ("letterplate 143 + 587", 8))


class Sample:
    """What one thing took: round trips and seconds, or why it did not come to an end."""

    def __init__(self, round_trips, seconds, failure=None):
        self.round_trips, self.seconds, self.failure = round_trips, seconds, failure

    @staticmethod
    def middle(samples):
        failures = [sample.failure for sample in samples if sample.failure]
        # A count that is late by a whole round trip was held up by the machine, so the smallest is the true one.
        return Sample(min(sample.round_trips for sample in samples),
                      statistics.median(sample.seconds for sample in samples), failures[0] if failures else None)

    def __str__(self):
        # A text after the seconds: what ended it.
        return f"{self.round_trips:2} {self.seconds:7.3f} s" + (f" {self.failure}" if self.failure else "")


def signed_in_after(transcript, who, security):
    """Round trips up to the answer to the sign-in, from the transcript: connecting and TLS are one each."""
    count, waiting, secret = (2 if security == "tls" else 1), True, False
    for line in transcript.splitlines():
        found = re.match(r" *[\d.]+ (\S+) (.): (.*)", line)
        if not found or found.group(1) != who:
            continue
        direction, text = found.group(2, 3)
        if direction == "C":
            waiting, secret = True, secret or "[secret]" in text
        elif direction == "S" and waiting:
            count, waiting = count + 1, False
            if secret:
                return count
        elif security == "starttls" and text.startswith("TLS 1."):
            count += 1
    return 0


class Bench:
    """One line with one delay and the service at its far end."""

    def __init__(self, options, delay):
        self.options, self.delay = options, delay
        self.host = NAME if options.dead_ipv6 else SERVER
        self.stack = contextlib.ExitStack()

    def __enter__(self):
        hosts = (f"{DEAD_IPV6} {NAME}", f"{SERVER} {NAME}") if self.options.dead_ipv6 else ()
        silent = [PORTS[name] for name in self.options.silent]
        self.link = self.stack.enter_context(Link(self.delay / 2000, silent, hosts))
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
        """(sample, round trips by server's port, standard output) of a program at the near end."""
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.home, "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": self.home,
                       "DBUS_SESSION_BUS_ADDRESS": "disabled:", "GIO_USE_VFS": "local"}
        self.link.take_round_trips()
        began, text, failure = time.monotonic(), "", None
        try:
            done = subprocess.run(self.link.client(command), env=environment, cwd=self.home, text=True,
                                  input=self.password if words is None else words, capture_output=True,
                                  timeout=PATIENCE)
            text, failure = done.stdout, f"status {done.returncode}" if done.returncode else None
        except subprocess.TimeoutExpired:
            failure = "given up"
        seconds = time.monotonic() - began
        counts, deepest = self.link.take_round_trips()
        return Sample(deepest, seconds, failure), counts, text

    def repeat(self, command, words=None):
        return Sample.middle([self.run(command, words)[0] for _ in range(self.options.runs)])

    def check(self, name, incoming, incoming_service, outgoing, outgoing_service):
        """{row: sample} of our own check: both sides together, and what the line says of each."""
        user, ports = self.about["user"], self.about["ports"]
        transcript = os.path.join(self.home, "transcript")
        command = [os.path.join(self.options.bin, "letterplate"), "check", user, "--offline", "--json",
                   "--incoming", f"{incoming}://{user}@{self.host}:{ports[incoming_service]}",
                   "--outgoing", f"{outgoing}://{user}@{self.host}:{ports[outgoing_service]}",
                   "--ca", self.about["ca_file"], "--password-fd", "0", "--transcript", transcript]
        found = {}
        for _ in range(self.options.runs):
            whole, counts, text = self.run(command)
            report = json.loads(text) if text else {"verdict": "nothing", "elapsed_ms": whole.seconds * 1000}
            failure = None if report["verdict"] == "ok" else report["verdict"]
            with contextlib.suppress(FileNotFoundError), open(transcript) as file:
                said = file.read()
            samples = {f"letterplate {name}": Sample(whole.round_trips, report["elapsed_ms"] / 1000, failure)}
            for side, url, service, proof in (("incoming", incoming, incoming_service, "opened"),
                                              ("outgoing", outgoing, outgoing_service, "proved")):
                protocol, security = url.split("+")
                stages = (report.get(side) or {}).get("stages", [])
                row = f"letterplate {protocol} {NUMBERS[service]}, "
                took = [sum(stage["ms"] for stage in stages if stage["stage"] not in left_out) / 1000
                        for left_out in (("goodbye", "mailbox", "sender"), ("goodbye", ))]
                samples[row + "signed in"] = Sample(signed_in_after(said, protocol, security), took[0], failure)
                samples[row + proof] = Sample(counts.get(ports[service], 0), took[1], failure)
            for row, sample in samples.items():
                found.setdefault(row, []).append(sample)
        return {row: Sample.middle(samples) for row, samples in found.items()}

    def others(self):
        """{row: sample} of everybody else who is installed."""
        user, ca_file, found = self.about["user"], self.about["ca_file"], {}
        password = self.password.strip()
        for protocol, security, service, number in SIDES:
            port, side = str(self.about["ports"][service]), f" {protocol} {number}"
            python = {"imap": "imaplib", "pop3": "poplib", "smtp": "smtplib"}[protocol]
            found[python + side] = self.repeat(["/usr/bin/python3", "-B", os.path.join(HERE, "peers.py"), protocol,
                                                security, self.host, port, ca_file, user])
            if shutil.which("curl") and protocol != "smtp":
                found["curl" + side] = self.repeat(["curl", "--silent", "--output", "/dev/null", "--config", "-"],
                                                   self._curl(protocol, security, port, password))
            if shutil.which("swaks") and protocol == "smtp":
                found["swaks" + side] = self.repeat(
                    ["swaks", "--silent", "3", "--server", self.host, "--port", port, "--quit-after", "RCPT",
                     "--tls-on-connect" if security == "tls" else "--tls", "--auth", "PLAIN", "--auth-user", user,
                     "--auth-password", password, "--from", user, "--to", user], "")
            if shutil.which("msmtp") and protocol == "smtp":
                found["msmtp --serverinfo" + side] = self.repeat(
                    ["msmtp", "--serverinfo", f"--host={self.host}", f"--port={port}", "--tls",
                     f"--tls-trust-file={ca_file}", "--tls-starttls=" + ("on" if security == "starttls" else "off")], "")
        return found

    def _curl(self, protocol, security, port, password):
        scheme = protocol + ("s" if security == "tls" else "")
        # STAT answers with one line; without "head" curl waits for more.
        request = "EXAMINE INBOX" if protocol == "imap" else "STAT"
        return (f'url = "{scheme}://{self.host}:{port}/"\nuser = "{self.about["user"]}:{password}"\n'
                f'cacert = "{self.about["ca_file"]}"\nrequest = "{request}"\nssl-reqd\n' + ("head\n" if protocol == "pop3" else ""))


def measure(options, delay):
    with Bench(options, delay) as bench:
        found = {}
        for way in WAYS:
            found.update(bench.check(*way[:5]))
        if not options.alone:
            found.update(bench.others())
        return found


def print_goals(delays, rows):
    """What the design asks for, beside what was found."""
    print("\nGoals")
    for row, most in GOALS:
        if row in rows[delays[0]]:
            counts = [rows[delay][row].round_trips for delay in delays]
            print(f"  {row:42} at most {most} round trips: {counts} {'met' if max(counts) <= most else 'MISSED'}")
    for name, *_, floor in WAYS[:2]:
        for delay in delays:
            goal, found = delay * floor / 1000 * 1.15 + 0.04, rows[delay]["letterplate " + name].seconds
            print(f"  letterplate {name} at {delay:3} ms: {found:.3f} s, goal {goal:.3f} s "
                  f"{'met' if found <= goal else 'MISSED'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="folder of the program letterplate")
    parser.add_argument("--delays", default="20,50,100,200", help="round trips in milliseconds")
    parser.add_argument("--runs", type=int, default=5, help="of which the median counts")
    parser.add_argument("--alone", action="store_true", help="without the others")
    parser.add_argument("--dead-ipv6", action="store_true", help="an IPv6 address that swallows everything comes first")
    parser.add_argument("--silent", default="", help="services whose ports swallow everything")
    options = parser.parse_args()
    options.bin = os.path.abspath(options.bin)
    options.silent = [name for name in options.silent.split(",") if name]
    delays = [int(delay) for delay in options.delays.split(",")]
    try:
        rows = {delay: measure(options, delay) for delay in delays}
    except LinkError as error:
        sys.exit(str(error))
    print("round trips and seconds".ljust(34) + "".join(f"{str(delay) + ' ms':>16}" for delay in delays))
    for row in rows[delays[0]]:
        print(f"{row:34}" + "".join(f"{str(rows[delay][row]):>16}" for delay in delays))
    print_goals(delays, rows)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every bad peer: each row of `behaviours.py` against `letterplate check`, one case a row and protocol.

Of each run the verdict, the exit status, the sentence, the time and the memory are looked at, and what the
server got: no secret in clear, none before the row allows it, one sign-in at most, no mail.
"""

import concurrent.futures
import contextlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "lab")]

import behaviours  # noqa: E402
import island  # noqa: E402
import tap  # noqa: E402
from service import HOSTS, Service  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")
AT_ONCE = 6
MEMORY_MIB = 16
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
GOOD = behaviours.ROWS[0]
# What the owner of a server can mend: certificate and chain, encryption, sign-in.
OWNERS = re.compile("certificate-(?!not-yet)|starttls-missing|tls-version|tls-not-spoken|injected|auth-not-offered")
ALERT = "Your mailbox is nearly full."
# Each thread keeps up to a megabyte unless told otherwise.
QUARANTINE = "quarantine_size_mb=1:thread_local_quarantine_size_kb=16:redzone=16:max_redzone=16:"


class Run:
    """One check against one behaviour."""

    def __init__(self, service, home, row, protocol, *arguments):
        self.service, self.home, self.row, self.protocol = service, home, row, protocol
        self.arguments = arguments or ("--json",)
        self.side = "outgoing" if protocol == "smtp" else "incoming"
        self.faulty = service.listen(row, protocol)
        self.other = service.listen(GOOD, "imap" if protocol == "smtp" else "smtp")
        self.document, self.memory, self.status = {}, 0, None

    def command(self, descriptor):
        urls = {self.side: self.service.url(self.faulty),
                "incoming" if self.side == "outgoing" else "outgoing": self.service.url(self.other)}
        return [PROGRAM, "check", self.service.user, "--incoming", urls["incoming"], "--outgoing", urls["outgoing"],
                "--ca", self.service.ca_file, "--timeout", str(self.row.timeout), "--offline",
                *self.arguments, "--password-fd", str(descriptor)]

    def run(self):
        environment = {"PATH": "/usr/bin:/bin", "HOME": self.home, "XDG_RUNTIME_DIR": self.home, "LANG": "C.UTF-8",
                       "DBUS_SESSION_BUS_ADDRESS": "disabled:", "GIO_USE_VFS": "local", "GSETTINGS_BACKEND": "memory",
                       "G_DEBUG": "fatal-warnings",
                       # What was freed goes back, or the sanitizer's quarantine looks like a leak.
                       "ASAN_OPTIONS": QUARANTINE + os.environ.get("ASAN_OPTIONS", "")}
        if "LETTERPLATE_DATA" in os.environ:
            environment["LETTERPLATE_DATA"] = os.environ["LETTERPLATE_DATA"]
        read_end, write_end = os.pipe()
        os.write(write_end, self.service.password.encode() + b"\n")
        os.close(write_end)
        began = time.monotonic()
        with (tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors,
              tempfile.NamedTemporaryFile() as memory):
            # What wait4() tells a process counts its own fork before the exec: this one is larger than the program.
            command = ["time", "--quiet", "--format=%M", "--output=" + memory.name, *self.command(read_end)]
            child = subprocess.Popen(command, env=environment, cwd=self.home, pass_fds=(read_end,), process_group=0,
                                     stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
            os.close(read_end)
            self.wait(child, self.deadline() + 30)
            self.memory = int(memory.read() or 0) / 1024
            self.seconds = time.monotonic() - began
            self.status = child.returncode
            self.stdout, self.stderr = (self.contents(file) for file in (out, errors))
        self.faulty.close()
        self.other.close()
        with contextlib.suppress(ValueError):
            self.document = json.loads(self.stdout)
        return self

    @staticmethod
    def contents(file):
        file.seek(0)
        return file.read().decode("utf-8", "replace")

    @staticmethod
    def wait(child, seconds):
        """Waits for the end of a child, and ends it with all that it started when it takes longer."""
        with os.fdopen(os.pidfd_open(child.pid)) as end:
            poll = select.poll()  # select() ends at 1024 open files
            poll.register(end, select.POLLIN)
            if not poll.poll(seconds * 1000):
                os.killpg(child.pid, signal.SIGKILL)
        child.wait()

    def deadline(self):
        """Connecting and the handshake may take 10 s each (rule 6), waiting for replies what was asked for."""
        return 20 + 2 * self.row.timeout

    def judge(self, baseline):
        row, records = self.row, self.faulty.take_records()
        others = self.other.take_records()
        self.judge_answer()
        tap.check(self.seconds < self.deadline(), f"took {self.seconds:.1f} s, allowed are {self.deadline()}")
        tap.check(self.memory > 1, "the memory was not seen")
        tap.check(self.memory < baseline + MEMORY_MIB, f"{self.memory:.0f} MiB, a good server takes {baseline:.0f}")
        password = self.service.password
        tap.check(password not in self.stdout + self.stderr, "the password is in the output")
        for record in records + others:
            tap.check(not record.holds(password, record.clear), "the password was sent in clear")
            tap.check(not record.data, "DATA was sent")
            tap.check(not record.error, f"the fault server is wrong: {record.error}")
        if not row.secret:
            tap.check(not any(record.holds(password, record.secured) for record in records), "a secret was sent")
        tried = sum(len(record.sign_ins) for record in records)
        tap.check(tried <= row.sign_ins, f"signed in {tried} times, allowed is {row.sign_ins}")
        if self.side == "incoming" and not self.signed_in():
            tap.check(not any(record.sign_ins for record in others), "signed in to the other side too")
            tap.equal(self.document["outgoing"]["verdict"], "not-tried", "the other side")
        if row.asked == "starttls":
            tap.check(self.document["suggestions"], "put right without a word")

    def signed_in(self):
        stages = (self.document.get(self.side) or {}).get("stages", [])
        return any(stage["stage"] == "sign-in" and stage["verdict"] == "ok" for stage in stages)

    def judge_answer(self):
        """Verdict, exit status and sentence."""
        tap.check(self.document, f"no JSON, status {self.status}\n{self.stderr[-3000:]}")
        side = self.document.get(self.side) or {}
        verdict = side.get("verdict")
        tap.check(verdict in self.row.expected(self.protocol),
                  f"verdict {verdict}, expected {self.row.expected(self.protocol)}\n{self.stdout[:3000]}{self.stderr[-2000:]}")
        if verdict == "ok":
            tap.equal(self.status, 0, "exit status")
        else:
            tap.check(self.status in (1, 3), f"exit status {self.status}")
            tap.equal(self.document.get("verdict"), verdict, "the whole verdict")
            for field in ("explanation", "reason", "next_step"):
                tap.check(side.get(field), f"no {field}")
            tap.check(side["for_owner"] or not OWNERS.match(verdict), "nothing for the server's owner")
        bad = UNSAFE.search("".join(strings(self.document)))
        tap.check(not bad, f"a control character {bad and hex(ord(bad.group()))} is in the answer")


def check(*arguments):
    """Listens only while it runs, so that not every row has its ports open at once."""
    return Run(*arguments).run()


def strings(value):
    """All texts of a JSON document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def told(service, home, row, *places):
    """JSON, the words for people and the report for helpers; each place is (which of them, what stands there)."""
    report = os.path.join(home, "report-" + row.name)
    texts = {"json": Run(service, home, row, "imap").run().stdout}
    spoken = Run(service, home, row, "imap", "--report", report).run()
    with open(report) as file:
        texts.update(words=spoken.stdout + spoken.stderr, report=file.read())
    for place, words in places:
        tap.contains(texts[place], words, place)


def alert(service, home):
    """An [ALERT] is shown also where all is well (RFC 9051 §7.1)."""
    row = behaviours.row("alert", after_sign_in=lambda peer: peer.say("* OK [ALERT] " + ALERT))
    told(service, home, row, ("json", ALERT), ("json", '"verdict":"ok"'), ("report", ALERT),
         ("words", f"{service.address} has a message for you: {ALERT}"), ("words", "Everything works"))


def owner(service, home):
    """Whoever runs the server learns how to mend it."""
    row = next(row for row in behaviours.ROWS if row.name == "certificate-chain-missing")
    told(service, home, row, ("json", "whole chain of certificates"),
         ("words", "For whoever runs the server: Send the whole chain"), ("report", "certificate-unknown-issuer"))


def main():
    suite = tap.Suite()
    with Service() as service, tempfile.TemporaryDirectory(prefix="lp-home-") as home, \
            concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        chosen = sys.argv[1:]
        rows = [(row, protocol) for row in behaviours.ROWS for protocol in row.protocols
                if not chosen or any(part in f"/{protocol}/{row.name}" for part in chosen)]
        baseline = {protocol: Run(service, home, GOOD, protocol).run().memory for protocol in behaviours.ALL}
        # The longest first, or one slow row makes everybody wait at the end.
        runs = {}
        for row, protocol in sorted(rows, key=lambda pair: -pair[0].timeout):
            runs[row.name, protocol] = pool.submit(check, service, home, row, protocol)
        for row, protocol in rows:
            suite.add(f"/{protocol}/{row.name}", lambda key: runs[key].result().judge(baseline[key[1]]),
                      (row.name, protocol))
        suite.add("/told/alert", alert, service, home)
        suite.add("/told/owner", owner, service, home)
        status = suite.run()
        if any(not future.done() for future in runs.values()):
            status = 1
    return status


if __name__ == "__main__":
    if "--here" in sys.argv:
        sys.argv.remove("--here")
        sys.exit(main())
    # Names of providers lead to the fault server, and nothing leads out.
    on_island = island.command("nxdomain", [sys.executable, "-B", __file__, "--here", *sys.argv[1:]], HOSTS)
    os.execvp(on_island[0], on_island)

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand checks in one process, good and bad servers mixed: memory and descriptors stay flat.

Half of the addresses are proved on the practice service; the others meet what goes wrong: a refused port, a wrong
port, TLS that is not spoken, a certificate that nobody vouches for, and the fault server's bad peers, as incoming and
as outgoing servers.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "faults")]

import behaviours  # noqa: E402
import service as faults  # noqa: E402
import tap  # noqa: E402
from practice import Practice  # noqa: E402
from road import Letterplate  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")
CHECKS = int(os.environ.get("LETTERPLATE_CHECKS", "10000"))
# A first part in which pools, caches and tables fill.
WARM = 0.5
# What was freed and is kept back by the sanitizer: in all, and by each of the pool's threads (1 MiB unless told).
QUARANTINE = "quarantine_size_mb=8:thread_local_quarantine_size_kb=64"
GROWTH_MIB = 16
SECONDS_FOR_EACH = 0.2
# Those that make a client wait for its time-out say nothing about memory, and would take the whole day.
SLOW = {"timed-out"}
FAULTS = [row for row in behaviours.ROWS
          if not row.host and row.timeout <= 2 and not SLOW & set(sum((row.expected(name) for name in row.protocols), ()))]


def domain(practice, number):
    """The practice service's own is the one that works: it sends for no other."""
    return f"d{number}.example" if number else practice.domain


def provider(practice, number, incoming, outgoing=None, ca_file=None):
    """One local domain with its own servers; the practice service's where none is named."""
    name, user = domain(practice, number), practice.users[0].address
    outgoing = outgoing or f"smtp+tls://{user}@{practice.address}:{practice.ports['submissions']}"
    return (f"[{name}]\nName={name}\nDomains={name};\nIncoming={incoming};\nOutgoing={outgoing};\nUser={user}\n"
            + (f"CAFile={ca_file}\n" if ca_file else ""))


def refused_port(address):
    with socket.socket() as sock:
        sock.bind((address, 0))
        return sock.getsockname()[1]


def at_fault(bad):
    """(incoming, outgoing) of each of the fault server's rows."""
    for row in FAULTS:
        good = {name: bad.url(bad.listen(behaviours.ROWS[0], name)) for name in ("imap", "smtp")}
        for protocol in row.protocols:
            url = bad.url(bad.listen(row, protocol))
            yield (good["imap"], url) if protocol == "smtp" else (url, good["smtp"])


def write_providers(practice, bad, home):
    """The domains, how many there are."""
    at, ports, ca = practice.address, practice.ports, practice.ca_file
    rows = [(f"imap+tls://{at}:{ports['imaps']}", None, ca), (f"imap+tls://{at}:{refused_port(at)}", None, ca),
            (f"imap+tls://{at}:{ports['submissions']}", None, ca), (f"imap+tls://{at}:{ports['relay']}", None, ca),
            (f"imap+tls://{at}:{ports['imaps']}", None, None)]
    rows += [(incoming, outgoing, bad.ca_file) for incoming, outgoing in at_fault(bad)]
    folder = os.path.join(home, ".config", "letterplate", "providers.d")
    os.makedirs(folder)
    with open(os.path.join(folder, "batch.ini"), "w") as out:
        out.write("".join(provider(practice, number, *row) for number, row in enumerate(rows)))
    return len(rows)


def look(pid):
    """(MiB resident, open descriptors, threads) of a process."""
    with open(f"/proc/{pid}/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return (int(fields["VmRSS"].split()[0]) / 1024, len(os.listdir(f"/proc/{pid}/fd")), int(fields["Threads"]))


def run(practice, bad, home):
    """The samples taken while it ran, and the lines it printed."""
    n_domains = write_providers(practice, bad, home)
    batch = os.path.join(home, "batch.txt")
    with open(batch, "w") as out:
        for number in range(CHECKS):
            kind = number % 2 and 1 + number // 2 % (n_domains - 1)
            out.write(f"p{number}@{domain(practice, kind)}\n" if kind else practice.users[0].address + "\n")
    letterplate = Letterplate(PROGRAM, home)
    environment = dict(letterplate.environment, ASAN_OPTIONS=QUARANTINE)
    samples, output = [], os.path.join(home, "output")
    # One password for each address, in their order.
    with tempfile.TemporaryFile("w+") as secret, open(output, "w") as out:
        secret.write((practice.users[0].password + "\n") * CHECKS)
        secret.seek(0)
        child = subprocess.Popen([PROGRAM, "check", "--batch", batch, "--json", "--offline", "--timeout", "5",
                                  "--password-fd", "0"], env=environment, cwd=home, stdin=secret, stdout=out,
                                 stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + 60 + CHECKS * SECONDS_FOR_EACH
        while child.poll() is None:
            tap.check(time.monotonic() < deadline, "it takes too long")
            time.sleep(0.2)
            try:
                samples.append(look(child.pid))
            except (OSError, KeyError):
                break
        words = child.stderr.read()
        child.wait()
    with open(output) as lines:
        return samples, lines.readlines(), child.returncode, words


def main():
    suite = tap.Suite()
    found = {}

    @suite.case("/batch/all-are-answered")
    def all_answered():
        with Practice() as practice, faults.Service() as bad, tempfile.TemporaryDirectory(prefix="lp-home-") as home:
            began = time.monotonic()
            found["samples"], lines, status, words = run(practice, bad, home)
            found["refused"], found["seconds"] = practice.failed_sign_ins(), time.monotonic() - began
            found["mail"] = [record for listener in bad.listeners for record in listener.records if record.data]
        tap.equal((len(lines), status), (CHECKS, 1), words[-2000:])
        good = sum('"verdict":"ok"' in line.partition('"incoming"')[0] for line in lines)
        # Among the bad peers some behave oddly and yet well enough.
        tap.check((CHECKS + 1) // 2 <= good < CHECKS, f"{good} are good")
        tap.equal((found["refused"], found["mail"]), (0, []))

    def flat(what, index, growth):
        samples = [sample[index] for sample in found["samples"]]
        tap.check(len(samples) > 10, f"only {len(samples)} samples")
        start = max(1, int(len(samples) * WARM))
        early, late = max(samples[:start + 1]), max(samples[start:])
        # For people who want the figures.
        print(f"# {CHECKS} checks in {found['seconds']:.0f} s: {what} {samples[0]:.0f} at first, {early:.0f} after"
              f" {WARM:.0%}, {late:.0f} at most later, {samples[-1]:.0f} at last")
        tap.check(late <= early + growth, f"{what} grew from {early:.0f} to {late:.0f}")

    suite.add("/batch/memory", flat, "memory in MiB", 0, GROWTH_MIB)
    suite.add("/batch/descriptors", flat, "open descriptors", 1, 10)
    suite.add("/batch/threads", flat, "threads", 2, 4)
    return suite.run()


if __name__ == "__main__":
    sys.exit(main())

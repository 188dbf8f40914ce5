#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand checks in one process, good and bad servers mixed: memory and descriptors stay flat.

Half of the addresses are proved on the practice service; the others meet what goes wrong most often: a refused
port, a wrong port, TLS that is not spoken, a certificate that nobody vouches for.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from practice import Practice  # noqa: E402
from road import Letterplate  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")
CHECKS = int(os.environ.get("LETTERPLATE_CHECKS", "10000"))
# A first part in which pools, caches and tables fill.
WARM = 0.2
GROWTH_MIB = 16
SECONDS_FOR_EACH = 0.2


def domain(practice, number):
    """The practice service's own is the one that works: it sends for no other."""
    return f"d{number}.example" if number else practice.domain


def provider(practice, number, incoming):
    """One local domain: its own incoming server, the practice service's outgoing one."""
    name = domain(practice, number)
    return (f"[{name}]\nName={name}\nDomains={name};\nIncoming={incoming};\n"
            f"Outgoing=smtp+tls://{practice.users[0].address}@{practice.address}:{practice.ports['submissions']};\n"
            f"User={practice.users[0].address}\n" + (f"CAFile={practice.ca_file}\n" if number != 4 else ""))


def refused_port(address):
    with socket.socket() as sock:
        sock.bind((address, 0))
        return sock.getsockname()[1]


def write_providers(practice, home):
    """The domains, how many there are."""
    at, ports = practice.address, practice.ports
    kinds = (f"imap+tls://{at}:{ports['imaps']}", f"imap+tls://{at}:{refused_port(at)}",
             f"imap+tls://{at}:{ports['submissions']}", f"imap+tls://{at}:{ports['relay']}",
             f"imap+tls://{at}:{ports['imaps']}")
    folder = os.path.join(home, ".config", "letterplate", "providers.d")
    os.makedirs(folder)
    with open(os.path.join(folder, "batch.ini"), "w") as out:
        out.write("".join(provider(practice, number, incoming) for number, incoming in enumerate(kinds)))
    return len(kinds)


def look(pid):
    """(MiB resident, open descriptors, threads) of a process."""
    with open(f"/proc/{pid}/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return (int(fields["VmRSS"].split()[0]) / 1024, len(os.listdir(f"/proc/{pid}/fd")), int(fields["Threads"]))


def run(practice, home):
    """The samples taken while it ran, and the lines it printed."""
    n_domains = write_providers(practice, home)
    batch = os.path.join(home, "batch.txt")
    with open(batch, "w") as out:
        for number in range(CHECKS):
            kind = number % 2 and 1 + number // 2 % (n_domains - 1)
            out.write(f"p{number}@{domain(practice, kind)}\n" if kind else practice.users[0].address + "\n")
    letterplate = Letterplate(PROGRAM, home)
    environment = dict(letterplate.environment, ASAN_OPTIONS="quarantine_size_mb=8")
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
        with Practice() as practice, tempfile.TemporaryDirectory(prefix="lp-home-") as home:
            found["samples"], lines, status, words = run(practice, home)
            found["refused"] = practice.failed_sign_ins()
        tap.equal((len(lines), status), (CHECKS, 1), words[-2000:])
        good = sum('"verdict":"ok"' in line.partition('"incoming"')[0] for line in lines)
        tap.equal(good, (CHECKS + 1) // 2)
        tap.equal(found["refused"], 0)

    def flat(what, index, growth):
        samples = [sample[index] for sample in found["samples"]]
        tap.check(len(samples) > 10, f"only {len(samples)} samples")
        start = max(1, int(len(samples) * WARM))
        early, late = max(samples[:start + 1]), max(samples[start:])
        tap.check(late <= early + growth, f"{what} grew from {early:.0f} to {late:.0f}")

    suite.add("/batch/memory", flat, "memory in MiB", 0, GROWTH_MIB)
    suite.add("/batch/descriptors", flat, "open descriptors", 1, 10)
    suite.add("/batch/threads", flat, "threads", 2, 4)
    return suite.run()


if __name__ == "__main__":
    sys.exit(main())

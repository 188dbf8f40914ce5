#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""letterplate doctor: homes with planted faults; it finds each of them and nothing else."""

import datetime
import os
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import home as homes  # noqa: E402
import patients  # noqa: E402
import tap  # noqa: E402

suite = tap.Suite()


def silent_port():
    """A port of this machine on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@suite.case("/doctor/planted-faults")
def planted_faults():
    home = homes.Home()
    expected = patients.fill(home, silent_port())
    done, document = home.json("doctor")
    tap.equal(done.returncode, 1, done.stderr)
    tap.equal(document["errors"], [])
    found = {}
    for account in document["accounts"]:
        codes = sorted(finding["code"] for finding in account["findings"])
        found.setdefault(account["client"], {})[account["account"]] = codes
        for finding in account["findings"]:
            tap.check(finding["detail"] and finding["fix"], f"{finding['code']} says what and what helps")
            tap.check(finding["severity"] in ("note", "warning", "error"), finding["severity"])
    for client in expected:
        tap.equal(found.get(client), expected[client], client)
    tap.equal(sorted(found), sorted(expected), "clients")
    home.remove()


@suite.case("/doctor/nothing-wrong")
def nothing_wrong():
    home = homes.Home()
    patients.fill_sound(home)
    done, document = home.json("doctor")
    tap.equal([account["findings"] for account in document["accounts"]], [[], []])
    tap.equal(done.returncode, 0, done.stderr)
    tap.contains(home.run("doctor").stdout, "nothing to complain about")
    home.remove()


@suite.case("/doctor/nobody-there")
def nobody_there():
    home = homes.Home()
    done = home.run("doctor")
    tap.equal(done.returncode, 0, done.stderr)
    tap.contains(done.stdout, "No mail app")
    home.remove()


@suite.case("/doctor/gateway-runs")
def gateway_runs():
    home = homes.Home()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        patients.write_mbsync(home, [("davmail", "127.0.0.1", listener.getsockname()[1], "anna@example.org", "None")])
        _, document = home.json("doctor")
        tap.equal(document["accounts"][0]["findings"], [])
    _, document = home.json("doctor")
    tap.equal([finding["code"] for finding in document["accounts"][0]["findings"]], ["gateway-gone"])
    home.remove()


@suite.case("/doctor/an-end-to-come")
def an_end_to_come():
    home = homes.Home()
    patients.write_msmtp(home, [("work", "smtp.office365.com", 587, "anna@example.com", "")])
    done, document = home.json("doctor")
    code = "method-ends" if datetime.date.today() <= datetime.date(2026, 12, 31) else "dead-method"
    tap.equal([finding["code"] for finding in document["accounts"][0]["findings"]], [code])
    tap.equal(done.returncode, 1)
    home.remove()


# What a repair changes: lines that go, and lines that come.
REPAIRS = {
    "thunderbird:2": (['server2.hostname", "pop3.live.com"', 'smtp2.authMethod", 3'],
                      ['server2.hostname", "outlook.office365.com"', 'smtp2.hostname", "smtp-mail.outlook.com"',
                       'server2.authMethod", 10', 'account2.letterplate"']),
    "thunderbird:3": (['server3.authMethod", 3'], ['server3.authMethod", 10', 'smtp3.authMethod", 10']),
    "thunderbird:5": (['server5.socketType", 1'], ['server5.socketType", 2']),
    "thunderbird:6": (['server6.port", 110'], ['server6.port", 995', 'server6.socketType", 3']),
    "thunderbird:7": (['smtp7.username", ""'], ['smtp7.username", "emil@example.org"']),
    "msmtp:2": (["-port 25"], ["+port 587", "+tls on", "+account default : port25"]),
    "msmtp:3": (["-password"], ["+passwordeval", "The keyring gets the item"]),
    "msmtp:4": (["-auth off"], ["+auth on"]),
    "msmtp:5": (["-tls off"], ["+tls_starttls on"]),
    "mbsync:2": (["-Host imap.elsewhere.example"], ["+Host outlook.office365.com", "+AuthMechs XOAUTH2"]),
    "geary:2": (["-transport_security=none", "-port=25"], ["+port=993", "+port=587", "+credentials=custom"]),
    "evolution:1": (["-Host=imap.live.com", "-Host=smtp.live.com"], ["+Host=outlook.office365.com", "+Method=Outlook"]),
}


@suite.case("/doctor/fix-shows-its-changes")
def fix_shows_its_changes():
    home = homes.Home()
    patients.fill(home, silent_port())
    before = home.contents()
    for name, (gone, come) in REPAIRS.items():
        done = home.run("doctor", "--fix", name, "--diff", "--offline")
        tap.equal(done.returncode, 0, f"{name}: {done.stderr}")
        for part in gone:
            tap.check(any(part.lstrip("-") in line for line in done.stdout.splitlines() if line.startswith("-")),
                      f"{name}: {part} goes: {done.stdout}")
        for part in come:
            tap.check(any(part.lstrip("+") in line for line in done.stdout.splitlines() if line[:1] in "+#"),
                      f"{name}: {part} comes: {done.stdout}")
        tap.check("not-a-real-password" not in done.stdout + done.stderr, "no password is shown")
    tap.equal(home.contents(), before, "nothing is written")
    home.remove()


@suite.case("/doctor/fix-needs-one-account")
def fix_needs_one_account():
    home = homes.Home()
    patients.fill(home, silent_port())
    for name in ("anna@example.org", "nobody@example.org", "msmtp:99"):
        tap.equal(home.run("doctor", "--fix", name, "--diff", "--offline").returncode, 2, name)
    tap.equal(home.run("doctor", "--fix").returncode, 2)
    tap.equal(home.run("doctor", "msmtp:1").returncode, 2)
    tap.contains(home.run("doctor", "--fix", "msmtp:1").stdout, "nothing to put right")
    home.remove()


RECORD = (".local", "state", "letterplate", "receipts")
GOOD = (
    "('receipt', {'account': <'anna'>, 'address': <'anna@example.org'>, 'time': <int64 1772380800>})",
    "('client', {'id': <'msmtp'>, 'steps': <uint32 0>})",
    "('phase', {'client': <uint32 0>, 'phase': <'done'>})",
)


def write_record(home, name, lines):
    return home.write(os.path.join(*RECORD, name, "journal"), "".join(line + "\n" for line in lines))


@suite.case("/doctor/damaged-record")
def damaged_record():
    """Who may not be able to take a set-up back is told so by name; what is sound can be taken back."""
    home = homes.Home()
    patients.fill_sound(home)
    write_record(home, "20260301-160000-000000", GOOD)
    path = write_record(home, "20260302-160000-000000", (GOOD[0], "('cli\0nt", GOOD[2]))
    said = f"({path}: Line 2 cannot be understood.)"
    done, document = home.json("doctor")
    tap.equal(done.returncode, 3, done.stderr)
    tap.check(len(document["errors"]) == 1 and document["errors"][0].endswith(said), document["errors"])
    done, document = home.json("accounts")
    tap.equal(done.returncode, 3, done.stderr)
    tap.equal([bool(account["damage"]) for account in document["accounts"]], [True, False])
    for command in (("accounts",), ("undo", "--yes"), ("undo", "--yes", "20260302-160000-000000")):
        done = home.run(*command)
        tap.equal(done.returncode, 3, f"{command}: {done.stderr}")
        tap.contains(done.stderr, said)
    tap.equal(home.run("undo", "--yes", "20260301-160000-000000").returncode, 0)
    done = home.run("forget", "--yes", "anna@example.org")
    tap.equal(done.returncode, 3, done.stderr)
    tap.contains(done.stderr, said)
    tap.contains(home.run("doctor", "--fix", "msmtp:1", "--offline").stderr, said)
    tap.equal(home.run("forget", "--yes", "nobody@example.org").returncode, 1)
    with open(path) as journal:
        tap.contains(journal.read(), "('cli\0nt\n")
    home.remove()


sys.exit(suite.run())

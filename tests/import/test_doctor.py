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


sys.exit(suite.run())

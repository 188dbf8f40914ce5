#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""letterplate doctor --online on real servers: silent where all works, one failed sign-in where the password is wrong."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "lab"), os.path.dirname(HERE)]

import tap  # noqa: E402
from road import BY_HAND, Road  # noqa: E402

road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"))
suite = tap.Suite(on_failure=lambda: road.practice.log()[-4000:])


def codes(result):
    return {account["client"]: [finding["code"] for finding in account["findings"]]
            for account in result.document["accounts"]}


@suite.case("/online/works")
def works():
    # Accounts on hosts that are none of ours would be asked too.
    for name in BY_HAND:
        os.unlink(road.session.path(name))
    road.setup()
    failed, signed_in = road.practice.failed_sign_ins(), road.practice.sign_ins()
    result = road.must(road.letterplate("doctor", "--online", "--json"))
    tap.equal(codes(result), {"msmtp": [], "mbsync": []})
    tap.equal(road.practice.failed_sign_ins(), failed, "failed sign-ins")
    tap.check(road.practice.sign_ins() > signed_in, "the accounts were signed in to")


@suite.case("/online/wrong-password")
def wrong_password():
    road.practice.change_password("another one 42")
    before = road.practice.failed_sign_ins()
    result = road.must(road.letterplate("doctor", "--online", "--json"), 1)
    tap.equal(codes(result), {"msmtp": ["wrong-credentials"], "mbsync": ["wrong-credentials"]})
    # Each app names one server of its own, so each server heard the wrong password once.
    tap.equal(road.practice.failed_sign_ins(), before + 2, "failed sign-ins")
    tap.check(road.password not in result.stdout + result.stderr, "no password is shown")


@suite.case("/online/server-gone")
def server_gone():
    road.practice.stop()
    result = road.must(road.letterplate("doctor", "--online", "--json"), 1)
    tap.equal(codes(result), {"msmtp": ["gateway-gone"], "mbsync": ["gateway-gone"]})


with road:
    status = suite.run()
sys.exit(status)

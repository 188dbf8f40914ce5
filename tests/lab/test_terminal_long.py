#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""More mail programs of the terminal, as in test_terminal.py, for the long suite."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import trust  # noqa: E402

trust.enter(ordinary=True)

import tap  # noqa: E402
import terminal  # noqa: E402
from terminal import ACCOUNT, POP3_STARTTLS, POP3_TLS, STARTTLS, TLS, Program  # noqa: E402

PROGRAMS = [
    Program("mutt", (TLS, STARTTLS, POP3_TLS, POP3_STARTTLS), fetch=["mutt"], keys="\n|\n",
            send=["mutt", "-s", "{subject}", "{address}"]),
    # Its own test signs in, which nobody proved here.
    Program("offlineimap", (TLS,), fetch=["offlineimap", "-o", "-u", "basic"], stores="Mail", tests_itself=False),
    Program("offlineimap", (TLS,), fetch=["offlineimap", "-o", "-u", "basic"], stores="Mail", tests_itself=False,
            pinned=True),
    Program("fetchmail", (TLS, STARTTLS, POP3_TLS, POP3_STARTTLS), fetch=["letterplate", "fetchmail", "{account}"],
            stores="Mail"),
]


def without_password(app):
    """fetchmail is not even started where there is no password: it would try an empty one."""
    terminal.furnish(app, "")
    app.set_up("fetchmail")
    before = len(app.practice.log())
    app.session.run(["secret-tool", "clear", "account", ACCOUNT, "service", "imap"], check=True)
    done = app.run_letterplate("fetchmail", ACCOUNT)
    tap.equal(done.returncode, 1, done.stdout + done.stderr)
    tap.contains(done.stderr, "keyring")
    tap.equal(app.practice.log()[before:], "", "what the server saw")
    app.undo()


if __name__ == "__main__":
    with terminal.start() as session:
        suite = terminal.suite(PROGRAMS, session)
        suite.add("/terminal/fetchmail/without-password", without_password, session)
        sys.exit(suite.run())

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


def alpine(app):
    """It asks once for reading, and not at all for sending."""
    terminal.furnish(app, "")
    app.set_up("alpine", "--name", "Maya Lind")
    program = Program("alpine", (TLS,))
    command = ["alpine", "-p", app.session.path(".config", "letterplate", ACCOUNT + ".pinerc")]
    before = len(app.sign_ins())
    shown = terminal.on_terminal(app, program, [*command, app.user.address], "\r\r\r|from alpine|\x18|y|y",
                                 lambda _: terminal.is_delivered(app, "from alpine"))
    terminal.check_sign_ins(app, before, "submission", shown)
    tap.check("PASSWORD" not in shown, shown[-500:])
    before = len(app.sign_ins())
    shown = terminal.on_terminal(app, program, command, app.user.password + "\r|n|i|\r",
                                 lambda shown: terminal.WELCOME.encode() in shown)
    terminal.check_sign_ins(app, before, "imap", shown)
    tap.contains(shown, terminal.WELCOME)
    app.undo()
    tap.equal([name for name, text in terminal.snapshot(app).items() if app.practice.address.encode() in text], [],
              "files with the server")


if __name__ == "__main__":
    with terminal.start() as session:
        suite = terminal.suite(PROGRAMS, session)
        suite.add("/terminal/fetchmail/without-password", without_password, session)
        suite.add("/terminal/alpine/asks-once", alpine, session)
        sys.exit(suite.run())

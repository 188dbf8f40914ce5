#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One wrong password is one failed sign-in, whichever way it is given: the server's own log counts.

Every mechanism and protocol is in test_servers.py, a user name that is left open in test_discovery.py, the window in
tests/ui, doctor in tests/import; here are the ways of the command line.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from practice import ADDRESS, Practice, User  # noqa: E402
from road import BY_HAND, Road  # noqa: E402

BIN = os.path.join(os.environ["LETTERPLATE_BUILD"], "src")
OTHER = "otto@fjordpost.example"
BATCH = 4
road = Road(BIN)
suite = tap.Suite(on_failure=lambda: road.practice.log()[-3000:])


def url(kind, port, user=ADDRESS):
    return f"{kind}://{user}@{road.practice.address}:{road.practice.ports[port]}"


def server(incoming, outgoing, user=ADDRESS):
    return ("check", ADDRESS, "--incoming", url(*incoming), "--outgoing", url(*outgoing, user), "--ca",
            road.practice.ca_file)


IMAPS, IMAP, POP3S, POP3 = ("imap+tls", "imaps"), ("imap+starttls", "imap"), ("pop3+tls", "pop3s"), ("pop3+starttls", "pop3")
SMTPS, SMTP = ("smtp+tls", "submissions"), ("smtp+starttls", "submission")
# Name: (how it is called, the secret, refused sign-ins, accepted ones)
WAYS = {
    "check": (lambda: ("check", ADDRESS), "wrong", 1, 0),
    "check-agreed-to-everything": (lambda: ("check", ADDRESS, "--yes", "--send-test-message"), "wrong", 1, 0),
    "check/imap-tls": (lambda: server(IMAPS, SMTPS), "wrong", 1, 0),
    "check/imap-starttls": (lambda: server(IMAP, SMTP), "wrong", 1, 0),
    "check/pop3-tls": (lambda: server(POP3S, SMTPS), "wrong", 1, 0),
    "check/pop3-starttls": (lambda: server(POP3, SMTP), "wrong", 1, 0),
    # Signed in to receive; to send as somebody else, whose password is another.
    "check/smtp-tls": (lambda: server(IMAPS, SMTPS, OTHER), None, 1, 1),
    "check/smtp-starttls": (lambda: server(IMAPS, SMTP, OTHER), None, 1, 1),
    "check/receive-only": (lambda: ("check", ADDRESS, "--outgoing", "none"), "wrong", 1, 0),
    "setup": (lambda: ("setup", ADDRESS, "--client", "msmtp,mbsync", "--yes"), "wrong", 1, 0),
    "batch": (lambda: ("check", "--batch", batch_file()), "\n".join(["wrong"] * BATCH), BATCH, 0),
}  # yapf: disable
# With the account in mail programs and a keyring whose password the server no longer knows.
LATER = {
    "account/mbsync": (lambda: ("check", "--account", f"mbsync:{number('mbsync')}"), None, 1, 0),
    "account/msmtp": (lambda: ("check", "--account", f"msmtp:{number('msmtp')}"), None, 1, 0),
    "keyring": (lambda: ("check", ADDRESS), None, 1, 0),
    "password": (lambda: ("password", ADDRESS), "wrong too", 1, 0),
}


def batch_file():
    path = road.session.path("addresses")
    with open(path, "w") as out:
        out.write((ADDRESS + "\n") * BATCH)
    return path


def number(client):
    """Which of a client's accounts is ours, as CLIENT:N counts."""
    clients = road.must(road.letterplate("clients", "--json")).document["clients"]
    accounts = next(row for row in clients if row["id"] == client)["accounts"]
    return [account["ours"] for account in accounts].index(True) + 1


def counted(arguments, secret, refused, accepted):
    words = arguments()
    before = road.practice.failed_sign_ins(), road.practice.sign_ins()
    result = road.letterplate(*words, secret=secret)
    tap.equal(result.status, 1, str(result))
    tap.equal((road.practice.failed_sign_ins() - before[0], road.practice.sign_ins() - before[1]), (refused, accepted),
              f"refused and accepted sign-ins\n{result}")


def way(name):
    call, secret, refused, accepted = WAYS[name]
    before = road.snapshot()
    counted(call, road.password if secret is None else secret, refused, accepted)
    tap.equal({key for key in road.snapshot() if key not in before} - {"addresses"}, set(), "files that were written")


def settle():
    for name in BY_HAND:
        os.unlink(road.session.path(name))
    road.setup()
    road.practice.change_password("another one 42")


def main():
    road.practice = Practice(users=[User(ADDRESS, "right one 17"), User(OTHER, "quite another 18")])
    road.password = "right one 17"
    for name in WAYS:
        suite.add("/one-attempt/" + name, way, name)
    suite.add("/one-attempt/settled", settle)
    for name, row in LATER.items():
        suite.add("/one-attempt/" + name, counted, *row)
    with road:
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

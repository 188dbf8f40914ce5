#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""letterplate doctor --fix with the real keyring: it repairs, and undo gives every octet back."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "lab")]

import home as homes  # noqa: E402
import patients  # noqa: E402
import session as sessions  # noqa: E402
import tap  # noqa: E402

# A port that needs rights to listen on and that nothing uses.
SILENT_PORT = 1
PASSWORD = b"hunter2 'quoted'\n"
REPAIRED = ["msmtp:2", "msmtp:3", "msmtp:4", "msmtp:5", "geary:2", "thunderbird:5", "thunderbird:6", "thunderbird:7",
            "sylpheed:2"]
suite = tap.Suite()


class Place(homes.Home):
    """A home in a session with a bus and an unlocked keyring."""

    def __init__(self, session):
        super().__init__()
        for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
            self.environment[name] = session.environment[name]

    def fix(self, name):
        reader, writer = os.pipe()
        os.write(writer, PASSWORD)
        os.close(writer)
        done = self.run("doctor", "--fix", name, "--yes", "--no-check", "--offline", "--password-fd", str(reader),
                        pass_fds=(reader,))
        os.close(reader)
        return done

    def findings(self, name):
        _, document = self.json("doctor")
        return next([one["code"] for one in account["findings"]] for account in document["accounts"]
                    if account["id"] == name)


def repair(name):
    with sessions.Session() as session:
        home = Place(session)
        patients.fill(home, SILENT_PORT)
        before = home.contents()
        tap.check(home.findings(name), f"{name} has something wrong")

        done = home.fix(name)
        tap.equal(done.returncode, 0, done.stdout + done.stderr)
        tap.equal(home.findings(name), [], f"{name} after the repair")
        tap.check(home.contents() != before, "something was written")
        for path, octets in home.contents().items():
            tap.check(PASSWORD.strip() not in octets, f"{path} holds no password")

        undone = home.run("undo", "--yes")
        tap.equal(undone.returncode, 0, undone.stdout + undone.stderr)
        after = home.contents()
        tap.equal({path: after.get(path) for path in before}, before, "undo gives everything back")
        tap.equal(sorted(set(after) - set(before)), [], "and leaves nothing")
        home.remove()


for one in REPAIRED:
    suite.case(f"/repair/{one}", one)(repair)

sys.exit(suite.run())

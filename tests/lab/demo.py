#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""./run demo: a practice mail service, and the whole road on it.

With a display the assistant opens and the person walks the road; else the command line does. Nothing of the
person's is read or written: HOME, message bus, keyring and mail server are made for the demo and go with it.
"""

import argparse
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)

from practice import PracticeError  # noqa: E402
from road import CLIENTS, Road, RoadError  # noqa: E402
from session import SessionError  # noqa: E402


class Teller:
    """Says what is done, and how long it took."""

    def __init__(self):
        self.began = time.monotonic()
        self.number = 0

    def step(self, text, function, *arguments):
        self.number += 1
        print(f"{self.number:2}. {text} ", end="", flush=True)
        began = time.monotonic()
        result = function(*arguments)
        print(f"({time.monotonic() - began:.1f} s)", flush=True)
        return result

    @staticmethod
    def note(text):
        print("    " + text, flush=True)


def server(found):
    return f"{found['protocol']} on {found['host']}, port {found['port']}, {found['security']}"


def walk_by_command(road, teller):
    candidate = teller.step(f"Looking for the settings of {road.address}.", road.discover)
    teller.note(f"found by: {candidate['source']}")
    teller.note(f"receiving: {server(candidate['incoming'])}")
    teller.note(f"sending: {server(candidate['outgoing'])}")
    report = teller.step("Proving on the servers that receiving and sending work; nothing is written yet.",
                         lambda: road.must(road.check()).document)
    teller.note(f"receiving: {report['incoming']['verdict']}, {report['incoming']['messages']} message")
    teller.note(f"sending: {report['outgoing']['verdict']}; sign-in required: "
                f"{report['outgoing']['authentication_required']}")
    teller.step(f"Setting the account up for {CLIENTS.replace(',', ' and ')}, the password in the keyring.",
                road.setup)


def language():
    """The window speaks the person's language."""
    return {name: text for name, text in os.environ.items() if name in ("LANG", "LANGUAGE") or name.startswith("LC_")}


def walk_by_window(road, teller):
    teller.note("The assistant opens now. Type in this practice account, and tick msmtp and mbsync")
    teller.note("(with Mutt installed, they are one app, “Mutt, msmtp and mbsync”):")
    teller.note(f"    Address:  {road.address}")
    teller.note(f"    Password: {road.password}")
    program = os.path.join(road.directory, "letterplate-assistant")
    done = teller.step("Waiting until you close the window.", lambda: subprocess.run(
        [program], env=dict(road.session.environment, **language()), cwd=road.session.home, stdin=subprocess.DEVNULL,
        check=False))
    if done.returncode:
        raise RoadError(f"the assistant ended with status {done.returncode}")
    return set(road.changes()) >= {".msmtprc", ".mbsyncrc"}


def prove(road, teller):
    for name in road.changes():
        teller.note(f"changed: ~/{name}")
    teller.note(f"keyring: {road.keyring_items()} items")
    count = teller.step("Fetching mail with the real mbsync.", road.fetch)
    teller.note(f"{count} message")
    message_id = teller.step("Sending a message to oneself with the real msmtp.", road.send)
    teller.step("Looking for it on the server over IMAP.", road.find, message_id)
    teller.note("it is there")
    teller.step("Taking everything back: letterplate undo.", road.undo)
    if road.changes() or road.keyring_items():
        raise RoadError(f"after undo there remain: {road.changes()}, keyring items: {road.keyring_items()}")
    teller.note("every file is as it was, byte for byte; no item of the account is left in the keyring")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--prefix", required=True, help="where Letterplate is installed")
    parser.add_argument("--text", action="store_true", help="no window, even where there is a display")
    options = parser.parse_args()
    window = not options.text and any(os.environ.get(name) for name in ("WAYLAND_DISPLAY", "DISPLAY"))

    teller = Teller()
    road = Road(os.path.join(os.path.abspath(options.prefix), "bin"), own_display=window)
    try:
        try:
            teller.step("Starting a practice mail service, a private session and an empty home.", road.start)
            teller.note(f"Dovecot and a certificate authority of its own on {road.practice.address}; nothing leaves "
                        "this computer")
            if window and not walk_by_window(road, teller):
                teller.note("No account was set up for msmtp and mbsync, so there is nothing to try.")
                return
            if not window:
                walk_by_command(road, teller)
            prove(road, teller)
        finally:
            teller.step("Stopping the service and removing what the demo made.", road.stop)
    except (PracticeError, RoadError, SessionError) as error:
        sys.exit(f"\nThe demo stopped here:\n{error}")
    except KeyboardInterrupt:
        sys.exit("\nStopped; nothing is left behind.")
    print(f"Done after {time.monotonic() - teller.began:.1f} s.")


if __name__ == "__main__":
    main()

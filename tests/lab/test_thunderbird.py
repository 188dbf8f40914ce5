#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Thunderbird: takes the profile that was made for it, asks once by itself, and not at all with our add-on."""

import configparser
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from mailapp import MailApp  # noqa: E402
from witness import files_with  # noqa: E402

suite = tap.Suite()
QUIET = {"MOZ_CRASHREPORTER_DISABLE": "1", "MOZ_ENABLE_WAYLAND": "0", "GNOME_ACCESSIBILITY": "1"}
ASKS = "Enter your password for"


def start():
    return MailApp(trusted=False, **QUIET)


def profile(app):
    """The profile that Thunderbird's own section of profiles.ini names."""
    root, file = app.session.path(".thunderbird"), configparser.ConfigParser(interpolation=None)
    file.read(os.path.join(root, "profiles.ini"))
    defaults = [file[section]["Default"] for section in file.sections() if section.startswith("Install")]
    tap.equal(len(defaults), 1, "profiles that Thunderbird opens")
    return os.path.join(root, defaults[0])


def preferences(app):
    with open(os.path.join(profile(app), "prefs.js")) as file:
        return file.read()


@suite.case("/thunderbird/asks-once")
def asks_once():
    with start() as app:
        app.set_up("thunderbird", "--pin", app.pin())
        with app.running("thunderbird") as child:
            app.wait_for(lambda: any(ASKS in title for title in app.windows()), "its question")
            tap.equal((app.sign_ins(), app.practice.failed_sign_ins()), ([], 0))
            app.answer(child, ASKS, app.user.password)
            app.wait_for_sign_in()
        tap.contains(profile(app), "letterplate.default")
        tap.contains(preferences(app), 'letterplate"')
        app.undo()
        tap.check("fjordpost" not in preferences(app), "something of the account is left in prefs.js")


def with_add_on(protocol, incoming, outgoing):
    with start() as app:
        app.set_up("thunderbird", "--pin", app.pin(), "--thunderbird-add-on", incoming=app.server(*incoming),
                   outgoing=app.server(*outgoing))
        for _ in range(2):  # also when it is started again
            before = len(app.sign_ins(protocol))
            with app.running("thunderbird"):
                app.wait_for(lambda count=before: len(app.sign_ins(protocol)) > count, "sign-in")
                app.wait_for_sign_in(protocol)
                app.no_question()
        tap.equal(files_with(app.user.password, profile(app)), [], "files with the password")
        app.undo()
        tap.check("fjordpost" not in preferences(app), "something of the account is left in prefs.js")
        tap.check(not os.path.exists(os.path.join(profile(app), "extensions", "mail@letterplate.org.xpi")),
                  "the add-on is left")


suite.add("/thunderbird/add-on/imap-tls", with_add_on, "imap", ("imap", "imaps"), ("smtp", "submissions"))
suite.add("/thunderbird/add-on/pop3-starttls", with_add_on, "pop3", ("pop3", "pop3", "starttls"),
          ("smtp", "submission", "starttls"))


@suite.case("/thunderbird/used-profile")
def used_profile():
    """A profile that Thunderbird made by itself, and has open at first."""
    with start() as app:
        with app.running("thunderbird"):
            app.wait_for(lambda: any("Home" in title for title in app.windows()), "its window")
            done = app.try_to_set_up("thunderbird", "--pin", app.pin(), "--thunderbird-add-on")
            tap.equal(done.returncode, 1, done.stderr)
            tap.contains(done.stdout + done.stderr, "running")
        before = preferences(app)
        app.set_up("thunderbird", "--pin", app.pin(), "--thunderbird-add-on")
        for line in before.splitlines():
            if "mail.account" not in line and "mail.smtp" not in line:
                tap.contains(preferences(app), line)
        with app.running("thunderbird"):
            app.wait_for_sign_in()
            app.no_question()
        app.undo()
        tap.check("fjordpost" not in preferences(app), "something of the account is left in prefs.js")


if __name__ == "__main__":
    sys.exit(suite.run())

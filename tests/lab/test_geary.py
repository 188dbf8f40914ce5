#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Geary: reads and sends with the passwords from the keyring, rewrites its files, and is undone all the same."""

import contextlib
import glob
import os
import secrets
import sys
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import trust  # noqa: E402

trust.enter()

import tap  # noqa: E402
from mailapp import MailApp  # noqa: E402
from postfix import Postfix  # noqa: E402
from practice import ADDRESS, DOMAIN, Practice, User  # noqa: E402
from witness import files_with  # noqa: E402

AUTH_PORT = 10901
OURS = "letterplate-maya-fjordpost-example"
THEIRS = "account_01"
OTHER = "nils@" + DOMAIN
# What Geary writes of its own accord: here the practice mailbox gets an archive.
REWRITTEN = "archive_folder=Archive;"
# An account as Geary's own assistant makes it.
ACCOUNT = """\
[Metadata]
version=1
status=enabled

[Account]
ordinal=1
label=My mail
prefetch_days=30
save_drafts=true
save_sent=true
use_signature=true
signature=Greetings
sender_mailboxes=Me <{address}>;
service_provider=other

[Folders]
archive_folder=
drafts_folder=
sent_folder=
junk_folder=
trash_folder=

[Incoming]
login={address}
remember_password=true
host={host}
port={imap}
transport_security={security}
credentials=custom

[Outgoing]
login={address}
remember_password=true
host={host}
port={smtp}
transport_security={security}
credentials=use-incoming
"""
suite = tap.Suite()


@contextlib.contextmanager
def desktop():
    """Geary's desktop; mail is sent through a real Postfix."""
    users = [User(address, secrets.token_urlsafe(12)) for address in (ADDRESS, OTHER)]
    with MailApp(practice=Practice(users=users, auth_port=AUTH_PORT)) as app, Postfix(app.practice) as postfix:
        yield app, postfix


def through(app, postfix, service, security):
    return f"smtp+{security}://{app.user.address}@{app.practice.address}:{postfix.ports[service]}"


def geary(app):
    return app.running("geary", stop=["geary", "--quit"])


def settings(app, name=OURS):
    with contextlib.suppress(FileNotFoundError), open(app.session.path(".config", "geary", name, "geary.ini")) as file:
        return file.read()
    return None


def items(app, user):
    done = app.session.run(["secret-tool", "search", "--all", "login", user], capture_output=True, text=True)
    return done.stdout.count("[/")


def wait_for_sign_in(app, user):
    app.wait_for(lambda: any(one[1] == user for one in app.sign_ins("imap")), f"sign-in of {user}")
    tap.equal({tls for *_, tls in app.sign_ins()}, {True}, "over TLS")
    tap.equal(app.practice.failed_sign_ins(), 0, "refused sign-ins")


def send(app, postfix, subject):
    """The composer is whole once it saved the draft, ten seconds after it came; Ctrl+Return sends."""
    before = len(postfix.taken())
    question = urllib.parse.urlencode({"subject": subject, "body": "Sent."}, quote_via=urllib.parse.quote)
    # Its status says nothing.
    app.session.run(["geary", f"mailto:{app.user.address}?{question}"], capture_output=True, timeout=60)
    drafts = os.path.join(app.practice.directory, "mail", app.user.address, ".Drafts")
    app.wait_for(lambda: files_with(subject, drafts), "the draft on the server")
    app.press("ctrl+Return", f"^({subject}|Inbox.*)$", lambda: len(postfix.taken()) > before, "a message at Postfix")
    return postfix.taken()[before:]


def gone(app):
    """Nothing of the account is left in Geary's configuration and in the keyring, and Geary starts without it."""
    tap.equal(files_with(app.user.address, app.session.path(".config")), [], "files with the account")
    tap.equal(glob.glob(app.session.path(".config", "geary", "*")), [], "Geary's accounts")
    tap.equal(items(app, app.user.address), 0, "items of the keyring")
    before = len(app.sign_ins())
    with app.running("geary"):  # it does not quit while it asks
        app.wait_for(lambda: "Accounts" in app.windows(), "its question for a first account")
    tap.equal(len(app.sign_ins()), before, "sign-ins")


def reads_and_sends(incoming, service, security, sign_in, *options):
    with desktop() as (app, postfix):
        app.set_up("geary", *options, incoming=app.server(*incoming), outgoing=through(app, postfix, service, security))
        written = settings(app)
        with geary(app):
            wait_for_sign_in(app, app.user.address)
            app.no_question()
            tap.equal(send(app, postfix, "from Geary"), [sign_in], "how the message was sent")
            app.wait_for(lambda: REWRITTEN in settings(app), "Geary's own changes in its file")
            app.no_question(1)
        tap.equal(app.practice.failed_sign_ins(), 0, "refused sign-ins")
        tap.equal(files_with(app.user.password, app.session.home), [], "files with the password")
        tap.check(settings(app) != written, "Geary has not written its file anew")
        app.undo()
        gone(app)


TLS, STARTTLS = ("imap", "imaps"), ("imap", "imap", "starttls")
suite.add("/geary/reads-and-sends/tls", reads_and_sends, TLS, "submissions", "tls", ("PLAIN", ADDRESS))
suite.add("/geary/reads-and-sends/starttls", reads_and_sends, STARTTLS, "submission", "starttls", ("PLAIN", ADDRESS))
suite.add("/geary/reads-and-sends/no-sign-in-for-sending", reads_and_sends, TLS, "mx", "starttls", ("", ""),
          "--outgoing-auth", "no")


def add_own(app, address, host, security):
    """What the person set up in Geary, with the password in the keyring."""
    folder = app.session.path(".config", "geary", THEIRS)
    os.makedirs(folder)
    with open(os.path.join(folder, "geary.ini"), "w") as out:
        out.write(ACCOUNT.format(address=address, host=host, security=security, imap=app.practice.ports["imaps"],
                                 smtp=app.practice.ports["submissions"]))
    password = next(user.password for user in app.practice.users if user.address == address)
    app.session.run(["secret-tool", "store", "--label", "Geary IMAP password", "xdg:schema", "org.gnome.Geary",
                     "proto", "IMAP", "host", host, "login", address], input=password, text=True, check=True)


@suite.case("/geary/undo/beside-another")
def beside_another():
    """The person's own account signs in as before, with ours beside it and after undo."""
    with desktop() as (app, postfix):
        add_own(app, OTHER, app.practice.address, "transport")
        app.set_up("geary", outgoing=through(app, postfix, "submissions", "tls"))
        with geary(app):
            wait_for_sign_in(app, app.user.address)
            wait_for_sign_in(app, OTHER)
            app.wait_for(lambda: all(REWRITTEN in settings(app, name) for name in (OURS, THEIRS)),
                         "Geary's own changes in its files")
        left = settings(app, THEIRS)
        app.undo()
        tap.equal((settings(app), settings(app, THEIRS)), (None, left), "the accounts' files")
        tap.equal((items(app, app.user.address), items(app, OTHER)), (0, 1), "items of the keyring")
        before = len(app.sign_ins())
        with geary(app):
            app.wait_for(lambda: len(app.sign_ins()) > before, "sign-in after undo")
            app.no_question()
        tap.equal({user for _, user, *_ in app.sign_ins()[before:]}, {OTHER}, "who signed in after undo")


@suite.case("/geary/undo/taken-over")
def taken_over():
    """An account of the person's that does not work is put right; undo puts the old servers back, nothing else."""
    with desktop() as (app, postfix):
        add_own(app, ADDRESS, "old.fjordpost.example", "start-tls")
        before = settings(app, THEIRS)
        app.set_up("geary", "--take-over", outgoing=through(app, postfix, "submissions", "tls"))
        tap.equal(settings(app), None, "a second account")
        with geary(app):
            wait_for_sign_in(app, app.user.address)
            tap.equal(send(app, postfix, "from Geary"), [("PLAIN", ADDRESS)], "how the message was sent")
            app.wait_for(lambda: REWRITTEN in settings(app, THEIRS), "Geary's own changes in its file")
            app.no_question()
        app.undo()
        tap.equal(settings(app, THEIRS), before.replace("archive_folder=", REWRITTEN), "the account's file after undo")
        tap.equal(items(app, ADDRESS), 1, "items of the keyring")


if __name__ == "__main__":
    sys.exit(suite.run())

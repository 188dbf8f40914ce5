#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""KMail: reads with the password from KDE's wallet, rewrites its files, and is undone all the same."""

import configparser
import contextlib
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import trust  # noqa: E402

trust.enter()

import tap  # noqa: E402
from mailapp import AGAIN, SECONDS, MailApp  # noqa: E402
from witness import files_with  # noqa: E402

# Root has no sandbox to put a browser's engine in.
KDE = {"XDG_CURRENT_DESKTOP": "KDE", "KDE_SESSION_VERSION": "5", "KDE_FULL_SESSION": "true", "QT_QPA_PLATFORM": "xcb",
       "QTWEBENGINE_DISABLE_SANDBOX": "1"}
# What a person with a running desktop has answered already: the wallet is opened with the session, Akonadi has the
# database that is installed, and KMail has put its first question, which is about unified mailboxes.
FILES = {
    "kwalletrc": "[Wallet]\nEnabled=true\nFirst Use=false\nPrompt on Open=false\nDefault Wallet=kdewallet\n",
    "akonadi/akonadiserverrc": "[%General]\nDriver=QSQLITE3\n",
    "kmail2rc": "[General]\nAskEnableUnifiedMailboxes=false\n",
}
WALLET = ("org.kde.kwalletd5", "/modules/kwalletd5", "org.kde.KWallet")
MANAGER = ("org.freedesktop.Akonadi.Control", "/AgentManager", "org.freedesktop.Akonadi.AgentManager")
WINDOW = ("org.kde.kmail2", "/kmail2/kmail_mainwindow_1", "org.kde.KMainWindow")
# The hash of a password as the sign-in to the desktop hands it over: 56 octets.
KEY = "[" + ", ".join(f"byte {octet}" for octet in range(56)) + "]"
suite = tap.Suite()


def call(app, whom, method, *arguments, check=True):
    """A call over the session bus; its answer as text, None if it failed and may."""
    name, path, interface = whom
    done = app.session.run(["gdbus", "call", "--session", "--timeout", str(SECONDS), "-d", name, "-o", path, "-m",
                            f"{interface}.{method}", *arguments], capture_output=True, text=True)
    tap.check(done.returncode == 0 or not check, f"{method}: {done.stderr}")
    return done.stdout if done.returncode == 0 else None


@contextlib.contextmanager
def desktop(**files):
    """KDE's desktop with an open wallet."""
    with MailApp(**KDE) as app:
        for name, text in {**FILES, **files}.items():
            path = app.session.path(".config", name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w") as file:
                file.write(text)
        call(app, WALLET, "pamOpen", "kdewallet", KEY, "0")
        try:
            yield app
        finally:
            stop_akonadi(app)


def is_owned(app, name):
    return "true" in call(app, ("org.freedesktop.DBus", "/", "org.freedesktop.DBus"), "NameHasOwner", name)


def stop_akonadi(app):
    """Its many processes end in order, before the bus goes under them."""
    if is_owned(app, MANAGER[0]):
        app.session.run(["akonadictl", "stop"], capture_output=True)
        app.wait_for(lambda: not is_owned(app, MANAGER[0]), "Akonadi's end")


@contextlib.contextmanager
def kmail(app):
    with app.running("kmail") as child:
        app.wait_for(lambda: call(app, WINDOW, "winId", check=False), "its window")
        yield
        call(app, WINDOW, "activateAction", "file_quit", check=False)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(AGAIN * 10)


def read(app, name):
    file = configparser.RawConfigParser(delimiters="=", strict=False)
    file.optionxform = str
    file.read(app.session.path(".config", name))
    return {group: dict(file[group]) for group in file.sections()}


def entries(app):
    """Keys of the wallet's entries in KMail's folders."""
    handle = re.search(r"\d+", call(app, WALLET, "open", "kdewallet", "0", "test")).group()
    texts = [call(app, WALLET, "entryList", handle, folder, "test") for folder in ("imap", "pop3", "mailtransports")]
    return re.findall(r"'([^']+)'", "".join(texts))


def check_mail(app, protocol):
    """As "Check Mail" does, again and again: Akonadi passes over what comes before the resource is ready."""
    def checked():
        call(app, MANAGER, "agentInstanceSynchronize", f"akonadi_{protocol}_resource_0")
        deadline = time.monotonic() + AGAIN
        while not app.sign_ins(protocol) and time.monotonic() < deadline:
            time.sleep(0.1)
        return app.sign_ins(protocol)
    app.wait_for(checked, f"{protocol} sign-in")
    app.wait_for_sign_in(protocol)


def gone(app):
    """Nothing of the account is left in what KMail and Akonadi read, and in the wallet."""
    for name in ("emailidentities", "mailtransports"):
        tap.check(app.user.address not in str(read(app, name)), f"the account in {name}")
    tap.check("letterplate" not in str(read(app, "kmail2rc")).lower(), "kmail2rc")
    instances = call(app, MANAGER, "agentInstances")
    tap.check(not re.search("imap|pop3", instances), f"Akonadi's resources: {instances}")
    tap.equal(entries(app), [], "entries of the wallet")


def reads(incoming, outgoing, *options):
    with desktop() as app:
        app.set_up("kmail", *options, incoming=app.server(*incoming), outgoing=app.server(*outgoing))
        with kmail(app):
            check_mail(app, incoming[0])
            app.no_question()
        tap.equal(app.practice.failed_sign_ins(), 0, "refused sign-ins")
        if incoming[0] == "pop3":
            app.wait_for(lambda: "retr=1" in app.practice.log(), "the message that is fetched")
            tap.check(not re.search(r"del=[1-9]", app.practice.log()), app.practice.log())
        tap.equal(files_with(app.user.password, app.session.home), [], "files with the password")
        # Akonadi and KMail wrote them anew.
        tap.contains(str(read(app, "emailidentities")), "Default Domain")
        tap.contains(str(read(app, "kmail2rc")), "Migratekde4")
        left = read(app, "kmail2rc")
        app.undo()
        gone(app)
        del left["General"]["first-start"]
        tap.equal(read(app, "kmail2rc"), left, "KMail's settings after undo")


TLS, STARTTLS = ("smtp", "submissions"), ("smtp", "submission", "starttls")
suite.add("/kmail/reads/imap-tls", reads, ("imap", "imaps"), TLS)
suite.add("/kmail/reads/imap-starttls", reads, ("imap", "imap", "starttls"), STARTTLS)
suite.add("/kmail/reads/pop3-tls", reads, ("pop3", "pop3s"), TLS, "--outgoing-auth", "no", "--leave-on-server", "always")
suite.add("/kmail/reads/pop3-starttls", reads, ("pop3", "pop3", "starttls"), STARTTLS, "--leave-on-server", "30")

OTHERS = {
    "emailidentities": "[General]\nDefault Identity=5\n\n[Identity #0]\nEmail Address=nils@elsewhere.example\n"
                       "Identity=Nils\nName=Nils Lind\nTransport=7\nuoid=5\n",
    "mailtransports": "[General]\nTransports=7\ndefault-transport=7\n\n[Transport 7]\nauth=false\nhost=127.0.0.1\nid=7\n"
                      "identifier=SMTP\nname=Elsewhere\nport=9\n",
}


@suite.case("/kmail/undo/beside-another")
def beside_another():
    """The person's own identity and outgoing server stay as KMail left them, and the defaults."""
    with desktop(**OTHERS) as app:
        app.set_up("kmail")
        with kmail(app):
            check_mail(app, "imap")
        left = {name: read(app, name) for name in OTHERS}
        app.undo()
        gone(app)
        for name, groups in left.items():
            own = {group: values for group, values in groups.items() if app.user.address not in str(values)}
            if name == "mailtransports":
                own["General"]["Transports"] = "7"
            tap.equal(read(app, name), own, name)


def akonadi_broken(**files):
    """Akonadi cannot start: nothing is set up by half, neither in files nor in the wallet."""
    with desktop(**files, **{"akonadi/akonadiserverrc": "[%General]\nDriver=None\n"}) as app:
        names = ("emailidentities", "mailtransports", "kmail2rc")
        before = [read(app, name) for name in names]
        done = app.try_to_set_up("kmail")
        tap.equal(done.returncode, 1, done.stdout + done.stderr)
        tap.contains(done.stderr, "KMail: not changed")
        tap.equal([read(app, name) for name in names], before, "KMail's files")
        tap.equal(entries(app), [], "entries of the wallet")


suite.add("/kmail/akonadi-does-not-start/new", akonadi_broken)
suite.add("/kmail/akonadi-does-not-start/used", lambda: akonadi_broken(**OTHERS))


if __name__ == "__main__":
    sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Evolution: its data server keeps what Letterplate says, and the program signs in without a dialog."""

import configparser
import glob
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import trust  # noqa: E402

trust.enter()

import tap  # noqa: E402
from mailapp import MailApp  # noqa: E402

DATA_SERVER = "org.gnome.evolution.dataserver.Sources5"
SCHEMA = "org.gnome.Evolution.Data.Source"
FOLDER = (".config", "evolution", "sources")
suite = tap.Suite()


def sources(app):
    """{uid: key file} of ours that the data server has on disk."""
    found = {}
    for path in glob.glob(app.session.path(*FOLDER, "letterplate-*.source")):
        file = configparser.ConfigParser(interpolation=None, delimiters="=")
        file.optionxform = str
        file.read(path)
        found[os.path.basename(path)[:-len(".source")]] = file
    return found


def contents(app):
    """{name: text} of all source files, the data server's own ones among them."""
    found = {}
    for path in glob.glob(app.session.path(*FOLDER, "*.source")):
        with open(path) as file:
            found[os.path.basename(path)] = file.read()
    return found


def uids(app, count):
    """The data server writes a moment after it answered."""
    app.wait_for(lambda: len(sources(app)) == count, f"{count} sources")
    return sorted(sources(app))


def items(app, uid):
    done = app.session.run(["secret-tool", "search", "--all", "e-source-uid", uid], capture_output=True, text=True)
    return done.stdout.count("[/")


def start_data_server(app):
    app.session.run(["gdbus", "call", "--timeout", "60", "--session", "-d", DATA_SERVER, "-o", "/org/gnome/evolution/dataserver/SourceManager",
                     "-m", "org.freedesktop.DBus.Peer.Ping"], check=True, capture_output=True)


CALL = """
import sys
from gi.repository import Gio, GLib
bus = Gio.bus_get_sync(Gio.BusType.SESSION)
def call(path, method, arguments=None):
    interface, method = method.rsplit(".", 1)
    return bus.call_sync(sys.argv[1], path, interface, method, arguments, None, 0, 60000, None)
manager = "/org/gnome/evolution/dataserver/SourceManager"
source = "org.gnome.evolution.dataserver.Source"
arguments = GLib.Variant("(s)", (sys.argv[4],)) if len(sys.argv) > 4 else None
for path, interfaces in call(manager, "org.freedesktop.DBus.ObjectManager.GetManagedObjects").unpack()[0].items():
    if interfaces[source]["UID"] == sys.argv[2]:
        call(path, source + "." + sys.argv[3], arguments)
"""


def call_source(app, name, method, *arguments):
    """A call of the data server's object for a source."""
    done = app.session.run(["/usr/bin/python3", "-c", CALL, DATA_SERVER, name, method, *arguments], capture_output=True,
                           text=True)
    tap.equal(done.returncode, 0, done.stderr)


def account(app):
    clients = json.loads(app.letterplate("clients", "--json"))["clients"]
    return next(client for client in clients if client["id"] == "evolution")


def over_the_bus(started_before):
    """Created, listed, changed, taken back; the data server runs before, or is started by the first call."""
    with MailApp() as app:
        if started_before:
            start_data_server(app)
        app.set_up("evolution")
        names = uids(app, 3)
        tap.equal([name.split("-")[-1] for name in names[1:]], ["identity", "transport"])
        main, identity, transport = (sources(app)[name] for name in names)
        tap.equal((main["Authentication"]["Port"], main["Security"]["Method"], main["Authentication"]["Method"]),
                  (str(app.practice.ports["imaps"]), "ssl-on-alternate-port", "PLAIN"))
        tap.equal((identity["Mail Identity"]["Address"], identity["Mail Identity"]["Name"]),
                  (app.user.address, 'Maya "M" Lind'))
        tap.equal(transport["Authentication"]["Port"], str(app.practice.ports["submissions"]))
        tap.equal([items(app, name) for name in names], [1, 0, 1], "keyring items")
        tap.equal(len(account(app)["accounts"]), 1)

        app.set_up("evolution")
        tap.equal(uids(app, 3), names, "after the same again")

        app.set_up("evolution", incoming=app.server("imap", "imap", "starttls"))
        app.wait_for(lambda: sources(app)[names[0]]["Security"]["Method"] == "starttls-on-standard-port",
                     "the new settings")
        tap.equal(uids(app, 3), names, "after other settings")
        app.undo()
        app.wait_for(lambda: sources(app)[names[0]]["Security"]["Method"] == "ssl-on-alternate-port",
                     "the old settings")
        app.undo()
        tap.equal(uids(app, 0), [])
        tap.equal([items(app, name) for name in names], [0, 0, 0], "keyring items at the end")
        tap.equal(account(app)["accounts"], [])


suite.add("/evolution/data-server/running", over_the_bus, True)
suite.add("/evolution/data-server/started", over_the_bus, False)


@suite.case("/evolution/removed-by-the-person")
def removed():
    """Somebody took the account out in Evolution: undo only clears what is left."""
    with MailApp() as app:
        app.set_up("evolution")
        name = uids(app, 3)[0]
        call_source(app, name, "Removable.Remove")
        uids(app, 0)
        app.undo()
        tap.equal(items(app, name), 0)


def signs_in(protocol, incoming, outgoing, live):
    """The real Evolution; `live`: it runs already when the account is added."""
    with MailApp() as app:
        def set_up():
            app.set_up("evolution", incoming=app.server(*incoming), outgoing=app.server(*outgoing))
        if not live:
            set_up()
        with app.running("evolution"):
            if live:
                app.wait_for(lambda: any("Mail" in title or "Evolution" in title for title in app.windows()),
                             "the window")
                set_up()
            app.wait_for_sign_in(protocol)
            app.no_question()
        app.undo()
        tap.equal(uids(app, 0), [])


suite.add("/evolution/signs-in/imap-tls", signs_in, "imap", ("imap", "imaps"), ("smtp", "submissions"), False)
suite.add("/evolution/signs-in/live-imap-starttls", signs_in, "imap", ("imap", "imap", "starttls"),
          ("smtp", "submission", "starttls"), True)
suite.add("/evolution/signs-in/pop3-starttls", signs_in, "pop3", ("pop3", "pop3", "starttls"),
          ("smtp", "submissions"), False)


@suite.case("/evolution/undo/after-rewriting")
def rewritten():
    """Evolution ran, and the person changed the account in it: all of ours goes, all else stays as Evolution left it."""
    with MailApp() as app:
        app.set_up("evolution")
        names = uids(app, 3)
        written = contents(app)
        with app.running("evolution"):
            app.wait_for_sign_in("imap")
            for name in names:
                text = written[name + ".source"].replace("DisplayName=", "DisplayName=Renamed ")
                call_source(app, name, "Writable.Write", text + "\n[Mail Signature]\nMimeType=text/plain\n")
            app.wait_for(lambda: all("Renamed" in contents(app)[name + ".source"] for name in names), "the files anew")
            app.no_question()
        left = {name: text for name, text in contents(app).items() if not name.startswith("letterplate-")}
        tap.check(left, "Evolution has sources of its own")
        app.undo()
        app.wait_for(lambda: not sources(app), "the end of our sources", 10)
        tap.equal(contents(app), left, "sources after undo")
        tap.equal([items(app, name) for name in names], [0, 0, 0], "keyring items at the end")


if __name__ == "__main__":
    sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is installed for desktops: every file valid, all of one piece, and the bus starts the assistant with it."""

import configparser
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, ".."), os.path.join(HERE, "..", "ui")]
import gui  # noqa: E402
import tap  # noqa: E402
from gi.repository import Gio, GLib  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
SOURCE = os.path.abspath(os.path.join(HERE, "..", ".."))
ID = "org.letterplate.Letterplate"
PROGRAM = os.path.join(BUILD, "src", "letterplate-assistant")
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
KNOWN_TYPES = {"text/x-ms-regedit"}  # in the common data base already
# Name of a file, how it begins, its type
FILES = (
    ("Hotmail.iaf", "\x01", "application/x-ms-iaf"),
    ("account{1}.oeaccount", "<MessageAccount>", "application/x-ms-oeaccount"),
    ("office.PRF", ";Outlook", "application/x-ms-outlook-profile"),
    ("accounts.reg", "REGEDIT4", "text/x-ms-regedit"),
    ("config-v1.1.xml", "<?xml version='1.0'?>", "application/x-mail-autoconfig+xml"),
)  # yapf: disable

suite = tap.Suite()


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)
    tap.check(done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout


@functools.cache
def installed():
    """Where each file goes, below the prefix's share: {path there: path here}."""
    places = {}
    for here, there in json.loads(run("meson", "introspect", "--installed", BUILD)).items():
        if os.path.isdir(here):
            for folder, _, names in os.walk(here):
                for name in names:
                    inner = os.path.join(os.path.relpath(folder, here), name)
                    places[os.path.normpath(os.path.join(there, inner))] = os.path.join(folder, name)
        else:
            places[there] = here
    return places


def find(end):
    found = [(there, here) for there, here in installed().items() if there.endswith("/" + end)]
    tap.equal(len(found), 1, f"files installed as {end}")
    return found[0]


def desktop_file():
    entry = configparser.RawConfigParser(delimiters="=", comment_prefixes="#", strict=True)
    entry.optionxform = str
    entry.read(find(f"share/applications/{ID}.desktop")[1], encoding="utf-8")
    return entry


def metainfo():
    return ElementTree.parse(find(f"share/metainfo/{ID}.metainfo.xml")[1]).getroot()


def is_program(name):
    return any(there.endswith("/bin/" + name) for there in installed())


@suite.case("/desktop/valid/desktop-file")
def valid_desktop_file():
    told = run("desktop-file-validate", find(f"share/applications/{ID}.desktop")[1])
    tap.equal(told, "", "what desktop-file-validate says")


@suite.case("/desktop/valid/metainfo")
def valid_metainfo():
    run("appstreamcli", "validate", "--no-net", find(f"share/metainfo/{ID}.metainfo.xml")[1])


@suite.case("/desktop/programs")
def programs():
    entry = desktop_file()
    for section in entry.sections():
        command = entry[section]["Exec"].split()
        tap.check(is_program(command[0]), f"{section}: {command[0]} is not installed")
    tap.check(is_program(entry["Desktop Entry"]["TryExec"]), "TryExec is not installed")
    for binary in metainfo().findall("provides/binary"):
        tap.check(is_program(binary.text), f"metainfo: {binary.text} is not installed")


@suite.case("/desktop/identifiers")
def identifiers():
    service = configparser.RawConfigParser()
    service.read(find(f"share/dbus-1/services/{ID}.service")[1])
    program = service["D-BUS Service"]["Exec"].split()[0]
    tap.equal(service["D-BUS Service"]["Name"], ID)
    tap.check(program in installed(), f"the bus would start {program}, which is not installed")
    tap.equal(desktop_file()["Desktop Entry"]["DBusActivatable"], "true")
    tap.equal(desktop_file()["Desktop Entry"]["Icon"], ID)
    tap.equal(metainfo().findtext("id"), ID)
    tap.equal(metainfo().findtext("launchable"), f"{ID}.desktop")


@suite.case("/desktop/actions")
def actions():
    """Each action is one of the application, and its command opens the same page."""
    entry = desktop_file()
    with open(os.path.join(SOURCE, "src", "gui", "application.c")) as source:
        known = re.search(r"GActionEntry actions\[\] = \{(.*?)\n\};", source.read(), re.DOTALL).group(1)
    names = entry["Desktop Entry"]["Actions"].rstrip(";").split(";")
    tap.equal([f"Desktop Action {name}" for name in names], entry.sections()[1:])
    for name in names:
        tap.contains(known, f'{{ "{name}", on_page_action_activated }}')
        tap.equal(entry[f"Desktop Action {name}"]["Exec"].split()[1], f"--page={name}")


@suite.case("/desktop/types")
def types():
    told = {element.get("type")
            for element in ElementTree.parse(find(f"share/mime/packages/{ID}.xml")[1]).iter(MIME + "mime-type")}
    opened = set(desktop_file()["Desktop Entry"]["MimeType"].rstrip(";").split(";"))
    tap.equal(opened, told | KNOWN_TYPES, "types that are opened")
    tap.equal({element.text for element in metainfo().findall("provides/mediatype")}, opened, "types in the metainfo")


@suite.case("/desktop/files-have-their-type")
def files_have_their_type():
    with tempfile.TemporaryDirectory() as folder:
        packages = os.path.join(folder, "mime", "packages")
        os.makedirs(packages)
        shutil.copy("/usr/share/mime/packages/freedesktop.org.xml", packages)
        shutil.copy(find(f"share/mime/packages/{ID}.xml")[1], packages)
        run("update-mime-database", os.path.join(folder, "mime"))
        environment = dict(os.environ, XDG_DATA_HOME=folder, XDG_DATA_DIRS=folder, GIO_USE_VFS="local")
        for name, text, expected in FILES:
            path = os.path.join(folder, name)
            with open(path, "w") as out:
                out.write(text)
            told = run("gio", "info", "-a", "standard::content-type", path, env=environment)
            tap.contains(told, f"standard::content-type: {expected}\n", name)


@suite.case("/desktop/icons")
def icons():
    for end, size in ((f"scalable/apps/{ID}.svg", "128"), (f"symbolic/apps/{ID}-symbolic.svg", "16")):
        drawing = ElementTree.parse(find(f"share/icons/hicolor/{end}")[1]).getroot()
        tap.equal((drawing.get("width"), drawing.get("height")), (size, size), end)
        for element in drawing.iter():
            tap.check(not element.tag.endswith(("}image", "}script", "}text")), f"{end} holds {element.tag}")


@suite.case("/desktop/screenshots")
def screenshots():
    for image in metainfo().findall("screenshots/screenshot/image"):
        path = os.path.join(SOURCE, "data", "screenshots", os.path.basename(image.text))
        tap.check(os.path.exists(path), f"{path} is not there")


def ask(bus, method, *arguments):
    types = {"Activate": "(a{sv})", "Open": "(asa{sv})", "ActivateAction": "(sava{sv})"}
    bus.call_sync(ID, "/" + ID.replace(".", "/"), "org.freedesktop.Application", method,
                  GLib.Variant(types[method], (*arguments, {})), None, 0, 60000, None)


def wait_page(gui_tree, title):
    wait_for(gui_tree, f"the page {title!r}", lambda node: node.role == "heading" and node.name == title)


def wait_for(gui_tree, what, fits):
    def there():
        return (gui_tree.owner or gui_tree.find_program()) and any(fits(node) for node in gui_tree.read())

    end = GLib.get_monotonic_time() + 30_000_000
    while GLib.get_monotonic_time() < end:
        try:
            if there():
                return
        except GLib.Error:
            pass  # the program or a widget comes and goes
        GLib.usleep(20_000)
    names = [node.name for node in gui_tree.read() if node.name]
    raise tap.Failed(f"no {what}: there is {names}")


@suite.case("/desktop/started-by-the-bus")
def started_by_the_bus():
    """Action, file and end, all by the bus; nobody started the program."""
    with tempfile.TemporaryDirectory(prefix="lp-desktop-", dir="/tmp") as folder:
        services = os.path.join(folder, "home", ".local", "share", "dbus-1", "services")
        os.makedirs(services)
        with open(find(f"share/dbus-1/services/{ID}.service")[1]) as text:
            service = re.sub(r"^Exec=\S+", f"Exec={PROGRAM}", text.read(), flags=re.MULTILINE)
        with open(os.path.join(services, f"{ID}.service"), "w") as out:
            out.write(service)
        with gui.Session(directory=folder, display=True) as session:
            address = session.environment["DBUS_SESSION_BUS_ADDRESS"]
            flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
            bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
            environment = dict(session.environment, G_DEBUG="fatal-warnings",
                               LETTERPLATE_DATA=os.path.join(SOURCE, "data"))
            bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                          "UpdateActivationEnvironment", GLib.Variant("(a{ss})", (environment,)), None, 0, -1, None)
            walk(bus, session)
            bus.close_sync(None)


SETTINGS = """<?xml version="1.0"?>
<clientConfig version="1.1"><emailProvider id="fjordpost.example"><domain>fjordpost.example</domain>
<displayName>Fjordpost by file</displayName>
<incomingServer type="imap"><hostname>imap.fjordpost.example</hostname><port>993</port>
<socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication>
</incomingServer><outgoingServer type="smtp"><hostname>smtp.fjordpost.example</hostname><port>465</port>
<socketType>SSL</socketType><username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication>
</outgoingServer></emailProvider></clientConfig>
"""


def open_settings(bus, tree, session):
    """A provider's autoconfig file: the first page names the provider as soon as the address is typed."""
    with open(session.path("config-v1.1.xml"), "w") as out:
        out.write(SETTINGS)
    ask(bus, "Open", [f"file://{session.home}/config-v1.1.xml"])
    wait_page(tree, "Set Up Mail")
    field = next(node for node in tree.read() if node.role == "text" and node.name == "Email Address")
    tree.call(field.path, "org.a11y.atspi.EditableText", "SetTextContents", "s", "maya@fjordpost.example")
    wait_for(tree, "the provider's name", lambda node: "Fjordpost by file" in node.name)


def walk(bus, session):
    ask(bus, "ActivateAction", "import", [])
    pid = bus.call_sync("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetConnectionUnixProcessID",
                        GLib.Variant("(s)", (ID,)), None, 0, -1, None).unpack()[0]
    tree = gui.Tree(session.environment["DBUS_SESSION_BUS_ADDRESS"], pid)
    try:
        wait_page(tree, "No Old Accounts Found")
        shutil.copy(os.path.join(SOURCE, "tests", "legacy", "iaf", "hotmail-httpmail.iaf"), session.home)
        ask(bus, "Open", [f"file://{session.home}/hotmail-httpmail.iaf"])
        wait_page(tree, "Bring Back Old Hotmail Accounts")
        open_settings(bus, tree, session)
        ask(bus, "ActivateAction", "quit", [])
        end = GLib.get_monotonic_time() + 20_000_000
        while os.path.exists(f"/proc/{pid}") and GLib.get_monotonic_time() < end:
            GLib.usleep(20_000)
        tap.check(not os.path.exists(f"/proc/{pid}"), "the program did not end")
    finally:
        tree.close()


if __name__ == "__main__":
    sys.exit(suite.run())

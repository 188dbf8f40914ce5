#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways through the window that do not go straight on, by keyboard: what the servers heard and what was written."""

import contextlib
import hashlib
import os
import socket
import ssl
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab"), os.path.join(TESTS, "faults")]

import behaviours  # noqa: E402
import tap  # noqa: E402
from person import Person  # noqa: E402
from practice import draw_address  # noqa: E402
from road import Road  # noqa: E402
from service import Service  # noqa: E402
from witness import files_with, holds  # noqa: E402

STOP_SECONDS = 0.5  # beside what the machine needs for any such step
WRONG = "not the password"

road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), display=True)
faults = Service(address=draw_address())
suite = tap.Suite(on_failure=lambda: "\n".join(road.practice.log().splitlines()[-8:]))


class Heard:
    """What the practice service's log gained since this was made."""

    def __init__(self):
        self.accepted, self.refused = road.practice.sign_ins(), road.practice.failed_sign_ins()

    def judge(self, accepted, refused):
        tap.equal((road.practice.sign_ins() - self.accepted, road.practice.failed_sign_ins() - self.refused),
                  (accepted, refused), "sign-ins accepted and refused")


@contextlib.contextmanager
def provider(text):
    """Another table of this machine for a while; nothing may have been written at its end."""
    road.use_provider(text)
    try:
        yield
    finally:
        road.use_provider(road.provider())
    nothing_written()


def nothing_written():
    tap.equal((road.changes(), road.keyring_items()), ([], 0), "files and keyring")


# --- the password


@suite.case("/window/wrong-password-then-right")
def wrong_password():
    heard = Heard()
    with Person(road) as person:
        gui = person.gui
        person.begin(road.address, WRONG)
        gui.wait_page("Password Not Accepted")
        heard.judge(0, 1)
        gui.wait("the password field", lambda: getattr(gui.focused(), "role", None) == "password text")
        tap.equal(gui.focused().text, "", "the old password")
        tap.check(not gui.find("push button", "Try Again").sensitive, "nothing was typed yet")
        person.picture("window-wrong-password")
        person.fill_in(road.password)
        person.press()
        gui.wait_page("Everything Works")
        heard.judge(2, 1)
        nothing_written()
        gui.quit()


# --- the certificate


def sha256_of(port):
    """As the server shows it, asked without this project's code."""
    pem = ssl.get_server_certificate((road.practice.address, port))
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest().upper()


def trust(gui, port):
    """The question is answered with care; Escape first, which trusts nobody."""
    gui.wait_page("This May Not Be Your Server")
    digest = sha256_of(port)
    shown = " ".join(digest[i:i + 4] for i in range(0, 64, 4))
    gui.wait("the fingerprint", lambda: gui.has(shown))
    for key in ("Escape", "alt+t"):
        gui.key("alt+t")
        gui.find("dialog", "Trust This Certificate?")
        tap.check(not any(node.sensitive for node in gui.find_all("push button", "Trust")), "nothing was compared yet")
        if key != "Escape":
            gui.key("alt+i")
            gui.wait("Trust", lambda: any(node.sensitive for node in gui.find_all("push button", "Trust")))
        gui.key(key)
        gui.wait("the dialog's end", lambda: not gui.find_all("dialog"))


@suite.case("/window/untrusted-certificate-pinned")
def certificate():
    heard = Heard()
    unknown = "".join(line for line in road.provider().splitlines(True) if "CAFile" not in line)
    with provider(unknown), Person(road) as person:
        gui = person.gui
        person.begin(road.address, road.password)
        gui.wait_page("This May Not Be Your Server")
        person.picture("window-certificate")
        heard.judge(0, 0)
        trust(gui, road.practice.ports["imaps"])
        gui.wait("the outgoing server", lambda: any("outgoing server could not" in node.name for node in gui.nodes()))
        trust(gui, road.practice.ports["submissions"])
        gui.wait_page("Everything Works")
        tap.equal(road.practice.failed_sign_ins(), heard.refused, "refused sign-ins")
        person.press()
        gui.wait_page("Choose Mail Apps")
        person.choose_apps({"msmtp"})  # mbsync cannot be told a fingerprint
        gui.key("alt+a")
        gui.wait_page("Mail Is Ready")
        with open(road.session.path(".msmtprc")) as file:
            tap.contains(file.read().replace(":", "").upper(), sha256_of(road.practice.ports["submissions"]))
        road.find(road.send())
        gui.key("alt+u")
        gui.wait_page("Everything Was Put Back")
        gui.quit()


# --- a user name that no address tells

CUSTOMER = """\
<clientConfig version="1.1"><emailProvider id="{domain}">
<domain>{domain}</domain><displayName>Kundenpost</displayName>
<inputField key="CUSTOMERNUMBER" label="Customer number"/>
<incomingServer type="imap"><hostname>{host}</hostname><port>{imaps}</port><socketType>SSL</socketType>
<username>%CUSTOMERNUMBER%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>{host}</hostname><port>{submissions}</port><socketType>SSL</socketType>
<username>%CUSTOMERNUMBER%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>
"""


@contextlib.contextmanager
def template(text):
    """A document as providers publish them, in place of this machine's own table."""
    folder = road.session.path(".config", "letterplate", "providers.d")
    os.unlink(os.path.join(folder, "practice.ini"))
    path = os.path.join(folder, "practice.xml")
    with open(path, "w") as out:
        out.write(text)
    try:
        yield
    finally:
        os.unlink(path)
        road.use_provider(road.provider())
    nothing_written()


@suite.case("/window/customer-number-is-asked-for")
def customer_number():
    """It is said before the password, and nothing is tried without it."""
    heard = Heard()
    text = CUSTOMER.format(domain=road.practice.domain, host=road.practice.address, **road.practice.ports)
    with template(text), Person(road) as person:
        gui = person.gui
        person.say_who(road.address)
        gui.wait("what is asked for", lambda: gui.has("A User Name Is Needed"))
        tap.check(any("Customer number" in node.name for node in gui.nodes()), "the provider's own word")
        gui.key("alt+p")
        gui.wait("the password field", lambda: getattr(gui.focused(), "role", None) == "password text")
        person.fill_in(road.password)
        person.press()
        gui.find("frame", "Server Settings")
        heard.judge(0, 0)
        gui.key("alt+u", "ctrl+a")
        gui.type(road.address)
        gui.wait("the name", lambda: gui.find_all("text", "User Name")[0].text == road.address)
        person.picture("window-customer-number")
        gui.key("Return")
        for port in ("imaps", "submissions"):
            trust(gui, road.practice.ports[port])
        gui.wait_page("Everything Works")
        tap.equal(road.practice.failed_sign_ins(), heard.refused, "refused sign-ins")
        gui.quit()


# --- servers that do not do their part


def listen(name, protocol="imap", **hooks):
    return faults.listen(behaviours.row(name, protocols=(protocol,), **hooks), protocol)


def silent_port():
    """Nobody takes what waits here, and no more may wait: whoever comes next is not answered at all."""
    listener = socket.socket()
    listener.bind((faults.address, 0))
    listener.listen(0)
    waiting = socket.create_connection(listener.getsockname())
    return listener, waiting, listener.getsockname()[1]


def provider_of(domain, incoming, outgoing):
    return (f"[{domain}]\nName={domain}\nDomains={domain};\n"
            f"Incoming=imap+tls://%EMAILADDRESS%@{faults.address}:{incoming};\n"
            f"Outgoing=smtp+tls://%EMAILADDRESS%@{faults.address}:{outgoing};\nCAFile={faults.ca_file}\n")


@suite.case("/window/no-auth-offered")
def no_auth():
    """A finding, and no permission to send without a sign-in."""
    incoming = listen("good")
    outgoing = listen("no-auth", "smtp", caps={"smtp": ["8BITMIME"]})
    with provider(provider_of("noauth.example", incoming.port, outgoing.port)), Person(road) as person:
        gui = person.gui
        person.begin("maya@noauth.example", faults.password)
        gui.wait_page("Outgoing Mail Not Allowed")
        person.picture("window-no-auth")
        tap.equal(gui.focused().name, "Try Port 587")
        tap.check(not gui.has("Edit Settings…"), "another button")
        gui.quit()
    tap.equal([len(record.sign_ins) for record in outgoing.records if record.sign_ins], [], "sign-ins")
    tap.equal(sum(len(record.sign_ins) for record in incoming.records), 1, "sign-ins")
    tap.check(not any(holds(bytes(record.clear + record.secured), faults.password) for record in outgoing.records),
              "the password went to a server without sign-in")


STEPS = (
    ("encrypting", {"instead": behaviours.hang}, {}, "Encrypting the connection…"),
    ("greeting", {"instead": behaviours.encrypted_first(behaviours.hang)}, {}, "Waiting for the mail service…"),
    ("signing-in", {"challenge": behaviours.hang}, {}, "Signing in…"),
    ("inbox", {"mailbox": behaviours.hang}, {}, "Opening the inbox…"),
    ("signing-in-outgoing", {}, {"challenge": behaviours.hang}, "Signing in…"),
    ("sender", {}, {"mail": behaviours.hang}, "Asking for permission to send…"),
)


def connections_to(port):
    """How many are open, as the kernel says."""
    address = "".join(f"{int(part):02X}" for part in reversed(faults.address.split(".")))
    with open("/proc/net/tcp") as table:
        return sum(1 for line in table if line.split()[2] == f"{address}:{port:04X}" and line.split()[3] == "01")


def seconds(function):
    began = time.monotonic()
    function()
    return time.monotonic() - began


def stop_at(person, name, step, ports):
    """Types who it is, waits until the step hangs, and stops by Escape."""
    gui = person.gui
    gui.wait_page("Set Up Mail")
    gui.key("alt+e", "ctrl+a")
    gui.type(f"maya@{name}.example")
    gui.key("alt+p", "ctrl+a")
    gui.type(faults.password)
    gui.wait("Continue", lambda: gui.find("push button", "Continue").sensitive)
    gui.key("Return")
    gui.wait_page("Checking Your Account")
    gui.wait(step, lambda: any(node.name.startswith(step) for node in gui.find_all("list item")))
    look = seconds(gui.nodes)
    stop = seconds(lambda: (gui.key("Escape"), gui.wait_page("Check Stopped")))
    gui.wait("all connections closed", lambda: not any(connections_to(port) for port in ports), 5)
    # One more page by one more key, where no server is asked, shows how busy the machine is.
    back = seconds(lambda: (gui.key("Escape"), gui.wait_page("Set Up Mail")))
    tap.check(stop < STOP_SECONDS + 5 * look + 3 * back,
              f"{name}: stopped after {stop:.2f} s; one look takes {look:.2f} s, going back {back:.2f} s")
    tap.equal(gui.find_all("text", "Email Address")[0].text, f"maya@{name}.example", "the address that was typed")
    tap.check(gui.find("push button", "Continue").sensitive, "a check that was stopped keeps the password")


@suite.case("/window/stop-at-each-step")
def stop():
    servers = {name: (listen(name, **incoming), listen(name, "smtp", **outgoing)) for name, incoming, outgoing, _ in STEPS}
    listener, waiting, port = silent_port()
    ports = {name: (one.port, other.port) for name, (one, other) in servers.items()}
    ports["reaching"] = (port, listen("good", "smtp").port)
    text = "\n".join(provider_of(f"{name}.example", *pair) for name, pair in ports.items())
    with provider(text), listener, waiting, Person(road) as person:
        for name, step in [("reaching", "Reaching the server…"), *((name, step) for name, _, _, step in STEPS)]:
            stop_at(person, name, step, ports[name][1:] if name == "reaching" else ports[name])
        person.gui.quit()
    for name, (incoming, outgoing) in servers.items():
        signed_in = sum(len(record.sign_ins) for record in incoming.records)
        tap.check(signed_in <= 1, f"{name}: {signed_in} sign-ins")
        if name in ("encrypting", "greeting", "signing-in"):
            tap.equal(sum(len(record.sign_ins) for record in outgoing.records), 0, f"{name}: outgoing sign-ins")


# --- accounts that are there already


@suite.case("/window/existing-account-tested")
def existing():
    """As the app has it, with the password from the keyring; nothing is changed."""
    road.setup()
    before = road.snapshot()
    heard = Heard()
    with Person(road, ["--page", "existing"]) as person:
        gui = person.gui
        gui.wait_page("Test an Existing Account")
        gui.move_to("list item", road.address, "Down")
        person.press()
        gui.wait("a result", lambda: gui.find_all("heading", "Everything Works")
                 or gui.find_all("heading", "Sending Works") or gui.find_all("heading", "Receiving Works"))
        person.picture("window-existing")
        heard.judge(1, 0)
        gui.quit()
    tap.equal(road.snapshot(), before, "files")
    road.undo()
    nothing_written()


# --- beside the pages


@suite.case("/window/keyboard-shortcuts")
def keyboard_shortcuts():
    with Person(road) as person:
        gui = person.gui
        gui.wait_page("Set Up Mail")
        gui.key("ctrl+question")
        gui.wait("the shortcuts", lambda: gui.has("Go on"))
        gui.wait("their window", lambda: len(gui.windows()) == 2)
        gui.key("Escape")
        gui.wait("the page alone", lambda: len(gui.windows()) == 1)
        gui.quit()


@suite.case("/window/paths-canary")
def canary():
    """Neither password is anywhere."""
    for secret in (road.password, faults.password, WRONG):
        tap.equal(files_with(secret, road.session.directory), [])
        tap.equal([text[:200] for text in road.said if holds(text.encode(), secret)], [])


def main():
    with faults, road:
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

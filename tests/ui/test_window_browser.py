#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in with the browser through the window, by keyboard, at a real authorization server: tokens, not labels."""

import os
import re
import secrets
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab"), os.path.join(TESTS, "oidc")]

import tap  # noqa: E402
from issuer import Browser  # noqa: E402
from person import Person, TERMINAL, TERMINAL_FILES  # noqa: E402
from practice import ADDRESS, Practice, User  # noqa: E402
from token_road import TokenRoad  # noqa: E402
from witness import files_with, holds  # noqa: E402

BUILD = os.path.join(os.environ["LETTERPLATE_BUILD"], "src")
CODE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}$")
HOTMAIL = "fixture.anna.0001@hotmail.com"  # in the exported file

BOB = User("bob@fjordpost.example", "nobody-types-this")

road = TokenRoad(BUILD, display=True, service=Practice([User(ADDRESS, secrets.token_urlsafe(12)), BOB],
                                                       "plain login xoauth2 oauthbearer"))
suite = tap.Suite(on_failure=lambda: road.practice.log()[-1500:] + road.issuer.log()[-500:])


def bare(text):
    """Without the isolates around names."""
    return text.replace("\u2068", "").replace("\u2069", "")


def come_in(person):
    """The address alone; the password row goes when the provider is known."""
    person.say_who(road.address)
    person.gui.wait("the way to sign in", lambda: any("with the browser" in node.name for node in person.gui.nodes()))
    tap.equal(person.gui.find_all("password text"), [], "fields for a password")
    person.press()


def add_to_the_terminal(person):
    gui = person.gui
    gui.wait_page("Everything Works")
    person.press()
    gui.wait_page("Choose Mail Apps")
    person.choose_apps({TERMINAL})
    gui.key("alt+a")
    gui.wait_page("Mail Is Ready")


def undo_everything(person, one=None):
    person.gui.key("alt+u")
    person.gui.wait_page("Everything Was Put Back")
    tap.equal(((one or road).changes(), (one or road).keyring_items()), ([], 0))


@suite.case("/window/ready-to-sign-in")
def ready_to_sign_in():
    """No client ID: the servers are reached, nobody is signed in, and nothing is called proved."""
    road.use_issuer(ClientId="")
    try:
        with Person(road) as person:
            come_in(person)
            person.gui.wait_page("Ready to Sign In")
            person.picture("window-ready-to-sign-in")
            tap.check(not person.gui.has("Everything Works"), "nothing was proved")
            tap.equal(person.gui.focused().name, "Choose Mail Apps")
            person.gui.find("push button", "Use an Own Client ID…")
            person.gui.quit()
    finally:
        road.use_issuer()
    tap.equal((road.practice.sign_ins(), road.practice.failed_sign_ins(), road.changes()), (0, 0, []))


@suite.case("/window/browser-sign-in-refused-then-allowed")
def browser():
    road.use_browser(agrees=False)
    before = road.issuer.count("success", "authorization_code")
    with Person(road) as person:
        gui = person.gui
        come_in(person)
        gui.wait_page("Access Was Not Allowed")
        person.picture("window-browser-refused")
        tap.equal((road.issuer.count("success", "authorization_code") - before, road.practice.sign_ins()), (0, 0))
        road.use_browser()
        gui.key("alt+t")
        add_to_the_terminal(person)
        tap.equal(person.fields, 1, "fields")
        tap.equal(road.issuer.count("success", "authorization_code") - before, 1, "codes traded for tokens")
        tap.contains(road.practice.log(), "method=OAUTHBEARER")
        tap.equal(road.practice.failed_sign_ins(), 0, "refused sign-ins")
        tap.equal(road.changes(), TERMINAL_FILES)
        tap.equal(road.fetch(), 1)
        road.find(road.send())
        undo_everything(person)
        gui.quit()


@suite.case("/window/another-account-was-chosen")
def another_account():
    """The browser was signed in as somebody else: his address is one button away, and the right account another."""
    with Person(road) as person:
        gui = person.gui
        road.use_browser(user=BOB.address)
        come_in(person)
        gui.wait_page("Another Account Was Chosen")
        gui.wait("both names", lambda: any(
            bare(node.name) == f"You signed in as {BOB.address}, the address is {road.address}." for node in gui.nodes()))
        person.picture("window-another-account")
        tap.equal(gui.focused().name, "Sign In Again")
        tap.equal([bare(node.name) for node in gui.find_all("push button") if node.name.startswith("Use ")],
                  ["Use " + BOB.address])
        gui.key("alt+u")
        gui.wait_page("Set Up Mail")
        gui.wait("the other address", lambda: gui.find_all("text", "Email Address")[0].text == BOB.address)
        gui.wait("the way to sign in", lambda: any("with the browser" in node.name for node in gui.nodes()))
        gui.wait("Continue", lambda: gui.find("push button", "Continue").sensitive)
        gui.key("alt+c")
        gui.wait_page("Everything Works")
        gui.quit()
    with Person(road) as person:
        gui = person.gui
        come_in(person)
        gui.wait_page("Another Account Was Chosen")
        road.use_browser()
        gui.key("alt+s")
        gui.wait_page("Everything Works")
        gui.quit()
    tap.equal((road.changes(), road.keyring_items()), ([], 0))


@suite.case("/window/on-another-device")
def another_device():
    """Without a browser there is a code, and an address that can be copied from the screen by hand."""
    road.remove_browsers()
    before, files = road.practice.sign_ins(), road.snapshot()
    with Person(road) as person:
        gui = person.gui
        come_in(person)
        gui.wait_page("Continue on Another Device")
        code = gui.wait("the code", lambda: next((node.name for node in gui.find_all("label") if CODE.match(node.name)), None))
        url = gui.wait("the address", lambda: next(
            (node.name for node in gui.find_all("label") if node.name.startswith(road.issuer.identifier)), None))
        tap.equal(gui.focused().name, "Copy Code")
        person.picture("window-device-code")
        tap.equal(road.practice.sign_ins(), before, "sign-ins")
        tap.contains(Browser(road.issuer.ca_file).type_code(url, code, road.address), "Sign-in Success")
        gui.wait_page("Everything Works")
        tap.equal(road.practice.sign_ins() - before, 2, "sign-ins")
        gui.quit()
    tap.equal((road.snapshot(), road.keyring_items()), (files, 0), "files and keyring")
    road.use_browser()


@suite.case("/window/refused-on-another-device")
def refused_elsewhere():
    """And once more, with another code."""
    road.remove_browsers()
    with Person(road) as person:
        gui = person.gui
        come_in(person)
        gui.wait_page("Continue on Another Device")
        code = lambda: next((node.name for node in gui.find_all("label") if CODE.match(node.name)), None)  # noqa: E731
        first = gui.wait("the code", code)
        Browser(road.issuer.ca_file).type_code(road.issuer.identifier + "/device", first, road.address, deny=True)
        gui.wait_page("Access Was Not Allowed")
        gui.key("alt+t")
        gui.wait("another code", lambda: code() not in (None, first))
        gui.key("Escape")
        gui.wait_page("Set Up Mail")
        gui.quit()
    road.use_browser()


@suite.case("/window/hotmail-file-imported")
def hotmail():
    """An account that Outlook Express exported, given on the command line, to mail that is fetched."""
    service = Practice([User(HOTMAIL, "nobody-types-this")], "plain login xoauth2 oauthbearer")
    with TokenRoad(BUILD, service=service, display=True) as old:
        path = old.session.path("old.iaf")
        shutil.copy(os.path.join(TESTS, "legacy", "iaf", "hotmail-httpmail.iaf"), path)
        old.before = old.snapshot()
        with Person(old, [path]) as person:
            gui = person.gui
            gui.wait_page("Bring Back Old Hotmail Accounts")
            person.picture("window-import")
            gui.find("push button", "Move 1 Account")
            person.press()
            gui.wait_page("Set Up Mail")
            gui.wait("Continue", lambda: gui.find("push button", "Continue").sensitive)
            gui.key("alt+c")
            add_to_the_terminal(person)
            tap.equal(person.fields, 0, "fields")
            tap.equal(old.issuer.count("success", "authorization_code"), 1)
            tap.equal(old.practice.failed_sign_ins(), 0, "refused sign-ins")
            tap.equal(old.fetch(), 1)
            undo_everything(person, old)
            gui.quit()


@suite.case("/window/browser-canary")
def canary():
    """Tokens are in the keyring only; nothing of the sign-in stands in the window's log."""
    tap.equal(files_with(road.password, road.session.directory), [])
    tap.equal([text[:200] for text in road.said if holds(text.encode(), road.password) or "code=" in text], [])


def main():
    with road:
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

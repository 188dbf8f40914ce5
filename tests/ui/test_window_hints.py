#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the window says before anything is tried. Nobody is asked: the tables of this machine know."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import tap  # noqa: E402
from person import Person  # noqa: E402
from road import Road  # noqa: E402

OFFER = "Did you mean \u2068maya@gmail.com\u2069?"
road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), display=True)
suite = tap.Suite(on_failure=lambda: "\n".join(road.practice.log().splitlines()[-8:]))


@suite.case("/window/hint-before-the-password")
def hint():
    with Person(road) as person:
        gui = person.gui
        person.say_who("maya@gmail.com")
        gui.wait("the hint", lambda: gui.has("App Password Needed"))
        tap.check(gui.find("push button", "Open Provider’s Page").sensitive, "no way to the provider's page")
        person.picture("window-hint")
        gui.quit()


@suite.case("/window/old-server-replaced-with-one-click")
def old_server():
    with Person(road) as person:
        gui = person.gui
        person.say_who(road.address)
        gui.wait("the provider's name", lambda: any("Fjordpost" in node.name for node in gui.find_all()))
        gui.key("alt+s")
        gui.wait("the settings", lambda: gui.find_all("text", "Server"))
        gui.key("alt+s")
        gui.key("ctrl+a")
        gui.type("pop3.live.com")
        gui.wait("the note", lambda: gui.has("A server of long ago"))
        person.picture("window-old-server")
        clicks = person.clicks
        gui.move_to("push button", "Use Today’s Server")
        person.press()
        gui.wait("today's server",
                 lambda: any(node.text == "outlook.office365.com" for node in gui.find_all("text", "Server")))
        tap.equal(person.clicks - clicks, 1, "clicks")
        tap.check(not gui.has("A server of long ago"), "the note stays")
        gui.quit()


@suite.case("/window/a-slip-in-the-password-is-pointed-out")
def capitals():
    with Person(road) as person:
        gui = person.gui
        person.begin(road.address, road.password.upper())
        gui.wait_page("Password Not Accepted")
        gui.wait("the note", lambda: gui.has("Look at the password once more"))
        tap.check(gui.has("The password has capital letters only. Is Caps Lock on?"), "nothing of Caps Lock")
        person.picture("window-capitals")
        gui.quit()


# --- a mistyped domain: nobody outside is asked, because this machine's own table has both


def mistype(person):
    """The domain of a slip, which exists; the offer stands beside its settings."""
    gui = person.gui
    road.use_provider(road.provider().replace("Domains=", "Domains=gmial.com;"))
    person.say_who("maya@gmial.com")
    gui.wait("the offer", lambda: gui.has(OFFER))
    return gui


def typed(gui):
    return gui.find_all("text", "Email Address")[0].text


@suite.case("/window/mistyped-domain-put-right-with-the-keyboard")
def slip():
    with Person(road) as person:
        gui = mistype(person)
        tap.equal(typed(gui), "maya@gmial.com", "before anything was said")
        gui.move_to("alert", OFFER)
        person.picture("window-mistyped")
        person.press()
        gui.wait("the right address", lambda: typed(gui) == "maya@gmail.com")
        gui.wait("the password field", lambda: getattr(gui.focused(), "role", None) == "password text")
        gui.wait("what the right provider wants", lambda: gui.has("App Password Needed"))
        tap.check(not gui.has(OFFER), "the offer stays")
        gui.quit()


@suite.case("/window/mistyped-domain-kept")
def kept():
    """Who goes on typing gets what was typed."""
    refused = road.practice.failed_sign_ins()
    with Person(road) as person:
        gui = mistype(person)
        gui.key("alt+p")
        gui.wait("the password field", lambda: getattr(gui.focused(), "role", None) == "password text")
        person.fill_in(road.password)
        gui.wait("Continue", lambda: gui.find("push button", "Continue").sensitive)
        person.press()
        gui.wait_page("Password Not Accepted")  # the servers were asked, and know no such user
        tap.equal(road.practice.failed_sign_ins() - refused, 1, "refused sign-ins")
        tap.contains(road.practice.log(), "user=<maya@gmial.com>")
        gui.key("Escape")
        gui.wait_page("Set Up Mail")
        tap.equal(typed(gui), "maya@gmial.com")
        gui.quit()


def main():
    with road:
        return suite.run()


sys.exit(main())

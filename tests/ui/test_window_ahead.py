#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that stand ready while the password is typed: opened with its first letter, at most three, closed with
the address and with the page. The kernel's table of connections is the witness."""

import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, TESTS, os.path.join(TESTS, "lab")]

import tap  # noqa: E402
from person import Person  # noqa: E402
from road import Road  # noqa: E402

ESTABLISHED, MOST = "01", 3
road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), display=True)
suite = tap.Suite()


def connections():
    """How many lead to the practice service, from /proc/net/tcp."""
    numbers = road.practice.address.split(".")
    wanted = "".join(f"{int(number):02X}" for number in reversed(numbers))
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table][1:]
    return sum(row[2].startswith(wanted) and row[3] == ESTABLISHED for row in rows)


def begin(person):
    """Address, and the first letters of a password; Return is not pressed."""
    gui = person.gui
    person.say_who(road.practice.users[0].address)
    gui.wait("the provider's name", lambda: any("Fjordpost" in node.name for node in gui.find_all()))
    tap.equal(connections(), 0, "connections before the password")
    gui.key("Tab")
    gui.wait("the password field", lambda: getattr(gui.focused(), "role", None) == "password text")
    gui.type("cor")
    gui.wait("both servers", lambda: connections() >= 2)
    time.sleep(0.3)  # for one too many
    tap.check(connections() <= MOST, f"{connections()} connections to one host")


def closed(person, when):
    person.gui.wait(f"no connection {when}", lambda: connections() == 0)


@suite.case("/window/ahead/closed-with-the-address")
def closed_with_the_address():
    with Person(road) as person:
        begin(person)
        person.gui.key("alt+e", "End")
        person.gui.type("x")
        closed(person, "once the address changed")
        person.gui.quit()


@suite.case("/window/ahead/closed-with-the-page")
def closed_with_the_page():
    with Person(road) as person:
        begin(person)
        person.gui.key("F1")
        person.gui.wait_page("Help")
        closed(person, "once another page was opened")
        person.gui.quit()


@suite.case("/window/ahead/the-check-goes-on-with-them")
def the_check_goes_on_with_them():
    """The password's last letters and Return: it is right, and was sent once to each server."""
    before = road.practice.sign_ins()
    with Person(road) as person:
        begin(person)
        person.gui.key("ctrl+a")
        person.gui.type(road.practice.users[0].password)
        person.press()
        person.gui.wait_page("Everything Works")
        person.gui.quit()
    tap.equal(road.practice.sign_ins() - before, 2, "sign-ins")


if __name__ == "__main__":
    with road:
        sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page of mail apps says about each app before it is chosen. The fake engine (story.c) has them all."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..")]
import tap  # noqa: E402
from gui import Session  # noqa: E402
from scenes import APPS, CHOOSE, SCENES, Scene  # noqa: E402
from screenshots import prefer_thunderbird  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
KEYRING = "Uses the password from the keyring"
ASKS = "Will ask about the certificate once"
CANNOT = "Cannot be told to trust the certificate you accepted"
SET = "Mutt, msmtp and mbsync"
SET_LINE = "Three configuration files, password read from the keyring"

suite = tap.Suite()
session = Session(display=True)


class Apps(Scene):
    """The window at the page of apps."""

    def __init__(self, story):
        super().__init__(session, BUILD, (story, (), APPS))

    def lines(self):
        """The second line of each app that can be chosen, and of each that cannot."""
        boxes = self.gui.find_all("check box")
        return ({box.name: box.description for box in boxes if box.sensitive},
                {box.name: box.description for box in boxes if not box.sensitive})


@suite.case("/window/apps/programs-of-a-terminal-are-one")
def one_row():
    with Apps("usual") as apps:
        can, cannot = apps.lines()
        tap.equal(can.get(SET), SET_LINE)
        tap.equal({"Mutt", "msmtp", "mbsync"} & can.keys(), set())
        tap.equal((can.get("NeoMutt"), cannot), (KEYRING, {"mpop": "Cannot use this kind of account"}))
        apps.gui.move_to("check box", next(iter(can)))
        apps.gui.move_to("check box", SET, "Down")
        apps.gui.key("space")
        apps.gui.find("push button", "Add to 4 Apps")  # Thunderbird too, which opens mail links
        apps.gui.key("alt+a")
        apps.gui.wait_page("Mail Is Ready")
        for name in ("Mutt", "msmtp", "mbsync"):
            apps.gui.find("push button", f"Undo for {name}")
        apps.gui.quit()


@suite.case("/window/apps/a-list-is-one-stop")
def one_stop():
    """Tab comes to the first app and goes on behind the last; the arrows go from app to app and end there."""
    with Apps("usual") as apps:
        gui, names = apps.gui, list(apps.lines()[0])
        gui.move_to("check box", names[0])
        tap.equal([gui.step("Down").name for _ in names], [*names[1:], names[-1]])
        tap.check(gui.step("Tab").role != "check box", "Tab stays in the list")
        tap.equal(gui.step("shift+Tab").name, names[-1])
        tap.equal(gui.step("Up").name, names[-2])
        tap.check(gui.step("shift+Tab").role != "check box", "Tab stays in the list")
        gui.quit()


@suite.case("/window/apps/redo-of-one-app")
def redo():
    """Two of three apps were taken back one after the other; Redo is for the one it names."""
    with Apps("usual") as apps:
        gui = apps.gui
        for name in ("Evolution", "Geary"):
            apps._choose(name)
        gui.press("Add to 3 Apps")
        gui.wait_page("Mail Is Ready")
        for name in ("Thunderbird", "Evolution"):
            gui.press(f"Undo for {name}")
            gui.wait(f"no more of {name}", lambda: not gui.find_all("push button", f"Undo for {name}"))
        gui.wait("the offer", lambda: gui.has("Account removed from Thunderbird"))
        next(node for node in gui.find_all("push button") if "Redo" in node.name).press()
        gui.find("push button", "Undo for Thunderbird")
        tap.equal(gui.find_all("push button", "Undo for Evolution"), [])
        gui.quit()


def not_done(story, title, said, second):
    """Put back, not put back, and left to the person are three things."""
    with Scene(session, BUILD, (story, (), (*CHOOSE, ("press-first", None), ("page", title)))) as scene:
        seen = scene.wait("both apps", lambda seen: all(map(seen.says, (said, "Not changed – the disk is full"))))
        tap.equal(seen.secondary, second)
        tap.equal(len(scene.gui.find_all("push button", "Undo for Thunderbird")), 1 if second else 0)
        scene.gui.find("push button", "Try again for Thunderbird")
        scene.gui.quit()


suite.add("/window/apps/not-put-back", not_done, "half-way", "Not Everything Was Put Back",
          "It is changed in part. The disk is full.", None)
suite.add("/window/apps/left-to-the-person", not_done, "by-hand", "A Step Is Left to You",
          "Put this there yourself: account maya", "Undo Everything")


@suite.case("/window/apps/what-fails-later-changes-nothing")
def later():
    """Neither an undo nor another try that fails takes the step or the way back from the person."""
    step = "Put this there yourself: account maya"
    with Scene(session, BUILD, ("by-hand-stays", (), (*CHOOSE, ("press-first", None), ("on", "done")))) as scene:
        for button, why in (("Undo for Thunderbird", "This app changed the account since. Remove it there."),
                            ("Try again for Thunderbird", "Another one is at work.")):
            scene.gui.press(button)
            seen = scene.wait(why, lambda seen: seen.says(f"{why} {step}"))
            tap.equal((seen.title, seen.secondary), ("A Step Is Left to You", "Undo Everything"))
            scene.gui.find("push button", "Undo for Thunderbird")
        scene.gui.quit()


@suite.case("/window/apps/undone-half-way")
def undone_half_way():
    """It is not said to be there, and can still be taken back."""
    with Scene(session, BUILD, ("undo-half-way", (), (*CHOOSE, ("press-first", None), ("on", "done")))) as scene:
        scene.gui.press("Undo for Thunderbird")
        scene.wait("the head", lambda seen: seen.title == "Mail Is Ready in 1 of 2 Apps" and seen.says("The disk is full."))
        scene.gui.find("push button", "Undo for Thunderbird")
        scene.gui.find("push button", "Try again for Thunderbird")
        scene.gui.press("Undo Everything")
        seen = scene.wait("the head", lambda seen: seen.title == "Not Everything Was Put Back")
        tap.equal(seen.secondary, "Undo Everything")
        scene.gui.quit()


@suite.case("/window/undo/one-row-for-a-day")
def one_row_a_day():
    """An account that was added to two apps on one day, one after the other, is one change to a person."""
    with Scene(session, BUILD, SCENES["undo"]) as scene:
        gui = scene.gui
        tap.check(scene.look().says("Evolution, Geary · 1 March 2026"), "both apps are not in one row")
        tap.equal(len(gui.find_all("push button", "Undo for maya.lind@fjordpost.example")), 1, "rows")
        gui.press("Undo for maya.lind@fjordpost.example")
        scene.wait("the end of both", lambda seen: seen.says("Taken back"))
        tap.equal(len(gui.find_all("push button", "Undo for m.lind@posteo.example")), 1, "the other account")
        gui.quit()


@suite.case("/window/undo/beside-a-damaged-record")
def beside_damage():
    """The damage is told whether or not something can be taken back, and hinders nothing."""
    page = ("--page=undo",)
    with Scene(session, BUILD, ("record-damaged", page, (("page", "Nothing to Undo"), ("says", "Damaged Record"),
                                                         ("says", "The record of a set-up is damaged.")))) as scene:
        scene.gui.quit()
    with Scene(session, BUILD, ("record-damaged-too", page, (("page", "Undo Earlier Changes"), ("says", "Damaged Record"),
                                                             ("says", "The record of a set-up is damaged.")))) as scene:
        scene.gui.press("Undo for m.lind@posteo.example")
        scene.wait("the end of it", lambda seen: seen.says("Taken back"))
        scene.gui.quit()


@suite.case("/window/accounts/mnemonics-of-the-first")
def mnemonics():
    """A key is enough to check the first account again."""
    with Scene(session, BUILD, SCENES["accounts"]) as scene:
        gui = scene.gui
        gui.click(gui.find("list item", "maya.lind@fjordpost.example"))
        scene.wait("what can be done", lambda seen: seen.says("Check Again"))
        gui.key("alt+r")
        scene.wait("the question", lambda seen: seen.active == "AdwMessageDialog")
        gui.key("Escape")
        scene.wait("the end of it", lambda seen: "AdwMessageDialog" not in seen.windows)
        gui.quit()


@suite.case("/window/apps/a-pinned-certificate")
def pinned():
    """Each program of the terminal has something else to say, so they are not one row."""
    with Apps("pinned") as apps:
        can, cannot = apps.lines()
        for name in ("Geary", "KMail", "Balsa", "Sylpheed"):
            tap.equal(can.get(name), ASKS, name)
        for name in ("Mutt", "mbsync", "aerc"):
            tap.equal(cannot.get(name), CANNOT, name)
        tap.equal(can.get("msmtp"), "Sends mail, uses the password from the keyring")
        tap.check(SET not in can and SET not in cannot, f"{SET} is one row")
        apps.gui.quit()


if __name__ == "__main__":
    with session:
        prefer_thunderbird(session)
        sys.exit(suite.run())

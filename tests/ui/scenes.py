# SPDX-License-Identifier: GPL-3.0-or-later
"""Every page in every state, and the way there in the window with the fake engine (story.c), in any language."""

import gettext
import os

import facts
from gui import Gui

SOURCE = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
ADDRESS = "maya.lind@fjordpost.example"
FOUND = "%s publishes its settings. Everything else is filled in for you."
BROWSER = "%s signs you in with the browser. No password is needed here."
PROMISE = ("The password goes only to your own mail servers, over an encrypted connection, and is kept in the system "
           "keyring.")
NO_DOMAIN = "The domain %s does not exist. Check the spelling."

TYPE_ADDRESS = ("page", "Set Up Mail"), ("name", "Maya Lind"), ("key", "Tab"), ("type", ADDRESS)
TYPE_ALL = *TYPE_ADDRESS, ("key", "Tab"), ("type", "correct horse")
CHECK = *TYPE_ALL, ("key", "Return")
RUNNING = *CHECK, ("page", "Checking Your Account"), ("says", "Signing in…")
WORKS = *CHECK, ("page", "Everything Works")
APPS = *WORKS, ("key", "Return"), ("page", "Choose Mail Apps"), ("says", "Evolution")
CHOOSE = *APPS, ("choose", "Evolution")
KEYRING_SILENT = *CHOOSE, ("press-first", None), ("says", "The Keyring Does Not Answer")
WITH_BROWSER = *TYPE_ADDRESS, ("says", BROWSER), ("key", "Return")
# Scene: story, arguments, the way there; it ends with what is seen there
SCENES = {
    "identity-empty": ("usual", (), (("page", "Set Up Mail"),)),
    "identity": ("usual", (), (*TYPE_ALL, ("says", FOUND), ("says", PROMISE))),
    "identity-browser": ("browser", (), (*TYPE_ADDRESS, ("says", BROWSER), ("hides", "App Password Needed"),
                                        ("hides", PROMISE))),
    "identity-no-domain": ("no-such-domain", (), (*TYPE_ADDRESS, ("says", NO_DOMAIN))),
    "check-running": ("running", (), RUNNING),
    "check-stopped": ("running", (), (*RUNNING, ("key", "Escape"), ("page", "Check Stopped"))),
    "check-done": ("usual", (), (*WORKS, ("hides", "Signed in"))),
    "settings": ("usual", (), (*TYPE_ALL, ("says", FOUND), ("press", "Enter _Server Settings…"),
                               ("page", "Server Settings"))),
    "settings-blamed": ("refused", (), (*CHECK, ("page", "Server Does Not Offer This"), ("press-second", None),
                                        ("page", "Server Settings"))),
    "settings-no-server": ("no-such-servers", (), (*CHECK, ("page", "Server Not Found"), ("press-first", None),
                                                   ("page", "Server Settings"))),
    "apps": ("usual", (), APPS),
    "apps-chosen": ("usual", (), CHOOSE),
    "apps-none": ("no-apps", (), (*WORKS, ("key", "Return"), ("page", "No Mail App Found"))),
    "apps-writing": ("writing", (), (*CHOOSE, ("press-first", None), ("says", "Adding…"))),
    "done": ("usual", (), (*CHOOSE, ("press-first", None), ("page", "Mail Is Ready"))),
    "done-partly": ("partly", (), (*CHOOSE, ("press-first", None), ("on", "done"))),
    "done-put-back": ("usual", (), (*CHOOSE, ("press-first", None), ("page", "Mail Is Ready"), ("press-second", None),
                                    ("page", "Everything Was Put Back"))),
    "failed-password": ("password", (), (*CHECK, ("page", "Password Not Accepted"))),
    "failed-basic-auth": ("basic-auth", (), (*CHECK, ("page", "Sign In With Your Browser"))),
    "failed-port-switched": ("port-switched", (), (*WORKS, ("says", "With one change to the published settings."),
                                                   ("hides", "Inbox opened"))),
    "failed-busy": ("busy", (), (*CHECK, ("page", "Server Is Busy"))),
    "failed-locked": ("locked", (), (*CHECK, ("page", "Account Is Locked for Now"))),
    "failed-no-domain": ("no-such-domain", (), (*CHECK, ("page", "No Such Domain"))),
    "failed-no-server": ("no-such-servers", (), (*CHECK, ("page", "Server Not Found"))),
    "failed-app-password": ("app-password", (), (*CHECK, ("page", "App Password Needed"))),
    "failed-internal": ("internal", (), (*CHECK, ("page", "Something Unexpected Happened"))),
    "another-account": ("another-account", (), (*WITH_BROWSER, ("page", "Another Account Was Chosen"))),
    "ready-to-sign-in": ("left-to-client", (), (*WITH_BROWSER, ("page", "Ready to Sign In"))),
    "certificate-self-signed": ("self-signed", (), (*CHECK, ("page", "This May Not Be Your Server"))),
    "certificate-wrong-host": ("wrong-host", (), (*CHECK, ("page", "This May Not Be Your Server"))),
    "browser": ("waiting", (), (*WITH_BROWSER, ("page", "Continue in Your Browser"))),
    "browser-denied": ("denied", (), (*WITH_BROWSER, ("page", "Access Was Not Allowed"))),
    "import": ("old", ("--page=import",), (("page", "Bring Back Old Accounts"),
                                           ("says", "A password is stored unprotected"))),
    "import-none": ("usual", ("--page=import",), (("page", "No Old Accounts Found"),)),
    "accounts": ("accounts", (), (("page", "Your Mail Accounts"), ("says", "m.lind@posteo.example"))),
    "record-damaged": ("record-damaged", (), (("page", "Your Mail Accounts"), ("says", "Damaged Record"),
                                             ("says", "The record of a set-up is damaged."),
                                             ("hides", "No account was set up on this computer with Letterplate."))),
    "existing": ("accounts", ("--page=existing",), (("page", "Test an Existing Account"),
                                                    ("says", "m.lind@posteo.example"))),
    "undo": ("accounts", ("--page=undo",), (("page", "Undo Earlier Changes"), ("says", "m.lind@posteo.example"))),
    "help": ("usual", ("--page=help",), (("page", "Help"),)),
}  # yapf: disable


class Scene:
    """One window that walks to its page."""

    def __init__(self, session, build, row, language="en", environment=None, size=(640, 760)):
        story, arguments, self.steps = row
        self.domain = gettext.translation("letterplate", os.path.join(build, "po"), [language], fallback=language == "en")
        self.gui = Gui(session, [os.path.join(build, "tests", "ui", "letterplate-assistant-story"), *arguments], {
            **(environment or {}), **facts.environment(session), "LANGUAGE": language, "LETTERPLATE_STORY": story,
            "LETTERPLATE_LOCALEDIR": os.path.join(build, "po"), "LETTERPLATE_DATA": os.path.join(SOURCE, "data")}, size)

    def __enter__(self):
        self.gui.__enter__()
        try:
            for verb, what in self.steps:
                getattr(self, "_" + verb.replace("-", "_"))(what)
        except BaseException:
            self.gui.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.gui.__exit__()

    def translate(self, text):
        """Texts with a number are those for one."""
        found = self.domain.gettext(text)
        return found if found != text else self.domain.ngettext(text, text, 1)

    def look(self):
        return facts.Facts(self.gui)

    def wait(self, what, condition):
        """Waits until condition(facts) is true."""
        seen = {}

        def is_so():
            seen["facts"] = self.look()
            return condition(seen["facts"])

        self.gui.wait(what, is_so)
        return seen["facts"]

    def _page(self, title):
        self.wait(f"the page {title!r}", lambda seen: seen.title == self.translate(title))

    def _on(self, name):
        self.wait(f"a page of the kind {name}", lambda seen: seen.name == name)

    def _leaves(self, titles):
        titles = [self.translate(title) for title in titles]
        self.wait(f"a page that is none of {titles}", lambda seen: seen.title not in titles)

    def _says(self, template):
        self.wait(f"{template!r}", lambda seen: seen.says(self.translate(template)))

    def _hides(self, template):
        self.wait(f"the end of {template!r}", lambda seen: not seen.says(self.translate(template)))

    def _opens(self, kind):
        """A question or a window over the page, with the keyboard."""
        self.wait(f"a {kind}", lambda seen: kind in seen.windows and seen.active == kind)

    def _name(self, text):
        """The name may be filled in: it is written anew."""
        self.gui.key("shift+Tab" if self.gui.find_all("text")[0].text else "Home", "ctrl+a")
        self.gui.type(text)

    def _choose(self, name):
        """This app too; the names of apps are the same in every language."""
        before = self.look().primary
        box = self.gui.find("check box", name)
        if not box.checked:
            self.gui.click(box)
            self.wait(f"a tick at {name}", lambda seen: seen.primary != before)

    def _key(self, key):
        self.gui.key(key)

    def _type(self, text):
        self.gui.type(text)

    def _press(self, label):
        self.gui.press(self.translate(label).replace("_", ""))

    def _press_first(self, _):
        """The pill of the footer."""
        self.gui.press(self.look().primary)

    def _press_second(self, _):
        """The flat button of the footer."""
        self.gui.press(self.look().secondary)

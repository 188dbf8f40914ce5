# SPDX-License-Identifier: GPL-3.0-or-later
"""The road for an account that signs in with the browser: practice service, issuer, session, and a browser that the
desktop starts for https addresses."""

import glob
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lab"), os.path.dirname(HERE)]

import practice  # noqa: E402
import road  # noqa: E402
from issuer import Issuer  # noqa: E402

DESKTOP = """\
[Desktop Entry]
Type=Application
Name=Browser of the test
Exec={command} %u
MimeType=x-scheme-handler/https;
"""


class TokenRoad(road.Road):
    """Like Road, but the mailbox opens with access tokens of an issuer of its own."""

    def __init__(self, directory, issuer_settings=None, service=None, **session_options):
        super().__init__(directory, **session_options)
        self.practice = service or practice.Practice(mechanisms="plain login xoauth2 oauthbearer")
        self.address, self.password = self.practice.users[0].address, self.practice.users[0].password
        self.issuer = Issuer(self.practice, **(issuer_settings or {}))
        self.practice.oauth2 = self.issuer.dovecot

    def _start_services(self):
        super()._start_services()
        self.issuer.start()

    def _stop_services(self):
        self.issuer.stop()
        super()._stop_services()

    def _furnish(self):
        self.use_issuer()
        self.use_browser()
        super()._furnish()

    def provider(self):
        return super().provider() + "SignIn=oauth2;\nIssuer=fjordpost\n"

    def use_issuer(self, **changes):
        """The person's own client ID, or a row that lies."""
        folder = self.session.path(".config", "letterplate", "oauth2.d")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(os.path.join(folder, "fjordpost.ini"), "w") as out:
            out.write(self.issuer.row(**changes))

    def use_browser(self, agrees=True, user=None):
        """What opens for https addresses: a program that signs in as `user`, or refuses."""
        self.open_with(" ".join([sys.executable, os.path.join(HERE, "browse.py"), self.issuer.ca_file, user or self.address,
                                 "yes" if agrees else "no"]))

    def close_browser(self):
        """The browser ends at once; the test drives the page itself. Without any, one of the system's would open."""
        self.open_with("true")

    def remove_browsers(self):
        """Nothing opens https addresses, whatever the system has."""
        folders = [*os.environ.get("XDG_DATA_DIRS", "/usr/local/share:/usr/share").split(":"),
                   self.session.path(".local", "share")]
        names = [os.path.basename(path) for folder in folders for path in glob.glob(folder + "/applications/*.desktop")]
        with open(self.session.path(".config", "mimeapps.list"), "w") as out:
            out.write(f"[Removed Associations]\nx-scheme-handler/https={';'.join(names)};\n")

    def open_with(self, command):
        """What the desktop runs for https addresses."""
        applications = self.session.path(".local", "share", "applications")
        os.makedirs(applications, exist_ok=True)
        with open(os.path.join(applications, "test-browser.desktop"), "w") as out:
            out.write(DESKTOP.format(command=command))
        os.makedirs(self.session.path(".config"), exist_ok=True)
        with open(self.session.path(".config", "mimeapps.list"), "w") as out:
            out.write("[Default Applications]\nx-scheme-handler/https=test-browser.desktop\n")

    def sign_in(self, *arguments, **options):
        """The whole set-up with the browser."""
        return self.letterplate("setup", self.address, "--client", road.CLIENTS, "--yes", "--json", *arguments, **options)

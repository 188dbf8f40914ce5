#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The browser's part of a sign-in done by a real Chromium, from the page to mail fetched and sent. On an island: the pages of
the authorization server ask for fonts from elsewhere."""

import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(TESTS, "lab"), TESTS]

import island  # noqa: E402
import tap  # noqa: E402
from token_road import DESKTOP, TokenRoad  # noqa: E402


class ChromiumRoad(TokenRoad):
    """Like TokenRoad, with a real browser."""

    @property
    def result(self):
        return os.path.join(self.session.directory, "chromium.json")

    def use_browser(self):
        super().use_browser()
        # The certificate is the service's own file; a program of the session may read it.
        leaf = os.path.join(self.practice.directory, "leaf.pem")
        words = [sys.executable, os.path.join(HERE, "chromium.py"), leaf, self.address, self.result]
        with open(self.session.path(".local", "share", "applications", "test-browser.desktop"), "w") as out:
            out.write(DESKTOP.format(command=" ".join(words)))


road = ChromiumRoad(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"))
suite = tap.Suite(on_failure=lambda: road.issuer.log()[-1500:])


@suite.case("/chromium/signs-in")
def signs_in():
    done = road.must(road.sign_in(timeout=150))
    tap.equal([client["result"] for client in done.document["clients"]], ["done", "done"], str(done))
    deadline = time.monotonic() + 30
    while not os.path.exists(road.result) and time.monotonic() < deadline:
        time.sleep(0.1)
    with open(road.result) as file:
        found = json.load(file)
    tap.contains(found["title"] + found["words"], "Almost Done")
    tap.check(found["pages"][0].startswith(road.issuer.identifier), str(found["pages"]))
    tap.check(found["pages"][-1].startswith("http://127.0.0.1:"), str(found["pages"]))


@suite.case("/chromium/mail-goes-and-comes")
def mail():
    fetched = road.fetch()
    road.find(road.send())
    tap.equal(road.fetch(), fetched + 1)
    tap.equal(road.practice.failed_sign_ins(), 0)


@suite.case("/chromium/keeps-nothing")
def keeps_nothing():
    """The profile, with all that the browser knows, does not stay behind."""
    tap.equal([name for name in os.listdir(road.session.environment["TMPDIR"]) if name.startswith("lp-chromium-")], [])


def main():
    with road:
        return suite.run()


if __name__ == "__main__":
    if "--here" in sys.argv:
        sys.argv.remove("--here")
        sys.exit(main())
    words = island.command("nxdomain", [sys.executable, "-B", __file__, "--here", *sys.argv[1:]])
    os.execvp(words[0], words)

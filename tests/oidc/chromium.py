#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""chromium.py LEAF USER RESULT URL: what the desktop starts as the system's browser: a real headless Chromium with a
throw-away profile, driven through the pages of the authorization server by its own driver (WebDriver, W3C).

LEAF is the one certificate that it accepts although it does not know the authority. RESULT gets, as JSON, the pages' addresses
without their queries and the last page's title and words.
"""

import base64
import contextlib
import hashlib
import http.client
import json
import subprocess
import sys
import tempfile
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key that WebDriver's section 12 gives an element's reference
LAST_PAGE = 30


class Gone(Exception):
    """The page changed meanwhile."""


class Driver:
    """A browser behind chromedriver."""

    def __init__(self, arguments):
        self.server = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "chromedriver", "--port=0"], text=True,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        for line in self.server.stdout:
            if "on port" in line and "successfully" in line:
                self.port = int(line.rstrip(".\n").split()[-1])
                break
        options = {"binary": "/usr/bin/chromium", "args": arguments}
        wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
        self.session = self.ask("POST", "/session", wanted)["sessionId"]

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"})
        answer = json.loads(connection.getresponse().read())["value"]
        connection.close()
        if isinstance(answer, dict) and "error" in answer:
            kind = Gone if answer["error"] in ("stale element reference", "no such element") else RuntimeError
            raise kind(f"{path}: {answer['error']}: {answer['message'][:300]}")
        return answer

    def do(self, method, path, body=None):
        return self.ask(method, f"/session/{self.session}{path}", body)

    def find(self, selector):
        found = self.do("POST", "/elements", {"using": "css selector", "value": selector})
        return found[0][ELEMENT] if found else None

    def type(self, selector, text):
        """In the place of what stands there: the loop may come by twice before the next page does."""
        field = self.find(selector)
        self.do("POST", f"/element/{field}/clear", {})
        self.do("POST", f"/element/{field}/value", {"text": text})

    def click(self, selector):
        self.do("POST", f"/element/{self.find(selector)}/click", {})

    def end(self):
        try:
            self.do("DELETE", "")
        finally:
            self.server.terminate()
            self.server.wait()


def key_of(leaf):
    """SHA-256 of a certificate's key, in base64."""
    public = subprocess.run(["openssl", "x509", "-in", leaf, "-noout", "-pubkey"], check=True, capture_output=True).stdout
    der = subprocess.run(["openssl", "pkey", "-pubin", "-outform", "der"], input=public, check=True, capture_output=True).stdout
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def walk(driver, url, user):
    """Signs in and agrees, page by page, until the browser is back at the loopback listener."""
    pages = []
    driver.do("POST", "/url", {"url": url})
    deadline = time.monotonic() + LAST_PAGE
    while time.monotonic() < deadline:
        place = driver.do("GET", "/url").split("?")[0]
        if not pages or pages[-1] != place:
            pages.append(place)
        if place.startswith("http://"):
            break
        with contextlib.suppress(Gone):
            if driver.find("input[name=login]"):
                driver.type("input[name=login]", user)
                driver.type("input[name=password]", "x")
            if driver.find("button[type=submit]"):
                driver.click("button[type=submit]")
        time.sleep(0.1)
    words = driver.do("POST", "/execute/sync", {"script": "return document.body.innerText", "args": []})
    return {"pages": pages, "title": driver.do("GET", "/title"), "words": words}


def main():
    leaf, user, result, url = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="lp-chromium-") as profile:
        driver = Driver(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                         "--disable-background-networking", "--disable-component-update", f"--user-data-dir={profile}",
                         f"--ignore-certificate-errors-spki-list={key_of(leaf)}"])
        try:
            found = walk(driver, url, user)
        finally:
            driver.end()
    with open(result, "w") as out:
        json.dump(found, out)


main()

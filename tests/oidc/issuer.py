# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorization server of the tests (issuer.mjs), and a browser that is driven through its pages.

    with Practice(...) as practice, Issuer(practice) as issuer:
        Browser(issuer.ca_file).sign_in(url, user)
"""

import html.parser
import http.client
import http.cookies
import json
import os
import secrets
import shutil
import ssl
import subprocess
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
MODULES = os.path.join(HERE, "node_modules")
PORT = 10443


class IssuerError(Exception):
    """The server cannot be had, or a page was not what it should be; the text is a sentence."""


def bundle():
    """The server as one file: to read its hundreds of modules takes two thirds of its start. Made when it is older than
    what it is made of; programs that find this at the same time make the same, and the last one's stays."""
    folder = os.path.join(os.environ["LETTERPLATE_BUILD"], "tests", "oidc")
    made, source = os.path.join(folder, "issuer.cjs"), os.path.join(HERE, "issuer.mjs")
    if not os.path.isdir(os.path.join(MODULES, "oidc-provider")):
        raise IssuerError("oidc-provider is missing: run npm ci in tests/oidc (./check does).")
    changed = max(os.stat(name).st_mtime_ns for name in (source, MODULES))
    if os.path.exists(made) and os.stat(made).st_mtime_ns > changed:
        return made
    os.makedirs(folder, exist_ok=True)
    new = f"{made}.{os.getpid()}"
    done = subprocess.run(["esbuild", source, "--bundle", "--platform=node", "--format=cjs", "--log-level=error",
                           "--outfile=" + new], capture_output=True, text=True)
    if done.returncode:
        raise IssuerError("esbuild failed:\n" + done.stderr)
    os.replace(new, made)
    return made


class Issuer:
    """oidc-provider beside a practice service, with that one's certificate."""

    def __init__(self, practice, port=PORT, **settings):
        self.practice, self.port = practice, port
        self.identifier = f"https://{practice.address}:{port}"
        self.secret = secrets.token_hex(8)
        self.settings = settings
        self.child = None

    @property
    def ca_file(self):
        return self.practice.ca_file

    @property
    def log_file(self):
        return os.path.join(self.practice.directory, f"issuer-{self.port}.log")

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self, **settings):
        missing = [program for program in ("node", "esbuild") if not shutil.which(program)]
        if missing:
            raise IssuerError(f"Missing: {', '.join(missing)} (./check installs them).")
        self.settings.update(settings)
        self.child = self._spawn(dict(self.settings, address=self.practice.address, port=self.port,
                                      introspection_secret=self.secret,
                                      key=os.path.join(self.practice.directory, "key.pem"),
                                      certificate=os.path.join(self.practice.directory, "leaf.pem")))
        deadline = time.monotonic() + 60
        while not self.count("ready"):
            if self.child.poll() is not None or time.monotonic() > deadline:
                raise IssuerError("oidc-provider did not start:\n" + self.log())
            time.sleep(0.02)
        return self

    def _spawn(self, settings):
        with open(self.log_file, "wb") as log:
            return subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "node", bundle(), json.dumps(settings)],
                                    stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=HERE)

    def stop(self):
        if self.child:
            self.child.terminate()
            self.child.wait()
            self.child = None

    def log(self):
        with open(self.log_file, errors="replace") as log:
            return log.read()

    def events(self):
        return [json.loads(line) for line in self.log().splitlines() if line.startswith("{")]

    def count(self, event, grant=None):
        return len([one for one in self.events() if one["event"] == event and grant in (None, one.get("grant"))])

    def refreshes(self):
        """How many refresh tokens were traded for new ones."""
        return self.count("success", "refresh_token")

    def row(self, group="fjordpost", **changes):
        """The issuer for a file of oauth2.d."""
        keys = {"Name": "Fjordpost", "Issuer": self.identifier, "Metadata": "true", "Scope": "openid email offline_access",
                "Imap": "mail", "Pop3": "mail", "Smtp": "mail", "Parameters": "prompt=consent",
                "ClientId": "letterplate-test", "CertificateAuthority": self.ca_file, **changes}
        return f"[{group}]\n" + "".join(f"{key}={value}\n" for key, value in keys.items())

    def dovecot(self):
        """A file for Dovecot's passdb (oauth2), which asks here whether a token is good."""
        host = f"{self.practice.address}:{self.port}"
        return (f"introspection_mode = post\nintrospection_url = https://dovecot:{self.secret}@{host}/token/introspection\n"
                "username_attribute = sub\nactive_attribute = active\nactive_value = true\n"
                f"tls_ca_cert_file = {self.ca_file}\n")


class _Form(html.parser.HTMLParser):
    """The first form of a page: where it goes and what it carries; and the links beside it."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.links = None, {}, []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action = attributes.get("action")
        elif tag == "input" and attributes.get("name"):
            self.fields.setdefault(attributes["name"], attributes.get("value") or "")
        elif tag == "a":
            self.links.append(attributes.get("href", ""))


class Browser:
    """As much of a browser as pages of forms need: cookies, redirects, nothing executed."""

    def __init__(self, ca_file):
        self.context = ssl.create_default_context(cafile=ca_file)
        self.cookies = {}
        self.connections = {}
        self.url = None
        self.status = None

    def _connect(self, parts):
        """To a server over https there is one connection, which stays open from page to page."""
        if parts.scheme == "http":
            return http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        if parts.netloc not in self.connections:
            self.connections[parts.netloc] = http.client.HTTPSConnection(parts.hostname, parts.port, timeout=20,
                                                                         context=self.context)
        return self.connections[parts.netloc]

    def ask(self, method, url, fields=None):
        """One request; the answer's status, text and where it leads."""
        parts = urllib.parse.urlsplit(url)
        connection = self._connect(parts)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if parts.scheme == "http":
            headers = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        body = urllib.parse.urlencode(fields) if fields is not None else None
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, (parts.path or "/") + ("?" + parts.query if parts.query else ""), body, headers)
        answer = connection.getresponse()
        for line in answer.msg.get_all("Set-Cookie", []):
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        text = answer.read().decode(errors="replace")
        if parts.scheme == "http":
            connection.close()
        target = answer.headers.get("Location")
        self.url, self.status = url, answer.status
        return text, urllib.parse.urljoin(url, target) if target else None

    def go(self, method, url, fields=None, stop_at_loopback=False):
        """Follows redirects to a page; its text, or None where the next step would be our listener."""
        for _ in range(12):
            text, target = self.ask(method, url, fields)
            if target is None:
                return text
            if stop_at_loopback and target.startswith("http://"):
                self.url = target
                return None
            method, url, fields = "GET", target, None
        raise IssuerError("too many redirects")

    def submit(self, page, stop_at_loopback=False, **fields):
        form = _Form(page)
        if form.action is None:
            raise IssuerError(f"{self.url}: there is no form on this page: {page[:500]}")
        url = urllib.parse.urljoin(self.url, form.action)
        return self.go("POST", url, {**form.fields, **fields}, stop_at_loopback)

    def _sign_in(self, page, user, stop_at_loopback=False):
        """Types the name where a page asks for one, and agrees where it asks for that."""
        while page is not None and _Form(page).fields.get("prompt"):
            fields = {"login": user, "password": "x"} if _Form(page).fields["prompt"] == "login" else {}
            page = self.submit(page, stop_at_loopback, **fields)
        return page

    def sign_in(self, url, user, stop_at_loopback=False):
        """The authorization page to its end; the text of our own last page, or None (the address is in `url`)."""
        return self._sign_in(self.go("GET", url, stop_at_loopback=stop_at_loopback), user, stop_at_loopback)

    def deny(self, url):
        """Goes to the page and leaves it by its "cancel" link."""
        page = self.go("GET", url)
        links = [link for link in _Form(page).links if link.endswith("/abort")]
        return self.go("GET", urllib.parse.urljoin(self.url, links[0]))

    def type_code(self, url, code, user, deny=False):
        """The page of the device flow: types the code, confirms, signs in."""
        page = self.submit(self.go("GET", url), user_code=code)
        page = self.submit(page, **({"abort": "yes"} if deny else {"confirm": "yes"}))
        return page if deny else self._sign_in(page, user)

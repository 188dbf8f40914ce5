#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A practice mail service on loopback that asks for sign-in and from which nothing can leave.

    program ── IMAP, POP3 ──────────► Dovecot ◄── LMTP, unix socket ──┐
            └─ SMTP, TLS, sign-in ──► its submission server ── SMTP ──► relay.py

The service is the distribution's Dovecot, started as a child of this process with a directory, an
address and ports of its own; a Dovecot that runs already is not touched. It runs as the calling user; as
root, whom Dovecot's sign-in processes refuse, it runs as `dovenull`. When this process ends, however it
ends, the service goes too.

As a command it starts the service and prints one line of JSON that describes it; it stops when its
standard input ends. The password goes into the file named by `password_file` (mode 0600).
"""

import argparse
import base64
import contextlib
import dataclasses
import email.utils
import grp
import hashlib
import imaplib
import json
import os
import pwd
import random
import re
import secrets
import shutil
import signal
import ssl
import subprocess
import sys
import tempfile
import time

import quiet

HERE = os.path.dirname(os.path.abspath(__file__))
DOVECOT = "/usr/sbin/dovecot"
LIBEXEC = "/usr/lib/dovecot"
PORTS = {
    "imaps": 10993, "imap": 10143, "pop3s": 10995, "pop3": 10110,
    "submissions": 10465, "submission": 10587, "relay": 10025,
}  # yapf: disable
DOMAIN = "fjordpost.example"
ADDRESS = "maya@" + DOMAIN
# RFC 2606 names: mail for them is taken and dropped.
ELSEWHERE = ("elsewhere.example", "example.com", "example.net", "example.org")
# With the client's address in it; without one it is delivery that asks for a recipient.
REFUSED = re.compile(r"auth: Info: \S+\([^ ]*,[0-9a-f:.]+,.*\): (?:Password mismatch|unknown user|Requested \S+ scheme)")
AUTH_SERVICE = """\
service auth {{
  inet_listener {{
    address = {address}
    port = {port}
  }}
}}
"""
# Access tokens, asked for at their issuer; the file says where.
TOKEN_PASSDB = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {directory}/oauth2.conf
}}
"""
WELCOME = """\
From: Fjordpost <welcome@{domain}>
To: {address}
Subject: Welcome to the practice mailbox
Date: {date}
Message-ID: <welcome@{domain}>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

This mailbox lives on your own computer and goes away with the practice service.
"""


class PracticeError(Exception):
    """The service cannot be had; the text is a sentence for people."""


@dataclasses.dataclass
class User:
    """One row of Dovecot's password file.

    Of a hashed password the server cannot make what a challenge mechanism needs, and it offers CRAM-MD5 all the
    same.
    """

    address: str
    password: str
    hashed: bool = False

    def row(self):
        if not self.hashed:
            return f"{self.address}:{{PLAIN}}{self.password}\n"
        salt = secrets.token_bytes(8)
        digest = hashlib.sha256(self.password.encode() + salt).digest()
        return f"{self.address}:{{SSHA256}}{base64.b64encode(digest + salt).decode()}\n"


def dovecot_user():
    """Who the service runs as: (user, group) or None for the caller."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("dovenull")
    except KeyError:
        raise PracticeError("The user dovenull is missing: install dovecot-core.") from None


def draw_address():
    """Any address of 127.0.0.0/8 can be bound without configuration. It must not be the client's own
    (127.0.0.1), or Dovecot takes the connection for a secure one and accepts passwords in clear."""
    draw = random.SystemRandom().randrange
    return f"127.{draw(100, 250)}.{draw(0, 255)}.{draw(1, 255)}"


def make_certificate(directory, address, domain, hosts=()):
    """A certificate authority that lives for this service only; its key is deleted at once."""
    def openssl(*arguments):
        done = subprocess.run(("openssl",) + arguments, cwd=directory, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode:
            raise PracticeError(f"openssl {arguments[0]} failed: {done.stderr.strip()}")

    # mbsync 1.4 compares DNS names only, everything else wants the address as an address.
    names = ",".join([f"IP:{address}", f"DNS:{address}", f"DNS:mail.{domain}", "DNS:localhost",
                      *(f"DNS:{host}" for host in hosts)])
    with open(os.path.join(directory, "leaf.conf"), "w") as conf:
        conf.write("[req]\ndistinguished_name = name\nx509_extensions = leaf\n[name]\n[leaf]\n"
                   f"subjectAltName = {names}\nbasicConstraints = critical,CA:FALSE\n"
                   "keyUsage = critical,digitalSignature\nextendedKeyUsage = serverAuth\n")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", "ca.key", "-out", "ca.pem", "-days", "30",
            "-subj", "/O=Letterplate practice service/CN=Practice authority",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", "-x509", *curve, "-keyout", "key.pem", "-out", "leaf.pem", "-days", "29", "-config", "leaf.conf",
            "-CA", "ca.pem", "-CAkey", "ca.key", "-subj", f"/CN=mail.{domain}")
    for name in ("ca.key", "leaf.conf"):
        os.unlink(os.path.join(directory, name))


class Practice:
    """The service. Use it as a context manager; `directory` is made and removed if none is given."""

    def __init__(self, users=None, mechanisms="plain login", directory=None, address=None, auth_port=None,
                 hosts=()):
        self.address = address or draw_address()
        self.ports = dict(PORTS)
        self.users = users or [User(ADDRESS, secrets.token_urlsafe(12))]
        self.domain = self.users[0].address.rpartition("@")[2]
        self.mechanisms = mechanisms
        self.hosts = hosts  # further names that lead here and that the certificate is good for
        self.auth_port = auth_port  # where another server may ask whether a password is right
        self.oauth2 = None  # gives Dovecot's file that says who knows whether an access token is good
        self.before = ""  # settings that stand before all others
        self.children = []
        self.directory = directory
        self.own_directory = directory is None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self):
        # Unix sockets allow 107 bytes and Dovecot adds some twenty: the path has to be short.
        self.directory = self.directory or tempfile.mkdtemp(prefix="lp-practice-", dir=runtime_directory())
        if not os.access(DOVECOT, os.X_OK):
            raise PracticeError("Dovecot is missing: install dovecot-imapd dovecot-pop3d "
                                "dovecot-submissiond dovecot-lmtpd.")
        make_certificate(self.directory, self.address, self.domain, self.hosts)
        self._write_files()
        self._spawn("relay", "/usr/bin/python3", "-I", os.path.join(self.directory, "relay.py"),
                    "--address", self.address, "--port", str(self.ports["relay"]),
                    "--lmtp", os.path.join(self.directory, "run", "lmtp"),
                    "--domain", self.domain, "--drop", *ELSEWHERE)
        self._wait("relay.out", "ready")
        self._spawn("dovecot", DOVECOT, "-F", "-c", os.path.join(self.directory, "dovecot.conf"))
        # The ports are bound before this line is written. A test connection instead would start a
        # sign-in process, and to stop in that moment takes 5 s.
        self._wait("log", "starting up")

    def stop(self):
        """Ends the children by their process ids and removes what was written."""
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.children = []
        if self.own_directory and self.directory:
            shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def log_file(self):
        return os.path.join(self.directory, "log")

    @property
    def ca_file(self):
        return os.path.join(self.directory, "ca.pem")

    @property
    def password_file(self):
        return os.path.join(self.directory, "password")

    def describe(self):
        user = self.users[0]
        return {
            "address": self.address, "ports": self.ports, "domain": self.domain, "user": user.address,
            "ca_file": self.ca_file, "password_file": self.password_file, "log_file": self.log_file,
            "directory": self.directory, "elsewhere": "someone@" + ELSEWHERE[0],
            "incoming": f"imap+tls://{user.address}@{self.address}:{self.ports['imaps']}",
            "outgoing": f"smtp+tls://{user.address}@{self.address}:{self.ports['submissions']}",
        }  # yapf: disable

    def provider(self):
        """The entry for a `providers.d` folder that leads from the address to this service."""
        return (f"# The practice service of this session.\n[{self.domain}]\nName=Fjordpost (practice)\n"
                f"Domains={self.domain};\n"
                f"Incoming=imap+tls://%EMAILADDRESS%@{self.address}:{self.ports['imaps']};"
                f"imap+starttls://%EMAILADDRESS%@{self.address}:{self.ports['imap']};"
                f"pop3+tls://%EMAILADDRESS%@{self.address}:{self.ports['pop3s']};\n"
                f"Outgoing=smtp+tls://%EMAILADDRESS%@{self.address}:{self.ports['submissions']};"
                f"smtp+starttls://%EMAILADDRESS%@{self.address}:{self.ports['submission']};\n"
                f"CAFile={self.ca_file}\n")

    def log(self):
        """What the server wrote down of all that it was asked so far."""
        if not self.directory or not os.path.exists(self.log_file):
            return ""
        quiet.wait([child.pid for child in self.children])
        with open(self.log_file, encoding="utf-8", errors="replace") as log:
            return log.read()

    def change_password(self, password):
        """What a person does on the provider's web page, for the first user. Dovecot looks at its file once a
        second at most, so this waits until the server knows."""
        path = os.path.join(self.directory, "users")
        user = dataclasses.replace(self.users[0], password=password)
        with open(path, "w") as out:
            out.write("".join(one.row() for one in [user, *self.users[1:]]))
        deadline = time.monotonic() + 60
        context = ssl.create_default_context(cafile=self.ca_file)
        while True:
            client = imaplib.IMAP4_SSL(self.address, self.ports["imaps"], ssl_context=context, timeout=60)
            try:
                client.authenticate("PLAIN", lambda _: f"\0{user.address}\0{password}".encode())
                return
            except imaplib.IMAP4.error:
                if time.monotonic() > deadline:
                    raise PracticeError("The server does not take the new password.") from None
            finally:
                client.logout()

    def failed_sign_ins(self):
        """How many sign-ins the server refused so far: one line each, by `auth_verbose`."""
        return len(REFUSED.findall(self.log()))

    def sign_ins(self):
        """How many it accepted."""
        return self.log().count("-login: Info: Login: user=")

    def _write(self, name, text, mode=0o644):
        path = os.path.join(self.directory, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
            out.write(text)

    def _write_files(self):
        os.mkdir(os.path.join(self.directory, "run"), 0o755)
        os.mkdir(os.path.join(self.directory, "mail"), 0o700)
        self._write("users", "".join(user.row() for user in self.users), 0o600)
        self._write("dovecot.conf", self._configuration())
        if self.oauth2:
            self._write("oauth2.conf", self.oauth2(), 0o600)
        # The service may run as a user who cannot read the folder of the sources.
        shutil.copy(os.path.join(HERE, "relay.py"), self.directory)
        self._write_welcome()
        owner = dovecot_user()
        if owner:
            for folder, folders, files in os.walk(self.directory):
                for name in [""] + folders + files:
                    os.chown(os.path.join(folder, name), owner.pw_uid, owner.pw_gid)
            # Only the service's own files are the service's: a program under test reads the authority.
            os.chmod(self.directory, 0o711)
        self._write("password", self.users[0].password + "\n", 0o600)

    def _write_welcome(self):
        user = self.users[0]
        box = os.path.join(self.directory, "mail", user.address)
        for name in ("cur", "new", "tmp"):
            os.makedirs(os.path.join(box, name), mode=0o700)
        text = WELCOME.format(domain=self.domain, address=user.address, date=email.utils.formatdate())
        self._write(os.path.join("mail", user.address, "new", "1.welcome"), text, 0o600)

    def _configuration(self):
        owner = dovecot_user()
        user = owner.pw_name if owner else pwd.getpwuid(os.geteuid()).pw_name
        group_id = owner.pw_gid if owner else os.getegid()
        with open(os.path.join(HERE, "dovecot.conf.in")) as template:
            text = template.read()
        values = dict(self.ports, W=self.directory, ME=user, GROUP=grp.getgrgid(group_id).gr_name, ADDRESS=self.address,
                      MECHANISMS=self.mechanisms, DOMAIN=self.domain)
        for name, value in values.items():
            text = text.replace(f"@{name}@", str(value))
        if self.auth_port:
            text += AUTH_SERVICE.format(address=self.address, port=self.auth_port)
        if self.oauth2:  # first, or the password file would refuse each token before
            text = TOKEN_PASSDB.format(directory=self.directory) + text
        return self.before + text + unpacked_parts()

    def _spawn(self, name, *command):
        owner = dovecot_user()
        drop = (["--reuid", str(owner.pw_uid), "--regid", str(owner.pw_gid), "--clear-groups"]
                if owner else [])
        with open(os.path.join(self.directory, name + ".out"), "wb") as out:
            # Its own output would keep open the pipe of whoever reads ours.
            self.children.append(subprocess.Popen(
                ["setpriv", "--pdeathsig", "TERM", *drop, *command], cwd="/",
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}))

    def _wait(self, name, words, seconds=60):
        path = os.path.join(self.directory, name)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(FileNotFoundError), open(path, errors="replace") as log:
                if words in log.read():
                    return
            if any(child.poll() is not None for child in self.children):
                break
            time.sleep(0.01)
        raise PracticeError("The practice service did not start:\n" + self._outputs())

    def _outputs(self):
        texts = []
        for name in ("relay.out", "dovecot.out", "log"):
            with contextlib.suppress(OSError), open(os.path.join(self.directory, name)) as out:
                texts.append(out.read())
        return "".join(texts).strip()


def runtime_directory():
    """A short path that is private and goes with the session; as root it must be open to `dovenull`."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.geteuid() != 0 and os.path.isdir(runtime) and len(runtime) < 40:
        return runtime
    return "/tmp"


def unpacked_parts():
    """Where Dovecot is installed in part, `./run` unpacks the rest beside the build instead of installing
    it, because installing would restart the person's running server with more open ports."""
    parts = os.environ.get("LETTERPLATE_DOVECOT_PARTS")
    text = ""
    for program in ("imap-login", "imap", "pop3-login", "pop3", "submission-login", "submission", "lmtp"):
        if parts and not os.path.exists(f"{LIBEXEC}/{program}"):
            text += f"service {program} {{\n  executable = {parts}{LIBEXEC}/{program}\n}}\n"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", help="loopback address; drawn if not given")
    parser.add_argument("--mechanisms", default="plain login", help="Dovecot's auth_mechanisms")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with Practice(mechanisms=options.mechanisms, address=options.address) as practice:
            print(json.dumps(practice.describe()), flush=True)
            sys.stdin.read()
    except PracticeError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()

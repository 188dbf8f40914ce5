# SPDX-License-Identifier: GPL-3.0-or-later
"""A scriptable mail server: one connection is one `Peer`, a thread with a blocking socket.

A peer speaks its protocol properly, except where its row of `behaviours.py` says otherwise. Each deviation
is a *hook*: a value (bytes to send instead) or a function (called with the peer). Everything that a client
sends is written down, so that a test can see whether a secret went where it should not.
"""

import base64
import binascii
import contextlib
import hashlib
import hmac
import re
import secrets
import socket
import struct
import time

LIMIT = 1 << 20  # octets that one client may send


class Gone(Exception):
    """The client went away, or the script is over."""


class Cancelled(Exception):
    """The client ended the sign-in with a lone asterisk."""


class Peer:
    """What the three protocols have in common."""

    protocol = ""
    capabilities = []

    def __init__(self, sock, row, service, record):
        self.sock, self.row, self.service, self.record = sock, row, service, record
        self.buffer = b""
        self.encrypted = False
        self.signed_in = False
        self.tag = ""  # of IMAP's last command

    def hook(self, name, *arguments):
        """The row's deviation for this protocol, computed; None if it has none."""
        value = self.row.hooks.get(name)
        if isinstance(value, dict):
            value = value.get(self.protocol)
        return value(self, *arguments) if callable(value) else value

    def has(self, name):
        value = self.row.hooks.get(name)
        return value is not None and not (isinstance(value, dict) and self.protocol not in value)

    # --- octets

    def send(self, data):
        pace = self.row.hooks.get("pace")
        if pace:
            size, pause = pace
            for start in range(0, len(data), size):
                self.sock.sendall(data[start:start + size])
                time.sleep(pause)
        else:
            self.sock.sendall(data)

    def say(self, text):
        """One line, or several, in the row's idea of a line end."""
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        end = self.row.hooks.get("line_end", b"\r\n")
        self.send(b"".join(line + end for line in data.split(b"\r\n")))

    def read(self, count=65536):
        try:
            data = self.sock.recv(count)
        except OSError as error:
            raise Gone from error
        if not data:
            raise Gone
        (self.record.secured if self.encrypted else self.record.clear).extend(data)
        if len(self.record.secured) + len(self.record.clear) > LIMIT:
            raise Gone
        return data

    def line(self):
        while b"\n" not in self.buffer:
            self.buffer += self.read()
        line, _, self.buffer = self.buffer.partition(b"\n")
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def start_tls(self):
        self.buffer = b""
        self.sock = self.service.context(self.row).wrap_socket(self.sock, server_side=True)
        self.encrypted = True
        self.record.tls = True

    def reset(self):
        """Closes with a reset instead of a goodbye."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()
        raise Gone

    def hang(self):
        """Says nothing more; ends when the client does."""
        while True:
            self.read()

    # --- the conversation

    def run(self):
        with contextlib.suppress(Gone, OSError):
            if self.has("instead"):
                self.hook("instead")
                return
            if self.row.security == "tls":
                self.start_tls()
            self.greet()
            while True:
                self.command(self.line())
        with contextlib.suppress(OSError):
            self.sock.close()

    def offered(self):
        """Capabilities at this moment: `caps`, or `caps_tls` once there is TLS."""
        words = (self.hook("caps_tls") if self.encrypted else None) or self.hook("caps")
        words = list(self.capabilities if words is None else words)
        if self.offers_starttls():
            words.append(self.starttls_word)
        return words

    def offers_starttls(self):
        return self.row.security == "starttls" and not self.encrypted and not self.has("stripped")

    def challenged(self, prefix, challenge):
        """Sends a challenge; the client's answer."""
        self.send(prefix + challenge + b"\r\n")
        answer = self.line()
        if answer == "*":
            raise Cancelled
        return answer

    def accepts(self, mechanism, response):
        """Whether the row takes this sign-in; writes down that there was one."""
        self.record.sign_ins.append(mechanism)
        return self.hook("sign_in") is None

    # --- SASL, for all three protocols: `go_on` sends a challenge and returns the client's answer

    def authenticate(self, mechanism, initial, go_on):
        """True, or False when it was refused; None for a mechanism that is not spoken."""
        if self.has("challenge"):
            self.hook("challenge", go_on)
        if mechanism == "PLAIN":
            return self.accepts(mechanism, initial if initial is not None else go_on(b""))
        if mechanism == "LOGIN":
            if initial is None:
                go_on(base64.b64encode(b"Username:"))
            return self.accepts(mechanism, go_on(base64.b64encode(b"Password:")))
        if mechanism == "CRAM-MD5":
            return self.accepts(mechanism, go_on(base64.b64encode(b"<1896.697170952@fjordpost.example>")))
        if mechanism == "SCRAM-SHA-256":
            return self.scram(initial if initial is not None else go_on(b""), go_on)
        return None

    def scram(self, initial, go_on):
        """RFC 5802 with SHA-256, and what a dishonest server makes of it."""
        first = base64.b64decode(initial).decode()
        bare = first.split(",", 2)[2]
        nonce = dict(part.split("=", 1) for part in bare.split(","))["r"]
        wanted = self.row.hooks.get("scram", {})
        nonce = secrets.token_hex(8) if wanted.get("foreign_nonce") else nonce + secrets.token_hex(8)
        rounds = wanted.get("rounds", 4096)
        salt = b"fjordpost-salt"
        server_first = f"r={nonce},s={base64.b64encode(salt).decode()},i={rounds}"
        final = base64.b64decode(go_on(base64.b64encode(server_first.encode()))).decode()
        self.record.sign_ins.append("SCRAM-SHA-256")
        without_proof = final.rpartition(",p=")[0]
        salted = hashlib.pbkdf2_hmac("sha256", self.service.password.encode(), salt, rounds)
        key = hmac.digest(salted, b"Server Key", "sha256")
        signature = hmac.digest(key, ",".join((bare, server_first, without_proof)).encode(), "sha256")
        if wanted.get("bad_signature"):
            signature = bytes(32)
        if not wanted.get("no_signature"):
            go_on(base64.b64encode(b"v=" + base64.b64encode(signature)))
        return self.hook("sign_in") is None


class Imap(Peer):
    """IMAP4rev1 as far as a check goes."""

    protocol = "imap"
    starttls_word = "STARTTLS"
    capabilities = ["IMAP4rev1", "SASL-IR", "ID", "AUTH=PLAIN", "AUTH=LOGIN"]

    def greet(self):
        self.say(self.hook("greeting") or f"* OK [CAPABILITY {' '.join(self.offered())}] ready")

    def command(self, line):
        tag, _, rest = line.partition(" ")
        self.tag = tag
        verb, _, arguments = rest.partition(" ")
        handler = getattr(self, "do_" + verb.lower(), None)
        if self.hook("before_" + verb.lower(), tag):
            return
        if handler:
            handler(tag, arguments)
        else:
            self.say(f"{tag} BAD unknown command")

    def do_capability(self, tag, _):
        if self.has("caps_reply"):
            self.hook_reply("caps_reply", tag)
            return
        self.say(f"* CAPABILITY {' '.join(self.offered())}\r\n{tag} OK done")

    def hook_reply(self, name, tag, *arguments):
        answer = self.hook(name, *arguments)
        if answer is not None:
            self.say(answer.replace("{tag}", tag) if isinstance(answer, str) else answer.replace(b"{tag}", tag.encode()))

    def do_starttls(self, tag, _):
        if self.has("starttls"):
            self.hook_reply("starttls", tag)
            return
        if not self.offers_starttls():
            self.say(f"{tag} BAD unknown command")
            return
        self.say(f"{tag} OK begin")
        self.start_tls()

    def do_noop(self, tag, _):
        self.say(f"{tag} OK done")

    def do_id(self, tag, _):
        self.say(f"* ID NIL\r\n{tag} OK done")

    def do_login(self, tag, arguments):
        while re.search(r"\{\d+\+?\}$", arguments):  # literals
            if not arguments.endswith("+}"):
                self.say("+ go on")
            arguments += self.line()
        self.finish(tag, self.accepts("LOGIN command", None))

    def do_authenticate(self, tag, arguments):
        mechanism, _, initial = arguments.partition(" ")

        def go_on(challenge):
            return self.challenged(b"+ ", challenge)

        if self.has("unknown") and mechanism in self.hook("unknown"):
            self.say(f"{tag} BAD unsupported mechanism")
            return
        try:
            done = self.authenticate(mechanism.upper(), initial or None, go_on)
        except Cancelled:
            self.say(f"{tag} BAD cancelled")
            return
        if done is None:
            self.say(f"{tag} BAD unsupported mechanism")
        else:
            self.finish(tag, done)

    def finish(self, tag, good):
        if not good:
            self.hook_reply("sign_in", tag)
            return
        self.signed_in = True
        self.say(f"{tag} OK [CAPABILITY IMAP4rev1 ID SPECIAL-USE] signed in")
        self.hook("after_sign_in")

    def do_list(self, tag, _):
        self.say(f'* LIST (\\Sent) "/" Sent\r\n* LIST () "/" INBOX\r\n{tag} OK done')

    def do_examine(self, tag, _):
        if self.has("mailbox"):
            self.hook_reply("mailbox", tag)
            return
        self.say(f"* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] ok\r\n{tag} OK [READ-ONLY] done")

    do_select = do_examine

    def do_logout(self, tag, _):
        self.say(f"* BYE bye\r\n{tag} OK done")
        raise Gone


class Pop3(Peer):
    """POP3 with CAPA, STLS and SASL."""

    protocol = "pop3"
    starttls_word = "STLS"
    capabilities = ["TOP", "UIDL", "USER", "PIPELINING", "RESP-CODES", "SASL PLAIN LOGIN"]

    def greet(self):
        self.say(self.hook("greeting") or "+OK ready")

    def command(self, line):
        verb, _, arguments = line.partition(" ")
        if self.hook("before_" + verb.lower(), ""):
            return
        handler = getattr(self, "do_" + verb.lower(), None)
        if handler:
            handler(arguments)
        else:
            self.say("-ERR unknown command")

    def answer(self, name, *arguments):
        answer = self.hook(name, *arguments)
        if answer is not None:
            self.say(answer)

    def do_capa(self, _):
        if self.has("caps_reply"):
            self.answer("caps_reply")
            return
        self.say("\r\n".join(["+OK list", *self.offered(), "."]))

    def do_stls(self, _):
        if self.has("starttls"):
            self.answer("starttls")
            return
        if not self.offers_starttls():
            self.say("-ERR unknown command")
            return
        self.say("+OK begin")
        self.start_tls()

    def do_user(self, _):
        self.say("+OK go on")

    def do_pass(self, arguments):
        self.finish(self.accepts("USER", arguments))

    def do_auth(self, arguments):
        mechanism, _, initial = arguments.partition(" ")

        def go_on(challenge):
            return self.challenged(b"+ ", challenge)

        if self.has("unknown") and mechanism in self.hook("unknown"):
            self.say("-ERR unsupported mechanism")
            return
        try:
            done = self.authenticate(mechanism.upper(), initial or None, go_on)
        except Cancelled:
            self.say("-ERR cancelled")
            return
        if done is None:
            self.say("-ERR unsupported mechanism")
        else:
            self.finish(done)

    def finish(self, good):
        if not good:
            self.answer("sign_in")
            return
        self.signed_in = True
        self.say("+OK signed in")
        self.hook("after_sign_in")

    def do_stat(self, _):
        self.say(self.hook("mailbox") or "+OK 3 1024")

    def do_uidl(self, arguments):
        self.say("+OK 1 a" if arguments else "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.")

    def do_list(self, arguments):
        self.say("+OK 1 400" if arguments else "+OK\r\n1 400\r\n2 300\r\n3 324\r\n.")

    def do_noop(self, _):
        self.say("+OK")

    def do_quit(self, _):
        self.say("+OK bye")
        raise Gone


class Smtp(Peer):
    """SMTP submission that asks for sign-in."""

    protocol = "smtp"
    starttls_word = "STARTTLS"
    capabilities = ["PIPELINING", "8BITMIME", "ENHANCEDSTATUSCODES", "SIZE 10240000", "AUTH PLAIN LOGIN"]

    def greet(self):
        self.say(self.hook("greeting") or "220 mail.fjordpost.example ESMTP")

    def command(self, line):
        verb, _, arguments = line.partition(" ")
        if self.hook("before_" + verb.lower(), ""):
            return
        handler = getattr(self, "do_" + verb.lower(), None)
        if handler:
            handler(arguments)
        else:
            self.say("500 5.5.1 unknown command")

    answer = Pop3.answer

    def do_ehlo(self, _):
        if self.has("caps_reply"):
            self.answer("caps_reply")
            return
        words = ["mail.fjordpost.example", *self.offered()]
        self.say("\r\n".join(f"250{'-' if word is not words[-1] else ' '}{word}" for word in words))

    def do_helo(self, _):
        self.say("250 mail.fjordpost.example")

    def do_starttls(self, _):
        if self.has("starttls"):
            self.answer("starttls")
            return
        if not self.offers_starttls():
            self.say("502 5.5.1 unknown command")
            return
        self.say("220 2.0.0 begin")
        self.start_tls()

    def do_auth(self, arguments):
        mechanism, _, initial = arguments.partition(" ")

        def go_on(challenge):
            return self.challenged(b"334 ", challenge)

        if self.has("unknown") and mechanism in self.hook("unknown"):
            self.say("504 5.5.4 unrecognized authentication type")
            return
        try:
            done = self.authenticate(mechanism.upper(), initial or None, go_on)
        except Cancelled:
            self.say("501 5.7.0 cancelled")
            return
        if done is None:
            self.say("504 5.5.4 unrecognized authentication type")
        elif done:
            self.signed_in = True
            self.say("235 2.7.0 signed in")
            self.hook("after_sign_in")
        else:
            self.answer("sign_in")

    def do_mail(self, arguments):
        if not self.signed_in and not self.has("open"):
            self.say(self.hook("unsigned_mail") or "530 5.7.0 Authentication required")
        else:
            self.say(self.hook("mail") or "250 2.1.0 Ok")

    def do_rcpt(self, arguments):
        if not self.signed_in and not self.has("open"):
            self.say(self.hook("unsigned_rcpt") or "530 5.7.0 Authentication required")
        else:
            self.say(self.hook("rcpt", arguments) or "250 2.1.5 Ok")

    def do_data(self, _):
        self.record.data = True
        self.say("554 5.5.1 no mail is taken here")

    def do_rset(self, _):
        self.say("250 2.0.0 Ok")

    do_noop = do_rset

    def do_quit(self, _):
        self.say("221 2.0.0 bye")
        raise Gone


PROTOCOLS = {"imap": Imap, "pop3": Pop3, "smtp": Smtp}


class Record:
    """What one connection brought."""

    def __init__(self):
        self.clear, self.secured = bytearray(), bytearray()
        self.sign_ins = []
        self.tls = False
        self.data = False
        self.error = None

    def holds(self, secret, octets):
        """Whether a secret is in there: as it is, or in any base64 word."""
        secret = secret.encode()
        if secret in octets:
            return True
        for word in re.findall(rb"[A-Za-z0-9+/=]{8,}", bytes(octets)):
            with contextlib.suppress(binascii.Error, ValueError):
                if secret in base64.b64decode(word + b"=" * (-len(word) % 4)):
                    return True
        return False

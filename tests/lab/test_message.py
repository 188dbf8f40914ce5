#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The test message to oneself: through a real Dovecot, found again over IMAP and POP3, and away again.

And that nothing else ever gives a server mail: not a check, not a set-up, not one that fails.
"""

import email
import email.policy
import imaplib
import os
import re
import ssl
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from postfix import Postfix  # noqa: E402
from practice import Practice  # noqa: E402
from road import Letterplate  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")
KINDS = ("imap+tls imaps", "imap+starttls imap", "pop3+tls pop3s")
suite = tap.Suite()


class Lab:
    def __init__(self, practice, home):
        self.practice, self.user = practice, practice.users[0]
        self.letterplate = Letterplate(PROGRAM, home)
        self.home = home

    def url(self, kind, name=None, port=None):
        return f"{kind}://{self.user.address}@{self.practice.address}:{port or self.practice.ports[name]}"

    def check(self, incoming, *arguments, outgoing=None, secret=None):
        return self.letterplate.run("check", self.user.address, "--incoming", incoming, "--outgoing",
                                    outgoing or self.url("smtp+tls", "submissions"), "--ca", self.practice.ca_file,
                                    "--offline", *arguments, secret=secret or self.user.password)

    def mailbox(self, command):
        context = ssl.create_default_context(cafile=self.practice.ca_file)
        client = imaplib.IMAP4_SSL(self.practice.address, self.practice.ports["imaps"], ssl_context=context, timeout=60)
        client.login(self.user.address, self.user.password)
        try:
            return command(client)
        finally:
            client.logout()

    def messages(self):
        """Message-IDs in the inbox, and whether nothing there is marked."""
        def read(client):
            client.select("INBOX", readonly=True)
            _, parts = client.fetch("1:*", "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
            text = b"".join(part[0] + part[1] if isinstance(part, tuple) else part for part in parts).decode()
            return re.findall(r"(?i)message-id:\s*(<[^>]*>)", text), r"\Deleted" in text
        return self.mailbox(read)


def arrives(lab, kind, security):
    """Sent, found, told; it stays, and nothing else does."""
    before, _ = lab.messages()
    failed = lab.practice.failed_sign_ins()
    result = lab.check(lab.url(kind, security), "--send-test-message", "--json")
    message = result.document["test_message"]
    tap.equal((result.status, result.document["verdict"], message["verdict"]), (0, "ok", "ok"), str(result))
    tap.equal((message["sent"], message["found"], message["removed"]), (True, True, False), str(message))
    tap.check(0 < message["elapsed_ms"] < 30000, str(message))
    tap.equal(message["folder"], "INBOX" if kind.startswith("imap") else None)
    tap.equal(message["authentication_results"], f"mail.{lab.practice.domain}; auth=pass")
    after, marked = lab.messages()
    tap.equal((sorted(after), marked), (sorted(before + [message["message_id"]]), False))
    tap.equal(lab.practice.failed_sign_ins(), failed)


def goes_again(lab, kind, security):
    """Taken out of the mailbox on request; what lay there before still does."""
    before, _ = lab.messages()
    result = lab.check(lab.url(kind, security), "--send-test-message", "--yes", "--json")
    message = result.document["test_message"]
    tap.equal((result.status, message["found"], message["removed"]), (0, True, True), str(result))
    after, marked = lab.messages()
    tap.equal((sorted(after), marked), (sorted(before), False))


def in_words(lab):
    """For people: the seconds, the receiving server's findings, and that it was deleted."""
    result = lab.check(lab.url("imap+tls", "imaps"), "--send-test-message", "--yes")
    tap.equal(result.status, 0, str(result))
    tap.check(re.search(r"The test message arrived after \d+\.\d s, in INBOX\.", result.stdout), result.stdout)
    tap.contains(result.stdout, "; auth=pass")
    tap.contains(result.stdout, "It was deleted again.")


def as_mail(lab):
    """What is sent is a proper message: to oneself only, answered by no absence note, readable."""
    result = lab.check(lab.url("imap+tls", "imaps"), "--send-test-message", "--json", "--name", "Maya Brügge")
    wanted = result.document["test_message"]["message_id"]

    def read(client):
        client.select("INBOX", readonly=True)
        number = client.search(None, "HEADER", "Message-ID", f'"{wanted}"')[1][0].split()[0]
        return client.fetch(number, "(BODY.PEEK[])")[1][0][1]
    message = email.message_from_bytes(lab.mailbox(read), policy=email.policy.default)
    tap.equal((message["To"], message["Auto-Submitted"]), (lab.user.address, "auto-generated"))
    tap.equal((message["From"].addresses[0].display_name, message["Subject"]), ("Maya Brügge", "Test message"))
    tap.check(message["Date"].datetime, "no date")
    tap.contains(message.get_content(), "You may delete it.")


def written_down(lab):
    """The transcript has every step, one DATA, and no secret."""
    transcript = os.path.join(lab.home, "transcript")
    result = lab.check(lab.url("imap+tls", "imaps"), "--send-test-message", "--yes", "--json", "--transcript", transcript)
    tap.equal(result.document["test_message"]["removed"], True)
    with open(transcript) as text:
        said = text.read()
    tap.contains(said, "UID EXPUNGE")
    tap.contains(said, "HEADER.FIELDS (Message-ID Authentication-Results)")
    tap.check(lab.user.password not in said, "the password is in the transcript")
    tap.equal(said.count("DATA\n"), 1, "DATA")


def lost(lab, postfix):
    """Taken by a Postfix that throws it away: sent, and not found within the minute."""
    began = time.monotonic()
    result = lab.check(lab.url("imap+tls", "imaps"), "--send-test-message", "--yes", "--json",
                       outgoing=lab.url("smtp+tls", port=postfix.ports["submissions"]))
    message = result.document["test_message"]
    tap.equal((result.status, message["verdict"], message["sent"], message["found"]), (1, "ok", True, False), str(result))
    tap.check(55 < time.monotonic() - began < 100, "not a minute")
    tap.contains(postfix.log(), message["message_id"])


def nothing_else(lab, postfix):
    """A check alone, a failed one with the option, one with a refused sender: no mail anywhere."""
    before, _ = lab.messages()
    accepted = postfix.log().count("message-id=")
    submissions = lab.url("smtp+tls", port=postfix.ports["submissions"])
    for arguments, secret, outgoing in (
            ((), None, None), ((), None, submissions), (("--send-test-message", "--yes"), "wrong", None),
            (("--send-test-message", "--yes"), "wrong", submissions),
            (("--send-test-message", "--yes"), None, lab.url("smtp+starttls", port=postfix.ports["mx"])),
            ((), None, lab.url("smtp+starttls", port=postfix.ports["open-relay"]))):
        result = lab.check(lab.url("imap+tls", "imaps"), *arguments, "--json", outgoing=outgoing, secret=secret)
        tap.check("test_message" not in result.document, str(result))
    tap.equal(lab.messages()[0], before)
    tap.equal(postfix.log().count("message-id="), accepted, "messages that reached Postfix's queue")


def main():
    with tempfile.TemporaryDirectory(prefix="lp-home-") as home, \
            Practice(mechanisms="plain login", auth_port=10900) as practice, Postfix(practice) as postfix:
        lab = Lab(practice, home)
        suite.on_failure = lambda: "\n".join((practice.log() + postfix.log()).splitlines()[-8:])
        for kind in KINDS:
            suite.add("/test-message/arrives/" + kind.partition(" ")[0], arrives, lab, *kind.split())
            suite.add("/test-message/goes-again/" + kind.partition(" ")[0], goes_again, lab, *kind.split())
        suite.add("/test-message/in-words", in_words, lab)
        suite.add("/test-message/as-mail", as_mail, lab)
        suite.add("/test-message/transcript", written_down, lab)
        suite.add("/test-message/nothing-else", nothing_else, lab, postfix)
        suite.add("/test-message/lost", lost, lab, postfix)
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

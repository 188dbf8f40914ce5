#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Passes SMTP from Dovecot's submission server on to Dovecot's LMTP socket.

Dovecot's submission server delivers nothing by itself and wants an SMTP server behind it; Dovecot's
own delivery speaks LMTP (RFC 2033). This changes only what differs between the two:

- EHLO and HELO become LHLO. CHUNKING is not passed on, or the submission server would use BDAT.
- After DATA, LMTP answers once for each recipient; SMTP wants one answer: the worst.
- Recipients in the test domains of `--drop` are taken and dropped, so that sending to somebody else
  can be proved while nothing ever leaves this computer. LMTP refuses all other strangers.
- As a provider does, it says on top of the message what it found out about the sender (RFC 8601): here only
  people who signed in get this far.
- A sender of another domain than `--domain` is refused, as a provider would.
"""

import argparse
import contextlib
import re
import socket
import socketserver

LINE_LIMIT = 1 << 16
ADDRESS = re.compile(rb"(?:MAIL FROM|RCPT TO):\s*<([^>]*)>", re.IGNORECASE)


def read_line(reader):
    """b"" at the end."""
    line = reader.readline(LINE_LIMIT)
    if line and not line.endswith(b"\n"):
        raise ConnectionResetError("cut off, or longer than a line may be")
    return line


class Conversation:
    """One client and its connection to the LMTP socket."""

    def __init__(self, options, client, delivery):
        self.options = options
        self.reader, self.writer = client.makefile("rb"), client
        self.lmtp_reader, self.lmtp_writer = delivery.makefile("rb"), delivery
        self.passed_on = 0  # recipients that LMTP has accepted
        self.dropped = 0

    def reply(self):
        """The next whole reply of LMTP, a list of lines."""
        lines = []
        while not lines or lines[-1][3:4] == b"-":
            lines.append(read_line(self.lmtp_reader))
            if not lines[-1]:
                raise ConnectionResetError("LMTP went away")
        return lines

    def ask(self, command):
        self.lmtp_writer.sendall(command)
        return self.reply()

    def say(self, *lines):
        self.writer.sendall(b"".join(lines))

    def forget_recipients(self):
        self.passed_on = self.dropped = 0

    def hello(self, line):
        self.forget_recipients()
        lines = self.ask(b"LHLO" + line[4:])
        kept = [text for text in lines if text[4:].strip().upper() != b"CHUNKING"]
        kept = [text[:3] + b"-" + text[4:] for text in kept]
        kept[-1] = kept[-1][:3] + b" " + kept[-1][4:]
        self.say(*kept)

    def mail(self, line):
        self.forget_recipients()
        address = ADDRESS.match(line)
        domain = address and address.group(1).rpartition(b"@")[2].lower().decode("ascii", "replace")
        if domain and domain != self.options.domain:
            self.say(b"553 5.7.1 <%s>: Sender address rejected: not owned by user\r\n"
                     % address.group(1))
        else:
            self.say(*self.ask(line))

    def recipient(self, line):
        address = ADDRESS.match(line)
        domain = address and address.group(1).rpartition(b"@")[2].lower().decode("ascii", "replace")
        if domain in self.options.drop:
            self.dropped += 1
            self.say(b"250 2.1.5 OK\r\n")
            return
        lines = self.ask(line)
        self.passed_on += lines[-1].startswith(b"2")
        self.say(*lines)

    def message(self):
        """Everything up to the lone dot; a message that was cut off is an exception, so it is dropped."""
        lines = []
        while not lines or lines[-1].rstrip(b"\r\n") != b".":
            lines.append(read_line(self.reader))
            if not lines[-1]:
                raise ConnectionResetError("cut off before the final dot")
        return lines

    def data(self, line):
        if not self.passed_on and self.dropped:
            self.say(b"354 OK\r\n")
            self.message()
            self.say(b"250 2.0.0 Taken and dropped: this is a practice service\r\n")
            self.forget_recipients()
            return
        go_ahead = self.ask(line)
        self.say(*go_ahead)
        if not go_ahead[-1].startswith(b"354"):
            return
        domain = self.options.domain.encode()
        self.lmtp_writer.sendall(b"Authentication-Results: mail.%s; auth=pass\r\n" % domain)
        self.lmtp_writer.sendall(b"".join(self.message()))
        replies = [self.reply() for _ in range(self.passed_on)]
        self.say(*max(replies, key=lambda lines: lines[-1][:1]))
        self.forget_recipients()

    def run(self):
        self.say(*self.reply())
        while line := read_line(self.reader):
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                self.hello(line)
            elif verb == b"MAIL":
                self.mail(line)
            elif verb == b"RCPT":
                self.recipient(line)
            elif verb == b"DATA":
                self.data(line)
            else:
                if verb == b"RSET":
                    self.forget_recipients()
                self.say(*self.ask(line))
                if verb == b"QUIT":
                    return


class Server(socketserver.ThreadingTCPServer):
    """A thread for each client."""

    allow_reuse_address = daemon_threads = True
    request_queue_size = 100

    def __init__(self, options):
        self.options = options
        super().__init__((options.address, options.port), None)

    def finish_request(self, client, _):
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as delivery:
            delivery.connect(self.options.lmtp)
            Conversation(self.options, client, delivery).run()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--lmtp", required=True, help="path of Dovecot's LMTP socket")
    parser.add_argument("--domain", required=True, help="the service's own domain")
    parser.add_argument("--drop", nargs="*", default=[], help="domains whose mail is taken and dropped")
    with Server(parser.parse_args()) as server:
        print("ready", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()

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
import asyncio
import re

LINE_LIMIT = 1 << 16
ADDRESS = re.compile(rb"(?:MAIL FROM|RCPT TO):\s*<([^>]*)>", re.IGNORECASE)


class Conversation:
    """One client and its connection to the LMTP socket."""

    def __init__(self, options, client, delivery):
        self.options = options
        self.reader, self.writer = client
        self.lmtp_reader, self.lmtp_writer = delivery
        self.passed_on = 0  # recipients that LMTP has accepted
        self.dropped = 0

    async def reply(self):
        """The next whole reply of LMTP, a list of lines."""
        lines = []
        while True:
            line = await self.lmtp_reader.readline()
            if not line.endswith(b"\n"):
                raise ConnectionResetError("LMTP went away")
            lines.append(line)
            if line[3:4] != b"-":
                return lines

    async def ask(self, command):
        self.lmtp_writer.write(command)
        await self.lmtp_writer.drain()
        return await self.reply()

    async def say(self, *lines):
        self.writer.writelines(lines)
        await self.writer.drain()

    def forget_recipients(self):
        self.passed_on = self.dropped = 0

    async def hello(self, line):
        self.forget_recipients()
        lines = await self.ask(b"LHLO" + line[4:])
        kept = [text for text in lines if text[4:].strip().upper() != b"CHUNKING"]
        kept = [text[:3] + b"-" + text[4:] for text in kept]
        kept[-1] = kept[-1][:3] + b" " + kept[-1][4:]
        await self.say(*kept)

    async def mail(self, line):
        self.forget_recipients()
        address = ADDRESS.match(line)
        domain = address and address.group(1).rpartition(b"@")[2].lower().decode("ascii", "replace")
        if domain and domain != self.options.domain:
            await self.say(b"553 5.7.1 <%s>: Sender address rejected: not owned by user\r\n"
                           % address.group(1))
        else:
            await self.say(*await self.ask(line))

    async def recipient(self, line):
        address = ADDRESS.match(line)
        domain = address and address.group(1).rpartition(b"@")[2].lower().decode("ascii", "replace")
        if domain in self.options.drop:
            self.dropped += 1
            await self.say(b"250 2.1.5 OK\r\n")
            return
        lines = await self.ask(line)
        self.passed_on += lines[-1].startswith(b"2")
        await self.say(*lines)

    async def message(self):
        """Everything up to the lone dot; a message that was cut off is an exception, so it is dropped."""
        lines = []
        while not lines or lines[-1].rstrip(b"\r\n") != b".":
            line = await self.reader.readline()
            if not line.endswith(b"\n"):
                raise ConnectionResetError("cut off before the final dot")
            lines.append(line)
        return lines

    async def data(self, line):
        if not self.passed_on and self.dropped:
            await self.say(b"354 OK\r\n")
            await self.message()
            await self.say(b"250 2.0.0 Taken and dropped: this is a practice service\r\n")
            self.forget_recipients()
            return
        go_ahead = await self.ask(line)
        await self.say(*go_ahead)
        if not go_ahead[-1].startswith(b"354"):
            return
        domain = self.options.domain.encode()
        self.lmtp_writer.write(b"Authentication-Results: mail.%s; auth=pass\r\n" % domain)
        self.lmtp_writer.writelines(await self.message())
        replies = [await self.reply() for _ in range(self.passed_on)]
        await self.say(*max(replies, key=lambda lines: lines[-1][:1]))
        self.forget_recipients()

    async def run(self):
        await self.say(*await self.reply())
        while line := await self.reader.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                await self.hello(line)
            elif verb == b"MAIL":
                await self.mail(line)
            elif verb == b"RCPT":
                await self.recipient(line)
            elif verb == b"DATA":
                await self.data(line)
            else:
                if verb == b"RSET":
                    self.forget_recipients()
                await self.say(*await self.ask(line))
                if verb == b"QUIT":
                    return


async def serve(options):
    async def on_connection(reader, writer):
        lmtp_writer = None
        try:
            lmtp = await asyncio.open_unix_connection(options.lmtp, limit=LINE_LIMIT)
            lmtp_writer = lmtp[1]
            await Conversation(options, (reader, writer), lmtp).run()
        except (OSError, ValueError):  # ValueError: a line over the limit
            pass
        finally:
            for open_writer in filter(None, (writer, lmtp_writer)):
                open_writer.close()

    server = await asyncio.start_server(on_connection, options.address, options.port, limit=LINE_LIMIT)
    print("ready", flush=True)
    async with server:
        await server.serve_forever()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--address", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--lmtp", required=True, help="path of Dovecot's LMTP socket")
    parser.add_argument("--domain", required=True, help="the service's own domain")
    parser.add_argument("--drop", nargs="*", default=[], help="domains whose mail is taken and dropped")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the same work costs others: sign in, open the inbox, name a sender; the password on standard input.

    peers.py imap|pop3|smtp tls|starttls HOST PORT CA-FILE USER
"""

import imaplib
import poplib
import smtplib
import ssl
import sys


def imap(security, host, port, context, user, password):
    client = (imaplib.IMAP4_SSL(host, port, ssl_context=context) if security == "tls" else imaplib.IMAP4(host, port))
    if security == "starttls":
        client.starttls(context)
    client.login(user, password)
    client.select("INBOX", readonly=True)


def pop3(security, host, port, context, user, password):
    client = poplib.POP3_SSL(host, port, context=context) if security == "tls" else poplib.POP3(host, port)
    if security == "starttls":
        client.stls(context)
    client.user(user)
    client.pass_(password)
    client.stat()


def smtp(security, host, port, context, user, password):
    client = smtplib.SMTP_SSL(host, port, context=context) if security == "tls" else smtplib.SMTP(host, port)
    client.ehlo()
    if security == "starttls":
        client.starttls(context=context)
        client.ehlo()
    client.login(user, password)
    client.mail(user)
    client.rcpt(user)


def main():
    protocol, security, host, port, ca_file, user = sys.argv[1:]
    context = ssl.create_default_context(cafile=ca_file)
    {"imap": imap, "pop3": pop3, "smtp": smtp}[protocol](security, host, int(port), context, user,
                                                         sys.stdin.readline().rstrip("\n"))


if __name__ == "__main__":
    main()

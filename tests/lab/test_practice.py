#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The practice service itself: what the other tests and the demo stand on."""

import imaplib
import json
import os
import poplib
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import practice  # noqa: E402
import session  # noqa: E402
import tap  # noqa: E402

service = practice.Practice()
suite = tap.Suite(on_failure=service.log)
USER = practice.ADDRESS


def context():
    return ssl.create_default_context(cafile=service.ca_file)


def password():
    with open(service.password_file) as file:
        return file.read().strip()


def imap():
    return imaplib.IMAP4_SSL(service.address, service.ports["imaps"], ssl_context=context(), timeout=60)


def smtp():
    return smtplib.SMTP_SSL(service.address, service.ports["submissions"], context=context(), timeout=60)


def signed_in():
    client = smtp()
    client.ehlo()
    client.login(USER, password())
    return client


@suite.case("/practice/starts-in-five-seconds")
def starts():
    began = time.monotonic()
    service.start()
    tap.check(time.monotonic() - began < 5, "it took too long")
    tap.equal(oct(os.stat(service.password_file).st_mode & 0o777), "0o600")
    tap.check(not os.path.exists(os.path.join(service.directory, "ca.key")), "the authority's key is still there")


@suite.case("/practice/imap")
def reads_imap():
    before = service.sign_ins()
    client = imap()
    client.login(USER, password())
    tap.equal(client.select("INBOX", readonly=True), ("OK", [b"1"]))
    tap.contains(str(client.list()[1]), "\\\\Sent")
    client.logout()
    tap.equal(service.sign_ins(), before + 1)


@suite.case("/practice/imap-starttls")
def reads_imap_starttls():
    client = imaplib.IMAP4(service.address, service.ports["imap"], timeout=60)
    client.starttls(context())
    client.login(USER, password())
    client.logout()


@suite.case("/practice/no-password-in-clear")
def refuses_clear():
    client = imaplib.IMAP4(service.address, service.ports["imap"], timeout=60)
    try:
        client.login(USER, password())
    except imaplib.IMAP4.error as error:
        tap.contains(str(error), "PRIVACYREQUIRED")
    else:
        raise tap.Failed("a password in clear was accepted")


@suite.case("/practice/pop3")
def reads_pop3():
    client = poplib.POP3_SSL(service.address, service.ports["pop3s"], context=context(), timeout=60)
    client.user(USER)
    client.pass_(password())
    tap.equal(client.stat()[0], 1)
    client.quit()
    client = poplib.POP3(service.address, service.ports["pop3"], timeout=60)
    client.stls(context())
    client.quit()


@suite.case("/practice/submission-asks-for-sign-in")
def asks():
    for client in (smtp(), smtplib.SMTP(service.address, service.ports["submission"], timeout=60)):
        client.ehlo()
        tap.equal(client.docmd(f"MAIL FROM:<{USER}>")[0], 530)
        client.quit()


RECIPIENTS = ((USER, 250), ("someone@" + practice.ELSEWHERE[0], 250), ("nobody@" + practice.DOMAIN, 550),
              ("someone@unknown.test", 550))


@suite.case("/practice/recipients")
def recipients():
    client = signed_in()
    tap.equal(client.docmd(f"MAIL FROM:<{USER}>")[0], 250)
    for address, code in RECIPIENTS:
        tap.equal(client.docmd(f"RCPT TO:<{address}>")[0], code, address)
    tap.equal(client.docmd("RSET")[0], 250)
    client.quit()


@suite.case("/practice/foreign-sender")
def foreign_sender():
    client = signed_in()
    tap.equal(client.docmd("MAIL FROM:<maya@else.test>")[0], 553)
    client.quit()


@suite.case("/practice/delivers-and-drops")
def delivers():
    client = signed_in()
    for to in ([USER], [USER, "someone@" + practice.ELSEWHERE[0]], ["someone@" + practice.ELSEWHERE[0]]):
        tap.equal(client.sendmail(USER, to, "Subject: one\r\n\r\n.leading dot\r\n"), {})
    client.quit()
    reader = imap()
    reader.login(USER, password())
    reader.select("INBOX", readonly=True)
    tap.equal(len(reader.search(None, "SUBJECT", "one")[1][0].split()), 2)
    tap.contains(reader.fetch("2", "(BODY[TEXT])")[1][0][1].decode(), ".leading dot\r\n")
    reader.logout()


@suite.case("/practice/cut-off-message-is-dropped")
def cut_off():
    client = signed_in()
    client.docmd(f"MAIL FROM:<{USER}>")
    client.docmd(f"RCPT TO:<{USER}>")
    tap.equal(client.docmd("DATA")[0], 354)
    client.send("Subject: half\r\n\r\nhalf a mess")
    client.sock.close()
    reader = imap()
    reader.login(USER, password())
    reader.select("INBOX", readonly=True)
    tap.equal(reader.search(None, "SUBJECT", "half"), ("OK", [b""]))
    reader.logout()


@suite.case("/practice/counts-refused-sign-ins")
def refused():
    tap.equal(service.failed_sign_ins(), 0)
    began = time.monotonic()
    for number in range(1, 4):
        try:
            imap().login(USER, "wrong")
        except imaplib.IMAP4.error as error:
            tap.contains(str(error), "AUTHENTICATIONFAILED")
        tap.equal(service.failed_sign_ins(), number)
    tap.check(time.monotonic() - began < 5, "the penalty is on")


@suite.case("/practice/certificate-names")
def names():
    with socket.create_connection((service.address, service.ports["imaps"]), 10) as raw:
        with context().wrap_socket(raw, server_hostname=service.address) as secure:
            tap.equal(sorted(kind for kind, name in secure.getpeercert()["subjectAltName"]
                             if name == service.address), ["DNS", "IP Address"])


@suite.case("/practice/leaves-nothing")
def leaves_nothing():
    children = [child.pid for child in service.children]
    service.stop()
    tap.check(not os.path.exists(service.directory), "the directory is still there")
    for child in children:
        tap.check(not os.path.exists(f"/proc/{child}"), f"process {child} is still there")
    for port in service.ports.values():
        with socket.socket() as probe:
            tap.check(probe.connect_ex((service.address, port)) != 0, f"port {port} still answers")


def as_nobody(command):
    """As root: the command as an ordinary user. Else: as it is."""
    if os.geteuid() != 0:
        return command
    nobody = pwd.getpwnam("nobody")
    return ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", *command]


@suite.case("/practice/as-an-ordinary-user-and-killed")
def ordinary_user():
    """Started by somebody who is not root, and its parent killed: the children go by themselves."""
    folder = tempfile.mkdtemp(prefix="lp-copy-")
    try:
        os.chmod(folder, 0o755)
        for name in ("practice.py", "quiet.py", "relay.py", "dovecot.conf.in"):
            shutil.copy(os.path.join(HERE, name), folder)
        script = subprocess.Popen(as_nobody(["/usr/bin/python3", "-B", os.path.join(folder, "practice.py")]),
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        about = json.loads(script.stdout.readline())
        ca = ssl.create_default_context(cafile=about["ca_file"])
        imaplib.IMAP4_SSL(about["address"], about["ports"]["imaps"], ssl_context=ca, timeout=60).logout()
        script.kill()
        script.communicate()
        deadline = time.monotonic() + 60
        while socket.socket().connect_ex((about["address"], about["ports"]["imaps"])) == 0:
            tap.check(time.monotonic() < deadline, "Dovecot is still there")
            time.sleep(0.05)
        shutil.rmtree(about["directory"], ignore_errors=True)
    finally:
        shutil.rmtree(folder)


@suite.case("/session/keyring")
def keyring():
    with session.Session() as private:
        private.run(["secret-tool", "store", "--label=x", "a", "b"], input=b"canary", check=True)
        found = private.run(["secret-tool", "lookup", "a", "b"], capture_output=True, check=True)
        tap.equal(found.stdout, b"canary")
        directory = private.directory
    tap.check(not os.path.exists(directory), "the directory is still there")


@suite.case("/session/locked-keyring")
def locked_keyring():
    with session.Session(locked=True) as private:
        found = private.run(["secret-tool", "lookup", "a", "b"], capture_output=True)
        tap.equal((found.returncode, found.stdout), (1, b""))
        state = private.run(["gdbus", "call", "--session", "--dest", "org.freedesktop.secrets", "--object-path",
                             "/org/freedesktop/secrets/collection/login", "--method",
                             "org.freedesktop.DBus.Properties.Get", "org.freedesktop.Secret.Collection",
                             "Locked"], capture_output=True, text=True)
        tap.equal(state.stdout.strip(), "(<true>,)")


@suite.case("/session/display")
def display():
    with session.Session(display=True) as private:
        done = private.run(["xdotool", "getdisplaygeometry"], capture_output=True, text=True)
        tap.equal(done.stdout.strip(), "1280 1024")


sys.exit(suite.run())

# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of faults: what a server does wrong, and what Letterplate has to make of it.

One row for each behaviour. A hook is bytes or text to send instead of the proper answer, or a function that
is called with the peer; a dictionary has one for each protocol. `verdict` is the side's verdict, or several
where servers cannot be told apart better. `secret` says whether the password may have been sent; it never
may in clear.
"""

import dataclasses
import os
import ssl
import time

import peer as peers
from service import GOOGLE, MICROSOFT

ALL = ("imap", "pop3", "smtp")


@dataclasses.dataclass(frozen=True)
class Row:
    """One behaviour; `asked` is the security that the client is told when it differs from the server's."""

    name: str
    verdict: object = "ok"
    protocols: tuple = ALL
    security: str = "tls"
    asked: str = None
    secret: bool = True
    certificate: str = "good"
    tls: object = None
    host: str = None
    timeout: int = 2
    sign_ins: int = 1
    hooks: dict = dataclasses.field(default_factory=dict)

    def expected(self, protocol):
        verdict = self.verdict[protocol] if isinstance(self.verdict, dict) else self.verdict
        return (verdict,) if isinstance(verdict, str) else verdict


IMPATIENT, PATIENT = 3, 15  # seconds


def row(name, verdict="ok", protocols=ALL, security="tls", asked=None, secret=None, certificate="good", tls=None,
        host=None, timeout=None, sign_ins=1, **hooks):
    """A Row; without a word about it, a secret may only be sent where the sign-in is reached. Patience is short only
    where its end is what is expected: a busy machine is late."""
    if timeout is None:
        timeout = IMPATIENT if "timed-out" in verdict else PATIENT
    if secret is None:
        first = verdict if isinstance(verdict, str) else "several"
        secret = first == "ok" or bool(set(hooks) & {"sign_in", "challenge", "scram", "after_sign_in", "mailbox",
                                                     "mail", "rcpt", "unknown"})
    return Row(name, verdict, protocols, security, asked, secret, certificate, tls, host, timeout, sign_ins,
               hooks)


# --- instead of a conversation

def encrypted_first(function):
    def run(peer):
        if peer.row.security == "tls":
            peer.start_tls()
        function(peer)
    return run


def raw(data):
    def run(peer):
        peer.sock.sendall(data)
        peer.hang()
    return run


def garbage(peer):
    peer.sock.sendall(b"".join(os.urandom(60).replace(b"\n", b"x") + b"\r\n" for _ in range(10)))


def flood(prefix=b"", octets=100_000_000, line=b"x" * 4096):
    """Sends without end until the client has enough; never holds more than one block."""
    def run(peer, *_):
        peer.sock.sendall(prefix)
        for _ in range(octets // len(line)):
            peer.sock.sendall(line)
    return run


def after(seconds, then):
    def run(peer, *_):
        time.sleep(seconds)
        return then
    return run


def hang(peer, *_):
    peer.hang()


def close(peer, *_):
    raise peers.Gone


def drip(peer):
    while True:
        peer.sock.sendall(b"*")
        time.sleep(0.2)


def third_is_refused(peer):
    """A provider that counts connections: the third within half a minute is turned away."""
    if peer.number < 3:
        return None
    return {"imap": "* BYE [UNAVAILABLE] Too many connections", "pop3": "-ERR [SYS/TEMP] Too many connections",
            "smtp": "421 4.7.0 Too many connections"}[peer.protocol]


HELLO = {"imap": b"* OK ", "pop3": b"+OK ", "smtp": b"220 "}
LIST = {"imap": b"* CAPABILITY ", "pop3": b"+OK list\r\nSASL ", "smtp": b"250-AUTH "}
GREETINGS = {"imap": "* OK IMAP4rev1 ready", "pop3": "+OK POP3 ready", "smtp": "220 mail ESMTP ready"}
OTHER = {"imap": GREETINGS["pop3"], "pop3": GREETINGS["smtp"], "smtp": GREETINGS["imap"]}

BEFORE = (
    row("good"),
    row("good-starttls", security="starttls"),
    row("silent", "timed-out", instead=encrypted_first(hang)),
    row("slow-greet", timeout=10, greeting=lambda peer: after(5, None)(peer)),
    row("garbage", ("not-this-protocol", "protocol-broken"), instead=encrypted_first(garbage)),
    row("http", "not-this-protocol", greeting="HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n"),
    row("ssh", "not-this-protocol", greeting="SSH-2.0-OpenSSH_9.2p1 Debian-2"),
    row("other-protocol", "not-this-protocol", greeting=OTHER),
    row("close", "closed", instead=encrypted_first(close)),
    row("rst", "closed", instead=lambda peer: peer.reset()),
    row("close-after-greet", "closed", before_capability=close, before_capa=close, before_ehlo=close,
        greeting=GREETINGS),
    row("bye", ("greeting-refused", "server-unavailable"),
        greeting={"imap": "* BYE not for you", "pop3": "-ERR not for you", "smtp": "554 5.7.1 not for you"}),
    row("busy", "server-unavailable",
        greeting={"imap": "* BYE [UNAVAILABLE] busy", "pop3": "-ERR [SYS/TEMP] busy", "smtp": "421 4.3.2 busy"}),
    row("preauth", ("protocol-broken", "injected-before-tls", "starttls-missing"), ("imap", ), security="starttls",
        greeting="* PREAUTH [CAPABILITY IMAP4rev1] logged in as maya"),
    row("rate-limit", greeting=third_is_refused),
    # The port wants TLS at once: found out and put right before any secret is sent.
    row("tls-on-plain", asked="starttls"),
    row("plain-on-tls", "tls-not-spoken", security="plain", asked="tls"),
    row("tls-silent", "timed-out", instead=hang),
    row("tls-alert", ("tls-version", "protocol-broken", "tls-not-spoken"),
        instead=raw(b"\x15\x03\x03\x00\x02\x02\x28")),
    row("tls-garbage", ("tls-not-spoken", "protocol-broken"), instead=raw(os.urandom(500) + b"\r\n")),
)

# --- sizes, octets, pace

LONG = {"imap": 60_000, "pop3": 4_000, "smtp": 4_000}


def long_line(peer):
    words = ["X-LONG" + "A" * 1000 + str(number) for number in range(LONG[peer.protocol] // 1008)]
    if peer.protocol == "imap":
        return peer.capabilities + words
    return peer.capabilities + ["XLONG " + " ".join(words)]


def endless(peer, *_):
    line = {"imap": b"* OK still there\r\n", "pop3": b"XWORD\r\n", "smtp": b"250-XWORD\r\n"}[peer.protocol]
    start = b"+OK list\r\n" if peer.protocol == "pop3" else b""
    flood(start, line=line * 200)(peer)


DIRTY = "\x1b]0;owned\x07\u202eevil\u202c <b>%n%s</b> \u0000-\u009b31m"
REFUSED = {"imap": "{tag} NO [AUTHENTICATIONFAILED] ", "pop3": "-ERR [AUTH] ", "smtp": "535 5.7.8 "}


def refused(text):
    return {protocol: start + text for protocol, start in REFUSED.items()}


SIZES = (
    row("huge-greet", "protocol-broken", timeout=10, instead=encrypted_first(lambda peer: flood(HELLO[peer.protocol])(peer))),
    row("huge-caps", "protocol-broken", timeout=10, greeting=GREETINGS,
        caps_reply=lambda peer: flood(LIST[peer.protocol])(peer)),
    row("endless", "protocol-broken", timeout=20, greeting=GREETINGS, caps_reply=endless),
    row("drip", ("timed-out", "not-this-protocol", "protocol-broken"), pace=(1, 0.5)),
    row("drip-forever", ("timed-out", "not-this-protocol", "protocol-broken"), instead=encrypted_first(drip)),
    row("long-lines", greeting=GREETINGS, caps=long_line),
    row("split", pace=(1, 0.0005), timeout=10),
    row("split-starttls", security="starttls", pace=(1, 0.0005), timeout=10),
    row("bare-lf", line_end=b"\n"),
    row("bare-cr", ("timed-out", "protocol-broken"), line_end=b"\r"),
    row("nul", ("ok", "protocol-broken"), secret=True,
        greeting={"imap": b"* OK re\0ady", "pop3": b"+OK re\0ady", "smtp": b"220 mail re\0ady"}),
    row("bad-utf8", greeting={"imap": b"* OK \xff\xfe\xc3", "pop3": b"+OK \xff\xfe\xc3",
                              "smtp": b"220 mail \xff\xfe\xc3"}),
    row("8bit", "wrong-credentials", sign_in=refused(DIRTY)),
)

# --- capabilities


def words(imap, pop3, smtp):
    return {"imap": ["IMAP4rev1", *imap.split()] if imap is not None else None,
            "pop3": ["UIDL", *pop3.split(";")] if pop3 is not None else None,
            "smtp": ["PIPELINING", *smtp.split(";")] if smtp is not None else None}


CAPABILITIES = (
    row("no-auth", "auth-not-offered", ("smtp", ), caps=words("", "", "8BITMIME")),
    row("no-sasl", caps=words("", "USER", None), protocols=("imap", "pop3")),
    row("logindisabled", "login-disabled", ("imap", ), caps=words("LOGINDISABLED", "", "")),
    row("caps-error", {"imap": "ok", "pop3": "ok", "smtp": "auth-not-offered"}, greeting=GREETINGS, secret=True,
        caps_reply={"imap": "{tag} BAD unknown", "pop3": "-ERR unknown", "smtp": "502 5.5.2 unknown"}),
    row("caps-lie", unknown=("SCRAM-SHA-256", "PLAIN"), sign_ins=1,
        caps=words("SASL-IR AUTH=SCRAM-SHA-256 AUTH=PLAIN AUTH=LOGIN", "SASL SCRAM-SHA-256 PLAIN LOGIN",
                   "AUTH SCRAM-SHA-256 PLAIN LOGIN")),
    row("caps-case", caps=words("imap4REV1  sasl-ir auth=Plain Auth=pLAIN", "user;Sasl  Plain  PLAIN login",
                                "auth=login plain;Auth  PLAIN  login;AUTH")),
    row("caps-change", security="starttls", caps=words("AUTH=X-OLD", "SASL X-OLD", "AUTH X-OLD"),
        caps_tls=words("SASL-IR AUTH=PLAIN", "SASL PLAIN", "AUTH PLAIN")),
    row("caps-unsolicited", protocols=("imap", ), before_authenticate=lambda peer, tag: peer.say(
        "* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* 7 EXISTS\r\n* OK by the way")),
    row("ehlo-refused", "auth-not-offered", ("smtp", ), caps_reply="500 5.5.1 Command unrecognized"),
    row("malformed-codes", "protocol-broken", ("smtp", ), caps_reply="250-mail\r\n550-PIPELINING\r\n250 AUTH PLAIN"),
    row("malformed-blank", ("protocol-broken", "not-this-protocol"), greeting={"imap": "*OKready", "pop3": "OK ready", "smtp": "22 ready"}),
    row("malformed-tag", ("protocol-broken", "timed-out"), ("imap", ), greeting=GREETINGS,
        caps_reply="* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nzz99 OK done"),
    row("literal", "protocol-broken", ("imap", ), mailbox='* LIST () "/" {4294967296}\r\nx'),
)

# --- STARTTLS


GO = {"imap": b"{tag} OK begin", "pop3": b"+OK begin", "smtp": b"220 begin"}
NO = {"imap": "{tag} NO no", "pop3": "-ERR no", "smtp": "454 4.7.0 TLS not available"}
FORGED = {"imap": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN", "pop3": b"+OK list\r\nSASL PLAIN\r\n.",
          "smtp": b"250 AUTH PLAIN"}


def go_and(then, together=b""):
    """The go-ahead, with something in the same packet, and then something else than TLS."""
    def run(peer, *_):
        go = GO[peer.protocol].replace(b"{tag}", peer.tag.encode())
        more = FORGED[peer.protocol] + b"\r\n" if together else b""
        peer.sock.sendall(go + b"\r\n" + more)
        then(peer)
    return run


def late(peer):
    time.sleep(0.3)
    peer.sock.sendall(FORGED[peer.protocol] + b"\r\n")
    peer.hang()


STARTTLS = (
    row("starttls-stripped", "starttls-missing", security="starttls", stripped=True),
    row("starttls-refused", ("starttls-missing", "server-unavailable"), security="starttls", starttls=NO),
    row("starttls-hang", "timed-out", security="starttls", starttls=hang),
    row("starttls-close", "closed", security="starttls", starttls=go_and(close)),
    row("starttls-plain", ("tls-not-spoken", "timed-out"), security="starttls", starttls=go_and(hang)),
    row("starttls-inject", "injected-before-tls", security="starttls",
        starttls=go_and(lambda peer: peer.start_tls(), b"forged")),
    row("starttls-inject-late", ("tls-not-spoken", "injected-before-tls", "protocol-broken"), security="starttls",
        starttls=go_and(late)),
)

# --- TLS


def only(version):
    def configure(context, _):
        context.minimum_version = context.maximum_version = version
    return configure


def client_certificate(version):
    def configure(context, service):
        only(version)(context, service)
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(service.ca_file)
    return configure


def null_cipher(context, service):
    only(ssl.TLSVersion.TLSv1_2)(context, service)
    context.set_ciphers("NULL:@SECLEVEL=0")


def needs_name(context, service):
    """Without the server name, a certificate for somebody else: what shared hosting does."""
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    other.load_cert_chain(os.path.join(service.directory, service.authority.make("good")))
    context.load_cert_chain(os.path.join(service.directory, service.authority.make("wrong-host")))

    def choose(sock, name, _):
        if name == "localhost":
            sock.context = other
    context.sni_callback = choose


def cut(peer, *_):
    """Ends the connection without TLS's own goodbye."""
    os.close(peer.sock.detach())
    raise peers.Gone


TLS = (
    row("tls10", "tls-version", tls=only(ssl.TLSVersion.TLSv1)),
    row("tls11", "tls-version", tls=only(ssl.TLSVersion.TLSv1_1)),
    row("tls12", tls=only(ssl.TLSVersion.TLSv1_2)),
    row("tls13", tls=only(ssl.TLSVersion.TLSv1_3)),
    row("null-cipher", ("tls-version", "tls-not-spoken", "protocol-broken"), tls=null_cipher, certificate="rsa", timeout=6),
    row("client-cert-12", "client-certificate-required", tls=client_certificate(ssl.TLSVersion.TLSv1_2)),
    row("client-cert-13", "client-certificate-required", tls=client_certificate(ssl.TLSVersion.TLSv1_3)),
    row("sni-needed", tls=needs_name, host="localhost"),
    row("truncate", before_logout=cut, before_quit=cut),
    row("certificate-intermediate", certificate="intermediate"),
    row("certificate-rsa", certificate="rsa"),
    row("certificate-ed25519", certificate="ed25519"),
    row("certificate-expired", "certificate-expired", certificate="expired"),
    row("certificate-expired-starttls", "certificate-expired", certificate="expired", security="starttls"),
    row("certificate-not-yet", "certificate-not-yet-valid", certificate="not-yet"),
    row("certificate-wrong-host", "certificate-wrong-host", certificate="wrong-host"),
    row("certificate-self-signed", "certificate-self-signed", certificate="self-signed"),
    row("certificate-self-signed-starttls", "certificate-self-signed", certificate="self-signed", security="starttls"),
    row("certificate-unknown-root", "certificate-unknown-issuer", certificate="unknown-root"),
    row("certificate-chain-missing", "certificate-unknown-issuer", certificate="chain-missing"),
    row("certificate-expired-intermediate", ("certificate-expired", "certificate-unknown-issuer"),
        certificate="expired-intermediate"),
    row("certificate-issuer-no-authority", "certificate-unknown-issuer", certificate="issuer-no-authority"),
    row("certificate-name-constraint", ("certificate-unknown-issuer", "certificate-weak", "certificate-wrong-host"),
        certificate="name-constraint", host="localhost"),
    row("certificate-sha1", "certificate-weak", certificate="sha1"),
    row("certificate-rsa-1024", "certificate-weak", certificate="rsa-1024"),
    row("certificate-common-name-only", ("certificate-wrong-host", "certificate-weak"),
        certificate="common-name-only", host="localhost"),
    row("certificate-client-usage", "certificate-weak", certificate="client-usage"),
    row("certificate-must-staple", ("certificate-revoked", "certificate-weak"), certificate="must-staple"),
)  # yapf: disable

# --- signing in


def one(imap=None, pop3=None, smtp=None):
    return {name: text for name, text in zip(ALL, (imap, pop3, smtp)) if text is not None}


def echo(peer, *_):
    """Sends back what was sent, decoded."""
    return REFUSED[peer.protocol] + f"{peer.service.password} is wrong for {peer.service.user}"


def challenges(peer, go_on):
    for _ in range(10_000):
        go_on(b"bW9yZQ==")


def bad_challenge(peer, go_on):
    go_on(b"!!! this is no base64 !!!")


WITH_LOGIN = words("AUTH=LOGIN", "SASL LOGIN", "AUTH LOGIN")
WITH_SCRAM = words("SASL-IR LOGINDISABLED AUTH=SCRAM-SHA-256", "SASL SCRAM-SHA-256", "AUTH SCRAM-SHA-256")
BROKEN_SCRAM = ("protocol-broken", "no-mechanism", "mechanism-not-for-this-account")
MULTI = "\r\n".join(f"535{' ' if number == 5 else '-'}5.7.8 line {number} of the refusal" for number in range(6))

# Refused access tokens are played in tests/talks: a token cannot be given on a command line.
SIGN_IN = (
    # Any password will do: only a wrong one could show that, and it would be a refused sign-in everywhere else.
    row("auth-any"),
    row("auth-fails", "wrong-credentials", sign_in=refused("Authentication failed")),
    row("auth-slow", timeout=30, challenge=lambda peer, go_on: time.sleep(25)),
    row("auth-hang", "timed-out", sign_in=hang),
    row("auth-close", "closed", sign_in=close),
    row("auth-temp", "server-unavailable", sign_in=one(
        "{tag} NO [UNAVAILABLE] try later", "-ERR [SYS/TEMP] try later", "454 4.7.0 Temporary authentication failure")),
    row("auth-locked", "account-locked", ("smtp", ), host=MICROSOFT,
        sign_in="535 5.7.139 Authentication unsuccessful, account locked. Contact your administrator."),
    row("auth-expired", ("web-login-required", "wrong-credentials", "account-locked"), ("imap", ),
        sign_in="{tag} NO [EXPIRED] Password has expired"),
    row("auth-app-password", "app-password-required", host=GOOGLE, sign_in=one(
        "{tag} NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)",
        "-ERR [AUTH] Application-specific password required: https://support.google.com/accounts/answer/185833",
        "534-5.7.9 Application-specific password required. For more information, go to\r\n"
        "534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor x1 - gsmtp")),
    row("auth-weblogin", "web-login-required", host=GOOGLE, sign_in=one(
        "{tag} NO [WEBALERT https://accounts.google.com/signin/continue?x=1] Web login required.",
        "-ERR [AUTH] Web login required: https://support.google.com/mail/answer/78754",
        "534-5.7.14 <https://accounts.google.com/signin/continue?x=1> Please log in via your web browser and\r\n"
        "534 5.7.14 then try again. https://support.google.com/mail/answer/78754 x1 - gsmtp")),
    row("auth-basic-disabled", "basic-auth-disabled", host=MICROSOFT, sign_in=one(
        "{tag} NO Basic authentication is disabled.", "-ERR Basic authentication is disabled.",
        "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [AM0PR1.example]")),
    row("auth-tenant-disabled", "smtp-auth-disabled", ("smtp", ), host=MICROSOFT, sign_in=(
        "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. "
        "Visit https://aka.ms/smtp_auth_disabled for more information.")),
    row("auth-multi", "wrong-credentials", ("smtp", ), sign_in=MULTI),
    row("auth-ratelimit", "rate-limited", host=GOOGLE, sign_in=one(
        "* BYE [LIMIT] Too many login attempts\r\n{tag} NO [LIMIT] Too many login attempts",
        "-ERR [LOGIN-DELAY] Too many login attempts, wait a minute", "421 4.7.0 Too many login attempts, please try again later.")),
    row("auth-pop-inuse", ("server-unavailable", "mailbox-refused"), ("pop3", ),
        sign_in="-ERR [IN-USE] Mailbox is locked by another session"),
    row("auth-disabled-protocol", "protocol-not-enabled", ("imap", "pop3"), host=GOOGLE, sign_in=one(
        "{tag} NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)",
        "-ERR [SYS/PERM] Your account is not enabled for POP access.")),
    row("auth-referral", ("wrong-credentials", "mailbox-refused"), ("imap", ),
        sign_in="{tag} NO [REFERRAL IMAP://maya;AUTH=*@127.0.0.1/] Specified user is invalid on this server"),
    row("auth-bad-challenge", ("protocol-broken", "wrong-credentials"), caps=WITH_LOGIN, challenge=bad_challenge),
    row("auth-challenge-loop", ("protocol-broken", "wrong-credentials"), caps=WITH_LOGIN, challenge=challenges),
    row("auth-echo", "wrong-credentials", sign_in=echo),
    row("auth-ok-then-bye", ("closed", "mailbox-refused", "server-unavailable"), after_sign_in=close),
    row("auth-scram", caps=WITH_SCRAM, scram={}, secret=False),
    row("auth-scram-iter", BROKEN_SCRAM, caps=WITH_SCRAM, scram={"rounds": 2147483647}, secret=False, sign_ins=0),
    row("auth-scram-nonce", BROKEN_SCRAM, caps=WITH_SCRAM, scram={"foreign_nonce": True}, secret=False, sign_ins=0),
    row("auth-scram-badsig", BROKEN_SCRAM, caps=WITH_SCRAM, scram={"bad_signature": True}, secret=False),
    row("auth-scram-nosig", BROKEN_SCRAM, caps=WITH_SCRAM, scram={"no_signature": True}, secret=False),
)

# --- after signing in

SEND = ("smtp", )
AFTER = (
    row("mailbox-refused", "mailbox-refused", ("imap", ), mailbox="{tag} NO no such mailbox"),
    row("mailbox-id-demanded", "mailbox-refused", ("imap", ),
        mailbox="{tag} NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"),
    row("pop-off-at-stat", "protocol-not-enabled", ("pop3", ), host=GOOGLE,
        mailbox="-ERR [SYS/PERM] Your account is not enabled for POP access."),
    row("send-denied", "sender-refused", SEND, mail="553 5.7.1 Sender address rejected: not owned by user"),
    row("send-denied-at-rcpt", "sender-refused", SEND,
        rcpt="553 5.7.1 <maya@fjordpost.example>: Sender address rejected: not owned by user maya"),
    row("send-relay-refused", ("sender-refused", "authentication-required"), SEND,
        rcpt="554 5.7.1 <postmaster@example.com>: Relay access denied"),
    row("send-quota", ("server-unavailable", "rate-limited", "sender-refused"), SEND,
        mail="452 4.5.3 Your message quota is used up, try again later"),
    row("send-noauth", ("auth-not-offered", ), SEND, caps=words("", "", "8BITMIME"),
        unsigned_mail="250 2.1.0 Ok", unsigned_rcpt="554 5.7.1 Relay access denied"),
    row("send-spf", "sender-refused", SEND,
        rcpt="550 5.7.60 SMTP; Client does not have permissions to send as this sender"),
)

ROWS = BEFORE + SIZES + CAPABILITIES + STARTTLS + TLS + SIGN_IN + AFTER

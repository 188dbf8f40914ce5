#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks through all verdicts and all stages: each verdict is yielded by a talk that has a neighbour, as like it as
can be, that must not yield it; the few that no conversation can yield are proved where the last table says.

    test_walk.py SOURCE [--table LETTERPLATE]   (prints the table instead; the program says the sentences)
"""

import glob
import json
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))

import tap  # noqa: E402

SOURCE, *MORE = sys.argv[1:]
del sys.argv[1:]
# Verdict: the talk that yields it, and its nearest neighbour that yields another one.
TALKS = {
    "timed-out": ("imap-greeting/silent", "imap-greeting/closed"),
    "tls-not-spoken": ("tls/plain-text-on-tls-port", "tls/closed"),
    "tls-expected": ("tls/tls-on-plain-port", "tls/silent-plain-port"),
    "tls-version": ("tls/tls-1-1", "tls/tls-1-2"),
    "starttls-missing": ("imap-starttls/not-offered", "imap-starttls/without-asking-first"),
    "injected-before-tls": ("imap-starttls/injected", "imap-starttls/done"),
    "certificate-expired": ("tls/expired", "tls/good"),
    "certificate-not-yet-valid": ("tls/not-yet-valid", "tls/expired"),
    "certificate-wrong-host": ("tls/wrong-host", "tls/wildcard"),
    "certificate-unknown-issuer": ("tls/unknown-issuer", "tls/self-signed"),
    "certificate-self-signed": ("tls/self-signed", "tls/unknown-issuer"),
    "certificate-revoked": ("tls/stapled-revoked", "tls/stapled"),
    "certificate-weak": ("tls/rsa-1024", "tls/rsa-2048"),
    "client-certificate-required": ("tls/client-certificate-wanted-1-3", "tls/client-certificate-shown-1-3"),
    "plaintext-only": ("imap-sign-in/in-clear-nothing-is-sent", "imap-sign-in/in-clear-if-allowed"),
    "not-this-protocol": ("imap-greeting/pop3-server", "imap-greeting/bare-line-feeds"),
    "protocol-broken": ("imap-greeting/line-of-70-kilobytes", "imap-greeting/capability-line-of-60-kilobytes"),
    "closed": ("imap-greeting/closed", "imap-greeting/bye"),
    "greeting-refused": ("smtp-greeting/refused", "smtp-greeting/busy"),
    "server-unavailable": ("imap-greeting/bye-unavailable", "imap-greeting/bye"),
    "rate-limited": ("imap-greeting/bye-limit", "imap-greeting/bye-unavailable"),
    "no-mechanism": ("imap-sign-in/only-gssapi", "imap-sign-in/only-tokens"),
    "auth-not-offered": ("smtp-sign-in/not-offered", "smtp-sign-in/plain"),
    "login-disabled": ("imap-sign-in/login-disabled", "imap-sign-in/login-command"),
    "wrong-credentials": ("imap-sign-in/wrong-password", "imap-sign-in/unavailable"),
    "protocol-not-enabled": ("imap-sign-in/no-permission", "imap-sign-in/contact-administrator"),
    "account-locked": ("smtp-sign-in/locked", "smtp-sign-in/refused-without-enhanced-code"),
    "browser-sign-in-required": ("imap-sign-in/password-where-token-is-needed", "imap-sign-in/access-token"),
    "mechanism-not-for-this-account": ("sasl/scram-no-verifier", "sasl/scram-no-verifier-nor-plain"),
    "token-refused": ("imap-sign-in/access-token-refused", "imap-sign-in/wrong-password"),
    "sender-refused": ("smtp-sender/sender-refused-at-mail", "smtp-sender/for-now-not"),
    "authentication-required": ("smtp-sign-in/no-sign-in-but-needed", "smtp-sign-in/no-sign-in-wanted"),
    "mailbox-refused": ("imap-mailbox/refused", "imap-mailbox/refused-for-now"),
    "ok": ("imap-mailbox/id-wanted", "imap-mailbox/id-does-not-help"),
}
# Stage: talks that end in it with something amiss, and one that gets further.
STAGES = {
    "tls": ("tls/tls-1-1", "tls/tls-1-2"),
    "certificate": ("tls/expired", "tls/good"),
    "greeting": ("imap-greeting/bye", "imap-greeting/capabilities-asked"),
    "capabilities": ("imap-capabilities/bye", "imap-capabilities/refused"),
    "starttls": ("imap-starttls/refused", "imap-starttls/done"),
    "sign-in": ("imap-sign-in/wrong-password", "imap-sign-in/plain-with-initial-response"),
    "mailbox": ("imap-mailbox/refused", "imap-mailbox/id-wanted"),
    "sender": ("smtp-sender/sender-refused-at-mail", "smtp-sender/one-by-one"),
    "goodbye": (None, "imap-mailbox/goodbye-not-waited-for"),  # nothing can go amiss any more
}
# Reached where no conversation is held yet, or only known by a provider's words or the circumstances. The file that
# yields the verdict and words of its case; the nearest neighbour, and where that is told from it.
REACH, FAULTS = "tests/faults/test_reach.py", "tests/faults/behaviours.py"
CHECK, ROAD, COMMANDS = "tests/unit/test-check.c", "tests/lab/test_road.py", "tests/lab/test_commands.py"
KEYRING = "tests/secrets/test-keyring.c"
KEEPASSXC = "tests/secrets/test_keepassxc.py"
ELSEWHERE = {
    "refused": (REACH, '"refused-but-others-answer"', "port-blocked", REACH, '"blocked-port"'),
    "port-blocked": (REACH, '"blocked-port"', "timed-out", REACH, '"dead-server"'),
    "unreachable": (REACH, '"no-way-there"', "local-firewall", REACH, '"local-firewall"'),
    "no-network": (REACH, '"no-network-there"', "dns-failed", ROAD, '"dns-failed"'),
    "local-firewall": (REACH, '"local-firewall"', "unreachable", REACH, '"no-way-there"'),
    "no-such-domain": (REACH, '"unknown-name"', "dns-failed", ROAD, '"dns-failed"'),
    "proxy-failed": (REACH, '"proxy-failed"', "ok", REACH, 'Story("right"'),
    "clock-wrong": (REACH, '"clock-ahead"', "certificate-expired", REACH, '"certificate-ended"'),
    "captive-portal": (REACH, '"captive-portal"', "certificate-wrong-host", REACH, '"certificate-for-another-name"'),
    "dns-failed": (ROAD, '"dns-failed"', "no-network", ROAD, '"no-network"'),
    "no-mail": ("tests/discovery/stories/mx-null.story", "no-mail", "no-such-domain",
                "tests/discovery/stories/no-such-domain.story", "no-such-domain"),
    "no-settings": (COMMANDS, '"no-settings"', "no-such-domain", "tests/discovery/stories/no-such-domain.story",
                    "no-such-domain"),
    "consent-required": ("tests/lab/test_discovery.py", '"consent-required"', "ok", "tests/lab/test_discovery.py", '"ok"'),
    "app-password-required": (FAULTS, 'row("auth-app-password", "app-password-required"', "wrong-credentials", FAULTS,
                              'row("auth-fails", "wrong-credentials"'),
    "web-login-required": (FAULTS, 'row("auth-weblogin", "web-login-required"', "app-password-required", FAULTS,
                           'row("auth-app-password", "app-password-required"'),
    "basic-auth-disabled": (FAULTS, 'row("auth-basic-disabled", "basic-auth-disabled"', "smtp-auth-disabled", FAULTS,
                            'row("auth-tenant-disabled", "smtp-auth-disabled"'),
    "smtp-auth-disabled": (FAULTS, 'row("auth-tenant-disabled", "smtp-auth-disabled"', "account-locked", FAULTS,
                           'row("auth-locked", "account-locked"'),
    "unknown-user": (CHECK, "No such user here.", "wrong-credentials", CHECK, "unknown user name or bad password"),
    "admin-approval-required": (CHECK, "did not meet the criteria", "wrong-credentials", CHECK,
                                "the user credentials were incorrect"),
    "client-id-refused": ("tests/secrets/test-oauth2.c", "LP_VERDICT_CLIENT_ID_REFUSED", "admin-approval-required",
                          "tests/secrets/test-oauth2.c", "LP_VERDICT_ADMIN_APPROVAL_REQUIRED"),
    "sign-in-left-to-client": ("tests/oidc/test_sign_in.py", '"sign-in-left-to-client"', "browser-sign-in-required",
                               "tests/talks/imap-sign-in.talk", "=> verdict browser-sign-in-required"),
    "another-account": ("tests/oidc/test_sign_in.py", '"another-account"', "token-refused", "tests/oidc/test_sign_in.py",
                        '"token-refused"'),
    "keyring-missing": (KEYRING, "LP_VERDICT_KEYRING_MISSING", "keyring-locked", KEYRING, "LP_VERDICT_KEYRING_LOCKED"),
    "keyring-locked": (KEYRING, "LP_VERDICT_KEYRING_LOCKED", "keyring-missing", KEYRING, "LP_VERDICT_KEYRING_MISSING"),
    "keyring-silent": (KEEPASSXC, "The program that keeps the passwords did not answer.", "keyring-missing", KEEPASSXC,
                       "No keyring can be reached."),
    "not-tried": ("tests/faults/test_faults.py", '"not-tried"', "wrong-credentials", FAULTS, 'row("auth-fails"'),
    "cancelled": ("tests/unit/test-channel.c", "LP_VERDICT_CANCELLED", "timed-out", "tests/unit/test-channel.c",
                  "LP_VERDICT_TIMED_OUT"),
    "internal": ("tests/unit/test-model.c", "LP_VERDICT_INTERNAL", "closed", "tests/unit/test-model.c", "LP_VERDICT_CLOSED"),
}  # yapf: disable


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


def verdicts():
    """All of the enumeration, by their names in JSON."""
    return {symbol.lower().replace("_", "-") for symbol in
            re.findall(r"^  LP_VERDICT_(\w+),", read("src/model/error.h"), re.MULTILINE)}


def stages():
    return {symbol.lower().replace("_", "-") for symbol in
            re.findall(r"^  LP_STAGE_(\w+),", read("src/protocol/outcome.h"), re.MULTILINE)}


def talks():
    """{"file/name": {what is expected: value}}; without a verdict it is "ok"."""
    found = {}
    for path in sorted(glob.glob(os.path.join(HERE, "*.talk"))):
        for part in re.split(r"(?m)^== ", read(path))[1:]:
            name = os.path.basename(path)[:-len("talk") - 1] + "/" + part.partition("\n")[0]
            found[name] = dict(re.findall(r"^=> (\S+) ?(.*)$", part, re.MULTILINE))
            found[name].setdefault("verdict", "ok")
    return found


suite = tap.Suite()
TALK = talks()


def pair(verdict):
    yields, must_not = TALKS[verdict]
    tap.equal(TALK[yields]["verdict"], verdict, yields)
    tap.check(TALK[must_not]["verdict"] != verdict, f"{must_not} yields {verdict} too")
    tap.equal(yields.split("/")[0], must_not.split("/")[0], "neighbours of one file")


def stage(name):
    amiss, further = STAGES[name]
    tap.equal(TALK[further]["verdict"], "ok", further)
    if amiss:
        tap.check(TALK[amiss]["verdict"] != "ok", f"{amiss} is all right")
        # The last stage is told in the talk, or it would not prove which one it is.
        tap.equal(TALK[amiss].get("stage"), name, amiss)


def elsewhere(verdict):
    path, words, neighbour, its_path, its_words = ELSEWHERE[verdict]
    tap.contains(read(path), words, path)
    tap.contains(read(its_path), its_words, its_path)
    tap.check(neighbour != verdict and neighbour in verdicts(), neighbour)


def print_table(program):
    """For people: verdict, the test that yields it, its neighbour, the sentence."""
    print("| verdict | test | told from | sentence |\n|---|---|---|---|")
    for verdict in sorted(verdicts()):
        if verdict in TALKS:
            test, other = TALKS[verdict]
            test, neighbour = "talks/" + test, f"{TALK[other]['verdict']} (talks/{other})"
        else:
            path, words, neighbour, _, its_words = ELSEWHERE[verdict]
            test = f"{path[len('tests/'):]} {first_word(words)}"
            neighbour = f"{neighbour} ({first_word(its_words)})"
        said = subprocess.run([program, "explain", verdict, "--json"], check=True, capture_output=True, text=True).stdout
        print(f"| {verdict} | {test} | {neighbour} | {json.loads(said)['explanation']} |")


def first_word(words):
    """The name of a case among the words that find it."""
    quoted = re.search(r'"([^"]+)"', words)
    return quoted.group(1) if quoted else words


for one in sorted(TALKS):
    suite.add("/walk/verdict/" + one, pair, one)
for one in sorted(ELSEWHERE):
    suite.add("/walk/elsewhere/" + one, elsewhere, one)
for one in sorted(STAGES):
    suite.add("/walk/stage/" + one, stage, one)


@suite.case("/walk/nothing-left-out")
def nothing_left_out():
    tap.equal(set(TALKS) & set(ELSEWHERE), set(), "in both tables")
    tap.equal(set(TALKS) | set(ELSEWHERE), verdicts(), "verdicts of the tables, and of the enumeration")
    tap.equal(set(STAGES) | {"look-up", "connect"}, stages(), "stages; the first two are in test_reach.py")


if MORE[:1] == ["--table"]:
    print_table(MORE[1])
    sys.exit(0)
sys.exit(suite.run())

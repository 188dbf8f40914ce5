#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens that survive: renewed once whoever asks, whoever is killed, with the real keyring and a server that ends
the whole grant when a refresh token comes twice."""

import json
import os
import random
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "lab"), os.path.dirname(HERE)]

import tap  # noqa: E402
from issuer import Browser  # noqa: E402
from token_road import TokenRoad  # noqa: E402
from witness import ProcessWitness, holds  # noqa: E402

ROUNDS = int(os.environ.get("LETTERPLATE_ROUNDS", "6"))
ACCOUNT = "maya-fjordpost-example"
LONG_AGO = "1000000000"

# An answer that takes a while is waited for by somebody who is killed.
road = TokenRoad(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"), {"token_delay_ms": 100})
suite = tap.Suite(on_failure=lambda: road.issuer.log()[-1500:])


def path(program):
    return os.path.join(road.directory, program)


def item(kind):
    """(secret, attributes) of the account's token or grant."""
    done = road.session.run(["secret-tool", "search", "--all", "account", ACCOUNT, "xdg:schema", "org.letterplate." + kind],
                            capture_output=True, text=True)
    secret = re.findall(r"^secret = (.*)$", done.stdout, re.MULTILINE)
    return (secret[0] if secret else None,
            dict(re.findall(r"^attribute\.(\S+) = (.*)$", done.stdout + done.stderr, re.MULTILINE)))


def put(kind, secret, attributes):
    """Writes an item anew, with other attributes."""
    words = [word for pair in {**attributes, "xdg:schema": "org.letterplate." + kind}.items() for word in pair]
    road.session.run(["secret-tool", "clear", "account", ACCOUNT, "xdg:schema", "org.letterplate." + kind], check=True)
    road.session.run(["secret-tool", "store", "--label=test", *words], input=secret.encode(), check=True)


def age_token(**changes):
    """The access token as it will be later."""
    secret, attributes = item("Token")
    put("Token", secret, {**attributes, "fresh-until": LONG_AGO, "expires": LONG_AGO, **changes})


def start(*command):
    return subprocess.Popen(command, env=road.session.environment, cwd=road.session.home, text=True,
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def secret_of(side="incoming"):
    return road.run([path("letterplate-secret"), ACCOUNT, side])


def is_good(token):
    """Whether the mail server lets somebody in with it."""
    before = road.practice.sign_ins()
    road.must(road.run(["mbsync", ACCOUNT]))
    return road.practice.sign_ins() > before and token == item("Token")[0]


def sign_in():
    road.must(road.sign_in())


@suite.case("/token/fresh")
def fresh():
    sign_in()
    for command in ([path("letterplate-secret"), ACCOUNT, "incoming"], [path("letterplate-secret"), ACCOUNT, "outgoing"],
                    [path("letterplate-secret"), road.address, "outgoing"], [path("letterplate"), "token", ACCOUNT],
                    [path("letterplate"), "token", road.address, "outgoing"]):
        done = road.must(road.run(command))
        tap.equal((done.stdout, done.stderr), (item("Token")[0] + "\n", ""), " ".join(command))
    tap.equal(road.issuer.refreshes(), 0)


@suite.case("/token/expiry-is-told")
def expiry():
    attributes = item("Token")[1]
    issued, fresh_until, expires = (int(attributes[name]) for name in ("issued", "fresh-until", "expires"))
    tap.check(abs(issued - time.time()) < 60, "issued is wrong")
    tap.equal((expires - issued, expires - fresh_until), (3600, 300))
    tap.equal((attributes["issuer"], attributes["user"], attributes["account"]), ("fjordpost", road.address, ACCOUNT))


@suite.case("/token/renewed-when-stale")
def stale():
    for _ in range(3):
        old, old_grant = item("Token")[0], item("Grant")[0]
        before = road.issuer.refreshes()
        age_token()
        done = road.must(secret_of())
        new, new_grant = item("Token")[0], item("Grant")[0]
        tap.equal((done.stdout, done.stderr, road.issuer.refreshes() - before), (new + "\n", "", 1))
        tap.check(new != old and new_grant != old_grant, "nothing was rotated")
    tap.check(is_good(item("Token")[0]), "the server does not take it")


@suite.case("/token/renewed-ahead")
def ahead():
    before = road.issuer.refreshes()
    age_token(expires=str(int(time.time()) + 100))
    road.must(secret_of())
    tap.equal(road.issuer.refreshes() - before, 1)


@suite.case("/token/clock-was-wrong")
def clock():
    """Issued in what the clock calls the future: nobody knows until when it serves."""
    before = road.issuer.refreshes()
    far = str(int(time.time()) + 10**6)
    age_token(**{"issued": far, "fresh-until": far, "expires": far})
    road.must(secret_of())
    tap.equal(road.issuer.refreshes() - before, 1)


@suite.case("/token/withdrawn")
def withdrawn():
    """A server refuses what is still fresh by our clock: renewed and tried once more, in the proof and in the tunnel."""
    for command in (["check", road.address, "--json"], ["tunnel", ACCOUNT]):
        put("Token", "withdrawn", item("Token")[1])
        before = road.issuer.refreshes()
        done = road.run([path("letterplate"), *command], stdin="a LOGOUT\r\n")
        tap.equal((done.status, road.issuer.refreshes() - before), (0, 1), str(done))
        tap.check(item("Token")[0] != "withdrawn" and is_good(item("Token")[0]), "the keyring has no new one")
    put("Token", "withdrawn", item("Token")[1])
    done = road.run([path("letterplate"), "sendmail", ACCOUNT, road.address], stdin="Subject: renewed\n\nx\n")
    tap.equal((done.status, done.stderr), (0, ""))


@suite.case("/token/lost-token")
def lost_token():
    before = road.issuer.refreshes()
    road.session.run(["secret-tool", "clear", "account", ACCOUNT, "xdg:schema", "org.letterplate.Token"], check=True)
    tap.equal(road.must(secret_of()).stdout, item("Token")[0] + "\n")
    tap.equal(road.issuer.refreshes() - before, 1)


@suite.case("/token/fifty-at-once")
def fifty():
    before = road.issuer.refreshes()
    age_token()
    running = [start(path("letterplate-secret"), ACCOUNT, "incoming" if i % 2 else "outgoing") for i in range(50)]
    answers = [one.communicate(timeout=120) + (one.returncode, ) for one in running]
    tap.equal(set(answers), {(item("Token")[0] + "\n", "", 0)})
    tap.equal(road.issuer.refreshes() - before, 1)
    tap.equal(road.issuer.count("revoked"), 0)


@suite.case("/token/killed-at-random")
def killed():
    """The requesting programs die in the middle; the grant does not."""
    draw = random.Random(25)
    for number in range(ROUNDS):
        age_token()
        running = [start(path("letterplate-secret"), ACCOUNT, "incoming") for _ in range(8)]
        time.sleep(draw.uniform(0, 0.35))
        for one in draw.sample(running, 6):
            one.kill()
        for one in running:
            one.communicate(timeout=120)
        done = secret_of()
        tap.equal((done.status, done.stdout), (0, item("Token")[0] + "\n"), f"round {number}: {done.stderr}")
        tap.equal((road.issuer.count("revoked"), road.issuer.count("error")), (0, 0), f"round {number}")


@suite.case("/token/not-in-the-processes")
def processes():
    secrets = item("Token")[0], item("Grant")[0]
    age_token()
    with ProcessWitness(secrets[0]) as one, ProcessWitness(secrets[1]) as two:
        road.must(secret_of())
    tap.equal((one.found, two.found), ([], []))
    tap.check(one.seen.get("letterplate", 0) > 0, f"the witness saw nothing: {one.seen}")


@suite.case("/token/not-on-the-bus")
def bus():
    """What goes over the message bus is encrypted for the Secret Service's session."""
    age_token()
    secrets = {item("Grant")[0]}
    log = os.path.join(road.session.directory, "bus.pcap")
    with open(log, "wb") as out:
        monitor = subprocess.Popen(["dbus-monitor", "--session", "--binary"], env=road.session.environment, stdout=out,
                                   stdin=subprocess.DEVNULL)
        time.sleep(0.5)
        road.must(secret_of())
        time.sleep(0.2)
        monitor.terminate()
        monitor.wait()
    with open(log, "rb") as file:
        traffic = file.read()
    secrets |= {item("Grant")[0], item("Token")[0]}
    tap.contains(traffic.decode(errors="replace"), "org.letterplate.Grant", "the monitor")
    tap.equal([secret for secret in secrets if holds(traffic, secret)], [])
    os.unlink(log)


def credential(account, action, text):
    return road.run([path("letterplate"), "git-credential", account, action], stdin=text)


@suite.case("/git-credential")
def git_credential():
    host = f"{road.practice.address}:{road.practice.ports['submissions']}"
    question = f"protocol=smtp\nhost={host}\nusername={road.address}\n\n"
    answer = f"username={road.address}\npassword={item('Token')[0]}\n"
    tap.equal(road.must(credential(ACCOUNT, "get", question)).stdout, answer)
    for other in (question.replace("smtp", "https"), question.replace(road.practice.address, "smtp.evil.example"),
                  question.replace(road.address, "bob@fjordpost.example"), "", "protocol=smtp\n\n"):
        done = credential(ACCOUNT, "get", other)
        tap.equal((done.status, done.stdout), (0, ""), repr(other))
    before = item("Token"), item("Grant")
    for action in ("store", "erase", "capability"):
        tap.equal(road.must(credential(ACCOUNT, action, question + "password=x\n\n")).stdout, "")
    tap.equal((item("Token"), item("Grant")), before)
    tap.equal(credential("nobody", "get", question).stdout, "")


@suite.case("/token/usage")
def usage():
    for words in (["token"], ["token", ACCOUNT, "sideways"], ["git-credential", ACCOUNT], ["token", "a", "incoming", "x"]):
        tap.equal(road.letterplate(*words).status, 2, " ".join(words))
    done = road.letterplate("token", "nobody")
    tap.equal((done.status, done.stdout), (1, ""))
    tap.contains(done.stderr, "no browser sign-in of this account")


@suite.case("/token/issuer-is-down")
def down():
    """An old token that still lives is better than none."""
    soon = str(int(time.time()) + 200)
    age_token(expires=soon)
    token = item("Token")[0]
    road.issuer.child.send_signal(19)  # stopped: it takes connections and says nothing
    try:
        began = time.monotonic()
        done = road.must(secret_of())
        tap.equal(done.stdout, token + "\n")
        tap.check(time.monotonic() - began < 45, "it took too long")
    finally:
        road.issuer.child.send_signal(18)


@suite.case("/token/grant-was-revoked")
def revoked():
    """Somebody traded the refresh token elsewhere: the issuer ends the grant, and we ask it once only."""
    age_token()
    form = {"grant_type": "refresh_token", "client_id": "letterplate-test", "refresh_token": item("Grant")[0]}
    steal(form)
    errors = road.issuer.count("error")
    for _ in range(3):
        done = secret_of()
        tap.equal((done.status, done.stdout), (1, ""))
        tap.contains(done.stderr, "Sign in with the browser")
    tap.equal(road.issuer.count("error") - errors, 1)
    tap.equal(item("Grant")[1]["refused"], "1")


def steal(form):
    """Trades a refresh token as a stranger would."""
    text, _ = Browser(road.issuer.ca_file).ask("POST", road.issuer.identifier + "/token", form)
    tap.check("refresh_token" in json.loads(text), text)


@suite.case("/token/signed-in-again")
def again():
    sign_in()
    tap.equal(item("Grant")[1]["refused"], "0", "the refusal is still remembered")
    age_token()
    tap.equal(road.must(secret_of()).stdout, item("Token")[0] + "\n")


@suite.case("/token/issuer-is-gone")
def gone():
    age_token()
    road.issuer.stop()
    done = secret_of()
    tap.equal((done.status, done.stdout), (3, ""), done.stderr)
    tap.contains(done.stderr, "refused")
    host = f"{road.practice.address}:{road.practice.ports['submissions']}"
    asked = credential(ACCOUNT, "get", f"protocol=smtp\nhost={host}\nusername={road.address}\n\n")
    tap.check(asked.status != 0 and "browser" not in asked.stderr, "the sign-in is blamed: " + asked.stderr)
    sent = road.letterplate("sendmail", ACCOUNT, "bob@fjordpost.example", stdin="Subject: x\n\nx\n")
    tap.equal(sent.status, os.EX_TEMPFAIL, sent.stderr)
    tap.equal(item("Grant")[1]["refused"], "0", "a network failure counts as a refusal")


with road:
    sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole road, end to end, on real servers with real clients, and each way of getting lost on it."""

import os
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import island  # noqa: E402
import tap  # noqa: E402
from road import Road  # noqa: E402
from witness import ProcessWitness, files_with, holds  # noqa: E402

road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"))
witness = ProcessWitness(road.password)
suite = tap.Suite(on_failure=lambda: "\n".join(road.practice.log().splitlines()[-8:]))
receipt = {}


@suite.case("/road/discover")
def discover():
    found = road.discover()
    tap.equal(found["source"], "local")
    tap.equal((found["incoming"]["host"], found["incoming"]["port"], found["incoming"]["security"]),
              (road.practice.address, road.practice.ports["imaps"], "tls"))
    tap.equal((found["outgoing"]["host"], found["outgoing"]["port"], found["outgoing"]["security"]),
              (road.practice.address, road.practice.ports["submissions"], "tls"))


@suite.case("/road/check")
def check():
    before = road.practice.sign_ins()
    report = road.must(road.check()).document
    tap.equal(report["verdict"], "ok")
    tap.equal((report["incoming"]["verdict"], report["incoming"]["messages"]), ("ok", 1))
    outgoing = report["outgoing"]
    tap.equal((outgoing["verdict"], outgoing["authentication_required"], outgoing["sender_accepted"],
               outgoing["own_address_without_sign_in"]), ("ok", "proved", True, False))
    tap.contains(outgoing["authentication_evidence"], "530 5.7.0")
    tap.check("ok" == {stage["stage"]: stage["verdict"] for stage in report["incoming"]["stages"]}["sign-in"],
              "the stage sign-in is missing")
    tap.equal((road.practice.sign_ins() - before, road.practice.failed_sign_ins()), (2, 0))
    tap.equal(road.changes(), [])


@suite.case("/road/check-leaves-no-trace")
def check_leaves_no_trace():
    transcript = road.session.path("transcript.txt")
    road.must(road.check("--transcript", transcript))
    with open(transcript) as file:
        text = file.read()
    os.unlink(transcript)
    tap.contains(text, "CAPABILITY")
    tap.contains(text, "MAIL FROM:<" + road.address)
    tap.check(not holds(text.encode(), road.password), "the password is in the transcript")


OTHER_WAYS = (
    ("imap-starttls", "imap+starttls", "imap", "smtp+starttls", "submission"),
    ("pop3-tls", "pop3+tls", "pop3s", "smtp+tls", "submissions"),
    ("pop3-starttls", "pop3+starttls", "pop3", "smtp+starttls", "submission"),
)


def url(kind, port, user=None, host=None):
    return f"{kind}://{user or road.address}@{host or road.practice.address}:{port}"


def check_other_way(incoming, incoming_port, outgoing, outgoing_port):
    report = road.must(road.check("--incoming", url(incoming, road.practice.ports[incoming_port]),
                                  "--outgoing", url(outgoing, road.practice.ports[outgoing_port]),
                                  "--ca", road.practice.ca_file)).document
    tap.equal((report["verdict"], report["incoming"]["messages"], report["outgoing"]["authentication_required"]),
              ("ok", 1, "proved"))


for name, *way in OTHER_WAYS:
    suite.add("/road/check/" + name, check_other_way, *way)


def free_port():
    """A port of the service's address on which nobody listens."""
    with socket.socket() as sock:
        sock.bind((road.practice.address, 0))
        return sock.getsockname()[1]


def lost(verdict, failed, secret, incoming, *arguments):
    """A check that goes wrong: its own verdict, status 1, a sentence and a next step; one sign-in at most."""
    before = road.practice.failed_sign_ins()
    if incoming:
        arguments += ("--incoming", incoming(), "--outgoing", url("smtp+tls", road.practice.ports["submissions"]))
    result = road.check(*arguments, secret=secret)
    report = result.document
    tap.equal(report["verdict"], verdict, str(result))
    tap.equal(result.status, 1, "exit status")
    tap.equal(report["incoming"]["verdict"], verdict)
    for field in ("explanation", "next_step"):
        tap.check(len(report["incoming"][field]) > 20, f"{field}: {report['incoming'][field]}")
    tap.equal(road.practice.failed_sign_ins() - before, failed, "failed sign-ins in the server's log")
    spoken = road.run([os.path.join(road.directory, "letterplate"), "check", road.address, *arguments],
                      secret or road.password)
    tap.equal(spoken.status, 1, "exit status")
    tap.contains(spoken.stdout + spoken.stderr, report["incoming"]["next_step"])


def with_ca():
    return ("--ca", road.practice.ca_file)


suite.add("/road/lost/wrong-password", lambda: lost("wrong-credentials", 1, "not the password", None))
suite.add("/road/lost/wrong-port", lambda: lost(
    "not-this-protocol", 0, None, lambda: url("imap+tls", road.practice.ports["submissions"]), *with_ca()))
suite.add("/road/lost/refused-port", lambda: lost("refused", 0, None, lambda: url("imap+tls", free_port()), *with_ca()))
suite.add("/road/lost/untrusted-certificate", lambda: lost(
    "certificate-unknown-issuer", 0, None, lambda: url("imap+tls", road.practice.ports["imaps"])))


@suite.case("/road/lost/unknown-host")
def unknown_host():
    program = [os.path.join(road.directory, "letterplate"), "check", road.address, "--json",
               "--incoming", url("imap+tls", 993, host="imap.nowhere.example"), "--outgoing", "none"]
    result = road.run(island.command("nxdomain", program), road.password)
    tap.equal((result.document["verdict"], result.status), ("no-such-domain", 1), str(result))
    tap.check(result.document["incoming"]["next_step"], "no next step")


@suite.case("/road/lost/no-name-server")
def no_name_server():
    program = [os.path.join(road.directory, "letterplate"), "check", road.address, "--json",
               "--incoming", url("imap+tls", 993, host="imap.nowhere.example"), "--outgoing", "none"]
    # Without a way out there is no network at all; with one, it is the name service that fails.
    for way_out, verdict in (("", "no-network"), ("ip route add default via 10.66.0.2 dev lo onlink; ", "dns-failed")):
        there = island.command("servfail", ["sh", "-c", way_out + 'exec "$@"', "sh", *program])
        result = road.run(there, road.password)
        tap.equal((result.document["verdict"], result.status), (verdict, 3), str(result))


@suite.case("/road/lost/usage")
def usage():
    for words in (["check"], ["no-such-command"], ["check", "maya"], ["check", road.address, "--no-such-option"]):
        result = road.letterplate(*words)
        tap.equal((result.status, result.stdout), (2, ""), str(result))
        tap.check(result.stderr.strip(), "nothing on standard error")


@suite.case("/road/nothing-changed-so-far")
def nothing_changed():
    tap.equal((road.changes(), road.keyring_items()), ([], 0))


@suite.case("/road/diff-writes-nothing")
def diff():
    result = road.must(road.letterplate("setup", road.address, "--client", "msmtp,mbsync", "--diff", "--no-check"))
    tap.contains(result.stdout, road.practice.address)
    tap.equal((road.changes(), road.keyring_items()), ([], 0))


@suite.case("/road/setup")
def setup():
    receipt.update(road.setup())
    tap.equal({client["id"]: client["result"] for client in receipt["clients"]}.keys(), {"msmtp", "mbsync"})
    tap.equal(receipt["report"]["verdict"], "ok")
    tap.check(receipt["receipt"], "no receipt")
    tap.equal(road.changes(), [".mbsyncrc", ".msmtprc"])
    tap.equal(road.keyring_items(), 2)
    for name, text in (("choir", ".msmtprc"), ("choir", ".mbsyncrc")):
        with open(road.session.path(text)) as file:
            tap.contains(file.read(), name)


@suite.case("/road/secret")
def secret():
    """The lean program gives the password to whoever runs it in the session, and nobody else."""
    account = road.must(road.letterplate("accounts", "--json")).document["accounts"][0]["account"]
    program = os.path.join(road.directory, "letterplate-secret")
    for side in ("incoming", "outgoing"):
        tap.equal(subprocess.run([program, account, side], env=road.session.environment, capture_output=True,
                                 text=True, check=True).stdout, road.password + "\n")
    nobody = dict(road.session.environment, DBUS_SESSION_BUS_ADDRESS="unix:path=/nonexistent",
                  XDG_RUNTIME_DIR=road.session.path())
    done = subprocess.run([program, account, "incoming"], env=nobody, capture_output=True, text=True)
    tap.equal((done.returncode, done.stdout), (3, ""))


@suite.case("/road/fetch")
def fetch():
    tap.equal(road.fetch(), 1)


@suite.case("/road/send-and-find")
def send():
    road.find(road.send())
    tap.equal(road.fetch(), 2)


@suite.case("/road/setup-twice-changes-nothing")
def setup_twice():
    before = road.snapshot()
    road.setup()
    tap.equal(road.snapshot(), before)
    tap.equal(road.keyring_items(), 2)


@suite.case("/road/locked-keyring")
def locked():
    """Nobody is there who could unlock it: a sentence, and nothing was written."""
    with Road(road.directory, locked=True) as other:
        # libsecret 0.20 leaks when a prompt cannot be shown, seen only with whole backtraces
        leaks = os.path.join(os.path.dirname(HERE), "secrets", "prompt.supp")
        other.session.environment.update(ASAN_OPTIONS="fast_unwind_on_malloc=0", LSAN_OPTIONS="suppressions=" + leaks)
        result = other.letterplate("setup", other.address, "--client", "msmtp,mbsync", "--yes", "--json", "--no-check",
                                   secret=other.password)
        tap.equal(result.status, 3, str(result))
        tap.check("keyring" in (result.stdout + result.stderr).lower(), str(result))
        tap.equal(other.changes(), [])


@suite.case("/road/undo")
def undo():
    for _ in range(2):  # the second set-up has a receipt only if it changed something
        if road.changes():
            road.undo()
    tap.equal(road.changes(), [], "files that differ")
    tap.equal(road.keyring_items(), 0, "keyring items")


@suite.case("/road/canary")
def canary():
    """The password is nowhere: not in what was written, said, or handed to a process."""
    witness.__exit__()
    tap.equal(witness.found, [])
    for program in ("letterplate", "mbsync", "msmtp"):
        tap.check(witness.seen.get(program, 0) > 0, f"{program} was never looked at: {witness.seen}")
    tap.equal(files_with(road.password, road.session.directory), [])
    tap.equal([text[:200] for text in road.said if holds(text.encode(), road.password)], [])
    tap.check(not holds(road.practice.log().encode(), road.password), "the password is in the server's log")


def main():
    with road, witness:
        # The witness has to be able to find something at all.
        planted, deadline = ProcessWitness("a planted canary"), time.monotonic() + 60
        with planted, subprocess.Popen(["sh", "-c", "read line # a planted canary"], stdin=subprocess.PIPE) as child:
            while not planted.found and time.monotonic() < deadline:
                time.sleep(0.01)
            child.stdin.close()
        tap.check(planted.found, "the witness sees nothing")
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

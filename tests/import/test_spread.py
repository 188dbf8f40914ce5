#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account that is there already, set up elsewhere: from one mail program to others, and from an exported file with
its password. On an island, because only a name can belong to a provider: an address of this machine is a gateway."""

import json
import os
import shutil
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(TESTS, "lab"), TESTS]

import iaf  # noqa: E402
import island  # noqa: E402
import tap  # noqa: E402
from practice import ADDRESS as MAYA, DOMAIN, Practice, User  # noqa: E402
from road import Road  # noqa: E402
from witness import ProcessWitness, files_with, holds  # noqa: E402

ADDRESS = "127.38.9.2"
HOST = "mail." + DOMAIN

road = Road(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"))
road.practice = Practice([User(MAYA, "of maya, 1999"), User("bob@" + DOMAIN, "of bob, 2003")], address=ADDRESS)
road.address, road.password = road.practice.users[0].address, road.practice.users[0].password
suite = tap.Suite(on_failure=lambda: road.practice.log()[-2000:])


def by_hand():
    """The account as a terminal person wrote it down, in two programs."""
    ports, at = road.practice.ports, road.practice.address
    with open(road.session.path(".msmtprc"), "a") as out:
        out.write(f"\naccount own\nhost {at}\nport {ports['submissions']}\ntls on\ntls_starttls off\n"
                  f"tls_trust_file {road.practice.ca_file}\nauth on\nuser {road.address}\nfrom {road.address}\n")
    with open(road.session.path(".mbsyncrc"), "a") as out:
        out.write(f"\nIMAPAccount own\nHost {at}\nPort {ports['imaps']}\nUser {road.address}\nPassCmd \"pass own\"\n"
                  f"SSLType IMAPS\nCertificateFile {road.practice.ca_file}\n")
    road.before = road.snapshot()


def number_of(client):
    for account in road.must(road.letterplate("doctor", "--json"), 0).document["accounts"]:
        if account["client"] == client and account["address"] == road.address:
            return account["id"]
    raise tap.Failed(f"{client} has no such account")


def servers(document):
    return [(one["protocol"], one["host"], one["port"], one["security"], one["user"])
            for one in (document["incoming"], document["outgoing"])]


def wanted(incoming="imap", port="imaps", at=ADDRESS):
    ports = road.practice.ports
    return [(incoming, at, ports[port], "tls", road.address), ("smtp", at, ports["submissions"], "tls", road.address)]


def spread(account, client, *arguments):
    document = road.must(road.letterplate("setup", "--account", account, "--client", client, "--yes", "--json", *arguments,
                                          secret=road.password)).document
    tap.equal([(one["id"], one["result"]) for one in document["clients"]], [(client, "done")])
    return document["report"]


@suite.case("/spread/both-halves")
def both_halves():
    """msmtp knows where mail goes, mbsync where it comes from; Sylpheed gets both, proved."""
    by_hand()
    report = spread(number_of("msmtp"), "sylpheed")
    tap.equal((report["verdict"], servers(report)), ("ok", wanted()))
    tap.equal([name for name in road.changes() if not name.startswith(".sylpheed-2.0/")], [], "changes elsewhere")
    back = road.letterplate("check", "--account", "sylpheed:1", "--json", "--ca", road.practice.ca_file,
                            secret=road.password).document
    tap.equal((back["verdict"], servers(back)), ("ok", wanted()))
    road.undo()
    tap.equal(road.changes(), [])


@suite.case("/spread/other-half-discovered")
def other_half():
    os.unlink(road.session.path(".mbsyncrc"))
    report = spread(number_of("msmtp"), "sylpheed")
    tap.equal((report["verdict"], servers(report)), ("ok", wanted()))
    road.undo()


@suite.case("/spread/where-it-is-already")
def where_it_is():
    """The program it came from keeps its file, and finds the password in the keyring from now on."""
    before = road.snapshot()
    spread(number_of("msmtp"), "msmtp")
    tap.equal((road.snapshot(), road.keyring_items()), (before, 1))
    road.undo()
    tap.equal(road.keyring_items(), 0)


@suite.case("/spread/usage")
def usage():
    for words in (("setup", "--client", "msmtp"), ("setup", road.address, "--account", "msmtp:1", "--client", "msmtp"),
                  ("setup", "--account", "msmtp:99", "--client", "sylpheed")):
        tap.equal(road.letterplate(*words, "--yes").status, 2, str(words))


# --- passwords in exported files


def export(name, password, days=None, address=None):
    path = road.session.path(name)
    iaf.write(path, address or road.address, HOST, road.practice.ports["pop3s"],
              road.practice.ports["submissions"], password, days)
    road.before = road.snapshot()
    return path


def bring_back(path, *arguments):
    return road.letterplate("import", path, "--setup", "--client", "sylpheed,mpop", "--yes", "--json", "--ca",
                            road.practice.ca_file, *arguments, timeout=60)


@suite.case("/stored-password/not-by-itself")
def not_by_itself():
    """Nobody said that the file's password may be read: there is nobody to ask, so it ends."""
    path = export("old.iaf", road.password)
    before = road.practice.sign_ins()
    shown = road.must(road.letterplate("import", path)).stdout
    tap.contains(shown, "--stored-passwords")
    done = bring_back(path)
    tap.equal((done.status, road.practice.sign_ins() - before, road.changes()), (2, 0, []), str(done))


@suite.case("/stored-password/on-wish")
def on_wish():
    """Straight into the keyring, and shown nowhere."""
    path = export("old.iaf", road.password, days=14)
    with ProcessWitness(road.password) as witness:
        done = road.must(bring_back(path, "--stored-passwords"))
    tap.equal(witness.found, [], "processes with the password")
    report = done.document["report"]
    tap.equal((report["verdict"], servers(report)), ("ok", wanted("pop3", "pop3s", HOST)))
    tap.contains(done.stderr, "Delete the file")
    tap.equal(road.must(road.run(["letterplate-secret", road.address, "incoming"])).stdout.rstrip("\n"), road.password)
    road.said.pop()  # that was asked for
    road.said.pop()
    kept = road.session.path(".local", "share", "keyrings")
    tap.equal([name for name in files_with(road.password, road.session.home) if not name.startswith(kept)], [])
    tap.check(not any(holds(words.encode(), road.password) for words in road.said), "the password was printed")
    with open(road.session.path(".sylpheed-2.0", "accountrc")) as file:
        tap.contains(file.read(), "message_leave_time=14")
    road.undo()
    tap.equal(road.changes(), [])


@suite.case("/stored-password/several-at-once")
def several():
    """A folder of exports: each mailbox on its own road, one line of JSON for each, the damaged one is named."""
    users = road.practice.users
    os.mkdir(road.session.path("exports"))
    for number, user in enumerate(users):
        export(f"exports/{number}.iaf", user.password, address=user.address)
    shutil.copy(os.path.join(TESTS, "legacy", "iaf", "bad-magic.iaf"), road.session.path("exports", "0-damaged.iaf"))
    road.before = road.snapshot()
    done = road.letterplate("import", road.session.path("exports"), "--setup", "--stored-passwords", "--client", "mpop",
                            "--yes", "--json", "--ca", road.practice.ca_file)
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    tap.equal([(one["report"]["address"], one["report"]["verdict"]) for one in documents],
              [(user.address, "ok") for user in users], str(done))
    tap.equal(done.status, 1, str(done))
    tap.contains(done.stderr, "0-damaged.iaf")
    with open(road.session.path(".mpoprc")) as file:
        text = file.read()
    for user in users:
        tap.contains(text, "user " + user.address)
        tap.check(not any(holds(words.encode(), user.password) for words in road.said), "a password was printed")
    for _ in users:
        road.undo()
    tap.equal(road.changes(), [])


@suite.case("/stored-password/a-wrong-one")
def a_wrong_one():
    path = export("old.iaf", "of another year")
    before = road.practice.failed_sign_ins()
    done = bring_back(path, "--stored-passwords")
    tap.equal((done.status, done.document["report"]["verdict"], road.practice.failed_sign_ins() - before),
              (1, "wrong-credentials", 1))
    tap.equal(road.changes(), [])


if __name__ == "__main__":
    if "--here" in sys.argv:
        sys.argv.remove("--here")
        with road:
            sys.exit(suite.run())
    words = island.command("nxdomain", [sys.executable, "-B", __file__, "--here", *sys.argv[1:]], [f"{HOST}={ADDRESS}"])
    os.execvp(words[0], words)

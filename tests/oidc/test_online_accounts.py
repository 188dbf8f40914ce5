#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a client ID: the sign-in of GNOME Online Accounts serves, if both servers take its token.

The real goa-daemon gives the tokens. Its account is one of Google's by its own files, but the token in its keyring item is
our authorization server's and good for an hour, so the daemon need not ask anybody. All on an island, where Google is not.
"""

import functools
import os
import re
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [HERE, os.path.join(TESTS, "lab"), TESTS]

import island  # noqa: E402
import tap  # noqa: E402
from token_road import TokenRoad  # noqa: E402

ACCOUNT = "maya-fjordpost-example"
GOA = ["--session", "--dest", "org.gnome.OnlineAccounts"]
ACCOUNT_PATH = "/org/gnome/OnlineAccounts/Accounts/account_1600000000_0"
# It counts the generations of what it keeps for a provider; which one it reads is found out once.
GENERATIONS = range(30)
CONF = """\
[Account account_1600000000_0]
Provider=google
Identity={address}
PresentationIdentity={address}
MailEnabled={mail}
CalendarEnabled=false
ContactsEnabled=false
"""
road = TokenRoad(os.path.join(os.environ["LETTERPLATE_BUILD"], "src"))
suite = tap.Suite(on_failure=lambda: road.practice.log()[-1500:])
tokens = []


def item(kind):
    """(secret, attributes) of the account's token or grant."""
    done = road.session.run(["secret-tool", "search", "--all", "account", ACCOUNT, "xdg:schema", "org.letterplate." + kind],
                            capture_output=True, text=True)
    secret = re.findall(r"^secret = (.*)$", done.stdout, re.MULTILINE)
    return (secret[0] if secret else None,
            dict(re.findall(r"^attribute\.(\S+) = (.*)$", done.stdout + done.stderr, re.MULTILINE)))


def ask_bus(*words):
    return road.session.run(["gdbus", "call", *words], capture_output=True, text=True)


def daemon():
    """(nullable) The pid of who has the name on the bus."""
    done = ask_bus("--session", "--dest", "org.freedesktop.DBus", "--object-path", "/org/freedesktop/DBus", "--method",
                   "org.freedesktop.DBus.GetConnectionUnixProcessID", "org.gnome.OnlineAccounts")
    found = re.search(r"uint32 (\d+)", done.stdout)
    return int(found.group(1)) if found else None


def restart():
    """Lets the bus start the daemon anew, with what its files say now. The bus hears of an end later than others."""
    pid = daemon()
    if pid:
        os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 60
    while daemon():
        tap.check(time.monotonic() < deadline, "the daemon does not end")
        time.sleep(0.02)


def write_account(address=None, mail="true"):
    """What the desktop's settings would have left behind."""
    folder = road.session.path(".config", "goa-1.0")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "accounts.conf"), "w") as out:
        out.write(CONF.format(address=address or road.address, mail=mail))


def write_token(token, generation):
    secret = (f"{{'access_token': <'{token}'>, 'access_token_expires_at': <int64 {int(time.time() + 3600) * 10**6}>, "
              "'refresh_token': <'not used before that'>}")
    road.session.run(["secret-tool", "store", "--label=GOA", "goa-identity", f"google:gen{generation}:account_1600000000_0"],
                     input=secret.encode(), check=True)


@functools.cache
def find_generation():
    """Which of the items the daemon gives tokens from."""
    write_account()
    for number in GENERATIONS:
        write_token(f"of-generation-{number}.", number)
    restart()
    done = ask_bus(*GOA, "--object-path", ACCOUNT_PATH, "--method", "org.gnome.OnlineAccounts.OAuth2Based.GetAccessToken")
    found = re.search(r"of-generation-(\d+)\.", done.stdout)
    tap.check(found, f"the daemon has no token: {done.stdout}{done.stderr}")
    forget_account()
    return int(found.group(1))


def forget_account():
    """The person removed it from the desktop's settings."""
    os.unlink(road.session.path(".config", "goa-1.0", "accounts.conf"))
    restart()


def use_goa(token, **settings):
    number = find_generation()
    write_account(**settings)
    write_token(token, number)
    restart()


def left_to_client(*arguments):
    done = road.letterplate("check", road.address, "--json", *arguments, timeout=60)
    tap.equal((done.status, done.document["verdict"]), (1, "sign-in-left-to-client"), str(done))


@suite.case("/goa/nobody-there")
def nobody():
    left_to_client()


@suite.case("/goa/serves")
def serves():
    use_goa(tokens[0])
    report = road.must(road.letterplate("check", road.address, "--json", timeout=60)).document
    tap.equal((report["verdict"], report["incoming"]["mechanism"], report["outgoing"]["authentication_required"]),
              ("ok", "OAUTHBEARER", "proved"))
    tap.equal(item("Token")[0], None, "a check keeps nothing")
    done = road.must(road.sign_in())
    tap.equal([client["result"] for client in done.document["clients"]], ["done", "done"], str(done))
    tap.equal((item("Token")[0], item("Grant")[1]["issuer"]), (tokens[0], "gnome-online-accounts"))
    fetched = road.fetch()
    road.find(road.send())
    tap.equal(road.fetch(), fetched + 1)
    tap.equal(road.practice.failed_sign_ins(), 0)


@suite.case("/goa/renewed")
def renewed():
    """When the token has served its time, the daemon is asked for the next one."""
    use_goa(tokens[1])
    road.session.run(["secret-tool", "clear", "account", ACCOUNT, "xdg:schema", "org.letterplate.Token"], check=True)
    done = road.must(road.run([os.path.join(road.directory, "letterplate-secret"), ACCOUNT, "incoming"]))
    tap.equal((done.stdout, done.stderr), (tokens[1] + "\n", ""))
    attributes = item("Token")[1]
    tap.check(0 < int(attributes["expires"]) - int(attributes["issued"]) <= 3600, str(attributes))
    tap.equal(road.fetch() > 0, True)


@suite.case("/goa/sign-in-is-gone")
def gone():
    forget_account()
    road.session.run(["secret-tool", "clear", "account", ACCOUNT, "xdg:schema", "org.letterplate.Token"], check=True)
    done = road.run([os.path.join(road.directory, "letterplate-secret"), ACCOUNT, "outgoing"])
    tap.equal((done.status, done.stdout), (1, ""), str(done))
    tap.contains(done.stderr, "GNOME Online Accounts")


@suite.case("/goa/undo")
def undo():
    road.undo()
    tap.equal((item("Token")[0], item("Grant")[0]), (None, None))


@suite.case("/goa/does-not-serve")
def does_not_serve():
    """Mail is off, another address, a token that the servers refuse: as if there were none, and nothing is kept."""
    for settings in ({"mail": "false"}, {"address": "bob@fjordpost.example"}):
        use_goa(tokens[0], **settings)
        left_to_client()
    use_goa("not-a-token-of-this-issuer")
    left_to_client()
    use_goa("line\\r\\nbreak")
    left_to_client()
    tap.equal((item("Token")[0], item("Grant")[0]), (None, None))


def main():
    with road:
        for _ in range(2):
            road.must(road.sign_in())
            tokens.append(item("Token")[0])
            road.undo()
        road.use_issuer(ClientId="")
        try:
            return suite.run()
        finally:
            restart()


if __name__ == "__main__":
    if "--here" in sys.argv:
        sys.argv.remove("--here")
        sys.exit(main())
    words = island.command("nxdomain", [sys.executable, "-B", __file__, "--here", *sys.argv[1:]])
    os.execvp(words[0], words)

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""letterplate import: every fixture through the command line, column by column; this machine; the road's beginning."""

import os
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import home as homes  # noqa: E402
import tap  # noqa: E402

suite = tap.Suite()


def read_expected():
    """Groups of expected.ini: {file: [account, …]}."""
    files, current = {}, None
    with open(os.path.join(homes.FIXTURES, "expected.ini")) as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("["):
                name, _, number = line[1:-1].partition(" account ")
                current = {}
                files.setdefault(name, []).append(current) if number else files.setdefault(name, [])
            elif "=" in line and not line.startswith("#"):
                key, _, value = line.partition("=")
                current[key] = value
    return files


def server_columns(account, side, name):
    server = account[name]
    if server is None:
        return {}
    columns = {f"{side}-host": server["host"], f"{side}-user": server["user"],
               f"{side}-port": str(server["port"]) if server["port"] else None, f"{side}-security": server["security"]}
    if side == "in":
        columns["in-type"] = server["protocol"]
    elif server["authentication"] != "unknown":
        columns["out-sends"] = server["authentication"]
    if server["sign_in"] not in ("password", "none"):
        columns[f"{side}-sign-in"] = server["sign_in"]
    return columns


def write_server(server):
    if server is None:
        return None
    user = f"{server['user']}@" if server["user"] else ""
    return (f"{server['protocol']}+{server['security']}://{user}{server['host']}:{server['port']} {server['sign_in']}")


def columns(account):
    found = {"label": account["account"], "group": account["group"], "name": account["name"],
             "address": account["address"], "charset": account["charset"],
             "words": "".join(word + ";" for word in account["findings"]) or None}
    found.update(server_columns(account, "in", "incoming"))
    found.update(server_columns(account, "out", "outgoing"))
    becomes = account["becomes"]
    if becomes is not None:
        found.update({"becomes-incoming": write_server(becomes["incoming"]),
                      "becomes-outgoing": write_server(becomes["outgoing"]), "issuer": becomes["issuer"],
                      "sign-in": becomes["sign_in"]})
        if becomes["leave_on_server"] != "always":
            found["becomes-leave"] = str(becomes["leave_on_server"])
    return {key: value for key, value in found.items() if value is not None}


@suite.case("/import/every-fixture")
def every_fixture():
    home = homes.Home()
    expected = read_expected()
    names = [name for name in expected]
    done, document = home.json("import", *names, cwd=homes.FIXTURES)
    tap.equal(done.returncode, 1, "status")  # some fixtures are refused
    tap.equal(document["schema_version"], 1)

    found = {name: [] for name in names}
    for account in document["accounts"]:
        found[account["file"]].append(account)
    for name in names:
        tap.equal(len(found[name]), len(expected[name]), f"accounts of {name}")
        for account, wanted in zip(found[name], expected[name]):
            # What the table does not show: the notes of the reader are among the words.
            wanted = {key: value for key, value in wanted.items() if key != "notes"}
            if account["becomes"] is None:
                wanted.pop("sign-in")
            tap.equal(columns(account), wanted, name)
            tap.check(account["now"], f"{name} says what is done now")
    refused = {error["file"] for error in document["errors"]}
    tap.equal(refused, {name for name in names if "/bad-" in name and not expected[name]}, "errors")
    home.remove()


@suite.case("/import/mailboxes")
def mailboxes():
    home = homes.Home()
    _, document = home.json("import", "mutt/muttrc-live", "mutt/msmtprc-live", cwd=homes.FIXTURES)
    first = document["mailboxes"][0]
    tap.equal(first["address"], "fixture.pia.0012@live.com")
    tap.equal(first["accounts"], [0, 1])
    tap.equal([(one["field"], one["file"]) for one in first["differences"]], [("outgoing", "mutt/msmtprc-live")])
    tap.equal(first["becomes"]["incoming"]["host"], "outlook.office365.com")
    home.remove()


@suite.case("/import/for-people")
def for_people():
    home = homes.Home()
    done = home.run("import", "iaf/hotmail-httpmail.iaf", "iaf/bad-magic.iaf", cwd=homes.FIXTURES)
    tap.equal(done.returncode, 1)
    for part in ("fixture.anna.0001@hotmail.com (Anna Fixture)", "services.msn.com", "1 September 2009",
                 "imap+tls://fixture.anna.0001@hotmail.com@outlook.office365.com:993", "in the browser"):
        tap.contains(done.stdout, part)
    tap.contains(done.stderr, "iaf/bad-magic.iaf")
    tap.equal(home.run("import", "nowhere.iaf").returncode, 2, "a file that is not there")
    home.remove()


@suite.case("/import/nothing-to-import")
def nothing_to_import():
    """A file that was named is answered in words; what a search meets besides is not worth one."""
    home = homes.Home()
    done = home.run("import", "iaf/news-account.iaf", "prf/exchange-only.prf", cwd=homes.FIXTURES)
    for part in ("news-account.iaf: There is no mail account in it", "exchange-only.prf: There is only an Exchange account"):
        tap.contains(done.stderr, part)
    for name in ("collection", "identity", "transport"):
        home.place(f"evolution/sources/live-{name}.source", f".config/evolution/sources/live-{name}.source")
    done = home.run("import")
    tap.equal((done.returncode, done.stderr, done.stdout.count("becomes:")), (0, "", 1))
    home.remove()


@suite.case("/import/this-machine")
def this_machine():
    home = homes.Home()
    tap.contains(home.run("import").stdout, "No old set-up")
    home.place("thunderbird/prefs-live-pop3.js", ".thunderbird/a.default/prefs.js")
    home.place("mutt/msmtprc-live", ".msmtprc")
    done, document = home.json("import")
    tap.equal(done.returncode, 0)
    tap.equal(sorted({account["format"] for account in document["accounts"]}), ["msmtp", "thunderbird"])
    tap.equal(len(document["accounts"]), 3)
    home.remove()


@suite.case("/import/charset")
def charset():
    home = homes.Home()
    _, document = home.json("import", "iaf/isp-pop3-cp1251.iaf", "--charset", "WINDOWS-1253", cwd=homes.FIXTURES)
    tap.equal(document["accounts"][0]["charset"], "WINDOWS-1253")
    tap.equal(document["accounts"][0]["name"], "\u0398\u03b2\u03b0\u03bd \u039f\u03c0\u03b8\u03bc\u03b5\u03c0")
    home.remove()


@suite.case("/import/charset-is-shown")
def charset_is_shown():
    """The guess, beside what it makes of the names, before anything is done."""
    home = homes.Home()
    said = home.run("import", "iaf/isp-pop3-cp1251.iaf", cwd=homes.FIXTURES).stdout
    for part in ("\u0418\u0432\u0430\u043d \u041f\u0440\u0438\u043c\u0435\u0440",
                 "\u201c\u041f\u043e\u0447\u0442\u0430\u201d was read as WINDOWS-1251", "--charset"):
        tap.contains(said, part)
    tap.check("--charset" not in home.run("import", "iaf/hotmail-httpmail.iaf", cwd=homes.FIXTURES).stdout, "ASCII is no guess")
    home.remove()


@suite.case("/import/duplicates")
def duplicates():
    """One mailbox in three programs is one, and what they contradict each other in is shown."""
    home = homes.Home()
    home.write(".fetchmailrc", "poll pop.example.net proto POP3 user \"zoe@example.net\" ssl keep\n")
    home.write(".msmtprc", "account z\nhost smtp.example.net\nport 587\ntls on\nauth on\nfrom zoe@example.net\n"
               "user zoe@example.net\n")
    home.write(".muttrc", "set from=zoe@example.net\nset folder=imaps://zoe%40example.net@imap.example.net/\n"
               "set smtp_url=smtps://zoe%40example.net@mail.example.net/\n")
    said = home.run("import").stdout
    tap.equal(said.count("becomes:"), 1, said)
    for name in (".fetchmailrc", ".msmtprc"):
        tap.check(any("differs:" in line and name in line for line in said.splitlines()), f"{name} in {said}")
    document = home.json("import")[1]
    tap.equal([len(mailbox["accounts"]) for mailbox in document["mailboxes"]], [3])
    tap.equal(sorted((one["field"], os.path.basename(one["file"])) for one in document["mailboxes"][0]["differences"]),
              [("incoming", ".fetchmailrc"), ("outgoing", ".msmtprc")])
    home.remove()


# What a shell would run, in each place where a program's file may name a command.
COMMANDS = {
    "home/nina/.muttrc": "set from=nina@example.org\nset folder=imaps://imap.example.org/\nset imap_user=`{}`\n"
                         "source \"{}|\"\nset imap_pass=\"`{}`\"\n",
    "home/nina/.msmtprc": "account n\nhost smtp.example.org\nfrom nina@example.org\nauth on\npasswordeval {}\neval {}\n",
    "home/nina/.getmail/getmailrc": "[retriever]\ntype=SimpleIMAPSSLRetriever\nserver=imap.example.org\n"
                                    "username=nina@example.org\npassword_command=(\"/bin/sh\", \"-c\", \"{}\")\n",
    "home/nina/.fetchmailrc": "poll imap.example.org proto IMAP user \"nina@example.org\" preconnect \"{}\" plugin \"{}\""
                              " mda \"{}\"\n",
    "home/nina/.gotmailrc": "username=nina\ndomain=hotmail.com\nforward=| {}\n",
    "etc/inetd.conf": "pop3 stream tcp nowait nobody {} hotwayd\n",
}  # yapf: disable


@suite.case("/import/an-old-disk-executes-nothing")
def old_disk():
    home = homes.Home()
    marker = home.file("was-run")
    for name, text in COMMANDS.items():
        home.write("disk/" + name, text.replace("{}", f"touch {marker}"))
    done, document = home.json("import", home.file("disk"))
    tap.equal(done.returncode, 0, done.stderr + str(document["errors"]))
    tap.check({"mutt", "msmtp", "getmail", "fetchmail"} <= {one["format"] for one in document["accounts"]},
              sorted(one["format"] for one in document["accounts"]))
    tap.check(not os.path.exists(marker), "something in a file was run")
    home.remove()


@suite.case("/import/a-disk-without-end")
def endless_disk():
    """Thousands of profiles in deep folders and a circle of links: it stops and says that there is more."""
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None  # a real disk takes ten seconds to write and remove it
    home = homes.Home(tempfile.mkdtemp(prefix="letterplate-", dir=memory))
    with open(os.path.join(homes.FIXTURES, "thunderbird", "prefs-live-pop3.js")) as file:
        text = file.read()
    for number in range(2100):
        home.write(f"disk/.thunderbird/{number}.default/prefs.js", text)
    deep = home.file("disk" + "/deep" * 300)
    os.makedirs(deep)
    os.symlink(home.file("disk"), os.path.join(deep, "round"))
    os.symlink(home.file("disk"), home.file("disk/home"))
    began = time.monotonic()
    done, document = home.json("import", home.file("disk"))
    tap.equal((document["incomplete"], len(document["mailboxes"])), (True, 1))
    tap.check(len(document["accounts"]) <= 2000, "more than a search may read")
    tap.check(time.monotonic() - began < 60, "it took too long")
    home.remove()


@suite.case("/import/down-the-road")
def down_the_road():
    home = homes.Home()
    fixture = os.path.join(homes.FIXTURES, "iaf/isp-pop3-ssl.iaf")
    done = home.run("import", fixture, "--setup", "--client", "msmtp", "--diff", "--offline")
    tap.equal(done.returncode, 0, done.stderr)
    for part in ("+host smtp.example.net", "+port 587", "+user jmueller", "+from jose.mueller@example.net"):
        tap.contains(done.stdout, part)
    tap.check("S3cret" not in done.stdout + done.stderr, "no password is shown")
    tap.check(not os.path.exists(home.file(".msmtprc")), "nothing is written")
    home.remove()


sys.exit(suite.run())

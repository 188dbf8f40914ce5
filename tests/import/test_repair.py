#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""letterplate doctor --fix with the real keyring: it repairs, and undo gives every octet back."""

import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE), os.path.join(os.path.dirname(HERE), "lab")]

import home as homes  # noqa: E402
import patients  # noqa: E402
import session as sessions  # noqa: E402
import tap  # noqa: E402

# A port that needs rights to listen on and that nothing uses.
SILENT_PORT = 1
PASSWORD = b"hunter2 'quoted'\n"
REPAIRED = ["msmtp:2", "msmtp:3", "msmtp:4", "msmtp:5", "mbsync:2", "geary:2", "thunderbird:2", "thunderbird:3",
            "thunderbird:5", "thunderbird:6", "thunderbird:7", "sylpheed:2", "balsa:2", "evolution:1", "evolution:2"]
# Their programs cannot be told to change an account, or cannot do what the provider wants.
REFUSED = {"kmail:2": "change it there", "goa:2": "change it there", "claws-mail:2": "with a password only",
           "mbsync:3": "--incoming"}
# The registry of Evolution writes its files anew by itself; what counts is what they say.
ITS_OWN_WAY = ".config/evolution/"
# Accounts with nothing wrong but a password in clear text: file, contents, what is there instead, and whose password.
IN_CLEAR_TEXT = {
    "msmtp": (".msmtprc", "account a\nhost h.example.org\nport 465\ntls on\ntls_starttls off\nauth on\n"
              "from otto@example.org\nuser otto\npassword \"its own\"\n", "passwordeval", "outgoing"),
    "mbsync": (".mbsyncrc", "IMAPAccount a\nHost h.example.org\nUser otto@example.org\nPass \"its own\"\n"
               "SSLType IMAPS\n", "PassCmd", "incoming"),
    "getmail": (".config/getmail/mine", "[retriever]\ntype = SimplePOP3SSLRetriever\nserver = h.example.org\n"
                "username = otto@example.org\npassword = its own\n", "password_command", "incoming"),
    "mutt": (".muttrc", "set from=otto@example.org folder=imaps://otto@h.example.org imap_pass='its own'\n",
             "imap_pass=\"`", "incoming"),
    "s-nail": (".mailrc", "account w {\n set from=otto@example.org mta=smtps://otto:its%20own@h.example.org\n}\n",
               "netrc-pipe", "outgoing"),
    "fetchmail": (".fetchmailrc", "poll h.example.org protocol IMAP user otto@example.org password 'its own' ssl\n",
                  "skip h.example.org", "incoming"),
    "git": (".gitconfig", "[sendemail]\n\tfrom = otto@example.org\n\tsmtpServer = h.example.org\n"
            "\tsmtpUser = otto\n\tsmtpEncryption = ssl\n\tsmtpPass = its own\n", "git-credential", "outgoing"),
}
SECRET = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate-secret")
suite = tap.Suite()


class Place(homes.Home):
    """The home of a session with a bus and an unlocked keyring: programs that the bus starts see the same files."""

    def __init__(self, session):
        super().__init__(session.home)
        for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
            self.environment[name] = session.environment[name]

    def fix(self, name):
        reader, writer = os.pipe()
        os.write(writer, PASSWORD)
        os.close(writer)
        done = self.run("doctor", "--fix", name, "--yes", "--no-check", "--offline", "--password-fd", str(reader),
                        pass_fds=(reader,))
        os.close(reader)
        return done

    def examine(self):
        """({account: what is wrong}, {account: its settings}), read by our own readers."""
        _, document = self.json("doctor")
        return ({one["id"]: [finding["code"] for finding in one["findings"]] for one in document["accounts"]},
                {one["id"]: (one["address"], one["incoming"], one["outgoing"]) for one in document["accounts"]})

    def findings(self, name):
        return self.examine()[0][name]


def kept_by_hand(home):
    return {path: octets for path, octets in home.contents().items() if not path.startswith(ITS_OWN_WAY)}


def repair(name):
    with sessions.Session() as session:
        home = Place(session)
        patients.fill(home, SILENT_PORT)
        before = kept_by_hand(home)
        findings, settings = home.examine()
        tap.check(findings[name], f"{name} has something wrong")

        done = home.fix(name)
        tap.equal(done.returncode, 0, done.stdout + done.stderr)
        findings, repaired = home.examine()
        tap.equal(findings[name], [], f"{name} after the repair")
        tap.equal(sorted(repaired), sorted(settings), "accounts after the repair")
        tap.equal([one for one in settings if repaired[one] != settings[one] and one != name], [], "others that changed")
        for path, octets in home.contents().items():
            tap.check(PASSWORD.strip() not in octets, f"{path} holds no password")

        undone = home.run("undo", "--yes")
        tap.equal(undone.returncode, 0, undone.stdout + undone.stderr)
        tap.equal(kept_by_hand(home), before, "undo gives everything back, and leaves nothing")
        tap.equal(home.examine()[1], settings, "settings after undo")


def move(client):
    """Nobody is asked: the file's own password goes into the keyring, and the mail program gets it from there."""
    path, text, instead, side = IN_CLEAR_TEXT[client]
    with sessions.Session() as session:
        home = Place(session)
        home.write(path, text)
        before = home.contents()
        tap.equal(home.findings(f"{client}:1"), ["secret-in-clear-text"])
        done = home.run("doctor", "--fix", f"{client}:1", "--yes", "--no-check", "--offline")
        tap.equal(done.returncode, 0, done.stdout + done.stderr)
        moved = home.contents()[path].decode()
        tap.contains(moved, instead)
        tap.check("its own" not in moved, f"{path} holds no password")
        tap.equal(home.findings(f"{client}:1"), [])
        told = subprocess.run([SECRET, "otto-example-org", side], env=home.environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=60)
        tap.equal(told.stdout, "its own\n", told.stderr)
        undone = home.run("undo", "--yes")
        tap.equal(undone.returncode, 0, undone.stdout + undone.stderr)
        tap.equal(home.contents(), before, "undo gives every octet back")


def leave_alone():
    """A write-protected file: the keyring gets the password, the person is shown the lines, and undo takes all back."""
    with sessions.Session() as session:
        home = Place(session)
        home.write(".msmtprc", "# mine\n", mode=0o400)
        before = home.contents()
        reader, writer = os.pipe()
        os.write(writer, PASSWORD)
        os.close(writer)
        done = home.run("setup", "otto@example.org", "--client", "msmtp", "--yes", "--no-check", "--offline",
                        "--incoming", "imap+tls://otto@h.example.org", "--outgoing", "smtp+tls://otto@h.example.org",
                        "--password-fd", str(reader), pass_fds=(reader,))
        os.close(reader)
        tap.equal(done.returncode, 1, done.stdout + done.stderr)
        tap.contains(done.stderr, "write-protected")
        tap.contains(done.stderr, "\naccount otto-example-org\n")
        tap.equal(home.contents(), before, "the file is left alone")
        told = subprocess.run([SECRET, "otto-example-org", "outgoing"], env=home.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        tap.equal(told.stdout, PASSWORD, told.stderr)
        undone = home.run("undo", "--yes")
        tap.equal(undone.returncode, 0, undone.stdout + undone.stderr)
        gone = subprocess.run([SECRET, "otto-example-org", "outgoing"], env=home.environment,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        tap.check(gone.returncode != 0, "the keyring has nothing any more")


def refuse(name, words):
    """It says why, and changes nothing."""
    with sessions.Session() as session:
        home = Place(session)
        patients.fill(home, SILENT_PORT)
        before, findings = kept_by_hand(home), home.findings(name)
        done = home.fix(name)
        tap.equal(done.returncode, 1, done.stdout + done.stderr)
        tap.contains(done.stderr, words)
        tap.equal((kept_by_hand(home), home.findings(name)), (before, findings))


for one in REPAIRED:
    suite.case(f"/repair/{one}", one)(repair)
for one in IN_CLEAR_TEXT:
    suite.case(f"/repair/in-clear-text/{one}", one)(move)
suite.case("/repair/left-alone/write-protected")(leave_alone)
for one, reason in REFUSED.items():
    suite.case(f"/repair/refused/{one}", one, reason)(refuse)

sys.exit(suite.run())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands beyond the road: a changed password, an account that is there already, many addresses, Ctrl-C."""

import contextlib
import json
import os
import pty
import select
import signal
import socket
import stat
import subprocess
import sys
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from road import Road  # noqa: E402

BUILD = os.environ["LETTERPLATE_BUILD"]
NEW_PASSWORD = "nëw secret-42"
road = Road(os.path.join(BUILD, "src"))
suite = tap.Suite(on_failure=lambda: road.practice.log()[-4000:])


def in_keyring(service):
    done = road.session.run(["secret-tool", "lookup", "service", service, "user", road.address],
                            capture_output=True, text=True)
    return done.stdout


def account_number(client):
    """Which of a client's accounts is ours, as CLIENT:N counts."""
    clients = road.must(road.letterplate("clients", "--json")).document["clients"]
    accounts = next(row for row in clients if row["id"] == client)["accounts"]
    return [account["ours"] for account in accounts].index(True) + 1


@suite.case("/commands/clients")
def clients():
    rows = road.must(road.letterplate("clients", "--json")).document["clients"]
    found = {row["id"]: row for row in rows}
    tap.equal(found["msmtp"]["installed"], True)
    tap.equal(found["msmtp"]["place"], road.session.path(".msmtprc"))
    tap.equal(len(found["mbsync"]["accounts"]), 1, "the account kept by hand")
    road.must(road.letterplate("clients"))


@suite.case("/commands/nothing-known")
def nothing_known():
    result = road.must(road.letterplate("discover", "maya@nothing.example", "--offline", "--json"), 1)
    tap.equal(result.document["verdict"], "no-settings")


@suite.case("/commands/nothing-known/dash")
def address_with_a_dash():
    result = road.must(road.letterplate("discover", "--offline", "--json", "--", "-maya@nothing.example"), 1)
    tap.equal(result.document["address"], "-maya@nothing.example")


@suite.case("/commands/explain")
def explain():
    names = road.must(road.letterplate("explain")).stdout.split()
    tap.check(len(names) > 50, "too few verdicts")
    for name in names:
        document = road.must(road.letterplate("explain", name, "--json")).document
        tap.equal(document["verdict"], name)
        tap.check(all(document[key] for key in ("explanation", "reason", "next_step")), name)
    road.must(road.letterplate("explain", "no-such-verdict"), 2)


@suite.case("/commands/usage")
def usage():
    for arguments in (["no-such-command"], ["check"], ["check", "a", "b"], ["check", "no address"],
                      ["check", road.address, "--incoming", "http://x"], ["check", road.address, "--pin", "12"],
                      ["setup", road.address], ["setup", road.address, "--client", "nothing"],
                      ["check", road.address, "--ca", "/nonexistent"], ["undo", "--no-such-option"],
                      ["check", road.address, "--ca", road.session.path(".msmtprc")],
                      ["check", road.address, "--client-certificate", road.practice.ca_file],
                      ["check", road.address, "--incoming", "imap+tls://maya:secret@imap.example.org"],
                      ["check", road.address, "--timeout", "-5"], ["check", road.address, "--timeout", "99999999"],
                      ["check", road.address, "--account", "msmtp:1"], ["check", road.address, "--batch", "list"],
                      ["check", "--batch", "list", "--pin", "12"], ["setup", road.address, "--client", ","],
                      ["token", "m\udcfcller"], ["netrc", "m\udcfcller"], ["undo", "m\udcfcller"]):
        result = road.must(road.letterplate(*arguments), 2)
        tap.equal(result.stdout, "", f"{arguments}: standard output")
        tap.check(result.stderr.startswith("letterplate: ") and result.stderr.count("\n") == 1,
                  f"{arguments}: {result.stderr!r} is not one sentence")


def by_shell(text, *arguments, secret=None):
    """The program with what a shell makes of `text` behind its arguments."""
    return road.run(["sh", "-c", f'"$0" "$@" {text}', os.path.join(BUILD, "src", "letterplate"), *arguments], secret)


@suite.case("/commands/output")
def output():
    """An answer that is lost is said; one that nobody reads to its end is not."""
    for arguments in (["clients"], ["accounts", "--json"], ["discover", road.address], ["--help"], ["--version"]):
        for where in (">/dev/full", ">&-"):
            lost = road.must(by_shell(where, *arguments), 3)
            tap.contains(lost.stderr, "could not be written")
            tap.equal(lost.stderr.count("\n"), 1, f"{arguments} {where}: lines")
    for arguments in (["explain"], ["clients"]):
        read = road.must(by_shell("| head -n 1", *arguments))
        tap.equal((read.stdout.count("\n"), read.stderr), (1, ""), f"{arguments}")


@suite.case("/commands/output/closed")
def closed():
    """With no standard streams, nothing that is opened takes their place and is printed into."""
    before = road.snapshot()
    road.must(by_shell("<&- >&- 2>&-", "setup", road.address, "--client", "msmtp,msmtp", "--yes", "--no-check",
                       "--json", secret=road.password), 3)
    receipt = road.must(road.letterplate("accounts", "--json")).document["accounts"][0]
    tap.equal(receipt["clients"], ["msmtp"])
    road.must(road.letterplate("undo", "--yes"))
    tap.equal(road.snapshot(), before)


@suite.case("/commands/locale")
def locale():
    """Where no language is set, text is UTF-8 all the same."""
    strange = "maya@mülleimer.example"
    letterplate = os.path.join(BUILD, "src", "letterplate")
    plain = road.run(["env", "LC_ALL=C", letterplate, "discover", strange, "--name", "Ärger", "--offline", "--json"])
    tap.equal(plain.document["address"], strange)
    tap.contains(plain.stderr, "mülleimer.example")


@suite.case("/commands/no-display")
def no_display():
    refused = road.must(road.letterplate(), 3)
    tap.check(refused.stderr.startswith("There is no display") and refused.stderr.count("\n") == 1,
              refused.stderr)


@suite.case("/commands/home")
def home():
    for value in ("", "somewhere"):
        refused = road.must(road.run(["env", f"HOME={value}", os.path.join(BUILD, "src", "letterplate"), "accounts"]), 3)
        tap.equal(refused.stderr, f"letterplate: HOME is “{value}”, which is no absolute path. "
                  "Set it to your home folder, then try again.\n")
    road.must(road.run(["env", "XDG_STATE_HOME=here", "XDG_CONFIG_HOME=", os.path.join(BUILD, "src", "letterplate"),
                        "accounts"]))
    tap.check(not os.path.exists(road.session.path("here")), "a state folder that depends on the working folder")


@suite.case("/commands/existing/none")
def no_password_without_terminal():
    result = road.letterplate("check", road.address)
    tap.equal(result.status, 2)
    tap.contains(result.stderr, "--password-fd")


@suite.case("/commands/existing")
def existing():
    road.setup()
    tap.equal(in_keyring("imap"), road.password)
    before = road.practice.failed_sign_ins()
    for client, side in (("mbsync", "incoming"), ("msmtp", "outgoing")):
        result = road.letterplate("check", "--account", f"{client}:{account_number(client)}", "--json")
        document = road.must(result).document
        tap.equal(document["verdict"], "ok", client)
        tap.equal(document[side]["verdict"], "ok", client)
    tap.equal(road.practice.failed_sign_ins(), before, "failed sign-ins")
    road.must(road.letterplate("check", "--account", "msmtp:99"), 2)
    # The keyring knows the password by now.
    road.must(road.letterplate("check", road.address))


@suite.case("/commands/report")
def report():
    names = {name: road.session.path(name) for name in ("transcript", "report", "masked", "masked-report")}
    road.must(road.check("--transcript", names["transcript"], "--report", names["report"]))
    road.must(road.check("--mask", "--transcript", names["masked"], "--report", names["masked-report"]))
    texts = {}
    for name, path in names.items():
        tap.equal(os.stat(path).st_mode & 0o777, 0o600, f"mode of {name}")
        with open(path) as file:
            texts[name] = file.read()
        os.unlink(path)
        tap.check(road.password not in texts[name], f"the password is in the {name}")
    tap.contains(texts["transcript"], road.address)
    tap.contains(texts["report"], "Verdict: ok")
    for name in ("masked", "masked-report"):
        tap.check("maya" not in texts[name].lower(), f"the user is in the {name}")


@suite.case("/commands/report/no-file")
def not_into_a_file():
    """What is no file is written into; of a link, the file it leads to."""
    pipe, link = road.session.path("pipe"), road.session.path("link")
    os.mkfifo(pipe)
    os.symlink("far", link)
    end = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        road.must(road.check("--transcript", pipe, "--report", link))
        tap.contains(os.read(end, 65536).decode(), "connected to")
    finally:
        os.close(end)
    tap.check(stat.S_ISFIFO(os.stat(pipe).st_mode), "the pipe was replaced")
    with open(road.session.path("far")) as file:
        tap.contains(file.read(), "Verdict: ok")
    tap.equal(os.readlink(link), "far")
    lost = road.must(road.check("--transcript", road.session.path("no-folder", "x")), 3)
    tap.equal(lost.stderr.count("could not be written"), 1, lost.stderr)
    for name in (pipe, link, road.session.path("far")):
        os.unlink(name)


@suite.case("/commands/password")
def password():
    road.practice.change_password(NEW_PASSWORD)
    before = road.practice.failed_sign_ins()
    refused = road.must(road.letterplate("password", road.address, secret="not the new one"), 1)
    tap.contains(refused.stderr, "did not accept the password")
    tap.equal(road.practice.failed_sign_ins(), before + 1, "failed sign-ins")
    tap.equal(in_keyring("imap"), road.password, "the keyring after a refusal")
    road.must(road.letterplate("password", road.address, secret=NEW_PASSWORD))
    for service in ("imap", "smtp"):
        tap.equal(in_keyring(service), NEW_PASSWORD, service)
    tap.check(road.fetch() >= 1, "mbsync fetched nothing with the new password")
    road.send()


@suite.case("/commands/undo/not-the-last")
def undo_not_the_last():
    """What a later set-up changed is not taken back under it; the person is told which to take back first."""
    receipts = []
    for way, incoming, outgoing in (("tls", "imaps", "submissions"), ("starttls", "imap", "submission")):
        ports = road.practice.ports
        servers = (f"--incoming=imap+{way}://{road.practice.address}:{ports[incoming]}",
                   f"--outgoing=smtp+{way}://{road.practice.address}:{ports[outgoing]}")
        receipts.append(road.must(road.letterplate("setup", "otto@fjordpost.example", "--client", "msmtp", "--yes",
                                                   "--no-check", "--json", *servers, secret="x")).document["receipt"])
    before = road.snapshot()
    refused = road.must(road.letterplate("undo", "--yes", receipts[0]), 1)
    tap.contains(refused.stderr, f"Take it back first, with “letterplate undo {receipts[1]}”.")
    tap.equal(road.snapshot(), before, "files")
    for receipt in reversed(receipts):
        road.must(road.letterplate("undo", "--yes", receipt))


@suite.case("/commands/forget")
def forget():
    road.must(road.letterplate("forget", "nobody@example.org", "--yes"), 1)
    road.must(road.letterplate("forget", road.address), 2)
    road.must(road.letterplate("undo", "--yes", "no-such-receipt"), 1)
    before = road.changes()
    for key in (b"\x03", b"n\n"):
        with on_terminal("forget", road.address) as (child, terminal):
            read_until(terminal, b"[y/N] ")
            os.write(terminal, key)
            tap.equal(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 4, f"{key}: status")
        tap.equal(road.changes(), before, "files")
    gone = road.must(road.letterplate("forget", road.address, "--yes", "--json")).document
    tap.equal({(client["id"], client["result"]) for client in gone["clients"]}, {("msmtp", "done"), ("mbsync", "done")})
    tap.equal(road.changes(), [], "files that differ from the start")
    tap.equal(road.keyring_items(), 0, "items in the keyring")


@suite.case("/commands/forget/no-record")
def forget_without_receipts():
    """Who threw the receipts away is told where the account still is."""
    road.must(road.letterplate("setup", road.address, "--client", "msmtp,mbsync", "--yes", "--no-check",
                               secret=NEW_PASSWORD))
    receipts, aside = road.session.path(".local", "state", "letterplate"), road.session.path("aside")
    os.rename(receipts, aside)
    lost = road.must(road.letterplate("forget", road.address, "--yes"), 1)
    tap.contains(lost.stderr, "of the keyring, and of msmtp, mbsync.")
    os.rename(aside, receipts)
    road.must(road.letterplate("forget", road.address, "--yes"))
    tap.equal((road.changes(), road.keyring_items()), ([], 0), "files and keyring")


@suite.case("/commands/batch")
def batch():
    path = road.session.path("addresses")
    with open(path, "w") as out:
        out.write("# everybody\n" + f"{road.address}\n\nnonsense\n" * 20)
    secrets = "\n".join([NEW_PASSWORD, "unused"] * 20)
    result = road.letterplate("check", "--batch", path, "--json", secret=secrets)
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    tap.equal(len(documents), 40, "lines")
    tap.equal(sorted({document["verdict"] for document in documents}), ["internal", "ok"])
    tap.equal(sum(document["verdict"] == "ok" for document in documents), 20)
    tap.equal(result.status, 2)


@suite.case("/commands/batch/other-letters")
def batch_in_another_encoding():
    path = road.session.path("addresses")
    with open(path, "wb") as out:
        out.write(b"m\xfcller@x.example\n")
    result = road.must(road.letterplate("check", "--batch", path, "--json", "--offline"), 2)
    tap.equal(result.document["address"], "m\ufffdller@x.example")


def silent_server():
    listener = socket.create_server((road.practice.address, 0))
    return listener, listener.getsockname()[1]


@suite.case("/commands/interrupt")
def interrupt():
    listener, port = silent_server()
    read_end, write_end = os.pipe()
    os.write(write_end, road.password.encode() + b"\n")
    os.close(write_end)
    url = f"imap+tls://{road.address}@{road.practice.address}:{port}"
    with subprocess.Popen([os.path.join(BUILD, "src", "letterplate"), "check", road.address, "--incoming", url,
                           "--outgoing", "none", "--password-fd", str(read_end)], pass_fds=[read_end],
                          env=road.session.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True) as child:
        os.close(read_end)
        listener.settimeout(60)
        connection, _ = listener.accept()
        began = time.monotonic()
        child.send_signal(signal.SIGINT)
        _, complaint = child.communicate(timeout=60)
        tap.check(time.monotonic() - began < 5, "Ctrl-C took too long")
        tap.equal(child.returncode, 4)
        tap.contains(complaint, "stopped")
        connection.close()
    listener.close()


def read_until(terminal, words):
    said, deadline = b"", time.monotonic() + 60
    while words not in said:
        ready, _, _ = select.select([terminal], [], [], max(0, deadline - time.monotonic()))
        tap.check(ready, f"{words!r} did not come: {said!r}")
        said += os.read(terminal, 4096)
    return said


@contextlib.contextmanager
def on_terminal(*arguments):
    """The program on a terminal: (its process, our end)."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(os.path.join(BUILD, "src", "letterplate"), ["letterplate", *arguments], road.session.environment)
    try:
        yield child, terminal
    finally:
        os.close(terminal)


@suite.case("/commands/interrupt/writing")
def interrupt_writing():
    """Ctrl-C while the keyring stands still and the first mail app waits for it: nothing is half done."""
    keyring = next(child for child in road.session.children if "gnome-keyring-daemon" in child.args)
    before = road.snapshot()
    with on_terminal("setup", road.address, "--client", "msmtp,mbsync", "--no-check") as (child, terminal):
        read_until(terminal, b"Password of")
        os.write(terminal, NEW_PASSWORD.encode() + b"\n")
        read_until(terminal, b"[y/N] ")
        keyring.send_signal(signal.SIGSTOP)
        try:
            os.write(terminal, b"y\n")
            read_until(terminal, b"\n")
            os.write(terminal, b"\x03")
            tap.equal(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 4)
        finally:
            keyring.send_signal(signal.SIGCONT)
    road.must(road.letterplate("accounts"))  # puts right what was open
    tap.equal((road.snapshot(), road.keyring_items()), (before, 0), "files and keyring")


def die_while_writing():
    """A set-up that is killed as soon as its first file is there."""
    def files():
        return [os.stat(road.session.path(name)).st_ino for name in (".msmtprc", ".mbsyncrc")]

    before = files()
    with on_terminal("setup", road.address, "--client", "msmtp,mbsync", "--no-check") as (child, terminal):
        read_until(terminal, b"Password of")
        os.write(terminal, NEW_PASSWORD.encode() + b"\n")
        read_until(terminal, b"[y/N] ")
        os.write(terminal, b"y\n")
        deadline = time.monotonic() + 60
        while files() == before:
            tap.check(time.monotonic() < deadline, "the set-up wrote no file")
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@suite.case("/commands/recover/clients", "clients")
@suite.case("/commands/recover/doctor", "doctor")
@suite.case("/commands/recover/batch", "check", "--batch", os.devnull)
def recover(*arguments):
    """Whichever command comes next puts right what a killed one left. A kill may come too late: then once more."""
    before = road.snapshot()
    for _ in range(20):
        die_while_writing()
        done = road.letterplate(*arguments)
        if "An interrupted change to" in done.stderr:
            break
        road.letterplate("undo", "--yes")
    tap.contains(done.stderr, "put right first.")
    road.letterplate("undo", "--yes")  # what was finished rather than put back
    tap.equal((road.snapshot(), road.keyring_items()), (before, 0), "files and keyring")


@suite.case("/commands/password-prompt")
def prompt():
    """Asked on a terminal: nothing is echoed, and Ctrl-C leaves the terminal as it was."""
    with on_terminal("check", road.address) as (child, terminal):
        read_until(terminal, b"Password of")
        deadline = time.monotonic() + 60
        while termios.tcgetattr(terminal)[3] & termios.ECHO:
            tap.check(time.monotonic() < deadline, "the terminal echoes the password")
            time.sleep(0.01)
        os.write(terminal, b"half a pass\x03")
        tap.equal(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 4)
        tap.check(termios.tcgetattr(terminal)[3] & termios.ECHO, "the terminal stays silent")


def main():
    with road:
        return suite.run()


sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Discovery with the real resolver of this system: dnsmasq, a real HTTPS server and real mail servers, alone in a
network of their own. What sources make of each other is told by the stories in tests/discovery; here the road is
walked that leads from an address to the password, and where it must stop before."""

import base64
import hashlib
import json
import os
import pty
import re
import select
import subprocess
import sys
import tempfile
import termios
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
import trust  # noqa: E402

trust.enter(alone=True)

import names  # noqa: E402
from practice import Practice, User  # noqa: E402
from road import Letterplate, run_program  # noqa: E402
from web import Web  # noqa: E402

MAIL, PAGES, OFFICE, NOBODY = "203.0.113.10", "203.0.113.20", "203.0.113.21", "198.51.100.1"
DOMAIN, PASSWORD, SHORT_PASSWORD = "fjordpost.example", "a password-17", "another-18"
ADDRESS = "maya@" + DOMAIN
OWN, FOREIGN = "mail." + DOMAIN, "mail.hoster.test"
SITES = ["autoconfig." + DOMAIN, "ua-auto-config." + DOMAIN, DOMAIN]
AUTOCONFIG = """\
<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1"><emailProvider id="{domain}"><domain>{domain}</domain>
<incomingServer type="imap"><hostname>{incoming}</hostname><port>{imaps}</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></incomingServer>
<outgoingServer type="smtp"><hostname>{outgoing}</hostname><port>{submissions}</port><socketType>SSL</socketType>
<username>%EMAILADDRESS%</username><authentication>password-cleartext</authentication></outgoingServer>
</emailProvider></clientConfig>
"""

names.bring_up([MAIL, PAGES, OFFICE])
home = tempfile.mkdtemp(prefix="lp-discovery-", dir="/tmp")
program = Letterplate(os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate"), home)
# The second user's name has no domain, as some servers want it.
practice = Practice([User(ADDRESS, PASSWORD), User("maya", SHORT_PASSWORD)], address=MAIL, hosts=[FOREIGN])
service = names.Names()
web = Web(PAGES, SITES)
office = Web(OFFICE, ["autoconfig.office.example"])  # its authority is not this machine's
suite = tap.Suite(on_failure=lambda: practice.log()[-3000:])


def services(host, ports=None):
    ports = ports or practice.ports
    return [f"srv-host=_imaps._tcp.{DOMAIN},{host},{ports['imaps']},0,1",
            f"srv-host=_submissions._tcp.{DOMAIN},{host},{ports['submissions']},0,1"]


def tell(*lines, faults=None):
    """Every host there is; what the domain says of itself is each case's own."""
    web.clear()
    hosts = [f"host-record={host},{MAIL}" for host in (OWN, FOREIGN)]
    hosts += [f"host-record={site},{PAGES}" for site in SITES]
    service.tell(*hosts, f"mx-host={DOMAIN},mx.hoster.test,10", *lines, faults=faults)


def document(incoming, outgoing):
    return AUTOCONFIG.format(domain=DOMAIN, incoming=incoming, outgoing=outgoing, **practice.ports)


def run(*arguments, status=0, secret=None):
    result = program.run(*arguments, secret=secret)
    tap.check(result.status == status, f"{result}\n(expected status {status})")
    return result


def discover():
    return run("discover", ADDRESS, "--json").document


def check(*arguments, status=0):
    return run("check", ADDRESS, "--json", *arguments, status=status, secret=PASSWORD).document


def sign_ins():
    return practice.sign_ins() + practice.failed_sign_ins()


@suite.case("/discovery/own-host")
def own_host():
    """SRV that names a host of the person's own domain needs nobody's word."""
    tell(*services(OWN))
    best = discover()["candidates"][0]
    tap.equal((best["source"], best["trust"], best["incoming"]["host"]), ("srv", "guessed", OWN))
    tap.equal(check()["verdict"], "ok")


@suite.case("/discovery/no-such-servers")
def no_such_servers():
    """The person is told of every name that was tried, and of no other; a name of one's own stands alone."""
    # Both from one document: whoever answers late may come after the decision.
    text = document("post." + DOMAIN, "send." + DOMAIN)
    post = re.search("<incomingServer.*?</incomingServer>", text, re.DOTALL).group()
    tell()
    web.add("https", SITES[0], "/mail/config-v1.1.xml", "text/xml", text.replace(post, post + post.replace(">post.", ">imap.")))
    before = sign_ins()
    report = check(status=1)
    tap.equal(report["verdict"], "no-such-domain", str(report))
    incoming = report["incoming"]
    tried = [incoming["host"], *incoming["also_tried"]]
    tap.equal(sorted(tried), ["imap." + DOMAIN, "post." + DOMAIN], str(report))
    tap.equal(incoming["explanation"], f"There is no server called {tried[0]}. Tried also: {tried[1]}.")
    alone = check("--incoming", f"imap+tls://maya@nowhere.{DOMAIN}", "--outgoing", "none", status=1)["incoming"]
    tap.equal((alone["explanation"], alone["also_tried"]), (f"There is no server called nowhere.{DOMAIN}.", []))
    tap.equal(sign_ins(), before, "sign-ins")


def try_user(secret, status):
    """(verdict, what is said about the user's name, whether it helped, refused sign-ins) of one check."""
    before = practice.failed_sign_ins()
    found = run("check", ADDRESS, "--json", status=status, secret=secret).document
    said = [(one["code"], one["now"]["user"], one["applied"]) for one in found["suggestions"]]
    return found["verdict"], said, practice.failed_sign_ins() - before


@suite.case("/discovery/open-user-name")
def open_user_name():
    """SRV does not say which user name a server wants: at most one second form is tried, and that is said."""
    tell(*services(OWN))
    tap.equal(try_user(PASSWORD, 0), ("ok", [], 0))
    tap.equal(try_user(SHORT_PASSWORD, 0), ("ok", [("user-name", "maya", True)], 1))
    tap.equal(try_user("wrong", 1), ("wrong-credentials", [("user-name", "maya", False)], 2))


@suite.case("/discovery/consent")
def consent():
    """A host elsewhere, named by plain DNS: no password without a yes."""
    tell(*services(FOREIGN))
    before = sign_ins()
    refused = check(status=5)
    tap.equal(refused["verdict"], "consent-required")
    tap.equal((refused["incoming"]["host"], refused["source"], refused["trust"]), (FOREIGN, "srv", "unverified"))
    result = run("setup", ADDRESS, "--client", "msmtp", "--no-check", secret=PASSWORD, status=5)
    tap.contains(result.stderr, FOREIGN)
    tap.equal(sign_ins(), before, "sign-ins without consent")
    tap.equal(os.path.exists(os.path.join(home, ".msmtprc")), False, ".msmtprc")
    tap.equal(check("--yes")["verdict"], "ok")


@suite.case("/discovery/consent/batch")
def consent_batch():
    tell(*services(FOREIGN))
    path = os.path.join(home, "addresses")
    with open(path, "w") as out:
        out.write(ADDRESS + "\n")
    before = sign_ins()
    result = run("check", "--batch", path, "--json", secret=PASSWORD, status=5)
    tap.equal(json.loads(result.stdout)["verdict"], "consent-required")
    tap.equal(sign_ins(), before, "sign-ins without consent")
    run("check", "--batch", path, "--yes", secret=PASSWORD)


def read_until(terminal, words):
    """What was said until `words` came, or, without them, until the end."""
    said, deadline = b"", time.monotonic() + 60
    while not words or words not in said:
        if not select.select([terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            raise tap.Failed(f"{words!r} did not come: {said!r}")
        try:
            said += os.read(terminal, 4096)
        except OSError:  # EIO: nobody is at the other end any more
            break
    return said.decode()


def answer_on_terminal(answer):
    """(exit status, what was said) of a check whose question is answered."""
    terminal, theirs = pty.openpty()
    child = subprocess.Popen(["setsid", "--ctty", "--wait", program.program, "check", ADDRESS], stdin=theirs,
                             stdout=theirs, stderr=theirs, env=program.environment, cwd=home)
    os.close(theirs)
    try:
        said = read_until(terminal, b"[y/N]")
        os.write(terminal, answer)
        if answer.startswith(b"y"):
            said += read_until(terminal, b"Password of")
            while termios.tcgetattr(terminal)[3] & termios.ECHO:  # what comes before is thrown away
                tap.check(child.poll() is None, "it ended instead of asking")
                time.sleep(0.01)
            os.write(terminal, PASSWORD.encode() + b"\n")
        said += read_until(terminal, None)
        return child.wait(60), said
    finally:
        child.kill()
        child.wait()
        os.close(terminal)


@suite.case("/discovery/consent/terminal")
def consent_terminal():
    tell(*services(FOREIGN))
    status, said = answer_on_terminal(b"n\n")
    tap.equal(status, 4, said)
    tap.contains(said, FOREIGN)
    tap.check("Password of" not in said, "the password was asked for after a no")
    status, said = answer_on_terminal(b"y\n")
    tap.equal(status, 0, said)


@suite.case("/discovery/dnssec")
def dnssec():
    """A resolver that this machine calls trustworthy vouches for the same answer."""
    targets = {f"_imaps._tcp.{DOMAIN}": (FOREIGN, practice.ports["imaps"]),
               f"_submissions._tcp.{DOMAIN}": (FOREIGN, practice.ports["submissions"])}
    tell(faults={f"_tcp.{DOMAIN}": targets})
    best = discover()["candidates"][0]
    tap.equal((best["source"], best["trust"]), ("srv", "authenticated"))
    tap.equal(check()["verdict"], "ok")


@suite.case("/discovery/https")
def https():
    tell()
    web.add("https", SITES[0], "/mail/config-v1.1.xml", "text/xml",
            document(FOREIGN, FOREIGN))
    best = discover()["candidates"][0]
    tap.equal((best["source"], best["trust"]), ("autoconfig", "authenticated"))
    tap.contains(best["evidence"], f"https://{SITES[0]}/")
    tap.check(not any("maya" in path for _, _, path in web.asked), f"the address went out: {web.asked}")
    tap.equal(check()["verdict"], "ok")


@suite.case("/discovery/authority")
def authority():
    """The authority that --ca names vouches for the site with the settings, too, and without it nobody does."""
    tell("host-record=autoconfig.office.example," + OFFICE)
    office.add("https", "autoconfig.office.example", "/mail/config-v1.1.xml", "text/xml",
               document(FOREIGN, FOREIGN).replace(DOMAIN, "office.example"))
    best = run("discover", "maya@office.example", "--json", "--ca", office.ca_file).document["candidates"][0]
    tap.equal((best["source"], best["trust"], best["incoming"]["host"]), ("autoconfig", "authenticated", FOREIGN))
    unknown = program.run("discover", "maya@office.example", "--json").document
    tap.equal(unknown.get("candidates", []), [], "settings from a site that nobody vouches for")


def tell_pacc(digest=None, faults=None):
    """A document whose digest, or that of other octets, the name service has."""
    text = json.dumps({"protocols": {"imap": {"host": FOREIGN}, "smtp": {"host": FOREIGN}},
                       "authentication": {"password": True}, "info": {"provider": {"name": "Fjord"}}})
    right = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    record = f'txt-record=_ua-auto-config.{DOMAIN},"v=UAAC1; a=sha256; d={digest or right}"'
    tell(*([] if faults else [record]), faults=faults)
    web.add("https", SITES[1], "/.well-known/user-agent-configuration.json", "application/json", text)


@suite.case("/discovery/pacc")
def pacc():
    """The document for all services, with and without the word of the name service."""
    tell_pacc()
    best = discover()["candidates"][0]
    tap.equal((best["source"], best["trust"], best["incoming"]["host"]), ("pacc", "authenticated", FOREIGN))
    tap.equal((best["incoming"]["port"], best["outgoing"]["port"]), (993, 465))
    tap.contains(best["evidence"], "digest in the name service")
    tap.equal([path for _, host, path in web.asked if host == SITES[1]], ["/.well-known/user-agent-configuration.json"])
    tell_pacc(digest="AAAA")
    tap.equal([one for one in program.run("discover", ADDRESS, "--json").document.get("candidates", [])
               if one["source"] == "pacc"], [], "a document whose digest is another's")
    tell_pacc(faults={f"_ua-auto-config.{DOMAIN}": {f"_ua-auto-config.{DOMAIN}": b"v=\xff\xfe\x80"}})
    best = discover()["candidates"][0]
    tap.equal(best["source"], "pacc")
    tap.check("digest" not in best["evidence"], best["evidence"])


@suite.case("/discovery/also")
def also():
    """What else the domain offers is told beside its mail servers; who is slow about it is asked again."""
    tell(*services(OWN), f"srv-host=_caldavs._tcp.{DOMAIN},dav.{DOMAIN},443,0,1",
         f"txt-record=_caldavs._tcp.{DOMAIN},path=/calendars/")
    wanted = [{"service": "caldav", "url": f"https://dav.{DOMAIN}/calendars/", "source": "srv"}]
    deadline = time.monotonic() + 60
    while (found := discover())["also"] != wanted and time.monotonic() < deadline:
        pass
    tap.equal((found["also"], found["candidates"][0]["source"]), (wanted, "srv"))
    while (line := f"Also calendars: https://dav.{DOMAIN}/calendars/ (from srv)") not in (
            said := run("discover", ADDRESS).stdout) and time.monotonic() < deadline:
        pass
    tap.contains(said, line)


@suite.case("/discovery/http-only")
def http_only():
    tell()
    web.add("http", SITES[0], "/mail/config-v1.1.xml", "text/xml",
            document(FOREIGN, FOREIGN))
    best = discover()["candidates"][0]
    tap.equal((best["source"], best["trust"]), ("autoconfig", "unverified"))
    check(status=5)


def connections():
    """How often somebody has connected to the mail server for IMAP and gone without signing in."""
    return practice.log().count("imap-login: Info: Disconnected")


@suite.case("/discovery/silent-winner")
def silent_winner():
    """A strong candidate that does not answer falls behind a weaker one that does; the check goes on with the
    connection that told so."""
    tell(*services(OWN), f"host-record=imap.{DOMAIN},{NOBODY}", f"host-record=smtp.{DOMAIN},{NOBODY}")
    web.add("https", SITES[0], "/mail/config-v1.1.xml", "text/xml", document("imap." + DOMAIN, "smtp." + DOMAIN))
    deadline = time.monotonic() + 60  # as above: a busy machine may be late with the page
    while len(candidates := discover()["candidates"]) < 2 and time.monotonic() < deadline:
        pass
    tap.equal([one["answers"] for one in candidates], [True] + [False] * (len(candidates) - 1))
    tap.equal((candidates[0]["source"], candidates[0]["incoming"]["host"]), ("srv", OWN))
    tap.equal(candidates[1]["source"], "autoconfig")
    tap.check(candidates[1]["score"] > candidates[0]["score"], "the silent one was the weaker one anyway")
    before, went_away = practice.sign_ins(), connections()
    result = run("check", ADDRESS, "--json", secret=PASSWORD)
    tap.equal((result.document["verdict"], result.document["source"]["id"]), ("ok", "srv"))
    tap.check(result.seconds < 12, f"it took {result.seconds:.1f} s")
    tap.equal(practice.sign_ins() - before, 2, "sign-ins")
    tap.equal(connections() - went_away, 0, "connections that were opened and not used")
    stages = [stage["stage"] for stage in result.document["incoming"]["stages"]]
    tap.equal(stages[:2] + stages[-2:], ["look-up", "connect", "mailbox", "goodbye"])


@suite.case("/discovery/moved-away")
def moved_away():
    """Records that were left behind when the mail moved, and a document that comes later than any answer is waited for:
    nobody opens there, so it is."""
    for records in (services("gone." + DOMAIN), services(OWN, {"imaps": 1, "submissions": 1})):
        tell(*records)
        web.add("https", SITES[0], "/mail/config-v1.1.xml", "text/xml", document(OWN, OWN), seconds=3)
        deadline = time.monotonic() + 60  # as above: a busy machine may be late with the page, and give it up
        while (report := program.run("check", ADDRESS, "--json", secret=PASSWORD).document)["verdict"] != "ok" \
                and time.monotonic() < deadline:
            pass
        tap.equal((report["verdict"], report["source"]["id"], report["incoming"]["host"]), ("ok", "autoconfig", OWN))


@suite.case("/discovery/nobody-answers")
def nobody_answers():
    """Where nobody answers the rank stays, and the check says why."""
    tell(*services("imap." + DOMAIN), f"host-record=imap.{DOMAIN},{NOBODY}")
    found = discover()["candidates"]
    tap.equal([one["answers"] for one in found], [False] * len(found))


@suite.case("/discovery/typo")
def typo():
    """A slip of the finger is told, also where the wrong domain takes mail, and never followed unasked."""
    tell(*services(OWN), "mx-host=gmial.com,mx.gmial.com,10", f"host-record=mx.gmial.com,{MAIL}")
    for typed, meant in (("gmial.com", "gmail.com"), ("hotmial.com", "hotmail.com"), ("outlok.com", "outlook.com"),
                         ("gmx.ed", "gmx.de")):
        result = program.run("discover", "maya@" + typed, "--json")
        tap.equal((result.document["address"], result.document["did_you_mean"]), ("maya@" + typed, "maya@" + meant))
        tap.contains(program.run("discover", "maya@" + typed).stderr, f"Did you mean maya@{meant}?")
    tap.equal(discover()["did_you_mean"], None)
    tap.equal(check()["did_you_mean"], None)


@suite.case("/discovery/hints")
def hints():
    """What the provider wants is said before the password is asked for, also where there is nothing to find."""
    tell(*services(OWN))
    for domain, kinds in (("gmail.com", {"app-password"}), ("gmx.de", {"enable-imap"}), ("tuta.com", {"no-imap"}),
                          ("hotmail.com", {"oauth2-only", "enable-imap"})):
        found = program.run("discover", "maya@" + domain, "--json", "--offline").document["hints"]
        tap.check(kinds <= {hint["kind"] for hint in found}, f"{domain}: {found}")
        tap.check(all(hint["text"] for hint in found), domain)
    result = program.run("check", "maya@gmail.com", "--offline")
    tap.contains(result.stderr, "https://support.google.com/accounts/answer/185833")
    tap.check(result.stderr.index("answer/185833") < result.stderr.index("--password-fd"), "the hint comes too late")
    document = program.run("check", "maya@gmail.com", "--json", "--offline", secret="x").document
    tap.equal(document["hints"][0]["kind"], "app-password")


CUSTOMER = AUTOCONFIG.replace("%EMAILADDRESS%", "%CUSTOMERNUMBER%").replace(
    "<domain>", '<inputField key="CUSTOMERNUMBER" label="Customer number"/><domain>')


@suite.case("/discovery/customer-number")
def customer_number():
    """A user name that no address tells is asked for instead of tried out."""
    tell()
    web.add("https", SITES[0], "/mail/config-v1.1.xml", "text/xml",
            CUSTOMER.format(domain=DOMAIN, incoming=OWN, outgoing=OWN, **practice.ports))
    tap.equal(discover()["candidates"][0]["user_field"], "Customer number")
    before = sign_ins()
    result = run("check", ADDRESS, secret=PASSWORD, status=2)
    tap.contains(result.stderr, "Customer number")
    tap.equal(sign_ins(), before, "sign-ins without a name")
    tap.equal(check("--user", ADDRESS)["incoming"]["user"], ADDRESS)


OLD = (("pop3://pop3.live.com", "smtp+starttls://smtp.live.com:25"), ("pop3+tls://pop.live.com", "smtp+tls://smtp.live.com:465"),
       ("imap+tls://imap-mail.outlook.com", "smtp+starttls://smtp.live.com:587"))


@suite.case("/discovery/old-names")
def old_names():
    """Whoever types a server of long ago is told what replaced it, and taken there with --yes."""
    tell()
    for incoming, outgoing in OLD:
        servers = ("--incoming", incoming, "--outgoing", outgoing)
        told = program.run("check", "maya@hotmail.com", "--json", *servers, secret="x")
        tap.contains(told.stderr, "has been replaced by outlook.office365.com")
        tap.contains(told.stderr, "has been replaced by smtp-mail.outlook.com")
        tap.equal([one["applied"] for one in told.document["suggestions"] if "was" in one][-2:], [False, False])
        taken = program.run("check", "maya@hotmail.com", "--json", "--yes", *servers, secret="x").document
        applied = [one for one in taken["suggestions"] if one["applied"]]
        tap.equal([one["now"]["host"] for one in applied], ["outlook.office365.com", "smtp-mail.outlook.com"])
        now = (taken["incoming"]["protocol"], taken["incoming"]["port"], taken["incoming"]["security"])
        tap.equal(now, ("imap", 993, "tls") if incoming.startswith("imap") else ("pop3", 995, "tls"))
        tap.equal((taken["outgoing"]["port"], taken["outgoing"]["security"]), (587, "starttls"))
        tap.equal((taken["incoming"]["sign_in"], taken["incoming"]["user"]), ("oauth2", "maya@hotmail.com"))


@suite.case("/discovery/faults")
def faults():
    """A name server that gives errors, and one that says nothing."""
    tell(faults={"broken.test": "servfail", "silent.test": "silent"})
    for domain in ("broken.test", "silent.test"):
        result = program.run("discover", f"maya@{domain}", "--json")
        tap.equal((result.status, result.document["verdict"]), (3, "dns-failed"), f"{domain}: {result}")
        tap.check(result.seconds < 12, f"{domain} took {result.seconds:.1f} s")
    tap.equal(program.run("discover", "maya@nowhere.test", "--json").document["verdict"], "no-such-domain")


def main():
    try:
        with practice, service, web, office:
            trust.add(practice.ca_file)
            trust.add(web.ca_file)
            return suite.run()
    finally:
        run_program(["rm", "-rf", home], {"PATH": "/usr/bin:/bin"}, "/")


sys.exit(main())

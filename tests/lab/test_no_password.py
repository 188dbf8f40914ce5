#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in without a password on the real Dovecot: GSSAPI with a ticket of a real Kerberos realm, EXTERNAL with
a client's certificate; each with its nearest neighbour that must not succeed."""

import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]

import tap  # noqa: E402
from kerberos import Realm  # noqa: E402
from practice import ADDRESS, Practice  # noqa: E402
from road import Letterplate  # noqa: E402

PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")
REALM_ADDRESS = "127.33.40.1"
INCOMING = (("imap+tls", "imaps"), ("imap+starttls", "imap"), ("pop3+tls", "pop3s"), ("pop3+starttls", "pop3"))
OUTGOING = (("smtp+tls", "submissions"), ("smtp+starttls", "submission"))
# Nobody is asked for a password: these let in who was recognised by the mechanism.
PASSDB = """\
passdb {{
  driver = static
  mechanisms = {mechanism}
  args = nopassword=yes {fields}
}}
"""
# MIT Kerberos keeps a name that it allocated.
SUPPRESSIONS = "leak:libgssapi_krb5\n"
GSSAPI = """\
auth_krb5_keytab = {keytab}
auth_gssapi_hostname = "$ALL"
import_environment = KRB5_CONFIG={configuration}
"""
EXTERNAL = """\
ssl_ca = <{authority}
ssl_require_crl = no
ssl_verify_client_cert = yes
auth_ssl_username_from_cert = yes
"""


def check(letterplate, practice, incoming, outgoing, *arguments):
    """(status, report) of a check without any password."""
    servers = [f"{kind}://{ADDRESS}@{practice.address}:{practice.ports[port]}" for kind, port in (incoming, outgoing)]
    result = letterplate.run("check", ADDRESS, "--incoming", servers[0], "--outgoing", servers[1], "--ca",
                             practice.ca_file, "--offline", "--json", *arguments)
    tap.equal("Sanitizer" in result.stderr, False, result.stderr[-4000:])
    return result.status, result.document


def all_protocols(letterplate, practice, mechanism, *arguments):
    for incoming in INCOMING:
        outgoing = OUTGOING[incoming[1] in ("imap", "pop3")]
        status, report = check(letterplate, practice, incoming, outgoing, *arguments)
        tap.equal((status, report["verdict"]), (0, "ok"), f"{incoming}: {report['incoming']}\n{practice.log()[-1500:]}")
        tap.equal([report[side]["mechanism"] for side in ("incoming", "outgoing")], [mechanism] * 2)


def gssapi(home):
    with Realm(REALM_ADDRESS) as realm:
        practice = Practice(mechanisms="plain gssapi")
        for service in ("imap", "pop", "smtp"):
            realm.keytab(service, practice.address)
        practice.before = PASSDB.format(mechanism="gssapi", fields=f"k5principals=maya@{realm.name}") + GSSAPI.format(
            keytab=realm.keytab_file, configuration=realm.path("krb5.conf"))
        letterplate = Letterplate(PROGRAM, home)
        with open(realm.path("suppressions"), "w") as out:
            out.write(SUPPRESSIONS)
        letterplate.environment.update(realm.environment)
        letterplate.environment["LSAN_OPTIONS"] = "suppressions=" + realm.path("suppressions") + ":print_suppressions=0"
        with practice:
            realm.sign_in("maya")
            all_protocols(letterplate, practice, "GSSAPI", "--sign-in", "gssapi")
            realm.sign_out()
            realm.sign_in("nils")
            status, report = check(letterplate, practice, INCOMING[0], OUTGOING[0], "--sign-in", "gssapi")
            tap.equal((status, report["verdict"], report["incoming"]["mechanism"]), (1, "wrong-credentials", "GSSAPI"),
                      str(report))
            realm.sign_out()
            status, report = check(letterplate, practice, INCOMING[0], OUTGOING[0], "--sign-in", "gssapi")
            tap.equal((status, report["verdict"]), (1, "no-mechanism"), str(report))
            tap.check(report["incoming"]["next_step"], "no next step")


def make_person(directory, name, address):
    """A certificate for a mail address, signed by an authority of its own: (authority, certificate with key)."""
    def openssl(*arguments):
        subprocess.run(("openssl", ) + arguments, cwd=directory, check=True, capture_output=True)

    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", name + "-ca.key", "-out", name + "-ca.pem", "-days", "30", "-subj",
            f"/CN=People of {name}")
    openssl("req", *curve, "-keyout", name + ".key", "-out", name + ".csr", "-subj", f"/CN={address}")
    openssl("x509", "-req", "-in", name + ".csr", "-CA", name + "-ca.pem", "-CAkey", name + "-ca.key", "-out",
            name + ".crt", "-days", "29", "-set_serial", "7")
    path = os.path.join(directory, name)
    with open(path + ".pem", "w") as both:
        for part in (path + ".crt", path + ".key"):
            with open(part) as file:
                both.write(file.read())
    return path + "-ca.pem", path + ".pem"


def external(home):
    with tempfile.TemporaryDirectory(prefix="lp-people-", dir="/tmp") as directory:
        os.chmod(directory, 0o755)
        authority, person = make_person(directory, "maya", ADDRESS)
        _, stranger = make_person(directory, "stranger", ADDRESS)
        practice = Practice(mechanisms="plain external")
        practice.before = PASSDB.format(mechanism="external", fields="") + EXTERNAL.format(authority=authority)
        letterplate = Letterplate(PROGRAM, home)
        with practice:
            all_protocols(letterplate, practice, "EXTERNAL", "--sign-in", "external", "--client-certificate", person)
            for arguments in ((), ("--client-certificate", stranger)):
                status, report = check(letterplate, practice, INCOMING[0], OUTGOING[0], "--sign-in", "external", *arguments)
                tap.check(status == 1 and report["verdict"] in ("client-certificate-required", "wrong-credentials", "no-mechanism"),
                          f"{arguments}: {report}")
            result = letterplate.run("check", ADDRESS, "--incoming", f"imap+tls://{practice.address}", "--outgoing", "none",
                                     "--client-certificate", "/nowhere", "--offline")
            tap.equal(result.status, 2, str(result))


def main():
    suite = tap.Suite()
    with tempfile.TemporaryDirectory(prefix="lp-home-") as home:
        suite.add("/dovecot/gssapi", gssapi, home)
        suite.add("/dovecot/external", external, home)
        return suite.run()


if __name__ == "__main__":
    sys.exit(main())

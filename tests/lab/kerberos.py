# SPDX-License-Identifier: GPL-3.0-or-later
"""A Kerberos realm that lives for one test: the key distribution centre of MIT Kerberos on loopback, as the
calling user, with configuration, database, keys and tickets in one folder. The machine's own /etc/krb5.conf is
not read.

    with Realm("127.33.40.1") as realm:
        realm.keytab("imap", "127.33.1.1")   # what a server needs
        realm.sign_in("maya")                # a ticket for her
        realm.environment                    # what programs need to find it
"""

import os
import secrets
import shutil
import subprocess
import tempfile
import time

PORT = 10088
CONFIGURATION = """\
[libdefaults]
  default_realm = {realm}
  dns_lookup_kdc = false
  dns_lookup_realm = false
  dns_canonicalize_hostname = false
  rdns = false
  udp_preference_limit = 1
[realms]
  {realm} = {{
    kdc = {address}:{port}
  }}
[domain_realm]
  {address} = {realm}
"""
CENTRE = """\
[kdcdefaults]
  kdc_listen = ""
  kdc_tcp_listen = {address}:{port}
[realms]
  {realm} = {{
    database_name = {W}/principal
    key_stash_file = {W}/stash
    acl_file = {W}/acl
  }}
[logging]
  kdc = FILE:{W}/log
"""


class Realm:
    """The realm. Its servers' keys and its people's tickets are files in its folder."""

    def __init__(self, address, name="FJORDPOST.EXAMPLE"):
        self.address, self.name = address, name
        self.directory = tempfile.mkdtemp(prefix="lp-realm-", dir="/tmp")
        self.keytab_file, self.tickets = self.path("keytab"), self.path("tickets")
        self.environment = {"KRB5_CONFIG": self.path("krb5.conf"), "KRB5CCNAME": "FILE:" + self.tickets}
        self.centre = None

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def path(self, name):
        return os.path.join(self.directory, name)

    def stop(self):
        if self.centre:
            self.centre.terminate()
            self.centre.wait(10)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _environment(self):
        return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "KRB5_KDC_PROFILE": self.path("kdc.conf"), **self.environment}

    def _run(self, *command, words=""):
        done = subprocess.run(command, env=self._environment(), input=words, text=True, capture_output=True)
        if done.returncode:
            raise RuntimeError(f"{command[0]}: {done.stdout}{done.stderr}")

    def _start(self):
        for name, text in (("krb5.conf", CONFIGURATION), ("kdc.conf", CENTRE), ("acl", "")):
            with open(self.path(name), "w") as out:
                out.write(text.format(realm=self.name, address=self.address, port=PORT, W=self.directory))
        # A server that runs as another user reads its keys and the configuration, nothing else.
        os.chmod(self.directory, 0o711)
        master = secrets.token_hex(8)
        self._run("kdb5_util", "create", "-s", "-r", self.name, words=f"{master}\n{master}\n")
        self.centre = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "krb5kdc", "-n"], env=self._environment(),
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + 60
        while "commencing operation" not in self._log():
            if self.centre.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("krb5kdc did not start:\n" + self._log())
            time.sleep(0.02)

    def _log(self):
        if not os.path.exists(self.path("log")):
            return ""
        with open(self.path("log")) as log:
            return log.read()

    def keytab(self, service, host):
        """Gives a server its key."""
        self._run("kadmin.local", "-r", self.name, "-q", f"addprinc -randkey {service}/{host}")
        self._run("kadmin.local", "-r", self.name, "-q", f"ktadd -k {self.keytab_file} {service}/{host}")
        os.chmod(self.keytab_file, 0o644)

    def sign_in(self, user):
        """Makes a person known and takes a ticket for her."""
        password = secrets.token_hex(8)
        # By standard input: an argument is everybody's to read.
        self._run("kadmin.local", "-r", self.name, words=f"addprinc {user}\n{password}\n{password}\n")
        self._run("kinit", f"{user}@{self.name}", words=password + "\n")

    def sign_out(self):
        self._run("kdestroy")

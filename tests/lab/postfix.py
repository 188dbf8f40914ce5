# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Postfix beside the practice service, for what Dovecot's submission server cannot show.

It runs from a directory of its own (the system's instance, if there is one, is not touched), takes mail for
the practice domain and throws it away, and lets Dovecot check passwords. One row of SERVICES for each of the
ways in which outgoing servers are set up. Postfix's master wants to be root: an ordinary user runs it in a
user namespace of his own.
"""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time

AUTH = ("smtpd_sasl_auth_enable=yes",)
SUBMISSION = AUTH + ("smtpd_client_restrictions=permit_sasl_authenticated,reject",
                     "smtpd_sender_restrictions=reject_sender_login_mismatch")
# An open relay trusts everybody as a neighbour.
ANYBODY = ("mynetworks=127.0.0.0/8", "smtpd_relay_restrictions=permit_mynetworks,reject_unauth_destination")
# Name: (port, options of its smtpd). No name, no restriction: main.cf says the rest.
SERVICES = {
    "mx": (11025, ()),
    "submission": (11587, ("smtpd_tls_security_level=encrypt",) + SUBMISSION),
    "submissions": (11465, ("smtpd_tls_wrappermode=yes",) + SUBMISSION),
    "open-relay": (11026, ANYBODY),
    "auth-not-needed": (11027, AUTH + ANYBODY),
    "no-auth": (11028, ("smtpd_tls_wrappermode=yes", "smtpd_client_restrictions=reject_unauth_destination",
                        "smtpd_recipient_restrictions=reject")),
}  # yapf: disable
# One message: its id in the queue, and for one that came with a sign-in mechanism and user.
TAKEN = re.compile(r"smtpd\[\d+\]: (\w+): client=\S+?(?:, sasl_method=(\S+), sasl_username=(\S+))?$", re.M)
MAIN = """\
compatibility_level = 3.6
queue_directory = {W}/spool
data_directory = {W}/data
maillog_file = {W}/log
maillog_file_prefixes = {W}
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks =
myhostname = mail.{domain}
mydestination =
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = {domain}
virtual_mailbox_maps = inline:{{ {user}=yes }}
virtual_transport = discard:
default_transport = discard:
smtpd_tls_chain_files = {certificates}/key.pem, {certificates}/leaf.pem
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:{address}:{auth_port}
smtpd_sender_login_maps = inline:{{ {user}={user} }}
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_error_sleep_time = 0
# Tests come in crowds.
smtpd_client_connection_rate_limit = 0
"""
MASTER = """\
postlog   unix-dgram n - n - 1 postlogd
pickup    unix n - n 60 1 pickup
cleanup   unix n - n - 0 cleanup
qmgr      unix n - n 300 1 qmgr
tlsmgr    unix - - n 1000? 1 tlsmgr
rewrite   unix - - n - - trivial-rewrite
bounce    unix - - n - 0 bounce
defer     unix - - n - 0 bounce
trace     unix - - n - 0 bounce
verify    unix - - n - 1 verify
proxymap  unix - - n - - proxymap
anvil     unix - - n - 1 anvil
discard   unix - - n - - discard
error     unix - - n - - error
retry     unix - - n - - error
"""


class Postfix:
    """Use it as a context manager, inside a `Practice` that was given `auth_port`."""

    def __init__(self, practice):
        self.practice = practice
        self.directory = tempfile.mkdtemp(prefix="lp-postfix-", dir="/tmp")
        self.configuration = os.path.join(self.directory, "etc")
        self.log_file = os.path.join(self.directory, "log")
        self.ports = {name: port for name, (port, _) in SERVICES.items()}
        self.master = None

    def __enter__(self):
        try:
            self._write()
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def log(self):
        with contextlib.suppress(FileNotFoundError), open(self.log_file, errors="replace") as log:
            return log.read()
        return ""

    def queued(self):
        """How many messages came as far as the queue; nothing may send one."""
        return self.log().count("postfix/qmgr[") - self.log().count("removed") if "from=<" in self.log() else 0

    def taken(self):
        """[(mechanism, user)] of the messages that were taken and passed on; ("", "") without a sign-in."""
        log = self.log()
        return [found[1:] for found in TAKEN.findall(log) if f": {found[0]}: removed" in log]

    def _as_root(self, *command):
        """An ordinary user is root of a namespace with all the ids that /etc/subuid gives him."""
        namespace = ["unshare", "--user", "--map-root-user", "--map-auto"] if os.geteuid() else []
        return [*namespace, *command]

    def _write(self):
        practice = self.practice
        os.chmod(self.directory, 0o755)
        for name in ("etc", "spool", "data"):
            os.mkdir(os.path.join(self.directory, name), 0o755)
        with open(os.path.join(self.configuration, "main.cf"), "w") as main:
            main.write(MAIN.format(W=self.directory, domain=practice.domain, user=practice.users[0].address,
                                   certificates=practice.directory, address=practice.address,
                                   auth_port=practice.auth_port))
        with open(os.path.join(self.configuration, "master.cf"), "w") as master:
            for port, options in SERVICES.values():
                master.write(f"{practice.address}:{port} inet n - n - - smtpd\n")
                master.writelines(f"  -o {option}\n" for option in options)
            master.write(MASTER)
        subprocess.run(self._as_root("chown", "postfix", os.path.join(self.directory, "data")), check=True)

    def _start(self):
        with open(os.path.join(self.directory, "out"), "wb") as out:
            # start-fg would want to be process 1's child; this keeps master in the foreground as our own child.
            done = subprocess.run(self._as_root("postfix", "-c", self.configuration, "check"), stdout=out,
                                  stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
            if done.returncode:
                raise RuntimeError("postfix check failed:\n" + self._output())
            master = subprocess.run(["postconf", "-c", self.configuration, "-h", "daemon_directory"], check=True,
                                    capture_output=True, text=True).stdout.strip() + "/master"
            self.master = subprocess.Popen(self._as_root("setpriv", "--pdeathsig", "TERM", master, "-c",
                                                         self.configuration, "-d"),
                                           stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while "daemon started" not in self.log():
            if self.master.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Postfix did not start:\n" + self._output() + self.log())
            time.sleep(0.02)

    def _output(self):
        with open(os.path.join(self.directory, "out"), errors="replace") as out:
            return out.read()

    def stop(self):
        if self.master:
            self.master.terminate()
            try:
                self.master.wait(10)
            except subprocess.TimeoutExpired:
                self.master.kill()
                self.master.wait()
            self.master = None
        if os.geteuid() and os.path.isdir(self.directory):
            subprocess.run(self._as_root("rm", "-rf", self.directory), check=False)
        shutil.rmtree(self.directory, ignore_errors=True)

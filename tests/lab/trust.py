# SPDX-License-Identifier: GPL-3.0-or-later
"""A test whose programs trust one more certificate authority, as if an administrator had installed it.

    trust.enter()           # first of all: starts the test anew in a mount namespace of its own
    trust.enter(alone=True)     # also in a network namespace that holds nothing
    trust.enter(ordinary=True)  # as root also as nobody: some programs treat root otherwise
    trust.add(ca_file)

In there another folder lies over /etc/ssl/certs, which Debian's GnuTLS and OpenSSL read. The machine's own
folder is not touched, and no other process sees ours. An ordinary user gets a user namespace with it.
"""

import atexit
import ctypes
import os
import shutil
import subprocess
import sys
import tempfile

CERTIFICATES = "/etc/ssl/certs"
BUNDLE = "ca-certificates.crt"
VARIABLE = "LETTERPLATE_TRUST"
MS_BIND = 4096
NOBODY = 65534


def enter(ordinary=False, alone=False):
    folder = os.environ.get(VARIABLE)
    if folder is None:
        folder = os.environ[VARIABLE] = tempfile.mkdtemp(prefix="lp-trust-", dir="/tmp")
        os.chmod(folder, 0o755)
        shutil.copy(os.path.join(CERTIFICATES, BUNDLE), folder)
        unshare = ["unshare", "--mount", *(["--net"] if alone else [])]
        if os.geteuid() != 0:
            unshare += ["--user", "--map-current-user", "--keep-caps"]
        elif ordinary:
            unshare += ["--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--keep-caps"]
        os.execvp(unshare[0], unshare + [sys.executable, "-B", *sys.argv])
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(folder.encode(), CERTIFICATES.encode(), None, MS_BIND, None):
        raise OSError(ctypes.get_errno(), f"{CERTIFICATES} cannot be covered")


def add(ca_file):
    with open(ca_file) as source:
        text = source.read()
    with open(os.path.join(CERTIFICATES, BUNDLE), "a") as bundle:
        bundle.write(text)
    # OpenSSL looks for a file that is named by the authority's subject.
    name = subprocess.run(["openssl", "x509", "-hash", "-noout", "-in", ca_file], check=True, capture_output=True,
                          text=True).stdout.strip()
    shutil.copy(ca_file, os.path.join(CERTIFICATES, name + ".0"))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Name service on an island: the distribution's dnsmasq with a test's own records, and a responder for its faults.

    names.bring_up(["203.0.113.10"])          # loopback and further addresses, in a namespace of ours
    with Names() as service:
        service.tell("host-record=mail.fjord.example,203.0.113.10", ...)

Whatever dnsmasq does not know by itself it says not to exist, except for domains that it is told to ask the responder
for: that one gives errors, keeps silent, or answers SRV questions with the bit that a validating resolver sets.
"""

import os
import shutil
import socket
import struct
import subprocess
import tempfile
import threading
import time

import island

RESOLVER, RESPONDER = "127.0.0.53", "127.0.0.54"
SERVFAIL, NXDOMAIN = 2, 3
TYPE_A, TYPE_TXT, TYPE_SRV = 1, 16, 33


class NamesError(Exception):
    """The service cannot be had; the text is a sentence for people."""


def bring_up(addresses):
    """Inside a new network namespace: loopback with addresses that look public, and our resolver."""
    words = [["link", "set", "lo", "up"], ["-6", "addr", "add", "fd66::1/128", "dev", "lo", "nodad"]]
    words += [["addr", "add", f"{address}/32", "dev", "lo"] for address in addresses]
    # Whoever has no default route counts as offline. This one swallows what is for nobody.
    words += [["route", "add", "default", "dev", "lo"]]
    for command in words:
        subprocess.run(["ip", *command], check=True, stdin=subprocess.DEVNULL)
    island.replace("/etc/resolv.conf", [f"nameserver {RESOLVER}", "options timeout:1 attempts:2 trust-ad"])
    island.replace("/etc/hosts", ["127.0.0.1 localhost", "::1 localhost"])


def pack_name(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def read_name(packet, start=12):
    labels = []
    while packet[start]:
        labels.append(packet[start + 1:start + 1 + packet[start]].decode("ascii", "replace").lower())
        start += 1 + packet[start]
    return ".".join(labels), start + 1


class Responder(threading.Thread):
    """Answers DNS (RFC 1035) over UDP as its table says: DOMAIN -> "servfail", "silent" or {NAME: (target, port)}, for a
    text {NAME: octets}."""

    def __init__(self):
        super().__init__(daemon=True)
        self.table = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((RESPONDER, 53))

    def run(self):
        while True:
            question, client = self.socket.recvfrom(4096)
            answer = self.answer(question)
            if answer:
                self.socket.sendto(answer, client)

    def answer(self, question):
        name, end = read_name(question)
        kind = struct.unpack("!H", question[end:end + 2])[0]
        behaviour = next((self.table[domain] for domain in self.table if ("." + name).endswith("." + domain)), None)
        if behaviour == "silent":
            return None
        if behaviour == "servfail":
            return self.reply(question, end, SERVFAIL)
        target = (behaviour or {}).get(name)
        if target is None:
            return self.reply(question, end, NXDOMAIN)
        if kind != (TYPE_TXT if isinstance(target, bytes) else TYPE_SRV):
            return self.reply(question, end, 0)
        if kind == TYPE_TXT:
            data = bytes([len(target)]) + target
        else:
            data = struct.pack("!HHH", 0, 1, target[1]) + pack_name(target[0])
        record = b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(data)) + data
        return self.reply(question, end, 0, record)

    @staticmethod
    def reply(question, end, code, record=b""):
        """The AD bit (RFC 4035 3.2.3) comes with every answer that holds something."""
        flags = 0x8180 | (0x0020 if record else 0) | code
        return (question[:2] + struct.pack("!HHHHH", flags, 1, 1 if record else 0, 0, 0)
                + question[12:end + 4] + record)


class Names:
    """dnsmasq as a child of this process; `tell` starts it anew with other lines of configuration."""

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="lp-names-", dir="/tmp")
        self.child = None
        self.responder = Responder()

    def __enter__(self):
        self.responder.start()
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def stop(self):
        if self.child:
            self.child.terminate()
            self.child.wait(10)
        self.child = None

    def tell(self, *lines, faults=None):
        self.stop()
        forwards = [f"server=/{domain}/{RESPONDER}" for domain in faults or ()]
        self.responder.table = faults or {}
        path = os.path.join(self.directory, "dnsmasq.conf")
        with open(path, "w") as out:
            out.write("\n".join(["no-resolv", "no-hosts", "bind-interfaces", f"listen-address={RESOLVER}", "proxy-dnssec",
                                 "local=/#/", "pid-file", "cache-size=0", *forwards, *lines]) + "\n")
        with open(os.path.join(self.directory, "log"), "wb") as log:
            self.child = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "dnsmasq", "--keep-in-foreground",
                                           "--conf-file=" + path, "--user=root", "--log-facility=-"],
                                          stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self._wait()

    def _wait(self):
        deadline = time.monotonic() + 60
        question = b"\0\1\1\0\0\1\0\0\0\0\0\0" + pack_name("ready.example") + b"\0\1\0\1"
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.settimeout(0.2)
            while time.monotonic() < deadline and self.child.poll() is None:
                try:
                    sock.sendto(question, (RESOLVER, 53))
                    sock.recvfrom(512)
                    return
                except OSError:
                    time.sleep(0.02)
        with open(os.path.join(self.directory, "log")) as log:
            raise NamesError("dnsmasq did not start:\n" + log.read())

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a command on an island: a network of its own with nothing but loopback and a name server of ours.

    island.py [--answer nxdomain|servfail|refused|silent] [--host NAME=ADDRESS]... [--] COMMAND...

So a test can ask for names without asking anybody outside. It takes a network and a mount namespace, as root
or as an ordinary user in a user namespace; the machine's own settings are not touched.
"""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import tempfile

ADDRESS = "127.0.0.53"
CODES = {"nxdomain": 3, "servfail": 2, "refused": 5, "silent": None}
PR_SET_PDEATHSIG = 1


def answer_forever(sock, code):
    """Answers every question of DNS (RFC 1035) with the same code and no records."""
    while True:
        question, client = sock.recvfrom(4096)
        if code is not None and len(question) >= 12:
            flags = bytes((0x80 | (question[2] & 0x79), 0x80 | code))
            end = question.find(b"\0", 12) + 5
            sock.sendto(question[:2] + flags + b"\0\1" + bytes(6) + question[12:end], client)


def serve_names(code):
    """The name server is a child that ends with this process, also after exec."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((ADDRESS, 53))
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        os.closerange(0, 3)
        answer_forever(sock, code)
    sock.close()


def replace(path, lines):
    """Puts other contents over a file of /etc, in this mount namespace only."""
    with tempfile.NamedTemporaryFile("w") as file:
        file.write("".join(line + "\n" for line in lines))
        file.flush()
        os.chmod(file.name, 0o644)
        subprocess.run(["mount", "--bind", file.name, path], check=True)


def settle(options):
    """Inside the namespaces."""
    # Without an address that is not loopback's, libc thinks that there is no network and does not ask.
    for words in (["link", "set", "lo", "up"], ["addr", "add", "10.66.0.1/32", "dev", "lo"],
                  ["-6", "addr", "add", "fd66::1/128", "dev", "lo", "nodad"]):
        subprocess.run(["ip", *words], check=True)
    # Servers of a test may have the ports that everybody knows, without being root's.
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w") as setting:
        setting.write("0")
    serve_names(CODES[options.answer])
    hosts = ["127.0.0.1 localhost", "::1 localhost"] + [" ".join(reversed(host.split("=", 1))) for host in options.host]
    replace("/etc/resolv.conf", [f"nameserver {ADDRESS}", "options timeout:1 attempts:2"])
    replace("/etc/hosts", hosts)
    os.execvp(options.command[0], options.command)


def command(answer, program, hosts=()):
    """The whole command line that runs `program` on an island; `hosts` are NAME=ADDRESS."""
    known = [word for host in hosts for word in ("--host", host)]
    return ["/usr/bin/python3", "-B", os.path.abspath(__file__), "--answer", answer, *known, "--", *program]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--answer", choices=sorted(CODES), default="nxdomain")
    parser.add_argument("--host", action="append", default=[], help="NAME=ADDRESS that is known here")
    parser.add_argument("--settle", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.settle:
        settle(options)
    unshare = ["unshare", "--mount", "--net"] + ([] if os.geteuid() == 0 else ["--user", "--map-root-user"])
    os.execvp(unshare[0], unshare + [sys.executable, "-B", os.path.abspath(__file__), "--settle", *sys.argv[1:]])


if __name__ == "__main__":
    main()

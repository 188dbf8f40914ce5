# SPDX-License-Identifier: GPL-3.0-or-later
"""Two networks joined by a long line: every packet arrives late, as on a real one.

Each network namespace has a TUN device; a process of ours carries packets from one to the other and holds
each back for the one-way delay. Names, connections and data are all late alike, which netem (not in every
kernel) would do too. Needs root and /dev/net/tun.

    with Link(0.025) as link:      # 50 ms there and back
        link.server(["program"])   # runs where 10.77.0.2 is
        link.client(["program"])   # runs where 10.77.0.1 is
"""

import ctypes
import fcntl
import heapq
import os
import select
import signal
import struct
import subprocess
import time

CLIENT, SERVER = "10.77.0.1", "10.77.0.2"
# Packets to these ports or addresses vanish, as behind a firewall that says nothing.
SILENT_PORT = 9
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET, PR_SET_PDEATHSIG = 0x40000000, 1
libc = ctypes.CDLL(None, use_errno=True)


class LinkError(Exception):
    """The link cannot be had here; the text is a sentence for people."""


class Network:
    """A namespace: a process that does nothing but hold it, and the TUN device in it."""

    def __init__(self, address, peer):
        self.holder = subprocess.Popen(["unshare", "--net", "setpriv", "--pdeathsig", "KILL", "sleep", "infinity"],
                                       stdin=subprocess.DEVNULL)
        self._wait_for_namespace()
        self.tun = self._open_tun()
        for words in (["link", "set", "lo", "up"], ["addr", "add", f"{address}/32", "peer", peer, "dev", "line"],
                      ["link", "set", "line", "up"], ["route", "add", "10.77.0.0/24", "dev", "line"],
                      ["-6", "addr", "add", "fd77::" + address.rpartition(".")[2] + "/64", "dev", "line", "nodad"]):
            subprocess.run(self.enter(["ip", *words]), check=True, stdin=subprocess.DEVNULL)

    def path(self):
        return f"/proc/{self.holder.pid}/ns/net"

    def _wait_for_namespace(self):
        ours = os.stat("/proc/self/ns/net").st_ino
        deadline = time.monotonic() + 5
        while os.stat(self.path()).st_ino == ours:
            if self.holder.poll() is not None or time.monotonic() > deadline:
                raise LinkError("A network namespace cannot be made here; it needs root.")
            time.sleep(0.005)

    def _open_tun(self):
        home = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(self.path(), os.O_RDONLY)
        try:
            if libc.setns(there, CLONE_NEWNET):
                raise LinkError("The network namespace cannot be entered; it needs root.")
            tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
            fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH22x", b"line", IFF_TUN | IFF_NO_PI))
            return tun
        finally:
            libc.setns(home, CLONE_NEWNET)
            os.close(home)
            os.close(there)

    def enter(self, command):
        return ["nsenter", f"--net={self.path()}", "--", *command]

    def close(self):
        os.close(self.tun)
        self.holder.kill()
        self.holder.wait()


def is_silenced(packet):
    """IPv6 towards fd77::dead:* and TCP to the silent port are lost."""
    if packet[0] >> 4 == 6:
        return packet[24:40].hex().startswith("fd770000000000000000")  and packet[36:38] == b"\xde\xad"
    return packet[9] == 6 and int.from_bytes(packet[22:24], "big") == SILENT_PORT


def carry(ends, delay):
    """Carries packets between two TUN devices for ever, each `delay` seconds late."""
    waiting, serial = [], 0
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(waiting)
            os.write(to, packet)
        pause = waiting[0][0] - time.monotonic() if waiting else None
        for tun in select.select(ends, [], [], None if pause is None else max(0, pause))[0]:
            packet = os.read(tun, 65536)
            if not is_silenced(packet):
                serial += 1
                heapq.heappush(waiting, (time.monotonic() + delay, serial, other[tun], packet))


class Link:
    """The line and both of its ends; `delay` is one way, in seconds."""

    def __init__(self, delay):
        if not os.path.exists("/dev/net/tun"):
            raise LinkError("/dev/net/tun is missing, so there is no line with a delay.")
        self.networks = [Network(CLIENT, SERVER)]
        self.networks.append(Network(SERVER, CLIENT))
        self.carrier = os.fork()
        if self.carrier == 0:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            carry([network.tun for network in self.networks], delay)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.carrier, signal.SIGKILL)
        os.waitpid(self.carrier, 0)
        for network in self.networks:
            network.close()

    def client(self, command):
        """The command line that runs `command` at the client's end."""
        return self.networks[0].enter(command)

    def server(self, command):
        return self.networks[1].enter(command)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Two networks joined by a long line: every packet arrives late, as on a real one.

Each network namespace has a TUN device; a process of ours carries packets from one to the other and holds
each back for the one-way delay. Names, connections and data are all late alike, which netem (not in every
kernel) would do too. Needs root and /dev/net/tun.

    with Link(0.025) as link:      # 50 ms there and back
        link.server(["program"])   # runs where 10.77.0.2 is
        link.client(["program"])   # runs where 10.77.0.1 is
        link.take_round_trips()    # what went over the line since the last time, counted
"""

import ctypes
import fcntl
import heapq
import os
import select
import signal
import struct
import subprocess
import tempfile
import time

CLIENT, SERVER, DEAD_IPV6 = "10.77.0.1", "10.77.0.2", "fd77::dead:2"
FIN, SYN, RST = 1, 2, 4
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
                      # Without one this would count as offline.
                      ["route", "add", "default", "dev", "line"],
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


def read_tcp(packet):
    """(source port, destination port, flags, octets of data) of a TCP packet over IPv4, or None."""
    if packet[0] >> 4 != 4 or packet[9] != 6:
        return None
    start = (packet[0] & 15) * 4
    length = int.from_bytes(packet[2:4], "big") - start - (packet[start + 12] >> 4) * 4
    return (int.from_bytes(packet[start:start + 2], "big"), int.from_bytes(packet[start + 2:start + 4], "big"),
            packet[start + 13], length)


def is_silenced(packet, silent_ports):
    """What vanishes, as behind a firewall that says nothing: IPv6 towards fd77::dead:*, TCP to silent ports."""
    if packet[0] >> 4 == 6:
        return packet[24:34].hex() == "fd77" + "0" * 16 and packet[36:38] == b"\xde\xad"
    tcp = read_tcp(packet)
    return tcp is not None and tcp[1] in silent_ports


def carry(ends, delay, silent_ports, trace):
    """Carries packets between two TUN devices for ever, each `delay` seconds late. What leaves the first end and
    what reaches it is written down."""
    waiting, serial = [], 0
    other = {ends[0]: ends[1], ends[1]: ends[0]}

    def note(direction, packet):
        tcp = read_tcp(packet)
        if tcp is not None:
            trace.write(f"{direction} {time.monotonic():.4f} {tcp[0]} {tcp[1]} {tcp[2]} {tcp[3]}\n")

    while True:
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, _, to, packet = heapq.heappop(waiting)
            os.write(to, packet)
            if to == ends[0]:
                note("in", packet)
        pause = waiting[0][0] - time.monotonic() if waiting else None
        for tun in select.select(ends, [], [], None if pause is None else max(0, pause))[0]:
            packet = os.read(tun, 65536)
            if tun == ends[0]:
                note("out", packet)
            if not is_silenced(packet, silent_ports):
                serial += 1
                heapq.heappush(waiting, (time.monotonic() + delay, serial, other[tun], packet))


class Connection:
    """How often one connection of the client's waited for the other side."""

    def __init__(self, port, depth):
        self.port, self.count, self.depth, self.answered = port, 0, depth, 0.0
        self.sent_at, self.is_waiting, self.is_over = depth, True, False


def count_round_trips(lines, round_trip):
    """({server's port: round trips}, round trips one after the other over all connections).

    A round trip is something sent and the first answer to it, also the greeting that follows the handshake of TCP.
    What is sent with the goodbye, whose answer nobody waits for, does not count. A connection that was idle for
    more than half a round trip (in seconds) before it sent has waited for another one.
    """
    connections, deepest = {}, 0
    for line in lines:
        direction, when, *numbers = line.split()
        source, destination, flags, length = map(int, numbers)
        when, key = float(when), (source, destination) if direction == "out" else (destination, source)
        if direction == "out" and flags & SYN and key not in connections:
            connections[key] = Connection(destination, 0 if not connections else deepest)
        one = connections.get(key)
        if one is None or one.is_over:
            continue
        if direction == "out" and flags & (FIN | RST):
            one.is_over = True
        elif direction == "out" and length > 0 and not one.is_waiting:
            has_waited = when - one.answered > max(round_trip / 2, 0.005)
            one.is_waiting, one.sent_at = True, deepest if has_waited else one.depth
        elif direction == "in" and one.is_waiting and (length > 0 or flags & SYN):
            one.count, one.depth, one.answered = one.count + 1, one.sent_at + 1, when
            deepest = max(deepest, one.depth)
            # After the handshake a greeting may come without a word of ours.
            one.is_waiting, one.sent_at = bool(flags & SYN), one.depth
    counts = {}
    for one in connections.values():
        counts[one.port] = max(one.count, counts.get(one.port, 0))
    return counts, deepest


class Link:
    """The line and both of its ends; `delay` is one way, in seconds. `hosts` are lines of /etc/hosts for the client."""

    def __init__(self, delay, silent_ports=(), hosts=()):
        if not os.path.exists("/dev/net/tun"):
            raise LinkError("/dev/net/tun is missing, so there is no line with a delay.")
        self.networks = [Network(CLIENT, SERVER)]
        self.networks.append(Network(SERVER, CLIENT))
        self.hosts = None
        if hosts:
            self.hosts = tempfile.NamedTemporaryFile("w", prefix="lp-hosts-")
            self.hosts.writelines(line + "\n" for line in ("127.0.0.1 localhost", *hosts))
            self.hosts.flush()
        self.trace = tempfile.NamedTemporaryFile("w", prefix="lp-line-", buffering=1)
        self.read_until, self.delay = 0, delay
        self.carrier = os.fork()
        if self.carrier == 0:
            libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            carry([network.tun for network in self.networks], delay, silent_ports, self.trace)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.kill(self.carrier, signal.SIGKILL)
        os.waitpid(self.carrier, 0)
        for network in self.networks:
            network.close()

    def client(self, command):
        """The command line that runs `command` at the client's end."""
        if self.hosts is None:
            return self.networks[0].enter(command)
        return self.networks[0].enter(["unshare", "--mount", "--propagation", "private", "sh", "-c",
                                       'mount --bind "$0" /etc/hosts && exec "$@"', self.hosts.name, *command])

    def server(self, command):
        return self.networks[1].enter(command)

    def take_round_trips(self):
        """count_round_trips() of what was carried since the last time."""
        with open(self.trace.name) as trace:
            trace.seek(self.read_until)
            text = trace.read()
            self.read_until += len(text)
        return count_round_trips(text.splitlines(), 2 * self.delay)

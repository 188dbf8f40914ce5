# SPDX-License-Identifier: GPL-3.0-or-later
"""Listens for every row of `behaviours.py`, one port each, on one loopback address."""

import contextlib
import os
import secrets
import shutil
import socket
import ssl
import tempfile
import threading
import traceback

from certificates import Authority
from peer import PROTOCOLS, Record

DOMAIN = "fjordpost.example"
# On an island of our own, so nobody else is there.
ADDRESS = "127.77.0.1"
# Providers whose words are known by their host's name.
GOOGLE, MICROSOFT = "mail.gmail.com", "smtp.office365.com"
HOSTS = tuple(f"{name}={ADDRESS}" for name in (GOOGLE, MICROSOFT))


class Listener:
    """One port. `records` has one entry for each connection, in order."""

    def __init__(self, service, row, protocol, address, port=0):
        self.service, self.row, self.protocol = service, row, protocol
        self.records = []
        self.sock = socket.create_server((address, port), backlog=64)
        self.port = self.sock.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.sock.accept()
            except OSError:
                return
            sock.settimeout(60)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            record = Record()
            self.records.append(record)
            peer = PROTOCOLS[self.protocol](sock, self.row, self.service, record)
            peer.number = len(self.records)
            threading.Thread(target=self._talk, args=(peer,), daemon=True).start()

    @staticmethod
    def _talk(peer):
        try:
            peer.run()
        except Exception:  # a mistake in a script must not look like a server's behaviour
            peer.record.error = traceback.format_exc()
        with contextlib.suppress(OSError):
            peer.sock.close()

    def take_records(self):
        records, self.records = self.records, []
        return records

    def close(self):
        # shutdown() wakes the thread in accept(), close() alone does not.
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()


class Service:
    """All listeners, their certificates, and the password that everybody takes."""

    def __init__(self, names=(), address=ADDRESS):
        self.address = address
        self.directory = tempfile.mkdtemp(prefix="lp-faults-")
        self.password = "Pass." + secrets.token_hex(8)
        self.user = "maya@" + DOMAIN
        self.authority = Authority(self.directory, (self.address, "127.0.0.1", "localhost", GOOGLE, MICROSOFT, *names))
        self.ca_file = self.authority.ca_file
        self.listeners = []
        self._contexts = {}
        self._lock = threading.Lock()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for listener in self.listeners:
            listener.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def listen(self, row, protocol, address=None, port=0):
        address = address or ("127.0.0.1" if row.host == "localhost" else self.address)
        listener = Listener(self, row, protocol, address, port)
        self.listeners.append(listener)
        return listener

    def url(self, listener):
        security = listener.row.asked or listener.row.security
        host = listener.row.host or self.address
        return f"{listener.protocol}+{security}://{self.user}@{host}:{listener.port}"

    def context(self, row):
        """A TLS context for the row's certificate and its `tls` function."""
        with self._lock:
            key = (row.tls and row.name, row.certificate)
            if key not in self._contexts:
                self._contexts[key] = self._make_context(row)
            return self._contexts[key]

    def _make_context(self, row):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        # Weak keys and old protocols are what some rows are about.
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.load_cert_chain(os.path.join(self.directory, self.authority.make(row.certificate)))
        if row.tls:
            row.tls(context, self)
        return context

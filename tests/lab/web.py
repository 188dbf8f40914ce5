# SPDX-License-Identifier: GPL-3.0-or-later
"""Real HTTPS and HTTP servers with a test's own pages, and ports that accept and then say nothing.

    with Web("203.0.113.20", ["autoconfig.fjord.example"]) as web:
        web.add("https", "autoconfig.fjord.example", "/mail/config-v1.1.xml", "text/xml", text)
        trust.add(web.ca_file)
"""

import http.server
import os
import shutil
import socket
import ssl
import tempfile
import threading
import time

from practice import make_certificate


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        host = self.headers.get("Host", "").partition(":")[0]
        self.server.asked.append((self.server.scheme, host, self.path))
        page = self.server.pages.get((self.server.scheme, host, self.path))
        kind, body, seconds = page or ("text/plain", "", 0)
        time.sleep(seconds)
        body = body.encode() if isinstance(body, str) else body
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """A client that does not like the certificate hangs up."""


class Web:
    def __init__(self, address, names):
        self.address, self.names = address, names
        self.directory = tempfile.mkdtemp(prefix="lp-web-", dir="/tmp")
        self.ca_file = os.path.join(self.directory, "ca.pem")
        self.pages, self.asked, self.servers, self.silent = {}, [], [], []

    def __enter__(self):
        make_certificate(self.directory, self.address, self.names[0], self.names)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(os.path.join(self.directory, "leaf.pem"), os.path.join(self.directory, "key.pem"))
        for scheme, port in (("http", 80), ("https", 443)):
            server = Server((self.address, port), Handler)
            server.scheme, server.pages, server.asked = scheme, self.pages, self.asked
            if scheme == "https":
                server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.servers.append(server)
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.shutdown()
            server.server_close()
        for sock in self.silent:
            sock.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def add(self, scheme, host, path, kind, body, seconds=0):
        """A page that takes some seconds to make."""
        self.pages[(scheme, host, path)] = (kind, body, seconds)

    def clear(self):
        self.pages.clear()
        self.asked.clear()

    def keep_silent(self, address, port):
        """A port that accepts connections and never says a word."""
        sock = socket.create_server((address, port))
        sock.listen(50)
        self.silent.append(sock)

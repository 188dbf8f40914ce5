# SPDX-License-Identifier: GPL-3.0-or-later
"""An account as Outlook Express exported it, with its scrambled password.

    write("maya.iaf", address=..., host=..., port=..., user=..., password=...)
"""

import struct

DWORD, STRING, BOOL, PASS = 0x3E9, 0x3F0, 0x3F5, 0x3F6
NUMBERS = {
    "name": 4661, "pop_server": 5060, "pop_user": 5061, "pop_password": 5062, "pop_port": 5065, "pop_tls": 5066,
    "leave": 5068, "expires": 5070, "days": 5071, "smtp_server": 5160, "smtp_sign_in": 5164, "smtp_port": 5165,
    "smtp_tls": 5166, "smtp_name": 5168, "smtp_address": 5170,
}  # yapf: disable
FIRST_KEY = bytes((0x75, 0x18, 0x15, 0x14))


def scramble(plain):
    """Each block of four is hidden behind the plain one before it; a short one behind that one's end."""
    blocks = [plain[at:at + 4] for at in range(0, len(plain), 4)]
    keys = [FIRST_KEY, *blocks]
    return b"".join(bytes(a ^ b for a, b in zip(block, key[4 - len(block):])) for block, key in zip(blocks, keys))


def record(name, kind, data):
    return struct.pack("<II", NUMBERS[name] << 16 | kind, len(data)) + data


def text(name, value):
    return record(name, STRING, value.encode("cp1252") + b"\0")


def number(name, value, kind=DWORD):
    return record(name, kind, struct.pack("<I", value))


def write(path, address, host, pop_port, smtp_port, password, days=None):
    secret = password.encode("cp1252") + b"\0"
    octets = b"fMAI" + struct.pack("<HHI", 0, 5, 1)
    octets += text("name", "Old account") + text("pop_server", host) + text("pop_user", address)
    octets += record("pop_password", PASS, b"\1\1" + struct.pack("<I", len(secret)) + scramble(secret))
    octets += number("pop_port", pop_port) + number("pop_tls", 1, BOOL)
    if days:
        octets += number("leave", 1, BOOL) + number("expires", 1, BOOL) + number("days", days)
    octets += text("smtp_server", host) + number("smtp_port", smtp_port) + number("smtp_tls", 1, BOOL)
    octets += number("smtp_sign_in", 2) + text("smtp_name", "Maya Lind") + text("smtp_address", address)
    with open(path, "wb") as out:
        out.write(octets)

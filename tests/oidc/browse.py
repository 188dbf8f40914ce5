#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""browse.py AUTHORITY USER yes|no URL: what the desktop starts as the system's browser; signs in or refuses."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from issuer import Browser  # noqa: E402

authority, user, agrees, url = sys.argv[1:]
browser = Browser(authority)
print(browser.sign_in(url, user) if agrees == "yes" else browser.deny(url))

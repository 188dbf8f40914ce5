#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packs files into a Thunderbird add-on, the same octets each time: pack.py ADD-ON FILE..."""

import os
import sys
import zipfile

EPOCH = (1980, 1, 1, 0, 0, 0)

with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as add_on:
    for path in sorted(sys.argv[2:], key=os.path.basename):
        with open(path, "rb") as source:
            add_on.writestr(zipfile.ZipInfo(os.path.basename(path), EPOCH), source.read())

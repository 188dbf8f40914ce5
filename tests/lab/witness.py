# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks for a secret where none may be: in files, and in the processes while they run."""

import base64
import contextlib
import os
import threading
import urllib.parse


def forms(secret):
    """The ways in which a secret could lie about: as it is, base64 at each of the three offsets, quoted."""
    raw = secret.encode()
    yield raw
    for padding in range(3):
        # The octets in the middle do not depend on what stands before and behind.
        encoded = base64.b64encode(b"\0" * padding + raw)
        yield encoded[4 if padding else 0:len(encoded) // 4 * 4 - 4]
    quoted = urllib.parse.quote(secret, safe="").encode()
    if quoted != raw:
        yield quoted


def holds(octets, secret):
    return any(form in octets for form in forms(secret))


def files_with(secret, *folders, but_not=()):
    """Paths of files below `folders` that hold the secret."""
    found = []
    for top in folders:
        for folder, _, names in os.walk(top):
            for path in (os.path.join(folder, name) for name in names):
                if path in but_not or not os.path.isfile(path):
                    continue
                with contextlib.suppress(OSError), open(path, "rb") as file:
                    if holds(file.read(), secret):
                        found.append(path)
    return found


class ProcessWitness(threading.Thread):
    """Reads command line and environment of every new process, again and again, until it is stopped."""

    YOUNG = 50  # rounds for which a process is looked at in each; after that it is, in turn,
    TURN = 32  # in one round of so many

    def __init__(self, secret):
        super().__init__(daemon=True)
        self.forms = tuple(forms(secret))
        self.seen = {}  # name of a program: how often it was looked at
        self.found = []
        self._known = {}  # pid: round in which it came, command line at the last look
        self._end = threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self.join()

    def run(self):
        # A program changes its command line at exec, so a process is looked at for as long as it lives.
        number, newest, pids = 0, None, []
        while not self._end.wait(0.004):
            number += 1
            with open("/proc/loadavg") as file:  # the last word is the number that was given last
                before, newest = newest, file.read().split()[-1]
            if newest != before:
                pids = list(filter(str.isdigit, os.listdir("/proc")))
            known, self._known = self._known, {}
            for pid in pids:
                born, words = known.get(pid, (number, None))
                if number - born < self.YOUNG or (number + int(pid)) % self.TURN == 0:
                    words = self._look(pid, words)
                self._known[pid] = born, words

    def _look(self, pid, before):
        """Its command line. Its environment changes with that only, by exec."""
        if int(pid) == os.getpid():
            return before
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read()
            name = os.path.basename(words.split(b"\0")[0].decode("utf-8", "replace"))
            self.seen[name] = self.seen.get(name, 0) + 1
            if words != before:
                self._judge(words, f"command line of {name}")
                with open(f"/proc/{pid}/environ", "rb") as file:
                    self._judge(file.read(), f"environment of {name}")
            return words
        return before

    def _judge(self, octets, what):
        if any(form in octets for form in self.forms):
            self.found.append(what)

# SPDX-License-Identifier: GPL-3.0-or-later
"""What an analysis found nothing wrong with, so that it need not be looked at again.

A source file is known by a digest of all that its verdict depends on: its own text and that of each file it includes,
the command that compiles it, and the analysis with its rules and version. Times of files do not count.
"""

import hashlib
import json
import os


class Memory:
    """Of one analysis, in a file of the build folder."""

    def __init__(self, path, basis, inputs):
        """`basis`: text that all verdicts depend on; `inputs`: {source: (command, files that it is made from)}."""
        self.path, self.basis, self.inputs = path, basis, inputs
        self.texts = {}  # digests of files, most of which are included many times
        self.digests = {source: self._digest(source) for source in inputs}
        try:
            with open(path) as file:
                self.clean = json.load(file)
        except (OSError, ValueError):
            self.clean = {}

    def _text(self, name):
        if name not in self.texts:
            try:
                with open(name, "rb") as file:
                    self.texts[name] = hashlib.sha256(file.read()).hexdigest()
            except OSError:
                self.texts[name] = "none"
        return self.texts[name]

    def _digest(self, source):
        command, files = self.inputs[source]
        whole = json.dumps([self.basis, command, sorted((name, self._text(name)) for name in files)])
        return hashlib.sha256(whole.encode()).hexdigest()

    def without_verdict(self, sources):
        """Those that have to be looked at; one whose inputs nobody knows is looked at each time."""
        return [name for name in sources if name not in self.digests or self.clean.get(name) != self.digests[name]]

    def keep(self, sources):
        """Nothing was found in these."""
        self.clean.update((name, self.digests[name]) for name in sources if name in self.digests)
        draft = self.path + ".new"
        with open(draft, "w") as file:
            json.dump(self.clean, file)
        os.replace(draft, self.path)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A throw-away home, and letterplate run in it: without session bus, network look-ups or the person's own files."""

import json
import os
import shutil
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(os.path.dirname(HERE), "legacy")
DATA = os.path.join(os.path.dirname(os.path.dirname(HERE)), "data")
PROGRAM = os.path.join(os.environ["LETTERPLATE_BUILD"], "src", "letterplate")


class Home:
    def __init__(self, path=None):
        self.path = path or tempfile.mkdtemp(prefix="letterplate-")
        self.environment = {
            "HOME": self.path,
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "XDG_CONFIG_HOME": self.file(".config"),
            "XDG_DATA_HOME": self.file(".local/share"),
            "XDG_CACHE_HOME": self.file(".cache"),
            "XDG_STATE_HOME": self.file(".local/state"),
            "XDG_RUNTIME_DIR": self.file("run"),
            "GSETTINGS_BACKEND": "memory",
            "G_SLICE": "always-malloc",
        }
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]
        # A process that nobody may look into cannot be looked into by the leak sanitizer either, except by root.
        if os.geteuid() != 0:
            self.environment["ASAN_OPTIONS"] = "detect_leaks=0"
        os.makedirs(self.file("run"), 0o700, exist_ok=True)

    def file(self, name):
        return os.path.join(self.path, name)

    def write(self, name, text, mode=0o600):
        path = self.file(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            out.write(text)
        os.chmod(path, mode)
        return path

    def place(self, fixture, name):
        path = self.file(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        shutil.copy(os.path.join(FIXTURES, fixture), path)
        return path

    def run(self, *arguments, **options):
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True,
                   "timeout": 100, **options}
        return subprocess.run([PROGRAM, *arguments], env=self.environment, **options)

    def json(self, *arguments, **options):
        done = self.run(*arguments, "--json", **options)
        return done, json.loads(done.stdout) if done.stdout else None

    def contents(self):
        """Every file's octets, by name; the program's own state, caches and the keyring apart."""
        found = {}
        for folder, folders, names in os.walk(self.path):
            folders[:] = [name for name in folders if name not in ("state", ".cache", "run", "keyrings")]
            for name in names:
                with open(os.path.join(folder, name), "rb") as one:
                    found[os.path.relpath(os.path.join(folder, name), self.path)] = one.read()
        return found

    def remove(self):
        shutil.rmtree(self.path)

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of every page in every look, to be looked at by people: `screenshots.py [--to FOLDER] [LOOK/SCENE…]`.

The window runs with the fake engine (story.c). A part of a name chooses: `dark/`, `check`, `ar/done`. With
`--publish` the few pictures of the README and the metainfo are made anew in data/screenshots.
"""

import argparse
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from gui import GuiError, Session, accessibility  # noqa: E402
from scenes import SCENES, SOURCE, Scene  # noqa: E402

PUBLISHED = {"identity": "identity", "failed-port-switched": "check", "apps-chosen": "apps"}
USUAL, NARROW = (640, 720), (360, 640)
# Look: environment, size, dots per inch (text of 150 % is 144)
LOOKS = {
    "light": ({}, USUAL, 96),
    "dark": ({"ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, USUAL, 96),
    "contrast": ({"ADW_DEBUG_HIGH_CONTRAST": "1"}, USUAL, 96),
    "narrow": ({}, NARROW, 96),
    "large": ({}, USUAL, 144),
    "de": ({"LANGUAGE": "de"}, USUAL, 96),
    "de-narrow": ({"LANGUAGE": "de", "ADW_DEBUG_COLOR_SCHEME": "prefer-dark"}, NARROW, 96),
    "ar": ({"LANGUAGE": "ar"}, USUAL, 96),
    "ar-narrow": ({"LANGUAGE": "ar"}, NARROW, 96),
}  # yapf: disable

def set_text_size(session, dots_per_inch):
    """As the desktop's "Large Text" does; a larger font in GTK's settings would leave headlines as they are."""
    session.run(["xrdb", "-nocpp", "-merge"], input=f"Xft.dpi: {dots_per_inch}\n", text=True, check=True)


def prefer_thunderbird(session):
    """The app that opens mail links is ticked."""
    with open(session.path(".config", "mimeapps.list"), "w") as out:
        out.write("[Default Applications]\nx-scheme-handler/mailto=thunderbird.desktop\n")


def take(session, build, look, scene, path):
    environment, size, dots_per_inch = LOOKS[look]
    set_text_size(session, dots_per_inch)
    with Scene(session, build, SCENES[scene], environment.get("LANGUAGE", "en"), environment, size) as there:
        there.look()  # once more drawn
        there.gui.screenshot(path)
    shutil.rmtree(session.path(".local", "state"), ignore_errors=True)


def publish(folder):
    """A few colours are enough for a window: a third of the octets."""
    for scene, name in PUBLISHED.items():
        subprocess.run(["convert", os.path.join(folder, "light", scene + ".png"), "-strip", "+dither", "-colors", "128",
                        "-define", "png:compression-level=9",
                        "PNG8:" + os.path.join(SOURCE, "data", "screenshots", name + ".png")], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(SOURCE, "build"), help="the build folder")
    parser.add_argument("--to", default="screenshots", help="where the pictures go")
    parser.add_argument("--publish", action="store_true", help="make those of data/screenshots anew")
    parser.add_argument("name", nargs="*", help="parts of LOOK/SCENE")
    options = parser.parse_args()
    chosen = [(look, scene) for look in LOOKS for scene in SCENES
              if (not options.name or any(part in f"{look}/{scene}" for part in options.name))
              and (not options.publish or (look == "light" and scene in PUBLISHED))]
    failed = 0
    with Session(display=True) as session:
        prefer_thunderbird(session)
        for look, scene in chosen:
            path = os.path.join(options.to, look, scene + ".png")
            os.makedirs(os.path.dirname(path), exist_ok=True)
            try:
                take(session, os.path.abspath(options.build), look, scene, os.path.abspath(path))
                print(path, flush=True)
            except (GuiError, accessibility.Error, subprocess.TimeoutExpired) as error:
                failed += 1
                print(f"{look}/{scene}: {error}", file=sys.stderr, flush=True)
    if options.publish:
        publish(options.to)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

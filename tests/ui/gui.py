# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the assistant's window as a person does, and reads it as a screen reader does.

The accessibility tree is read straight over D-Bus: libatspi keeps copies that GTK 4.8 does not renew.
Waiting is looking again until a deadline; nothing sleeps to wait for something.
"""

import os
import signal
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lab"))
import accessibility  # noqa: E402
from session import Session  # noqa: E402,F401

DEADLINE = 60.0  # of a wait for what does come; a loaded machine is late
# Warnings end the program. Mesa leaks while it looks for a graphics card, and nothing here draws with one.
PROGRAM_ENVIRONMENT = {"G_DEBUG": "fatal-warnings", "GDK_DEBUG": "gl-disable",
                       "LSAN_OPTIONS": "suppressions=" + os.path.join(HERE, "leaks.supp")}
BORDER = 5  # nothing composites, so GTK draws a solid frame
# xdotool would send to the window it found last what is marked as sent, and GTK takes no notice of that.
AS_TYPED = ("--window", "0")
CACHE, APPLICATION = "/org/a11y/atspi/cache", 75
STATES = ("invalid active armed busy checked collapsed defunct editable enabled expandable expanded focusable "
          "focused has-tooltip horizontal iconified modal multi-line multiselectable opaque pressed resizable "
          "selectable selected sensitive showing single-line stale transient vertical visible").split()
ROLES = {7: "check box", 11: "combo box", 16: "dialog", 23: "frame", 26: "icon", 29: "label", 31: "list",
         32: "list item", 33: "menu", 35: "menu item", 39: "panel", 40: "password text", 42: "progress bar",
         43: "push button", 44: "radio button", 52: "spin button", 61: "text", 62: "toggle button", 67: "unknown",
         69: "window", 75: "application", 79: "entry", 83: "heading", 88: "link", 2: "alert",
         68: "viewport", 38: "page tab list", 49: "scroll pane", 100: "comment", 130: "switch"}


class GuiError(Exception):
    """The window is not as the test expects; the text says how."""


class Node:
    """One widget as the tree tells it."""

    def __init__(self, tree, item):
        (self.reference, _, self.parent, _, self.n_children, self.interfaces, self.name, role, self.description,
         states) = item
        self.tree, self.path = tree, self.reference[1]
        self.role = ROLES.get(role, f"role {role}")
        bits = states[0] | states[1] << 32
        self.states = {name for number, name in enumerate(STATES, 1) if name != "invalid" and bits >> number - 1 & 1}
        self.bits = bits

    def __repr__(self):
        return f"<{self.role} {self.name!r}>"

    @property
    def sensitive(self):
        return bool(self.bits >> 24 & 1)

    @property
    def focusable(self):
        return bool(self.bits >> 11 & 1)

    @property
    def focused(self):
        return bool(self.bits >> 12 & 1)

    @property
    def checked(self):
        return bool(self.bits >> 4 & 1)

    @property
    def text(self):
        length = self.tree.get(self.path, "org.a11y.atspi.Text", "CharacterCount")
        return self.tree.call(self.path, "org.a11y.atspi.Text", "GetText", "ii", 0, length)

    @property
    def box(self):
        """x, y, width, height inside the window."""
        return self.tree.call(self.path, "org.a11y.atspi.Component", "GetExtents", "u", 1)

    def press(self):
        if not self.sensitive:
            raise GuiError(f"{self} cannot be pressed: insensitive")
        self.tree.call(self.path, "org.a11y.atspi.Action", "DoAction", "i", 0)


class Tree(accessibility.Program):
    """The accessibility tree of one program of GTK 4."""

    def __init__(self, session_address, pid):
        super().__init__(session_address, pid)
        self.children = {}  # {path: the paths below it}, of what was there when it was read last

    def items(self):
        """{path: what it tells of itself}. GTK tells of a widget only after its parent's children were asked for, and
        goes on telling of hidden ones."""
        return {item[0][1]: item for item in self.call(CACHE, "org.a11y.atspi.Cache", "GetItems")}

    def read(self):
        """All widgets that are there, in the order of the tree. What had children is asked for them all at once, what
        is new down to its leaves, and only then everything for itself."""
        before = None
        while True:
            self._ask_all()
            items = self.items()
            order = []
            walk(accessibility.ROOT, self.children, order)
            # What has gone, or got its first child, in between; what is as strange the next time is so for good.
            odd = [path for path in order if path not in items or items[path][4] and not self.children[path]]
            if not odd or odd == before:
                self.children = {path: self.children[path] for path in order}
                return [Node(self, items[path]) for path in order if path in items]
            before = odd
            for path in odd:
                del self.children[path]

    def _ask_all(self):
        unknown = {path for path, below in self.children.items() if below} | {accessibility.ROOT}
        asked = {path: below for path, below in self.children.items() if not below}
        while unknown:
            asked.update(self._ask(unknown))
            unknown = {path for below in asked.values() for path in below if path not in asked}
        self.children = asked

    def _ask(self, paths):
        """{path: the paths below it}; a widget that has gone meanwhile has none."""
        answers = self.call_all(paths, accessibility.ACCESSIBLE, "GetChildren")
        return {path: [child for _, child in answers.get(path, ())] for path in paths}


def walk(path, children, order):
    """Into @order what is at and below @path."""
    order.append(path)
    for child in children.get(path, ()):
        walk(child, children, order)


class Gui:
    """A started program and its window."""

    def __init__(self, session, command, environment=None, size=(640, 760), title=None):
        self.session, self.command, self.size, self.title = session, command, size, title
        self.added = dict(PROGRAM_ENVIRONMENT, **(environment or {}))
        self.environment = self.log_path = self.child = self.tree = self.window = self.xdotool = None

    def __enter__(self):
        """The session has to be there by now."""
        self.environment = dict(self.session.environment, **self.added)
        self.log_path = os.path.join(self.session.directory, f"gui-{time.monotonic_ns()}.log")
        with open(self.log_path, "wb") as log:
            self.child = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log,
                                          stderr=log, cwd=self.session.home)
        try:
            self._find_window()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.tree:
            self.tree.close()
        self._end_xdotool()
        if self.child.poll() is None:
            self.child.terminate()
            try:
                self.child.wait(DEADLINE)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()

    def log(self):
        with open(self.log_path, errors="replace") as log:
            return log.read()

    def run(self, *command, text=True):
        return subprocess.run(command, env=self.environment, capture_output=True, text=text, check=False, timeout=DEADLINE)

    def ask_x(self, *words):
        """What xdotool says to one of its commands, once the X server has done it."""
        if not self.xdotool:
            self.xdotool = subprocess.Popen(["xdotool", "-"], env=self.environment, stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        # Where the pointer is, is one line that no other command prints: it is the end of the answer.
        self.xdotool.stdin.write(" ".join(words) + "\ngetmouselocation\n")
        self.xdotool.stdin.flush()
        lines = []
        for line in self.xdotool.stdout:
            if line.startswith("x:"):
                return lines
            lines.append(line.strip())
        self._end_xdotool()  # it ends by itself when a window has gone meanwhile
        return lines

    def _end_xdotool(self):
        if self.xdotool:
            self.xdotool.communicate()
            self.xdotool = None

    def _alive(self):
        if self.child.poll() is not None:
            raise GuiError(f"the program ended with {self.child.returncode}:\n{self.log()[-4000:]}")

    def wait(self, what, condition, deadline=DEADLINE):
        """Waits until condition() is true and returns what it said. Between two looks it rests four times as long as a
        look takes, since the program that is waited for needs the processor, and longer where nothing is told to have
        changed; but not all changes are told."""
        end = time.monotonic() + deadline
        while True:
            began = time.monotonic()
            try:
                answer = condition()
                if answer:
                    return answer
            except accessibility.Error as error:
                if self.child.poll() is not None or time.monotonic() > end:
                    self._alive()
                    raise GuiError(f"waited for {what}: {error.get_dbus_message()}") from error
            self._alive()
            if time.monotonic() > end:
                seen = "\n".join(f"  {node}" for node in self.nodes() if node.name)
                raise GuiError(f"waited {deadline} s for {what}; there is:\n{seen}\n{self.log()[-2000:]}")
            look = time.monotonic() - began
            self.tree.rest(max(0.02, 4 * look), 20 * look)

    def _find_window(self):
        self.tree = Tree(self.environment["DBUS_SESSION_BUS_ADDRESS"], self.child.pid)
        self.wait("the program on the accessibility bus", self.tree.find_program)
        self.wait("the window in the tree", lambda: any(node.role == "frame" for node in self.tree.read()))
        self.window = self.wait("the window", self._search_window)
        self.resize(*self.size)
        self.ask_x("windowmove", self.window, "0", "0", "windowfocus", self.window)

    def windows(self):
        """Those that are to be seen."""
        return self.ask_x("search", "--onlyvisible", "--all", "--pid", str(self.child.pid), "--name", ".")

    def _search_window(self):
        return next(iter(self.windows()), None)

    def resize(self, width, height):
        """The size inside the frame."""
        self.ask_x("windowsize", self.window, str(width + 2 * BORDER), str(height + 2 * BORDER))

    def nodes(self):
        return self.tree.read()

    def find_all(self, role=None, name=None):
        return [node for node in self.nodes()
                if (role is None or node.role == role) and (name is None or node.name == name)]

    def find(self, role, name, deadline=DEADLINE):
        return self.wait(f"{role} {name!r}", lambda: next(iter(self.find_all(role, name)), None), deadline)

    def has(self, name):
        return any(node.name == name for node in self.nodes())

    def wait_page(self, title, deadline=DEADLINE):
        """Waits for the page with this headline; it is also the window's title."""
        return self.find("heading", title, deadline)

    def press(self, name):
        self.wait(f"a sensitive button {name!r}", lambda: next(
            (node for node in self.find_all("push button", name) if node.sensitive), None)).press()

    def key(self, *keys):
        self.ask_x("key", *AS_TYPED, "--delay", "5", *keys)

    def type(self, text):
        """Through a pipe: what is typed may be a password, and a command line can be read by anybody."""
        subprocess.run(["xdotool", "type", "--delay", "4", "--file", "-"], input=text, env=self.environment,
                       text=True, check=True, timeout=DEADLINE)

    def focused(self):
        """The widget with the keyboard; None while it is an entry row, which GTK 4.8 does not tell."""
        known = (Node(self.tree, item) for item in self.tree.items().values())
        return next((node for node in known if node.focused), None) or next(
            (node for node in self.nodes() if node.focused), None)

    def step(self, key):
        """Presses @key and returns what has the keyboard then. From one entry row to another nothing is to be
        seen; but a program that was asked twice about all of its widgets since had taken the key before."""
        before = self.focused()
        self.key(key)
        for _ in range(2):
            now = self.focused()
            if (now and now.path) != (before and before.path):
                break
        return now

    def move_to(self, role, name, key="Tab", most=60):
        """Presses @key until this widget has the keyboard."""
        found = self.focused()
        trail = [found]
        while not found or (found.role, found.name) != (role, name):
            if len(trail) > most:
                raise GuiError(f"{key} does not lead to {role} {name!r}: {trail}")
            found = self.step(key)
            trail.append(found)
        return found

    def click(self, node):
        x, y, width, height = node.box
        values = dict(line.split("=") for line in self.ask_x("getwindowgeometry", "--shell", self.window))
        self.ask_x("mousemove", str(int(values["X"]) + BORDER + x + width // 2),
                   str(int(values["Y"]) + BORDER + y + height // 2), "click", *AS_TYPED, "1")

    def screenshot(self, path, window=None):
        self._alive()  # import waits for ever for a window that has gone
        self.run("import", "-silent", "-window", window or self.window, path)
        self.run("mogrify", "-shave", f"{BORDER}x{BORDER}", "+repage", path)

    def quit(self):
        """Closes the window; the program ends by itself and must have nothing to complain of. After a dialog the window
        has the keyboard only once the window manager says so."""
        self.wait("the keyboard in the window", lambda: any(
            node.role in ("frame", "dialog") and "active" in node.states for node in self.nodes()))
        self.key("ctrl+q")
        end = time.monotonic() + DEADLINE
        while self.child.poll() is None and time.monotonic() < end:
            time.sleep(0.02)
        if self.child.poll() is None:
            raise GuiError("the program does not quit")
        if self.child.returncode != 0:
            raise GuiError(f"the program ended with {self.child.returncode}:\n{self.log()[-6000:]}")


def describe(status):
    return signal.Signals(-status).name if status < 0 else str(status)

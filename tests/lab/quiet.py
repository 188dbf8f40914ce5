# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting until a service has nothing more to do, so that its log tells all that happened.

Dovecot's processes write their lines through a process of their own, which on a busy machine comes late: a client can
have its answer, and have ended, before the line about it is in the file.
"""

import time

SECONDS = 3  # a service that others keep busy never rests


def children(pid):
    """The pids below."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as listed:
            return [int(one) for one in listed.read().split()]
    except OSError:
        return []


def look(pid):
    """(state, how often it waited); None once it has gone."""
    try:
        with open(f"/proc/{pid}/status") as status:
            values = dict(line.split(":", 1) for line in status)
    except OSError:
        return None
    return values["State"].strip()[0], values.get("voluntary_ctxt_switches")


def family(pids):
    found = list(pids)
    for pid in found:
        found += children(pid)
    return found


def states(pids):
    """What is seen of the processes and all below them."""
    return {pid: look(pid) for pid in family(pids)}


def is_asleep(state):
    return state is None or state[0] in "SZX"


def wait(pids):
    """Until nobody of them, nor below them, has anything to do. Whoever was given something to do is awake, or was in
    between, which the count of its waits shows: so two looks that are alike suffice."""
    end = time.monotonic() + SECONDS
    before = None
    while time.monotonic() < end:
        now = states(pids)
        if now == before and all(map(is_asleep, now.values())):
            return
        before = now
        time.sleep(0.002)

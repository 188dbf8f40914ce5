#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for NetworkManager on a system bus of its own: says that the network wants a sign-in on a web page.

A real one would need a real network behind a real portal. It prints the bus's address, and goes when its
standard input ends.
"""

import subprocess
import sys
import tempfile

from gi.repository import Gio, GLib

PORTAL = 2  # NM_CONNECTIVITY_PORTAL
BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <listen>unix:tmpdir=/tmp</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
INTERFACE = """\
<node>
  <interface name="org.freedesktop.NetworkManager">
    <property name="Version" type="s" access="read"/>
    <property name="State" type="u" access="read"/>
    <property name="Connectivity" type="u" access="read"/>
    <property name="Metered" type="u" access="read"/>
  </interface>
</node>
"""
VALUES = {"Version": GLib.Variant("s", "1.42.4"), "State": GLib.Variant("u", 70),
          "Connectivity": GLib.Variant("u", PORTAL), "Metered": GLib.Variant("u", 4)}


def main():
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as conf:
        conf.write(BUS)
        conf.flush()
        bus = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "dbus-daemon", "--config-file=" + conf.name, "--nofork",
                                "--nopidfile", "--print-address=1"], stdout=subprocess.PIPE, text=True)
        address = bus.stdout.readline().strip()
    flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
    connection = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
    interface = Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0]
    connection.register_object("/org/freedesktop/NetworkManager", interface, None, lambda *about: VALUES[about[4]], None)
    loop = GLib.MainLoop()

    def on_owned(*_):
        print(address, flush=True)
    Gio.bus_own_name_on_connection(connection, "org.freedesktop.NetworkManager", Gio.BusNameOwnerFlags.NONE, on_owned,
                                   lambda *_: loop.quit())
    GLib.io_add_watch(GLib.IOChannel.unix_new(sys.stdin.fileno()), GLib.PRIORITY_DEFAULT,
                      GLib.IOCondition.IN | GLib.IOCondition.HUP, lambda *_: loop.quit())
    loop.run()
    bus.terminate()
    bus.wait()


if __name__ == "__main__":
    main()

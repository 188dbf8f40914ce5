/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/session-bus.h"

#include <sys/stat.h>
#include <unistd.h>

static gboolean
is_own_socket (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && S_ISSOCK (info.st_mode) && info.st_uid == getuid ();
}

void
lp_session_bus_prepare (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");

  /* GIO looks for $XDG_RUNTIME_DIR/bus by itself. */
  if ((address != NULL && *address != '\0') || (runtime != NULL && *runtime != '\0'))
    return;

  g_autofree char *folder = g_strdup_printf ("/run/user/%u", (guint)getuid ());
  g_autofree char *bus = g_build_filename (folder, "bus", NULL);
  if (!is_own_socket (bus))
    return;

  g_autofree char *found = g_strconcat ("unix:path=", bus, NULL);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", found, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", folder, TRUE);
}

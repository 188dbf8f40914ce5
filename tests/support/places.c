/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support/places.h"

LpPlaces *
places_new_in (const char *home)
{
  LpPlaces *places = g_new0 (LpPlaces, 1);
  places->home = g_strdup (home);
  places->config = g_build_filename (home, ".config", NULL);
  places->data = g_build_filename (home, ".local", "share", NULL);
  places->cache = g_build_filename (home, ".cache", NULL);
  places->path = g_new0 (char *, 1);
  places->helper = g_strdup ("/usr/bin/letterplate-secret");
  places->program = g_strdup ("/usr/bin/letterplate");
  places->ca_bundle = g_strdup ("/etc/ssl/certs/ca-certificates.crt");
  return places;
}

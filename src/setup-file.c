/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Settings that the person opens as a file: a Mozilla autoconfig document, as providers and
 * administrators hand it out. It goes before every other source, for the addresses that it is for.
 */
#include "setup-file.h"

#include <string.h>

#include "base/files.h"
#include "discovery/autoconfig-xml.h"
#include "setup-private.h"

/* As for documents that come over the network. */
#define MOST_BYTES (256 * 1024)

gboolean
lp_setup_take_settings_file (LpSetup *setup, const char *path)
{
  g_autoptr (GBytes) bytes = lp_files_read (path, NULL);
  gsize length = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  g_return_val_if_fail (LP_IS_SETUP (setup), FALSE);

  if (text == NULL || length > MOST_BYTES || memmem (text, length, "<clientConfig", 13) == NULL)
    return FALSE;
  g_clear_pointer (&setup->settings_file, g_bytes_unref);
  setup->settings_file = g_steal_pointer (&bytes);
  return TRUE;
}

GPtrArray *
lp_setup_read_settings_file (GBytes *file, const LpAddress *address)
{
  /* Whoever wrote the file chose the servers, so they are shown before a password goes there. */
  g_autoptr (LpCandidate) proposal = lp_candidate_new ("file", LP_TRUST_UNVERIFIED, "opened file");
  gsize length = 0;
  const char *text = file != NULL ? g_bytes_get_data (file, &length) : NULL;

  return text != NULL ? lp_autoconfig_parse (text, length, address, address->domain, proposal, NULL)
                      : NULL;
}

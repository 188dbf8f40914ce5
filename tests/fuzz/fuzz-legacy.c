/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Readers of old files. LETTERPLATE_FUZZ_FORMAT=iaf (or the id of another row of the table) makes
 * this the target of that format; without it every reader gets every input.
 */
#include "fuzz/fuzz.h"

#include "legacy/iaf.h"
#include "legacy/legacy.h"

static void
read_as (const LpLegacy *format, GBytes *bytes)
{
  LpLegacyFile files[] = { { "input", bytes }, { "live-identity.source", bytes } };
  g_autoptr (LpLegacyReading) reading = lp_legacy_read (format, files, G_N_ELEMENTS (files), NULL);

  for (guint i = 0; i < reading->accounts->len; i++) {
    g_autoptr (LpLegacyAccount) copy
        = lp_legacy_account_copy (g_ptr_array_index (reading->accounts, i));

    lp_server_free (lp_legacy_server_to_server (copy->incoming));
    lp_server_free (lp_legacy_server_to_server (copy->outgoing));
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *only = g_getenv ("LETTERPLATE_FUZZ_FORMAT");
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  guint n_formats;
  const LpLegacy *const *formats = lp_legacy_get (&n_formats);

  g_assert (only == NULL || lp_legacy_find (only) != NULL);
  for (guint i = 0; i < n_formats; i++)
    if (only == NULL || g_str_equal (only, formats[i]->id))
      read_as (formats[i], bytes);

  for (int outgoing = FALSE; outgoing <= TRUE; outgoing++)
    lp_credentials_unref (lp_iaf_read_password (bytes, outgoing, NULL));
  return 0;
}

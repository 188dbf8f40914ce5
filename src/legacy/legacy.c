/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The table of old formats, and the road of one file: size, format, reader.
 */
#include "legacy/reading.h"

#include <glib/gi18n.h>
#include <string.h>

#include "legacy/formats.h"

/* Files that say what they are come before those known by their name alone. */
static const LpLegacy *const formats[] = {
  &lp_legacy_iaf,
  &lp_legacy_reg,
  &lp_legacy_oeaccount,
  &lp_legacy_prf,
  &lp_legacy_hotway,
  &lp_legacy_gotmail,
  &lp_legacy_freepops,
  &lp_legacy_davmail,
  &lp_legacy_getmail,
  &lp_legacy_msmtp,
  &lp_legacy_thunderbird,
  &lp_legacy_evolution,
  &lp_legacy_evolution_source,
  &lp_legacy_kmail,
  &lp_legacy_kmail_transports,
  &lp_legacy_kmail_akonadi,
  &lp_legacy_sylpheed,
  &lp_legacy_claws,
  &lp_legacy_fetchmail,
  &lp_legacy_mutt,
};

const LpLegacy *const *
lp_legacy_get (guint *n_formats)
{
  g_return_val_if_fail (n_formats != NULL, NULL);

  *n_formats = G_N_ELEMENTS (formats);
  return formats;
}

const LpLegacy *
lp_legacy_sniff (const LpLegacyFile *file)
{
  g_return_val_if_fail (file != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i]->sniff (file))
      return formats[i];
  return NULL;
}

const LpLegacy *
lp_legacy_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i]->id, id))
      return formats[i];
  return NULL;
}

static gboolean
is_too_large (const LpLegacy *format, const LpLegacyFile *files, guint n_files)
{
  for (guint i = 0; i < n_files; i++)
    if (g_bytes_get_size (files[i].bytes) > format->max_size)
      return TRUE;
  return FALSE;
}

/* An empty answer has to have a reason. */
static void
explain_nothing (LpLegacyReading *reading)
{
  if (reading->accounts->len > 0 || reading->error != NULL || reading->notes->len > 0)
    return;

  if (reading->damage != NULL)
    reading->error = g_steal_pointer (&reading->damage);
  else
    lp_legacy_reading_set_error (reading, _ ("There is no mail account in this file."));
}

LpLegacyReading *
lp_legacy_read (const LpLegacy *format, const LpLegacyFile *files, guint n_files,
                const char *charset)
{
  g_return_val_if_fail (files != NULL, NULL);
  g_return_val_if_fail (n_files > 0, NULL);

  if (format == NULL)
    format = lp_legacy_sniff (&files[0]);

  g_autoptr (LpLegacyReading) reading = lp_legacy_reading_new (format != NULL ? format->id : NULL);

  if (format == NULL) {
    lp_legacy_reading_set_error (
        reading, _ ("This is not an account file that Letterplate knows. Give a file that a mail "
                    "program exported or keeps its accounts in."));
    return g_steal_pointer (&reading);
  }
  if (is_too_large (format, files, n_files)) {
    lp_legacy_reading_set_error (reading,
                                 _ ("The file is too large to be an account file of this kind."));
    return g_steal_pointer (&reading);
  }

  format->read (files, n_files, charset, reading);
  for (guint i = 0; i < reading->accounts->len; i++) {
    LpLegacyAccount *account = g_ptr_array_index (reading->accounts, i);

    account->file = g_strdup (files[0].name);
  }
  explain_nothing (reading);
  return g_steal_pointer (&reading);
}

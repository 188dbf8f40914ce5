/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all clients share that can take a password in clear text out of a file.
 */
#include "clients/clear-secret.h"

#include "clients/existing.h"
#include "clients/line-diff.h"

#include <glib/gi18n.h>
#include <string.h>

LpPlan *
lp_clear_secret_plan (const LpClient *client, const LpPlaces *places, const LpAccount *account,
                      LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_return_val_if_fail (client && places && account && account->id && secrets, NULL);

  if (!client->plan_move || !client->read)
    return NULL;
  g_autoptr (GPtrArray) all = client->read (places, NULL);
  const LpFoundAccount *found = lp_existing_find_clear_text (all, account);
  LpPlan *plan = found ? client->plan_move (places, account, found, secrets, error) : NULL;
  if (plan)
    lp_plan_add_note (plan, _ ("The password moves from the file into the keyring. The copy of the "
                               "old file that taking this back needs still holds it."));
  return plan;
}

void
lp_clear_secret_take (LpCredentials **secret, const char *text)
{
  g_return_if_fail (secret);

  if (!*secret && text && *text && strlen (text) <= LP_CREDENTIALS_MAX
      && g_utf8_validate (text, -1, NULL))
    *secret = lp_credentials_new (LP_SECRET_PASSWORD, text, -1);
}

/* Octets before the setting's name; -1 if the line is another. */
static gssize
find_word (const LpLine *line, const char *word)
{
  gsize indent = 0, length = strlen (word);
  while (indent < line->length && strchr (" \t", line->text[indent]))
    indent++;
  if (line->length < indent + length
      || g_ascii_strncasecmp (line->text + indent, word, length) != 0)
    return -1;
  const char *end = line->text + indent + length;
  return indent + length == line->length || strchr (" \t=:\r\n", *end) ? (gssize)indent : -1;
}

static gsize
length_without_end (const LpLine *line)
{
  gsize length = line->length;
  while (length > 0 && strchr ("\r\n", line->text[length - 1]))
    length--;
  return length;
}

GBytes *
lp_clear_secret_replace_lines (GBytes *text, guint first, guint n_lines, const char *word,
                               const char *with)
{
  g_return_val_if_fail (text && word, NULL);

  g_autoptr (GArray) lines = lp_lines_split (text);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gboolean is_replaced = FALSE;
  for (guint i = 0; i < lines->len; i++) {
    const LpLine *line = &g_array_index (lines, LpLine, i);
    gssize indent = i >= first && i - first < n_lines ? find_word (line, word) : -1;
    gsize length = length_without_end (line), kept = indent >= 0 ? (gsize)indent : line->length;
    is_replaced |= indent >= 0;
    if (indent >= 0 && length > 0 && line->text[length - 1] == '\\')
      return NULL;
    if (indent >= 0 && !with)
      continue;
    g_byte_array_append (out, (const guint8 *)line->text, kept);
    if (indent < 0)
      continue;
    g_byte_array_append (out, (const guint8 *)with, strlen (with));
    g_byte_array_append (out, (const guint8 *)line->text + length, line->length - length);
  }
  return is_replaced ? g_byte_array_free_to_bytes (g_steal_pointer (&out)) : NULL;
}

GBytes *
lp_clear_secret_replace_key (LpIni *ini, const char *group, const char *key, const char *new_key,
                             const char *value)
{
  g_return_val_if_fail (ini && group && key && new_key && value, NULL);

  lp_ini_unset (ini, group, key);
  lp_ini_set (ini, group, new_key, value);
  return lp_ini_to_bytes (ini);
}

char *
lp_clear_secret_strip_url (const char *url)
{
  const char *start = url ? strstr (url, "://") : NULL;
  const char *colon = start ? strchr (start + 3, ':') : NULL;
  g_autofree char *authority = start ? g_strndup (start + 3, strcspn (start + 3, "/")) : NULL;
  const char *at = authority ? strrchr (authority, '@') : NULL;
  const char *end = at ? start + 3 + (at - authority) : NULL;
  return colon && end && colon < end ? g_strdup_printf ("%.*s%s", (int)(colon - url), url, end)
                                     : NULL;
}

LpPlan *
lp_clear_secret_edit (const char *client_id, const LpAccount *account, const char *path,
                      GBytes *before, GBytes *after, const char *snippet, GError **error)
{
  g_return_val_if_fail (client_id && account && path && snippet, NULL);

  if (!after) {
    g_autofree char *name = g_filename_display_name (path);
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 /* Translators: a file, and the line that belongs there. */
                 _ ("The password cannot be taken out of “%s” safely. Take it out by hand, and put "
                    "this in its place: %s"),
                 name, snippet);
    return NULL;
  }
  LpPlan *plan = lp_plan_new (client_id, account->id);
  lp_plan_add_file (plan, path, before, after, 0600);
  return plan;
}

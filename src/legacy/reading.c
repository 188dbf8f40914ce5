/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "legacy/reading.h"

#include <glib/gi18n.h>
#include <string.h>

#include "legacy/text.h"
#include "model/old-host.h"

#define HEAD_SIZE 4096

/* How the names of mechanisms begin. */
static const struct {
  const char *start;
  LpSignIn sign_in;
} mechanisms[] = {
  { "xoauth2", LP_SIGN_IN_OAUTH2 },     { "oauthbearer", LP_SIGN_IN_OAUTH2 },
  { "oauth2", LP_SIGN_IN_OAUTH2 },      { "outlook", LP_SIGN_IN_OAUTH2 },
  { "google", LP_SIGN_IN_OAUTH2 },      { "yahoo!", LP_SIGN_IN_OAUTH2 },
  { "cram-md5", LP_SIGN_IN_ENCRYPTED }, { "digest-md5", LP_SIGN_IN_ENCRYPTED },
  { "scram-", LP_SIGN_IN_ENCRYPTED },   { "ntlm", LP_SIGN_IN_ENCRYPTED },
  { "gssapi", LP_SIGN_IN_GSSAPI },      { "external", LP_SIGN_IN_EXTERNAL },
};

LpLegacyReading *
lp_legacy_reading_new (const char *format)
{
  LpLegacyReading *reading = g_new0 (LpLegacyReading, 1);

  reading->format = format;
  reading->accounts = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_legacy_account_free);
  reading->notes = g_ptr_array_new_with_free_func (g_free);
  return reading;
}

void
lp_legacy_reading_free (LpLegacyReading *reading)
{
  if (reading == NULL)
    return;

  g_ptr_array_unref (reading->accounts);
  g_ptr_array_unref (reading->notes);
  g_free (reading->damage);
  g_free (reading->error);
  g_free (reading);
}

void
lp_legacy_reading_add (LpLegacyReading *reading, LpLegacyAccount *account)
{
  if (reading->accounts->len < LP_LEGACY_MAX_ACCOUNTS) {
    g_ptr_array_add (reading->accounts, account);
    return;
  }
  lp_legacy_account_free (account);
  reading->is_full = TRUE;
  lp_legacy_reading_set_damage (
      reading,
      _ ("The file holds more accounts than are read from one file; the rest was left out."));
}

void
lp_legacy_reading_add_note (LpLegacyReading *reading, const char *word, const char *value)
{
  g_ptr_array_add (reading->notes,
                   value != NULL ? g_strdup_printf ("%s=%s", word, value) : g_strdup (word));
}

void
lp_legacy_reading_set_damage (LpLegacyReading *reading, const char *sentence)
{
  if (reading->damage == NULL)
    reading->damage = g_strdup (sentence);
}

void
lp_legacy_reading_set_error (LpLegacyReading *reading, const char *sentence)
{
  if (reading->error == NULL)
    reading->error = g_strdup (sentence);
}

const char *
lp_legacy_damaged_line (void)
{
  return _ ("The file has a line that breaks off; what stands around it was read.");
}

const char *
lp_legacy_damaged_part (void)
{
  return _ ("The file is damaged; what stands before the damage was read.");
}

const char *
lp_legacy_file_get_base (const LpLegacyFile *file)
{
  const char *slash = strrchr (file->name, '/');

  return slash != NULL ? slash + 1 : file->name;
}

gboolean
lp_legacy_file_has_start (const LpLegacyFile *file, const char *start)
{
  gsize size;
  const char *data = g_bytes_get_data (file->bytes, &size);
  gsize length = strlen (start);

  return size >= length && memcmp (data, start, length) == 0;
}

char *
lp_legacy_file_dup_head (const LpLegacyFile *file)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file->bytes, &size);

  return lp_text_decode (data, MIN (size, HEAD_SIZE), "WINDOWS-1252", NULL);
}

char *
lp_legacy_file_dup_text (const LpLegacyFile *file, const char *charset, const char **used)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (file->bytes, &size);

  return lp_text_decode (data, size, charset, used);
}

gboolean
lp_legacy_file_name_has (const LpLegacyFile *file, const char *part)
{
  g_autofree char *base = g_ascii_strdown (lp_legacy_file_get_base (file), -1);

  return strstr (base, part) != NULL;
}

gboolean
lp_legacy_file_head_has (const LpLegacyFile *file, const char *part)
{
  g_autofree char *head = lp_legacy_file_dup_head (file);

  return strstr (head, part) != NULL;
}

LpSignIn
lp_legacy_sign_in_of_mechanism (const char *mechanism)
{
  if (mechanism == NULL)
    return LP_SIGN_IN_PASSWORD;

  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (g_ascii_strncasecmp (mechanism, mechanisms[i].start, strlen (mechanisms[i].start)) == 0)
      return mechanisms[i].sign_in;
  return LP_SIGN_IN_PASSWORD;
}

/* Port 25 here is this machine's own mail transport, and nothing out of the ordinary. */
static void
conclude_gateway (LpLegacyAccount *account)
{
  if (account->gateway != NULL)
    return;

  if (lp_legacy_server_is_local (account->incoming))
    account->gateway = g_strdup (lp_old_gateway_find_by_port (account->incoming->port));
  else if (account->incoming == NULL && lp_legacy_server_is_local (account->outgoing)
           && account->outgoing->port != 25)
    account->gateway = g_strdup (lp_old_gateway_find_by_port (account->outgoing->port));
}

/*
 * Gateways and the antivirus proxies around them packed the address into the user name:
 * "me@hotmail.com/Folder", "me@hotmail.com?folder=x", "me@hotmail.com#localhost:2000",
 * "localhost/2000/me@hotmail.com", "localhost&me@hotmail.com&2000",
 * "me@hotmail.com@localhost:2000".
 */
static void
conclude_address (LpLegacyAccount *account, const LpLegacyServer *server)
{
  if (account->address != NULL || server == NULL || server->user == NULL)
    return;

  g_auto (GStrv) parts = g_strsplit_set (server->user, "#/&? ", 8);

  for (guint i = 0; parts[i] != NULL && account->address == NULL; i++) {
    char *last = strrchr (parts[i], '@');

    if (last != NULL && (g_str_has_prefix (last, "@localhost") || g_str_has_prefix (last, "@127.")))
      *last = '\0';
    lp_legacy_account_set_address (account, parts[i]);
  }
}

void
lp_legacy_account_finish (LpLegacyAccount *account, const char *charset)
{
  g_return_if_fail (account != NULL);

  account->charset = g_strdup (charset);
  conclude_gateway (account);
  conclude_address (account, account->incoming);
  conclude_address (account, account->outgoing);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thunderbird 153 ESR. Its accounts are preferences in the profile's prefs.js, which it keeps in
 * memory and writes when it ends, so it has to be closed. It does not read the keyring: it asks
 * once, or our add-on (data/thunderbird) gives it the password at each start, in memory only. Its
 * own store of passwords, logins.json, can be read by whoever reads the profile; that one is never
 * written.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "base/files.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/thunderbird-account.h"
#include "clients/thunderbird-profile.h"
#include "clients/writer.h"

#define NAME "Thunderbird"
#define ADD_ON "mail@letterplate.org.xpi"

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_auto (LpThunderbirdProfile) profile = { 0 };
  g_autoptr (GError) error = NULL;

  if (!lp_thunderbird_profile_find (places, &profile, &error))
    state->note = g_strdup (error->message);
  state->installed = profile.is_installed;
  state->running = lp_thunderbird_profile_is_running (&profile);
  state->place = g_strdup (profile.folder != NULL ? profile.folder : profile.root);
}

/* @before: what is in the file, NULL if there is none. */
static LpPrefs *
read_prefs (const LpThunderbirdProfile *profile, char **path, GBytes **before, GError **error)
{
  *path = g_build_filename (profile->folder, "prefs.js", NULL);
  if (!lp_text_file_read (*path, before, error))
    return NULL;
  LpPrefs *prefs = lp_prefs_parse (*before, error);
  if (prefs == NULL)
    g_prefix_error (error, "%s: ", *path);
  return prefs;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_auto (LpThunderbirdProfile) profile = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (LpPrefs) prefs = NULL;

  if (!lp_thunderbird_profile_find (places, &profile, error))
    return NULL;
  if (profile.folder == NULL)
    return lp_found_accounts_new ();
  prefs = read_prefs (&profile, &path, &before, error);
  return prefs != NULL ? lp_thunderbird_accounts_read (prefs, path) : NULL;
}

static gboolean
check_server (const LpServer *server, GError **error)
{
  if (server == NULL || server->sign_in != LP_SIGN_IN_OAUTH2
      || lp_thunderbird_find_issuer (server->host) != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               _ ("Thunderbird does not know how to sign in to %s with the browser. Use an app "
                  "password if the provider has them."),
               server->host);
  return FALSE;
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  if (account->incoming == NULL) {
    lp_writer_refuse (error, _ ("Thunderbird has no accounts that only send."));
    return FALSE;
  }
  return lp_writer_check_values (account, error) && check_server (account->incoming, error)
         && check_server (account->outgoing, error);
}

/* Thunderbird's own list of certificates that the person accepted, whatever is wrong with them.
 * Since version 108 a line needs no more than this; the numbers are the object identifier of
 * SHA-256. */
static char *
make_override (const LpServer *server)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "%s:%u:\tOID.2.16.840.1.101.3.4.2.1\t", server->host, server->port);
  for (const char *at = server->pin; at[0] != '\0' && at[1] != '\0'; at += 2)
    g_string_append_printf (line, "%s%c%c", at == server->pin ? "" : ":", g_ascii_toupper (at[0]),
                            g_ascii_toupper (at[1]));
  g_string_append (line, "\t\n");
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* Returns @text with the line of this server put in, in the place of an older one. */
static char *
put_override (const char *text, const LpServer *server)
{
  g_autofree char *line = make_override (server);
  g_autofree char *start = g_strdup_printf ("%s:%u:", server->host, server->port);
  g_auto (GStrv) old_lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) result = g_string_new (NULL);

  for (guint i = 0; old_lines[i] != NULL; i++)
    if (*old_lines[i] != '\0' && !g_str_has_prefix (old_lines[i], start))
      g_string_append_printf (result, "%s\n", old_lines[i]);
  g_string_append (result, line);
  return g_string_free (g_steal_pointer (&result), FALSE);
}

static gboolean
plan_overrides (LpPlan *plan, const char *folder, const LpAccount *account, GError **error)
{
  const LpServer *const servers[] = { account->incoming, account->outgoing };
  g_autofree char *path = g_build_filename (folder, "cert_override.txt", NULL);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  g_autofree char *text = NULL;
  gsize size = 0;

  if (!lp_text_file_read (path, &before, error))
    return FALSE;
  const char *data = before != NULL ? g_bytes_get_data (before, &size) : NULL;
  text = g_strndup (data != NULL ? data : "", size);
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    g_autofree char *line
        = servers[i] != NULL && servers[i]->pin != NULL ? make_override (servers[i]) : NULL;
    if (line == NULL || strstr (text, line) != NULL)
      continue;
    char *longer = put_override (text, servers[i]);
    g_free (text);
    text = longer;
  }
  if (before == NULL && *text == '\0')
    return TRUE;
  after = g_bytes_new (text, strlen (text));
  lp_plan_add_file (plan, path, before, after, 0600);
  return TRUE;
}

/* A profile that was used before is not searched for new add-ons unless the first of these says so,
 * and one that is found there waits for a yes unless the second says otherwise (bit 1: the
 * profile's own folder). */
static gboolean
plan_add_on (LpPlan *plan, const LpPlaces *places, const char *folder, LpPrefs *prefs,
             GError **error)
{
  g_autofree char *path = g_build_filename (folder, "extensions", ADD_ON, NULL);
  g_autoptr (GBytes) wanted = lp_files_read (places->add_on, error);
  g_autoptr (GBytes) before = lp_files_read (path, NULL);

  if (wanted == NULL)
    return FALSE;
  if (before != NULL && g_bytes_equal (before, wanted))
    return TRUE;
  lp_plan_add_file (plan, path, before, wanted, 0600);
  int scan = lp_prefs_get_int (prefs, "extensions.startupScanScopes", 4);
  int disable = lp_prefs_get_int (prefs, "extensions.autoDisableScopes", 3);
  lp_prefs_set_int (prefs, "extensions.startupScanScopes", scan | 1);
  lp_prefs_set_int (prefs, "extensions.autoDisableScopes", disable & ~1);
  return TRUE;
}

static void
plan_notes (LpPlan *plan, const LpAccount *account, gboolean has_add_on)
{
  const LpServer *const servers[] = { account->incoming, account->outgoing };
  gboolean asks = FALSE, browser = FALSE, lacks_trust = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (servers[i] == NULL)
      continue;
    asks = asks || servers[i]->sign_in <= LP_SIGN_IN_ENCRYPTED;
    browser = browser || servers[i]->sign_in == LP_SIGN_IN_OAUTH2;
    lacks_trust = lacks_trust
                  || (servers[i]->security != LP_SECURITY_PLAIN && servers[i]->pin == NULL
                      && account->ca_file != NULL);
  }
  if (asks && has_add_on)
    lp_plan_add_note (plan, _ ("An add-on in Thunderbird’s profile takes the password from the "
                               "keyring at each start. It stays in memory only."));
  else if (asks)
    lp_plan_add_note (plan, _ ("Thunderbird does not use the system’s keyring: it asks for the "
                               "password once for receiving and once for sending, and offers to "
                               "remember it."));
  if (browser)
    lp_plan_add_note (plan, _ ("Thunderbird signs in to this provider by itself: it opens its own "
                               "window for that when it connects first."));
  if (lacks_trust)
    lp_plan_add_note (plan, _ ("Thunderbird has its own list of certificate authorities. Import "
                               "yours in its settings, under Privacy & Security, Manage "
                               "Certificates; else it asks about the server’s certificate."));
}

static LpPlan *
plan_account (const LpPlaces *places, LpThunderbirdProfile *profile, const LpAccount *account,
              GError **error)
{
  g_autoptr (LpPlan) plan = lp_plan_new ("thunderbird", account->id);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  gboolean has_add_on = places->add_on != NULL && profile->install != NULL;
  gboolean is_there = FALSE;

  if (!lp_thunderbird_profile_plan (profile, plan, error))
    return NULL;
  g_autoptr (LpPrefs) prefs = read_prefs (profile, &path, &before, error);
  if (prefs == NULL)
    return NULL;
  g_autoptr (GPtrArray) found = lp_thunderbird_accounts_read (prefs, path);
  if (!lp_existing_check (found, account, NAME, &is_there, error))
    return NULL;
  if (is_there)
    return lp_plan_new ("thunderbird", account->id);

  lp_thunderbird_account_write (prefs, account);
  if (has_add_on && !plan_add_on (plan, places, profile->folder, prefs, error))
    return NULL;
  after = lp_prefs_to_bytes (prefs);
  lp_plan_add_file (plan, path, before, after, 0600);
  if (!plan_overrides (plan, profile->folder, account, error))
    return NULL;
  plan->asks_helper = has_add_on;
  if (!lp_plan_is_empty (plan))
    plan_notes (plan, account, has_add_on);
  return g_steal_pointer (&plan);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_auto (LpThunderbirdProfile) profile = { 0 };

  if (!check_account (account, error) || !lp_thunderbird_profile_find (places, &profile, error))
    return NULL;
  return plan_account (places, &profile, account, error);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autoptr (LpPlan) removal = lp_plan_new ("thunderbird", account_id);
  g_auto (LpThunderbirdProfile) profile = { 0 };
  g_autofree char *path = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  if (!lp_thunderbird_profile_find (places, &profile, error))
    return NULL;
  if (profile.folder == NULL)
    return g_steal_pointer (&removal);
  g_autoptr (LpPrefs) prefs = read_prefs (&profile, &path, &before, error);
  if (prefs == NULL)
    return NULL;
  lp_thunderbird_account_remove (prefs, account_id);
  after = lp_prefs_to_bytes (prefs);
  if (before != NULL)
    lp_plan_add_file (removal, path, before, after, 0600);
  return g_steal_pointer (&removal);
}

const LpClient lp_client_thunderbird = {
  .id = "thunderbird",
  .name = NAME,
  .desktop_id = "thunderbird.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_ASKS | LP_CAN_OAUTH2_OWN | LP_CAN_PIN
         | LP_REWRITES | LP_CAN_TAKE_OVER,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};

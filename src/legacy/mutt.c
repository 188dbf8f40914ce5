/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * ~/.muttrc of mutt and neomutt: "set name = value" commands. Backticks, "source" and pipes are
 * code: nothing is run, nothing is followed, only literal text is read.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"
#include "legacy/text.h"
#include "legacy/url.h"
#include "legacy/words.h"

#define LARGEST_FILE (1024 * 1024)

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "muttrc") || lp_legacy_file_head_has (file, "\nset folder")
         || lp_legacy_file_head_has (file, "\nset imap_user");
}

/* After "set": names, each with "= value" or as a switch, "no" in front turning it off. */
static void
read_set (LpFields *variables, const char *cursor)
{
  g_autofree char *name = lp_words_take (&cursor, "=");

  while (name != NULL) {
    const char *ahead = cursor;
    g_autofree char *equals = lp_words_take (&ahead, "=");

    if (g_strcmp0 (equals, "=") == 0) {
      g_autofree char *value = lp_words_take (&ahead, "");

      lp_fields_set (variables, name, value);
      cursor = ahead;
    } else if (g_str_has_prefix (name, "no")) {
      lp_fields_set (variables, name + 2, "no");
    } else {
      lp_fields_set (variables, name, "yes");
    }
    g_free (name);
    name = lp_words_take (&cursor, "=");
  }
}

static LpLegacyUrl *
find_url (const LpFields *variables)
{
  static const char *const names[] = { "folder", "spoolfile", "spool_file", "pop_host" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    LpLegacyUrl *url = lp_legacy_url_parse (lp_fields_get (variables, names[i]));

    if (url != NULL && url->server->kind != LP_LEGACY_SMTP)
      return url;
    lp_legacy_url_free (url);
  }
  return NULL;
}

/* ssl_starttls is a quadoption whose default is yes; without ssl_force_tls mutt goes on in clear
 * where TLS is missing. */
static void
apply_starttls (const LpFields *variables, LpLegacyServer *server)
{
  const char *starttls = lp_fields_get (variables, "ssl_starttls");

  if (server->security == LP_SECURITY_TLS || lp_legacy_server_is_local (server)
      || (starttls != NULL && strstr (starttls, "no") != NULL))
    return;
  server->security = LP_SECURITY_STARTTLS;
  server->opportunistic = !lp_fields_get_bool (variables, "ssl_force_tls", TRUE);
}

static gboolean
is_clear_text (const char *secret)
{
  return secret != NULL && secret[0] != '`' && secret[0] != '$';
}

static void
read_incoming (const LpFields *variables, LpLegacyAccount *account)
{
  g_autoptr (LpLegacyUrl) url = find_url (variables);

  if (url == NULL)
    return;

  gboolean is_imap = url->server->kind == LP_LEGACY_IMAP;
  const char *authenticators
      = lp_fields_get (variables, is_imap ? "imap_authenticators" : "pop_authenticators");
  const char *user = lp_fields_get (variables, is_imap ? "imap_user" : "pop_user");

  if (url->server->user == NULL)
    url->server->user = lp_legacy_dup_field (user);
  url->server->sign_in = lp_legacy_sign_in_of_mechanism (authenticators);
  apply_starttls (variables, url->server);
  account->clear_text_secret
      |= url->has_password
         || is_clear_text (lp_fields_get (variables, is_imap ? "imap_pass" : "pop_pass"));
  if (!is_imap)
    account->leave_on_server
        = lp_fields_get_bool (variables, "pop_delete", FALSE) ? 0 : LP_LEAVE_ALWAYS;
  account->incoming = g_steal_pointer (&url->server);
}

static void
read_outgoing (const LpFields *variables, LpLegacyAccount *account)
{
  g_autoptr (LpLegacyUrl) url = lp_legacy_url_parse (lp_fields_get (variables, "smtp_url"));

  if (url == NULL || url->server->kind != LP_LEGACY_SMTP)
    return;

  if (url->server->user == NULL)
    url->server->user = lp_legacy_dup_field (lp_fields_get (variables, "smtp_user"));
  url->server->sign_in
      = lp_legacy_sign_in_of_mechanism (lp_fields_get (variables, "smtp_authenticators"));
  apply_starttls (variables, url->server);
  account->clear_text_secret
      |= url->has_password || is_clear_text (lp_fields_get (variables, "smtp_pass"));
  account->sends = url->server->sign_in == LP_SIGN_IN_OAUTH2 ? LP_LEGACY_SENDS_OAUTH2
                                                             : LP_LEGACY_SENDS_PASSWORD;
  if (url->server->user == NULL) {
    account->sends = LP_LEGACY_SENDS_WITHOUT;
    url->server->sign_in = LP_SIGN_IN_NONE;
  }
  account->outgoing = g_steal_pointer (&url->server);
}

static LpFields *
read_variables (char *text)
{
  LpFields *variables = lp_fields_new (NULL);

  for (char *line = lp_text_take_line (&text); line != NULL; line = lp_text_take_line (&text)) {
    const char *cursor = line;
    g_autofree char *command = lp_words_take (&cursor, "");

    if (g_strcmp0 (command, "set") == 0)
      read_set (variables, cursor);
  }
  return variables;
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (LpFields) variables = read_variables (text);
  g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("mutt");

  read_incoming (variables, account);
  read_outgoing (variables, account);
  if (account->incoming == NULL && account->outgoing == NULL)
    return;

  account->name = lp_legacy_dup_field (lp_fields_get (variables, "realname"));
  if (account->name == NULL)
    account->name = lp_legacy_dup_field (lp_fields_get (variables, "real_name"));
  lp_legacy_account_set_address (account, lp_fields_get (variables, "from"));
  lp_legacy_account_finish (account, used);
  lp_legacy_reading_add (reading, g_steal_pointer (&account));
}

const LpLegacy lp_legacy_mutt = {
  .id = "mutt",
  .name = "mutt, neomutt",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};

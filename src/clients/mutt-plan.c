/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing for mutt and neomutt: a file of ours, and one line in the person's that reads it. Where the person has
 * an account already, ours would take its place at every start; then that line is left out and the file is for
 * `mutt -F`, after it has read the person's own.
 */
#include "clients/clear-secret.h"
#include "clients/existing.h"
#include "clients/mutt-file.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

/* What makes a configuration one with an account. */
static const char *const account_settings[]
    = { "from", "folder", "spoolfile", "imap_user", "pop_host", "smtp_url", "sendmail" };

/* In double quotes; a dollar sign is a variable there and a backtick a command. */
static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *at = value; *at; at++) {
    if (strchr ("\"\\$`", *at))
      g_string_append_c (text, '\\');
    g_string_append_c (text, *at);
  }
  g_string_append_c (text, '"');
}

static void
append_set (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "set %s=", name);
  append_quoted (text, value);
  g_string_append_c (text, '\n');
}

/* Run when the file is read, that is at every start. */
static void
append_command (GString *text, const char *name, const char *command)
{
  g_string_append_printf (text, "set %s=\"`%s`\"\n", name, command);
}

/* @prefix: imap, pop or smtp. */
static void
append_sign_in (GString *text, const LpPlaces *places, const LpAccount *account,
                const LpServer *server, LpSide side, const char *prefix)
{
  /* What neomutt does not know for POP3, xoauth2, is an error in the whole file there. */
  static const char *const mechanisms[LP_N_SIGN_INS] = {
    [LP_SIGN_IN_ENCRYPTED] = "scram-sha-256:scram-sha-1:cram-md5",
    [LP_SIGN_IN_OAUTH2] = "oauthbearer:xoauth2",
    [LP_SIGN_IN_GSSAPI] = "gssapi",
  };
  g_autofree char *command = lp_writer_make_command (places, account, side);
  const char *words = mechanisms[server->sign_in];
  if (words && server->protocol == LP_PROTOCOL_POP3 && server->sign_in == LP_SIGN_IN_OAUTH2)
    words = "oauthbearer";
  if (words)
    g_string_append_printf (text, "set %s_authenticators=\"%s\"\n", prefix, words);
  g_autofree char *refresh = g_strdup_printf ("%s_oauth_refresh_command", prefix);
  g_autofree char *pass = g_strdup_printf ("%s_pass", prefix);
  if (server->sign_in == LP_SIGN_IN_OAUTH2)
    append_set (text, refresh, command);
  else if (server->sign_in != LP_SIGN_IN_NONE && server->sign_in != LP_SIGN_IN_GSSAPI)
    append_command (text, pass, command);
}

static void
append_imap (GString *text, const LpPlaces *places, const LpAccount *account)
{
  const LpServer *server = account->incoming;
  g_autofree char *url = lp_writer_make_url (server->security == LP_SECURITY_TLS ? "imaps" : "imap",
                                             account, server);
  g_autofree char *folder = g_strconcat (url, "/", NULL);
  append_set (text, "folder", folder);
  g_string_append (text, "set spoolfile=\"+INBOX\" record=\"+Sent\" postponed=\"+Drafts\"\n");
  append_set (text, "imap_user", lp_writer_get_user (account, server));
  append_sign_in (text, places, account, server, LP_SIDE_INCOMING, "imap");
}

static void
append_pop (GString *text, const LpPlaces *places, const LpAccount *account)
{
  const LpServer *server = account->incoming;
  g_autofree char *url
      = lp_writer_make_url (server->security == LP_SECURITY_TLS ? "pops" : "pop", account, server);
  append_set (text, "spoolfile", url);
  append_set (text, "pop_host", url);
  append_set (text, "pop_user", lp_writer_get_user (account, server));
  append_sign_in (text, places, account, server, LP_SIDE_INCOMING, "pop");
  g_string_append_printf (text, "set pop_delete=%s\n",
                          account->leave_on_server == 0 ? "yes" : "no");
}

static void
append_smtp (GString *text, const LpPlaces *places, const LpAccount *account)
{
  const LpServer *server = account->outgoing;
  g_autofree char *url = lp_writer_make_url (server->security == LP_SECURITY_TLS ? "smtps" : "smtp",
                                             account, server);
  g_autofree char *with_slash = g_strconcat (url, "/", NULL);
  append_set (text, "smtp_url", with_slash);
  append_sign_in (text, places, account, server, LP_SIDE_OUTGOING, "smtp");
}

static gboolean
uses (const LpAccount *account, LpSecurity security)
{
  return (account->incoming && account->incoming->security == security)
         || (account->outgoing && account->outgoing->security == security);
}

/* The switches count for all servers: one in clear and one with STARTTLS would let the second be stripped. */
static gboolean
check_account (const LpAccount *account, GError **error)
{
  if (!account->incoming && !account->outgoing)
    return lp_writer_refuse (error, _ ("This account has no server.")) != NULL;
  if (uses (account, LP_SECURITY_PLAIN) && uses (account, LP_SECURITY_STARTTLS))
    return lp_writer_refuse (error,
                             _ ("Mutt has one switch for all servers, and could not insist on "
                                "encryption with one while the other has none."))
           != NULL;
  if ((account->incoming && account->incoming->pin)
      || (account->outgoing && account->outgoing->pin))
    return lp_writer_refuse (error, _ ("Mutt cannot be told to accept one certificate by its "
                                       "fingerprint. Save the certificate in a file and give that "
                                       "as a further authority."))
           != NULL;
  return lp_writer_check_sign_in (account, "Mutt",
                                  1 << LP_SIGN_IN_PASSWORD | 1 << LP_SIGN_IN_ENCRYPTED
                                      | 1 << LP_SIGN_IN_OAUTH2 | 1 << LP_SIGN_IN_GSSAPI,
                                  error)
         && lp_writer_check_values (account, error);
}

char *
lp_mutt_make_include (const LpPlaces *places, const LpAccount *account, const char *source,
                      GError **error)
{
  g_return_val_if_fail (places && account, NULL);

  if (!check_account (account, error))
    return NULL;
  GString *text = g_string_new ("# Written by Letterplate\n");
  g_autofree char *from = lp_address_to_ascii (account->address);
  gboolean is_plain = uses (account, LP_SECURITY_PLAIN);
  if (source) {
    g_string_append (text, "source ");
    append_quoted (text, source);
    g_string_append_c (text, '\n');
  }
  append_set (text, "from", from);
  if (account->name)
    append_set (text, "realname", account->name);
  g_string_append_printf (text, "set use_from=yes\nset ssl_force_tls=%s ssl_starttls=%s\n",
                          is_plain ? "no" : "yes", is_plain ? "no" : "yes");
  if (account->ca_file)
    append_set (text, "ssl_ca_certificates_file", account->ca_file);
  if (account->timeout > 0)
    g_string_append_printf (text, "set connect_timeout=%u\n", account->timeout);
  if (account->incoming && account->incoming->protocol == LP_PROTOCOL_POP3)
    append_pop (text, places, account);
  else if (account->incoming)
    append_imap (text, places, account);
  if (account->outgoing)
    append_smtp (text, places, account);
  return g_string_free (text, FALSE);
}

void
lp_mutt_detect (const LpMutt *mutt, const LpPlaces *places, LpClientState *state)
{
  g_return_if_fail (mutt && places && state);

  state->installed = lp_places_has_program (places, mutt->id);
  state->place = lp_mutt_find_place (mutt, places);
}

/* An account that is not in our own block: the person's, or another of ours that was there first. */
static gboolean
has_other_account (GPtrArray *all, const char *id)
{
  for (guint i = 0; i < all->len; i++) {
    const LpMuttSettings *settings = g_ptr_array_index (all, i);
    for (guint j = 0; j < G_N_ELEMENTS (account_settings); j++)
      if (g_strcmp0 (settings->block, id) != 0
          && g_hash_table_contains (settings->values, account_settings[j]))
        return TRUE;
  }
  return FALSE;
}

static void
add_start_note (LpPlan *plan, const LpMutt *mutt, const char *include)
{
  g_autofree char *note = g_strdup_printf (
      /* Translators: the first and second %s are a mail program and its command, the third is a file. */
      _ ("%s has an account already, which stays what it starts with. Start with this one by “%s "
         "-F "
         "%s”."),
      mutt->name, mutt->id, include);
  lp_plan_add_note (plan, note);
}

/* The line in the person's file that reads ours. */
static char *
make_source_line (const char *include)
{
  GString *line = g_string_new ("source ");
  append_quoted (line, include);
  g_string_append_c (line, '\n');
  return g_string_free (line, FALSE);
}

LpPlan *
lp_mutt_plan (const LpMutt *mutt, const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_return_val_if_fail (mutt && places && account, NULL);

  g_autofree char *path = lp_mutt_find_place (mutt, places);
  g_autofree char *suffix = g_strconcat (mutt->id, "rc", NULL);
  g_autofree char *include = lp_writer_make_include (places, account->id, suffix);
  g_autofree char *shown = lp_writer_shorten_home (places, include);
  g_autofree char *shown_path = lp_writer_shorten_home (places, path);
  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, error))
    return NULL;
  g_autoptr (GPtrArray) found = lp_mutt_read (mutt, places, error);
  g_autoptr (GPtrArray) all = lp_mutt_parse (places, path, text);
  g_autoptr (LpPlan) plan = lp_plan_new (mutt->id, account->id);
  gboolean is_there, is_second = has_other_account (all, account->id);
  if (!found || !lp_existing_check (found, account, mutt->name, &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&plan);
  g_autofree char *line = make_source_line (shown);
  g_autofree char *contents
      = lp_mutt_make_include (places, account, is_second ? shown_path : NULL, error);
  if (!contents
      || !(is_second
               ? lp_writer_add_own (plan, places, suffix, contents, error)
               : lp_writer_add_include (plan, places, path, "#", suffix, contents, line, error)))
    return NULL;
  if (is_second)
    add_start_note (plan, mutt, shown);
  return g_steal_pointer (&plan);
}

LpPlan *
lp_mutt_plan_removal (const LpMutt *mutt, const LpPlaces *places, const char *account_id,
                      GError **error)
{
  g_return_val_if_fail (mutt && places && account_id, NULL);

  g_autofree char *path = lp_mutt_find_place (mutt, places);
  g_autofree char *suffix = g_strconcat (mutt->id, "rc", NULL);
  /* The line goes before the file: one that is missing is an error at every start. */
  return lp_writer_plan_include_removal (mutt->id, places, path, "#", suffix, account_id, error);
}

LpPlan *
lp_mutt_plan_move (const LpMutt *mutt, const LpPlaces *places, const LpAccount *account,
                   const LpFoundAccount *found, LpCredentials *secrets[LP_N_SIDES], GError **error)
{
  g_return_val_if_fail (mutt && places && account && found && secrets, NULL);

  char *commands[LP_N_SIDES] = { NULL };
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (found->where, &text, error))
    return NULL;
  g_autoptr (GPtrArray) all = lp_mutt_parse (places, found->where, text);
  const LpMuttSettings *own = g_ptr_array_index (all, 0);
  if (!own->secret_file || !lp_text_file_read (own->secret_file, &before, error))
    return NULL;
  for (LpSide side = 0; side < LP_N_SIDES; side++)
    commands[side] = lp_writer_make_command (places, account, side);
  g_autofree char *snippet = g_strdup_printf ("\"`%s`\"", commands[LP_SIDE_INCOMING]);
  g_autoptr (GBytes) after = lp_mutt_replace_passwords (before, commands, secrets);
  for (LpSide side = 0; side < LP_N_SIDES; side++)
    g_free (commands[side]);
  return lp_clear_secret_edit (mutt->id, account, own->secret_file, before, after, snippet, error);
}

char **
lp_mutt_test (const LpMutt *mutt, const LpPlaces *places, const LpAccount *account)
{
  g_return_val_if_fail (mutt && places && account, NULL);

  g_autofree char *program = lp_places_find_program (places, mutt->id);
  g_autofree char *suffix = g_strconcat (mutt->id, "rc", NULL);
  g_autofree char *include = lp_writer_make_include (places, account->id, suffix);
  if (!program)
    return NULL;
  const char *const argv[] = { program, "-F", include, "-Q", "from", NULL };
  return g_strdupv ((char **)argv);
}

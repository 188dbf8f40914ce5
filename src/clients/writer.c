/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clients have in common when they plan.
 */
#include "clients/writer.h"

#include "clients/existing.h"
#include "clients/text-file.h"

#include <glib/gi18n.h>
#include <string.h>

char *
lp_writer_make_command (const LpPlaces *places, const LpAccount *account, LpSide side)
{
  g_return_val_if_fail (places && account && account->id, NULL);

  return g_strdup_printf ("%s %s %s", places->helper, account->id,
                          side == LP_SIDE_INCOMING ? "incoming" : "outgoing");
}

const char *
lp_writer_get_user (const LpAccount *account, const LpServer *server)
{
  g_return_val_if_fail (account && server, NULL);

  return server->user ? server->user : account->address->text;
}

char *
lp_writer_make_include (const LpPlaces *places, const char *account_id, const char *suffix)
{
  g_return_val_if_fail (places && account_id && suffix, NULL);

  g_autofree char *name = g_strdup_printf ("%s.%s", account_id, suffix);
  return g_build_filename (places->config, "letterplate", name, NULL);
}

char *
lp_writer_shorten_home (const LpPlaces *places, const char *path)
{
  g_return_val_if_fail (places && path, NULL);

  gsize length = strlen (places->home);
  if (strncmp (path, places->home, length) == 0 && path[length] == '/')
    return g_strconcat ("~", path + length, NULL);
  return g_strdup (path);
}

/* An atom of RFC 5322 §3.2.3, or a letter beyond ASCII (RFC 6532). */
static gboolean
is_atom_octet (char c)
{
  return g_ascii_isalnum (c) || (c & 0x80) || strchr ("!#$%&'*+-/=?^_`{|}~ ", c);
}

char *
lp_writer_format_mailbox (const LpAccount *account)
{
  g_return_val_if_fail (account, NULL);

  g_autofree char *address = lp_address_to_ascii (account->address);
  if (!account->name || *account->name == '\0')
    return g_steal_pointer (&address);
  gboolean needs_quotes = FALSE;
  g_autoptr (GString) name = g_string_new (NULL);
  for (const char *at = account->name; *at; at++) {
    needs_quotes |= !is_atom_octet (*at);
    if (*at == '"' || *at == '\\')
      g_string_append_c (name, '\\');
    g_string_append_c (name, *at);
  }
  const char *quote = needs_quotes ? "\"" : "";
  return g_strdup_printf ("%s%s%s <%s>", quote, name->str, quote, address);
}

char *
lp_writer_make_url (const char *scheme, const LpAccount *account, const LpServer *server)
{
  g_return_val_if_fail (scheme && account && server, NULL);

  g_autofree char *user
      = server->sign_in == LP_SIGN_IN_NONE
            ? NULL
            : g_uri_escape_string (lp_writer_get_user (account, server), NULL, FALSE);
  gboolean is_ipv6 = strchr (server->host, ':') != NULL;
  return g_strdup_printf ("%s://%s%s%s%s%s:%u", scheme, user ? user : "", user ? "@" : "",
                          is_ipv6 ? "[" : "", server->host, is_ipv6 ? "]" : "", server->port);
}

gboolean
lp_writer_check_trust (const LpAccount *account, const char *client_name, GError **error)
{
  g_return_val_if_fail (account && client_name, FALSE);

  gboolean has_pin = (account->incoming && account->incoming->pin)
                     || (account->outgoing && account->outgoing->pin);
  if (!has_pin && !account->ca_file)
    return TRUE;
  g_set_error (
      error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
      /* Translators: %s is a mail program. */
      _ ("%s trusts the system's certificate authorities only. Add the server's authority to "
         "them, then try again."),
      client_name);
  return FALSE;
}

gboolean
lp_writer_check_pin (const LpAccount *account, const char *client_name, GError **error)
{
  g_return_val_if_fail (account && client_name, FALSE);

  if (!(account->incoming && account->incoming->pin)
      && !(account->outgoing && account->outgoing->pin))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               /* Translators: %s is a mail program. */
               _ ("%s cannot be told to accept one certificate by its fingerprint. Save the "
                  "certificate in a file and give that as a further authority."),
               client_name);
  return FALSE;
}

gboolean
lp_writer_check_sign_in (const LpAccount *account, const char *client_name, guint sign_ins,
                         GError **error)
{
  g_return_val_if_fail (account && client_name, FALSE);

  const LpServer *servers[] = { account->incoming, account->outgoing };
  sign_ins |= 1 << LP_SIGN_IN_AUTOMATIC | 1 << LP_SIGN_IN_NONE;
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (!servers[i] || sign_ins & 1 << servers[i]->sign_in)
      continue;
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 /* Translators: the first %s is a mail program, the second a server. */
                 _ ("%s cannot sign in to %s in the way that this account needs."), client_name,
                 servers[i]->host);
    return FALSE;
  }
  return TRUE;
}

void
lp_writer_add_maildir (LpPlan *plan, const LpPlaces *places, const char *name)
{
  static const char *const parts[] = { "cur", "new", "tmp" };
  g_return_if_fail (plan && places && name);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *folder = g_build_filename (places->home, "Mail", name, parts[i], NULL);
    lp_plan_add_folder (plan, folder, 0700);
  }
}

void
lp_writer_add_days_note (LpPlan *plan, const char *client_name)
{
  g_return_if_fail (plan && client_name);

  g_autofree char *note = g_strdup_printf (
      /* Translators: %s is a mail program. */
      _ ("%s cannot delete mail on the server after some days, and leaves it there."), client_name);
  lp_plan_add_note (plan, note);
}

gboolean
lp_writer_check_values (const LpAccount *account, GError **error)
{
  g_return_val_if_fail (account, FALSE);

  const char *const values[] = { account->name,
                                 account->address->text,
                                 account->ca_file,
                                 account->incoming ? account->incoming->user : NULL,
                                 account->incoming ? account->incoming->host : NULL,
                                 account->outgoing ? account->outgoing->user : NULL,
                                 account->outgoing ? account->outgoing->host : NULL };
  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    if (lp_text_value_is_clean (values[i]))
      continue;
    g_set_error_literal (
        error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
        _ ("A name in this account has a line break or another control character in it, which no "
           "configuration file can hold."));
    return FALSE;
  }
  return TRUE;
}

gpointer
lp_writer_refuse (GError **error, const char *text)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, text);
  return NULL;
}

char *
lp_writer_choose_name (const char *id, gboolean (*is_taken) (const char *name, gpointer data),
                       gpointer data)
{
  g_return_val_if_fail (id && is_taken, NULL);

  g_autofree char *name = g_strdup (id);
  for (guint i = 2; is_taken (name, data); i++) {
    g_free (name);
    name = g_strdup_printf ("%s-%u", id, i);
  }
  return g_steal_pointer (&name);
}

gboolean
lp_writer_check_existing (GPtrArray *found, const LpAccount *account, LpSide side,
                          const char *client_name, gboolean *is_there, GError **error)
{
  g_return_val_if_fail (account && client_name && is_there, FALSE);

  g_autoptr (LpAccount) half = lp_account_copy (account);
  LpServer **other = side == LP_SIDE_INCOMING ? &half->outgoing : &half->incoming;
  LpServer *server = side == LP_SIDE_INCOMING ? half->incoming : half->outgoing;
  g_clear_pointer (other, lp_server_free);
  if (!server->user)
    server->user = g_strdup (account->address->text);
  return lp_existing_check (found, half, client_name, is_there, error);
}

LpPlan *
lp_writer_plan_block_removal (const char *client_id, const char *path, const char *comment,
                              const char *account_id, GError **error)
{
  g_return_val_if_fail (client_id && path && comment && account_id, NULL);

  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;
  if (!lp_text_file_read (path, &before, error)
      || (before && !lp_text_block_remove (before, comment, account_id, &after, error)))
    return NULL;
  LpPlan *plan = lp_plan_new (client_id, account_id);
  lp_plan_add_file (plan, path, before, after, 0600);
  return plan;
}

void
lp_writer_read_own (const LpPlaces *places, const char *suffix,
                    void (*read_file) (const char *path, const char *id, GPtrArray *accounts),
                    GPtrArray *accounts)
{
  g_return_if_fail (places && suffix && read_file && accounts);

  g_autofree char *folder = g_build_filename (places->config, "letterplate", NULL);
  g_autoptr (GDir) entries = g_dir_open (folder, 0, NULL);
  for (const char *name; entries && (name = g_dir_read_name (entries));) {
    g_auto (GStrv) parts = g_strsplit (name, ".", 2);
    g_autofree char *path = g_build_filename (folder, name, NULL);
    if (g_strcmp0 (parts[1], suffix) == 0)
      read_file (path, parts[0], accounts);
  }
}

gboolean
lp_writer_add_own (LpPlan *plan, const LpPlaces *places, const char *suffix, const char *contents,
                   GError **error)
{
  g_return_val_if_fail (plan && places && suffix && contents, FALSE);

  g_autofree char *path = lp_writer_make_include (places, plan->account_id, suffix);
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = g_bytes_new (contents, strlen (contents));
  if (!lp_text_file_read (path, &before, error))
    return FALSE;
  lp_plan_add_file (plan, path, before, after, 0600);
  return TRUE;
}

LpPlan *
lp_writer_plan_own_removal (const char *client_id, const LpPlaces *places, const char *suffix,
                            const char *account_id, GError **error)
{
  g_return_val_if_fail (client_id && places && suffix && account_id, NULL);

  g_autofree char *path = lp_writer_make_include (places, account_id, suffix);
  g_autoptr (GBytes) before = NULL;
  if (!lp_text_file_read (path, &before, error))
    return NULL;
  LpPlan *plan = lp_plan_new (client_id, account_id);
  lp_plan_add_file (plan, path, before, NULL, 0600);
  return plan;
}

gboolean
lp_writer_add_include (LpPlan *plan, const LpPlaces *places, const char *path, const char *comment,
                       const char *suffix, const char *contents, const char *line, GError **error)
{
  g_return_val_if_fail (plan && places && path && contents && line, FALSE);

  g_autoptr (GBytes) text = NULL;
  if (!lp_text_file_read (path, &text, error))
    return FALSE;
  g_autoptr (GBytes) after = lp_text_block_put (text, comment, plan->account_id, line, error);
  if (!after || !lp_writer_add_own (plan, places, suffix, contents, error))
    return FALSE;
  lp_plan_add_file (plan, path, text, after, 0600);
  return TRUE;
}

LpPlan *
lp_writer_plan_include_removal (const char *client_id, const LpPlaces *places, const char *path,
                                const char *comment, const char *suffix, const char *account_id,
                                GError **error)
{
  g_return_val_if_fail (client_id && places && path && account_id, NULL);

  g_autofree char *include = lp_writer_make_include (places, account_id, suffix);
  g_autoptr (GBytes) text = NULL;
  g_autoptr (LpPlan) plan
      = lp_writer_plan_block_removal (client_id, path, comment, account_id, error);
  if (!plan || !lp_text_file_read (include, &text, error))
    return NULL;
  lp_plan_add_file (plan, include, text, NULL, 0600);
  return g_steal_pointer (&plan);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Balsa's two files, read: see balsa.c for what an account is made of.
 */
#include "clients/balsa-file.h"

#include <string.h>

#include "clients/existing.h"
#include "clients/text-file.h"

/* What Balsa does where nothing is said. */
#define IF_AVAILABLE 3

/* IF_AVAILABLE is "STARTTLS if there is any". */
const int lp_balsa_securities[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = 1,
  [LP_SECURITY_STARTTLS] = 2,
  [LP_SECURITY_PLAIN] = 4,
};

/* NetClientAuthMode; 0: Balsa cannot. With a name and a password it takes the safest way the server has. */
const int lp_balsa_auth_modes[LP_N_SIGN_INS] = {
  [LP_SIGN_IN_AUTOMATIC] = 2, [LP_SIGN_IN_PASSWORD] = 2, [LP_SIGN_IN_ENCRYPTED] = 2,
  [LP_SIGN_IN_GSSAPI] = 4,    [LP_SIGN_IN_NONE] = 1,
};

void
lp_balsa_files_clear (LpBalsaFiles *files)
{
  g_return_if_fail (files != NULL);

  for (guint i = 0; i < 2; i++) {
    g_free (files->paths[i]);
    g_clear_pointer (&files->before[i], g_bytes_unref);
  }
  lp_ini_free (files->config);
  lp_ini_free (files->private);
}

gboolean
lp_balsa_files_read (const LpPlaces *places, LpBalsaFiles *files, GError **error)
{
  g_return_val_if_fail (places != NULL && files != NULL, FALSE);

  static const char *const names[] = { "config", "config-private" };

  for (guint i = 0; i < 2; i++) {
    files->paths[i] = g_build_filename (places->home, ".balsa", names[i], NULL);
    if (!lp_text_file_read (files->paths[i], &files->before[i], error))
      return FALSE;
  }
  files->config = lp_ini_parse (files->before[0]);
  files->private = lp_ini_parse (files->before[1]);
  return TRUE;
}

void
lp_balsa_files_plan (const LpBalsaFiles *files, LpPlan *plan)
{
  g_return_if_fail (files != NULL && plan != NULL);

  const LpIni *const inis[] = { files->config, files->private };

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) after = lp_ini_to_bytes (inis[i]);
    if (files->before[i] != NULL || g_bytes_get_size (after) > 0)
      lp_plan_add_file (plan, files->paths[i], files->before[i], after, 0600);
  }
}

char *
lp_balsa_get (const LpIni *ini, const char *group, const char *key)
{
  g_return_val_if_fail (ini != NULL && group != NULL && key != NULL, NULL);

  g_autofree char *raw = lp_ini_dup (ini, group, key);

  return lp_ini_unescape (raw);
}

void
lp_balsa_set (LpIni *ini, const char *group, const char *key, const char *value)
{
  g_return_if_fail (ini != NULL && group != NULL && key != NULL);

  g_autofree char *raw = lp_ini_escape (value);

  lp_ini_set (ini, group, key, raw);
}

/* Takes "host:port" apart; an address of IPv6 has brackets only if a port follows. */
static LpServer *
read_server (const LpBalsaFiles *files, const char *group, LpProtocolId protocol)
{
  g_autofree char *text = lp_balsa_get (files->config, group, "Server");
  g_autofree char *user = lp_balsa_get (files->private, group, "Username");
  int security_number = lp_ini_get_int (files->config, group, "Security", IF_AVAILABLE);
  int auth_mode = lp_ini_get_int (files->config, group, "AuthMode", 2);
  char *colon = text != NULL ? strrchr (text, ':') : NULL;
  LpSecurity security = LP_SECURITY_STARTTLS;
  guint64 port = 0;

  if (text == NULL || *text == '\0')
    return NULL;
  if (colon != NULL && g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    *colon = '\0';
  for (guint i = 0; i < LP_N_SECURITIES; i++)
    if (lp_balsa_securities[i] == security_number)
      security = i;
  LpServer *server = lp_server_new (protocol, text, port, security, user);
  for (guint i = 0; i < LP_N_SIGN_INS; i++)
    if (lp_balsa_auth_modes[i] != 0 && lp_balsa_auth_modes[i] == auth_mode
        && i != LP_SIGN_IN_ENCRYPTED)
      server->sign_in = i;
  return server;
}

char *
lp_balsa_files_find_identity (const LpBalsaFiles *files, const char *name, const char *user)
{
  g_return_val_if_fail (files != NULL, NULL);

  g_auto (GStrv) identities = lp_ini_get_groups (files->config, LP_BALSA_IDENTITY);

  for (guint i = 0; identities[i] != NULL; i++) {
    g_autofree char *address = lp_balsa_get (files->config, identities[i], "Address");
    if (address != NULL
        && ((name != NULL && g_ascii_strcasecmp (address, name) == 0)
            || (user != NULL && g_ascii_strcasecmp (address, user) == 0)))
      return g_strdup (identities[i]);
  }
  return g_strdup (identities[0]);
}

LpFoundAccount *
lp_balsa_files_read_account (const LpBalsaFiles *files, const char *group, LpProtocolId protocol)
{
  g_return_val_if_fail (files != NULL && group != NULL, NULL);

  g_autofree char *label = lp_balsa_get (files->config, group, "Name");
  g_autoptr (LpServer) incoming = read_server (files, group, protocol);
  if (incoming == NULL)
    return NULL;
  g_autofree char *identity = lp_balsa_files_find_identity (files, label, incoming->user);
  g_autofree char *address
      = identity != NULL ? lp_balsa_get (files->config, identity, "Address") : NULL;
  LpFoundAccount *found = lp_found_account_new (address, label, files->paths[0]);
  if (found == NULL)
    return NULL;

  const char *name = strchr (group, '-') + 1;
  g_autofree char *smtp = lp_balsa_get (files->config, identity, "SmtpServer");
  g_autofree char *smtp_group = g_strconcat (LP_BALSA_SMTP, smtp != NULL ? smtp : "", NULL);
  g_autofree char *deletes = lp_ini_dup (files->config, group, "Delete");
  LpAccount *account = found->account;
  found->ours = g_str_has_prefix (name, LP_BALSA_OURS);
  account->id = found->ours ? g_strdup (name + strlen (LP_BALSA_OURS)) : NULL;
  account->name = lp_balsa_get (files->config, identity, "FullName");
  account->incoming = g_steal_pointer (&incoming);
  found->tls_if_available
      = lp_ini_get_int (files->config, group, "Security", IF_AVAILABLE) == IF_AVAILABLE;
  account->outgoing = read_server (files, smtp_group, LP_PROTOCOL_SMTP);
  account->leave_on_server = g_strcmp0 (deletes, "true") == 0 ? 0 : LP_LEAVE_ALWAYS;
  return found;
}

GPtrArray *
lp_balsa_files_find_accounts (const LpBalsaFiles *files)
{
  g_return_val_if_fail (files != NULL, NULL);

  GPtrArray *accounts = lp_found_accounts_new ();
  g_auto (GStrv) groups = lp_ini_get_groups (files->config, "");

  for (guint i = 0; groups[i] != NULL; i++) {
    g_autofree char *type = lp_ini_dup (files->config, groups[i], "Type");
    gboolean is_pop
        = g_str_has_prefix (groups[i], LP_BALSA_MAILBOX) && g_strcmp0 (type, LP_BALSA_POP3) == 0;
    LpFoundAccount *found = is_pop || g_str_has_prefix (groups[i], LP_BALSA_FOLDER)
                                ? lp_balsa_files_read_account (
                                    files, groups[i], is_pop ? LP_PROTOCOL_POP3 : LP_PROTOCOL_IMAP)
                                : NULL;
    if (found != NULL)
      g_ptr_array_add (accounts, found);
  }
  return accounts;
}

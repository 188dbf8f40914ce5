/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Emacs: smtpmail sends, Gnus reads. Tested with Emacs 28.2. Its auth-source reads the keyring itself once it is told to:
 * host, port and user, all of them text. The account stands in a file of its own that the init file loads.
 */
#include "clients/emacs-file.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/text-file.h"
#include "clients/writer.h"

#include <glib/gi18n.h>
#include <string.h>

/* What tells that somebody set up mail already. */
static const char *const mail_settings[]
    = { "smtpmail-smtp-server", "gnus-select-method",         "mail-sources",
        "send-mail-function",   "message-send-mail-function", NULL };

static void
detect (const LpPlaces *places, LpClientState *state)
{
  state->installed = lp_places_has_program (places, "emacs");
  state->place = lp_emacs_find_place (places);
}

static const char *
get (const LpEmacsSettings *settings, const char *symbol)
{
  return g_hash_table_lookup (settings->values, symbol);
}

static guint16
get_port (const LpEmacsSettings *settings, const char *symbol)
{
  const char *text = get (settings, symbol);
  guint64 number = 0;
  if (text)
    g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL);
  return (guint16)number;
}

/* Without a word Emacs takes TLS where the server offers it. */
static LpSecurity
word_to_security (const char *word, gboolean *is_open)
{
  *is_open = FALSE;
  if (g_strcmp0 (word, "ssl") == 0 || g_strcmp0 (word, "tls") == 0)
    return LP_SECURITY_TLS;
  if (g_strcmp0 (word, "starttls") == 0)
    return LP_SECURITY_STARTTLS;
  *is_open = g_strcmp0 (word, "plain") != 0;
  return LP_SECURITY_PLAIN;
}

static LpServer *
settings_to_incoming (const LpEmacsSettings *settings, gboolean *is_open)
{
  const char *imap = get (settings, "nnimap-address");
  const char *pop = get (settings, ":server");
  LpSecurity security
      = word_to_security (get (settings, imap ? "nnimap-stream" : ":stream"), is_open);
  if (imap)
    return lp_server_new (LP_PROTOCOL_IMAP, imap, get_port (settings, "nnimap-server-port"),
                          security, get (settings, "nnimap-user"));
  return pop ? lp_server_new (LP_PROTOCOL_POP3, pop, get_port (settings, ":port"), security,
                              get (settings, ":user"))
             : NULL;
}

static LpServer *
settings_to_outgoing (const LpEmacsSettings *settings, gboolean *is_open)
{
  const char *host = get (settings, "smtpmail-smtp-server");
  const char *user = get (settings, "smtpmail-smtp-user");
  if (!host)
    return NULL;
  LpSecurity security = word_to_security (get (settings, "smtpmail-stream-type"), is_open);
  gboolean has_user = user && !g_str_equal (user, "nil");
  LpServer *server
      = lp_server_new (LP_PROTOCOL_SMTP, host, get_port (settings, "smtpmail-smtp-service"),
                       security, has_user ? user : NULL);
  if (!has_user && settings->block)
    server->sign_in = LP_SIGN_IN_NONE;
  return server;
}

static LpFoundAccount *
settings_to_found (const LpEmacsSettings *settings, const char *path)
{
  const char *address = get (settings, "user-mail-address");
  gboolean is_open[2] = { FALSE, FALSE };
  g_autoptr (LpServer) incoming = settings_to_incoming (settings, &is_open[0]);
  g_autoptr (LpServer) outgoing = settings_to_outgoing (settings, &is_open[1]);
  if (!address && incoming)
    address = incoming->user;
  if (!address && outgoing)
    address = outgoing->user;
  LpFoundAccount *found
      = incoming || outgoing
            ? lp_found_account_new (address, settings->block ? settings->block : "Emacs", path)
            : NULL;
  if (!found)
    return NULL;
  found->tls_if_available = incoming ? is_open[0] : is_open[1];
  found->account->incoming = g_steal_pointer (&incoming);
  found->account->outgoing = g_steal_pointer (&outgoing);
  found->account->id = g_strdup (settings->block);
  found->ours = settings->block != NULL;
  return found;
}

static GPtrArray *
read_all (const LpPlaces *places, GError **error)
{
  g_autofree char *path = lp_emacs_find_place (places);
  g_autoptr (GBytes) text = NULL;
  return lp_text_file_read (path, &text, error) ? lp_emacs_parse (places, text) : NULL;
}

static GPtrArray *
all_to_found (GPtrArray *all, const char *path)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  for (guint i = 0; i < all->len; i++) {
    lp_found_accounts_add (accounts, settings_to_found (g_ptr_array_index (all, i), path));
  }
  return accounts;
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  g_autofree char *path = lp_emacs_find_place (places);
  g_autoptr (GPtrArray) all = read_all (places, error);
  return all ? all_to_found (all, path) : NULL;
}

/* An account that is not in our own block: the person's, or another of ours that was there first. */
static gboolean
has_other_account (GPtrArray *all, const LpAccount *account)
{
  for (guint i = 0; i < all->len; i++) {
    const LpEmacsSettings *settings = g_ptr_array_index (all, i);
    const char *address = get (settings, "user-mail-address");
    if (g_strcmp0 (settings->block, account->id) == 0)
      continue;
    if (address && g_ascii_strcasecmp (address, account->address->text) != 0)
      return TRUE;
    for (guint j = 0; mail_settings[j]; j++)
      if (get (settings, mail_settings[j]))
        return TRUE;
  }
  return FALSE;
}

static void
append_setting (GString *text, const char *name, const char *value)
{
  g_string_append_printf (text, "(setq %s ", name);
  lp_emacs_append_string (text, value);
  g_string_append (text, ")\n");
}

static void
append_smtp (GString *text, const LpAccount *account)
{
  static const char *const streams[] = {
    [LP_SECURITY_TLS] = "ssl", [LP_SECURITY_STARTTLS] = "starttls", [LP_SECURITY_PLAIN] = "plain"
  };
  static const char *const mechanisms[LP_N_SIGN_INS]
      = { [LP_SIGN_IN_AUTOMATIC] = "cram-md5 plain login",
          [LP_SIGN_IN_PASSWORD] = "plain login",
          [LP_SIGN_IN_ENCRYPTED] = "cram-md5",
          [LP_SIGN_IN_NONE] = "" };
  const LpServer *server = account->outgoing;
  g_string_append (text, "(setq send-mail-function 'smtpmail-send-it\n"
                         "      message-send-mail-function 'smtpmail-send-it)\n");
  append_setting (text, "smtpmail-smtp-server", server->host);
  g_string_append_printf (text,
                          "(setq smtpmail-smtp-service %u)\n(setq smtpmail-stream-type '%s)\n",
                          server->port, streams[server->security]);
  if (server->sign_in == LP_SIGN_IN_NONE)
    g_string_append (text, "(setq smtpmail-smtp-user nil)\n");
  else
    append_setting (text, "smtpmail-smtp-user", lp_writer_get_user (account, server));
  g_string_append_printf (text, "(setq smtpmail-auth-supported '(%s))\n",
                          mechanisms[server->sign_in]);
}

/* The port as text: Gnus hands it on to the keyring as it is, and a number would be an error there. */
static void
append_imap (GString *text, const LpAccount *account)
{
  static const char *const streams[] = {
    [LP_SECURITY_TLS] = "tls", [LP_SECURITY_STARTTLS] = "starttls", [LP_SECURITY_PLAIN] = "plain"
  };
  const LpServer *server = account->incoming;
  g_string_append_printf (text, "(setq gnus-select-method\n      '(nnimap \"%s\"\n", account->id);
  g_string_append (text, "        (nnimap-address ");
  lp_emacs_append_string (text, server->host);
  g_string_append_printf (text,
                          ")\n        (nnimap-server-port \"%u\")\n        (nnimap-stream %s)\n",
                          server->port, streams[server->security]);
  if (server->sign_in != LP_SIGN_IN_AUTOMATIC)
    g_string_append_printf (text, "        (nnimap-authenticator %s)\n",
                            server->sign_in == LP_SIGN_IN_ENCRYPTED ? "cram-md5" : "login");
  g_string_append (text, "        (nnimap-user ");
  lp_emacs_append_string (text, lp_writer_get_user (account, server));
  g_string_append (text, ")))\n");
}

static void
append_pop (GString *text, const LpAccount *account)
{
  static const char *const streams[] = {
    [LP_SECURITY_TLS] = "ssl", [LP_SECURITY_STARTTLS] = "starttls", [LP_SECURITY_PLAIN] = "plain"
  };
  const LpServer *server = account->incoming;
  g_autofree char *leave = account->leave_on_server > 0
                               ? g_strdup_printf ("%d", account->leave_on_server)
                               : g_strdup (account->leave_on_server == 0 ? "nil" : "t");
  g_string_append_printf (text,
                          "(setq gnus-select-method '(nnml \"%s\" (nnml-directory "
                          "\"~/Mail/gnus-%s/\")))\n"
                          "(setq mail-sources\n      '((pop :server ",
                          account->id, account->id);
  lp_emacs_append_string (text, server->host);
  g_string_append_printf (text, " :port \"%u\" :stream %s :leave %s\n             :user ",
                          server->port, streams[server->security], leave);
  lp_emacs_append_string (text, lp_writer_get_user (account, server));
  g_string_append (text, ")))\n");
}

static char *
make_include (const LpAccount *account)
{
  GString *text = g_string_new (
      ";; Written by Letterplate -*- mode: emacs-lisp; coding: utf-8; lexical-binding: t -*-\n"
      "(with-eval-after-load 'auth-source\n  (add-to-list 'auth-sources \"secrets:default\"))\n");
  g_autofree char *from = lp_address_to_ascii (account->address);
  append_setting (text, "user-mail-address", from);
  if (account->name)
    append_setting (text, "user-full-name", account->name);
  if (account->ca_file) {
    g_string_append (text, "(with-eval-after-load 'gnutls\n  (add-to-list 'gnutls-trustfiles ");
    lp_emacs_append_string (text, account->ca_file);
    g_string_append (text, "))\n");
  }
  if (account->incoming && account->incoming->protocol == LP_PROTOCOL_POP3)
    append_pop (text, account);
  else if (account->incoming)
    append_imap (text, account);
  if (account->outgoing)
    append_smtp (text, account);
  return g_string_free (text, FALSE);
}

static gboolean
check_account (const LpAccount *account, GError **error)
{
  const LpServer *incoming = account->incoming;
  guint sign_ins = 1 << LP_SIGN_IN_PASSWORD;
  if (!incoming && !account->outgoing)
    return lp_writer_refuse (error, _ ("This account has no server.")) != NULL;
  if (!incoming || incoming->protocol == LP_PROTOCOL_IMAP)
    sign_ins |= 1 << LP_SIGN_IN_ENCRYPTED;
  return lp_writer_check_pin (account, "Emacs", error)
         && lp_writer_check_sign_in (account, "Emacs", sign_ins, error)
         && lp_writer_check_values (account, error);
}

static void
add_start_note (LpPlan *plan, const char *include)
{
  g_autofree char *note = g_strdup_printf (
      /* Translators: %s is a file; the quoted words are a command. */
      _ ("Emacs has an account already, which stays what it starts with. Start with this one by "
         "“emacs -l %s”."),
      include);
  lp_plan_add_note (plan, note);
}

/* Loaded only by who asks for it. */
static gboolean
add_second (LpPlan *plan, const LpPlaces *places, const char *include, const char *contents,
            GError **error)
{
  g_autofree char *shown = lp_writer_shorten_home (places, include);
  if (!lp_writer_add_own (plan, places, "el", contents, error))
    return FALSE;
  add_start_note (plan, shown);
  return TRUE;
}

/* A file that is missing is no error (the second argument), and the name is used as it is (the fourth). */
static gboolean
add_first (LpPlan *plan, const LpPlaces *places, const char *path, const char *include,
           const char *contents, GError **error)
{
  g_autofree char *shown = lp_writer_shorten_home (places, include);
  g_autoptr (GString) line = g_string_new ("(load ");
  lp_emacs_append_string (line, shown);
  g_string_append (line, " t t t)\n");
  /* Where certificates are remembered; without it STARTTLS fails. */
  g_autofree char *folder = g_build_filename (places->home, ".emacs.d", NULL);
  if (g_str_has_prefix (path, places->home) && strstr (path, "/.emacs") != NULL)
    lp_plan_add_folder (plan, folder, 0700);
  return lp_writer_add_include (plan, places, path, ";;", "el", contents, line->str, error);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autofree char *path = lp_emacs_find_place (places);
  g_autoptr (GPtrArray) all = check_account (account, error) ? read_all (places, error) : NULL;
  g_autoptr (GPtrArray) found = all ? all_to_found (all, path) : NULL;
  g_autoptr (LpPlan) result = lp_plan_new ("emacs", account->id);
  gboolean is_there;
  if (!found || !lp_existing_check (found, account, "Emacs", &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&result);
  g_autofree char *include = lp_writer_make_include (places, account->id, "el");
  g_autofree char *contents = make_include (account);
  gboolean is_done = has_other_account (all, account)
                         ? add_second (result, places, include, contents, error)
                         : add_first (result, places, path, include, contents, error);
  return is_done ? g_steal_pointer (&result) : NULL;
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autofree char *path = lp_emacs_find_place (places);
  return lp_writer_plan_include_removal ("emacs", places, path, ";;", "el", account_id, error);
}

/* Loads our file alone and prints one setting. */
static char **
test (const LpPlaces *places, const LpAccount *account)
{
  g_autofree char *program = lp_places_find_program (places, "emacs");
  g_autofree char *include = lp_writer_make_include (places, account->id, "el");
  const char *const argv[]
      = { program, "--quick", "--batch", "--load", include, "--eval", "(princ user-mail-address)",
          NULL };
  return program ? g_strdupv ((char **)argv) : NULL;
}

const LpClient lp_client_emacs = {
  .id = "emacs",
  .name = "Emacs",
  .desktop_id = "emacs.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_CA | LP_CAN_LIVE,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
  .test = test,
};

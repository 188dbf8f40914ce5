/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Claws Mail 4.1. It does not read the keyring, and its own store is encrypted with a key that everybody
 * knows. But it reads IMAP through any command that has signed in already ("* PREAUTH"), and sends through any command
 * like sendmail: ours take the secret from the keyring, so nothing is asked, and pins, authorities and
 * browser sign-in are ours to keep. POP3 has no such way: it asks once each time it runs.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "clients/rows.h"
#include "clients/sylpheed-file.h"
#include "clients/writer.h"

#define FLATPAK_ID "org.claws_mail.Claws-Mail"

static const LpSylpheedDialect dialect = {
  .client_id = "claws-mail",
  .name = "Claws Mail",
  .folder = ".claws-mail",
  .imap = 1,
  .version = 1,
  .kerberos = 8,
  .certificates = "ssl_certs_auto_accept",
};

/* The socket's name is made from that of the folder, so that several can run. */
static gboolean
is_running (const LpPlaces *places)
{
  g_autofree char *folder = g_build_filename (places->home, dialect.folder, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, folder, -1);
  g_autofree char *socket = places->runtime != NULL
                                ? g_build_filename (places->runtime, "claws-mail", sum, NULL)
                                : NULL;

  return socket != NULL && lp_sylpheed_socket_answers (socket);
}

/* The Flatpak keeps its files in the same folder, but cannot run our commands. */
static gboolean
is_flatpak (const LpPlaces *places)
{
  g_autofree char *program = lp_places_find_program (places, "claws-mail");
  g_autofree char *flatpak = lp_places_find_flatpak (places, FLATPAK_ID);

  return program == NULL && flatpak != NULL;
}

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_autofree char *program = lp_places_find_program (places, "claws-mail");

  state->installed = program != NULL || is_flatpak (places);
  state->running = is_running (places);
  state->place = g_build_filename (places->home, dialect.folder, "accountrc", NULL);
}

static GPtrArray *
read_accounts (const LpPlaces *places, GError **error)
{
  return lp_sylpheed_read (&dialect, places, error);
}

/* Only what goes through our commands may need more than a password. */
static gboolean
check_account (const LpAccount *account, const LpSylpheedCommands *commands, GError **error)
{
  const LpServer *const servers[] = { account->incoming, account->outgoing };
  const char *const by_command[] = { commands->tunnel, commands->send };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    if (by_command[i] == NULL && servers[i] != NULL && servers[i]->sign_in >= LP_SIGN_IN_OAUTH2
        && servers[i]->sign_in != LP_SIGN_IN_NONE) {
      lp_writer_refuse (error, servers[i]->protocol == LP_PROTOCOL_POP3
                                   ? _ ("Claws Mail reads POP3 with a password only.")
                                   : _ ("Claws Mail as a Flatpak signs in with a password only."));
      return FALSE;
    }
  return TRUE;
}

static void
plan_notes (LpPlan *plan, const LpAccount *account, const LpSylpheedCommands *commands)
{
  gboolean has_trust = account->ca_file == NULL && account->incoming->pin == NULL
                       && (account->outgoing == NULL || account->outgoing->pin == NULL);

  if (commands->tunnel != NULL)
    return;
  lp_plan_add_note (plan, _ ("Claws Mail cannot use the keyring for this account: it asks for the "
                             "password once after each start."));
  if (!has_trust)
    lp_plan_add_note (plan, _ ("Claws Mail decides about certificates by itself: unless the system "
                               "trusts the server’s, it asks once."));
}

/* The port tells our command how to encrypt (lp_sylpheed_read() of sylpheed-file.c), unless it lies. */
static gboolean
is_told_by_port (const LpServer *server)
{
  gboolean is_starttls
      = server->port == lp_server_get_usual_port (LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS);

  return server->protocol == LP_PROTOCOL_SMTP
         || server->security == (is_starttls ? LP_SECURITY_STARTTLS : LP_SECURITY_TLS);
}

/* "letterplate VERB [OPTION…] ACCOUNT": what Claws Mail has no key for goes into the command itself. */
static char *
make_command (const LpPlaces *places, const LpAccount *account, const LpServer *server,
              const char *verb)
{
  g_autoptr (GString) command = g_string_new (places->program);

  g_string_append_printf (command, " %s", verb);
  if (server != NULL && !is_told_by_port (server))
    g_string_append_printf (command, " --incoming imap+%s://%s%s%s:%u",
                            lp_security_get_name (server->security),
                            strchr (server->host, ':') != NULL ? "[" : "", server->host,
                            strchr (server->host, ':') != NULL ? "]" : "", server->port);
  if (server != NULL && server->security == LP_SECURITY_PLAIN)
    g_string_append (command, " --allow-plaintext");
  if (server != NULL && server->pin != NULL)
    g_string_append_printf (command, " --pin %s", server->pin);
  if (account->ca_file != NULL) {
    g_autofree char *quoted = g_shell_quote (account->ca_file);
    g_string_append_printf (command, " --ca %s", quoted);
  }
  g_string_append_printf (command, " %s", account->id);
  return g_string_free (g_steal_pointer (&command), FALSE);
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  if (account->incoming == NULL) {
    lp_writer_refuse (error, _ ("Claws Mail has no accounts that only send."));
    return NULL;
  }
  gboolean has_commands = !is_flatpak (places);
  gboolean is_imap = account->incoming->protocol == LP_PROTOCOL_IMAP;
  g_autofree char *tunnel = make_command (places, account, account->incoming, "tunnel");
  g_autofree char *sendmail = make_command (places, account, account->outgoing, "sendmail");
  g_autofree char *send = g_strconcat (sendmail, " -t -i", NULL);
  const LpSylpheedCommands commands = {
    .tunnel = has_commands && is_imap ? tunnel : NULL,
    .send = has_commands ? send : NULL,
  };

  if (!check_account (account, &commands, error))
    return NULL;
  LpPlan *result = lp_sylpheed_plan (&dialect, places, account, &commands, error);
  if (result != NULL && !lp_plan_is_empty (result))
    plan_notes (result, account, &commands);
  return result;
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  return lp_sylpheed_plan_removal (&dialect, places, account_id, error);
}

const LpClient lp_client_claws_mail = {
  .id = "claws-mail",
  .name = "Claws Mail",
  .desktop_id = "claws-mail.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OAUTH2_COMMAND
         | LP_CAN_PIN | LP_CAN_CA | LP_REWRITES | LP_CAN_TAKE_OVER,
  .detect = detect,
  .read = read_accounts,
  .plan = plan,
  .plan_removal = plan_removal,
};

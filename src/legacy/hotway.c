/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * hotwayd and hotsmtpd made POP3 and SMTP of Hotmail's DAV. They keep no accounts; inetd or xinetd
 * started them, so these files only tell that the gateway was there and on which ports:
 *
 *     pop3 stream tcp nowait nobody /usr/sbin/tcpd /usr/bin/hotwayd -r     (/etc/inetd.conf)
 *     service hotwayd { disable = no  port = 110  bind = 127.0.0.1  … }    (/etc/xinetd.d/hotwayd)
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"
#include "legacy/text.h"

#define LARGEST_FILE (1024 * 1024)

static const struct {
  const char *program;  /* end of its path */
  const char *service;  /* its name in /etc/services, where inetd.conf has no number … */
  guint16 service_port; /* … and what that means */
  LpLegacyKind kind;
  guint16 usual_port;
} programs[] = {
  { "/hotwayd", "pop3", 110, LP_LEGACY_POP3, 110 },
  { "/hotsmtpd", "smtp", 25, LP_LEGACY_SMTP, 2500 },
};

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_head_has (file, "/hotwayd") || lp_legacy_file_head_has (file, "/hotsmtpd");
}

static void
set_server (LpLegacyAccount *account, guint program, const char *bind, gint64 port)
{
  LpLegacyServer *server = lp_legacy_server_new (
      programs[program].kind, bind != NULL ? bind : "localhost",
      port > 0 ? port : programs[program].usual_port, LP_SECURITY_PLAIN, NULL);
  LpLegacyServer **place
      = programs[program].kind == LP_LEGACY_SMTP ? &account->outgoing : &account->incoming;

  g_clear_pointer (place, lp_legacy_server_free);
  *place = server;
}

static void
read_inetd_line (const char *line, LpLegacyAccount *account)
{
  if (line[0] == '#')
    return;

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    if (strstr (line, programs[i].program) != NULL) {
      gboolean is_named = g_str_has_prefix (line, programs[i].service);

      set_server (account, i, NULL,
                  is_named ? programs[i].service_port : g_ascii_strtoll (line, NULL, 10));
    }
}

/* A service of xinetd has ended with its brace; FALSE if it was ours but switched off. */
static gboolean
end_service (const LpFields *service, LpLegacyAccount *account)
{
  const char *server = lp_fields_get (service, "server");
  gboolean is_disabled = lp_fields_get_bool (service, "disable", FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    if (server != NULL && g_str_has_suffix (server, programs[i].program)) {
      if (is_disabled)
        return FALSE;
      set_server (account, i, lp_fields_get (service, "bind"),
                  lp_fields_get_int (service, "port", 0));
    }
  return TRUE;
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, NULL);
  g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("hotway");
  g_autoptr (LpFields) service = NULL;
  gboolean is_disabled = FALSE;
  char *cursor = text;

  for (char *line = lp_text_take_line (&cursor); line != NULL; line = lp_text_take_line (&cursor)) {
    char *word = g_strstrip (line);
    char *equals = strchr (word, '=');

    if (word[0] == '{') {
      g_clear_pointer (&service, lp_fields_free);
      service = lp_fields_new (NULL);
    } else if (word[0] == '}' && service != NULL) {
      is_disabled |= !end_service (service, account);
      g_clear_pointer (&service, lp_fields_free);
    } else if (service != NULL && equals != NULL) {
      *equals = '\0';
      lp_fields_set (service, g_strstrip (word), g_strstrip (equals + 1));
    } else if (service == NULL) {
      read_inetd_line (word, account);
    }
  }

  account->gateway = g_strdup ("hotway");
  lp_legacy_account_finish (account, NULL);
  if (account->incoming != NULL || account->outgoing != NULL)
    lp_legacy_reading_add (reading, g_steal_pointer (&account));
  else if (is_disabled)
    lp_legacy_reading_add_note (reading, "disabled", NULL);
}

const LpLegacy lp_legacy_hotway = {
  .id = "hotway",
  .name = "hotwayd, hotsmtpd",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};

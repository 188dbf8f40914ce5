/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Evolution since 3.6: ~/.config/evolution/sources/UID.source, three files an account, tied by
 * their names:
 *
 *     [Mail Account] IdentityUid=…  ->  [Mail Submission] TransportUid=…  ->  [Mail Transport]
 *
 * Host, Port, User and Method stand in [Authentication], the kind of TLS in [Security].
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"

#define LARGEST_FILE (256 * 1024)
#define SUFFIX ".source"

static const struct {
  const char *backend;
  LpLegacyKind kind;
} backends[] = {
  { "imapx", LP_LEGACY_IMAP },
  { "imap", LP_LEGACY_IMAP },
  { "pop", LP_LEGACY_POP3 },
  { "smtp", LP_LEGACY_SMTP },
};

static const struct {
  const char *method;
  LpSecurity security;
} securities[] = {
  { "none", LP_SECURITY_PLAIN },
  { "ssl-on-alternate-port", LP_SECURITY_TLS },
  { "starttls-on-standard-port", LP_SECURITY_STARTTLS },
};

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_head_has (file, "[Data Source]");
}

/* The sections of the file UID.source; %NULL if it is not among the companions. */
static GPtrArray *
read_source (const LpLegacyFile *files, guint n_files, const char *uid)
{
  g_autofree char *wanted = uid != NULL ? g_strconcat (uid, SUFFIX, NULL) : NULL;

  for (guint i = 0; wanted != NULL && i < n_files; i++)
    if (g_str_equal (lp_legacy_file_get_base (&files[i]), wanted)) {
      g_autofree char *text = lp_legacy_file_dup_text (&files[i], NULL, NULL);

      return lp_sections_read (text);
    }
  return NULL;
}

static const char *
get (GPtrArray *sections, const char *section, const char *name)
{
  return sections != NULL ? lp_fields_get (lp_sections_find (sections, section), name) : NULL;
}

static LpLegacyServer *
read_server (GPtrArray *sections, const char *backend)
{
  const char *host = get (sections, "Authentication", "Host");
  const char *method = get (sections, "Security", "Method");
  LpSecurity security = LP_SECURITY_PLAIN;

  for (guint i = 0; method != NULL && i < G_N_ELEMENTS (securities); i++)
    if (g_str_equal (securities[i].method, method))
      security = securities[i].security;

  for (guint i = 0; backend != NULL && host != NULL && i < G_N_ELEMENTS (backends); i++)
    if (g_str_equal (backends[i].backend, backend)) {
      const LpFields *sign_in = lp_sections_find (sections, "Authentication");
      LpLegacyServer *server
          = lp_legacy_server_new (backends[i].kind, host, lp_fields_get_int (sign_in, "Port", 0),
                                  security, lp_fields_get (sign_in, "User"));

      server->sign_in = lp_legacy_sign_in_of_mechanism (lp_fields_get (sign_in, "Method"));
      return server;
    }
  return NULL;
}

static void
read_outgoing (GPtrArray *sections, LpLegacyAccount *account)
{
  LpLegacyServer *server = read_server (sections, get (sections, "Mail Transport", "BackendName"));
  const char *method = get (sections, "Authentication", "Method");

  if (server == NULL)
    return;

  account->outgoing = server;
  account->sends = LP_LEGACY_SENDS_PASSWORD;
  if (server->sign_in == LP_SIGN_IN_OAUTH2)
    account->sends = LP_LEGACY_SENDS_OAUTH2;
  if (method == NULL || g_str_equal (method, "none")) {
    account->sends = LP_LEGACY_SENDS_WITHOUT;
    server->sign_in = LP_SIGN_IN_NONE;
  }
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);

  if (lp_sections_find (sections, "Mail Account") == NULL) {
    lp_legacy_reading_add_note (reading, "not-a-mail-account", NULL);
    return;
  }

  g_autoptr (GPtrArray) identity
      = read_source (files, n_files, get (sections, "Mail Account", "IdentityUid"));
  g_autoptr (GPtrArray) transport
      = read_source (files, n_files, get (identity, "Mail Submission", "TransportUid"));
  g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("evolution-source");

  account->label = lp_legacy_dup_field (get (sections, "Data Source", "DisplayName"));
  account->disabled
      = !lp_fields_get_bool (lp_sections_find (sections, "Data Source"), "Enabled", TRUE);
  account->name = lp_legacy_dup_field (get (identity, "Mail Identity", "Name"));
  lp_legacy_account_set_address (account, get (identity, "Mail Identity", "Address"));
  account->incoming = read_server (sections, get (sections, "Mail Account", "BackendName"));
  if (transport != NULL)
    read_outgoing (transport, account);
  lp_legacy_account_finish (account, used);
  if (account->incoming != NULL)
    lp_legacy_reading_add (reading, g_steal_pointer (&account));
  else
    lp_legacy_reading_add_note (reading, "not-a-mail-account", NULL);
}

const LpLegacy lp_legacy_evolution_source = {
  .id = "evolution-source",
  .name = "Evolution (.source)",
  .max_size = LARGEST_FILE,
  .companions = { "*" SUFFIX },
  .sniff = sniff,
  .read = read_file,
};

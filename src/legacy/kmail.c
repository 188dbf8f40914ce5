/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * KMail's three generations:
 *
 *     kmailrc (KDE 3)                    [Account N] for receiving, [Transport N] for sending,
 * [Identity N] mailtransports (KDE 4 and later)   [Transport ID]; "TLS" means STARTTLS, "SSL" means
 * TLS akonadi_{pop3,imap}_resource_Nrc   one receiving server each
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"

#define LARGEST_FILE (1024 * 1024)

static gboolean
sniff_kmailrc (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "kmailrc");
}

static gboolean
sniff_transports (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "mailtransports");
}

static gboolean
sniff_akonadi (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "akonadi_pop3_resource")
         || lp_legacy_file_name_has (file, "akonadi_imap_resource");
}

static LpSecurity
read_security (const LpFields *fields, const char *tls, const char *starttls)
{
  if (lp_fields_get_bool (fields, tls, FALSE))
    return LP_SECURITY_TLS;
  return lp_fields_get_bool (fields, starttls, FALSE) ? LP_SECURITY_STARTTLS : LP_SECURITY_PLAIN;
}

static void
read_transport (const LpFields *fields, LpLegacyAccount *account)
{
  const char *host = lp_fields_get (fields, "host");
  const char *encryption = lp_fields_get (fields, "encryption");
  const char *user = lp_fields_get (fields, "user");
  gboolean signs_in = lp_fields_get_bool (fields, "auth", FALSE)
                      || lp_fields_get_bool (fields, "requiresAuthentication", FALSE);
  LpSecurity security = LP_SECURITY_PLAIN;

  if (host == NULL)
    return;
  if (encryption != NULL && g_ascii_strcasecmp (encryption, "SSL") == 0)
    security = LP_SECURITY_TLS;
  if (encryption != NULL && g_ascii_strcasecmp (encryption, "TLS") == 0)
    security = LP_SECURITY_STARTTLS;
  if (user == NULL)
    user = lp_fields_get (fields, "userName");

  account->outgoing = lp_legacy_server_new (LP_LEGACY_SMTP, host,
                                            lp_fields_get_int (fields, "port", 0), security, user);
  account->outgoing->sign_in = signs_in ? LP_SIGN_IN_PASSWORD : LP_SIGN_IN_NONE;
  account->sends = signs_in ? LP_LEGACY_SENDS_PASSWORD : LP_LEGACY_SENDS_WITHOUT;
}

static gboolean
is_section (const LpFields *fields, const char *start)
{
  return fields->name != NULL && g_str_has_prefix (fields->name, start);
}

static guint
count_sections (GPtrArray *sections, const char *start)
{
  guint n = 0;

  for (guint i = 0; i < sections->len; i++)
    n += is_section (g_ptr_array_index (sections, i), start);
  return n;
}

/* KDE 3 tied accounts and transports nowhere: the same user name does, or there is just one of
 * each. */
static const LpFields *
find_transport (GPtrArray *sections, const char *login)
{
  gboolean is_only
      = count_sections (sections, "Account ") == 1 && count_sections (sections, "Transport ") == 1;

  for (guint i = 0; i < sections->len; i++) {
    const LpFields *fields = g_ptr_array_index (sections, i);

    if (!is_section (fields, "Transport "))
      continue;

    const char *user = lp_fields_get (fields, "user");

    if (is_only || (user != NULL && g_strcmp0 (user, login) == 0))
      return fields;
  }
  return NULL;
}

/* The same with identities: by address, or there is just one. */
static void
read_identity (GPtrArray *sections, const char *login, LpLegacyAccount *account)
{
  gboolean is_only
      = count_sections (sections, "Account ") == 1 && count_sections (sections, "Identity ") == 1;

  for (guint i = 0; i < sections->len; i++) {
    const LpFields *fields = g_ptr_array_index (sections, i);

    if (!is_section (fields, "Identity "))
      continue;

    const char *address = lp_fields_get (fields, "Email Address");

    if (address == NULL || (!is_only && g_strcmp0 (address, login) != 0))
      continue;
    g_free (account->name);
    account->name = lp_legacy_dup_field (lp_fields_get (fields, "Name"));
    lp_legacy_account_set_address (account, address);
  }
}

static LpLegacyAccount *
read_account (GPtrArray *sections, const LpFields *fields)
{
  const char *type = lp_fields_get (fields, "Type");
  const char *host = lp_fields_get (fields, "host");
  const char *login = lp_fields_get (fields, "login");
  gboolean is_pop3 = type != NULL && g_ascii_strcasecmp (type, "pop") == 0;

  if (type == NULL || host == NULL
      || (!is_pop3 && g_ascii_strncasecmp (type, "imap", 4) != 0
          && g_ascii_strncasecmp (type, "cachedimap", 10) != 0
          && g_ascii_strncasecmp (type, "dimap", 5) != 0))
    return NULL;

  LpLegacyAccount *account = lp_legacy_account_new ("kmail");
  const LpFields *transport = find_transport (sections, login);

  account->label = lp_legacy_dup_field (lp_fields_get (fields, "Name"));
  account->incoming = lp_legacy_server_new (is_pop3 ? LP_LEGACY_POP3 : LP_LEGACY_IMAP, host,
                                            lp_fields_get_int (fields, "port", 0),
                                            read_security (fields, "use-ssl", "use-tls"), login);
  account->incoming->sign_in = lp_legacy_sign_in_of_mechanism (lp_fields_get (fields, "auth"));
  if (is_pop3 && lp_fields_get (fields, "leave-on-server") != NULL)
    account->leave_on_server
        = lp_fields_get_bool (fields, "leave-on-server", TRUE) ? LP_LEAVE_ALWAYS : 0;
  read_identity (sections, login, account);
  if (transport != NULL)
    read_transport (transport, account);
  return account;
}

static void
read_kmailrc (const LpLegacyFile *files, guint n_files, const char *charset,
              LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);

  for (guint i = 0; i < sections->len; i++) {
    const LpFields *fields = g_ptr_array_index (sections, i);

    if (!is_section (fields, "Account ") || reading->accounts->len == LP_LEGACY_MAX_ACCOUNTS)
      continue;

    LpLegacyAccount *account = read_account (sections, fields);

    if (account == NULL)
      continue;
    lp_legacy_account_finish (account, used);
    lp_legacy_reading_add (reading, account);
  }
}

static void
read_transports (const LpLegacyFile *files, guint n_files, const char *charset,
                 LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);
  const char *chosen = lp_fields_get (lp_sections_find (sections, "General"), "default-transport");

  for (guint i = 0; i < sections->len && !reading->is_full; i++) {
    const LpFields *fields = g_ptr_array_index (sections, i);
    const char *id = lp_fields_get (fields, "id");
    g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("kmail-transports");

    if (!is_section (fields, "Transport "))
      continue;
    read_transport (fields, account);
    if (account->outgoing == NULL)
      continue;
    account->label = lp_legacy_dup_field (lp_fields_get (fields, "name"));
    account->is_default = chosen != NULL && g_strcmp0 (id, chosen) == 0;
    lp_legacy_account_finish (account, used);
    lp_legacy_reading_add (reading, g_steal_pointer (&account));
  }
}

/* Safety of the IMAP resource: SSL, STARTTLS or None. */
static LpSecurity
read_safety (const LpFields *fields)
{
  const char *safety = lp_fields_get (fields, "Safety");

  if (safety != NULL && g_ascii_strcasecmp (safety, "SSL") == 0)
    return LP_SECURITY_TLS;
  return safety != NULL && g_ascii_strcasecmp (safety, "STARTTLS") == 0 ? LP_SECURITY_STARTTLS
                                                                        : LP_SECURITY_PLAIN;
}

static LpLegacyServer *
read_resource (GPtrArray *sections)
{
  const LpFields *pop3 = lp_sections_find (sections, "General");
  const LpFields *imap = lp_sections_find (sections, "network");

  if (lp_fields_get (imap, "ImapServer") != NULL)
    return lp_legacy_server_new (LP_LEGACY_IMAP, lp_fields_get (imap, "ImapServer"),
                                 lp_fields_get_int (imap, "ImapPort", 0), read_safety (imap),
                                 lp_fields_get (imap, "UserName"));
  if (lp_fields_get (pop3, "host") != NULL)
    return lp_legacy_server_new (
        LP_LEGACY_POP3, lp_fields_get (pop3, "host"), lp_fields_get_int (pop3, "port", 0),
        read_security (pop3, "useSSL", "useTLS"), lp_fields_get (pop3, "login"));
  return NULL;
}

static void
read_akonadi (const LpLegacyFile *files, guint n_files, const char *charset,
              LpLegacyReading *reading)
{
  const char *used = NULL;
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &used);
  g_autoptr (GPtrArray) sections = lp_sections_read (text);
  const LpFields *general = lp_sections_find (sections, "General");
  g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("kmail-akonadi");

  account->incoming = read_resource (sections);
  if (account->incoming == NULL)
    return;
  if (account->incoming->kind == LP_LEGACY_POP3 && lp_fields_get (general, "leaveOnServer") != NULL)
    account->leave_on_server
        = lp_fields_get_bool (general, "leaveOnServer", TRUE) ? LP_LEAVE_ALWAYS : 0;
  lp_legacy_account_finish (account, used);
  lp_legacy_reading_add (reading, g_steal_pointer (&account));
}

const LpLegacy lp_legacy_kmail = {
  .id = "kmail",
  .name = "KMail of KDE 3 (kmailrc)",
  .max_size = LARGEST_FILE,
  .sniff = sniff_kmailrc,
  .read = read_kmailrc,
};

const LpLegacy lp_legacy_kmail_transports = {
  .id = "kmail-transports",
  .name = "KMail (mailtransports)",
  .max_size = LARGEST_FILE,
  .sniff = sniff_transports,
  .read = read_transports,
};

const LpLegacy lp_legacy_kmail_akonadi = {
  .id = "kmail-akonadi",
  .name = "KMail (Akonadi resource)",
  .max_size = LARGEST_FILE,
  .sniff = sniff_akonadi,
  .read = read_akonadi,
};

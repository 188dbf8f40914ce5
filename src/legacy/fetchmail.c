/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * ~/.fetchmailrc: a run of words, without regard to lines. "poll NAME" or "skip NAME" begins a
 * server, "user NAME" an account there, "defaults" what later servers inherit; "with", "has", "is"
 * and their like are there for reading aloud. Source: fetchmail's manual page.
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/fields.h"
#include "legacy/reading.h"
#include "legacy/words.h"

#define LARGEST_FILE (256 * 1024)

/* Options that take one word, under the name they are kept by; what has none is skipped with its
 * word. */
static const struct {
  const char *word;
  const char *field;
} options[] = {
  { "via", "via" },           { "proto", "protocol" },    { "protocol", "protocol" },
  { "port", "port" },         { "service", "port" },      { "auth", "auth" },
  { "sslproto", "sslproto" }, { "user", "user" },         { "username", "user" },
  { "pass", "password" },     { "password", "password" }, { "smtphost", NULL },
  { "smtpname", NULL },       { "smtpaddress", NULL },    { "mda", NULL },
  { "folder", NULL },         { "timeout", NULL },        { "interval", NULL },
  { "interface", NULL },      { "monitor", NULL },        { "envelope", NULL },
  { "qvirtual", NULL },       { "preconnect", NULL },     { "postconnect", NULL },
  { "plugin", NULL },         { "plugout", NULL },        { "limit", NULL },
  { "warnings", NULL },       { "batchlimit", NULL },     { "fetchlimit", NULL },
  { "fetchsizelimit", NULL }, { "expunge", NULL },        { "sslcert", NULL },
  { "sslkey", NULL },         { "sslcertfile", NULL },    { "sslcertpath", NULL },
  { "sslcommonname", NULL },  { "sslfingerprint", NULL }, { "principal", NULL },
  { "properties", NULL },     { "bsmtp", NULL },          { "badheader", NULL },
  { "retrieve-error", NULL },
};

/* Switches that matter, each with what "no" in front of it makes of it. */
static const char *const switches[] = { "ssl", "keep" };

typedef struct {
  LpLegacyReading *reading;
  const char *charset;
  LpFields *defaults;
  LpFields *server; /* of the poll entry, and of the defaults while these are read */
  LpFields *user;   /* the account being read; %NULL before the first "user" */
} Entries;

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_name_has (file, "fetchmailrc") || lp_legacy_file_head_has (file, "\npoll ");
}

static const char *
get (const Entries *entries, const char *name)
{
  const char *value = lp_fields_get (entries->user, name);

  if (value == NULL)
    value = lp_fields_get (entries->server, name);
  return value != NULL ? value : lp_fields_get (entries->defaults, name);
}

static gboolean
is_on (const Entries *entries, const char *name)
{
  return g_strcmp0 (get (entries, name), "yes") == 0;
}

/*
 * Without "ssl" fetchmail goes over to TLS where the server offers it, and on in clear where it
 * does not; a version in "sslproto" makes that a must.
 */
static void
set_security (const Entries *entries, LpLegacyServer *server)
{
  const char *sslproto = get (entries, "sslproto");

  if (server->security == LP_SECURITY_TLS || lp_legacy_server_is_local (server))
    return;
  server->security = LP_SECURITY_STARTTLS;
  server->opportunistic = sslproto == NULL;
}

static LpLegacyServer *
new_server (const Entries *entries)
{
  const char *protocol = get (entries, "protocol");
  const char *host = get (entries, "via");
  const char *port = get (entries, "port");
  gboolean is_pop3 = protocol != NULL
                     && (g_ascii_strncasecmp (protocol, "pop", 3) == 0
                         || g_ascii_strcasecmp (protocol, "apop") == 0
                         || g_ascii_strcasecmp (protocol, "kpop") == 0);
  LpLegacyServer *server = lp_legacy_server_new (
      is_pop3 ? LP_LEGACY_POP3 : LP_LEGACY_IMAP, host != NULL ? host : get (entries, "poll"),
      port != NULL ? g_ascii_strtoll (port, NULL, 10) : 0,
      is_on (entries, "ssl") ? LP_SECURITY_TLS : LP_SECURITY_PLAIN, get (entries, "user"));

  server->sign_in = lp_legacy_sign_in_of_mechanism (get (entries, "auth"));
  set_security (entries, server);
  return server;
}

static void
end_account (Entries *entries)
{
  if (entries->user == NULL)
    return;

  LpLegacyAccount *account = lp_legacy_account_new ("fetchmail");
  LpLegacyServer label = { .host = (char *)get (entries, "poll") };

  account->incoming = new_server (entries);
  if (!lp_legacy_server_is_local (&label))
    account->label = lp_legacy_dup_field (label.host);
  if (account->incoming->kind == LP_LEGACY_POP3)
    account->leave_on_server = is_on (entries, "keep") ? LP_LEAVE_ALWAYS : 0;
  account->disabled = get (entries, "skipped") != NULL;
  account->clear_text_secret = get (entries, "password") != NULL;
  lp_legacy_account_finish (account, entries->charset);
  lp_legacy_reading_add (entries->reading, account);
  g_clear_pointer (&entries->user, lp_fields_free);
}

static void
begin_server (Entries *entries, const char *host, gboolean skipped)
{
  end_account (entries);
  g_clear_pointer (&entries->server, lp_fields_free);
  entries->server = lp_fields_new (NULL);
  lp_fields_set (entries->server, "poll", host);
  lp_fields_set (entries->server, "skipped", skipped ? "yes" : NULL);
}

static LpFields *
get_current (const Entries *entries)
{
  if (entries->user != NULL)
    return entries->user;
  return entries->server != NULL ? entries->server : entries->defaults;
}

static void
read_option (Entries *entries, const char *word, const char **cursor)
{
  for (guint i = 0; i < G_N_ELEMENTS (options); i++) {
    if (g_ascii_strcasecmp (options[i].word, word) != 0)
      continue;

    g_autofree char *value = lp_words_take (cursor, "");
    gboolean is_secret = g_strcmp0 (options[i].field, "password") == 0;

    if (value != NULL && g_strcmp0 (options[i].field, "user") == 0 && entries->server != NULL) {
      end_account (entries);
      entries->user = lp_fields_new (NULL);
    }
    if (value != NULL && options[i].field != NULL)
      lp_fields_set (get_current (entries), options[i].field, is_secret ? "(set)" : value);
    return;
  }
}

static void
read_switch (Entries *entries, const char *word, gboolean is_on_now)
{
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (g_ascii_strcasecmp (switches[i], word) == 0)
      lp_fields_set (get_current (entries), switches[i], is_on_now ? "yes" : "no");
}

/* "set daemon 300" and its like: the rest of the line. */
static const char *
skip_line (const char *cursor)
{
  return cursor + strcspn (cursor, "\n");
}

static void
read_word (Entries *entries, const char *word, const char **cursor)
{
  gboolean is_no = g_ascii_strncasecmp (word, "no", 2) == 0;
  gboolean is_skip = g_ascii_strcasecmp (word, "skip") == 0;

  if (is_skip || g_ascii_strcasecmp (word, "poll") == 0
      || g_ascii_strcasecmp (word, "server") == 0) {
    g_autofree char *host = lp_words_take (cursor, "");

    begin_server (entries, host, is_skip);
  } else if (g_ascii_strcasecmp (word, "set") == 0) {
    *cursor = skip_line (*cursor);
  } else if (is_no) {
    g_autofree char *next = word[2] == '\0' ? lp_words_take (cursor, "") : NULL;

    read_switch (entries, next != NULL ? next : word + 2, FALSE);
  } else {
    read_switch (entries, word, TRUE);
    read_option (entries, word, cursor);
  }
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  Entries entries = { .reading = reading };
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &entries.charset);
  const char *cursor = text;
  char *word;

  entries.defaults = lp_fields_new (NULL);
  while ((word = lp_words_take (&cursor, "")) != NULL) {
    read_word (&entries, g_strdelimit (word, ",;:", '\0'), &cursor);
    g_free (word);
  }
  end_account (&entries);
  lp_fields_free (entries.server);
  lp_fields_free (entries.defaults);
}

const LpLegacy lp_legacy_fetchmail = {
  .id = "fetchmail",
  .name = "fetchmail",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Old set-ups on the screen: as a table for people and as JSON.
 */
#include "cli/import-report.h"

#include <glib/gi18n.h>

#include "cli/json.h"

/* ---- JSON ---- */

/* The fields of every server, with words of old protocols where there is no LpServer for them. */
static void
add_legacy_server (JsonBuilder *builder, const char *name, const LpLegacyServer *server,
                   const LpLegacyAccount *account)
{
  json_builder_set_member_name (builder, name);
  if (server == NULL) {
    json_builder_add_null_value (builder);
    return;
  }

  json_builder_begin_object (builder);
  lp_json_add_string (builder, "protocol", lp_legacy_kind_get_name (server->kind));
  lp_json_add_string (builder, "host", server->host);
  json_builder_set_member_name (builder, "port");
  if (server->port != 0)
    json_builder_add_int_value (builder, server->port);
  else
    json_builder_add_null_value (builder);
  lp_json_add_string (builder, "security",
                      server->port != 0 ? lp_security_get_name (server->security) : NULL);
  lp_json_add_string (builder, "user", server->user);
  lp_json_add_string (builder, "sign_in", lp_sign_in_get_name (server->sign_in));
  lp_json_add_bool (builder, "tls_if_available", server->opportunistic);
  if (server->url != NULL)
    lp_json_add_string (builder, "url", server->url);
  if (server->kind == LP_LEGACY_SMTP)
    lp_json_add_string (builder, "authentication", lp_legacy_sends_get_name (account->sends));
  json_builder_end_object (builder);
}

static void
add_words (JsonBuilder *builder, const char *name, GPtrArray *words)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < words->len; i++)
    lp_json_add_element (builder, words->pdata[i]);
  json_builder_end_array (builder);
}

static void
add_leave (JsonBuilder *builder, int days)
{
  json_builder_set_member_name (builder, "leave_on_server");
  if (days == LP_LEGACY_LEAVE_UNKNOWN)
    json_builder_add_null_value (builder);
  else if (days == LP_LEAVE_ALWAYS)
    json_builder_add_string_value (builder, "always");
  else
    json_builder_add_int_value (builder, days);
}

static void
add_becomes (JsonBuilder *builder, const LpMigration *migration)
{
  const LpAccount *account = migration->account;

  json_builder_set_member_name (builder, "becomes");
  if (account == NULL) {
    json_builder_add_null_value (builder);
    return;
  }

  json_builder_begin_object (builder);
  lp_json_add_server (builder, "incoming", account->incoming);
  lp_json_add_server (builder, "outgoing", account->outgoing);
  lp_json_add_string (builder, "sign_in", migration->sign_in);
  lp_json_add_string (builder, "issuer", account->issuer);
  add_leave (builder, account->leave_on_server);
  json_builder_end_object (builder);
}

static void
add_account (JsonBuilder *builder, const LpLegacyAccount *account, const LpMigration *migration)
{
  json_builder_begin_object (builder);
  lp_json_add_string (builder, "file", account->file);
  lp_json_add_string (builder, "format", account->format);
  lp_json_add_string (builder, "account", account->label);
  lp_json_add_string (builder, "group", account->group);
  lp_json_add_string (builder, "name", account->name);
  lp_json_add_string (builder, "address", account->address != NULL ? account->address->text : NULL);
  lp_json_add_string (builder, "charset", account->charset);
  add_legacy_server (builder, "incoming", account->incoming, account);
  add_legacy_server (builder, "outgoing", account->outgoing, account);
  add_leave (builder, account->leave_on_server);
  add_words (builder, "findings", migration->words);
  lp_json_add_string (builder, "happened", migration->happened);
  lp_json_add_string (builder, "now", migration->now);
  lp_json_add_string (builder, "warning", migration->warning);
  add_becomes (builder, migration);
  json_builder_end_object (builder);
}

static void
add_differences (JsonBuilder *builder, GPtrArray *differences)
{
  json_builder_set_member_name (builder, "differences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < differences->len; i++) {
    const LpLegacyDifference *difference = differences->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "field", difference->field);
    lp_json_add_string (builder, "file", difference->file);
    lp_json_add_string (builder, "value", difference->value);
    lp_json_add_string (builder, "chosen", difference->chosen);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_mailbox (JsonBuilder *builder, const LpLegacyMerged *merged, const LpMigration *migration)
{
  const LpAddress *address = merged->account->address;

  json_builder_begin_object (builder);
  lp_json_add_string (builder, "address", address != NULL ? address->text : NULL);
  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < merged->sources->len; i++)
    json_builder_add_int_value (builder, g_array_index (merged->sources, guint, i));
  json_builder_end_array (builder);
  add_differences (builder, merged->differences);
  add_becomes (builder, migration);
  json_builder_end_object (builder);
}

static void
add_failures (JsonBuilder *builder, const char *name, GPtrArray *failures)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < failures->len; i++) {
    const LpLegacyFailure *failure = failures->pdata[i];

    json_builder_begin_object (builder);
    lp_json_add_string (builder, "file", failure->file);
    lp_json_add_string (builder, "message", failure->message);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

void
lp_import_print_json (const LpImport *import)
{
  JsonBuilder *builder = lp_json_new ();

  json_builder_set_member_name (builder, "accounts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < import->scan->accounts->len; i++)
    add_account (builder, import->scan->accounts->pdata[i], import->migrations->pdata[i]);
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "mailboxes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < import->mailboxes->len; i++)
    add_mailbox (builder, import->mailboxes->pdata[i], import->decisions->pdata[i]);
  json_builder_end_array (builder);
  add_failures (builder, "skipped", import->scan->notes);
  add_failures (builder, "errors", import->scan->failures);
  lp_json_add_bool (builder, "incomplete", import->scan->is_incomplete);
  lp_cli_print_json (builder);
}

/* ---- for people ---- */

static const struct {
  const char *sign_in;
  const char *text;
} sign_ins[] = {
  { "oauth2", N_ ("sign-in in the browser") },
  { "app-password", N_ ("an app password") },
  { "password", N_ ("the password") },
  { "keep-gateway", N_ ("through DavMail, as before") },
};

static const char *
describe_sign_in (const char *sign_in)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sign_ins); i++)
    if (g_str_equal (sign_ins[i].sign_in, sign_in))
      return _ (sign_ins[i].text);
  return sign_in;
}

/* Two servers in one line; a missing one is still to be found. */
static char *
join_servers (char *incoming, char *outgoing)
{
  char *line = g_strdup_printf ("%s, %s", incoming != NULL ? incoming : "?",
                                outgoing != NULL ? outgoing : "?");

  g_free (incoming);
  g_free (outgoing);
  return line;
}

static void
print_becomes (const LpMigration *migration)
{
  const LpAccount *account = migration->account;

  if (account == NULL) {
    g_print ("  %s\n",
             _ ("The file names no address. Begin with yours: letterplate setup ADDRESS"));
    return;
  }

  g_autofree char *servers
      = join_servers (account->incoming != NULL ? lp_server_to_string (account->incoming) : NULL,
                      account->outgoing != NULL ? lp_server_to_string (account->outgoing) : NULL);

  g_print ("  %s %s\n", _ ("becomes:"), servers);
  g_print ("  %s %s\n", _ ("sign-in:"), describe_sign_in (migration->sign_in));
}

static void
print_sources (const LpImport *import, const LpLegacyMerged *merged)
{
  for (guint i = 0; i < merged->sources->len; i++) {
    const LpLegacyAccount *account
        = import->scan->accounts->pdata[g_array_index (merged->sources, guint, i)];
    const LpLegacy *format = lp_legacy_find (account->format);
    g_autofree char *servers = join_servers (lp_legacy_server_describe (account->incoming),
                                             lp_legacy_server_describe (account->outgoing));

    g_print ("  %s: %s\n", format != NULL ? format->name : account->format, account->file);
    g_print ("  %s %s\n", _ ("was:"), servers);
  }
  for (guint i = 0; i < merged->differences->len; i++) {
    const LpLegacyDifference *difference = merged->differences->pdata[i];

    /* Translators: a setting's name, a file, and what stands in it. */
    g_print (_ ("  differs: %s in %s is %s\n"), difference->field, difference->file,
             difference->value);
  }
}

/* The code page was guessed, and only a person sees whether the guess was right. */
static void
print_charset (const LpLegacyAccount *account)
{
  if (account->charset == NULL)
    return;
  /* Translators: the name of an account, and a code page like WINDOWS-1251. */
  g_print (_ ("  “%s” was read as %s; if that looks wrong, try another code page with "
              "--charset.\n"),
           account->label != NULL ? account->label : "", account->charset);
}

void
lp_import_print_mailbox (const LpImport *import, guint index)
{
  const LpLegacyMerged *merged = import->mailboxes->pdata[index];
  const LpMigration *migration = import->decisions->pdata[index];
  const LpLegacyAccount *account = merged->account;

  g_print ("%s%s%s%s\n", account->address != NULL ? account->address->text : _ ("(no address)"),
           account->name != NULL ? " (" : "", account->name != NULL ? account->name : "",
           account->name != NULL ? ")" : "");
  print_sources (import, merged);
  print_charset (account);
  if (migration->happened != NULL)
    g_print ("  %s\n", migration->happened);
  g_print ("  %s\n", migration->now);
  if (migration->warning != NULL)
    g_print ("  %s\n", migration->warning);
  print_becomes (migration);
  if (account->has_password && migration->password_is_useful)
    g_print ("  %s\n",
             _ ("The file holds the password; --setup --stored-passwords takes it into the "
                "keyring."));
}

static const struct {
  const char *note;
  const char *sentence;
} notes[] = {
  { "not-a-mail-account", N_ ("There is no mail account in it, but news, contacts or the like.") },
  { "exchange-only", N_ ("There is only an Exchange account in it, whose mail is not reached by "
                         "IMAP, POP3 or SMTP.") },
  { "exchange", N_ ("An Exchange account in it was left out.") },
  { "disabled", N_ ("The account was switched off.") },
};

static void
print_notes (GPtrArray *found)
{
  for (guint i = 0; i < found->len; i++) {
    const LpLegacyFailure *note = found->pdata[i];

    for (gsize j = 0; j < G_N_ELEMENTS (notes); j++)
      if (g_str_equal (note->message, notes[j].note))
        g_printerr ("%s: %s: %s\n", g_get_prgname (), note->file, _ (notes[j].sentence));
  }
}

static void
print_failures (GPtrArray *failures)
{
  for (guint i = 0; i < failures->len; i++) {
    const LpLegacyFailure *failure = failures->pdata[i];

    g_printerr ("%s: %s: %s\n", g_get_prgname (), failure->file, failure->message);
  }
}

void
lp_import_print_failures (const LpImport *import)
{
  if (import->scan->is_incomplete)
    g_printerr ("%s: %s\n", g_get_prgname (),
                _ ("There is more than one search may read. Name the files or folders you mean."));
  print_notes (import->scan->notes);
  print_failures (import->scan->failures);
}

void
lp_import_print (const LpImport *import)
{
  for (guint i = 0; i < import->mailboxes->len; i++)
    lp_import_print_mailbox (import, i);
  if (import->mailboxes->len == 0)
    g_print ("%s\n", _ ("No old set-up was found."));
  lp_import_print_failures (import);
}

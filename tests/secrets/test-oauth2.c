/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Browser sign-in without an issuer: rows and client IDs, scopes, and what a refusal amounts to.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "model/error.h"
#include "secrets/issuer.h"
#include "secrets/oauth2-token.h"

static LpAccount *
make_account (LpProtocolId incoming)
{
  g_autoptr (LpAddress) address = lp_address_parse ("alice@example.test", NULL);
  LpAccount *account = lp_account_new (address);

  account->incoming
      = lp_server_new (incoming, "imap.example.test", 0, LP_SECURITY_TLS, "alice@example.test");
  account->outgoing = lp_server_new (LP_PROTOCOL_SMTP, "smtp.example.test", 0, LP_SECURITY_TLS,
                                     "alice@example.test");
  return account;
}

/* ---- issuers ---- */

static void
write_ids (const char *config_dir, const char *name, const char *text)
{
  g_autofree char *folder = g_build_filename (config_dir, "letterplate", "oauth2.d", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
test_issuer_row (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LpIssuer) issuer = lp_issuer_load ("microsoft", NULL, &error);
  g_autoptr (LpAccount) imap = make_account (LP_PROTOCOL_IMAP);
  g_autoptr (LpAccount) pop3 = make_account (LP_PROTOCOL_POP3);
  g_autofree char *imap_scope = NULL;
  g_autofree char *pop3_scope = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (issuer->name, ==, "Microsoft");
  g_assert_cmpstr (issuer->redirect_host, ==, "localhost");
  g_assert_null (issuer->client_id);
  g_assert_false (lp_issuer_is_offered ("microsoft", NULL));
  imap_scope = lp_issuer_make_scope (issuer, imap);
  g_assert_cmpstr (imap_scope, ==,
                   "https://outlook.office.com/IMAP.AccessAsUser.All "
                   "https://outlook.office.com/SMTP.Send offline_access openid profile");
  g_clear_pointer (&pop3->outgoing, lp_server_free);
  pop3_scope = lp_issuer_make_scope (issuer, pop3);
  g_assert_cmpstr (pop3_scope, ==,
                   "https://outlook.office.com/POP.AccessAsUser.All offline_access openid profile");

  g_autoptr (LpIssuer) google = lp_issuer_load ("google", NULL, NULL);
  g_autofree char *google_scope = lp_issuer_make_scope (google, imap);
  g_assert_cmpstr (google_scope, ==, "https://mail.google.com/ openid email");
}

/* Every issuer that another table names has a row, and every row can be asked over https. */
static void
test_issuer_rows (void)
{
  static const char *const ids[] = { "microsoft", "google",   "yahoo",   "aol",    "yandex",
                                     "mailru",    "fastmail", "comcast", "seznam", "thundermail" };
  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (LpIssuer) issuer = lp_issuer_load (ids[i], NULL, NULL);
    g_assert_nonnull (issuer);
    g_assert_true (g_str_has_prefix (issuer->authorization, "https://"));
    g_assert_true (g_str_has_prefix (issuer->token, "https://"));
    g_assert_null (issuer->client_id);
  }
}

static void
test_issuer_client_ids (void)
{
  write_ids (
      g_get_system_config_dirs ()[0], "a.ini",
      "[google]\nClientId=system\nClientSecret=known to all\n"
      "[own]\nName=Own\nIssuer=https://id.example.test\nMetadata=true\nScope=mail\nClientId=x\n");
  g_autoptr (LpIssuer) google = lp_issuer_load ("google", NULL, NULL);
  g_assert_cmpstr (google->client_id, ==, "system");
  g_assert_cmpstr (google->client_secret, ==, "known to all");
  g_assert_cmpstr (google->token, ==, "https://oauth2.googleapis.com/token");
  g_assert_true (lp_issuer_is_offered ("google", NULL));

  g_autoptr (LpIssuer) own = lp_issuer_load ("own", NULL, NULL);
  g_assert_cmpstr (own->identifier, ==, "https://id.example.test");
  g_assert_true (own->has_metadata);
  g_assert_true (lp_issuer_is_offered ("own", NULL));

  /* what comes later wins; empty hides */
  write_ids (g_get_user_config_dir (), "10.ini", "[google]\nClientId=mine\n");
  write_ids (g_get_user_config_dir (), "20.ini", "[own]\nClientId=\n");
  write_ids (g_get_user_config_dir (), "30.ini.bak", "[own]\nClientId=left over\n");
  g_autoptr (LpIssuer) mine = lp_issuer_load ("google", NULL, NULL);
  g_assert_cmpstr (mine->client_id, ==, "mine");
  g_assert_false (lp_issuer_is_offered ("own", NULL));
}

static void
test_issuer_unknown (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lp_issuer_load ("nobody", NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_false (lp_issuer_is_offered ("nobody", NULL));
  g_assert_false (lp_issuer_is_offered (NULL, NULL));
}

/* What only says who signed in is never missing: Microsoft leaves it out of its answer. */
static void
test_scopes (void)
{
  static const struct {
    const char *issuer;
    const char *granted;
    const char *missing;
  } rows[] = {
    { "google", NULL, NULL },
    { "google", "https://mail.google.com/", NULL },
    { "google", "openid https://www.google.com/", "https://mail.google.com/" },
    { "google", "", "https://mail.google.com/" },
    { "microsoft",
      "https://outlook.office365.com/SMTP.Send https://outlook.office365.com/imap.accessasuser.all",
      NULL },
    { "microsoft", "https://outlook.office.com/IMAP.AccessAsUser.All",
      "https://outlook.office.com/SMTP.Send" },
    { "google", "openid email", "https://mail.google.com/" },
    { "comcast", "https://email.comcast.net/", NULL },
    { "yandex", "mail:smtp mail:imap_full", NULL },
    { "yandex", "mail:smtp mail:imap_ro", "mail:imap_full" },
  };

  g_autoptr (LpAccount) account = make_account (LP_PROTOCOL_IMAP);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (LpIssuer) issuer = lp_issuer_load (rows[i].issuer, NULL, NULL);
    g_assert_cmpstr (lp_issuer_find_missing_scope (issuer, account, rows[i].granted), ==,
                     rows[i].missing);
  }
}

/* ---- who signed in ---- */

static char *
encode_token (const char *payload)
{
  g_autofree char *text = g_base64_encode ((const guchar *)payload, strlen (payload));

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';
  return g_strdup_printf ("eyJhbGciOiJSUzI1NiJ9.%s.c2lnbmF0dXJl", text);
}

static void
test_signed_in (void)
{
  static const struct {
    const char *payload;
    const char *name;
  } rows[] = {
    { "{\"email\":\"maya@example.test\"}", "maya@example.test" },
    { "{\"email\":\"maya@example.test\",\"x\":1}", "maya@example.test" },
    { "{\"email\":\"maya@example.test\",\"x\":12}", "maya@example.test" },
    { "{\"email\":\"m\303\244ya@example.test\",\"x\":\"\303\277\303\276?>\"}",
      "m\303\244ya@example.test" },
    { "{\"upn\":\"c@example.test\",\"preferred_username\":\"b@example.test\"}", "b@example.test" },
    { "{\"upn\":\"c@example.test\",\"preferred_username\":\"+4912345\"}", "c@example.test" },
    { "{\"sub\":\"maya@example.test\",\"name\":\"Maya\"}", NULL },
    { "{\"email\":[\"maya@example.test\"]}", NULL },
    { "{\"email\":\"maya@example.test\\r\\nBCC\"}", NULL },
    { "{\"email\":\"maya\\u202e@example.test\"}", NULL },
    { "[\"maya@example.test\"]", NULL },
    { "{\"email\":\"maya@example.test\"", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *token = encode_token (rows[i].payload);
    g_autofree char *name = lp_oauth2_read_signed_in (token);
    g_test_message ("%s", rows[i].payload);
    g_assert_cmpstr (name, ==, rows[i].name);
  }
}

/* No answer to the question, and nothing worse */
static void
test_signed_in_broken (void)
{
  static const char *const tokens[]
      = { "", ".", "..", "a.b", "a..c", "a.b.c", "a.e30.c", "a.{}.c", "a.e3 0.c" };
  g_autofree char *spaces = g_strnfill (13000, ' ');
  g_autofree char *brackets = g_strnfill (9000, '[');
  g_autofree char *label = g_strnfill (60, 'a');
  g_autofree char *large = g_strconcat ("{\"email\":\"maya@example.test\"}", spaces, NULL);
  g_autofree char *deep = g_strconcat ("{\"email\":\"maya@example.test\",\"x\":", brackets, NULL);
  g_autofree char *name = g_strdup_printf ("{\"email\":\"%1$s@%1$s.%1$s.%1$s.%1$s.test\"}", label);
  const char *const payloads[] = { large, deep, name };

  g_assert_null (lp_oauth2_read_signed_in (NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    g_assert_null (lp_oauth2_read_signed_in (tokens[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *token = encode_token (payloads[i]);
    g_assert_null (lp_oauth2_read_signed_in (token));
  }
}

/* ---- refusals ---- */

static void
test_refusals (void)
{
  static const struct {
    guint status;
    const char *code;
    const char *description;
    LpVerdict verdict;
  } rows[] = {
    { 400, "invalid_grant", NULL, LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
    { 400, "invalid_grant", "AADSTS700082: The refresh token has expired due to inactivity.",
      LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
    { 400, "interaction_required", "AADSTS50076: you must use multi-factor authentication",
      LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
    { 0, "access_denied", "the person said no", LP_VERDICT_CANCELLED },
    { 0, "access_denied", "AADSTS90094: The grant requires admin permission.",
      LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
    { 0, "consent_required", "AADSTS65001", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
    { 0, "invalid_request", "AADSTS50020: account from identity provider does not exist in tenant",
      LP_VERDICT_TOKEN_REFUSED },
    { 400, "invalid_grant", "AADSTS500133: Assertion is not within its valid time range.",
      LP_VERDICT_CLOCK_WRONG },
    { 400, "invalid_request", "AADSTS28000: two resources", LP_VERDICT_INTERNAL },
    { 400, "invalid_scope", "AADSTS70011: not a scope of this app", LP_VERDICT_CLIENT_ID_REFUSED },
    { 401, "invalid_client", "AADSTS7000218", LP_VERDICT_CLIENT_ID_REFUSED },
    { 400, "unauthorized_client", "AADSTS700016: Application was not found in the directory",
      LP_VERDICT_CLIENT_ID_REFUSED },
    { 0, "invalid_request", "AADSTS50011: The redirect URI does not match",
      LP_VERDICT_CLIENT_ID_REFUSED },
    { 0, "redirect_uri_mismatch", NULL, LP_VERDICT_CLIENT_ID_REFUSED },
    { 401, "invalid_client", "The OAuth client was not found.", LP_VERDICT_CLIENT_ID_REFUSED },
    { 400, "invalid_request", "client_secret is missing.", LP_VERDICT_CLIENT_ID_REFUSED },
    { 0, "access_denied", "AADSTS50105: The user is not assigned to a role for the application",
      LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
    { 400, "expired_token", NULL, LP_VERDICT_TIMED_OUT },
    { 0, "server_error", NULL, LP_VERDICT_SERVER_UNAVAILABLE },
    { 503, "HTTP 503", NULL, LP_VERDICT_SERVER_UNAVAILABLE },
    { 429, "HTTP 429", NULL, LP_VERDICT_RATE_LIMITED },
    { 400, "never_heard_of", NULL, LP_VERDICT_TOKEN_REFUSED },
    { 0, "admin_policy_enforced", NULL, LP_VERDICT_ADMIN_APPROVAL_REQUIRED },
  };

  const LpIssuer issuer = { .name = (char *)"Somebody" };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    lp_oauth2_set_error (&issuer, rows[i].status, rows[i].code, rows[i].description, &error);
    g_test_message ("%s", error->message);
    g_assert_error (error, LP_ERROR, (int)rows[i].verdict);
  }
}

static void
test_answer_nested_without_end (void)
{
  g_autofree char *open = g_strnfill (60000, '[');
  g_autofree char *text = g_strconcat ("{\"access_token\":", open, NULL);
  g_autoptr (GBytes) deep = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) flat = g_bytes_new_static ("{\"a\":[[{}]]}", 12);

  g_assert_null (lp_oauth2_parse (deep));
  g_autoptr (JsonNode) root = lp_oauth2_parse (flat);
  g_assert_nonnull (root);
}

static void
test_safe_words (void)
{
  g_autofree char *token = g_strnfill (64, 'x');
  g_autofree char *text = g_strdup_printf ("bad\r\n\033[2Jtoken %s \xff given", token);
  g_autofree char *safe = lp_oauth2_make_safe (text);
  g_autofree char *blanks = g_strnfill (2000, ' ');
  g_autofree char *words = g_strnfill (2000, 'a');

  g_assert_cmpstr (safe, ==, "bad [2Jtoken […] \xef\xbf\xbd given");
  g_assert_null (lp_oauth2_make_safe (NULL));
  g_free (safe);
  safe = lp_oauth2_make_safe (blanks);
  g_assert_cmpstr (safe, ==, "");
  g_free (safe);
  safe = lp_oauth2_make_safe (words);
  g_assert_cmpstr (safe, ==, "[…]");
  g_free (safe);
  safe = lp_oauth2_make_safe ("one\u202etwo\xc2\x9b"
                              "2J\u2028three");
  g_assert_cmpstr (safe, ==, "one two 2J three");
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);
    remove_tree (child);
  }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  /* Not G_TEST_OPTION_ISOLATE_DIRS: GLib 2.74 leaks the names of the folders. */
  g_autofree char *folder = g_dir_make_tmp ("letterplate-oauth2-XXXXXX", NULL);
  g_autofree char *user = g_build_filename (folder, "user", NULL);
  g_autofree char *system = g_build_filename (folder, "system", NULL);

  g_setenv ("XDG_CONFIG_HOME", user, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", system, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/issuer/row", test_issuer_row);
  g_test_add_func ("/issuer/rows", test_issuer_rows);
  g_test_add_func ("/issuer/client-ids", test_issuer_client_ids);
  g_test_add_func ("/issuer/unknown", test_issuer_unknown);
  g_test_add_func ("/issuer/scopes", test_scopes);
  g_test_add_func ("/oauth2/signed-in", test_signed_in);
  g_test_add_func ("/oauth2/signed-in/broken", test_signed_in_broken);
  g_test_add_func ("/oauth2/refusals", test_refusals);
  g_test_add_func ("/oauth2/nested-without-end", test_answer_nested_without_end);
  g_test_add_func ("/oauth2/safe-words", test_safe_words);
  int status = g_test_run ();
  remove_tree (folder);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mechanisms against the examples of their RFCs, and the choice among them. The nonces of the
 * examples come in through getrandom(), which this program has in place of libc's. */

#include "protocol/sasl.h"

#include <string.h>
#include <sys/random.h>

static const char *next_random;

ssize_t
getrandom (void *buffer, size_t size, unsigned flags)
{
  g_autofree guchar *octets = NULL;
  gsize length = 0;

  if (next_random != NULL)
    octets = g_base64_decode (next_random, &length);
  for (gsize i = 0; i < size; i++)
    ((guchar *)buffer)[i] = i < length ? octets[i] : 'x';
  return size;
}

static const LpMechanism *
find (const char *name, LpSignIn sign_in, LpSecretKind kind)
{
  const char *offered[] = { name, NULL };
  LpSaslTerms terms = { .offered = offered,
                        .sign_in = sign_in,
                        .has_secret = TRUE,
                        .kind = kind,
                        .encrypted = TRUE,
                        .can_bind = TRUE };
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();

  g_assert_cmpint (lp_sasl_choose (&terms, chosen), ==, LP_VERDICT_OK);
  g_assert_cmpuint (chosen->len, ==, 1);
  return chosen->pdata[0];
}

typedef struct {
  const char *name;
  const char *mechanism;
  LpSignIn sign_in;
  LpSecretKind kind;
  const char *user;
  const char *secret;
  const char *nonce;
  const char *exchange[8]; /* "C" raw response or "S" raw challenge, in turn */
} Example;

static const Example examples[] = {
  { "rfc-4616",
    "PLAIN",
    LP_SIGN_IN_PASSWORD,
    LP_SECRET_PASSWORD,
    "tim",
    "tanstaaftanstaaf",
    NULL,
    { "C@tim@tanstaaftanstaaf" } }, /* @ stands for NUL */
  { "login",
    "LOGIN",
    LP_SIGN_IN_PASSWORD,
    LP_SECRET_PASSWORD,
    "tim",
    "tanstaaf",
    NULL,
    { "SUsername:", "Ctim", "SPassword:", "Ctanstaaf" } },
  { "login-odd-words",
    "LOGIN",
    LP_SIGN_IN_PASSWORD,
    LP_SECRET_PASSWORD,
    "tim",
    "tanstaaf",
    NULL,
    { "SUser Name", "Ctim", "SPass", "Ctanstaaf" } },
  { "rfc-2195",
    "CRAM-MD5",
    LP_SIGN_IN_ENCRYPTED,
    LP_SECRET_PASSWORD,
    "tim",
    "tanstaaftanstaaf",
    NULL,
    { "S<1896.697170952@postoffice.reston.mci.net>", "Ctim b913a602c7eda7a495b4e6e7334d3890" } },
  { "rfc-5802",
    "SCRAM-SHA-1",
    LP_SIGN_IN_ENCRYPTED,
    LP_SECRET_PASSWORD,
    "user",
    "pencil",
    "fyko+d2lbbFgONRv9qkxdawL",
    { "Cn,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
      "Sr=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
      "Cc=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
      "Sv=rmF9pqV8S7suAoZWja4dJRkFsKQ=", "C" } },
  { "google-xoauth2",
    "XOAUTH2",
    LP_SIGN_IN_OAUTH2,
    LP_SECRET_ACCESS_TOKEN,
    "someuser@example.com",
    "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg",
    NULL,
    { "Cuser=someuser@example.com\x01"
      "auth=Bearer ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg\x01\x01" } },
  { "rfc-7628",
    "OAUTHBEARER",
    LP_SIGN_IN_OAUTH2,
    LP_SECRET_ACCESS_TOKEN,
    "user@example.com",
    "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==",
    NULL,
    { "Cn,a=user@example.com,\x01host=server.example.com\x01port=143\x01"
      "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\x01\x01",
      "S{\"status\":\"invalid_token\"}", "C\x01" } },
};

static char *
encode (const char *raw)
{
  g_autofree char *octets = g_strdup (raw);
  gsize length = strlen (octets);

  for (gsize i = 0; raw[0] == '@' && i < length; i++)
    if (octets[i] == '@')
      octets[i] = '\0';
  return g_base64_encode ((guchar *)octets, length);
}

static void
test_example (gconstpointer data)
{
  const Example *example = data;
  g_autoptr (LpCredentials) credentials = lp_credentials_new (example->kind, example->secret, -1);
  LpSaslIdentity identity = { .user = example->user,
                              .credentials = credentials,
                              .service = "imap",
                              .host = "server.example.com",
                              .port = 143 };
  const LpMechanism *mechanism = find (example->mechanism, example->sign_in, example->kind);
  g_autoptr (GError) error = NULL;

  next_random = example->nonce;
  g_autoptr (LpSasl) sasl = lp_sasl_new (mechanism, &identity, &error);
  g_assert_no_error (error);
  g_autofree char *challenge = NULL;
  for (const char *const *turn = example->exchange; *turn != NULL; turn++) {
    g_autofree char *encoded = encode (*turn + 1);
    if (**turn == 'S') {
      g_free (challenge);
      challenge = g_steal_pointer (&encoded);
      continue;
    }
    g_autofree char *response = lp_sasl_respond (sasl, challenge, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (response, ==, encoded);
  }
  g_assert_true (lp_sasl_is_proved (sasl));
  next_random = NULL;
}

/* PBKDF2 with one block (RFC 8018 §5.2), by GLib, to check libgsasl by something that is not
 * libgsasl. */
static void
salt_password (const char *password, const guchar *salt, gsize salt_length, guint rounds,
               guchar result[32])
{
  static const guchar block[] = { 0, 0, 0, 1 };
  guchar previous[32];
  gsize size = 32;

  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)password, strlen (password));
  g_hmac_update (hmac, salt, salt_length);
  g_hmac_update (hmac, block, sizeof block);
  g_hmac_get_digest (hmac, previous, &size);
  g_hmac_unref (hmac);
  memcpy (result, previous, 32);
  for (guint i = 1; i < rounds; i++) {
    hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *)password, strlen (password));
    g_hmac_update (hmac, previous, 32);
    g_hmac_get_digest (hmac, previous, &size);
    g_hmac_unref (hmac);
    for (int k = 0; k < 32; k++)
      result[k] ^= previous[k];
  }
}

static void
sign (const guchar key[32], const char *text, guchar result[32])
{
  gsize size = 32;
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key, 32);

  g_hmac_update (hmac, (const guchar *)text, strlen (text));
  g_hmac_get_digest (hmac, result, &size);
  g_hmac_unref (hmac);
}

/* The client's proof of RFC 5802 §3, with SHA-256. */
static char *
compute_proof (const char *password, const char *salt64, guint rounds, const char *message)
{
  gsize salt_length = 0, size = 32;
  g_autofree guchar *salt = g_base64_decode (salt64, &salt_length);
  guchar salted[32], client_key[32], stored_key[32], signature[32];

  salt_password (password, salt, salt_length, rounds, salted);
  sign (salted, "Client Key", client_key);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_checksum_update (sum, client_key, 32);
  g_checksum_get_digest (sum, stored_key, &size);
  sign (stored_key, message, signature);
  for (int k = 0; k < 32; k++)
    client_key[k] ^= signature[k];
  return g_base64_encode (client_key, 32);
}

#define RFC_7677_CLIENT "n=user,r=rOprNGfwEbeRWgbNEkqO"
#define RFC_7677_NONCE "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
#define RFC_7677_SERVER "r=" RFC_7677_NONCE ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"

/* libgsasl's nonce is longer than the one in RFC 7677 §3: the computation above is checked by the
 * RFC, the library by it. */
static void
test_scram_sha_256 (void)
{
  g_autofree char *example
      = compute_proof ("pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096,
                       RFC_7677_CLIENT "," RFC_7677_SERVER ",c=biws,r=" RFC_7677_NONCE);
  g_assert_cmpstr (example, ==, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

  g_autoptr (LpCredentials) credentials = lp_credentials_new (LP_SECRET_PASSWORD, "pencil", -1);
  LpSaslIdentity identity
      = { .user = "user", .credentials = credentials, .service = "imap", .host = "h", .port = 143 };
  const LpMechanism *mechanism = find ("SCRAM-SHA-256", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD);
  next_random = "fyko+d2lbbFgONRv9qkxdawL";
  g_autoptr (LpSasl) sasl = lp_sasl_new (mechanism, &identity, NULL);
  g_autofree char *first = lp_sasl_respond (sasl, NULL, NULL);
  next_random = NULL;
  g_assert_nonnull (first);
  g_assert_false (lp_sasl_is_proved (sasl));

  const char *server = "r=fyko+d2lbbFgONRv9qkxdawLabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=5000";
  g_autofree char *proof
      = compute_proof ("pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 5000,
                       "n=user,r=fyko+d2lbbFgONRv9qkxdawL,"
                       "r=fyko+d2lbbFgONRv9qkxdawLabc,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=5000,"
                       "c=biws,r=fyko+d2lbbFgONRv9qkxdawLabc");
  g_autofree char *expected = g_strdup_printf ("c=biws,r=fyko+d2lbbFgONRv9qkxdawLabc,p=%s", proof);
  g_autofree char *challenge = encode (server);
  g_autofree char *response = lp_sasl_respond (sasl, challenge, NULL);
  g_autofree char *encoded = encode (expected);
  g_assert_cmpstr (response, ==, encoded);
  g_assert_false (lp_sasl_is_proved (sasl));
}

/* The cap on rounds must see what the library sees: it reads on behind a NUL. */
static void
test_rounds_behind_nul (void)
{
  static const char server[]
      = "r=fyko+d2lbbFgONRv9qkxdawLa\0c,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1000001";
  g_autoptr (LpCredentials) credentials = lp_credentials_new (LP_SECRET_PASSWORD, "pencil", -1);
  LpSaslIdentity identity
      = { .user = "user", .credentials = credentials, .service = "imap", .host = "h", .port = 143 };
  const LpMechanism *mechanism = find ("SCRAM-SHA-256", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD);
  g_autofree char *challenge = g_base64_encode ((const guchar *)server, sizeof server - 1);
  g_autoptr (GError) error = NULL;

  next_random = "fyko+d2lbbFgONRv9qkxdawL";
  g_autoptr (LpSasl) sasl = lp_sasl_new (mechanism, &identity, NULL);
  g_autofree char *first = lp_sasl_respond (sasl, NULL, NULL);
  next_random = NULL;
  g_assert_null (lp_sasl_respond (sasl, challenge, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN);
}

/* RFC 4013 §3: the soft hyphen goes, and what is no letter at all is refused before anything is
 * sent. */
static void
test_preparation (void)
{
  g_autoptr (LpCredentials) forbidden = lp_credentials_new (LP_SECRET_PASSWORD,
                                                            "a\x07"
                                                            "b",
                                                            -1);
  LpSaslIdentity identity
      = { .user = "tim", .credentials = forbidden, .service = "imap", .host = "h", .port = 143 };
  const LpMechanism *cram = find ("CRAM-MD5", LP_SIGN_IN_ENCRYPTED, LP_SECRET_PASSWORD);
  g_autofree char *challenge = encode ("<1896.697170952@postoffice.reston.mci.net>");
  g_autoptr (GError) error = NULL;

  g_autoptr (LpSasl) refused = lp_sasl_new (cram, &identity, NULL);
  g_assert_null (lp_sasl_respond (refused, challenge, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_NO_MECHANISM);

  g_autoptr (LpCredentials) hyphenated
      = lp_credentials_new (LP_SECRET_PASSWORD, "tanstaaf\u00adtanstaaf", -1);
  identity.credentials = hyphenated;
  g_autoptr (LpSasl) prepared = lp_sasl_new (cram, &identity, NULL);
  g_autofree char *response = lp_sasl_respond (prepared, challenge, NULL);
  g_autofree char *expected = encode ("tim b913a602c7eda7a495b4e6e7334d3890");
  g_assert_cmpstr (response, ==, expected);
}

#define ALL_OFFERED                                                                                \
  "PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS " \
  "XOAUTH2 OAUTHBEARER EXTERNAL GSSAPI NTLM"

enum { TLS = 1, BIND = 2, ALLOW = 4, TOKEN = 8, NOTHING = 16, COMMAND = 32, REFRESH = 64 };

static const struct {
  const char *name;
  const char *offered;
  LpSignIn sign_in;
  guint flags;
  const char *chosen;
  LpVerdict verdict;
} choices[] = {
  { "tls", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, TLS, "PLAIN LOGIN SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5",
    LP_VERDICT_OK },
  { "tls-bound", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, TLS | BIND,
    "SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS PLAIN LOGIN SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5",
    LP_VERDICT_OK },
  { "tls-command", "CRAM-MD5", LP_SIGN_IN_AUTOMATIC, TLS | COMMAND, "IMAP LOGIN CRAM-MD5",
    LP_VERDICT_OK },
  { "clear", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, 0, "", LP_VERDICT_PLAINTEXT_ONLY },
  { "clear-only-challenges", "SCRAM-SHA-256 CRAM-MD5", LP_SIGN_IN_AUTOMATIC, 0, "",
    LP_VERDICT_PLAINTEXT_ONLY },
  { "clear-encrypted-password", ALL_OFFERED, LP_SIGN_IN_ENCRYPTED, 0, "",
    LP_VERDICT_PLAINTEXT_ONLY },
  { "clear-no-password", ALL_OFFERED, LP_SIGN_IN_GSSAPI, NOTHING, "GSSAPI", LP_VERDICT_OK },
  { "clear-never-bound", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, BIND | ALLOW,
    "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN", LP_VERDICT_OK },
  { "clear-allowed", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, ALLOW,
    "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 PLAIN LOGIN", LP_VERDICT_OK },
  { "clear-only-plain", "PLAIN LOGIN", LP_SIGN_IN_AUTOMATIC, 0, "", LP_VERDICT_PLAINTEXT_ONLY },
  { "clear-only-command", "", LP_SIGN_IN_AUTOMATIC, COMMAND, "", LP_VERDICT_PLAINTEXT_ONLY },
  { "password", ALL_OFFERED, LP_SIGN_IN_PASSWORD, TLS | BIND, "PLAIN LOGIN", LP_VERDICT_OK },
  { "encrypted", ALL_OFFERED, LP_SIGN_IN_ENCRYPTED, TLS,
    "SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 DIGEST-MD5", LP_VERDICT_OK },
  { "encrypted-not-there", "PLAIN LOGIN", LP_SIGN_IN_ENCRYPTED, TLS, "", LP_VERDICT_NO_MECHANISM },
  { "token", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, TLS | TOKEN, "OAUTHBEARER XOAUTH2", LP_VERDICT_OK },
  { "token-in-clear", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, TOKEN, "", LP_VERDICT_PLAINTEXT_ONLY },
  { "token-hidden", "PLAIN", LP_SIGN_IN_OAUTH2, TLS | TOKEN, "XOAUTH2", LP_VERDICT_OK },
  { "token-hidden-in-clear", "PLAIN", LP_SIGN_IN_OAUTH2, TOKEN, "", LP_VERDICT_NO_MECHANISM },
  { "token-not-there", "PLAIN", LP_SIGN_IN_AUTOMATIC, TLS | TOKEN, "", LP_VERDICT_NO_MECHANISM },
  { "refresh-token-stays-here", ALL_OFFERED, LP_SIGN_IN_AUTOMATIC, TLS | REFRESH, "",
    LP_VERDICT_NO_MECHANISM },
  { "token-wanted", "XOAUTH2", LP_SIGN_IN_AUTOMATIC, TLS, "", LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "token-chosen-password-given", ALL_OFFERED, LP_SIGN_IN_OAUTH2, TLS, "",
    LP_VERDICT_BROWSER_SIGN_IN_REQUIRED },
  { "external", ALL_OFFERED, LP_SIGN_IN_EXTERNAL, TLS | NOTHING, "EXTERNAL", LP_VERDICT_OK },
  { "external-not-there", "PLAIN", LP_SIGN_IN_EXTERNAL, TLS | NOTHING, "",
    LP_VERDICT_NO_MECHANISM },
  { "gssapi", ALL_OFFERED, LP_SIGN_IN_GSSAPI, TLS | NOTHING, "GSSAPI", LP_VERDICT_OK },
  { "only-gssapi", "GSSAPI NTLM", LP_SIGN_IN_AUTOMATIC, TLS, "", LP_VERDICT_NO_MECHANISM },
  { "nothing-offered", "", LP_SIGN_IN_AUTOMATIC, TLS, "", LP_VERDICT_AUTH_NOT_OFFERED },
};

static void
test_choice (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_auto (GStrv) offered = g_strsplit (choices[i].offered, " ", -1);
  LpSaslTerms terms = {
    .offered = (const char *const *)offered,
    .command = choices[i].flags & COMMAND ? "IMAP LOGIN" : NULL,
    .sign_in = choices[i].sign_in,
    .has_secret = !(choices[i].flags & NOTHING),
    .kind = choices[i].flags & TOKEN     ? LP_SECRET_ACCESS_TOKEN
            : choices[i].flags & REFRESH ? LP_SECRET_REFRESH_TOKEN
                                         : LP_SECRET_PASSWORD,
    .encrypted = (choices[i].flags & TLS) != 0,
    .can_bind = (choices[i].flags & BIND) != 0,
    .allow_plaintext = (choices[i].flags & ALLOW) != 0,
  };
  g_autoptr (GPtrArray) chosen = g_ptr_array_new ();
  g_autoptr (GString) names = g_string_new (NULL);

  LpVerdict verdict = lp_sasl_choose (&terms, chosen);
  for (guint k = 0; k < chosen->len; k++)
    g_string_append_printf (names, "%s%s", k > 0 ? " " : "",
                            ((const LpMechanism *)chosen->pdata[k])->name);
  g_assert_cmpstr (names->str, ==, choices[i].chosen);
  g_assert_cmpstr (lp_verdict_get_name (verdict), ==, lp_verdict_get_name (choices[i].verdict));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (examples); i++) {
    g_autofree char *path = g_strdup_printf ("/sasl/example/%s", examples[i].name);
    g_test_add_data_func (path, &examples[i], test_example);
  }
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++) {
    g_autofree char *path = g_strdup_printf ("/sasl/choice/%s", choices[i].name);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_choice);
  }
  g_test_add_func ("/sasl/scram-sha-256", test_scram_sha_256);
  g_test_add_func ("/sasl/rounds-behind-nul", test_rounds_behind_nul);
  g_test_add_func ("/sasl/preparation", test_preparation);
  return g_test_run ();
}

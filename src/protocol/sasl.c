/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SASL (RFC 4422): the table of mechanisms and the choice among them. A new mechanism is one row.
 */

#include "protocol/sasl-private.h"

#include <string.h>

#define SERVES(way) (1u << LP_SIGN_IN_##way)
#define LONGEST_CHALLENGE                                                                          \
  (12 * 1024) /* RFC 4954 §4: "considered to be a sufficient line length limit" */

/* Best first, inside TLS. PLAIN stands before SCRAM because TLS protects it and because servers
 * offer challenge mechanisms to accounts that cannot use them (Dovecot does so for hashed
 * passwords). */
static const LpMechanism mechanisms[] = {
  { "SCRAM-SHA-256-PLUS", /* RFC 7677 */
    LP_TRAIT_PASSWORD | LP_TRAIT_CLIENT_FIRST | LP_TRAIT_BINDS | LP_TRAIT_PROVES | LP_TRAIT_STORED,
    SERVES (AUTOMATIC) | SERVES (ENCRYPTED), lp_sasl_respond_library },
  { "SCRAM-SHA-1-PLUS", /* RFC 5802 */
    LP_TRAIT_PASSWORD | LP_TRAIT_CLIENT_FIRST | LP_TRAIT_BINDS | LP_TRAIT_PROVES | LP_TRAIT_STORED,
    SERVES (AUTOMATIC) | SERVES (ENCRYPTED), lp_sasl_respond_library },
  { "PLAIN", /* RFC 4616 */
    LP_TRAIT_PASSWORD | LP_TRAIT_CLIENT_FIRST | LP_TRAIT_REVEALS,
    SERVES (AUTOMATIC) | SERVES (PASSWORD), lp_sasl_respond_library },
  { "LOGIN", /* draft-murchison-sasl-login */
    LP_TRAIT_PASSWORD | LP_TRAIT_REVEALS, SERVES (AUTOMATIC) | SERVES (PASSWORD),
    lp_sasl_respond_library },
  { "IMAP LOGIN", /* RFC 9051 §6.2.3 */
    LP_TRAIT_PASSWORD | LP_TRAIT_REVEALS | LP_TRAIT_COMMAND, SERVES (AUTOMATIC) | SERVES (PASSWORD),
    NULL },
  { "USER/PASS", /* RFC 1939 §7 */
    LP_TRAIT_PASSWORD | LP_TRAIT_REVEALS | LP_TRAIT_COMMAND, SERVES (AUTOMATIC) | SERVES (PASSWORD),
    NULL },
  { "SCRAM-SHA-256", LP_TRAIT_PASSWORD | LP_TRAIT_CLIENT_FIRST | LP_TRAIT_PROVES | LP_TRAIT_STORED,
    SERVES (AUTOMATIC) | SERVES (ENCRYPTED), lp_sasl_respond_library },
  { "SCRAM-SHA-1", LP_TRAIT_PASSWORD | LP_TRAIT_CLIENT_FIRST | LP_TRAIT_PROVES | LP_TRAIT_STORED,
    SERVES (AUTOMATIC) | SERVES (ENCRYPTED), lp_sasl_respond_library },
  { "CRAM-MD5", /* RFC 2195 */
    LP_TRAIT_PASSWORD | LP_TRAIT_STORED, SERVES (AUTOMATIC) | SERVES (ENCRYPTED),
    lp_sasl_respond_library },
  /* RFC 2831, historic since RFC 6331. Its §2.1.2.1 wants letters that are in Latin-1 hashed as such;
   * Dovecot 2.3 hashes UTF-8. A guess would be a refused sign-in. */
  { "DIGEST-MD5", LP_TRAIT_PASSWORD | LP_TRAIT_PROVES | LP_TRAIT_STORED | LP_TRAIT_ASCII,
    SERVES (ENCRYPTED), lp_sasl_respond_library },
  { "OAUTHBEARER", /* RFC 7628 */
    LP_TRAIT_TOKEN | LP_TRAIT_CLIENT_FIRST | LP_TRAIT_REVEALS, SERVES (AUTOMATIC) | SERVES (OAUTH2),
    lp_sasl_respond_oauthbearer },
  { "XOAUTH2", /* developers.google.com/gmail/imap/xoauth2-protocol */
    LP_TRAIT_TOKEN | LP_TRAIT_CLIENT_FIRST | LP_TRAIT_REVEALS, SERVES (AUTOMATIC) | SERVES (OAUTH2),
    lp_sasl_respond_xoauth2 },
  { "EXTERNAL", /* RFC 4422, appendix A */
    LP_TRAIT_CLIENT_FIRST, SERVES (EXTERNAL), lp_sasl_respond_library },
  { "GSSAPI", /* RFC 4752 */
    LP_TRAIT_CLIENT_FIRST, SERVES (GSSAPI), lp_sasl_respond_library },
};

static gboolean
is_offered (const LpMechanism *mechanism, const LpSaslTerms *terms)
{
  if (mechanism->traits & LP_TRAIT_COMMAND)
    return g_strcmp0 (terms->command, mechanism->name) == 0;
  return terms->offered != NULL && g_strv_contains (terms->offered, mechanism->name);
}

static gboolean
takes_secret (const LpMechanism *mechanism, const LpSaslTerms *terms)
{
  LpMechanismTraits takes = mechanism->traits & (LP_TRAIT_PASSWORD | LP_TRAIT_TOKEN);

  if (takes == 0)
    return TRUE;
  return terms->has_secret
         && ((terms->kind == LP_SECRET_PASSWORD && takes == LP_TRAIT_PASSWORD)
             || (terms->kind == LP_SECRET_ACCESS_TOKEN && takes == LP_TRAIT_TOKEN));
}

static gboolean
is_possible (const LpMechanism *mechanism, const LpSaslTerms *terms)
{
  return (mechanism->sign_ins & (1u << terms->sign_in)) && is_offered (mechanism, terms)
         && takes_secret (mechanism, terms)
         && (!(mechanism->traits & LP_TRAIT_BINDS) || (terms->encrypted && terms->can_bind));
}

/* What somebody gets who listens. From a challenge and its response a password can be guessed
 * without asking the server (RFC 2195 §4, RFC 5802 §9, RFC 7677 §4). */
typedef enum { EXPOSES_NOTHING, EXPOSES_TO_GUESSES, EXPOSES_ALL, N_EXPOSURES } Exposure;

static Exposure
get_exposure (const LpMechanism *mechanism, const LpSaslTerms *terms)
{
  if (terms->encrypted)
    return EXPOSES_NOTHING;
  if (mechanism->traits & LP_TRAIT_REVEALS)
    return EXPOSES_ALL;
  return mechanism->traits & LP_TRAIT_PASSWORD ? EXPOSES_TO_GUESSES : EXPOSES_NOTHING;
}

static void
add_possible (const LpSaslTerms *terms, Exposure exposure, GPtrArray *chosen)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (is_possible (&mechanisms[i], terms) && get_exposure (&mechanisms[i], terms) == exposure)
      g_ptr_array_add (chosen, (gpointer)&mechanisms[i]);
}

static gboolean
offers_token (const LpSaslTerms *terms)
{
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if ((mechanisms[i].traits & LP_TRAIT_TOKEN) && is_offered (&mechanisms[i], terms))
      return TRUE;
  return FALSE;
}

static LpVerdict
explain_none (const LpSaslTerms *terms, gboolean only_unsafe)
{
  if (only_unsafe)
    return LP_VERDICT_PLAINTEXT_ONLY;
  if ((terms->offered == NULL || terms->offered[0] == NULL) && terms->command == NULL)
    return LP_VERDICT_AUTH_NOT_OFFERED;
  if (terms->sign_in == LP_SIGN_IN_OAUTH2 && !terms->has_secret)
    return LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT;
  if (terms->has_secret && terms->kind == LP_SECRET_PASSWORD
      && (terms->sign_in == LP_SIGN_IN_OAUTH2 || offers_token (terms)))
    return LP_VERDICT_BROWSER_SIGN_IN_REQUIRED;
  return LP_VERDICT_NO_MECHANISM;
}

/* Yandex and others hide XOAUTH2 from their lists: an account that is known to use it tries it
 * anyway. */
static void
add_hidden (const LpSaslTerms *terms, GPtrArray *chosen)
{
  if (terms->sign_in != LP_SIGN_IN_OAUTH2 || !terms->encrypted || !terms->has_secret
      || terms->kind != LP_SECRET_ACCESS_TOKEN || terms->offered == NULL
      || terms->offered[0] == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (strcmp (mechanisms[i].name, "XOAUTH2") == 0)
      g_ptr_array_add (chosen, (gpointer)&mechanisms[i]);
}

LpVerdict
lp_sasl_choose (const LpSaslTerms *terms, GPtrArray *chosen)
{
  g_return_val_if_fail (terms != NULL && chosen != NULL, LP_VERDICT_INTERNAL);

  g_autoptr (GPtrArray) unsafe = g_ptr_array_new ();
  add_possible (terms, EXPOSES_NOTHING, chosen);
  for (Exposure exposure = EXPOSES_TO_GUESSES; exposure < N_EXPOSURES; exposure++)
    add_possible (terms, exposure, unsafe);
  if (terms->allow_plaintext)
    g_ptr_array_extend (chosen, unsafe, NULL, NULL);
  if (chosen->len == 0)
    add_hidden (terms, chosen);
  return chosen->len > 0 ? LP_VERDICT_OK : explain_none (terms, unsafe->len > 0);
}

static gboolean
is_ascii (const LpSaslIdentity *identity)
{
  return g_str_is_ascii (identity->user)
         && (identity->credentials == NULL
             || g_str_is_ascii (lp_credentials_get_secret (identity->credentials)));
}

LpSasl *
lp_sasl_new (const LpMechanism *mechanism, const LpSaslIdentity *identity, GError **error)
{
  g_return_val_if_fail (mechanism != NULL && identity != NULL && mechanism->respond != NULL, NULL);

  if ((mechanism->traits & LP_TRAIT_ASCII) && !is_ascii (identity)) {
    g_set_error (error, LP_ERROR, LP_VERDICT_NO_MECHANISM,
                 "Servers disagree about letters beyond ASCII in %s", mechanism->name);
    return NULL;
  }
  g_autoptr (LpSasl) sasl = g_new0 (LpSasl, 1);
  sasl->mechanism = mechanism;
  sasl->identity = identity;
  if (mechanism->respond != lp_sasl_respond_library)
    return g_steal_pointer (&sasl);

  int result = gsasl_init (&sasl->library);
  if (result == GSASL_OK)
    result = gsasl_client_start (sasl->library, mechanism->name, &sasl->session);
  if (result == GSASL_OK)
    return g_steal_pointer (&sasl);
  g_set_error (error, LP_ERROR, LP_VERDICT_NO_MECHANISM, "%s cannot be used: %s", mechanism->name,
               gsasl_strerror (result));
  return NULL;
}

/* The library frees its copies without wiping them; its pointers lead to the copies themselves. */
static void
wipe_property (Gsasl_session *session, Gsasl_property property)
{
  char *value = (char *)gsasl_property_fast (session, property);

  if (value != NULL)
    lp_credentials_wipe (value, strlen (value));
}

void
lp_sasl_free (LpSasl *sasl)
{
  if (sasl == NULL)
    return;

  if (sasl->session != NULL) {
    wipe_property (sasl->session, GSASL_PASSWORD);
    wipe_property (sasl->session, GSASL_SCRAM_SALTED_PASSWORD);
    wipe_property (sasl->session, GSASL_SCRAM_SERVERKEY);
    wipe_property (sasl->session, GSASL_SCRAM_STOREDKEY);
    gsasl_finish (sasl->session);
  }
  if (sasl->library != NULL)
    gsasl_done (sasl->library);
  g_free (sasl->complaint);
  g_free (sasl);
}

static char *
decode (const char *challenge, gsize *length, GError **error)
{
  gsize digits = strlen (challenge);

  if (digits <= LONGEST_CHALLENGE
      && strspn (challenge, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
                            "qrstuvwxyz0123456789+/=")
             == digits)
    return (char *)g_base64_decode (challenge, length);
  g_set_error_literal (error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                       "The server's challenge is not base64");
  return NULL;
}

char *
lp_sasl_respond (LpSasl *sasl, const char *challenge, GError **error)
{
  g_return_val_if_fail (sasl != NULL, NULL);

  gsize length = 0;
  g_autofree char *raw = challenge != NULL ? decode (challenge, &length, error) : g_strdup ("");
  if (raw == NULL)
    return NULL;
  if (challenge != NULL && length > 0)
    sasl->challenges++;

  gsize response_length = 0;
  char *response = sasl->mechanism->respond (sasl, raw, length, &response_length, error);
  if (response == NULL)
    return NULL;
  char *encoded = g_base64_encode ((const guchar *)response, response_length);
  lp_credentials_wipe (response, response_length);
  g_free (response);
  return encoded;
}

gboolean
lp_sasl_is_proved (const LpSasl *sasl)
{
  return !(sasl->mechanism->traits & LP_TRAIT_PROVES) || sasl->is_complete;
}

gboolean
lp_sasl_is_complete (const LpSasl *sasl)
{
  return sasl->is_complete;
}

gboolean
lp_sasl_has_answered (const LpSasl *sasl)
{
  return sasl->challenges > 0;
}

const char *
lp_sasl_get_complaint (const LpSasl *sasl)
{
  return sasl->complaint;
}

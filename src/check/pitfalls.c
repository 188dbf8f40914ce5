/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What people get wrong with passwords, as a table: the first that fits is pointed out.
 */
#include "check/pitfalls.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
has_blank_at_end (const char *secret)
{
  gsize length = strlen (secret);

  return length > 0 && (g_ascii_isspace (secret[0]) || g_ascii_isspace (secret[length - 1]));
}

/* "abcd efgh ijkl mnop": how Google, Yahoo and Apple show app passwords. */
static gboolean
is_in_groups (const char *secret)
{
  gsize group = 0, n_groups = 0;

  for (const char *p = secret;; p++) {
    if (*p != ' ' && *p != '-' && *p != '\0') {
      if (!g_ascii_isalnum (*p) || ++group > 4)
        return FALSE;
      continue;
    }
    if (group != 4)
      return FALSE;
    group = 0;
    n_groups++;
    if (*p == '\0')
      return n_groups >= 3;
  }
}

static gboolean
is_all_upper (const char *secret)
{
  gsize letters = 0;

  for (const char *p = secret; *p != '\0'; p++) {
    if (g_ascii_islower (*p))
      return FALSE;
    letters += g_ascii_isupper (*p) != 0;
  }
  return letters >= 4;
}

/* Where an app password is wanted, the one that was typed may be one with a slip. */
static gboolean
blames_password (LpVerdict verdict)
{
  return verdict == LP_VERDICT_WRONG_CREDENTIALS || verdict == LP_VERDICT_APP_PASSWORD_REQUIRED;
}

static const struct {
  const char *code;
  gboolean (*fits) (const char *secret);
  const char *text;
} pitfalls[] = {
  { "password-blank", has_blank_at_end,
    N_ ("The password begins or ends with a blank. If it was pasted, paste it without.") },
  { "password-groups", is_in_groups,
    N_ ("The password looks like an app password shown in groups of four. Some servers want it "
        "without the blanks or hyphens.") },
  { "password-upper", is_all_upper,
    N_ ("The password has capital letters only. Is Caps Lock on?") },
};

gboolean
lp_pitfalls_has (const char *code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (pitfalls); i++)
    if (g_strcmp0 (pitfalls[i].code, code) == 0)
      return TRUE;
  return FALSE;
}

LpSuggestion *
lp_pitfalls_find (LpCredentials *credentials, const LpOutcome *outcome)
{
  LpSuggestion *suggestion;

  if (credentials == NULL || lp_credentials_get_kind (credentials) != LP_SECRET_PASSWORD
      || outcome == NULL || !blames_password (outcome->verdict))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (pitfalls); i++) {
    if (!pitfalls[i].fits (lp_credentials_get_secret (credentials)))
      continue;
    suggestion = g_new0 (LpSuggestion, 1);
    suggestion->code = g_strdup (pitfalls[i].code);
    suggestion->side
        = outcome->server->protocol == LP_PROTOCOL_SMTP ? LP_SIDE_OUTGOING : LP_SIDE_INCOMING;
    suggestion->was = lp_server_copy (outcome->server);
    suggestion->now = lp_server_copy (outcome->server);
    suggestion->text = g_strdup (_ (pitfalls[i].text));
    return suggestion;
  }
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proposals of discovery: values that sources make and weigh.c ranks. */
#include "discovery/candidate.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (LpCandidate, lp_candidate, lp_candidate_copy, lp_candidate_free)

static const char *const trust_names[LP_N_TRUSTS] = {
  [LP_TRUST_UNVERIFIED] = "unverified",
  [LP_TRUST_GUESSED] = "guessed",
  [LP_TRUST_AUTHENTICATED] = "authenticated",
  [LP_TRUST_BUILT_IN] = "built-in",
  [LP_TRUST_LOCAL] = "local",
  [LP_TRUST_GIVEN] = "given",
};

static void
free_hint (gpointer data)
{
  LpHint *hint = data;

  g_free (hint->kind);
  g_free (hint->text);
  g_free (hint->url);
  g_free (hint);
}

LpCandidate *
lp_candidate_new (const char *source, LpTrust trust, const char *evidence)
{
  g_return_val_if_fail (source != NULL, NULL);

  LpCandidate *candidate = g_new0 (LpCandidate, 1);
  candidate->source = g_strdup (source);
  candidate->trust = trust;
  candidate->evidence = g_strdup (evidence);
  candidate->hints = g_ptr_array_new_with_free_func (free_hint);
  return candidate;
}

LpCandidate *
lp_candidate_copy (const LpCandidate *candidate)
{
  if (candidate == NULL)
    return NULL;

  LpCandidate *copy = lp_candidate_new (candidate->source, candidate->trust, candidate->evidence);
  copy->incoming = lp_server_copy (candidate->incoming);
  copy->outgoing = lp_server_copy (candidate->outgoing);
  copy->score = candidate->score;
  copy->provider_id = g_strdup (candidate->provider_id);
  copy->provider_name = g_strdup (candidate->provider_name);
  copy->issuer = g_strdup (candidate->issuer);
  copy->ca_file = g_strdup (candidate->ca_file);
  copy->documentation = g_strdup (candidate->documentation);
  copy->user_field = g_strdup (candidate->user_field);
  copy->answer = candidate->answer;
  for (guint i = 0; i < candidate->hints->len; i++) {
    const LpHint *hint = g_ptr_array_index (candidate->hints, i);
    lp_candidate_add_hint (copy, hint->kind, hint->text, hint->url);
  }
  return copy;
}

void
lp_candidate_free (LpCandidate *candidate)
{
  if (candidate == NULL)
    return;

  lp_server_free (candidate->incoming);
  lp_server_free (candidate->outgoing);
  g_free (candidate->source);
  g_free (candidate->evidence);
  g_free (candidate->provider_id);
  g_free (candidate->provider_name);
  g_free (candidate->issuer);
  g_free (candidate->ca_file);
  g_free (candidate->documentation);
  g_free (candidate->user_field);
  g_ptr_array_unref (candidate->hints);
  g_free (candidate);
}

void
lp_candidate_add_hint (LpCandidate *candidate, const char *kind, const char *text, const char *url)
{
  g_return_if_fail (candidate != NULL && kind != NULL && text != NULL);

  LpHint *hint = g_new0 (LpHint, 1);
  hint->kind = g_strdup (kind);
  hint->text = g_strdup (text);
  hint->url = g_strdup (url);
  g_ptr_array_add (candidate->hints, hint);
}

/* An address has 254 octets at most (RFC 5321); who gives out other names makes them shorter. */
#define MAX_USER 254
#define MAX_PAGE 500

gboolean
lp_candidate_is_user (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  if (strlen (text) > MAX_USER)
    return FALSE;
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar letter = g_utf8_get_char (text);
    /* The line separators count as printable. */
    if (!g_unichar_isprint (letter) || (letter != ' ' && g_unichar_isspace (letter)))
      return FALSE;
  }
  return TRUE;
}

gboolean
lp_candidate_is_page (const char *url)
{
  g_return_val_if_fail (url != NULL, FALSE);

  if (strlen (url) > MAX_PAGE
      || !(g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://")))
    return FALSE;
  for (const char *c = url; *c != '\0'; c++) {
    if (!g_ascii_isgraph (*c))
      return FALSE;
  }
  return g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL);
}

const char *
lp_trust_get_name (LpTrust trust)
{
  g_return_val_if_fail (trust < LP_N_TRUSTS, NULL);

  return trust_names[trust];
}

static int
compare_preference (gconstpointer a, gconstpointer b)
{
  const LpServer *first = *(LpServer *const *)a;
  const LpServer *second = *(LpServer *const *)b;

  if (first->protocol != second->protocol)
    return (int)first->protocol - (int)second->protocol;
  return (int)first->security - (int)second->security;
}

/* A stable order: g_ptr_array_sort() is a merge sort, but that is not promised. */
static GPtrArray *
sort_servers (const GPtrArray *servers)
{
  GPtrArray *sorted = g_ptr_array_new ();

  for (guint i = 0; i < servers->len; i++) {
    guint place = sorted->len;
    while (place > 0 && compare_preference (&sorted->pdata[place - 1], &servers->pdata[i]) > 0)
      place--;
    g_ptr_array_insert (sorted, (int)place, servers->pdata[i]);
  }
  return sorted;
}

static void
add_pair (GPtrArray *candidates, const LpCandidate *proposal, const LpServer *incoming,
          const LpServer *outgoing)
{
  LpCandidate *candidate = lp_candidate_copy (proposal);

  g_clear_pointer (&candidate->incoming, lp_server_free);
  g_clear_pointer (&candidate->outgoing, lp_server_free);
  candidate->incoming = lp_server_copy (incoming);
  candidate->outgoing = lp_server_copy (outgoing);
  g_ptr_array_add (candidates, candidate);
}

GPtrArray *
lp_candidate_pair (const LpCandidate *proposal, const GPtrArray *incoming,
                   const GPtrArray *outgoing)
{
  g_return_val_if_fail (proposal != NULL && incoming != NULL && outgoing != NULL, NULL);

  g_autoptr (GPtrArray) receiving = sort_servers (incoming);
  g_autoptr (GPtrArray) sending = sort_servers (outgoing);
  GPtrArray *candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_candidate_free);
  const LpServer *best_incoming = receiving->len > 0 ? receiving->pdata[0] : NULL;
  const LpServer *best_outgoing = sending->len > 0 ? sending->pdata[0] : NULL;

  for (guint i = 0; i < receiving->len; i++)
    add_pair (candidates, proposal, receiving->pdata[i], best_outgoing);
  for (guint i = receiving->len > 0 ? 1 : 0; i < sending->len; i++)
    add_pair (candidates, proposal, best_incoming, sending->pdata[i]);
  return candidates;
}

/* What a placeholder stands for, or NULL for one that the address cannot answer. */
static char *
fill_placeholder (const char *name, gsize length, const LpAddress *address)
{
  if (length == strlen ("EMAILADDRESS") && strncmp (name, "EMAILADDRESS", length) == 0)
    return lp_address_to_ascii (address);
  if (length == strlen ("EMAILLOCALPART") && strncmp (name, "EMAILLOCALPART", length) == 0)
    return g_strdup (address->local);
  if (length == strlen ("EMAILDOMAIN") && strncmp (name, "EMAILDOMAIN", length) == 0)
    return g_strdup (address->domain);
  return NULL;
}

char *
lp_candidate_fill_template (const char *template, const LpAddress *address)
{
  g_return_val_if_fail (template != NULL && address != NULL, NULL);

  g_autoptr (GString) filled = g_string_new (NULL);
  const char *rest = template;
  const char *percent;

  while ((percent = strchr (rest, '%')) != NULL) {
    gsize length = strspn (percent + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
    if (length == 0 || percent[1 + length] != '%') {
      g_string_append_len (filled, rest, percent + 1 - rest);
      rest = percent + 1;
      continue;
    }
    g_autofree char *value = fill_placeholder (percent + 1, length, address);
    if (value == NULL)
      return NULL;
    g_string_append_len (filled, rest, percent - rest);
    g_string_append (filled, value);
    rest = percent + length + 2;
  }
  g_string_append (filled, rest);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

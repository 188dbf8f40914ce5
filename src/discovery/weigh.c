/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/weigh.h"

#include "discovery/inquiry.h"

/* Preferences between servers, in points: they decide where the evidence is nearly even. What the
 * domain itself denies (SRV ".") loses against anything else. */
static const int protocol_bonus[LP_N_PROTOCOLS] = { [LP_PROTOCOL_IMAP] = 40 };
static const int security_bonus[LP_N_SECURITIES] = {
  [LP_SECURITY_TLS] = 20,
  [LP_SECURITY_STARTTLS] = 10,
  [LP_SECURITY_PLAIN] = -150,
};
#define DENIED_MALUS 200
/* A host without an address makes a proposal worthless, whoever made it. */
#define MISSING_MALUS 500

/* What is known of one server. */
typedef struct {
  const LpServer *server;
  int points;
  LpTrust trust;
  GPtrArray *sources; /* ids, each once */
} Standing;

typedef struct {
  GHashTable *standings; /* key -> Standing */
  int denied;
  const LpHosts *hosts;
} Scales;

static void
standing_free (gpointer data)
{
  Standing *standing = data;

  g_ptr_array_unref (standing->sources);
  g_free (standing);
}

static char *
make_key (const LpServer *server)
{
  if (server == NULL)
    return g_strdup ("");
  return g_strdup_printf ("%d %d %u %s", server->protocol, server->security, server->port,
                          server->host);
}

static Standing *
find_standing (const Scales *scales, const LpServer *server)
{
  g_autofree char *key = make_key (server);

  return g_hash_table_lookup (scales->standings, key);
}

static void
put_on (Scales *scales, const LpServer *server, const LpCandidate *candidate)
{
  if (server == NULL)
    return;

  Standing *standing = find_standing (scales, server);
  if (standing == NULL) {
    standing = g_new0 (Standing, 1);
    standing->server = server;
    standing->sources = g_ptr_array_new ();
    g_hash_table_insert (scales->standings, make_key (server), standing);
  }
  if (standing->server->user == NULL)
    standing->server = server; /* SRV and usual names leave the user open, others know it */
  standing->trust = MAX (standing->trust, candidate->trust);
  if (!g_ptr_array_find_with_equal_func (standing->sources, candidate->source, g_str_equal, NULL)) {
    standing->points += candidate->score;
    g_ptr_array_add (standing->sources, candidate->source);
  }
}

static int
score_server (const Scales *scales, const LpServer *server)
{
  if (server == NULL)
    return 0;

  int score = find_standing (scales, server)->points + protocol_bonus[server->protocol]
              + security_bonus[server->security];
  if ((scales->denied & (1 << server->protocol)) != 0)
    score -= DENIED_MALUS;
  if (lp_hosts_get (scales->hosts, server->host) == LP_DNS_HOST_MISSING)
    score -= MISSING_MALUS;
  return score;
}

static const LpServer *
find_best (const Scales *scales, gboolean outgoing)
{
  GHashTableIter iterator;
  gpointer value;
  const LpServer *best = NULL;

  g_hash_table_iter_init (&iterator, scales->standings);
  while (g_hash_table_iter_next (&iterator, NULL, &value)) {
    const LpServer *server = ((Standing *)value)->server;
    if ((server->protocol == LP_PROTOCOL_SMTP) != outgoing)
      continue;
    if (best == NULL || score_server (scales, server) > score_server (scales, best))
      best = server;
  }
  return best;
}

static LpTrust
rate_server (const Scales *scales, const LpServer *server)
{
  if (server == NULL)
    return LP_TRUST_GIVEN;
  if (lp_hosts_get (scales->hosts, server->host) == LP_DNS_HOST_PRIVATE)
    return LP_TRUST_UNVERIFIED;
  return find_standing (scales, server)->trust;
}

static LpCandidate *
complete (const Scales *scales, const LpCandidate *candidate)
{
  LpCandidate *completed = lp_candidate_copy (candidate);

  if (completed->incoming == NULL)
    completed->incoming = lp_server_copy (find_best (scales, FALSE));
  if (completed->outgoing == NULL)
    completed->outgoing = lp_server_copy (find_best (scales, TRUE));
  return completed;
}

static void
weigh_candidate (const Scales *scales, LpCandidate *candidate)
{
  candidate->score
      = score_server (scales, candidate->incoming) + score_server (scales, candidate->outgoing);
  candidate->trust
      = MIN (rate_server (scales, candidate->incoming), rate_server (scales, candidate->outgoing));
}

static void
add_evidence (LpCandidate *candidate, const char *words, const char *list)
{
  g_autofree char *evidence = g_steal_pointer (&candidate->evidence);

  candidate->evidence = g_strdup_printf ("%s; %s%s", evidence != NULL ? evidence : "", words, list);
}

/* "…; also srv, guess": the other sources that named one of the two servers. */
static void
note_agreement (const Scales *scales, LpCandidate *candidate)
{
  const LpServer *sides[] = { candidate->incoming, candidate->outgoing };
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  for (guint side = 0; side < G_N_ELEMENTS (sides); side++) {
    const Standing *standing = sides[side] != NULL ? find_standing (scales, sides[side]) : NULL;
    for (guint i = 0; standing != NULL && i < standing->sources->len; i++) {
      char *source = standing->sources->pdata[i];
      if (!g_str_equal (source, candidate->source)
          && !g_ptr_array_find_with_equal_func (others, source, g_str_equal, NULL))
        g_ptr_array_add (others, source);
    }
  }
  if (others->len == 0)
    return;
  g_ptr_array_add (others, NULL);
  g_autofree char *list = g_strjoinv (", ", (char **)others->pdata);
  add_evidence (candidate, "also ", list);
}

/* What is odd about the hosts, each once. */
static void
note_hosts (const Scales *scales, LpCandidate *candidate)
{
  static const char *const words[] = {
    [LP_DNS_HOST_PRIVATE] = "private address: ",
    [LP_DNS_HOST_MISSING] = "no such host: ",
    [LP_DNS_HOST_UNKNOWN] = NULL,
  };
  const LpServer *sides[] = { candidate->incoming, candidate->outgoing };
  const char *noted = "";

  for (guint side = 0; side < G_N_ELEMENTS (sides); side++) {
    const char *host = sides[side] != NULL ? sides[side]->host : noted;
    const char *word = words[lp_hosts_get (scales->hosts, host)];
    if (word == NULL || g_str_equal (host, noted))
      continue;
    add_evidence (candidate, word, host);
    noted = host;
  }
}

static gboolean
has_same_servers (const LpCandidate *a, const LpCandidate *b)
{
  g_autofree char *a_incoming = make_key (a->incoming);
  g_autofree char *a_outgoing = make_key (a->outgoing);
  g_autofree char *b_incoming = make_key (b->incoming);
  g_autofree char *b_outgoing = make_key (b->outgoing);

  return g_str_equal (a_incoming, b_incoming) && g_str_equal (a_outgoing, b_outgoing);
}

static void
take_over (char **field, const char *value)
{
  if (*field == NULL)
    *field = g_strdup (value);
}

/* Only our own tables tell the first three. What a stranger calls himself is no better than the way it came, and must not
 * stand over settings that came a better one. */
static void
take_words (LpCandidate *candidate, const LpCandidate *from)
{
  gboolean is_believed = from->provider_id != NULL || from->trust >= candidate->trust;

  take_over (&candidate->provider_id, from->provider_id);
  take_over (&candidate->issuer, from->issuer);
  take_over (&candidate->ca_file, from->ca_file);
  if (!is_believed)
    return;
  take_over (&candidate->provider_name, from->provider_name);
  take_over (&candidate->documentation, from->documentation);
}

/* Puts a candidate to the others, or what it knows into the one that has its servers. Better
 * sources come first, so their user names and words stay. */
static void
merge (GPtrArray *merged, LpCandidate *candidate)
{
  for (guint i = 0; i < merged->len; i++) {
    LpCandidate *other = merged->pdata[i];
    if (!has_same_servers (other, candidate))
      continue;
    take_words (other, candidate);
    lp_candidate_free (candidate);
    return;
  }
  g_ptr_array_add (merged, candidate);
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  return ((const LpCandidate *)b)->score - ((const LpCandidate *)a)->score;
}

/* By insertion: equal scores keep the order their source gave them. */
static void
insert_sorted (GPtrArray *sorted, gpointer candidate)
{
  guint place = sorted->len;

  while (place > 0 && compare_points (sorted->pdata[place - 1], candidate) > 0)
    place--;
  g_ptr_array_insert (sorted, (int)place, candidate);
}

GPtrArray *
lp_weigh (const GPtrArray *found, int denied, const LpHosts *hosts)
{
  g_return_val_if_fail (found != NULL, NULL);

  g_autoptr (GHashTable) standings
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, standing_free);
  Scales scales = { .standings = standings, .denied = denied, .hosts = hosts };
  g_autoptr (GPtrArray) by_source = g_ptr_array_new ();
  g_autoptr (GPtrArray) merged = g_ptr_array_new ();

  for (guint i = 0; i < found->len; i++) {
    const LpCandidate *candidate = found->pdata[i];
    put_on (&scales, candidate->incoming, candidate);
    put_on (&scales, candidate->outgoing, candidate);
    insert_sorted (by_source, found->pdata[i]);
  }
  for (guint i = 0; i < by_source->len; i++)
    merge (merged, complete (&scales, by_source->pdata[i]));

  GPtrArray *ranked = lp_candidates_new ();
  for (guint i = 0; i < merged->len; i++) {
    weigh_candidate (&scales, merged->pdata[i]);
    note_agreement (&scales, merged->pdata[i]);
    note_hosts (&scales, merged->pdata[i]);
    insert_sorted (ranked, merged->pdata[i]);
  }
  return ranked;
}

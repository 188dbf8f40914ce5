/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of providers: one INI group for each provider, see the head of data/providers.ini.
 *
 * Loading indexes the domains and leaves everything else to the look-up, which reads one group:
 * that keeps a start with 1,200 domains in the low milliseconds. Keys of both indexes may begin
 * with
 * "*." for "everything below".
 */
#include "discovery/provider-table.h"

#include <string.h>

struct _LpProviderTable {
  char *name; /* the file's name, for evidence */
  GKeyFile *file;
  GHashTable *domains;    /* domain or "*.domain" -> group, both owned */
  GHashTable *exchangers; /* the same for mail exchangers */
  GHashTable *hosts;      /* servers of providers with browser sign-in -> group, both owned */
};

static void
index_key (LpProviderTable *table, GHashTable *index, const char *group, const char *key)
{
  g_auto (GStrv) names = g_key_file_get_string_list (table->file, group, key, NULL, NULL);

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_hash_table_insert (index, g_ascii_strdown (names[i], -1), g_strdup (group));
}

/* The host in PROTOCOL+SECURITY://[USER@]HOST[:PORT]. */
static char *
dup_host (const char *server)
{
  const char *at = strrchr (server, '@');
  const char *slashes = strstr (server, "://");
  const char *host = at != NULL ? at + 1 : slashes != NULL ? slashes + 3 : server;

  return g_strndup (host, strcspn (host, ":"));
}

/* Of two providers that share a host the first has it: microsoft365 before outlook.com, whose
 * domains are all known. */
static void
index_hosts (LpProviderTable *table, const char *group, const char *key)
{
  g_auto (GStrv) servers = g_key_file_get_string_list (table->file, group, key, NULL, NULL);

  for (guint i = 0; servers != NULL && servers[i] != NULL; i++) {
    g_autofree char *host = dup_host (servers[i]);
    if (!g_hash_table_contains (table->hosts, host))
      g_hash_table_insert (table->hosts, g_steal_pointer (&host), g_strdup (group));
  }
}

LpProviderTable *
lp_provider_table_load (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);

  g_autoptr (LpProviderTable) table = g_new0 (LpProviderTable, 1);
  table->name = g_path_get_basename (path);
  table->file = g_key_file_new ();
  table->domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  table->exchangers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  table->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (!g_key_file_load_from_file (table->file, path, G_KEY_FILE_NONE, error))
    return NULL;

  g_auto (GStrv) groups = g_key_file_get_groups (table->file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    index_key (table, table->domains, groups[i], "Domains");
    index_key (table, table->exchangers, groups[i], "MX");
    if (g_key_file_has_key (table->file, groups[i], "Issuer", NULL)) {
      index_hosts (table, groups[i], "Incoming");
      index_hosts (table, groups[i], "Outgoing");
    }
  }
  return g_steal_pointer (&table);
}

void
lp_provider_table_free (LpProviderTable *table)
{
  if (table == NULL)
    return;

  g_free (table->name);
  g_key_file_unref (table->file);
  g_hash_table_unref (table->domains);
  g_hash_table_unref (table->exchangers);
  g_hash_table_unref (table->hosts);
  g_free (table);
}

static const char *
find_wildcard (GHashTable *index, const char *domain)
{
  for (const char *dot = strchr (domain, '.'); dot != NULL; dot = strchr (dot + 1, '.')) {
    g_autofree char *pattern = g_strconcat ("*", dot, NULL);
    const char *group = g_hash_table_lookup (index, pattern);
    if (group != NULL)
      return group;
  }
  return NULL;
}

const char *
lp_provider_table_find_domain (const LpProviderTable *table, const char *domain)
{
  g_return_val_if_fail (table != NULL && domain != NULL, NULL);

  const char *group = g_hash_table_lookup (table->domains, domain);
  return group != NULL ? group : find_wildcard (table->domains, domain);
}

const char *
lp_provider_table_find_exchanger (const LpProviderTable *table, const char *host)
{
  g_return_val_if_fail (table != NULL && host != NULL, NULL);

  const char *group = g_hash_table_lookup (table->exchangers, host);
  if (group == NULL)
    group = find_wildcard (table->exchangers, host);
  for (const char *rest = host; group == NULL && rest != NULL; rest = strchr (rest, '.')) {
    rest += *rest == '.';
    group = g_hash_table_lookup (table->domains, rest);
  }
  return group;
}

char **
lp_provider_table_get_providers (const LpProviderTable *table)
{
  g_return_val_if_fail (table != NULL, NULL);

  return g_key_file_get_groups (table->file, NULL);
}

/* password;… -> how LpServer says it. Two ways at once are left to what the person has (automatic).
 */
static LpSignIn
read_sign_in (const LpProviderTable *table, const char *group, const char *side_key)
{
  g_auto (GStrv) words = g_key_file_get_string_list (table->file, group, side_key, NULL, NULL);
  if (words == NULL)
    words = g_key_file_get_string_list (table->file, group, "SignIn", NULL, NULL);
  if (words == NULL || words[0] == NULL)
    return LP_SIGN_IN_PASSWORD;
  if (words[1] != NULL)
    return LP_SIGN_IN_AUTOMATIC;

  LpSignIn sign_in = LP_SIGN_IN_AUTOMATIC;
  lp_sign_in_from_name (words[0], &sign_in);
  return sign_in;
}

/* The name in front of a separator; @rest moves behind it. NULL, and @rest stays, if there is none.
 */
static char *
take_until (const char **rest, const char *found, gsize separator_length)
{
  if (found == NULL)
    return NULL;

  char *name = g_strndup (*rest, found - *rest);
  *rest = found + separator_length;
  return name;
}

/* PROTOCOL+SECURITY://[USER@]HOST[:PORT]. Not lp_server_parse(): placeholders are no %-escapes. */
static LpServer *
read_server (const char *text, const char *usual_user, const LpAddress *address)
{
  const char *rest = text;
  g_autofree char *protocol_name = take_until (&rest, strchr (rest, '+'), 1);
  g_autofree char *security_name = take_until (&rest, strstr (rest, "://"), 3);
  g_autofree char *own_user = take_until (&rest, strrchr (rest, '@'), 1);
  const char *colon = strchr (rest, ':');
  LpProtocolId protocol;
  LpSecurity security;
  guint64 port = 0;

  if (protocol_name == NULL || !lp_protocol_from_name (protocol_name, &protocol))
    return NULL;
  if (security_name == NULL || !lp_security_from_name (security_name, &security))
    return NULL;
  if (colon != NULL && !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return NULL;

  g_autofree char *host_template
      = g_strndup (rest, colon != NULL ? (gsize)(colon - rest) : strlen (rest));
  g_autofree char *host_name = lp_candidate_fill_template (host_template, address);
  g_autofree char *host = host_name != NULL ? lp_server_host_to_ascii (host_name) : NULL;
  g_autofree char *user
      = lp_candidate_fill_template (own_user != NULL ? own_user : usual_user, address);
  return host != NULL ? lp_server_new (protocol, host, (guint16)port, security, user) : NULL;
}

static GPtrArray *
read_servers (const LpProviderTable *table, const char *group, gboolean outgoing,
              const LpAddress *address)
{
  GPtrArray *servers = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_server_free);
  g_auto (GStrv) texts = g_key_file_get_string_list (
      table->file, group, outgoing ? "Outgoing" : "Incoming", NULL, NULL);
  g_autofree char *user = g_key_file_get_string (table->file, group, "User", NULL);
  LpSignIn sign_in = read_sign_in (table, group, outgoing ? "OutgoingSignIn" : "IncomingSignIn");

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++) {
    g_autoptr (LpServer) server
        = read_server (texts[i], user != NULL ? user : "%EMAILADDRESS%", address);
    if (server == NULL || (server->protocol == LP_PROTOCOL_SMTP) != outgoing) {
      g_warning ("%s [%s]: %s is no server", table->name, group, texts[i]);
      continue;
    }
    server->sign_in = sign_in;
    if (sign_in == LP_SIGN_IN_NONE)
      g_clear_pointer (&server->user, g_free);
    g_ptr_array_add (servers, g_steal_pointer (&server));
  }
  return servers;
}

static void
fill_in (const LpProviderTable *table, const char *provider, LpCandidate *candidate)
{
  candidate->provider_id = g_strdup (provider);
  candidate->issuer = g_key_file_get_string (table->file, provider, "Issuer", NULL);
  if (candidate->provider_name == NULL)
    candidate->provider_name = g_key_file_get_string (table->file, provider, "Name", NULL);
  if (candidate->documentation == NULL)
    candidate->documentation = g_key_file_get_string (table->file, provider, "Documentation", NULL);
}

GPtrArray *
lp_provider_table_make_candidates (const LpProviderTable *table, const char *provider,
                                   const LpAddress *address, const LpCandidate *proposal)
{
  g_return_val_if_fail (table != NULL && provider != NULL, NULL);
  g_return_val_if_fail (address != NULL && proposal != NULL, NULL);

  g_autoptr (LpCandidate) filled = lp_candidate_copy (proposal);
  fill_in (table, provider, filled);
  filled->ca_file = g_key_file_get_string (table->file, provider, "CAFile", NULL);
  if (filled->evidence == NULL)
    filled->evidence = g_strdup_printf ("%s [%s]", table->name, provider);

  g_autoptr (GPtrArray) incoming = read_servers (table, provider, FALSE, address);
  g_autoptr (GPtrArray) outgoing = read_servers (table, provider, TRUE, address);
  return lp_candidate_pair (filled, incoming, outgoing);
}

static void
recognize_server (const LpProviderTable *table, const char *provider, const char *side_key,
                  LpServer *server)
{
  if (server == NULL)
    return;
  if (g_strcmp0 (g_hash_table_lookup (table->hosts, server->host), provider) == 0)
    server->sign_in = read_sign_in (table, provider, side_key);
}

void
lp_provider_table_recognize (const LpProviderTable *table, LpCandidate *candidate)
{
  g_return_if_fail (table != NULL && candidate != NULL);

  if (candidate->provider_id != NULL || candidate->incoming == NULL)
    return;
  const char *provider = g_hash_table_lookup (table->hosts, candidate->incoming->host);
  if (provider == NULL)
    return;
  fill_in (table, provider, candidate);
  recognize_server (table, provider, "IncomingSignIn", candidate->incoming);
  recognize_server (table, provider, "OutgoingSignIn", candidate->outgoing);
}

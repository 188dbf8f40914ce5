/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Reads data/old-hosts.ini: groups "[provider ID]", "[host ID]" and "[end ID]". Providers are read
 * first, because the other groups point at them.
 */
#include "model/old-host.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/data.h"

struct _LpOldHosts {
  GPtrArray *providers;
  GPtrArray *hosts;
  GPtrArray *ends;
  GPtrArray *gateways;
};

/* Which gateway a port of one's own machine was in those days. */
static const struct {
  guint16 port;
  const char *gateway;
} gateway_ports[] = {
  { 110, "hotway" },   { 2500, "hotway" },  { 2000, "freepops" },
  { 1110, "davmail" }, { 1143, "davmail" }, { 1025, "davmail" },
};

static void
free_provider (LpMailProvider *provider)
{
  g_free (provider->id);
  g_free (provider->name);
  lp_server_free (provider->imap);
  lp_server_free (provider->pop3);
  lp_server_free (provider->smtp);
  g_strfreev (provider->takes);
  g_free (provider->issuer);
  g_free (provider->password_ended);
  g_free (provider->happened);
  g_free (provider->now);
  g_strfreev (provider->domains);
  g_strfreev (provider->hosts);
  g_strfreev (provider->password_ended_protocols);
  g_free (provider);
}

static void
free_host (LpOldHost *host)
{
  g_free (host->id);
  g_free (host->finding);
  g_free (host->ended);
  g_free (host->happened);
  g_strfreev (host->hosts);
  g_free (host);
}

static void
free_end (LpOldEnd *end)
{
  g_free (end->id);
  g_free (end->date);
  g_free (end->happened);
  g_free (end->now);
  g_strfreev (end->protocols);
  g_free (end);
}

static void
free_gateway (LpOldGateway *gateway)
{
  g_free (gateway->id);
  g_free (gateway->name);
  g_free (gateway->happened);
  g_free (gateway->now);
  g_free (gateway);
}

static char **
get_list (GKeyFile *file, const char *group, const char *key)
{
  return g_key_file_get_string_list (file, group, key, NULL, NULL);
}

/* No such key is fine and leaves %NULL; a server that cannot be read is not. */
static gboolean
get_server (GKeyFile *file, const char *group, const char *key, LpServer **server, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  if (text == NULL)
    return TRUE;

  *server = lp_server_parse (text, error);
  if (*server != NULL)
    return TRUE;

  g_prefix_error (error, "old-hosts.ini [%s] %s: ", group, key);
  return FALSE;
}

static gboolean
read_provider (LpOldHosts *hosts, GKeyFile *file, const char *group, const char *id, GError **error)
{
  LpMailProvider *provider = g_new0 (LpMailProvider, 1);

  g_ptr_array_add (hosts->providers, provider);
  provider->id = g_strdup (id);
  provider->name = g_key_file_get_string (file, group, "name", error);
  provider->domains = get_list (file, group, "domains");
  provider->hosts = get_list (file, group, "hosts");
  provider->takes = get_list (file, group, "takes");
  provider->issuer = g_key_file_get_string (file, group, "issuer", NULL);
  provider->password_ended = g_key_file_get_string (file, group, "password-ended", NULL);
  provider->password_ended_protocols = get_list (file, group, "password-ended-protocols");
  provider->happened = lp_data_dup_sentence (file, group, "happened");
  provider->now = lp_data_dup_sentence (file, group, "now");

  return provider->name != NULL && get_server (file, group, "imap", &provider->imap, error)
         && get_server (file, group, "pop3", &provider->pop3, error)
         && get_server (file, group, "smtp", &provider->smtp, error);
}

static const LpMailProvider *
get_provider (LpOldHosts *hosts, GKeyFile *file, const char *group, GError **error)
{
  g_autofree char *id = g_key_file_get_string (file, group, "provider", error);

  if (id == NULL)
    return NULL;

  for (guint i = 0; i < hosts->providers->len; i++) {
    const LpMailProvider *provider = g_ptr_array_index (hosts->providers, i);

    if (g_str_equal (provider->id, id))
      return provider;
  }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
               _ ("old-hosts.ini [%s]: there is no provider %s"), group, id);
  return NULL;
}

static gboolean
read_host (LpOldHosts *hosts, GKeyFile *file, const char *group, const char *id, GError **error)
{
  LpOldHost *host = g_new0 (LpOldHost, 1);

  g_ptr_array_add (hosts->hosts, host);
  host->id = g_strdup (id);
  host->finding = g_key_file_get_string (file, group, "finding", error);
  if (host->finding == NULL)
    return FALSE;

  host->hosts = get_list (file, group, "hosts");
  host->renamed = g_key_file_get_boolean (file, group, "renamed", NULL);
  host->only_own_domains = g_key_file_get_boolean (file, group, "only-own-domains", NULL);
  host->ended = g_key_file_get_string (file, group, "ended", NULL);
  host->happened = lp_data_dup_sentence (file, group, "happened");
  host->provider = get_provider (hosts, file, group, error);
  return host->provider != NULL;
}

static gboolean
read_end (LpOldHosts *hosts, GKeyFile *file, const char *group, const char *id, GError **error)
{
  LpOldEnd *end = g_new0 (LpOldEnd, 1);

  g_ptr_array_add (hosts->ends, end);
  end->id = g_strdup (id);
  end->date = g_key_file_get_string (file, group, "date", error);
  if (end->date == NULL)
    return FALSE;

  end->protocols = get_list (file, group, "protocols");
  end->happened = lp_data_dup_sentence (file, group, "happened");
  end->now = lp_data_dup_sentence (file, group, "now");
  end->provider = get_provider (hosts, file, group, error);
  return end->provider != NULL;
}

static gboolean
read_gateway (LpOldHosts *hosts, GKeyFile *file, const char *group, const char *id, GError **error)
{
  LpOldGateway *gateway = g_new0 (LpOldGateway, 1);

  g_ptr_array_add (hosts->gateways, gateway);
  gateway->id = g_strdup (id);
  gateway->name = g_key_file_get_string (file, group, "name", NULL);
  gateway->closed = g_key_file_get_boolean (file, group, "closed", NULL);
  gateway->happened = lp_data_dup_sentence (file, group, "happened");
  gateway->now = lp_data_dup_sentence (file, group, "now");
  if (gateway->happened == NULL)
    g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND,
                 "old-hosts.ini [%s] happened", group);
  return gateway->happened != NULL;
}

static const struct {
  const char *prefix;
  gboolean (*read) (LpOldHosts *hosts, GKeyFile *file, const char *group, const char *id,
                    GError **error);
} sorts[] = { { "provider ", read_provider },
              { "host ", read_host },
              { "end ", read_end },
              { "gateway ", read_gateway } };

static gboolean
read_groups (LpOldHosts *hosts, GKeyFile *file, guint sort, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  gsize length = strlen (sorts[sort].prefix);

  for (guint i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], sorts[sort].prefix)
        && !sorts[sort].read (hosts, file, groups[i], groups[i] + length, error))
      return FALSE;
  return TRUE;
}

LpOldHosts *
lp_old_hosts_load (const char *data_dir, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (LpOldHosts) hosts = g_new0 (LpOldHosts, 1);
  g_autofree char *path = lp_data_build_path (data_dir, "old-hosts.ini");

  hosts->providers = g_ptr_array_new_with_free_func ((GDestroyNotify)free_provider);
  hosts->hosts = g_ptr_array_new_with_free_func ((GDestroyNotify)free_host);
  hosts->ends = g_ptr_array_new_with_free_func ((GDestroyNotify)free_end);
  hosts->gateways = g_ptr_array_new_with_free_func ((GDestroyNotify)free_gateway);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_KEEP_TRANSLATIONS, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (!read_groups (hosts, file, i, error))
      return NULL;
  return g_steal_pointer (&hosts);
}

void
lp_old_hosts_free (LpOldHosts *hosts)
{
  if (hosts == NULL)
    return;

  g_ptr_array_unref (hosts->gateways);
  g_ptr_array_unref (hosts->ends);
  g_ptr_array_unref (hosts->hosts);
  g_ptr_array_unref (hosts->providers);
  g_free (hosts);
}

static gboolean
has_word (char **words, const char *word)
{
  return words != NULL && g_strv_contains ((const char *const *)words, word);
}

static gboolean
has_domain (const LpMailProvider *provider, const LpAddress *address)
{
  return address != NULL && has_word (provider->domains, address->domain);
}

static gboolean
has_host (char **patterns, const char *host)
{
  for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++)
    if (g_str_equal (patterns[i], host)
        || (patterns[i][0] == '*' && g_str_has_suffix (host, patterns[i] + 1)))
      return TRUE;
  return FALSE;
}

const LpOldHost *
lp_old_hosts_find (const LpOldHosts *hosts, const char *host, const LpAddress *address)
{
  g_return_val_if_fail (hosts != NULL, NULL);
  g_return_val_if_fail (host != NULL, NULL);

  g_autofree char *name = g_ascii_strdown (host, -1);

  for (guint i = 0; i < hosts->hosts->len; i++) {
    const LpOldHost *row = g_ptr_array_index (hosts->hosts, i);

    if (has_host (row->hosts, name)
        && (!row->only_own_domains || has_domain (row->provider, address)))
      return row;
  }
  return NULL;
}

const LpMailProvider *
lp_old_hosts_find_provider (const LpOldHosts *hosts, const char *host, const LpAddress *address)
{
  g_return_val_if_fail (hosts != NULL, NULL);

  g_autofree char *name = host != NULL ? g_ascii_strdown (host, -1) : g_strdup ("");

  for (guint i = 0; i < hosts->providers->len; i++) {
    const LpMailProvider *provider = g_ptr_array_index (hosts->providers, i);

    if (has_domain (provider, address))
      return provider;
  }
  for (guint i = 0; i < hosts->providers->len; i++) {
    const LpMailProvider *provider = g_ptr_array_index (hosts->providers, i);

    if (has_host (provider->hosts, name))
      return provider;
  }

  const LpOldHost *row = lp_old_hosts_find (hosts, name, address);

  return row != NULL ? row->provider : NULL;
}

const LpOldEnd *
lp_old_hosts_find_end (const LpOldHosts *hosts, const LpMailProvider *provider,
                       LpProtocolId protocol)
{
  g_return_val_if_fail (hosts != NULL, NULL);

  for (guint i = 0; i < hosts->ends->len; i++) {
    const LpOldEnd *end = g_ptr_array_index (hosts->ends, i);

    if (end->provider == provider && has_word (end->protocols, lp_protocol_get_name (protocol)))
      return end;
  }
  return NULL;
}

const LpOldGateway *
lp_old_hosts_find_gateway (const LpOldHosts *hosts, const char *id)
{
  g_return_val_if_fail (hosts != NULL, NULL);

  for (guint i = 0; i < hosts->gateways->len; i++) {
    const LpOldGateway *gateway = g_ptr_array_index (hosts->gateways, i);

    if (g_strcmp0 (gateway->id, id) == 0)
      return gateway;
  }
  return NULL;
}

const char *
lp_old_gateway_find_by_port (guint16 port)
{
  for (guint i = 0; i < G_N_ELEMENTS (gateway_ports); i++)
    if (gateway_ports[i].port == port)
      return gateway_ports[i].gateway;
  return "unknown";
}

gboolean
lp_old_gateway_is_local (const char *host)
{
  return host != NULL
         && (g_ascii_strcasecmp (host, "localhost") == 0
             || g_ascii_strcasecmp (host, "localhost.localdomain") == 0
             || g_str_has_prefix (host, "127.") || g_str_equal (host, "::1")
             || g_str_equal (host, "[::1]"));
}

gboolean
lp_mail_provider_takes (const LpMailProvider *provider, const char *way)
{
  g_return_val_if_fail (provider != NULL, FALSE);

  return has_word (provider->takes, way);
}

gboolean
lp_mail_provider_refuses_password (const LpMailProvider *provider, LpProtocolId protocol)
{
  g_return_val_if_fail (provider != NULL, FALSE);

  if (provider->password_ended == NULL || has_word (provider->takes, "app-password")
      || has_word (provider->takes, "password"))
    return FALSE;
  return provider->password_ended_protocols == NULL
         || has_word (provider->password_ended_protocols, lp_protocol_get_name (protocol));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From an account's id to its secret, without configuration: the keyring's attributes say
 * everything.
 *
 * In the order of what is usual, because every question is a round trip to the keyring: the
 * password of the side's service, the access token, the refresh token (then somebody else must
 * renew the access token), and last an item that lost its account.
 */
#include "secrets/account-secret.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/account.h"
#include "model/address.h"
#include "secrets/keyring-session.h"
#include "secrets/keyring.h"

static const char *const services[LP_N_SIDES][3] = {
  [LP_SIDE_INCOMING] = { "imap", "pop3", NULL },
  [LP_SIDE_OUTGOING] = { "smtp", NULL },
};

/* What was asked for and with what */
typedef struct {
  const char *account;
  gboolean by_id; /* else @account is the address, which is the user name nearly everywhere */
  LpSide side;
  gboolean may_unlock;
  GHashTable **attributes; /* (nullable): where to put those of the item */
  GCancellable *cancellable;
} Question;

static LpCredentials *
find (SecretService *service, const Question *question, const char *schema, const char *protocol,
      GHashTable **found, GError **error)
{
  g_autoptr (GHashTable) attributes
      = lp_keyring_attributes_new ("xdg:schema", schema, question->by_id ? "account" : "user",
                                   question->account, "service", protocol, NULL);

  return lp_keyring_session_find (service, attributes, question->may_unlock, found,
                                  question->cancellable, error);
}

static LpCredentials *
find_password (SecretService *service, const Question *question, GError **error)
{
  GError *cause = NULL;

  for (const char *const *protocol = services[question->side]; *protocol != NULL; protocol++) {
    LpCredentials *credentials
        = find (service, question, LP_KEYRING_SCHEMA, *protocol, question->attributes, &cause);
    if (credentials != NULL)
      return credentials;
    if (cause != NULL)
      break;
  }
  if (cause != NULL)
    g_propagate_error (error, cause);
  return NULL;
}

static gint64
get_number (GHashTable *attributes, const char *name)
{
  const char *text = g_hash_table_lookup (attributes, name);

  return text != NULL ? g_ascii_strtoll (text, NULL, 10) : 0;
}

gboolean
lp_token_is_fresh (GHashTable *attributes)
{
  g_return_val_if_fail (attributes != NULL, FALSE);

  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  return get_number (attributes, "fresh-until") > now && get_number (attributes, "issued") <= now;
}

static LpCredentials *
find_token (SecretService *service, const Question *question, gboolean *stale, GError **error)
{
  g_autoptr (GHashTable) found = NULL;
  g_autoptr (GError) cause = NULL;

  g_autoptr (LpCredentials) token = find (service, question, LP_TOKEN_SCHEMA, NULL, &found, &cause);
  if (token != NULL && lp_token_is_fresh (found)) {
    if (question->attributes != NULL)
      *question->attributes = g_steal_pointer (&found);
    return lp_credentials_new (LP_SECRET_ACCESS_TOKEN, lp_credentials_get_secret (token), -1);
  }

  if (cause == NULL) {
    g_autoptr (LpCredentials) grant = find (service, question, LP_GRANT_SCHEMA, NULL, NULL, &cause);
    *stale = grant != NULL;
  }
  if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  return NULL;
}

/* The domain that a host stands in: smtp.mail.example.org and imap.mail.example.org are neighbours
 */
static const char *
get_domain (const char *host)
{
  const char *dot = host != NULL ? strchr (host, '.') : NULL;

  return dot != NULL && strchr (dot + 1, '.') != NULL ? dot + 1 : host;
}

static const char *
get (GHashTable *attributes, const char *name)
{
  return g_hash_table_lookup (attributes, name);
}

/* Another item of the account has the same user, and the same host or its neighbour */
static gboolean
is_sibling (GHashTable *lost, GList *siblings)
{
  for (GList *l = siblings; l != NULL; l = l->next) {
    g_autoptr (GHashTable) sibling = secret_item_get_attributes (l->data);
    if (g_strcmp0 (get (sibling, "user"), get (lost, "user")) == 0
        && g_strcmp0 (get_domain (get (sibling, "host")), get_domain (get (lost, "host"))) == 0)
      return TRUE;
  }
  return FALSE;
}

/* The id was made of the user, and the host is in the user's domain */
static gboolean
is_namesake (GHashTable *lost, const char *account)
{
  const char *host = get (lost, "host");
  g_autoptr (LpAddress) address = lp_address_parse (get (lost, "user"), NULL);
  if (address == NULL || host == NULL)
    return FALSE;

  g_autofree char *id = lp_account_make_id (address, NULL, NULL);
  g_autofree char *below = g_strconcat (".", address->domain, NULL);
  return g_strcmp0 (id, account) == 0
         && (g_strcmp0 (host, address->domain) == 0 || g_str_has_suffix (host, below));
}

/* What `secret-tool store` leaves of an item of ours: no account, and our schema or (at times, with
 * gnome-keyring 42) the one that means none. */
static gboolean
is_lost (GHashTable *attributes)
{
  const char *schema = get (attributes, "xdg:schema");

  return !g_hash_table_contains (attributes, "account") && get (attributes, "user") != NULL
         && (schema == NULL || g_str_equal (schema, LP_KEYRING_SCHEMA)
             || g_str_equal (schema, "org.freedesktop.Secret.Generic"));
}

/* The one item that can only be this account's; %NULL if there is none or a choice */
static SecretItem *
choose_lost_item (GList *items, const char *account, GList *siblings)
{
  SecretItem *chosen = NULL;

  for (GList *l = items; l != NULL; l = l->next) {
    g_autoptr (GHashTable) attributes = secret_item_get_attributes (l->data);
    if (!is_lost (attributes)
        || !(is_sibling (attributes, siblings) || is_namesake (attributes, account)))
      continue;
    if (chosen != NULL)
      return NULL;
    chosen = l->data;
  }
  return chosen;
}

static gboolean
complete (SecretItem *item, const Question *question, GError **error)
{
  g_autoptr (GHashTable) attributes = secret_item_get_attributes (item);
  GError *cause = NULL;

  g_hash_table_insert (attributes, g_strdup ("account"), g_strdup (question->account));
  g_hash_table_insert (attributes, g_strdup ("xdg:schema"), g_strdup (LP_KEYRING_SCHEMA));
  secret_item_set_attributes_sync (item, NULL, attributes, question->cancellable, &cause);
  return lp_keyring_finish (cause, error);
}

/* Finds and completes an item that lost its account; %FALSE with @error unset if there is none */
static gboolean
repair (SecretService *service, const Question *question, const char *protocol, GError **error)
{
  g_autoptr (GHashTable) lost = lp_keyring_attributes_new ("service", protocol, NULL);
  g_autoptr (GHashTable) related = lp_keyring_attributes_new ("xdg:schema", LP_KEYRING_SCHEMA,
                                                              "account", question->account, NULL);
  g_autoptr (SecretItems) items = NULL;
  g_autoptr (SecretItems) siblings = NULL;

  if (!lp_keyring_session_search (service, lost, FALSE, &items, question->cancellable, error)
      || !lp_keyring_session_search (service, related, FALSE, &siblings, question->cancellable,
                                     error))
    return FALSE;
  SecretItem *item = choose_lost_item (items, question->account, siblings);
  return item != NULL && complete (item, question, error);
}

static LpCredentials *
find_lost (SecretService *service, const Question *question, GError **error)
{
  GError *cause = NULL;
  gboolean repaired = FALSE;

  for (const char *const *protocol = services[question->side]; *protocol != NULL; protocol++)
    if (cause == NULL && !repaired)
      repaired = repair (service, question, *protocol, &cause);
  if (repaired)
    return find_password (service, question, error);
  if (cause != NULL)
    g_propagate_error (error, cause);
  return NULL;
}

static LpCredentials *
answer (SecretService *service, const Question *question, gboolean *stale, GError **error)
{
  GError *cause = NULL;

  LpCredentials *credentials = find_password (service, question, &cause);
  if (credentials == NULL && cause == NULL)
    credentials = find_token (service, question, stale, &cause);
  if (credentials == NULL && cause == NULL && !*stale && question->by_id)
    credentials = find_lost (service, question, &cause);
  if (cause != NULL)
    g_propagate_error (error, cause);
  return credentials;
}

LpCredentials *
lp_account_secret_find (const char *account, LpSide side, gboolean may_unlock, gboolean *stale,
                        GHashTable **attributes, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (account != NULL && stale != NULL, NULL);

  Question question = { .account = account,
                        .by_id = strchr (account, '@') == NULL,
                        .side = side,
                        .may_unlock = may_unlock,
                        .attributes = attributes,
                        .cancellable = cancellable };
  *stale = FALSE;
  g_autoptr (SecretService) service = lp_keyring_session_open (cancellable, error);
  if (service == NULL)
    return NULL;

  g_autoptr (LpCredentials) credentials = answer (service, &question, stale, error);
  if (credentials != NULL && *lp_credentials_get_secret (credentials) == '\0') {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("The keyring holds an empty password."));
    return NULL;
  }
  return g_steal_pointer (&credentials);
}

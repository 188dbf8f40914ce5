/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Renewing an access token among many processes:
 *
 *     look ─ fresh? ─▶ done
 *       │
 *     lock (one process at a time; the lock goes with its process)
 *       │
 *     look again ─ fresh, somebody else was quicker ─▶ done
 *       │
 *     trade the refresh token ─▶ store the new refresh token ─▶ store the access token ─▶ unlock
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "model/error.h"
#include "secrets/account-secret.h"
#include "secrets/grant-private.h"
#include "secrets/oauth2-goa.h"
#include "secrets/oauth2-token.h"

/* An exchange takes 30 s at worst, and storing some; who waits longer waits for a stopped process.
 */
#define LOCK_SECONDS 60
#define LOCK_POLL_US 20000
/* A new refresh token is the only one there is: a keyring that is being restarted gets time. */
#define STORE_TRIES 20
#define STORE_WAIT_US 250000

/* What the keyring holds of one account */
typedef struct {
  SecretService *service;
  char *account_id;
  GHashTable *token_attributes;
  LpCredentials *token;
  GHashTable *grant_attributes;
  LpCredentials *refresh_token;
} Held;

static void
held_clear (Held *held)
{
  g_clear_object (&held->service);
  g_clear_pointer (&held->account_id, g_free);
  g_clear_pointer (&held->token_attributes, g_hash_table_unref);
  g_clear_pointer (&held->token, lp_credentials_unref);
  g_clear_pointer (&held->grant_attributes, g_hash_table_unref);
  g_clear_pointer (&held->refresh_token, lp_credentials_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Held, held_clear)

static const char *
get (GHashTable *attributes, const char *name)
{
  const char *value = attributes != NULL ? g_hash_table_lookup (attributes, name) : NULL;

  return value != NULL ? value : "";
}

/* Reads one of the two items; there being none is no failure */
static gboolean
look_for (Held *held, const char *schema, const char *account, GHashTable **attributes,
          LpCredentials **credentials, GCancellable *cancellable, GError **error)
{
  const char *attribute = strchr (account, '@') != NULL ? "user" : "account";
  g_autoptr (GHashTable) key
      = lp_keyring_attributes_new ("xdg:schema", schema, attribute, account, NULL);
  GError *cause = NULL;

  g_clear_pointer (attributes, g_hash_table_unref);
  g_clear_pointer (credentials, lp_credentials_unref);
  *credentials
      = lp_keyring_session_find (held->service, key, FALSE, attributes, cancellable, &cause);
  if (cause == NULL)
    return TRUE;
  g_propagate_error (error, cause);
  return FALSE;
}

static gboolean
look (Held *held, const char *account, GCancellable *cancellable, GError **error)
{
  return look_for (held, LP_GRANT_SCHEMA, account, &held->grant_attributes, &held->refresh_token,
                   cancellable, error)
         && look_for (held, LP_TOKEN_SCHEMA, account, &held->token_attributes, &held->token,
                      cancellable, error);
}

static LpCredentials *
take_token (Held *held)
{
  return lp_credentials_new (LP_SECRET_ACCESS_TOKEN, lp_credentials_get_secret (held->token), -1);
}

static gboolean
is_fresh (const Held *held)
{
  return held->token != NULL && lp_token_is_fresh (held->token_attributes);
}

static gboolean
is_alive (const Held *held)
{
  gint64 expires = g_ascii_strtoll (get (held->token_attributes, "expires"), NULL, 10);

  return held->token != NULL && expires > g_get_real_time () / G_USEC_PER_SEC;
}

/* ---- the lock ---- */

/* The same folder for every process of the person, whatever cron left of its environment */
static char *
build_lock_path (const char *account_id)
{
  g_autofree char *usual = g_strdup_printf ("/run/user/%u", (guint)getuid ());
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  struct stat info;

  if (runtime == NULL || *runtime == '\0') {
    gboolean there = stat (usual, &info) == 0 && info.st_uid == getuid ();
    runtime = there ? usual : g_get_user_cache_dir ();
  }
  g_autofree char *folder = g_build_filename (runtime, "letterplate", NULL);
  g_mkdir_with_parents (folder, 0700);
  return g_strdup_printf ("%s/token-%s.lock", folder, account_id);
}

/* Returns a descriptor that holds the lock until it is closed; -1 with an error */
static int
lock (const char *account_id, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = build_lock_path (account_id);
  gint64 end = g_get_monotonic_time () + LOCK_SECONDS * G_USEC_PER_SEC;
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0) {
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("%s cannot be locked: %s."),
                 path, g_strerror (errno));
    return -1;
  }
  while (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error)) {
      close (fd);
      return -1;
    }
    if (g_get_monotonic_time () > end) {
      g_set_error (error, LP_ERROR, LP_VERDICT_TIMED_OUT,
                   "another process renews this account's token and does not finish");
      close (fd);
      return -1;
    }
    g_usleep (LOCK_POLL_US);
  }
  return fd;
}

/* ---- the exchange ---- */

/* The account's part of an issuer's refusal stays with the grant: nobody asks again until the
 * person signed in again. */
static void
remember_refusal (Held *held)
{
  g_autoptr (GHashTable) key = lp_keyring_attributes_new ("xdg:schema", LP_GRANT_SCHEMA, "account",
                                                          held->account_id, NULL);
  g_autofree char *label
      = g_strdup_printf (_ ("Mail: %s (browser sign-in)"), get (held->grant_attributes, "user"));

  g_hash_table_insert (held->grant_attributes, g_strdup ("refused"), g_strdup ("1"));
  lp_keyring_session_put (held->service, key, held->grant_attributes, label, held->refresh_token,
                          NULL, NULL);
}

static LpGrant *
exchange (Held *held, const char *data_dir, GError **error)
{
  if (strcmp (get (held->grant_attributes, "issuer"), LP_GOA_ISSUER) == 0)
    return lp_goa_renew (lp_credentials_get_secret (held->refresh_token),
                         get (held->grant_attributes, "user"), NULL, error);

  g_autoptr (LpIssuer) issuer
      = lp_issuer_load (get (held->grant_attributes, "issuer"), data_dir, error);
  if (issuer == NULL || !lp_issuer_complete (issuer, NULL, error))
    return NULL;

  const char *form[] = { "grant_type", "refresh_token", "refresh_token",
                         lp_credentials_get_secret (held->refresh_token), NULL };
  g_autofree char *code = NULL;
  LpGrant *grant
      = lp_oauth2_trade (issuer, form, get (held->grant_attributes, "user"), &code, NULL, error);
  if (grant == NULL && g_strcmp0 (code, "invalid_grant") == 0)
    remember_refusal (held);
  return grant;
}

/* RFC 6749 section 6: no new refresh token means that the old one goes on; no scope, the same
 * scope. */
static void
inherit (LpGrant *grant, const Held *held)
{
  const char *scope = get (held->grant_attributes, "scope");
  const char *host = get (held->grant_attributes, "host");

  if (grant->scope == NULL && *scope != '\0')
    grant->scope = g_strdup (scope);
  if (*host != '\0')
    grant->host = g_strdup (host);
}

static gboolean
store_refresh_token (Held *held, const LpGrant *grant, GError **error)
{
  for (guint i = 1;; i++) {
    GError *cause = NULL;
    if (held->service == NULL)
      held->service = lp_keyring_session_open (NULL, &cause);
    if (held->service != NULL
        && lp_grant_store_refresh_token (held->service, grant, held->account_id, NULL, &cause))
      return TRUE;
    if (i == STORE_TRIES) {
      g_propagate_error (error, cause);
      return FALSE;
    }
    g_clear_error (&cause);
    g_clear_object (&held->service);
    g_usleep (STORE_WAIT_US);
  }
}

/* From here on nothing is cancelled: the issuer may have forgotten the old refresh token already.
 */
static LpCredentials *
renew (Held *held, const char *data_dir, GError **error)
{
  GError *failure = NULL;
  g_autoptr (LpGrant) grant = exchange (held, data_dir, &failure);

  if (grant == NULL && is_alive (held)) {
    g_clear_error (&failure);
    return take_token (held);
  }
  if (grant == NULL) {
    g_propagate_error (error, failure);
    return NULL;
  }
  inherit (grant, held);
  if (grant->refresh_token != NULL && !store_refresh_token (held, grant, error))
    return NULL;
  /* A token that is not kept is only renewed again. */
  lp_grant_store_access_token (held->service, grant, held->account_id, NULL, NULL);
  return lp_credentials_ref (grant->access_token);
}

static gboolean
check_grant (const Held *held, GError **error)
{
  if (held->refresh_token == NULL) {
    g_set_error (error, LP_ERROR, LP_VERDICT_BROWSER_SIGN_IN_REQUIRED,
                 "the keyring holds no browser sign-in of this account");
    return FALSE;
  }
  if (strcmp (get (held->grant_attributes, "refused"), "1") == 0) {
    g_set_error (error, LP_ERROR, LP_VERDICT_BROWSER_SIGN_IN_REQUIRED,
                 "the sign-in has ended; the issuer refused it before");
    return FALSE;
  }
  return TRUE;
}

LpCredentials *
lp_grant_renew (const char *account, const char *data_dir, GCancellable *cancellable,
                GError **error)
{
  g_return_val_if_fail (account != NULL, NULL);

  g_auto (Held) held = { .service = lp_keyring_session_open (cancellable, error) };
  if (held.service == NULL || !look (&held, account, cancellable, error))
    return NULL;
  if (is_fresh (&held))
    return take_token (&held);
  if (!check_grant (&held, error))
    return NULL;

  held.account_id = g_strdup (get (held.grant_attributes, "account"));
  int fd = lock (held.account_id, cancellable, error);
  if (fd < 0)
    return NULL;
  LpCredentials *token = NULL;
  if (look (&held, held.account_id, cancellable, error)) {
    if (is_fresh (&held))
      token = take_token (&held);
    else if (check_grant (&held, error))
      token = renew (&held, data_dir, error);
  }
  close (fd);
  return token;
}

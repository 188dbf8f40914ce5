/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets/oauth2-redirect.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/error.h"
#include "secrets/loopback.h"
#include "secrets/oauth2-request.h"

#define PATH "/"

struct _LpRedirect {
  LpIssuer *issuer;
  LpLoopback *loopback;
  char *state;
  char *host; /* with the port: what the browser must have been sent to */
  char *uri;
  char *code;
  GError *error;
};

/* ---- judging an answer ---- */

static gboolean
is_equal_in_constant_time (const char *a, const char *b)
{
  gsize length = strlen (a);
  guchar difference = 0;

  if (strlen (b) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guchar)(a[i] ^ b[i]);
  return difference == 0;
}

static const char *
get (GHashTable *query, const char *name)
{
  const char *value = query != NULL ? g_hash_table_lookup (query, name) : NULL;

  return value != NULL ? value : "";
}

/* RFC 9207: an answer that another issuer gave to another question must not be taken to this one.
 */
static gboolean
is_from_issuer (const LpIssuer *issuer, const char *iss)
{
  if (*iss == '\0')
    return !issuer->wants_identifier;
  return issuer->identifier == NULL || g_str_equal (iss, issuer->identifier);
}

static void
judge (LpRedirect *redirect, GHashTable *query)
{
  const char *iss = get (query, "iss");

  if (!is_equal_in_constant_time (redirect->state, get (query, "state"))) {
    g_set_error (&redirect->error, LP_ERROR, LP_VERDICT_TOKEN_REFUSED,
                 "the browser brought the answer to another sign-in (wrong state)");
  } else if (!is_from_issuer (redirect->issuer, iss)) {
    g_autofree char *safe = lp_oauth2_make_safe (iss);
    g_set_error (&redirect->error, LP_ERROR, LP_VERDICT_TOKEN_REFUSED,
                 "the browser brought an answer of “%s”, not of %s", safe,
                 redirect->issuer->identifier != NULL ? redirect->issuer->identifier
                                                      : redirect->issuer->name);
  } else if (*get (query, "error") != '\0') {
    lp_oauth2_set_error (redirect->issuer, 0, get (query, "error"),
                         g_hash_table_lookup (query, "error_description"), &redirect->error);
  } else if (*get (query, "code") == '\0') {
    g_set_error (&redirect->error, LP_ERROR, LP_VERDICT_PROTOCOL_BROKEN,
                 "the browser brought no authorization code");
  } else {
    redirect->code = g_strdup (get (query, "code"));
  }
}

/* ---- requests ---- */

/* What a page may not do behind the person's back (fetch, image, frame) is no answer; browsers tell
 * since 2020. A name that an attacker's DNS points at this machine comes with that name. */
static gboolean
is_navigation (const LpRedirect *redirect, const LpLoopbackRequest *request)
{
  const char *host = get (request->headers, "host");
  const char *mode = get (request->headers, "sec-fetch-mode");
  const char *destination = get (request->headers, "sec-fetch-dest");

  return g_str_equal (request->method, "GET") && g_ascii_strcasecmp (host, redirect->host) == 0
         && (*mode == '\0' || g_str_equal (mode, "navigate"))
         && (*destination == '\0' || g_str_equal (destination, "document"));
}

static LpLoopbackReply
answer (const LpLoopbackRequest *request, gpointer data)
{
  LpRedirect *redirect = data;

  if (!is_navigation (redirect, request))
    return (LpLoopbackReply){ .status = 403 };
  if (!g_str_equal (request->path, PATH) || request->query == NULL)
    return (LpLoopbackReply){ .status = 404 };

  judge (redirect, request->query);
  if (redirect->code != NULL)
    return (LpLoopbackReply){ 200, _ ("Almost Done"),
                              _ ("You can close this page and go back to Letterplate."), TRUE };
  return (LpLoopbackReply){ 400, _ ("Sign-In Did Not Work"),
                            _ ("Go back to Letterplate: it says what happened and what to do."),
                            TRUE };
}

/* ---- public ---- */

LpRedirect *
lp_redirect_new (const LpIssuer *issuer, const char *state, GError **error)
{
  g_return_val_if_fail (issuer != NULL && state != NULL && *state != '\0', NULL);

  g_autoptr (LpLoopback) loopback = lp_loopback_new (error);
  if (loopback == NULL) {
    g_prefix_error (error, _ ("There is no free port for the browser to come back to: "));
    return NULL;
  }
  LpRedirect *redirect = g_new0 (LpRedirect, 1);
  redirect->issuer = lp_issuer_copy (issuer);
  redirect->state = g_strdup (state);
  redirect->host
      = g_strdup_printf ("%s:%u", issuer->redirect_host, lp_loopback_get_port (loopback));
  redirect->uri = g_strdup_printf ("http://%s" PATH, redirect->host);
  redirect->loopback = g_steal_pointer (&loopback);
  return redirect;
}

const char *
lp_redirect_get_uri (const LpRedirect *redirect)
{
  g_return_val_if_fail (redirect != NULL, NULL);
  return redirect->uri;
}

char *
lp_redirect_wait (LpRedirect *redirect, guint seconds, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (redirect != NULL, NULL);

  lp_loopback_serve (redirect->loopback, answer, redirect, seconds, cancellable);
  if (redirect->code != NULL)
    return g_steal_pointer (&redirect->code);
  if (redirect->error != NULL)
    g_propagate_error (error, g_steal_pointer (&redirect->error));
  else if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_set_error (error, LP_ERROR, LP_VERDICT_TIMED_OUT,
                 "nobody came back from the browser within %u seconds", seconds);
  return NULL;
}

void
lp_redirect_free (LpRedirect *redirect)
{
  if (redirect == NULL)
    return;

  lp_loopback_free (redirect->loopback);
  lp_issuer_free (redirect->issuer);
  g_free (redirect->state);
  g_free (redirect->host);
  g_free (redirect->uri);
  g_free (redirect->code);
  g_clear_error (&redirect->error);
  g_free (redirect);
}

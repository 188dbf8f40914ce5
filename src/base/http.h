/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/** Decoded octets of a body, unless asked otherwise: no answer we ask for comes near. */
#define LP_HTTP_MAX_SIZE (256 * 1024)

/** Redirects that are followed. */
#define LP_HTTP_MAX_REDIRECTS 3

/**
 * LpHttpRequest:
 * @method: (nullable): %NULL for GET
 * @url: what to fetch
 * @allow_plain: http: is good too, at first and in redirects; else it is refused everywhere
 * @stay_on_site: redirects to another registrable domain (example.co.uk) are given back, not
 * followed
 * @keep_redirects: all redirects are given back, none followed
 * @deadline_ms: milliseconds for the whole exchange with all redirects; 0: 5,000
 * @max_size: decoded octets of the body; 0: %LP_HTTP_MAX_SIZE
 * @ca_file: (nullable): a further certificate authority in PEM
 * @accept: (nullable): value of the Accept header
 * @authorization: (nullable): value of the Authorization header; kept from other origins in
 * redirects
 * @content_type: (nullable): of @body
 * @body: (nullable): what to send
 * @on_connected: (nullable): called once a server has accepted a connection; on the calling thread
 * @user_data: given to @on_connected
 */
typedef struct {
  const char *method;
  const char *url;
  gboolean allow_plain;
  gboolean stay_on_site;
  gboolean keep_redirects;
  guint deadline_ms;
  gsize max_size;
  const char *ca_file;
  const char *accept;
  const char *authorization;
  const char *content_type;
  GBytes *body;
  void (*on_connected) (gpointer user_data);
  gpointer user_data;
} LpHttpRequest;

/**
 * LpHttpResponse:
 * @status: the last answer's status; a redirect's own where it was not followed
 * @url: where the last answer came from
 * @location: (nullable): where it points, absolute, if it is a redirect
 * @content_type: (nullable): the media type without parameters, lower case
 * @secure: every hop was https with a good certificate
 * @body: the body, decoded
 */
typedef struct {
  guint status;
  char *url;
  char *location;
  char *content_type;
  gboolean secure;
  GBytes *body;
} LpHttpResponse;

/**
 * lp_http_fetch:
 * @request: what to ask
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Asks an HTTP server. No cookies, no cache, no authentication of its own. Redirects are followed
 * here and not by libsoup, which would go from https to http by itself; a method other than GET is
 * not repeated elsewhere. Blocks; call it from a worker. Addresses of a host are tried staggered.
 *
 * Returns: (transfer full) (nullable): the last answer, whatever its status, or %NULL with an error
 * of %G_IO_ERROR (%G_IO_ERROR_TIMED_OUT, %G_IO_ERROR_MESSAGE_TOO_LARGE, %G_IO_ERROR_NOT_SUPPORTED
 * for a URL that may not be asked …), %G_RESOLVER_ERROR, %G_TLS_ERROR or %SOUP_SESSION_ERROR
 */
LpHttpResponse *
lp_http_fetch (const LpHttpRequest *request, GCancellable *cancellable, GError **error);

/**
 * lp_http_response_free:
 * @response: (nullable) (transfer full): an answer
 */
void
lp_http_response_free (LpHttpResponse *response);

/**
 * lp_http_is_same_site:
 * @a: a host name
 * @b: a host name
 *
 * Returns: %TRUE if both belong to the same registrable domain by the public suffix list
 */
gboolean
lp_http_is_same_site (const char *a, const char *b);

/**
 * lp_http_get_site:
 * @host: a host name or domain
 *
 * Returns: (transfer none): the registrable domain it belongs to, a part of @host
 */
const char *
lp_http_get_site (const char *host);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpHttpResponse, lp_http_response_free)

G_END_DECLS

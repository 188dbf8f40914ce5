/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* Inside src/secrets only: a listener on a free port of this machine's loopback that speaks as much
 * HTTP as a browser's visit needs. Not SoupServer: that of libsoup 3.2 leaks every connection's
 * socket. */

G_BEGIN_DECLS

/**
 * LpLoopbackRequest:
 * @method: "GET" and the like
 * @path: of the target, without query
 * @query: (nullable) (element-type utf8 utf8): decoded
 * @headers: (element-type utf8 utf8): names in lower case
 */
typedef struct {
  char *method;
  char *path;
  GHashTable *query;
  GHashTable *headers;
} LpLoopbackRequest;

/**
 * LpLoopbackReply:
 * @status: of HTTP
 * @title: (nullable): of a page to show, plain text
 * @text: (nullable): what it says
 * @last: this was the visit that was waited for
 */
typedef struct {
  guint status;
  const char *title;
  const char *text;
  gboolean last;
} LpLoopbackReply;

typedef struct _LpLoopback LpLoopback;

/**
 * lp_loopback_new:
 * @error: return location
 *
 * Listens on the same free port of 127.0.0.1 and [::1] (where there is IPv6), and nobody else can
 * have that port: "localhost" may mean either. Does not block.
 *
 * Returns: (transfer full) (nullable): the listener, or %NULL with %G_IO_ERROR
 */
LpLoopback *
lp_loopback_new (GError **error);

/**
 * lp_loopback_get_port:
 * @loopback: a listener
 *
 * Returns: its port, in host byte order
 */
guint16
lp_loopback_get_port (const LpLoopback *loopback);

/**
 * lp_loopback_serve:
 * @loopback: a listener
 * @answer: answers one request; called on this thread
 * @data: given to @answer
 * @seconds: how long at most
 * @cancellable: (nullable): ends it at once
 *
 * Serves visitors until @answer says that one was the last. A visitor who says nothing is in
 * nobody's way. Blocks.
 *
 * Returns: %TRUE after the last visit, %FALSE when time was up or it was cancelled
 */
gboolean
lp_loopback_serve (LpLoopback *loopback,
                   LpLoopbackReply (*answer) (const LpLoopbackRequest *request, gpointer data),
                   gpointer data, guint seconds, GCancellable *cancellable);

/**
 * lp_loopback_free:
 * @loopback: (nullable) (transfer full): a listener
 */
void
lp_loopback_free (LpLoopback *loopback);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpLoopback, lp_loopback_free)

G_END_DECLS

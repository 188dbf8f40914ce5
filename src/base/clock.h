/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lp_clock_ask:
 * @host: a name with a web server on port 443
 * @ca_file: (nullable): a further certificate authority in PEM
 * @timeout_ms: milliseconds for each step: connecting, asking, the whole answer
 * @cancellable: (nullable): ends it at once
 *
 * Asks a web server what time it is (RFC 9110 §6.6.1, Date), to tell a wrong clock here from a certificate that has
 * really ended. Its own certificate must be good in everything but its dates: those are what is in doubt. So the answer
 * may explain a failure, and nothing more. Blocks; call it from a worker.
 *
 * Returns: seconds since 1970, or 0 if nobody told
 */
gint64
lp_clock_ask (const char *host, const char *ca_file, guint timeout_ms, GCancellable *cancellable);

/**
 * lp_clock_read:
 * @stream: a web server's answer
 * @until: monotonic time in microseconds; one read may take longer
 * @cancellable: (nullable): ends it at once
 *
 * Reads as much of the answer's head as is worth it. Blocks.
 *
 * Returns: what its Date says in seconds since 1970, or 0 if there is none
 */
gint64
lp_clock_read (GInputStream *stream, gint64 until, GCancellable *cancellable);

G_END_DECLS

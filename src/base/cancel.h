/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * lp_cancel_forward:
 * @outer: (nullable): somebody else's cancellable, triggered on any thread
 * @inner: a cancellable of one main context's own
 * @context: the context
 *
 * Triggers @inner when @outer is, on the thread that runs @context. Not across threads, because
 * GIO's sources for a cancellable leak when they are destroyed in the moment another thread
 * triggers it (GLib 2.74).
 *
 * Returns: a handler for g_cancellable_disconnect(), 0 without @outer
 */
gulong
lp_cancel_forward (GCancellable *outer, GCancellable *inner, GMainContext *context);

/**
 * lp_cancel_guard:
 * @cancellable: (nullable): what a source is made of
 *
 * The other way around that leak: g_cancellable_disconnect() with the answer, before the source is
 * destroyed, blocks until every listener has been told. Not to be done in a listener.
 *
 * Does not block.
 *
 * Returns: for g_cancellable_disconnect()
 */
gulong
lp_cancel_guard (GCancellable *cancellable);

G_END_DECLS

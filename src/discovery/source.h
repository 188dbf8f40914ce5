/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/discovery.h"

G_BEGIN_DECLS

/* The sources' only functions, each in source-<id>.c; the table in discovery.c names them. All of
 * them are as LpSource.discover says: they run on a thread of their own, may block, and give
 * candidates (transfer full, maybe none) or NULL with an error. */

GPtrArray *
lp_source_local_discover (const LpAddress *address, const LpDiscoveryOptions *options,
                          GCancellable *cancellable, GError **error);
GPtrArray *
lp_source_providers_discover (const LpAddress *address, const LpDiscoveryOptions *options,
                              GCancellable *cancellable, GError **error);

G_END_DECLS

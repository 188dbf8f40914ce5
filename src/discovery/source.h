/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/inquiry.h"

G_BEGIN_DECLS

/* The sources' only functions, each in source-<id>.c; the table in discovery.c names them. All of
 * them are as LpSource.discover says. */

GPtrArray *
lp_source_autoconfig_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_autodiscover_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_guess_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_ispdb_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_local_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_mx_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_pacc_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_providers_discover (LpInquiry *inquiry, GError **error);

GPtrArray *
lp_source_srv_discover (LpInquiry *inquiry, GError **error);

G_END_DECLS

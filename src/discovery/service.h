/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpService:
 * @kind: "jmap", "caldav" or "carddav"
 * @url: where it is, over https
 * @source: who says so: "pacc", "srv" or "well-known"
 *
 * A service that a domain offers beside its mail servers. A value.
 */
typedef struct {
  char *kind;
  char *url;
  char *source;
} LpService;

/**
 * lp_service_new:
 * @kind: its kind
 * @url: what a stranger says where it is
 * @source: who says so
 *
 * Returns: (transfer full) (nullable): a service; %NULL if @url is no https URL, holds a user name, is longer than
 * 500 octets or not all visible ASCII
 */
LpService *
lp_service_new (const char *kind, const char *url, const char *source);

/**
 * lp_service_free:
 * @service: (nullable) (transfer full): a service
 */
void
lp_service_free (LpService *service);

/**
 * lp_services_new:
 *
 * Returns: (transfer full) (element-type LpService): an empty list that owns its services
 */
GPtrArray *
lp_services_new (void);

/**
 * lp_services_take:
 * @services: (element-type LpService): a list
 * @service: (nullable) (transfer full): what is put to it, unless its kind and URL are there already
 */
void
lp_services_take (GPtrArray *services, LpService *service);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpService, lp_service_free)

G_END_DECLS

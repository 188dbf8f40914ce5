/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/inquiry.h"

G_BEGIN_DECLS

/**
 * LpAutoconfigPlace:
 * @url: where an autoconfig document may be
 * @domain: (nullable): whose place it is, as lp_autoconfig_parse() has it
 * @trust: what it deserves if every hop was https; http is %LP_TRUST_UNVERIFIED
 * @points: what it counts then; http counts %LP_POINTS_AUTOCONFIG_PLAIN
 *
 * A place to look for settings.
 */
typedef struct {
  char *url;
  const char *domain;
  LpTrust trust;
  LpPoints points;
} LpAutoconfigPlace;

/**
 * lp_autoconfig_ask:
 * @inquiry: for whom; its source's id becomes the candidates'
 * @place: where
 * @cancellable: ends it at once
 * @error: return location
 *
 * Fetches a document and reads it. An http: place may be asked in clear, an https: one is never
 * followed there. Signs that are met are noted on the inquiry. Blocks.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): candidates, or %NULL with an
 * error of lp_http_fetch() or lp_autoconfig_parse(), or %G_IO_ERROR_NOT_FOUND for a status other
 * than 200
 */
GPtrArray *
lp_autoconfig_ask (LpInquiry *inquiry, const LpAutoconfigPlace *place, GCancellable *cancellable,
                   GError **error);

/**
 * lp_autoconfig_ask_all:
 * @inquiry: for whom
 * @places: (element-type LpAutoconfigPlace): where, the better first
 *
 * Asks the https: places at once and takes the first good answer; the http: places have their turn
 * when these have failed or taken long. Blocks; ended by the inquiry's cancellable.
 *
 * Returns: (transfer full) (element-type LpCandidate): candidates, maybe none
 */
GPtrArray *
lp_autoconfig_ask_all (LpInquiry *inquiry, const GPtrArray *places);

/**
 * lp_autoconfig_places_new:
 *
 * Returns: (transfer full) (element-type LpAutoconfigPlace): an empty list of places
 */
GPtrArray *
lp_autoconfig_places_new (void);

/**
 * lp_autoconfig_places_add:
 * @places: a list
 * @trust: see #LpAutoconfigPlace
 * @points: see #LpAutoconfigPlace
 * @domain: (nullable): see #LpAutoconfigPlace; must live as long as the list
 * @format: a printf() format for the URL, and its arguments
 */
void
lp_autoconfig_places_add (GPtrArray *places, LpTrust trust, LpPoints points, const char *domain,
                          const char *format, ...) G_GNUC_PRINTF (5, 6);

G_END_DECLS

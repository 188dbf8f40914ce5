/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/inquiry.h"
#include "discovery/service.h"

G_BEGIN_DECLS

/**
 * lp_pacc_ask:
 * @inquiry: for whom; its source's id becomes the candidates'
 * @services: (nullable) (element-type LpService): gets what else the document names
 * @error: return location
 *
 * Fetches the domain's configuration document (draft-ietf-mailmaint-pacc) over https and holds it against the digests
 * that the domain publishes in its name service. A document that is none of those that are published is refused; one
 * that nothing is published of counts as much as any other document over https. Signs that are met are noted on the
 * inquiry. Blocks; ended by the inquiry's cancellable.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): candidates, maybe none; %NULL with an error of
 * lp_http_fetch() or lp_pacc_parse(), %G_IO_ERROR_NOT_FOUND for a status other than 200, or %G_IO_ERROR_INVALID_DATA
 * for a digest that does not match
 */
GPtrArray *
lp_pacc_ask (LpInquiry *inquiry, GPtrArray *services, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/candidate.h"

G_BEGIN_DECLS

/**
 * lp_autodiscover_make_request:
 * @address: whose settings are wanted
 *
 * Returns: (transfer full): the document that asks for them ([MS-OXDSCLI] 2.2.3)
 */
char *
lp_autodiscover_make_request (const LpAddress *address);

/**
 * lp_autodiscover_parse:
 * @text: a document as it came, not zero-terminated
 * @length: its octets
 * @address: whose settings are wanted
 * @proposal: (transfer none): source, trust, score and evidence for the candidates
 * @redirect: (out) (transfer full) (nullable): the URL to ask instead, if the document names one
 * @error: return location
 *
 * Reads the answer of an Exchange Autodiscover service ([MS-OXDSCLI] 2.2.4, "plain old XML"): its
 * sections for IMAP, POP3 and SMTP; those of Exchange's own protocols are passed over. Does not
 * block.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): candidates, none if there is only
 * a redirect; %NULL with %G_MARKUP_ERROR if it is no such document or names nothing usable
 */
GPtrArray *
lp_autodiscover_parse (const char *text, gsize length, const LpAddress *address,
                       const LpCandidate *proposal, char **redirect, GError **error);

G_END_DECLS

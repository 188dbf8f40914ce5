/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/candidate.h"

G_BEGIN_DECLS

/**
 * lp_autoconfig_parse:
 * @text: a document as it came, not zero-terminated
 * @length: its octets
 * @address: whose settings are wanted
 * @domain: (nullable): whose place the document was found at: it may be for that domain too, or
 * name none; without it the document must name the address's domain or one above it
 * @proposal: (transfer none): source, trust, score and evidence for the candidates
 * @error: return location
 *
 * Reads a Mozilla autoconfig document (clientConfig, version 1.1; draft-ietf-mailmaint-autoconfig).
 * Unknown elements and kinds of server are skipped; entities, other encodings than UTF-8 and depths
 * over 32 are refused. A user name that the address cannot answer (a customer number) is left
 * empty, with the hint "username"; a page that switches access on becomes the hint "enable-imap".
 * Does not block.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): at least one candidate, best
 * first; %NULL with %G_MARKUP_ERROR if it is no such document, is for another domain or names no
 * usable server
 */
GPtrArray *
lp_autoconfig_parse (const char *text, gsize length, const LpAddress *address, const char *domain,
                     const LpCandidate *proposal, GError **error);

G_END_DECLS

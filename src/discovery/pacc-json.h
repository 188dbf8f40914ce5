/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/candidate.h"
#include "discovery/service.h"

G_BEGIN_DECLS

/**
 * lp_pacc_parse:
 * @text: a document as it came, not zero-terminated
 * @length: its octets
 * @address: whose settings are wanted
 * @proposal: (transfer none): source, trust, score and evidence for the candidates
 * @services: (nullable) (element-type LpService): gets what else the document names
 * @error: return location
 *
 * Reads a configuration document of draft-ietf-mailmaint-pacc: servers for IMAP, POP3 and SMTP, all of them with
 * implicit TLS on its usual port and the address as user name. What is of another type than expected is passed over.
 * Does not block.
 *
 * Returns: (transfer full) (element-type LpCandidate) (nullable): candidates, none if the document is about other
 * services only; %NULL with %G_IO_ERROR_INVALID_DATA or an error of %JSON_PARSER_ERROR if it is no such document
 */
GPtrArray *
lp_pacc_parse (const char *text, gsize length, const LpAddress *address,
               const LpCandidate *proposal, GPtrArray *services, GError **error);

G_END_DECLS

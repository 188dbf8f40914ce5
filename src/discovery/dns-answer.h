/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lp_dns_answer_list_texts:
 * @answer: a name server's answer as it came (RFC 1035 §4.1)
 * @length: its octets
 *
 * Reads the TXT records of an answer; the strings of one record are joined (RFC 7208 §3.3). Records
 * that are not UTF-8, and what is cut off, are passed over. Does not block.
 *
 * Returns: (transfer full) (array zero-terminated=1): one text for each record, maybe none
 */
char **
lp_dns_answer_list_texts (const guchar *answer, gsize length);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Discovery source "pacc": the one document about all services that new providers publish, with its digest in the name
 * service. */
#include "discovery/pacc-answer.h"
#include "discovery/pacc.h"
#include "discovery/source.h"

GPtrArray *
lp_source_pacc_discover (LpInquiry *inquiry, GError **error)
{
  LpPaccAnswer *answer = inquiry->options.pacc;

  return answer != NULL ? lp_pacc_answer_wait (answer, inquiry, error)
                        : lp_pacc_ask (inquiry, NULL, error);
}

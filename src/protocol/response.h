/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/error.h"
#include "model/server.h"
#include "protocol/outcome.h"

G_BEGIN_DECLS

/**
 * lp_response_judge:
 * @protocol: whose response
 * @stage: when it came
 * @code: (nullable): IMAP: the response code's word ("AUTHENTICATIONFAILED"); POP3: the same
 * ("SYS/TEMP"); SMTP: reply code and enhanced status code if there is one ("535 5.7.8")
 * @otherwise: verdict where no RFC says what the code means
 *
 * Says which verdict a refusal amounts to, by what the RFCs define only: what providers write
 * behind the codes is data, judged elsewhere.
 *
 * Returns: the verdict
 */
LpVerdict
lp_response_judge (LpProtocolId protocol, LpStageId stage, const char *code, LpVerdict otherwise);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/report.h"

G_BEGIN_DECLS

/**
 * lp_correction_list:
 * @server: the server as it was set
 * @outcome: (nullable): how the try ended; %NULL before the first try
 *
 * Names other settings of the same host that are worth a try, without ever lowering security: the
 * usual mix-ups of port and encryption, and blocked ports. No secret is sent to find out. Does not
 * block.
 *
 * Returns: (transfer full) (element-type LpSuggestion): in the order they should be tried, maybe
 * none
 */
GPtrArray *
lp_correction_list (const LpServer *server, const LpOutcome *outcome);

/**
 * lp_correction_offer_name:
 * @outcome: an outcome that ended with %LP_VERDICT_CERTIFICATE_WRONG_HOST
 *
 * Offers the name in the certificate if it looks like a host of the same service. Never tried
 * unasked: a stranger could offer his own name with a good certificate.
 *
 * Returns: (transfer full) (nullable): the offer
 */
LpSuggestion *
lp_correction_offer_name (const LpOutcome *outcome);

/**
 * lp_correction_offer_password:
 * @outcome: an outcome that ended with %LP_VERDICT_MECHANISM_NOT_FOR_THIS_ACCOUNT
 *
 * Offers one sign-in with the password itself, where the connection was encrypted and the server takes it. Never tried
 * unasked: it is a second attempt, and the password leaves this computer readable to the server.
 *
 * Returns: (transfer full) (nullable): the offer, its code is %LP_OFFER_PASSWORD
 */
LpSuggestion *
lp_correction_offer_password (const LpOutcome *outcome);

G_END_DECLS

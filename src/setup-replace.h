/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup.h"

G_BEGIN_DECLS

/**
 * lp_setup_list_replacements:
 * @setup: a set-up
 * @account: settings as somebody typed or imported them
 *
 * Looks for server names that nobody should use any more (pop3.live.com, imap-mail.outlook.com …)
 * and for what has taken their place. Reads a small file.
 *
 * Returns: (transfer full) (element-type LpSuggestion): one for each such server, maybe none: the
 * finding's code, the server as it was and as it is now, and a translated sentence about it
 */
GPtrArray *
lp_setup_list_replacements (LpSetup *setup, const LpAccount *account);

/**
 * lp_setup_take_replacements:
 * @setup: a set-up whose account has servers
 * @replacements: (element-type LpSuggestion): what lp_setup_list_replacements() gave for its account
 *
 * Goes on with today's servers, their user name and their sign-in. The report of the next check
 * lists what was put right.
 */
void
lp_setup_take_replacements (LpSetup *setup, const GPtrArray *replacements);

G_END_DECLS

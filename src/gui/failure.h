/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"
#include "model/error.h"
#include "protocol/outcome.h"

G_BEGIN_DECLS

/** What a person can do about a failure: the meaning of a button of the check page. */
typedef enum {
  LP_CURE_NONE,
  LP_CURE_APP_PASSWORD,
  LP_CURE_BROWSER,
  LP_CURE_CHECK_AGAIN,
  LP_CURE_CHOOSE_APPS,
  LP_CURE_COPY_REPORT,
  LP_CURE_COPY_REQUEST,
  LP_CURE_CORRECT_ADDRESS,
  LP_CURE_EDIT_SETTINGS,
  LP_CURE_NEW_APP_PASSWORD, /* then it is typed here */
  LP_CURE_OPEN_DATE,
  LP_CURE_OPEN_PAGE,
  LP_CURE_OPEN_PROVIDER,
  LP_CURE_OPEN_SETTING,
  LP_CURE_OTHER_ADDRESS,
  LP_CURE_OTHER_PORTS,
  LP_CURE_OWN_CLIENT_ID,
  LP_CURE_PASSWORD,
  LP_CURE_PORT_587,
  LP_CURE_SIGN_IN_AGAIN,
  LP_CURE_TRY_AGAIN,
  LP_CURE_TRY_NOW,
  LP_CURE_USE_SIGNED_IN,
  LP_N_CURES
} LpCure;

/**
 * LpFailure:
 * @icon: symbolic icon of the tile
 * @tone: colour of the tile
 * @primary: the likeliest cure
 * @secondary: the other one
 * @phrase: what the step that failed says, beginning in lower case: "password not accepted"
 * @detail: (nullable): its second line; {user} is the server's
 *
 * How a verdict looks on the check page. Title and sentence come from check/explain.c.
 */
typedef struct {
  const char *icon;
  LpTone tone;
  LpCure primary;
  LpCure secondary;
  const char *phrase;
  const char *detail;
} LpFailure;

/**
 * lp_failure_get:
 * @verdict: a verdict
 *
 * Returns: (transfer none): its row; phrase and detail are not translated yet
 */
const LpFailure *
lp_failure_get (LpVerdict verdict);

/**
 * lp_failure_get_of:
 * @verdict: a verdict
 * @outcome: (nullable): of the server it is about; %NULL: it is about the domain
 *
 * Returns: (transfer none): its row; a name that does not exist is a server’s or a domain’s
 */
const LpFailure *
lp_failure_get_of (LpVerdict verdict, const LpOutcome *outcome);

/**
 * lp_failure_get_phrase:
 * @verdict: how a server ended
 *
 * Returns: (transfer none): what is wrong, for the middle of a sentence
 */
const char *
lp_failure_get_phrase (LpVerdict verdict);

/**
 * lp_failure_dup_step:
 * @verdict: a verdict
 *
 * Returns: (transfer full): the same as the title of a step
 */
char *
lp_failure_dup_step (LpVerdict verdict);

/**
 * lp_failure_dup_step_detail:
 * @verdict: a verdict
 * @server: whose step it is
 *
 * Returns: (transfer full) (nullable): the second line of the step
 */
char *
lp_failure_dup_step_detail (LpVerdict verdict, const LpServer *server);

/**
 * lp_failure_has_certificate_page:
 * @verdict: a verdict
 *
 * Returns: %TRUE if it is about a certificate and has the page for that; one that begins later is about the clock
 */
gboolean
lp_failure_has_certificate_page (LpVerdict verdict);

/**
 * lp_cure_get_label:
 * @cure: a cure
 *
 * Returns: (transfer none) (nullable): the label of its button, with a mnemonic; {signed_in} is the
 * address of who signed in, see lp_cure_dup_label()
 */
const char *
lp_cure_get_label (LpCure cure);

G_END_DECLS

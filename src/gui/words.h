/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/report.h"
#include "protocol/outcome.h"

G_BEGIN_DECLS

/**
 * lp_words_isolate:
 * @text: an address, host, port or server's reply
 *
 * Puts @text between U+2068 and U+2069, so that it stays in one piece inside text that runs from
 * right to left.
 *
 * Returns: (transfer full): the isolated text
 */
char *
lp_words_isolate (const char *text);

/**
 * lp_words_isolate_names:
 * @sentence: a sentence of check/explain.c, which is made for lines of text
 * @server: the server it is about
 *
 * Returns: (transfer full): the sentence with the server's names between isolates
 */
char *
lp_words_isolate_names (const char *sentence, const LpServer *server);

/**
 * lp_words_dup_real_name:
 *
 * Returns: (transfer full): the person's name as the system knows it, never the login name; "" if
 * there is none
 */
char *
lp_words_dup_real_name (void);

/**
 * lp_words_duration:
 * @ms: milliseconds
 *
 * Returns: (transfer full): "31 ms", "5.0 s", "12 s", in the locale's own way
 */
char *
lp_words_duration (guint ms);

/**
 * lp_words_seconds:
 * @ms: milliseconds
 *
 * Returns: (transfer full): the same in seconds always: "0.3 s"
 */
char *
lp_words_seconds (guint ms);

/**
 * lp_words_date:
 * @time: seconds since 1970
 *
 * Returns: (transfer full): the local day in words, with the year
 */
char *
lp_words_date (gint64 time);

/**
 * lp_words_server:
 * @server: a server
 *
 * Returns: (transfer full): "imap.example.org, port 993, TLS"
 */
char *
lp_words_server (const LpServer *server);

/**
 * lp_words_security:
 * @security: when TLS begins
 *
 * Returns: (transfer none): "TLS", "STARTTLS" or "not encrypted"
 */
const char *
lp_words_security (LpSecurity security);

/**
 * lp_words_source:
 * @source: (nullable): id of a discovery source
 * @domain: the address's domain
 *
 * Returns: (transfer full): where settings came from: "Published by example.org"
 */
char *
lp_words_source (const char *source, const char *domain);

/** What a step of the check's list shows. */
typedef enum {
  LP_STEP_LATER,
  LP_STEP_RUNNING,
  LP_STEP_DONE,
  LP_STEP_CHANGED,
  LP_STEP_FAILED,
  LP_STEP_NOT_TRIED
} LpStepState;

/** The steps that people see; several stages of a conversation may be one step. */
typedef enum {
  LP_STEP_FIND,
  LP_STEP_REACH,
  LP_STEP_ENCRYPT,
  LP_STEP_IDENTITY,
  LP_STEP_GREETING,
  LP_STEP_SIGN_IN,
  LP_STEP_LAST, /* inbox or permission to send */
  LP_N_STEPS
} LpStepId;

/**
 * lp_words_step_of:
 * @stage: a stage of a conversation
 *
 * Returns: its step, or %LP_N_STEPS if people do not see it
 */
LpStepId
lp_words_step_of (LpStageId stage);

/**
 * lp_words_step_title:
 * @step: a step
 * @side: of which server
 * @state: its state; a failed step has its title from the verdict
 *
 * Returns: (transfer none): the title
 */
const char *
lp_words_step_title (LpStepId step, LpSide side, LpStepState state);

/**
 * lp_words_step_detail:
 * @step: a step
 * @side: of which server
 * @server: the server
 * @detail: (nullable): what the stage said
 * @outcome: (nullable): what is known at the end
 *
 * Returns: (transfer full) (nullable): the second line of a step that is done or running
 */
char *
lp_words_step_detail (LpStepId step, LpSide side, const LpServer *server, const char *detail,
                      const LpOutcome *outcome);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one conversation found out: a plain value, copied whenever it changes its thread. */

#include "protocol/outcome.h"

G_DEFINE_BOXED_TYPE (LpOutcome, lp_outcome, lp_outcome_copy, lp_outcome_free)

static const char *const stage_names[LP_N_STAGES] = {
  [LP_STAGE_LOOK_UP] = "look-up",   [LP_STAGE_CONNECT] = "connect",
  [LP_STAGE_TLS] = "tls",           [LP_STAGE_CERTIFICATE] = "certificate",
  [LP_STAGE_GREETING] = "greeting", [LP_STAGE_CAPABILITIES] = "capabilities",
  [LP_STAGE_STARTTLS] = "starttls", [LP_STAGE_SIGN_IN] = "sign-in",
  [LP_STAGE_MAILBOX] = "mailbox",   [LP_STAGE_SENDER] = "sender",
  [LP_STAGE_GOODBYE] = "goodbye",
};

static void
free_stage (gpointer data)
{
  LpStageResult *result = data;

  g_free (result->detail);
  g_free (result);
}

static gpointer
copy_stage (gconstpointer source, gpointer data)
{
  const LpStageResult *result = source;
  LpStageResult *copy = g_new (LpStageResult, 1);

  *copy = *result;
  copy->detail = g_strdup (result->detail);
  return copy;
}

LpOutcome *
lp_outcome_new (const LpServer *server)
{
  g_return_val_if_fail (server != NULL, NULL);

  LpOutcome *outcome = g_new0 (LpOutcome, 1);
  outcome->server = lp_server_copy (server);
  outcome->verdict = LP_VERDICT_INTERNAL;
  outcome->stages = g_ptr_array_new_with_free_func (free_stage);
  outcome->messages = -1;
  outcome->leave_works = LP_TRI_UNKNOWN;
  outcome->expire_days = -1;
  outcome->own_address_open = LP_TRI_UNKNOWN;
  outcome->sender_accepted = LP_TRI_UNKNOWN;
  return outcome;
}

LpOutcome *
lp_outcome_copy (const LpOutcome *outcome)
{
  if (outcome == NULL)
    return NULL;

  LpOutcome *copy = g_new (LpOutcome, 1);
  *copy = *outcome;
  copy->server = lp_server_copy (outcome->server);
  copy->stages = g_ptr_array_copy (outcome->stages, (GCopyFunc)copy_stage, NULL);
  copy->server_text = g_strdup (outcome->server_text);
  copy->detail = g_strdup (outcome->detail);
  copy->mechanism = g_strdup (outcome->mechanism);
  copy->tls_version = g_strdup (outcome->tls_version);
  copy->cipher = g_strdup (outcome->cipher);
  copy->certificate = lp_certificate_copy (outcome->certificate);
  copy->capabilities = g_strdupv (outcome->capabilities);
  copy->mechanisms = g_strdupv (outcome->mechanisms);
  copy->signed_in = g_strdup (outcome->signed_in);
  copy->special_folders = g_strdupv (outcome->special_folders);
  copy->requirement_evidence = g_strdup (outcome->requirement_evidence);
  copy->also_tried = g_strdupv (outcome->also_tried);
  return copy;
}

void
lp_outcome_free (LpOutcome *outcome)
{
  if (outcome == NULL)
    return;

  lp_server_free (outcome->server);
  g_ptr_array_unref (outcome->stages);
  g_free (outcome->server_text);
  g_free (outcome->detail);
  g_free (outcome->mechanism);
  g_free (outcome->tls_version);
  g_free (outcome->cipher);
  lp_certificate_free (outcome->certificate);
  g_strfreev (outcome->capabilities);
  g_strfreev (outcome->mechanisms);
  g_free (outcome->signed_in);
  g_strfreev (outcome->special_folders);
  g_free (outcome->requirement_evidence);
  g_strfreev (outcome->also_tried);
  g_free (outcome);
}

void
lp_outcome_add_stage (LpOutcome *outcome, LpStageId stage, LpVerdict verdict, guint ms,
                      const char *detail)
{
  g_return_if_fail (outcome != NULL);

  LpStageResult *result = g_new (LpStageResult, 1);
  result->stage = stage;
  result->verdict = verdict;
  result->ms = ms;
  result->detail = g_strdup (detail);
  g_ptr_array_add (outcome->stages, result);
}

const char *
lp_stage_get_name (LpStageId stage)
{
  g_return_val_if_fail ((guint)stage < LP_N_STAGES, NULL);

  return stage_names[stage];
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stages of connections that were opened ahead happen before anybody watches a check. They are kept,
 * and told again when the check begins, so that what is in hand then can be seen.
 */
#include "setup-private.h"

typedef struct {
  LpServer *server;
  LpStageId stage;
  LpStageResult *result; /* (nullable): the stage has only begun */
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  lp_server_free (told->server);
  if (told->result != NULL)
    g_free (told->result->detail);
  g_free (told->result);
  g_free (told);
}

void
lp_setup_forget_stages (LpSetup *setup)
{
  g_clear_pointer (&setup->stages, g_ptr_array_unref);
}

void
lp_setup_tell_stage (const LpServer *server, LpStageId stage, const LpStageResult *result,
                     gpointer data)
{
  LpSetup *setup = data;
  Told *told = g_new0 (Told, 1);

  told->server = lp_server_copy (server);
  told->stage = stage;
  if (result != NULL) {
    told->result = g_memdup2 (result, sizeof *result);
    told->result->detail = g_strdup (result->detail);
  }
  if (setup->stages == NULL)
    setup->stages = g_ptr_array_new_with_free_func (told_free);
  g_ptr_array_add (setup->stages, told);
  g_signal_emit_by_name (setup, "stage", server, stage, result);
}

void
lp_setup_tell_stages_again (LpSetup *setup)
{
  for (guint i = 0; setup->stages != NULL && i < setup->stages->len; i++) {
    const Told *told = setup->stages->pdata[i];

    g_signal_emit_by_name (setup, "stage", told->server, told->stage, told->result);
  }
}

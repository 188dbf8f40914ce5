/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "setup-found.h"

#include "setup-private.h"

const LpCandidate *
lp_setup_get_chosen (LpSetup *setup)
{
  g_return_val_if_fail (LP_IS_SETUP (setup), NULL);

  if (setup->candidates == NULL || setup->chosen >= setup->candidates->len)
    return NULL;
  return setup->candidates->pdata[setup->chosen];
}

const char *
lp_setup_get_user_field (LpSetup *setup)
{
  const LpCandidate *candidate = lp_setup_get_chosen (setup);

  return candidate != NULL && setup->account->user_is_open ? candidate->user_field : NULL;
}

void
lp_setup_set_user (LpSetup *setup, const char *user)
{
  g_return_if_fail (LP_IS_SETUP (setup) && setup->account != NULL && user != NULL);

  LpServer *servers[] = { setup->account->incoming, setup->account->outgoing };

  lp_setup_start_afresh (setup);
  setup->account->user_is_open = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (servers[i] == NULL)
      continue;
    g_free (servers[i]->user);
    servers[i]->user = g_strdup (user);
  }
}

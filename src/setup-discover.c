/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The road's first step: the search for servers, or the file with settings that the person opened.
 */
#include "setup-discover.h"

#include "discovery/pacc-answer.h"
#include "setup-knock.h"
#include "setup-private.h"

#include <glib/gi18n.h>

typedef struct {
  LpAddress *address;
  LpDiscoveryOptions options; /* strings and the PACC answer are the job's own */
  GBytes *file;               /* (nullable): settings that the person opened */
  LpKnocking *knocking;
} Job;

/* What the job gives. */
typedef struct {
  GPtrArray *candidates;
  LpKnock *knock; /* connections that the search has opened */
} Found;

gboolean
lp_setup_has_servers (LpSetup *setup)
{
  return setup->account != NULL
         && (setup->account->incoming != NULL || setup->account->outgoing != NULL);
}

gboolean
lp_setup_discover_is_needed (LpSetup *setup)
{
  return !lp_setup_has_servers (setup);
}

gpointer
lp_setup_discover_prepare (LpSetup *setup)
{
  Job *job = g_new0 (Job, 1);

  job->address = lp_address_copy (setup->address);
  job->options = setup->discovery_options;
  job->options.data_dir = g_strdup (setup->data_dir);
  job->options.ca_file = g_strdup (setup->ca_file);
  if (job->options.pacc != NULL)
    lp_pacc_answer_ref (job->options.pacc);
  job->file = setup->settings_file != NULL ? g_bytes_ref (setup->settings_file) : NULL;
  job->knocking = lp_knocking_new (setup);
  job->options.knock = lp_knocking_ask;
  job->options.knock_data = job->knocking;
  return job;
}

void
lp_setup_discover_job_free (gpointer data)
{
  Job *job = data;

  lp_address_free (job->address);
  g_free ((char *)job->options.data_dir);
  g_free ((char *)job->options.ca_file);
  lp_pacc_answer_unref (job->options.pacc);
  g_clear_pointer (&job->file, g_bytes_unref);
  lp_knocking_free (job->knocking);
  g_free (job);
}

gpointer
lp_setup_discover_run (gpointer data, GCancellable *cancellable, GError **error)
{
  Job *job = data;
  Found *found;
  GPtrArray *candidates = lp_setup_read_settings_file (job->file, job->address);

  if (candidates == NULL)
    candidates = lp_discovery_run (job->address, &job->options, cancellable, error);
  if (candidates == NULL)
    return NULL;
  found = g_new0 (Found, 1);
  found->candidates = candidates;
  found->knock = lp_knocking_ref_knock (job->knocking);
  return found;
}

void
lp_setup_discover_found_free (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->candidates, g_ptr_array_unref);
  lp_knock_unref (found->knock);
  g_free (found);
}

void
lp_setup_choose_candidate (LpSetup *setup, guint index)
{
  const LpCandidate *candidate
      = index < setup->candidates->len ? setup->candidates->pdata[index] : NULL;

  setup->chosen = candidate != NULL ? index : G_MAXUINT;
  lp_setup_complete_given (setup, LP_SIDE_INCOMING, candidate != NULL ? candidate->incoming : NULL);
  lp_setup_complete_given (setup, LP_SIDE_OUTGOING, candidate != NULL ? candidate->outgoing : NULL);
  if (candidate == NULL)
    return;
  g_free (setup->account->issuer);
  setup->account->issuer = g_strdup (candidate->issuer);
  if (candidate->ca_file != NULL && setup->account->ca_file == NULL)
    setup->account->ca_file = g_strdup (candidate->ca_file);
}

gboolean
lp_setup_discover_take (LpSetup *setup, gpointer result, GError **error)
{
  Found *found = result;

  g_clear_pointer (&setup->candidates, g_ptr_array_unref);
  setup->candidates = g_steal_pointer (&found->candidates);
  lp_knock_unref (setup->knock);
  setup->knock = g_steal_pointer (&found->knock);
  lp_setup_discover_found_free (found);
  lp_setup_choose_candidate (setup, 0);
  if (lp_setup_has_servers (setup))
    return TRUE;
  g_set_error (error, LP_ERROR, LP_VERDICT_NO_SETTINGS, _ ("No mail settings were found for %s."),
               setup->address->domain);
  return FALSE;
}

void
lp_setup_join_survey (LpSetup *setup, const LpSurvey *survey)
{
  LpPaccAnswer *answer;

  g_return_if_fail (LP_IS_SETUP (setup) && survey != NULL);

  answer = lp_survey_get_pacc (survey);
  lp_pacc_answer_unref (setup->discovery_options.pacc);
  setup->discovery_options.pacc = answer != NULL ? lp_pacc_answer_ref (answer) : NULL;
}

void
lp_setup_leave_survey (LpSetup *setup)
{
  g_clear_pointer (&setup->discovery_options.pacc, lp_pacc_answer_unref);
}

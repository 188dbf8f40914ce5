/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/pacc-answer.h"

/* Microseconds after which to look again whether the asker talks, or nobody waits any more. */
#define PULSE (50 * G_TIME_SPAN_MILLISECOND)

struct _LpPaccAnswer {
  gatomicrefcount references;
  LpInquiry *asker;
  GMutex lock;
  GCond changed;
  gboolean is_there;
  GPtrArray *candidates;
  GError *error;
};

LpPaccAnswer *
lp_pacc_answer_new (LpInquiry *asker)
{
  g_return_val_if_fail (asker != NULL, NULL);

  LpPaccAnswer *answer = g_new0 (LpPaccAnswer, 1);
  g_atomic_ref_count_init (&answer->references);
  answer->asker = lp_inquiry_ref (asker);
  g_mutex_init (&answer->lock);
  g_cond_init (&answer->changed);
  return answer;
}

LpPaccAnswer *
lp_pacc_answer_ref (LpPaccAnswer *answer)
{
  g_atomic_ref_count_inc (&answer->references);
  return answer;
}

void
lp_pacc_answer_unref (LpPaccAnswer *answer)
{
  if (answer == NULL || !g_atomic_ref_count_dec (&answer->references))
    return;

  lp_inquiry_unref (answer->asker);
  g_clear_pointer (&answer->candidates, g_ptr_array_unref);
  g_clear_error (&answer->error);
  g_mutex_clear (&answer->lock);
  g_cond_clear (&answer->changed);
  g_free (answer);
}

void
lp_pacc_answer_give (LpPaccAnswer *answer, GPtrArray *candidates, const GError *error)
{
  g_return_if_fail (answer != NULL && (candidates != NULL || error != NULL));

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&answer->lock);
  answer->candidates = candidates;
  answer->error = candidates == NULL ? g_error_copy (error) : NULL;
  answer->is_there = TRUE;
  g_cond_broadcast (&answer->changed);
}

static gpointer
copy_candidate (gconstpointer candidate, gpointer data)
{
  return lp_candidate_copy (candidate);
}

GPtrArray *
lp_pacc_answer_wait (LpPaccAnswer *answer, LpInquiry *inquiry, GError **error)
{
  g_return_val_if_fail (answer != NULL && inquiry != NULL, NULL);

  LpTalk talk = { .inquiry = inquiry };
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&answer->lock);
  while (!answer->is_there && !g_cancellable_is_cancelled (inquiry->cancellable)) {
    if (g_atomic_int_get (&answer->asker->talks) > 0)
      lp_talk_begin (&talk);
    g_cond_wait_until (&answer->changed, &answer->lock, g_get_monotonic_time () + PULSE);
  }
  lp_talk_end (&talk);
  lp_inquiry_note (inquiry, (LpSign)g_atomic_int_get (&answer->asker->signs));
  if (answer->candidates != NULL)
    return g_ptr_array_copy (answer->candidates, (GCopyFunc)copy_candidate, NULL);
  if (answer->error != NULL)
    g_propagate_error (error, g_error_copy (answer->error));
  else
    g_cancellable_set_error_if_cancelled (inquiry->cancellable, error);
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was said, in two parts: a head that stays, and a tail that loses its oldest lines when full.
 * The beginning tells how a conversation came about and the end how it failed; the middle can go.
 */

#include "protocol/transcript.h"

#include "protocol/printable.h"

#include <string.h>

#define HEAD_OCTETS (256 * 1024)
#define TAIL_OCTETS (768 * 1024)
#define LINE_LETTERS 2048

struct _LpTranscript {
  GMutex mutex;
  gint64 begun;
  GString *head;
  gboolean head_full;
  GQueue tail; /* of char * */
  gsize tail_octets;
  guint dropped;
};

static void
clear_transcript (gpointer data)
{
  LpTranscript *transcript = data;

  g_mutex_clear (&transcript->mutex);
  g_string_free (transcript->head, TRUE);
  g_queue_clear_full (&transcript->tail, g_free);
}

LpTranscript *
lp_transcript_new (void)
{
  LpTranscript *transcript = g_atomic_rc_box_new0 (LpTranscript);

  g_mutex_init (&transcript->mutex);
  g_queue_init (&transcript->tail);
  transcript->begun = g_get_monotonic_time ();
  transcript->head = g_string_new (NULL);
  return transcript;
}

LpTranscript *
lp_transcript_ref (LpTranscript *transcript)
{
  return g_atomic_rc_box_acquire (transcript);
}

void
lp_transcript_unref (LpTranscript *transcript)
{
  if (transcript != NULL)
    g_atomic_rc_box_release_full (transcript, clear_transcript);
}

static void
push_to_tail (LpTranscript *transcript, char *entry)
{
  g_queue_push_tail (&transcript->tail, entry);
  transcript->tail_octets += strlen (entry);
  while (transcript->tail_octets > TAIL_OCTETS) {
    g_autofree char *oldest = g_queue_pop_head (&transcript->tail);
    transcript->tail_octets -= strlen (oldest);
    transcript->dropped++;
  }
}

void
lp_transcript_add (LpTranscript *transcript, const char *who, char direction, const char *line)
{
  g_return_if_fail (transcript != NULL && who != NULL && line != NULL);

  g_autofree char *safe = lp_printable_new (line, -1, LINE_LETTERS);
  g_autofree char *speaker = lp_printable_new (who, -1, 64);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&transcript->mutex);
  gint64 elapsed = g_get_monotonic_time () - transcript->begun;
  g_autofree char *entry = g_strdup_printf ("%4d.%03d %s %c: %s\n", (int)(elapsed / G_USEC_PER_SEC),
                                            (int)(elapsed / 1000 % 1000), speaker, direction, safe);

  if (!transcript->head_full && transcript->head->len + strlen (entry) <= HEAD_OCTETS) {
    g_string_append (transcript->head, entry);
    return;
  }
  transcript->head_full = TRUE;
  push_to_tail (transcript, g_steal_pointer (&entry));
}

char *
lp_transcript_to_string (LpTranscript *transcript)
{
  g_return_val_if_fail (transcript != NULL, NULL);

  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&transcript->mutex);
  GString *text = g_string_new (transcript->head->str);

  if (transcript->dropped > 0)
    g_string_append_printf (text, "         (%u lines left out)\n", transcript->dropped);
  for (GList *link = transcript->tail.head; link != NULL; link = link->next)
    g_string_append (text, link->data);
  return g_string_free (text, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/old-search.h"

struct _LpOldSearch {
  void (*on_found) (gpointer data);
  gpointer data;
  GCancellable *cancellable; /* %NULL: not begun */
  GPtrArray *mailboxes;      /* LpOldMailbox */
};

LpOldSearch *
lp_old_search_new (void (*on_found) (gpointer data), gpointer data)
{
  LpOldSearch *search = g_rc_box_new0 (LpOldSearch);
  search->on_found = on_found;
  search->data = data;
  return search;
}

static void
clear (gpointer data)
{
  LpOldSearch *search = data;
  g_clear_object (&search->cancellable);
  g_clear_pointer (&search->mailboxes, g_ptr_array_unref);
}

static void
search_unref (LpOldSearch *search)
{
  g_rc_box_release_full (search, clear);
}

void
lp_old_search_free (LpOldSearch *search)
{
  if (!search)
    return;
  if (search->cancellable)
    g_cancellable_cancel (search->cancellable);
  search_unref (search);
}

static void
on_scanned (GObject *source, GAsyncResult *result, gpointer data)
{
  LpOldSearch *search = data;
  search->mailboxes = lp_setup_scan_old_finish (LP_SETUP (source), result, NULL);
  if (search->mailboxes && !g_cancellable_is_cancelled (search->cancellable))
    search->on_found (search->data);
  search_unref (search);
}

void
lp_old_search_begin (LpOldSearch *search, LpSetup *setup)
{
  if (search->cancellable)
    return;
  search->cancellable = g_cancellable_new ();
  lp_setup_scan_old_async (setup, NULL, NULL, search->cancellable, on_scanned,
                           g_rc_box_acquire (search));
}

gboolean
lp_old_search_has (LpOldSearch *search, const LpAddress *address)
{
  for (guint i = 0; search->mailboxes && i < search->mailboxes->len; i++) {
    const LpOldMailbox *mailbox = g_ptr_array_index (search->mailboxes, i);
    if (mailbox->is_dead && mailbox->old->address
        && lp_address_equal (mailbox->old->address, address))
      return TRUE;
  }
  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cancel.h"

typedef struct {
  GCancellable *inner;
  GMainContext *context;
} Forward;

static void
forward_free (gpointer data)
{
  Forward *forward = data;

  g_object_unref (forward->inner);
  g_main_context_unref (forward->context);
  g_free (forward);
}

static gboolean
cancel_inner (gpointer inner)
{
  g_cancellable_cancel (inner);
  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *outer, gpointer user_data)
{
  const Forward *forward = user_data;
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, cancel_inner, g_object_ref (forward->inner), g_object_unref);
  g_source_attach (source, forward->context);
}

gulong
lp_cancel_forward (GCancellable *outer, GCancellable *inner, GMainContext *context)
{
  g_return_val_if_fail (G_IS_CANCELLABLE (inner), 0);
  if (outer == NULL)
    return 0;

  Forward *forward = g_new0 (Forward, 1);
  forward->inner = g_object_ref (inner);
  forward->context = g_main_context_ref (context);
  return g_cancellable_connect (outer, G_CALLBACK (on_cancelled), forward, forward_free);
}

static void
do_nothing (GCancellable *cancellable, gpointer data)
{
}

gulong
lp_cancel_guard (GCancellable *cancellable)
{
  return cancellable != NULL
             ? g_cancellable_connect (cancellable, G_CALLBACK (do_nothing), NULL, NULL)
             : 0;
}

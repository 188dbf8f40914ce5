/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of setup.h that looks at the disk and writes: apps, receipts, old set-ups. */
#include "fake-setup.h"

#include <string.h>

LpPlan *
lp_setup_plan (LpSetup *setup, const char *client_id, GError **error)
{
  const LpServer *server = setup->account->incoming;
  g_autofree char *path
      = g_build_filename (setup->places->home, ".config", client_id, "accounts", NULL);
  g_autofree char *text = g_strdup_printf ("host %s\nuser %s\n", server->host, server->user);
  g_autoptr (GBytes) after = g_bytes_new (text, strlen (text));
  LpPlan *plan = lp_plan_new (client_id, "maya");
  lp_plan_add_file (plan, path, NULL, after, 0600);
  lp_plan_add_item (plan, lp_secret_item_new ("org.letterplate.Account", "Mail: maya",
                                              LP_SIDE_INCOMING, "host", server->host, NULL));
  return plan;
}

/* Applying and undoing: one app after the other. */
typedef struct {
  char **ids;
  guint next;
  GPtrArray *results;
  gboolean begun;
} Work;

static void
work_free (gpointer data)
{
  Work *work = data;
  g_strfreev (work->ids);
  g_clear_pointer (&work->results, g_ptr_array_unref);
  g_free (work);
}

static gboolean
on_work (gpointer data)
{
  GTask *task = data;
  LpSetup *setup = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  const char *id = work->ids[work->next];

  if (!id || g_cancellable_is_cancelled (g_task_get_cancellable (task))) {
    setup->n_receipts++;
    g_task_return_boolean (task, TRUE);
    return G_SOURCE_REMOVE;
  }
  if (!work->begun) {
    work->begun = TRUE;
    g_signal_emit_by_name (setup, "client", id, NULL);
    return G_SOURCE_CONTINUE;
  }
  if (story_hangs (setup->story, "apply") && work->next == 1)
    return G_SOURCE_CONTINUE;
  LpClientResult *result = story_make_result (setup->story, id, setup->places->home);
  g_ptr_array_add (work->results, result);
  g_signal_emit_by_name (setup, "client", id, result);
  work->begun = FALSE;
  work->next++;
  return G_SOURCE_CONTINUE;
}

static void
start_work (LpSetup *setup, const char *const *ids, GCancellable *cancellable,
            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (setup, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);
  g_task_set_check_cancellable (task, FALSE);
  work->ids = g_strdupv ((char **)ids);
  work->results = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_client_result_free);
  g_task_set_task_data (task, work, work_free);
  g_timeout_add_full (G_PRIORITY_DEFAULT, fake_get_speed (), on_work, task, g_object_unref);
}

void
lp_setup_apply_async (LpSetup *setup, const char *const *client_ids, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  start_work (setup, client_ids, cancellable, callback, user_data);
}

GPtrArray *
lp_setup_apply_finish (LpSetup *setup, GAsyncResult *result, char **receipt_id, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  gboolean any = FALSE;
  if (setup->n_receipts > 1 && g_str_equal (setup->story->name, "by-hand-stays")) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "Another one is at work.");
    return NULL;
  }
  if (setup->story->apply != LP_VERDICT_OK && !setup->without_keyring) {
    g_set_error_literal (error, LP_ERROR, (gint)setup->story->apply, "the story wants it so");
    return NULL;
  }
  for (guint i = 0; i < work->results->len; i++) {
    const LpClientResult *one = g_ptr_array_index (work->results, i);
    any |= one->done || one->left == LP_LEFT_BY_HAND;
  }
  *receipt_id = any ? g_strdup_printf ("receipt-%u", setup->n_receipts) : NULL;
  return g_steal_pointer (&work->results);
}

void
lp_setup_undo_async (LpSetup *setup, const char *receipt_id, const char *client_id,
                     GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  const char *ids[] = { client_id ? client_id : "evolution", NULL };
  start_work (setup, ids, cancellable, callback, user_data);
}

gboolean
lp_setup_undo_finish (LpSetup *setup, GAsyncResult *result, GPtrArray **results, GError **error)
{
  Work *work = g_task_get_task_data (G_TASK (result));
  const char *name = setup->story->name;
  gboolean half_way = g_str_equal (name, "undo-half-way");
  gboolean safe = !g_str_equal (name, "undo-unsafe") && !g_str_equal (name, "by-hand-stays");
  for (guint i = 0; i < work->results->len; i++)
    ((LpClientResult *)g_ptr_array_index (work->results, i))->left
        = half_way ? LP_LEFT_HALF_WAY : LP_LEFT_ALONE;
  *results = g_steal_pointer (&work->results);
  if (half_way)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The disk is full.");
  else if (!safe)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                         "This app changed the account since. Remove it there.");
  return safe && !half_way;
}

void
lp_setup_recover_async (LpSetup *setup, GAsyncReadyCallback callback, gpointer user_data)
{
  g_idle_add (fake_on_done, g_task_new (setup, NULL, callback, user_data));
}

gboolean
lp_setup_recover_finish (LpSetup *setup, GAsyncResult *result, guint *n_recovered, GError **error)
{
  if (n_recovered)
    *n_recovered = 0;
  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
lp_setup_list_receipts (LpSetup *setup, GError **error)
{
  return story_make_receipts (setup->story);
}

const LpPlaces *
lp_setup_get_places (LpSetup *setup)
{
  return setup->places;
}

static gboolean
on_listed (gpointer data)
{
  g_autoptr (GTask) task = data;
  LpSetup *setup = g_task_get_source_object (task);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, story_make_infos (setup->story),
                           (GDestroyNotify)g_ptr_array_unref);
  return G_SOURCE_REMOVE;
}

void
lp_setup_list_clients_async (LpSetup *setup, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_timeout_add (fake_get_speed (), on_listed,
                 g_task_new (setup, cancellable, callback, user_data));
}

GPtrArray *
lp_setup_list_clients_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lp_client_info_free (LpClientInfo *info)
{
  if (!info)
    return;
  lp_client_state_clear (&info->state);
  g_clear_pointer (&info->accounts, g_ptr_array_unref);
  g_free (info);
}

static gboolean
on_scanned (gpointer data)
{
  g_autoptr (GTask) task = data;
  LpSetup *setup = g_task_get_source_object (task);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, story_make_old (setup->story), (GDestroyNotify)g_ptr_array_unref);
  return G_SOURCE_REMOVE;
}

void
lp_setup_scan_old_async (LpSetup *setup, const char *const *paths, const char *charset,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (setup, cancellable, callback, user_data);
  if (story_hangs (setup->story, "scan"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 20, fake_on_hanging, task, g_object_unref);
  else
    g_timeout_add (fake_get_speed (), on_scanned, task);
}

GPtrArray *
lp_setup_scan_old_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lp_setup_take_old (LpSetup *setup, const LpOldMailbox *mailbox)
{
  lp_setup_set_name (setup, mailbox->migration->account->name);
  lp_setup_set_address (setup, mailbox->migration->account->address);
}

void
lp_old_mailbox_free (LpOldMailbox *mailbox)
{
  lp_legacy_account_free (mailbox->old);
  lp_migration_free (mailbox->migration);
  g_free (mailbox);
}

gboolean
lp_setup_wants_browser (LpSetup *setup)
{
  return setup->story->sign_in == LP_SIGN_IN_OAUTH2;
}

gboolean
lp_setup_offers_browser (LpSetup *setup)
{
  return !g_str_equal (setup->story->name, "left-to-client");
}

/* The person takes the page's time; the stories "denied" and "code" end otherwise. */
static gboolean
on_page_shown (gpointer data)
{
  g_autoptr (GTask) task = data;
  LpSetup *setup = g_task_get_source_object (task);
  const Story *story = setup->story;

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (story->discover == LP_VERDICT_OK && g_str_equal (story->name, "denied"))
    g_task_return_new_error (task, LP_ERROR, LP_VERDICT_CANCELLED, "the story wants it so");
  else if (g_str_equal (story->name, "approval"))
    g_task_return_new_error (task, LP_ERROR, LP_VERDICT_ADMIN_APPROVAL_REQUIRED,
                             "the story wants it so");
  else
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_page_wanted (gpointer data)
{
  GTask *task = data;
  LpSetup *setup = g_task_get_source_object (task);
  gboolean elsewhere = GPOINTER_TO_INT (g_task_get_task_data (task));

  if (elsewhere)
    g_signal_emit_by_name (setup, "device-code", "https://login.example.org/device", "WDJB-MJHT",
                           NULL);
  else
    g_signal_emit_by_name (setup, "browser", "https://login.example.org/authorize?client_id=x");
  if (story_hangs (setup->story, "browser"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 20, fake_on_hanging, task, g_object_unref);
  else
    g_timeout_add (fake_get_speed (), on_page_shown, task);
  return G_SOURCE_REMOVE;
}

void
lp_setup_sign_in_async (LpSetup *setup, gboolean elsewhere, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (setup, cancellable, callback, user_data);
  g_task_set_task_data (task, GINT_TO_POINTER (elsewhere), NULL);
  g_timeout_add (fake_get_speed (), on_page_wanted, task);
}

gboolean
lp_setup_sign_in_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  setup->has_password = TRUE;
  return g_task_propagate_boolean (G_TASK (result), error);
}

char *
lp_setup_dup_issuer_name (LpSetup *setup)
{
  return g_strdup ("Microsoft");
}

char *
lp_setup_dup_redirect (LpSetup *setup)
{
  return g_strdup ("http://localhost");
}

gboolean
lp_setup_save_client_id (LpSetup *setup, const char *client_id, const char *client_secret,
                         GError **error)
{
  return TRUE;
}

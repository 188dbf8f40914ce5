/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The set-up's interface (setup.h) without any server: a story, named by LETTERPLATE_STORY, says
 * what discovery finds, at which stage a server stops, which apps are there. For the tests that
 * walk through every page in every state; the real road has its own test with real servers. */
#include "fake-setup.h"

#include "inspect.h"
#include "setup-file.h"
#include "setup-found.h"
#include "setup-replace.h"

G_DEFINE_FINAL_TYPE (LpSetup, lp_setup, G_TYPE_OBJECT)

enum { STAGE, CLIENT, N_SIGNALS };
static guint signals[N_SIGNALS];

guint
fake_get_speed (void)
{
  const char *speed = g_getenv ("LETTERPLATE_STORY_MS");
  return speed ? (guint)g_ascii_strtoull (speed, NULL, 10) : 1;
}

static void
lp_setup_finalize (GObject *object)
{
  LpSetup *self = LP_SETUP (object);
  lp_account_free (self->account);
  g_clear_pointer (&self->candidates, g_ptr_array_unref);
  lp_report_free (self->report);
  lp_places_free (self->places);
  g_free (self->name);
  G_OBJECT_CLASS (lp_setup_parent_class)->finalize (object);
}

static void
lp_setup_class_init (LpSetupClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lp_setup_finalize;
  signals[STAGE] = g_signal_new ("stage", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_UINT, G_TYPE_POINTER);
  g_signal_new ("browser", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_STRING);
  g_signal_new ("device-code", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);
  signals[CLIENT] = g_signal_new ("client", LP_TYPE_SETUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_POINTER);
}

static void
lp_setup_init (LpSetup *self)
{
  self->story = story_find (g_getenv ("LETTERPLATE_STORY"));
  self->places = lp_places_new ();
  inspect_start ();
}

LpSetup *
lp_setup_new (const LpSetupOptions *options)
{
  return g_object_new (LP_TYPE_SETUP, NULL);
}

void
lp_setup_set_address (LpSetup *setup, const LpAddress *address)
{
  g_autoptr (LpAccount) old = g_steal_pointer (&setup->account);
  setup->account = lp_account_new (address);
  setup->account->name = g_strdup (setup->name);
  g_clear_pointer (&setup->candidates, g_ptr_array_unref);
  g_clear_pointer (&setup->report, lp_report_free);
}

void
lp_setup_set_name (LpSetup *setup, const char *name)
{
  g_free (setup->name);
  setup->name = g_strdup (name);
  if (!setup->account)
    return;
  g_free (setup->account->name);
  setup->account->name = g_strdup (name);
}

void
lp_setup_set_credentials (LpSetup *setup, LpSide side, LpCredentials *credentials)
{
  if (side == LP_SIDE_INCOMING)
    setup->has_password = credentials != NULL;
  g_clear_pointer (&setup->report, lp_report_free);
}

gboolean
lp_setup_has_credentials (LpSetup *setup, LpSide side)
{
  return setup->has_password;
}

void
lp_setup_set_allow_plaintext (LpSetup *setup, gboolean allow)
{
}

gboolean
lp_setup_needs_consent (LpSetup *setup)
{
  return g_str_equal (setup->story->name, "unprotected") && !setup->has_consent;
}

void
lp_setup_give_consent (LpSetup *setup)
{
  setup->has_consent = TRUE;
}

void
lp_setup_set_without_keyring (LpSetup *setup, gboolean without)
{
  setup->without_keyring = without;
}

gboolean
lp_setup_is_without_keyring (LpSetup *setup)
{
  return setup->without_keyring;
}

void
lp_setup_set_keep_settings (LpSetup *setup, gboolean keep)
{
}

void
lp_setup_set_account (LpSetup *setup, const LpAccount *account)
{
  LpAccount *copy = lp_account_copy (account);
  lp_account_free (setup->account);
  setup->account = copy;
  g_clear_pointer (&setup->report, lp_report_free);
}

void
lp_setup_set_given (LpSetup *setup, const LpServer *incoming, const LpServer *outgoing)
{
}

void
lp_setup_accept_suggestion (LpSetup *setup, const LpSuggestion *suggestion)
{
}

gboolean
lp_setup_take_settings_file (LpSetup *setup, const char *path)
{
  return FALSE;
}

const LpAccount *
lp_setup_get_account (LpSetup *setup)
{
  return setup->account;
}

GPtrArray *
lp_setup_get_candidates (LpSetup *setup)
{
  return setup->candidates;
}

const LpReport *
lp_setup_get_report (LpSetup *setup)
{
  return setup->report;
}

char *
lp_setup_dup_transcript (LpSetup *setup)
{
  return g_strdup ("");
}

static void
take_candidate (LpSetup *setup)
{
  LpCandidate *candidate = story_make_candidate (setup->story, setup->account->address);
  setup->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_candidate_free);
  if (!candidate)
    return;
  g_ptr_array_add (setup->candidates, candidate);
  setup->account->issuer = g_strdup (candidate->issuer);
  setup->account->incoming = lp_server_copy (candidate->incoming);
  setup->account->outgoing = lp_server_copy (candidate->outgoing);
}

static gboolean
on_discovered (gpointer data)
{
  g_autoptr (GTask) task = data;
  LpSetup *setup = g_task_get_source_object (task);
  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (setup->story->discover != LP_VERDICT_OK) {
    g_task_return_new_error (task, LP_ERROR, (gint)setup->story->discover, "the story wants it so");
    return G_SOURCE_REMOVE;
  }
  if (!setup->candidates)
    take_candidate (setup);
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

gboolean
fake_on_hanging (gpointer data)
{
  return g_task_return_error_if_cancelled (data) ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

gboolean
lp_setup_is_discovered (LpSetup *setup)
{
  return FALSE;
}

void
lp_setup_discover_async (LpSetup *setup, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (setup, cancellable, callback, user_data);
  if (story_hangs (setup->story, "discover"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 20, fake_on_hanging, task, g_object_unref);
  else
    g_timeout_add (fake_get_speed (), on_discovered, task);
}

gboolean
lp_setup_discover_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
lp_setup_open_connections (LpSetup *setup)
{
}

void
lp_setup_close_connections (LpSetup *setup)
{
}

gboolean
fake_on_done (gpointer data)
{
  g_autoptr (GTask) task = data;
  g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

/* The check: events that are told one after the other. */
typedef struct {
  GPtrArray *events; /* StoryEvent */
  guint next;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;
  g_ptr_array_unref (check->events);
  g_free (check);
}

static void
end_check (GTask *task)
{
  LpSetup *setup = g_task_get_source_object (task);
  lp_report_free (setup->report);
  setup->report = story_make_report (setup->story, setup->account, setup->n_checks);
  g_task_return_pointer (task, lp_report_copy (setup->report), (GDestroyNotify)lp_report_free);
}

static gboolean
on_event (gpointer data)
{
  GTask *task = data;
  LpSetup *setup = g_task_get_source_object (task);
  Check *check = g_task_get_task_data (task);

  if (g_task_return_error_if_cancelled (task))
    return G_SOURCE_REMOVE;
  if (check->next == check->events->len) {
    end_check (task);
    return G_SOURCE_REMOVE;
  }
  StoryEvent *event = g_ptr_array_index (check->events, check->next);
  if (event->hangs)
    return G_SOURCE_CONTINUE;
  check->next++;
  g_signal_emit (setup, signals[STAGE], 0, event->server, event->stage, event->result);
  return G_SOURCE_CONTINUE;
}

void
lp_setup_check_async (LpSetup *setup, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (setup, cancellable, callback, user_data);
  Check *check = g_new0 (Check, 1);
  if (!setup->account->incoming)
    take_candidate (setup);
  setup->n_checks++;
  check->events = story_make_events (setup->story, setup->account, setup->n_checks);
  g_task_set_task_data (task, check, check_free);
  g_timeout_add_full (G_PRIORITY_DEFAULT, fake_get_speed (), on_event, task, g_object_unref);
}

LpReport *
lp_setup_check_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lp_setup_load_credentials_async (LpSetup *setup, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_idle_add (fake_on_done, g_task_new (setup, cancellable, callback, user_data));
}

gboolean
lp_setup_load_credentials_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
lp_setup_find_account_async (LpSetup *setup, const char *name, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_idle_add (fake_on_done, g_task_new (setup, cancellable, callback, user_data));
}

gboolean
lp_setup_find_account_finish (LpSetup *setup, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
lp_setup_list_replacements (LpSetup *setup, const LpAccount *account)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_suggestion_free);
}

void
lp_setup_take_replacements (LpSetup *setup, const GPtrArray *replacements)
{
}

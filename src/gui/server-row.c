/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/server-row.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"
#include "gui/failure.h"

#define FOLD_AFTER_MS 600
#define SHOW_TIME_AFTER_MS 1000
#define STILL_WAITING_AFTER_MS 3000

struct _LpServerRow {
  AdwExpanderRow parent_instance;

  LpSide side;
  LpServer *server;
  LpStepRow *steps[LP_N_STEPS];
  LpStepMark *mark;
  GtkLabel *time;
  LpStepId running; /* LP_N_STEPS: none */
  gint64 running_since;
  guint step_ms[LP_N_STEPS];
  gboolean was_opened;
  gboolean opened_by_person;
  gboolean opening;
  guint fold_id;
};

G_DEFINE_FINAL_TYPE (LpServerRow, lp_server_row, ADW_TYPE_EXPANDER_ROW)

/* What the row says of the whole server. */
static const char *const titles[LP_N_SIDES][LP_STEP_NOT_TRIED + 1] = {
  { N_ ("Incoming mail"), N_ ("Checking incoming mail…"), N_ ("Incoming mail works"),
    N_ ("Incoming mail works with one change"), NULL, N_ ("Incoming mail") },
  { N_ ("Outgoing mail"), N_ ("Checking outgoing mail…"), N_ ("Outgoing mail works"),
    N_ ("Outgoing mail works with one change"), NULL, N_ ("Outgoing mail") },
};

/* What is left to somebody else has not failed. */
static LpStepState
get_end_state (LpVerdict verdict)
{
  return verdict == LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT || verdict == LP_VERDICT_CANCELLED
                 || verdict == LP_VERDICT_NOT_TRIED
             ? LP_STEP_NOT_TRIED
             : LP_STEP_FAILED;
}

static char *
make_title (LpSide side, LpStepState state, const char *trouble)
{
  if (state != LP_STEP_FAILED)
    return g_strdup (_ (titles[side][state]));
  /* Translators: what is wrong, for instance "password not accepted". */
  return side == LP_SIDE_INCOMING ? g_strdup_printf (_ ("Incoming mail: %s"), trouble)
                                  : g_strdup_printf (_ ("Outgoing mail: %s"), trouble);
}

static void
set_time (LpServerRow *self, int ms)
{
  g_autofree char *text = ms < 0 ? NULL : lp_words_seconds ((guint)ms);
  gtk_label_set_label (self->time, text ? text : "");
}

static void
set_state (LpServerRow *self, LpStepState state, const char *trouble, const char *subtitle)
{
  g_autofree char *title = make_title (self->side, state, trouble);
  g_autofree char *name = NULL;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle ? subtitle : "");
  lp_step_mark_set_state (self->mark, state);
  name = g_strdup_printf (_ ("%s: %s"), title, lp_step_state_get_label (state));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle ? subtitle : "",
                                  -1);
}

static void
set_expanded (LpServerRow *self, gboolean expanded)
{
  self->opening = TRUE;
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), expanded);
  self->opening = FALSE;
}

static void
on_expanded_changed (LpServerRow *self)
{
  gboolean expanded = adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self));
  if (!self->opening)
    self->opened_by_person = expanded;
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED, expanded, -1);
}

static gboolean
on_fold_timeout (gpointer data)
{
  LpServerRow *self = data;
  self->fold_id = 0;
  if (!self->opened_by_person)
    set_expanded (self, FALSE);
  return G_SOURCE_REMOVE;
}

/* Lines are drawn between the steps that are shown. */
static void
join_steps (LpServerRow *self)
{
  LpStepRow *last = NULL;
  for (guint i = 0; i < LP_N_STEPS; i++) {
    if (!gtk_widget_get_visible (GTK_WIDGET (self->steps[i])))
      continue;
    lp_step_mark_set_line (lp_step_row_get_mark (self->steps[i]), last != NULL, FALSE);
    if (last)
      lp_step_mark_set_line (lp_step_row_get_mark (last), last != self->steps[0], TRUE);
    last = self->steps[i];
  }
}

static void
show_step (LpServerRow *self, LpStepId step, LpStepState state, const char *title,
           const char *detail)
{
  lp_step_row_set (self->steps[step], state,
                   title ? title : lp_words_step_title (step, self->side, state), detail);
}

static void
remember_server (LpServerRow *self, const LpServer *server)
{
  if (lp_server_equal (self->server, server))
    return;
  g_clear_pointer (&self->server, lp_server_free);
  self->server = lp_server_copy (server);
}

static int
get_running_ms (LpServerRow *self)
{
  return (int)((g_get_monotonic_time () - self->running_since) / 1000);
}

static void
lp_server_row_dispose (GObject *object)
{
  LpServerRow *self = LP_SERVER_ROW (object);
  g_clear_handle_id (&self->fold_id, g_source_remove);
  g_clear_pointer (&self->server, lp_server_free);
  G_OBJECT_CLASS (lp_server_row_parent_class)->dispose (object);
}

static void
lp_server_row_class_init (LpServerRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lp_server_row_dispose;
}

static void
lp_server_row_init (LpServerRow *self)
{
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (self);
  self->running = LP_N_STEPS;
  self->mark = LP_STEP_MARK (lp_step_mark_new ());
  self->time
      = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_css_classes (GTK_WIDGET (self->time),
                              (const char *[]){ "dim-label", "caption", "numeric", NULL });
  gtk_widget_add_css_class (GTK_WIDGET (self), "lp-server");
  adw_expander_row_add_prefix (expander, GTK_WIDGET (self->mark));
  adw_expander_row_add_action (expander, GTK_WIDGET (self->time));
  for (guint i = 0; i < LP_N_STEPS; i++) {
    self->steps[i] = lp_step_row_new ();
    adw_expander_row_add_row (expander, GTK_WIDGET (self->steps[i]));
  }
  g_signal_connect (self, "notify::expanded", G_CALLBACK (on_expanded_changed), NULL);
  on_expanded_changed (self);
}

void
lp_server_row_set_side (LpServerRow *row, LpSide side)
{
  row->side = side;
  lp_step_mark_set_running_icon (row->mark, side == LP_SIDE_INCOMING ? "mail-unread-symbolic"
                                                                     : "mail-send-symbolic");
  lp_server_row_reset (row, NULL);
}

void
lp_server_row_reset (LpServerRow *row, const LpServer *server)
{
  g_autofree char *subtitle = server ? lp_words_server (server) : NULL;
  g_clear_handle_id (&row->fold_id, g_source_remove);
  remember_server (row, server);
  row->running = LP_N_STEPS;
  row->was_opened = FALSE;
  row->opened_by_person = FALSE;
  set_state (row, LP_STEP_LATER, NULL, subtitle);
  set_time (row, -1);
  for (guint i = 0; i < LP_N_STEPS; i++) {
    row->step_ms[i] = 0;
    gtk_widget_set_visible (GTK_WIDGET (row->steps[i]), TRUE);
    lp_step_row_set_time (row->steps[i], -1);
    show_step (row, i, LP_STEP_LATER, NULL, NULL);
  }
  join_steps (row);
}

void
lp_server_row_begin (LpServerRow *row, const LpServer *server, LpStageId stage)
{
  LpStepId step = lp_words_step_of (stage);
  if (step == LP_N_STEPS)
    return;

  g_autofree char *subtitle = lp_words_server (server);
  g_autofree char *detail
      = step >= LP_STEP_SIGN_IN ? lp_words_step_detail (step, row->side, server, NULL, NULL) : NULL;
  remember_server (row, server);
  row->running = step;
  row->running_since = g_get_monotonic_time ();
  set_state (row, LP_STEP_RUNNING, NULL, subtitle);
  show_step (row, step, LP_STEP_RUNNING, NULL, detail);
}

static void
show_success (LpServerRow *self, const LpServer *server)
{
  g_autofree char *subtitle = lp_words_server (server);
  guint ms = 0;
  for (guint i = 0; i < LP_N_STEPS; i++)
    ms += self->step_ms[i];
  set_state (self, LP_STEP_DONE, NULL, subtitle);
  set_time (self, (int)ms);
  if (!self->fold_id)
    self->fold_id = g_timeout_add (FOLD_AFTER_MS, on_fold_timeout, self);
}

void
lp_server_row_end (LpServerRow *row, const LpServer *server, const LpStageResult *result)
{
  LpStepId step = lp_words_step_of (result->stage);
  if (step == LP_N_STEPS)
    return;

  row->running = LP_N_STEPS;
  row->step_ms[step] += result->ms;
  lp_step_row_set_time (row->steps[step], (int)row->step_ms[step]);
  if (result->verdict != LP_VERDICT_OK)
    return; /* lp_server_row_finish() finds the words */
  g_autofree char *detail = lp_words_step_detail (step, row->side, server, result->detail, NULL);
  show_step (row, step, LP_STEP_DONE, NULL, detail);
  if (step == LP_STEP_LAST)
    show_success (row, server);
}

/* Everything up to the sign-in went well: one row says so. */
static void
merge_steps (LpServerRow *self)
{
  guint ms = 0;
  for (guint i = 0; i < LP_STEP_SIGN_IN; i++) {
    ms += self->step_ms[i];
    gtk_widget_set_visible (GTK_WIDGET (self->steps[i]), i == 0);
  }
  show_step (self, 0, LP_STEP_DONE, _ ("Server found, reached and encrypted"),
             _ ("The settings are right"));
  lp_step_row_set_time (self->steps[0], (int)ms);
}

static void
show_end_of_steps (LpServerRow *self, const LpOutcome *outcome, const char *not_tried)
{
  LpStepId failed = LP_N_STEPS;
  for (guint i = 0; i < outcome->stages->len; i++) {
    const LpStageResult *result = g_ptr_array_index (outcome->stages, i);
    LpStepId step = lp_words_step_of (result->stage);
    if (step == LP_N_STEPS)
      continue;
    g_autofree char *detail
        = lp_words_step_detail (step, self->side, outcome->server, result->detail, outcome);
    g_autofree char *trouble = lp_failure_dup_step (result->verdict);
    g_autofree char *why = lp_failure_dup_step_detail (result->verdict, outcome->server);
    if (result->verdict == LP_VERDICT_OK) {
      show_step (self, step, LP_STEP_DONE, NULL, detail);
    } else {
      show_step (self, step, get_end_state (result->verdict), trouble, why);
      failed = step;
    }
    if (self->step_ms[step] == 0) {
      self->step_ms[step] = result->ms;
      lp_step_row_set_time (self->steps[step], (int)result->ms);
    }
  }
  for (guint i = 0; i < LP_N_STEPS; i++) {
    LpStepState state = lp_step_row_get_state (self->steps[i]);
    if (state == LP_STEP_LATER || state == LP_STEP_RUNNING) {
      gtk_widget_set_visible (GTK_WIDGET (self->steps[i]),
                              failed < LP_STEP_SIGN_IN && i == LP_STEP_SIGN_IN);
      show_step (self, i, LP_STEP_NOT_TRIED, NULL, not_tried);
    }
  }
  if (failed == LP_STEP_SIGN_IN)
    merge_steps (self);
  join_steps (self);
}

void
lp_server_row_finish (LpServerRow *row, const LpOutcome *outcome, const LpSuggestion *suggestion,
                      const char *not_tried)
{
  row->running = LP_N_STEPS;
  if (!outcome) {
    set_state (row, LP_STEP_NOT_TRIED, NULL, not_tried);
    set_expanded (row, FALSE);
    return;
  }

  g_autofree char *subtitle = lp_words_server (outcome->server);
  gboolean ok = outcome->verdict == LP_VERDICT_OK;
  LpStepState state = !ok          ? get_end_state (outcome->verdict)
                      : suggestion ? LP_STEP_CHANGED
                                   : LP_STEP_DONE;
  remember_server (row, outcome->server);
  set_state (row, state, lp_failure_get_phrase (outcome->verdict), subtitle);
  set_time (row, (int)outcome->elapsed_ms);
  show_end_of_steps (row, outcome, not_tried);
  if (outcome->verdict == LP_VERDICT_NOT_TRIED) {
    g_clear_handle_id (&row->fold_id, g_source_remove);
    set_expanded (row, FALSE);
  } else if (!ok || suggestion) {
    g_clear_handle_id (&row->fold_id, g_source_remove);
    set_expanded (row, TRUE);
  } else if (!row->fold_id)
    row->fold_id = g_timeout_add (FOLD_AFTER_MS, on_fold_timeout, row);
}

void
lp_server_row_open (LpServerRow *row)
{
  if (!row->was_opened)
    set_expanded (row, TRUE);
  row->was_opened = TRUE;
}

gboolean
lp_server_row_is_working (LpServerRow *row)
{
  LpStepState state = lp_step_mark_get_state (row->mark);
  return state == LP_STEP_LATER || state == LP_STEP_RUNNING;
}

void
lp_server_row_stop (LpServerRow *row)
{
  g_autofree char *subtitle = row->server ? lp_words_server (row->server) : NULL;
  row->running = LP_N_STEPS;
  if (!lp_server_row_is_working (row))
    return;
  set_state (row, LP_STEP_NOT_TRIED, NULL, subtitle);
  for (guint i = 0; i < LP_N_STEPS; i++) {
    LpStepState state = lp_step_row_get_state (row->steps[i]);
    if (state == LP_STEP_LATER || state == LP_STEP_RUNNING)
      show_step (row, i, LP_STEP_NOT_TRIED, NULL, state == LP_STEP_RUNNING ? _ ("Stopped") : NULL);
  }
}

LpProgress
lp_server_row_get_progress (LpServerRow *row)
{
  if (lp_step_row_get_state (row->steps[LP_STEP_LAST]) == LP_STEP_DONE)
    return LP_PROGRESS_WORKS;
  return lp_step_row_get_state (row->steps[LP_STEP_REACH]) == LP_STEP_DONE ? LP_PROGRESS_REACHED
                                                                           : LP_PROGRESS_NONE;
}

GtkWidget *
lp_server_row_get_running (LpServerRow *row)
{
  return row->running == LP_N_STEPS ? NULL : GTK_WIDGET (row->steps[row->running]);
}

void
lp_server_row_tick (LpServerRow *row)
{
  if (row->running == LP_N_STEPS)
    return;
  int ms = get_running_ms (row);
  if (ms >= SHOW_TIME_AFTER_MS) {
    lp_step_row_set_time (row->steps[row->running], ms / 1000 * 1000);
    set_time (row, ms / 1000 * 1000);
  }
  if (ms >= STILL_WAITING_AFTER_MS)
    show_step (row, row->running, LP_STEP_RUNNING, NULL,
               _ ("Still waiting. This usually takes under a second."));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/check-list.h"

#include <glib/gi18n.h>

#include "gui/report-words.h"
#include "gui/settings-row.h"

#define TICK_MS 200

struct _LpCheckList {
  AdwBin parent_instance;

  GtkWidget *list;
  LpSettingsRow *settings;
  LpServerRow *incoming;
  LpServerRow *outgoing;

  guint tick_id;
};

G_DEFINE_FINAL_TYPE (LpCheckList, lp_check_list, ADW_TYPE_BIN)

static gboolean
on_tick (gpointer data)
{
  LpCheckList *self = data;
  lp_server_row_tick (self->incoming);
  lp_server_row_tick (self->outgoing);
  return G_SOURCE_CONTINUE;
}

static void
set_running (LpCheckList *self, gboolean running)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (running)
    self->tick_id = g_timeout_add (TICK_MS, on_tick, self);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_STATE_BUSY, running, -1);
}

static void
lp_check_list_dispose (GObject *object)
{
  g_clear_handle_id (&LP_CHECK_LIST (object)->tick_id, g_source_remove);
  G_OBJECT_CLASS (lp_check_list_parent_class)->dispose (object);
}

static void
lp_check_list_class_init (LpCheckListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_check_list_dispose;
  g_type_ensure (LP_TYPE_SERVER_ROW);
  g_type_ensure (LP_TYPE_SETTINGS_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/letterplate/gui/check-list.ui");
  gtk_widget_class_bind_template_child (widget_class, LpCheckList, list);
  gtk_widget_class_bind_template_child (widget_class, LpCheckList, settings);
  gtk_widget_class_bind_template_child (widget_class, LpCheckList, incoming);
  gtk_widget_class_bind_template_child (widget_class, LpCheckList, outgoing);
}

static void
lp_check_list_init (LpCheckList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lp_server_row_set_side (self->incoming, LP_SIDE_INCOMING);
  lp_server_row_set_side (self->outgoing, LP_SIDE_OUTGOING);
}

void
lp_check_list_begin (LpCheckList *list, LpSetup *setup)
{
  const LpAccount *account = lp_setup_get_account (setup);
  gboolean has_servers = account && (account->incoming || account->outgoing);

  gtk_widget_set_visible (GTK_WIDGET (list->incoming), !has_servers || account->incoming);
  gtk_widget_set_visible (GTK_WIDGET (list->outgoing), !has_servers || account->outgoing);
  lp_server_row_reset (list->incoming, has_servers ? account->incoming : NULL);
  lp_server_row_reset (list->outgoing, has_servers ? account->outgoing : NULL);
  if (has_servers)
    lp_settings_row_show_found (list->settings, setup);
  else
    lp_settings_row_set (list->settings, LP_STEP_RUNNING, _ ("Looking for the settings…"), NULL);
  set_running (list, TRUE);
}

GtkWidget *
lp_check_list_follow (LpCheckList *list, LpSetup *setup, const LpServer *server, LpStageId stage,
                      const LpStageResult *result)
{
  gboolean is_outgoing = server->protocol == LP_PROTOCOL_SMTP;
  LpServerRow *row = is_outgoing ? list->outgoing : list->incoming;

  if (lp_settings_row_is_running (list->settings))
    lp_settings_row_show_found (list->settings, setup);
  if (result)
    lp_server_row_end (row, server, result);
  else
    lp_server_row_begin (row, server, stage);
  if (is_outgoing && gtk_widget_get_visible (GTK_WIDGET (list->incoming))
      && lp_server_row_is_working (list->incoming))
    return NULL;
  if (!lp_server_row_is_working (row))
    return NULL;
  lp_server_row_open (row);
  return lp_server_row_get_running (row);
}

static void
finish_without_report (LpCheckList *self)
{
  if (lp_settings_row_is_running (self->settings))
    lp_settings_row_set (self->settings, LP_STEP_FAILED, _ ("No settings found"), NULL);
  lp_server_row_finish (self->incoming, NULL, NULL, _ ("Not tried"));
  lp_server_row_finish (self->outgoing, NULL, NULL, _ ("Not tried"));
}

void
lp_check_list_finish (LpCheckList *list, LpSetup *setup, const LpReport *report)
{
  const char *not_tried = report ? lp_report_words_get_not_tried (report->verdict) : NULL;

  set_running (list, FALSE);
  if (!report) {
    finish_without_report (list);
    return;
  }
  lp_settings_row_show_found (list->settings, setup);
  gtk_widget_set_visible (GTK_WIDGET (list->outgoing), report->account->outgoing != NULL);
  lp_server_row_finish (list->incoming, report->incoming,
                        lp_report_words_find_change (report, LP_SIDE_INCOMING), not_tried);
  lp_server_row_finish (list->outgoing, report->outgoing,
                        lp_report_words_find_change (report, LP_SIDE_OUTGOING), not_tried);
}

char *
lp_check_list_stop (LpCheckList *list)
{
  char *words = lp_report_words_dup_stopped (lp_server_row_get_progress (list->incoming),
                                             lp_server_row_get_progress (list->outgoing));
  set_running (list, FALSE);
  lp_server_row_stop (list->incoming);
  lp_server_row_stop (list->outgoing);
  return words;
}

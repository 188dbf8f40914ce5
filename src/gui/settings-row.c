/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/settings-row.h"

#include <glib/gi18n.h>

#include "gui/step-row.h"
#include "gui/words.h"

#define MOST_OTHERS 2

struct _LpSettingsRow {
  AdwActionRow parent_instance;

  LpStepMark *mark;
};

G_DEFINE_FINAL_TYPE (LpSettingsRow, lp_settings_row, ADW_TYPE_ACTION_ROW)

static void
lp_settings_row_class_init (LpSettingsRowClass *klass)
{
}

static void
lp_settings_row_init (LpSettingsRow *self)
{
  AdwActionRow *row = ADW_ACTION_ROW (self);
  self->mark = LP_STEP_MARK (lp_step_mark_new ());
  adw_action_row_set_title_lines (row, 0);
  adw_action_row_set_subtitle_lines (row, 0);
  g_object_set (row, "use-markup", FALSE, NULL);
  adw_action_row_add_prefix (row, GTK_WIDGET (self->mark));
}

void
lp_settings_row_set (LpSettingsRow *row, LpStepState state, const char *title, const char *subtitle)
{
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  lp_step_mark_set_state (row->mark, state);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, lp_step_state_get_label (state),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle ? subtitle : "", -1);
}

static gboolean
leads_elsewhere (const LpServer *a, const LpServer *b)
{
  return a && b && (a->protocol == b->protocol)
         && (g_ascii_strcasecmp (a->host, b->host) != 0 || a->port != b->port
             || a->security != b->security);
}

/* What else was published and leads to other servers; guesses contradict nobody. */
static const LpServer *
find_difference (const LpCandidate *best, const LpCandidate *other)
{
  if (g_strcmp0 (other->source, "guess") == 0 || g_strcmp0 (other->source, best->source) == 0)
    return NULL;
  if (leads_elsewhere (best->incoming, other->incoming))
    return other->incoming;
  return leads_elsewhere (best->outgoing, other->outgoing) ? other->outgoing : NULL;
}

static void
add_differences (GString *text, const LpCandidate *best, GPtrArray *candidates, const char *domain)
{
  guint shown = 0;
  for (guint i = 1; best && i < candidates->len && shown < MOST_OTHERS; i++) {
    const LpCandidate *other = g_ptr_array_index (candidates, i);
    const LpServer *server = find_difference (best, other);
    if (!server)
      continue;
    g_autofree char *source = lp_words_source (other->source, domain);
    g_autofree char *words = lp_words_server (server);
    if (shown++ == 0)
      g_string_append_printf (text, "\n%s", _ ("Other settings were found too, and not used:"));
    /* Translators: where settings were found, then a server. */
    g_string_append_c (text, '\n');
    g_string_append_printf (text, _ ("%s: %s"), source, words);
  }
}

void
lp_settings_row_show_found (LpSettingsRow *row, LpSetup *setup)
{
  const LpAccount *account = lp_setup_get_account (setup);
  const LpReport *report = lp_setup_get_report (setup);
  GPtrArray *candidates = lp_setup_get_candidates (setup);
  const LpCandidate *best
      = candidates && candidates->len ? g_ptr_array_index (candidates, 0) : NULL;
  const char *source = report && report->source ? report->source : best ? best->source : "given";
  g_autofree char *words = lp_words_source (source, account->address->domain_text);
  g_autoptr (GString) text = g_string_new (words);

  add_differences (text, best, candidates, account->address->domain_text);
  lp_settings_row_set (row, LP_STEP_DONE, _ ("Settings found"), text->str);
}

gboolean
lp_settings_row_is_running (LpSettingsRow *row)
{
  return lp_step_mark_get_state (row->mark) == LP_STEP_RUNNING;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the check page says of a whole report. */
#include "gui/report-words.h"

#include <glib/gi18n.h>

#include "check/pitfalls.h"
#include "gui/failure.h"
#include "gui/words.h"

const LpSuggestion *
lp_report_words_find_change (const LpReport *report, LpSide side)
{
  for (guint i = 0; i < report->suggestions->len; i++) {
    const LpSuggestion *suggestion = g_ptr_array_index (report->suggestions, i);
    if (suggestion->side == side && suggestion->applied)
      return suggestion;
  }
  return NULL;
}

guint
lp_report_words_count_changes (const LpReport *report)
{
  guint changes = 0;
  for (guint i = 0; i < report->suggestions->len; i++)
    changes += ((const LpSuggestion *)g_ptr_array_index (report->suggestions, i))->applied ? 1 : 0;
  return changes;
}

const LpOutcome *
lp_report_words_get_failed (const LpReport *report)
{
  if (report->incoming && report->incoming->verdict == report->verdict)
    return report->incoming;
  return report->outgoing ? report->outgoing : report->incoming;
}

char *
lp_report_words_dup_changes (const LpReport *report)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < report->suggestions->len; i++) {
    const LpSuggestion *suggestion = g_ptr_array_index (report->suggestions, i);
    if (suggestion->applied)
      g_string_append_printf (text, "%s%s", text->len ? "\n" : "", suggestion->text);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_full (const LpOutcome *outcome)
{
  return outcome && outcome->mailbox_full;
}

char *
lp_report_words_dup_success (const LpReport *report)
{
  g_autofree char *address = lp_words_isolate (report->account->address->text);
  guint changes = lp_report_words_count_changes (report);

  if (changes > 0)
    return g_strdup_printf (ngettext ("With one change to the published settings.",
                                      "With %u changes to the published settings.", changes),
                            changes);
  if (report->incoming && report->outgoing)
    return g_strdup_printf (_ ("Both servers accepted %s."), address);
  return g_strdup_printf (_ ("The server accepted %s."), address);
}

/* One note for both; a full mailbox comes first, because mail goes back. */
static void
fill_note (const LpReport *report, LpNote *note)
{
  guint changes = lp_report_words_count_changes (report);
  gboolean full = is_full (report->incoming) || is_full (report->outgoing);
  g_autofree char *changed = changes > 0 ? lp_report_words_dup_changes (report) : NULL;
  g_autofree char *text
      = full ? g_strjoin ("\n", _ ("New mail is being returned to its senders."), changed, NULL)
             : g_strdup (changed);

  if (text)
    lp_note_set (note, TRUE,
                 full ? _ ("The mailbox is full")
                      : ngettext ("One setting was changed", "Some settings were changed", changes),
                 text, NULL);
}

void
lp_report_words_show_success (const LpReport *report, LpPage *page, LpNote *note)
{
  g_autofree char *body = lp_report_words_dup_success (report);
  lp_page_set_head (page, "object-select-symbolic", LP_TONE_SUCCESS, _ ("Everything Works"), body);
  fill_note (report, note);
}

void
lp_report_words_show_pitfall (const LpReport *report, LpNote *note)
{
  for (guint i = 0; i < report->suggestions->len; i++) {
    const LpSuggestion *suggestion = g_ptr_array_index (report->suggestions, i);
    if (!suggestion->applied && lp_pitfalls_has (suggestion->code))
      lp_note_set (note, FALSE, _ ("Look at the password once more"), suggestion->text, NULL);
  }
}

char *
lp_report_words_dup_server_words (const LpReport *report)
{
  const LpOutcome *sides[] = { report->incoming, report->outgoing };
  g_autoptr (GString) words = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (sides); i++) {
    if (sides[i] && sides[i]->server_text) /* with success, an [ALERT]: it has to be shown */
      g_string_append_printf (words, "%s%s", words->len ? "\n" : "", sides[i]->server_text);
  }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

const char *
lp_report_words_get_not_tried (LpVerdict verdict)
{
  switch (verdict) {
  case LP_VERDICT_WRONG_CREDENTIALS:
  case LP_VERDICT_UNKNOWN_USER:
    return _ ("Not tried, to keep the account from being locked");
  case LP_VERDICT_BASIC_AUTH_DISABLED:
    return _ ("Not tried: it has the same rule");
  default:
    return _ ("Not tried");
  }
}

gboolean
lp_report_words_has_certificate_fault (const LpReport *report)
{
  const LpOutcome *outcome = lp_report_words_get_failed (report);
  return lp_failure_has_certificate_page (report->verdict) && outcome && outcome->certificate
         && outcome->certificate->faults->len > 0;
}

char *
lp_report_words_dup_stopped (LpProgress incoming, LpProgress outgoing)
{
  static const char *const sentences[][LP_PROGRESS_WORKS + 1] = {
    { N_ ("No server was reached."), N_ ("Outgoing mail was reached, incoming mail was not."),
      N_ ("Outgoing mail works, incoming mail was not reached.") },
    { N_ ("Incoming mail was reached, signing in was not finished."),
      N_ ("Both servers were reached, signing in was not finished."),
      N_ ("Outgoing mail works, signing in for incoming mail was not finished.") },
    { N_ ("Incoming mail works, outgoing mail was not reached."),
      N_ ("Incoming mail works, signing in for outgoing mail was not finished."),
      N_ ("Both servers work.") },
  };
  return g_strdup (_ (sentences[incoming][outgoing]));
}

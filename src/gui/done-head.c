/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/done-head.h"

#include <glib/gi18n.h>

#include "gui/result-row.h"
#include "gui/window.h"
#include "gui/words.h"

static char *
join_names (GPtrArray *rows)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint left = lp_result_rows_count (rows, LP_RESULT_ADDED);
  for (guint i = 0; i < rows->len; i++) {
    LpResultRow *row = g_ptr_array_index (rows, i);
    if (lp_result_row_get_state (row) != LP_RESULT_ADDED)
      continue;
    left--;
    /* Translators: joins the last two names of a list: "Thunderbird and Evolution". */
    const char *join = names->len == 0 ? "" : left == 0 ? _ (" and ") : _ (", ");
    g_string_append_printf (names, "%s%s", join, lp_result_row_get_client (row)->name);
  }
  return g_string_free (g_steal_pointer (&names), FALSE);
}

#define UNDO N_ ("_Undo Everything")

/* What cannot be taken back is not offered to be. */
static void
show_footer (LpPage *page, GPtrArray *rows, const char *secondary)
{
  gboolean is_offered
      = secondary && (!g_str_equal (secondary, UNDO) || lp_result_rows_can_undo (rows));
  lp_page_set_footer (page, _ ("_Done"), TRUE, is_offered ? _ (secondary) : NULL);
}

static void
show_ready (LpPage *page, GPtrArray *rows)
{
  const LpAccount *account = lp_setup_get_account (lp_setup_of (page));
  guint added = lp_result_rows_count (rows, LP_RESULT_ADDED);
  g_autofree char *names = join_names (rows);
  g_autofree char *address = lp_words_isolate (account->address->text);
  /* Translators: "maya@example.org was added to Thunderbird and Evolution." */
  g_autofree char *body = g_strdup_printf (_ ("%s was added to %s."), address, names);
  g_autofree char *title = NULL;

  if (added == rows->len)
    title = g_strdup (_ ("Mail Is Ready"));
  else
    title = g_strdup_printf (
        ngettext ("Mail Is Ready in %u of %u App", "Mail Is Ready in %u of %u Apps", rows->len),
        added, rows->len);
  lp_page_set_head (page, "object-select-symbolic", LP_TONE_SUCCESS, title, body);
  show_footer (page, rows, UNDO);
}

#define WARNING "dialog-warning-symbolic", LP_TONE_WARNING

/* Where the account is in no app, the first state that an app is in names the page. */
static const struct {
  LpResultState state;
  const char *icon;
  LpTone tone;
  const char *title;
  const char *body;
  const char *secondary;
} heads[] = {
  { LP_RESULT_HALF_WAY, WARNING, N_ ("Not Everything Was Put Back"),
    N_ ("An app is changed in part. This is put right when you try again, or when Letterplate is "
        "next started."),
    UNDO },
  { LP_RESULT_BY_HAND, WARNING, N_ ("A Step Is Left to You"),
    N_ ("A file that can only be changed by hand needs the lines below."), UNDO },
  { LP_RESULT_REMOVED, "edit-undo-symbolic", LP_TONE_ACCENT, N_ ("Everything Was Put Back"),
    N_ ("All files and the keyring are as they were before."), N_ ("_Redo") },
  { LP_RESULT_FAILED, WARNING, N_ ("Nothing Was Changed"),
    N_ ("The account could not be added to any app."), NULL },
};

void
lp_done_head_show (LpPage *page, GPtrArray *rows)
{
  gsize i = 0;
  if (lp_result_rows_count (rows, LP_RESULT_ADDED) > 0) {
    show_ready (page, rows);
    return;
  }
  while (i < G_N_ELEMENTS (heads) - 1 && lp_result_rows_count (rows, heads[i].state) == 0)
    i++;
  lp_page_set_head (page, heads[i].icon, heads[i].tone, _ (heads[i].title), _ (heads[i].body));
  show_footer (page, rows, heads[i].secondary);
}

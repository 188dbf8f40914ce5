/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A plan as a unified diff, for a person to read before saying yes.
 */
#include "clients/line-diff.h"
#include "clients/plan.h"

#include <glib/gi18n.h>
#include <string.h>

#define CONTEXT 3

/* Where a file of the person's own may hold a secret in clear text: after a word for it, or in a
 * URL. */
static const char *const secret_patterns[] = {
  "(?i)((?:pass(?:word|wd|phrase)?|secret|token)[\"']?[ \\t]*[ \\t=:][ \\t]*)(\\S.*)",
  "(://[^/\\s:@]*:)([^/\\s]+)(?=@)",
};

/* A diff is shown on terminals: nothing in a file may command one. */
static void
append_printable (GString *text, const char *line)
{
  for (const char *at = line; *at; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);
    if (g_unichar_iscntrl (c) && c != '\t')
      g_string_append_printf (text, "\\x%02x", c);
    else
      g_string_append_unichar (text, c);
  }
}

static char *
hide_secrets (const char *line)
{
  char *hidden = g_strdup (line);
  for (guint i = 0; i < G_N_ELEMENTS (secret_patterns); i++) {
    g_autoptr (GRegex) pattern = g_regex_new (secret_patterns[i], 0, 0, NULL);
    char *next = g_regex_replace (pattern, hidden, -1, 0, "\\1•••", 0, NULL);
    g_free (hidden);
    hidden = next;
  }
  return hidden;
}

/* @mark: ' ' and '-' stand before the person's own lines, '+' before ours. */
static void
append_line (GString *text, char mark, const LpLine *line)
{
  gboolean complete = line->length > 0 && line->text[line->length - 1] == '\n';
  gsize length = line->length - complete;
  gboolean carriage_return = complete && length > 0 && line->text[length - 1] == '\r';
  g_autofree char *valid = g_utf8_make_valid (line->text, length - carriage_return);
  g_autofree char *shown = mark == '+' ? g_strdup (valid) : hide_secrets (valid);
  g_string_append_c (text, mark);
  append_printable (text, shown);
  g_string_append (text, carriage_return ? "\r\n" : "\n");
  if (!complete)
    g_string_append (text, "\\ No newline at end of file\n");
}

static void
append_lines (GString *text, char mark, const GArray *lines, guint start, guint end)
{
  for (guint i = start; i < end; i++)
    append_line (text, mark, &g_array_index (lines, LpLine, i));
}

/* GNU diff's way of writing a range: an empty one names the line before it. */
static void
append_range (GString *text, char mark, guint start, guint length)
{
  g_string_append_printf (text, " %c%u", mark, length == 0 ? start : start + 1);
  if (length != 1)
    g_string_append_printf (text, ",%u", length);
}

/* Writes the hunks from @first up to @end, which stand so close that their contexts meet. */
static void
append_group (GString *text, const GArray *old_lines, const GArray *new_lines, const GArray *hunks,
              guint first, guint end)
{
  const LpHunk *head = &g_array_index (hunks, LpHunk, first);
  const LpHunk *tail = &g_array_index (hunks, LpHunk, end - 1);
  guint before = MIN (head->old_start, CONTEXT);
  guint tail_end = tail->old_start + tail->old_length;
  guint after = MIN (old_lines->len - tail_end, CONTEXT);
  guint old_start = head->old_start - before, new_start = head->new_start - before;

  g_string_append (text, "@@");
  append_range (text, '-', old_start, tail_end + after - old_start);
  append_range (text, '+', new_start, tail->new_start + tail->new_length + after - new_start);
  g_string_append (text, " @@\n");
  guint done = old_start;
  for (guint i = first; i < end; i++) {
    const LpHunk *hunk = &g_array_index (hunks, LpHunk, i);
    append_lines (text, ' ', old_lines, done, hunk->old_start);
    done = hunk->old_start + hunk->old_length;
    append_lines (text, '-', old_lines, hunk->old_start, done);
    append_lines (text, '+', new_lines, hunk->new_start, hunk->new_start + hunk->new_length);
  }
  append_lines (text, ' ', old_lines, done, tail_end + after);
}

static void
append_file (GString *text, const LpOperation *operation, const char *shown_path)
{
  g_autoptr (GArray) old_lines = lp_lines_split (operation->before);
  g_autoptr (GArray) new_lines = lp_lines_split (operation->after);
  g_autoptr (GArray) hunks = lp_lines_diff (old_lines, new_lines);
  g_string_append_printf (text, "--- %s\n", operation->before ? shown_path : "/dev/null");
  g_string_append_printf (text, "+++ %s\n", operation->after ? shown_path : "/dev/null");
  for (guint first = 0, end; first < hunks->len; first = end) {
    for (end = first + 1; end < hunks->len; end++) {
      const LpHunk *last = &g_array_index (hunks, LpHunk, end - 1);
      guint next_start = g_array_index (hunks, LpHunk, end).old_start;
      if (next_start > last->old_start + last->old_length + 2 * CONTEXT)
        break;
    }
    append_group (text, old_lines, new_lines, hunks, first, end);
  }
}

static void
append_comment (GString *text, const char *sentence)
{
  g_autofree char *valid = g_utf8_make_valid (sentence, -1);
  g_string_append (text, "# ");
  append_printable (text, valid);
  g_string_append_c (text, '\n');
}

static void
append_operation (GString *text, const LpOperation *operation, const char *shown_path)
{
  g_autofree char *sentence = NULL;
  switch (operation->kind) {
  case LP_OPERATION_FILE:
    append_file (text, operation, shown_path);
    return;
  case LP_OPERATION_FOLDER:
    /* Translators: %s is a path. */
    sentence = g_strdup_printf (_ ("The folder %s is made."), shown_path);
    break;
  case LP_OPERATION_KEYRING:
    /* Translators: %s is the label of an item in the keyring. */
    sentence = g_strdup_printf (_ ("The keyring gets the item “%s”."), operation->item->label);
    break;
  case LP_OPERATION_DBUS:
    /* Translators: %s.%s is a method of another program, such as
       org.gnome.OnlineAccounts.Manager.AddAccount. */
    sentence = g_strdup_printf (_ ("The method %s.%s is called."), operation->call->interface,
                                operation->call->method);
    break;
  default:
    g_assert_not_reached ();
  }
  append_comment (text, sentence);
}

static char *
shorten_home (const char *path, const char *home)
{
  gsize length = home ? strlen (home) : 0;
  while (length > 0 && home[length - 1] == '/')
    length--;
  if (length > 0 && strncmp (path, home, length) == 0 && path[length] == '/')
    return g_strconcat ("~", path + length, NULL);
  return g_strdup (path);
}

char *
lp_plan_to_diff (const LpPlan *plan, const char *home)
{
  g_return_val_if_fail (plan, NULL);

  GString *text = g_string_new (NULL);
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = g_ptr_array_index (plan->operations, i);
    g_autofree char *shown = operation->path ? shorten_home (operation->path, home) : NULL;
    g_autofree char *shown_path = shown ? g_filename_display_name (shown) : NULL;
    append_operation (text, operation, shown_path);
  }
  return g_string_free (text, FALSE);
}

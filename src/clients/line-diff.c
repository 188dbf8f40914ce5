/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Differences of two texts line by line, and the three-way merge made of them.
 */
#include "clients/line-diff.h"

#include <string.h>

/* Over this many single-line edits the texts have nothing to do with each other, and the trace
 * grows with the square. */
#define MAX_EDITS 2000

GArray *
lp_lines_split (GBytes *text)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (LpLine));
  gsize size = 0;
  const char *at = text ? g_bytes_get_data (text, &size) : NULL;
  while (size > 0) {
    const char *end = memchr (at, '\n', size);
    LpLine line = { at, end ? (gsize)(end - at) + 1 : size };
    g_array_append_val (lines, line);
    at += line.length;
    size -= line.length;
  }
  return lines;
}

static guint
hash_line (gconstpointer key)
{
  const LpLine *line = key;
  guint hash = 5381;
  for (gsize i = 0; i < line->length; i++)
    hash = hash * 33 + (guchar)line->text[i];
  return hash;
}

static gboolean
lines_are_equal (gconstpointer a, gconstpointer b)
{
  const LpLine *first = a, *second = b;
  return first->length == second->length && memcmp (first->text, second->text, first->length) == 0;
}

/* Equal lines get equal numbers, so that comparing them costs nothing. */
static int *
number_lines (const GArray *lines, GHashTable *numbers)
{
  int *result = g_new (int, lines->len + 1);
  for (guint i = 0; i < lines->len; i++) {
    LpLine *line = &g_array_index (lines, LpLine, i);
    gpointer number;
    if (!g_hash_table_lookup_extended (numbers, line, NULL, &number)) {
      number = GINT_TO_POINTER (g_hash_table_size (numbers));
      g_hash_table_insert (numbers, line, number);
    }
    result[i] = GPOINTER_TO_INT (number);
  }
  return result;
}

/* Myers' rule: from which diagonal does the furthest path of @n_edits on diagonal @k come? */
static int
previous_diagonal (const int *furthest, int k, int n_edits)
{
  return k == -n_edits || (k != n_edits && furthest[k - 1] < furthest[k + 1]) ? k + 1 : k - 1;
}

/* The furthest points before each number of edits, up to the end of both; %NULL if that is too far.
 */
static GPtrArray *
trace_paths (const int *a, int n, const int *b, int m)
{
  int max = MIN (n + m, MAX_EDITS);
  g_autofree int *room = g_new0 (int, 2 * max + 3);
  int *furthest = room + max + 1;
  g_autoptr (GPtrArray) trace = g_ptr_array_new_with_free_func (g_free);
  for (int d = 0; d <= max; d++) {
    g_ptr_array_add (trace, g_memdup2 (furthest - d, (2 * d + 1) * sizeof (int)));
    for (int k = -d; k <= d; k += 2) {
      int from = previous_diagonal (furthest, k, d);
      int x = furthest[from] + (from < k);
      while (x < n && x - k < m && a[x] == b[x - k])
        x++;
      furthest[k] = x;
      if (x >= n && x - k >= m)
        return g_steal_pointer (&trace);
    }
  }
  return NULL;
}

/* Fills in which line of b each line of a corresponds to; lines without one keep -1. */
static void
match_middle (const int *a, int n, const int *b, int m, int first, int *match)
{
  g_autoptr (GPtrArray) trace = trace_paths (a, n, b, m);
  if (!trace)
    return;
  int x = n, y = m;
  for (int d = (int)trace->len - 1; d >= 0; d--) {
    const int *furthest = (const int *)g_ptr_array_index (trace, d) + d;
    int from = d == 0 ? 0 : previous_diagonal (furthest, x - y, d);
    int from_x = d == 0 ? 0 : furthest[from];
    int from_y = from_x - from;
    for (; x > from_x && y > from_y; x--, y--)
      match[x - 1] = first + y - 1;
    x = from_x;
    y = from_y;
  }
}

static int *
match_lines (const int *a, int n, const int *b, int m)
{
  int *match = g_new (int, n + 1);
  for (int i = 0; i < n; i++)
    match[i] = -1;
  int first = 0;
  for (; first < n && first < m && a[first] == b[first]; first++)
    match[first] = first;
  for (; n > first && m > first && a[n - 1] == b[m - 1]; n--, m--)
    match[n - 1] = m - 1;
  match_middle (a + first, n - first, b + first, m - first, first, match + first);
  return match;
}

GArray *
lp_lines_diff (const GArray *old_lines, const GArray *new_lines)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (hash_line, lines_are_equal);
  g_autofree int *a = number_lines (old_lines, numbers);
  g_autofree int *b = number_lines (new_lines, numbers);
  int n = (int)old_lines->len, m = (int)new_lines->len;
  g_autofree int *match = match_lines (a, n, b, m);

  GArray *hunks = g_array_new (FALSE, FALSE, sizeof (LpHunk));
  for (int i = 0, j = 0; i < n || j < m;) {
    if (i < n && match[i] == j) {
      i++, j++;
      continue;
    }
    LpHunk hunk = { .old_start = i, .new_start = j };
    while (i < n && match[i] < 0)
      i++;
    j = i < n ? match[i] : m;
    hunk.old_length = i - hunk.old_start;
    hunk.new_length = j - hunk.new_start;
    g_array_append_val (hunks, hunk);
  }
  return hunks;
}

/* One side of a merge: its text, how it differs from the base, and the next difference to look at.
 */
typedef struct {
  GArray *lines;
  GArray *hunks;
  guint next;
} Side;

static void
clear_side (Side *side)
{
  g_clear_pointer (&side->lines, g_array_unref);
  g_clear_pointer (&side->hunks, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, clear_side)

static Side
make_side (const GArray *base, GBytes *text)
{
  GArray *lines = lp_lines_split (text);
  return (Side){ .lines = lines, .hunks = lp_lines_diff (base, lines) };
}

static const LpHunk *
peek (const Side *side)
{
  return side->next < side->hunks->len ? &g_array_index (side->hunks, LpHunk, side->next) : NULL;
}

static guint
old_end (const LpHunk *hunk)
{
  return hunk->old_start + hunk->old_length;
}

/* Do the two meet in a way that leaves open what to do? See lp_lines_merge() for what is plain. */
static gboolean
hunks_meet (const LpHunk *ours, const LpHunk *theirs)
{
  if (ours->old_start > old_end (theirs) || theirs->old_start > old_end (ours))
    return FALSE;
  if (ours->old_start < old_end (theirs) && theirs->old_start < old_end (ours)
      && (ours->old_length > 0 || theirs->old_start < ours->old_start)
      && (theirs->old_length > 0 || ours->old_start < theirs->old_start))
    return TRUE;
  gboolean ours_takes_away = ours->new_length == 0;
  gboolean theirs_adds = theirs->old_length == 0 && ours->old_length > 0;
  return !ours_takes_away && !theirs_adds;
}

/* A line that was the last one and had no end gets one when another follows it. */
static void
finish_line (GByteArray *text)
{
  if (text->len == 0 || text->data[text->len - 1] == '\n')
    return;
  const guint8 *first = memchr (text->data, '\n', text->len);
  if (first && first > text->data && first[-1] == '\r')
    g_byte_array_append (text, (const guint8 *)"\r", 1);
  g_byte_array_append (text, (const guint8 *)"\n", 1);
}

static void
append_lines (GByteArray *text, const GArray *lines, guint start, guint end)
{
  for (guint i = start; i < end; i++) {
    const LpLine *line = &g_array_index (lines, LpLine, i);
    finish_line (text);
    g_byte_array_append (text, (const guint8 *)line->text, line->length);
  }
}

/* What a side has in place of the base's lines from @start on to @end, its hunks @first up to
 * side->next. */
static GBytes *
side_region (const Side *side, guint first, guint start, guint end)
{
  const LpHunk *head = &g_array_index (side->hunks, LpHunk, first);
  const LpHunk *tail = &g_array_index (side->hunks, LpHunk, side->next - 1);
  GByteArray *text = g_byte_array_new ();
  append_lines (text, side->lines, head->new_start - (head->old_start - start),
                tail->new_start + tail->new_length + (end - old_end (tail)));
  return g_byte_array_free_to_bytes (text);
}

static gboolean
only_takes_away (const Side *side, guint first)
{
  for (guint i = first; i < side->next; i++)
    if (g_array_index (side->hunks, LpHunk, i).new_length > 0)
      return FALSE;
  return TRUE;
}

/* Both changed this place: plain only if they did the same, or both took lines away. @done moves
 * behind it. */
static gboolean
merge_meeting (GByteArray *text, const GArray *base, Side *ours, Side *theirs, guint *done)
{
  guint first_of_ours = ours->next, first_of_theirs = theirs->next;
  guint start = MIN (peek (ours)->old_start, peek (theirs)->old_start);
  guint end = MAX (old_end (peek (ours)), old_end (peek (theirs)));
  ours->next++;
  theirs->next++;
  for (gboolean grows = TRUE; grows;) {
    Side *side = peek (ours) && peek (ours)->old_start < end       ? ours
                 : peek (theirs) && peek (theirs)->old_start < end ? theirs
                                                                   : NULL;
    grows = side != NULL;
    if (grows) {
      guint reach = old_end (peek (side));
      side->next++;
      end = MAX (end, reach);
    }
  }

  g_autoptr (GBytes) one = side_region (ours, first_of_ours, start, end);
  g_autoptr (GBytes) other = side_region (theirs, first_of_theirs, start, end);
  gboolean both_take_away
      = only_takes_away (ours, first_of_ours) && only_takes_away (theirs, first_of_theirs);
  if (!both_take_away && !g_bytes_equal (one, other)) {
    theirs->next = first_of_theirs;
    return FALSE;
  }
  append_lines (text, base, *done, start);
  if (!both_take_away && g_bytes_get_size (one) > 0) {
    finish_line (text);
    g_byte_array_append (text, g_bytes_get_data (one, NULL), g_bytes_get_size (one));
  }
  *done = end;
  return TRUE;
}

static void
take_hunk (GByteArray *text, const GArray *base, Side *side, guint *done)
{
  const LpHunk *hunk = &g_array_index (side->hunks, LpHunk, side->next++);
  append_lines (text, base, *done, hunk->old_start);
  append_lines (text, side->lines, hunk->new_start, hunk->new_start + hunk->new_length);
  *done = old_end (hunk);
}

/* Of two hunks at one place, one of them empty in the base, the empty one comes first. */
static Side *
earlier_side (Side *ours, Side *theirs)
{
  const LpHunk *a = peek (ours), *b = peek (theirs);
  if (!a || !b)
    return a ? ours : theirs;
  if (a->old_start != b->old_start)
    return a->old_start < b->old_start ? ours : theirs;
  return a->old_length == 0 ? ours : theirs;
}

GBytes *
lp_lines_merge (GBytes *base, GBytes *ours, GBytes *theirs, guint *conflict_line)
{
  g_autoptr (GArray) base_lines = lp_lines_split (base);
  g_auto (Side) our_side = make_side (base_lines, ours);
  g_auto (Side) their_side = make_side (base_lines, theirs);
  g_autoptr (GByteArray) text = g_byte_array_new ();
  guint done = 0;
  while (peek (&our_side) || peek (&their_side)) {
    const LpHunk *a = peek (&our_side), *b = peek (&their_side);
    if (!a || !b || !hunks_meet (a, b)) {
      take_hunk (text, base_lines, earlier_side (&our_side, &their_side), &done);
    } else if (!merge_meeting (text, base_lines, &our_side, &their_side, &done)) {
      if (conflict_line)
        *conflict_line = peek (&their_side)->new_start + 1;
      return NULL;
    }
  }
  append_lines (text, base_lines, done, base_lines->len);
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
}

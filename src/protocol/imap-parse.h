/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  LP_IMAP_CONTINUATION, /* + … */
  LP_IMAP_STATUS,       /* * OK …, * BYE … */
  LP_IMAP_DATA,         /* * CAPABILITY …, * 3 EXISTS */
  LP_IMAP_TAGGED,       /* A1 OK … */
} LpImapKind;

/**
 * LpImapResponse:
 * @kind: what it is
 * @tag: (nullable): TAGGED: the tag
 * @word: (nullable): STATUS and TAGGED: "OK", "NO", "BAD", "BYE" or "PREAUTH"; DATA: its first
 * word; upper case
 * @number: DATA: the number before the word, or -1
 * @code: (nullable): STATUS and TAGGED: the response code's first word, upper case
 * @code_text: (nullable): what stands behind it inside the brackets
 * @text: the rest: words for people, a challenge, or arguments
 *
 * One response of RFC 9051 §7, taken apart.
 */
typedef struct {
  LpImapKind kind;
  char *tag;
  char *word;
  gint64 number;
  char *code;
  char *code_text;
  char *text;
} LpImapResponse;

/**
 * lp_imap_response_parse:
 * @line: a whole response; literals are quoted strings by now
 * @response: (out caller-allocates): its parts; clear it with lp_imap_response_clear() in any case
 *
 * Returns: %TRUE if @line is a response
 */
gboolean
lp_imap_response_parse (const char *line, LpImapResponse *response);

/**
 * lp_imap_response_clear:
 * @response: a response
 */
void
lp_imap_response_clear (LpImapResponse *response);

/**
 * lp_imap_find_literal:
 * @line: a line
 * @start: (out): where its end "{5}" begins
 * @octets: (out): how many octets follow the line
 *
 * Returns: %TRUE if the line ends in a literal (RFC 9051 §4.3)
 */
gboolean
lp_imap_find_literal (const char *line, gsize *start, guint64 *octets);

/**
 * lp_imap_quote:
 * @text: any text without CR, LF and NUL
 *
 * Returns: (transfer full): @text as a quoted string
 */
char *
lp_imap_quote (const char *text);

/**
 * lp_imap_parse_capabilities:
 * @text: words with blanks between them
 *
 * Returns: (transfer full): the words, upper case, each once
 */
char **
lp_imap_parse_capabilities (const char *text);

/**
 * lp_imap_list_mechanisms:
 * @capabilities: capabilities
 *
 * Returns: (transfer full): what stands behind "AUTH=" in them
 */
char **
lp_imap_list_mechanisms (char **capabilities);

/**
 * lp_imap_parse_folder:
 * @text: what stands behind LIST
 *
 * Returns: (transfer full) (nullable): "sent=NAME" if the folder has a task (RFC 6154), NAME in
 * UTF-8; else %NULL
 */
char *
lp_imap_parse_folder (const char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpImapResponse, lp_imap_response_clear)

G_END_DECLS

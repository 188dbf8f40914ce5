/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sentence and what is known of the server: each word in braces becomes its value.
 */
#include "check/sentence.h"

#include <glib/gi18n.h>

static const char *const protocol_words[LP_N_PROTOCOLS] = { "IMAP", "POP3", "SMTP" };

/* What stands in for a word that is not known. */
static char *
get_word (const char *name, const LpOutcome *outcome)
{
  const LpServer *server = outcome != NULL ? outcome->server : NULL;
  const LpCertificate *certificate = outcome != NULL ? outcome->certificate : NULL;

  if (g_str_equal (name, "host"))
    return g_strdup (server != NULL ? server->host : _ ("the server"));
  if (g_str_equal (name, "port"))
    return server != NULL ? g_strdup_printf ("%u", server->port) : g_strdup ("X");
  if (g_str_equal (name, "user"))
    return g_strdup (server != NULL && server->user != NULL ? server->user : _ ("this user"));
  /* Where tokens are taken, the user's name is the address. */
  if (g_str_equal (name, "address"))
    return g_strdup (server != NULL && server->user != NULL ? server->user : _ ("another one"));
  if (g_str_equal (name, "signed_in"))
    return g_strdup (outcome != NULL && outcome->signed_in != NULL ? outcome->signed_in
                                                                   : _ ("somebody else"));
  if (g_str_equal (name, "protocol"))
    return g_strdup (server != NULL ? protocol_words[server->protocol] : _ ("its protocol"));
  if (g_str_equal (name, "certificate"))
    return certificate != NULL && certificate->names != NULL && certificate->names[0] != NULL
               ? g_strdup (certificate->names[0])
               : g_strdup (_ ("another name"));
  if (g_str_equal (name, "issuer"))
    return g_strdup (certificate != NULL && certificate->issuer_words != NULL
                         ? certificate->issuer_words
                         : _ ("an authority"));
  if (g_str_equal (name, "mechanisms"))
    return outcome != NULL && outcome->mechanisms != NULL && outcome->mechanisms[0] != NULL
               ? g_strjoinv (_ (", "), outcome->mechanisms)
               : g_strdup (_ ("none"));
  if (g_str_equal (name, "others"))
    return outcome != NULL && outcome->also_tried != NULL
               ? g_strjoinv (_ (", "), outcome->also_tried)
               : g_strdup (_ ("none"));
  return NULL;
}

/* What stands in for a name may begin a sentence; a name is written as it is. */
static void
append_word (GString *text, const char *word, gboolean is_name)
{
  char first[7] = { 0 };

  if (text->len > 0 || is_name) {
    g_string_append (text, word);
    return;
  }
  g_unichar_to_utf8 (g_unichar_toupper (g_utf8_get_char (word)), first);
  g_string_append_printf (text, "%s%s", first, g_utf8_next_char (word));
}

char *
lp_sentence_fill (const char *template, const LpOutcome *outcome)
{
  GString *text = g_string_new (NULL);
  const char *p = template;

  g_return_val_if_fail (template != NULL, NULL);

  while (*p != '\0') {
    const char *end = *p == '{' ? g_utf8_strchr (p, -1, '}') : NULL;
    g_autofree char *name = end != NULL ? g_strndup (p + 1, end - p - 1) : NULL;
    g_autofree char *word = name != NULL ? get_word (name, outcome) : NULL;

    if (word != NULL) {
      append_word (text, word, outcome != NULL);
      p = end + 1;
    } else {
      g_string_append_c (text, *p++);
    }
  }
  return g_string_free (text, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/server-note.h"

#include <glib/gi18n.h>

static const LpSuggestion *
find_replacement (const LpServer *server, const GPtrArray *replacements)
{
  for (guint i = 0; i < replacements->len; i++) {
    const LpSuggestion *replacement = replacements->pdata[i];
    if (lp_server_equal (replacement->was, server))
      return replacement;
  }
  return NULL;
}

void
lp_server_note_show (LpNote *note, const LpServer *server, const GPtrArray *replacements)
{
  const LpSuggestion *replacement = server ? find_replacement (server, replacements) : NULL;
  gboolean plain = server && server->security == LP_SECURITY_PLAIN;

  if (replacement)
    lp_note_set (note, TRUE, _ ("A server of long ago"), replacement->text,
                 _ ("Use Today’s Server"));
  else if (plain)
    lp_note_set (
        note, TRUE, _ ("Password would be readable"),
        _ ("Anyone on the network between you and the server can read it. Use this only for a "
           "server on this computer or in your own network."),
        NULL);
  gtk_widget_set_visible (GTK_WIDGET (note), plain || replacement);
}

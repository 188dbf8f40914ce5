/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/hint-note.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#define URL "lp-hint-url"

/* Kinds of data/provider-hints.ini that decide whether a first try can succeed. That the browser is
 * needed is said elsewhere; where it is, nothing is said of passwords. */
static const struct {
  const char *kind;
  const char *heading;
  gboolean is_of_password;
} headings[] = {
  { "app-password", N_ ("App Password Needed"), TRUE },
  { "auth-code", N_ ("Authorization Code Needed"), TRUE },
  { "enable-imap", N_ ("Access Must Be Switched On First"), FALSE },
  { "paid-only", N_ ("Not for Every Account"), FALSE },
  { "bridge", N_ ("A Program of the Provider Is Needed"), FALSE },
  { "no-imap", N_ ("Mail Apps Are Not Supported"), FALSE },
};

static const char *
find_heading (const LpHint *hint, gboolean has_browser)
{
  for (gsize i = 0; i < G_N_ELEMENTS (headings); i++)
    if (g_str_equal (headings[i].kind, hint->kind) && !(has_browser && headings[i].is_of_password))
      return _ (headings[i].heading);
  return NULL;
}

static void
on_clicked (LpNote *note)
{
  const char *url = g_object_get_data (G_OBJECT (note), URL);
  if (url)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (note))), url, GDK_CURRENT_TIME);
}

static void
show_hint (LpNote *note, const char *heading, const LpHint *hint)
{
  if (!g_object_get_data (G_OBJECT (note), "lp-hint-connected"))
    g_signal_connect (note, "clicked", G_CALLBACK (on_clicked), NULL);
  g_object_set_data (G_OBJECT (note), "lp-hint-connected", (gpointer)headings);
  g_object_set_data_full (G_OBJECT (note), URL, g_strdup (hint->url), g_free);
  lp_note_set (note, FALSE, heading, hint->text, hint->url ? _ ("Open Provider’s Page") : NULL);
}

static void
show_user_field (LpNote *note, const char *field)
{
  /* Translators: %s is what the provider calls it: "Customer number". */
  g_autofree char *text = g_strdup_printf (_ ("This provider gives out user names that the address "
                                              "does not tell (%s). Enter it with the "
                                              "server settings on the next page."),
                                           field);
  lp_note_set (note, FALSE, _ ("A User Name Is Needed"), text, NULL);
}

void
lp_hint_note_show (LpNote *note, const LpCandidate *candidate, const LpAddress *address)
{
  g_autoptr (LpCandidate) carrier
      = candidate ? lp_candidate_copy (candidate) : lp_discovery_list_hints (address, NULL);
  gboolean has_browser = carrier->incoming && carrier->incoming->sign_in == LP_SIGN_IN_OAUTH2;

  gtk_widget_set_visible (GTK_WIDGET (note), FALSE);
  if (carrier->user_field) {
    show_user_field (note, carrier->user_field);
    return;
  }
  for (guint i = 0; i < carrier->hints->len; i++) {
    const LpHint *hint = g_ptr_array_index (carrier->hints, i);
    const char *heading = find_heading (hint, has_browser);
    if (!heading)
      continue;
    show_hint (note, heading, hint);
    return;
  }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* letterplate-assistant: the window. */
#include <glib/gi18n.h>
#include <locale.h>

#include "base/start.h"
#include "config.h"
#include "gui/application.h"
#include "model/credentials.h"

int
main (int argc, char **argv)
{
  lp_start_fill_streams ();
  /* Dumpable, so that portals see the process; no core files, because passwords pass through GTK's
   * entry. */
  lp_credentials_protect_process (TRUE);

  const char *localedir = g_getenv ("LETTERPLATE_LOCALEDIR");
  setlocale (LC_ALL, "");
  bindtextdomain (LP_GETTEXT_PACKAGE, localedir ? localedir : LP_LOCALEDIR);
  bind_textdomain_codeset (LP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (LP_GETTEXT_PACKAGE);

  g_autoptr (LpApplication) application = lp_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}

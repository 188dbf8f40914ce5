/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/start.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

void
lp_start_fill_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    /* The lowest number that is free is the one that is opened (POSIX, open); the wrong way round, so that whoever
     * uses it still gets an error. */
    if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
      _exit (1);
}

void
lp_start_set_locale (void)
{
  setlocale (LC_ALL, "");
  /* As Python does, for the same reasons (PEP 538). */
  if (strcmp (nl_langinfo (CODESET), "ANSI_X3.4-1968") == 0)
    setlocale (LC_CTYPE, "C.UTF-8");
}

gboolean
lp_start_check_folders (GError **error)
{
  static const char *const variables[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                           "XDG_CACHE_HOME", "XDG_RUNTIME_DIR" };
  const char *home = g_get_home_dir ();

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++) {
    const char *folder = g_getenv (variables[i]);

    if (folder != NULL && !g_path_is_absolute (folder))
      g_unsetenv (variables[i]);
  }
  if (g_path_is_absolute (home))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_FILENAME,
               /* Translators: HOME is a variable of the environment. */
               _ ("HOME is “%s”, which is no absolute path. Set it to your home folder, then try "
                  "again."),
               home);
  return FALSE;
}

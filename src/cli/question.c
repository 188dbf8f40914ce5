/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/question.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <unistd.h>

char *
lp_cli_ask (const char *question)
{
  char answer[256];

  if (!isatty (STDIN_FILENO))
    return NULL;
  g_printerr ("%s", question);
  return fgets (answer, sizeof answer, stdin) != NULL ? g_strdup (g_strstrip (answer)) : NULL;
}

gboolean
lp_cli_agrees (LpCli *cli, const char *question)
{
  g_autofree char *answer = cli->yes ? NULL : lp_cli_ask (question);

  return cli->yes || (answer != NULL && g_ascii_tolower (*answer) == 'y');
}

int
lp_cli_confirm (LpCli *cli, const char *question, const char *otherwise)
{
  if (!cli->yes && !isatty (STDIN_FILENO))
    return lp_cli_fail (LP_EXIT_USAGE, _ ("Nobody is there to agree. Agree with --yes."));
  return lp_cli_agrees (cli, question) ? (int)LP_EXIT_OK
                                       : lp_cli_fail (LP_EXIT_CANCELLED, "%s", otherwise);
}

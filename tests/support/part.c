/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/part.h"

#include <stdio.h>

gboolean
part_has (guint number)
{
  const char *part = g_getenv ("LETTERPLATE_PART");
  guint mine, all;

  if (part == NULL)
    return TRUE;
  if (sscanf (part, "%u/%u", &mine, &all) != 2 || mine < 1 || mine > all)
    g_error ("LETTERPLATE_PART=%s is not like 1/4", part);
  return number % all == mine - 1;
}

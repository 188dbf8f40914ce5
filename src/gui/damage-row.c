/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/damage-row.h"

#include <glib/gi18n.h>

#include "gui/accessible.h"

static GtkWidget *
make_row (const char *damage)
{
  GtkWidget *row
      = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", _ ("Damaged Record"),
                      "subtitle", damage, "subtitle-lines", 0, NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             lp_status_icon_new ("dialog-warning-symbolic", "warning"));
  return row;
}

void
lp_damage_rows_add (GtkListBox *list, const GPtrArray *receipts)
{
  for (guint i = 0; receipts && i < receipts->len; i++) {
    const LpReceipt *receipt = receipts->pdata[i];
    if (receipt->damage)
      gtk_list_box_append (list, make_row (receipt->damage));
  }
}

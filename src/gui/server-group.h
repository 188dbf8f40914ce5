/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "model/account.h"
#include "model/secret-item.h"

G_BEGIN_DECLS

/** The fields of a server that a failed check may blame. */
typedef enum {
  LP_FIELD_NONE,
  LP_FIELD_HOST,
  LP_FIELD_SECURITY,
  LP_FIELD_PORT,
  LP_FIELD_USER,
  LP_FIELD_SIGN_IN
} LpField;

/**
 * LpServerGroup:
 *
 * The settings of one server: protocol, host, security, port, user, way to sign in. The port
 * follows protocol and security as long as it is the usual one.
 *
 * Signals: `changed ()`.
 */
#define LP_TYPE_SERVER_GROUP (lp_server_group_get_type ())
G_DECLARE_FINAL_TYPE (LpServerGroup, lp_server_group, LP, SERVER_GROUP, AdwPreferencesGroup)

/**
 * lp_server_group_set_side:
 * @group: a group
 * @side: whose settings; titles and mnemonics follow
 */
void
lp_server_group_set_side (LpServerGroup *group, LpSide side);

/**
 * lp_server_group_set_server:
 * @group: a group
 * @server: (nullable): what to show; %NULL for the usual things and an empty host
 */
void
lp_server_group_set_server (LpServerGroup *group, const LpServer *server);

/**
 * lp_server_group_dup_server:
 * @group: a group
 *
 * Returns: (transfer full) (nullable): the server as it is edited; %NULL without a host that can be
 *   called so
 */
LpServer *
lp_server_group_dup_server (LpServerGroup *group);

/**
 * lp_server_group_show_user:
 * @group: a group
 * @visible: whether the user's name is shown
 */
void
lp_server_group_show_user (LpServerGroup *group, gboolean visible);

/**
 * lp_server_group_add_row:
 * @group: a group
 * @row: (transfer floating): a further row below
 */
void
lp_server_group_add_row (LpServerGroup *group, GtkWidget *row);

/**
 * lp_server_group_blame:
 * @group: a group
 * @field: the field at fault
 * @sentence: what is wrong with it
 *
 * Marks a field, until it is changed.
 *
 * Returns: (transfer none) (nullable): the field's row, for the keyboard
 */
GtkWidget *
lp_server_group_blame (LpServerGroup *group, LpField field, const char *sentence);

G_END_DECLS

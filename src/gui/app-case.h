/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-clients.h"

G_BEGIN_DECLS

/**
 * LpAppCase:
 * @can_be_written: the account can be added
 * @warning: the second line is a warning
 * @is_usual: it says nothing but where the password is
 * @text: the second line, not translated yet
 *
 * What a person has to know about an app before choosing it. Cases are compared by their place in
 * one table: the earlier one is the one to be said.
 */
typedef struct {
  gboolean can_be_written;
  gboolean warning;
  gboolean is_usual;
  const char *text;
} LpAppCase;

/**
 * lp_app_case_find:
 * @info: what is known of an app
 * @account: the account that will be added
 *
 * Returns: (transfer none): the first case that fits; there is always one
 */
const LpAppCase *
lp_app_case_find (const LpClientInfo *info, const LpAccount *account);

/**
 * lp_app_case_find_set:
 * @infos: (element-type LpClientInfo): what is known of all apps
 * @account: the account that will be added
 *
 * The programs of a terminal that make one mail app together: one reads, one sends, one fetches.
 * They are shown as one where all of them are there and none has anything of its own to say.
 *
 * Returns: (transfer container) (element-type LpClient): the programs, in the order of their name
 * for people; empty where they are shown one by one
 */
GPtrArray *
lp_app_case_find_set (GPtrArray *infos, const LpAccount *account);

G_END_DECLS

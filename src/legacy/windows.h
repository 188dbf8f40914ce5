/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "legacy/fields.h"
#include "legacy/reading.h"

G_BEGIN_DECLS

/**
 * LpWindowsWords:
 *
 * The names under which a Windows mail program keeps the parts of an account.
 */
typedef struct _LpWindowsWords LpWindowsWords;

/** Outlook Express, Windows Mail, Outlook 98 and 2000: "POP3 User Name" … */
extern const LpWindowsWords lp_windows_express;

/** Profiles of Outlook 2002 and later in the registry: "POP3 User" … */
extern const LpWindowsWords lp_windows_outlook;

/** Outlook's .prf files: "POP3UserName" … */
extern const LpWindowsWords lp_windows_prf;

/**
 * lp_windows_read_account:
 * @words: the program's names
 * @format: id of the format, a static string
 * @fields: what the file holds about one account
 * @charset: (nullable): the code page its text was in
 *
 * Returns: (transfer full) (nullable): the account; %NULL if these fields are none of mail (news,
 * directories, data files)
 */
LpLegacyAccount *
lp_windows_read_account (const LpWindowsWords *words, const char *format, const LpFields *fields,
                         const char *charset);

G_END_DECLS

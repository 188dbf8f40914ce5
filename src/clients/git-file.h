/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpGitSetting:
 * @section: its section, in lower case
 * @subsection: what stands in quotes behind it; empty if nothing does
 * @key: its name, in lower case
 * @value: its value; "true" where none stands
 * @block: (nullable): id of the account in whose block it stands, or the block that includes its file
 * @path: its file
 * @line: number of its last line there, from 0
 */
typedef struct {
  char *section;
  char *subsection;
  char *key;
  char *value;
  char *block;
  char *path;
  guint line;
} LpGitSetting;

/**
 * lp_git_parse:
 * @places: places
 * @path: a configuration of git
 * @text: (nullable): what stands in it
 *
 * Reads a configuration and what it includes (git-config(1), "Syntax", "Includes"); includes under a condition
 * do not count. Blocks.
 *
 * Returns: (transfer full) (element-type LpGitSetting): the settings, in order
 */
GPtrArray *
lp_git_parse (const LpPlaces *places, const char *path, GBytes *text);

/**
 * lp_git_append:
 * @text: gets the line
 * @key: a setting
 * @value: its value, without line breaks
 *
 * Writes one setting, quoted as git-config(1) wants it.
 */
void
lp_git_append (GString *text, const char *key, const char *value);

G_END_DECLS

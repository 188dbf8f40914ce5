/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LpFields:
 * @name: (nullable): the section's name
 * @values: text by name; names in lower case
 *
 * Names and texts of one section. Names compare without case; the last of two equal ones wins.
 */
typedef struct {
  char *name;
  GHashTable *values;
} LpFields;

/**
 * lp_fields_new:
 * @name: (nullable): the section's name
 *
 * Returns: (transfer full): no fields
 */
LpFields *
lp_fields_new (const char *name);

/**
 * lp_fields_free:
 * @fields: (nullable) (transfer full): fields
 */
void
lp_fields_free (LpFields *fields);

/**
 * lp_fields_set:
 * @fields: fields
 * @name: a name
 * @value: (nullable): its text; %NULL takes the field away. Fields beyond 65,536 are dropped
 */
void
lp_fields_set (LpFields *fields, const char *name, const char *value);

/**
 * lp_fields_get:
 * @fields: (nullable): fields
 * @name: (nullable): a name
 *
 * Returns: (transfer none) (nullable): its text; %NULL if it is missing or empty
 */
const char *
lp_fields_get (const LpFields *fields, const char *name);

/**
 * lp_fields_get_int:
 * @fields: (nullable): fields
 * @name: (nullable): a name
 * @fallback: when it is missing or no number
 *
 * Returns: the number, decimal or hexadecimal with "0x"
 */
gint64
lp_fields_get_int (const LpFields *fields, const char *name, gint64 fallback);

/**
 * lp_fields_get_bool:
 * @fields: (nullable): fields
 * @name: (nullable): a name
 * @fallback: when it is missing or no truth value
 *
 * Returns: the truth: true, yes, on or a number other than 0; false, no, off or 0
 */
gboolean
lp_fields_get_bool (const LpFields *fields, const char *name, gboolean fallback);

/**
 * lp_sections_read:
 * @text: text of the INI family: [section], name=value, comments with ; and #; written to
 *
 * Reads as tolerantly as files of twenty years ask for: anything else is skipped. Lines before the
 * first section form one without a name. At most 4,096 sections; lines over 8 KiB are skipped.
 *
 * Returns: (transfer full) (element-type LpFields): the sections in their order
 */
GPtrArray *
lp_sections_read (char *text);

/**
 * lp_sections_find:
 * @sections: (element-type LpFields): sections
 * @name: a section's name, compared without case
 *
 * Returns: (transfer none) (nullable): the first of that name
 */
LpFields *
lp_sections_find (GPtrArray *sections, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpFields, lp_fields_free)

G_END_DECLS

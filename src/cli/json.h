/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "setup.h"

G_BEGIN_DECLS

/**
 * lp_json_new:
 *
 * Returns: (transfer full): a builder inside an open object that has its schema_version
 */
JsonBuilder *
lp_json_new (void);

/**
 * lp_json_add_element:
 * @builder: a builder inside an array
 * @value: text in any encoding, as people, servers and file systems have it; the document is UTF-8 (RFC 8259 §8.1)
 */
void
lp_json_add_element (JsonBuilder *builder, const char *value);

/**
 * lp_json_add_string:
 * @builder: a builder inside an object
 * @name: the member's name
 * @value: (nullable): as in lp_json_add_element(); %NULL becomes null
 */
void
lp_json_add_string (JsonBuilder *builder, const char *name, const char *value);

/**
 * lp_json_add_int:
 * @builder: a builder inside an object
 * @name: the member's name
 * @value: the value
 */
void
lp_json_add_int (JsonBuilder *builder, const char *name, gint64 value);

/**
 * lp_json_add_bool:
 * @builder: a builder inside an object
 * @name: the member's name
 * @value: the value
 */
void
lp_json_add_bool (JsonBuilder *builder, const char *name, gboolean value);

/**
 * lp_json_add_tri:
 * @builder: a builder inside an object
 * @name: the member's name
 * @value: the value; unknown becomes null
 */
void
lp_json_add_tri (JsonBuilder *builder, const char *name, LpTri value);

/**
 * lp_json_add_strings:
 * @builder: a builder inside an object
 * @name: the member's name
 * @values: (nullable) (array zero-terminated=1): %NULL becomes an empty array
 */
void
lp_json_add_strings (JsonBuilder *builder, const char *name, char **values);

/**
 * lp_json_add_server:
 * @builder: a builder inside an object
 * @name: the member's name
 * @server: (nullable): protocol, host, port, security, user, sign_in; %NULL becomes null
 */
void
lp_json_add_server (JsonBuilder *builder, const char *name, const LpServer *server);

/**
 * lp_json_add_report:
 * @builder: a builder inside an object
 * @report: a report
 *
 * Adds address, verdict, elapsed_ms, source, incoming, outgoing and suggestions to the open object.
 */
void
lp_json_add_report (JsonBuilder *builder, const LpReport *report);

/**
 * lp_json_add_results:
 * @builder: a builder inside an object
 * @results: (nullable) (element-type LpClientResult): what became of each client
 *
 * Adds the member "clients".
 */
void
lp_json_add_results (JsonBuilder *builder, GPtrArray *results);

G_END_DECLS

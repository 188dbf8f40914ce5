/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What providers' own words mean: data/server-errors.ini, first match wins. RFC-defined codes are
 * mapped where they are read (protocol/); this only makes a verdict more exact.
 */
#include "check/diagnosis.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/data.h"

typedef struct {
  LpDiagnosis diagnosis; /* first: a row is handed out as one */
  char *text;            /* case-folded */
  gboolean has_protocol;
  LpProtocolId protocol;
  char **hosts;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->diagnosis.id);
  g_free (row->diagnosis.advice);
  g_free (row->diagnosis.help);
  g_free (row->text);
  g_strfreev (row->hosts);
  g_free (row);
}

static Row *
row_new (GKeyFile *file, const char *group, GError **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, "Text", error);
  g_autofree char *verdict
      = text != NULL ? g_key_file_get_string (file, group, "Verdict", error) : NULL;
  g_autofree char *protocol = g_key_file_get_string (file, group, "Protocol", NULL);
  Row *row;

  if (verdict == NULL)
    return NULL;
  row = g_new0 (Row, 1);
  row->diagnosis.id = g_strdup (group);
  row->diagnosis.advice = g_key_file_get_string (file, group, "Advice", NULL);
  row->diagnosis.help = g_key_file_get_string (file, group, "Help", NULL);
  row->text = g_utf8_casefold (text, -1);
  row->hosts = g_key_file_get_string_list (file, group, "Hosts", NULL, NULL);
  row->has_protocol = protocol != NULL && lp_protocol_from_name (protocol, &row->protocol);
  if (lp_verdict_from_name (verdict, &row->diagnosis.verdict)
      && row->has_protocol == (protocol != NULL))
    return row;
  g_set_error (
      error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
      _ ("The table server-errors.ini is damaged: [%s] names an unknown verdict or protocol."),
      group);
  row_free (row);
  return NULL;
}

GPtrArray *
lp_diagnosis_load (const char *data_dir, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = lp_data_build_path (data_dir, "server-errors.ini");
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error))
    return NULL;
  groups = g_key_file_get_groups (file, NULL);
  for (char **group = groups; *group != NULL; group++) {
    Row *row = row_new (file, *group, error);

    if (row == NULL)
      return NULL;
    g_ptr_array_add (rows, row);
  }
  return g_steal_pointer (&rows);
}

static GPtrArray *
get_rows (void)
{
  static gsize rows = 0;

  if (g_once_init_enter (&rows)) {
    g_autoptr (GError) error = NULL;
    GPtrArray *loaded = lp_diagnosis_load (NULL, &error);

    if (loaded == NULL) {
      g_warning ("%s", error->message); /* a broken installation */
      loaded = g_ptr_array_new ();
    }
    g_once_init_leave (&rows, (gsize)loaded);
  }
  return (GPtrArray *)rows;
}

static gboolean
is_below (const char *host, const char *domain)
{
  gsize host_length = strlen (host);
  gsize domain_length = strlen (domain);

  return g_str_has_suffix (host, domain)
         && (host_length == domain_length || host[host_length - domain_length - 1] == '.');
}

static gboolean
matches (const Row *row, const LpServer *server, const char *words)
{
  if (row->has_protocol && row->protocol != server->protocol)
    return FALSE;
  if (strstr (words, row->text) == NULL)
    return FALSE;
  if (row->hosts == NULL)
    return TRUE;
  for (char **host = row->hosts; *host != NULL; host++)
    if (is_below (server->host, *host))
      return TRUE;
  return FALSE;
}

const LpDiagnosis *
lp_diagnosis_find (const LpOutcome *outcome)
{
  GPtrArray *rows = get_rows ();
  g_autofree char *words = NULL;

  g_return_val_if_fail (outcome != NULL, NULL);

  if (outcome->server_text == NULL)
    return NULL;
  words = g_utf8_casefold (outcome->server_text, -1);
  for (guint i = 0; i < rows->len; i++)
    if (matches (rows->pdata[i], outcome->server, words))
      return rows->pdata[i];
  return NULL;
}

void
lp_diagnosis_refine (LpOutcome *outcome)
{
  LpFamily family = lp_verdict_get_family (outcome->verdict);
  const LpDiagnosis *diagnosis;

  if (outcome->verdict == LP_VERDICT_OK || family == LP_FAMILY_REACH || family == LP_FAMILY_SECURE)
    return;
  diagnosis = lp_diagnosis_find (outcome);
  if (diagnosis == NULL)
    return;
  for (guint i = 0; i < outcome->stages->len; i++) {
    LpStageResult *stage = outcome->stages->pdata[i];

    if (stage->verdict == outcome->verdict)
      stage->verdict = diagnosis->verdict;
  }
  outcome->verdict = diagnosis->verdict;
}

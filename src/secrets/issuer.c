/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An issuer's row, put together from several files: ours says where an issuer is, the build's, the
 * administrator's and the person's say with which client ID it is asked.
 */
#include "secrets/issuer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/data.h"
#include "config.h"

G_DEFINE_BOXED_TYPE (LpIssuer, lp_issuer, lp_issuer_copy, lp_issuer_free)

/* A key of the files and the field it fills */
static const struct {
  const char *key;
  gsize offset;
} fields[] = {
  { "Name", G_STRUCT_OFFSET (LpIssuer, name) },
  { "Issuer", G_STRUCT_OFFSET (LpIssuer, identifier) },
  { "Authorization", G_STRUCT_OFFSET (LpIssuer, authorization) },
  { "Token", G_STRUCT_OFFSET (LpIssuer, token) },
  { "Device", G_STRUCT_OFFSET (LpIssuer, device) },
  { "Imap", G_STRUCT_OFFSET (LpIssuer, scopes[LP_PROTOCOL_IMAP]) },
  { "Pop3", G_STRUCT_OFFSET (LpIssuer, scopes[LP_PROTOCOL_POP3]) },
  { "Smtp", G_STRUCT_OFFSET (LpIssuer, scopes[LP_PROTOCOL_SMTP]) },
  { "Scope", G_STRUCT_OFFSET (LpIssuer, scope) },
  { "RedirectHost", G_STRUCT_OFFSET (LpIssuer, redirect_host) },
  { "Parameters", G_STRUCT_OFFSET (LpIssuer, parameters) },
  { "ClientId", G_STRUCT_OFFSET (LpIssuer, client_id) },
  { "ClientSecret", G_STRUCT_OFFSET (LpIssuer, client_secret) },
  { "CertificateAuthority", G_STRUCT_OFFSET (LpIssuer, ca_file) },
};

static char **
get_field (LpIssuer *issuer, gsize i)
{
  return &G_STRUCT_MEMBER (char *, issuer, fields[i].offset);
}

LpIssuer *
lp_issuer_copy (const LpIssuer *issuer)
{
  if (issuer == NULL)
    return NULL;

  LpIssuer *copy = g_memdup2 (issuer, sizeof *issuer);
  copy->id = g_strdup (issuer->id);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    *get_field (copy, i) = g_strdup (*get_field (copy, i));
  return copy;
}

void
lp_issuer_free (LpIssuer *issuer)
{
  if (issuer == NULL)
    return;

  g_free (issuer->id);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_free (*get_field (issuer, i));
  g_free (issuer);
}

/* Puts a file's group on top; an empty value takes away what was there. */
static void
take_group (LpIssuer *issuer, GKeyFile *file)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *value = g_key_file_get_string (file, issuer->id, fields[i].key, NULL);
    if (value == NULL)
      continue;
    g_free (*get_field (issuer, i));
    *get_field (issuer, i) = *value != '\0' ? g_steal_pointer (&value) : NULL;
  }
  if (g_key_file_has_key (file, issuer->id, "Metadata", NULL))
    issuer->has_metadata = g_key_file_get_boolean (file, issuer->id, "Metadata", NULL);
}

/* Whether the file has the issuer's group */
static gboolean
take_file (LpIssuer *issuer, const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &error)) {
    g_message ("%s is left out: %s", path, error->message);
    return FALSE;
  }
  if (!g_key_file_has_group (file, issuer->id))
    return FALSE;
  take_group (issuer, file);
  return TRUE;
}

/* The build's client IDs: "microsoft=ID", or "google=ID:SECRET" where a secret goes with it */
static void
take_build (LpIssuer *issuer)
{
  g_auto (GStrv) rows = g_strsplit (LP_OAUTH2_CLIENT_IDS, " ", -1);

  for (char **row = rows; *row != NULL; row++) {
    g_auto (GStrv) parts = g_strsplit (*row, "=", 2);
    if (g_strv_length (parts) != 2 || !g_str_equal (parts[0], issuer->id))
      continue;
    g_auto (GStrv) client = g_strsplit (parts[1], ":", 2);
    issuer->client_id = g_strdup (client[0]);
    issuer->client_secret = g_strdup (client[0] != NULL ? client[1] : NULL);
  }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static gboolean
take_folder (LpIssuer *issuer, const char *config_dir)
{
  g_autofree char *folder = g_build_filename (config_dir, "letterplate", "oauth2.d", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gboolean found = FALSE;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (name[0] != '.' && g_str_has_suffix (name, ".ini"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, compare_names);
  for (guint i = 0; i < paths->len; i++)
    found |= take_file (issuer, paths->pdata[i]);
  return found;
}

/* The first folder of $XDG_CONFIG_DIRS counts most, so it comes last. */
static gboolean
take_configuration (LpIssuer *issuer)
{
  const char *const *system = g_get_system_config_dirs ();
  gboolean found = FALSE;

  for (guint i = g_strv_length ((char **)system); i > 0; i--)
    found |= take_folder (issuer, system[i - 1]);
  found |= take_folder (issuer, g_get_user_config_dir ());
  return found;
}

LpIssuer *
lp_issuer_load (const char *id, const char *data_dir, GError **error)
{
  g_autoptr (LpIssuer) issuer = g_new0 (LpIssuer, 1);
  g_autofree char *path = lp_data_build_path (data_dir, "oauth2.ini");

  issuer->id = g_strdup (id != NULL ? id : "");
  issuer->redirect_host = g_strdup ("127.0.0.1");
  gboolean found = take_file (issuer, path);
  take_build (issuer);
  found |= take_configuration (issuer);
  if (!found) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                 _ ("There is no browser sign-in called “%s”."), issuer->id);
    return NULL;
  }
  if (issuer->name == NULL)
    issuer->name = g_strdup (issuer->id);
  if (issuer->redirect_host == NULL)
    issuer->redirect_host = g_strdup ("127.0.0.1");
  return g_steal_pointer (&issuer);
}

gboolean
lp_issuer_is_offered (const char *id, const char *data_dir)
{
  g_autoptr (LpIssuer) issuer = id != NULL ? lp_issuer_load (id, data_dir, NULL) : NULL;

  return issuer != NULL && issuer->client_id != NULL;
}

/* ---- scopes ---- */

/* What mail needs for the account: one scope for each server that takes a token */
static GPtrArray *
list_mail_scopes (const LpIssuer *issuer, const LpAccount *account)
{
  const LpServer *servers[] = { account->incoming, account->outgoing };
  GPtrArray *scopes = g_ptr_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (servers[i] == NULL || servers[i]->sign_in == LP_SIGN_IN_NONE)
      continue;
    char *scope = issuer->scopes[servers[i]->protocol];
    if (scope != NULL && !g_ptr_array_find_with_equal_func (scopes, scope, g_str_equal, NULL))
      g_ptr_array_add (scopes, scope);
  }
  return scopes;
}

char *
lp_issuer_make_scope (const LpIssuer *issuer, const LpAccount *account)
{
  g_return_val_if_fail (issuer != NULL && account != NULL, NULL);

  g_autoptr (GPtrArray) scopes = list_mail_scopes (issuer, account);
  if (issuer->scope != NULL)
    g_ptr_array_add (scopes, issuer->scope);
  g_ptr_array_add (scopes, NULL);
  return g_strjoinv (" ", (char **)scopes->pdata);
}

static gboolean
is_same_scope (const char *a, const char *b)
{
  const char *last_a = strrchr (a, '/');
  const char *last_b = strrchr (b, '/');

  if (last_a == NULL || last_b == NULL || last_a[1] == '\0')
    return strcmp (a, b) == 0;
  return g_ascii_strcasecmp (last_a, last_b) == 0;
}

const char *
lp_issuer_find_missing_scope (const LpIssuer *issuer, const LpAccount *account, const char *granted)
{
  g_return_val_if_fail (issuer != NULL && account != NULL, NULL);

  if (granted == NULL)
    return NULL;
  g_autoptr (GPtrArray) wanted = list_mail_scopes (issuer, account);
  g_auto (GStrv) words = g_strsplit (granted, " ", -1);
  for (guint i = 0; i < wanted->len; i++) {
    gboolean found = FALSE;
    for (char **word = words; *word != NULL && !found; word++)
      found = is_same_scope (*word, wanted->pdata[i]);
    if (!found)
      return wanted->pdata[i];
  }
  return NULL;
}

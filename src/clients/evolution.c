/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Evolution 3.46: an account is three sources of its data server (evolution-source.h), made,
 * changed and removed through it (eds.h). Each source that signs in has an item of its own in the
 * keyring, found by the source's uid; the data server leaves these behind when a source goes.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "clients/eds.h"
#include "clients/evolution-source.h"
#include "clients/existing.h"
#include "clients/rows.h"
#include "clients/writer.h"

#define NAME "Evolution"
#define KEYRING_SCHEMA "org.gnome.Evolution.Data.Source"

static void
detect (const LpPlaces *places, LpClientState *state)
{
  g_auto (LpEds) eds = { 0 };

  state->installed = lp_eds_find (places, &eds);
  state->place = g_steal_pointer (&eds.folder);
}

static GKeyFile *
parse_source (GHashTable *sources, const char *uid)
{
  const char *text = g_hash_table_lookup (sources, uid);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (text == NULL
      || !g_key_file_load_from_data (file, text, strlen (text),
                                     G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS, NULL))
    return NULL;
  return g_steal_pointer (&file);
}

/* Returns NULL for what is no account of a person: local folders, calendars, the search folders. */
static LpFoundAccount *
read_account (GHashTable *sources, const char *folder, const char *uid)
{
  g_autoptr (GKeyFile) file = parse_source (sources, uid);
  if (file == NULL || !g_key_file_has_group (file, "Mail Account"))
    return NULL;
  g_autofree char *identity_uid
      = lp_evolution_source_get_string (file, "Mail Account", "IdentityUid");
  g_autoptr (GKeyFile) identity = parse_source (sources, identity_uid);
  if (identity == NULL)
    return NULL;
  g_autofree char *text = lp_evolution_source_get_string (identity, "Mail Identity", "Address");
  g_autoptr (LpAddress) address = lp_address_parse (text, NULL);
  if (address == NULL)
    return NULL;

  LpFoundAccount *found = g_new0 (LpFoundAccount, 1);
  found->account = lp_account_new (address);
  found->account->name = g_key_file_get_string (identity, "Mail Identity", "Name", NULL);
  found->label = g_key_file_get_string (file, "Data Source", "DisplayName", NULL);
  found->where = g_strconcat (folder, G_DIR_SEPARATOR_S, uid, ".source", NULL);
  found->account->id = g_strdup (lp_evolution_source_get_account_id (uid));
  found->ours = found->account->id != NULL;
  lp_evolution_source_read_incoming (file, found->account);

  g_autofree char *transport_uid
      = lp_evolution_source_get_string (identity, "Mail Submission", "TransportUid");
  g_autoptr (GKeyFile) transport = parse_source (sources, transport_uid);
  if (transport != NULL)
    lp_evolution_source_read_outgoing (transport, found->account);
  return found;
}

static GPtrArray *
read_accounts (GHashTable *sources, const char *folder)
{
  GPtrArray *accounts = lp_found_accounts_new ();
  g_autoptr (GList) uids = g_list_sort (g_hash_table_get_keys (sources), (GCompareFunc)strcmp);

  for (GList *uid = uids; uid != NULL; uid = uid->next) {
    LpFoundAccount *account = read_account (sources, folder, uid->data);
    if (account != NULL)
      g_ptr_array_add (accounts, account);
  }
  return accounts;
}

static GPtrArray *
read_all (const LpPlaces *places, GError **error)
{
  g_auto (LpEds) eds = { 0 };

  lp_eds_find (places, &eds);
  g_autoptr (GHashTable) sources = lp_eds_read (&eds, error);
  return sources != NULL ? read_accounts (sources, eds.folder) : NULL;
}

static gboolean
check_server (const LpAccount *account, const LpServer *server, GError **error)
{
  if (server == NULL || lp_evolution_source_can_sign_in (account, server))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
               server->sign_in == LP_SIGN_IN_OAUTH2
                   ? _ ("Evolution cannot sign in to %s with the browser. Use an app password if "
                        "the provider has them.")
                   : _ ("Evolution cannot sign in to %s with a certificate of your own."),
               server->host);
  return FALSE;
}

/* Plans one source: new, or as it should be. */
static void
plan_source (const LpEds *eds, LpPlan *plan, GHashTable *sources, const LpAccount *account,
             guint part)
{
  g_autofree char *uid = lp_evolution_source_make_uid (part, account->id);
  const char *before = g_hash_table_lookup (sources, uid);
  g_autoptr (GKeyFile) file = parse_source (sources, uid);
  gboolean is_new = file == NULL;

  if (is_new)
    file = g_key_file_new ();
  g_autofree char *old = g_key_file_to_data (file, NULL, NULL);
  lp_evolution_source_fill (part, file, account, is_new);
  g_autofree char *after = g_key_file_to_data (file, NULL, NULL);

  if (is_new)
    lp_eds_plan_create (eds, plan, uid, after);
  else if (strcmp (old, after) != 0)
    lp_eds_plan_write (eds, plan, uid, before, after);
}

/* The account's source, the first, is the parent of the others. */
static void
plan_sources (const LpEds *eds, LpPlan *plan, GHashTable *sources, const LpAccount *account)
{
  for (guint part = 0; part < LP_EVOLUTION_N_SOURCES; part++)
    if (part != LP_EVOLUTION_TRANSPORT || account->outgoing != NULL)
      plan_source (eds, plan, sources, account, part);
}

/* EDS finds the secret by the uid of the source that signs in. */
static void
plan_item_of (const LpEds *eds, LpPlan *plan, const LpAccount *account, LpSide side,
              const char *uid)
{
  const LpServer *server = side == LP_SIDE_INCOMING ? account->incoming : account->outgoing;
  if (server == NULL || server->sign_in == LP_SIGN_IN_NONE || server->sign_in == LP_SIGN_IN_GSSAPI
      || server->sign_in == LP_SIGN_IN_OAUTH2)
    return;

  g_autofree char *label = g_strdup_printf ("Evolution Data Source \"%s\"", account->address->text);
  lp_plan_add_item (plan, lp_secret_item_new (KEYRING_SCHEMA, label, side, "e-source-uid", uid,
                                              "eds-origin", eds->origin, NULL));
}

static void
plan_item (const LpEds *eds, LpPlan *plan, const LpAccount *account, LpSide side)
{
  g_autofree char *uid = lp_evolution_source_make_uid (
      side == LP_SIDE_INCOMING ? LP_EVOLUTION_ACCOUNT : LP_EVOLUTION_TRANSPORT, account->id);

  plan_item_of (eds, plan, account, side, uid);
}

/* The servers in the sources of an account that somebody else made; it keeps everything else. */
static void
plan_foreign (const LpEds *eds, LpPlan *plan, GHashTable *sources, const LpAccount *account,
              const LpFoundAccount *foreign)
{
  g_autofree char *name = g_path_get_basename (foreign->where);
  g_autofree char *uid = g_strndup (name, strlen (name) - strlen (".source"));
  g_autoptr (GKeyFile) file = parse_source (sources, uid);
  g_autofree char *identity_uid
      = lp_evolution_source_get_string (file, "Mail Account", "IdentityUid");
  g_autoptr (GKeyFile) identity = parse_source (sources, identity_uid);
  g_autofree char *transport_uid
      = lp_evolution_source_get_string (identity, "Mail Submission", "TransportUid");
  const struct {
    LpEvolutionSource source;
    LpSide side;
    const char *uid;
  } ends[] = { { LP_EVOLUTION_ACCOUNT, LP_SIDE_INCOMING, uid },
               { LP_EVOLUTION_TRANSPORT, LP_SIDE_OUTGOING, transport_uid } };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++) {
    const char *before = g_hash_table_lookup (sources, ends[i].uid);
    g_autoptr (GKeyFile) source = parse_source (sources, ends[i].uid);
    if (source == NULL)
      continue;
    lp_evolution_source_change (ends[i].source, source, account);
    g_autofree char *after = g_key_file_to_data (source, NULL, NULL);
    plan_item_of (eds, plan, account, ends[i].side, ends[i].uid);
    if (strcmp (before, after) != 0)
      lp_eds_plan_write (eds, plan, ends[i].uid, before, after);
  }
}

static gboolean
uses_browser (const LpServer *server)
{
  return server != NULL && server->sign_in == LP_SIGN_IN_OAUTH2;
}

static gboolean
needs_trust (const LpAccount *account, const LpServer *server)
{
  return server != NULL && server->security != LP_SECURITY_PLAIN
         && (server->pin != NULL || account->ca_file != NULL);
}

static void
plan_notes (LpPlan *plan, const LpAccount *account)
{
  if (needs_trust (account, account->incoming) || needs_trust (account, account->outgoing))
    lp_plan_add_note (plan, _ ("Evolution decides about certificates by itself: unless the system "
                               "trusts the server’s, it asks once."));
  if (uses_browser (account->incoming) || uses_browser (account->outgoing))
    lp_plan_add_note (plan, _ ("Evolution signs in to this provider by itself: it opens its own "
                               "window for that when it connects first."));
}

static LpPlan *
plan (const LpPlaces *places, const LpAccount *account, GError **error)
{
  g_autoptr (LpPlan) nothing = lp_plan_new ("evolution", account->id);
  g_autoptr (LpPlan) changes = lp_plan_new ("evolution", account->id);
  g_auto (LpEds) eds = { 0 };
  gboolean is_there = FALSE;

  if (!lp_writer_check_values (account, error) || !check_server (account, account->incoming, error)
      || !check_server (account, account->outgoing, error))
    return NULL;
  lp_eds_find (places, &eds);
  g_autoptr (GHashTable) sources = lp_eds_read (&eds, error);
  if (sources == NULL)
    return NULL;
  g_autoptr (GPtrArray) found = read_accounts (sources, eds.folder);
  lp_existing_add_served (found, places, "evolution");
  if (!lp_existing_check (found, account, NAME, &is_there, error))
    return NULL;
  if (is_there)
    return g_steal_pointer (&nothing);

  const LpFoundAccount *foreign = lp_existing_find_foreign (found, account);
  if (foreign != NULL && g_str_has_suffix (foreign->where, ".source")) {
    plan_foreign (&eds, changes, sources, account, foreign);
    plan_notes (changes, account);
    return g_steal_pointer (&changes);
  }

  /* The secrets first: a running Evolution signs in as soon as it sees the account. */
  plan_item (&eds, changes, account, LP_SIDE_INCOMING);
  plan_item (&eds, changes, account, LP_SIDE_OUTGOING);
  guint n_items = changes->operations->len;
  plan_sources (&eds, changes, sources, account);
  if (changes->operations->len == n_items)
    return g_steal_pointer (&nothing);
  plan_notes (changes, account);
  return g_steal_pointer (&changes);
}

static LpPlan *
plan_removal (const LpPlaces *places, const char *account_id, GError **error)
{
  g_autoptr (LpPlan) changes = lp_plan_new ("evolution", account_id);
  g_auto (LpEds) eds = { 0 };

  lp_eds_find (places, &eds);
  g_autoptr (GHashTable) sources = lp_eds_read (&eds, error);
  if (sources == NULL)
    return NULL;
  for (guint part = LP_EVOLUTION_N_SOURCES; part-- > 0;) {
    g_autofree char *uid = lp_evolution_source_make_uid (part, account_id);
    const char *text = g_hash_table_lookup (sources, uid);
    if (text != NULL)
      lp_eds_plan_remove (&eds, changes, uid, text);
  }
  return g_steal_pointer (&changes);
}

const LpClient lp_client_evolution = {
  .id = "evolution",
  .name = NAME,
  .desktop_id = "org.gnome.Evolution.desktop",
  .can = LP_CAN_IMAP | LP_CAN_POP3 | LP_CAN_SMTP | LP_CAN_KEYRING | LP_CAN_OWN_COPY | LP_CAN_ASKS
         | LP_CAN_OAUTH2_OWN | LP_CAN_LIVE | LP_CAN_TAKE_OVER | LP_ASKS_ABOUT_CERTIFICATE,
  .detect = detect,
  .read = read_all,
  .plan = plan,
  .plan_removal = plan_removal,
};

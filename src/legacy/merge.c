/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "legacy/merge.h"

static void
free_difference (LpLegacyDifference *difference)
{
  g_free (difference->field);
  g_free (difference->file);
  g_free (difference->value);
  g_free (difference->chosen);
  g_free (difference);
}

static void
free_merged (LpLegacyMerged *merged)
{
  lp_legacy_account_free (merged->account);
  g_array_unref (merged->sources);
  g_ptr_array_unref (merged->differences);
  g_free (merged);
}

/* How much a source is worth: one that knows both servers, is in use and reaches a provider comes
 * first. */
static int
rate (const LpLegacyAccount *account)
{
  const LpLegacyServer *servers[] = { account->incoming, account->outgoing };
  int points = account->is_default ? 1 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++) {
    if (servers[i] == NULL)
      continue;
    points += 8;
    if (servers[i]->sign_in == LP_SIGN_IN_OAUTH2)
      points += 4;
    if (servers[i]->security != LP_SECURITY_PLAIN)
      points += 2;
  }
  if (account->gateway != NULL)
    points -= 6;
  return account->disabled ? points - 32 : points;
}

char *
lp_legacy_server_describe (const LpLegacyServer *server)
{
  if (server == NULL)
    return NULL;
  if (server->port == 0)
    return g_strdup (server->url != NULL ? server->url : lp_legacy_kind_get_name (server->kind));

  gboolean has_user = server->user != NULL;

  return g_strdup_printf ("%s+%s://%s%s%s:%u", lp_legacy_kind_get_name (server->kind),
                          lp_security_get_name (server->security), has_user ? server->user : "",
                          has_user ? "@" : "", server->host, server->port);
}

static char *
describe_leave (const LpLegacyAccount *account)
{
  if (account->leave_on_server == LP_LEGACY_LEAVE_UNKNOWN)
    return NULL;
  return account->leave_on_server == LP_LEAVE_ALWAYS
             ? g_strdup ("always")
             : g_strdup_printf ("%d", account->leave_on_server);
}

static void
add_difference (LpLegacyMerged *merged, const char *field, const char *file, const char *value,
                const char *chosen)
{
  if (value == NULL || chosen == NULL || g_ascii_strcasecmp (value, chosen) == 0)
    return;

  LpLegacyDifference *difference = g_new0 (LpLegacyDifference, 1);

  difference->field = g_strdup (field);
  difference->file = g_strdup (file);
  difference->value = g_strdup (value);
  difference->chosen = g_strdup (chosen);
  g_ptr_array_add (merged->differences, difference);
}

static void
compare (LpLegacyMerged *merged, const LpLegacyAccount *other)
{
  const LpLegacyAccount *chosen = merged->account;
  char *pairs[][2] = {
    { lp_legacy_server_describe (other->incoming), lp_legacy_server_describe (chosen->incoming) },
    { lp_legacy_server_describe (other->outgoing), lp_legacy_server_describe (chosen->outgoing) },
    { g_strdup (other->name), g_strdup (chosen->name) },
    { describe_leave (other), describe_leave (chosen) },
  };
  static const char *const fields[] = { "incoming", "outgoing", "name", "leave-on-server" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    add_difference (merged, fields[i], other->file, pairs[i][0], pairs[i][1]);
    g_free (pairs[i][0]);
    g_free (pairs[i][1]);
  }
}

/* fetchmail knows where mail comes from and msmtp where it goes: together they are an account. */
static void
complete (LpLegacyAccount *account, const LpLegacyAccount *other)
{
  g_autoptr (LpLegacyAccount) copy = lp_legacy_account_copy (other);

  if (account->incoming == NULL) {
    account->incoming = g_steal_pointer (&copy->incoming);
    if (account->leave_on_server == LP_LEGACY_LEAVE_UNKNOWN)
      account->leave_on_server = copy->leave_on_server;
  }
  if (account->outgoing == NULL) {
    account->outgoing = g_steal_pointer (&copy->outgoing);
    account->sends = copy->sends;
  }
  if (account->name == NULL)
    account->name = g_steal_pointer (&copy->name);
}

static gboolean
is_same_mailbox (const LpLegacyAccount *a, const LpLegacyAccount *b)
{
  return a->address != NULL && b->address != NULL && lp_address_equal (a->address, b->address);
}

/* The indexes of all accounts of the mailbox of @first, the best first; empty if an earlier one
 * began it. */
static GArray *
collect (GPtrArray *accounts, guint first)
{
  GArray *sources = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < accounts->len; i++) {
    const LpLegacyAccount *account = g_ptr_array_index (accounts, i);
    guint place = 0;

    if (i != first && !is_same_mailbox (g_ptr_array_index (accounts, first), account))
      continue;
    if (i < first) {
      g_array_set_size (sources, 0);
      return sources;
    }
    while (place < sources->len
           && rate (g_ptr_array_index (accounts, g_array_index (sources, guint, place)))
                  >= rate (account))
      place++;
    g_array_insert_val (sources, place, i);
  }
  return sources;
}

GPtrArray *
lp_legacy_merge (GPtrArray *accounts)
{
  g_return_val_if_fail (accounts != NULL, NULL);

  GPtrArray *mailboxes = g_ptr_array_new_with_free_func ((GDestroyNotify)free_merged);

  for (guint i = 0; i < accounts->len; i++) {
    g_autoptr (GArray) sources = collect (accounts, i);

    if (sources->len == 0)
      continue;

    LpLegacyMerged *merged = g_new0 (LpLegacyMerged, 1);
    guint best = g_array_index (sources, guint, 0);

    merged->account = lp_legacy_account_copy (g_ptr_array_index (accounts, best));
    merged->differences = g_ptr_array_new_with_free_func ((GDestroyNotify)free_difference);
    for (guint j = 1; j < sources->len; j++) {
      const LpLegacyAccount *other
          = g_ptr_array_index (accounts, g_array_index (sources, guint, j));

      complete (merged->account, other);
      compare (merged, other);
    }
    merged->sources = g_steal_pointer (&sources);
    g_ptr_array_add (mailboxes, merged);
  }
  return mailboxes;
}

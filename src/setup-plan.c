/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What would be written for one client: its own plan, with the account's items of the keyring in
 * front. Here clients and secrets are introduced to each other.
 */
#include <glib/gi18n.h>
#include <string.h>

#include "clients/clear-secret.h"
#include "clients/editable.h"
#include "secrets/account-secret.h"
#include "secrets/keyring.h"
#include "setup-private.h"
#include "setup-sign-in.h"

typedef struct {
  GPtrArray *receipts;
  const char *address;
} Taken;

static gboolean
is_taken (const char *id, gpointer user_data)
{
  const Taken *taken = user_data;

  for (guint i = 0; taken->receipts != NULL && i < taken->receipts->len; i++) {
    const LpReceipt *receipt = taken->receipts->pdata[i];

    if (!receipt->undone && g_str_equal (receipt->account_id, id))
      return g_ascii_strcasecmp (receipt->address, taken->address) != 0;
  }
  return FALSE;
}

/* The same address keeps the id it was first written with. */
static void
give_id (LpSetup *setup)
{
  g_autoptr (GPtrArray) receipts = lp_receipts_list (setup->receipts, NULL);
  Taken taken = { receipts, setup->account->address->text };

  if (setup->account->id == NULL)
    setup->account->id = lp_account_make_id (setup->account->address, is_taken, &taken);
}

/* Both sides of a sign-in with the browser are one item. */
static gboolean
has_item (const LpPlan *plan, const LpSecretItem *item)
{
  for (guint i = 0; i < plan->operations->len; i++) {
    const LpOperation *operation = plan->operations->pdata[i];

    if (operation->kind == LP_OPERATION_KEYRING && lp_secret_item_equal (operation->item, item))
      return TRUE;
  }
  return FALSE;
}

/* A client that signs in with the browser by itself never asks for our token. */
static LpSecretItem *
make_item (const LpAccount *account, const LpClient *client, LpSide side)
{
  LpSecretItem *item = lp_keyring_item_new (account, side);

  if (item != NULL && (client->can & LP_CAN_OAUTH2_OWN)
      && strcmp (item->schema, LP_GRANT_SCHEMA) == 0)
    g_clear_pointer (&item, lp_secret_item_free);
  return item;
}

/* Items come first: a client that is told of an account over D-Bus looks for its secret at once. */
static void
add_items (LpPlan *plan, const LpAccount *account, const LpClient *client)
{
  static const LpAbilities sides[LP_N_SIDES] = {
    [LP_SIDE_INCOMING] = LP_CAN_IMAP | LP_CAN_POP3,
    [LP_SIDE_OUTGOING] = LP_CAN_SMTP,
  };

  if (!(client->can & LP_CAN_KEYRING) && !plan->asks_helper)
    return;
  for (int side = LP_N_SIDES - 1; side >= 0; side--) {
    LpSecretItem *item
        = (client->can & sides[side]) != 0 ? make_item (account, client, side) : NULL;

    if (item == NULL || has_item (plan, item)) {
      lp_secret_item_free (item);
      continue;
    }
    lp_plan_add_item (plan, item);
    g_ptr_array_insert (plan->operations, 0,
                        g_ptr_array_steal_index (plan->operations, plan->operations->len - 1));
  }
}

/* Where nobody here can sign in with the browser, only a client can that does it by itself. */
static gboolean
check_sign_in (LpSetup *setup, const LpClient *client, GError **error)
{
  if (!lp_setup_wants_browser (setup) || (client->can & LP_CAN_OAUTH2_OWN) || setup->grant != NULL
      || lp_setup_get_credentials (setup, LP_SIDE_INCOMING) != NULL
      || lp_setup_offers_browser (setup))
    return TRUE;
  g_set_error (error, LP_ERROR, LP_VERDICT_SIGN_IN_LEFT_TO_CLIENT,
               /* Translators: both %s are the same mail app. */
               _ ("%s cannot sign in with the browser by itself, and Letterplate has no client ID "
                  "to do it for %s. Choose an app that can, or give Letterplate a client ID."),
               client->name, client->name);
  return FALSE;
}

static void
clear_secrets (LpCredentials *secrets[LP_N_SIDES])
{
  for (int side = 0; side < LP_N_SIDES; side++)
    g_clear_pointer (&secrets[side], lp_credentials_unref);
}

gboolean
lp_setup_take_clear_text (LpSetup *setup, const char *client_id)
{
  const LpClient *client = lp_clients_find (client_id);
  LpCredentials *secrets[LP_N_SIDES] = { NULL };
  gboolean is_whole;

  g_return_val_if_fail (LP_IS_SETUP (setup) && setup->account != NULL && client != NULL, FALSE);

  give_id (setup);
  g_autoptr (LpPlan) plan
      = lp_clear_secret_plan (client, setup->places, setup->account, secrets, NULL);
  is_whole = secrets[LP_SIDE_INCOMING] != NULL
             || (secrets[LP_SIDE_OUTGOING] != NULL && setup->account->incoming == NULL);
  for (int side = 0; plan != NULL && side < LP_N_SIDES; side++)
    if (secrets[side] != NULL)
      lp_setup_set_credentials (setup, side, secrets[side]);
  clear_secrets (secrets);
  return plan != NULL && is_whole;
}

static gboolean
has_two_secrets (const LpSetup *setup)
{
  const LpCredentials *incoming = setup->credentials[LP_SIDE_INCOMING];
  const LpCredentials *outgoing = setup->credentials[LP_SIDE_OUTGOING];

  return incoming != NULL && outgoing != NULL
         && strcmp (lp_credentials_get_secret (incoming), lp_credentials_get_secret (outgoing))
                != 0;
}

/* Where nothing is wrong with an account but its password in clear text, only that changes. */
static LpPlan *
plan_for (LpSetup *setup, const LpClient *client, GError **error)
{
  g_autoptr (LpAccount) account = lp_account_copy (setup->account);
  LpCredentials *secrets[LP_N_SIDES] = { NULL };
  g_autoptr (GError) obstacle = NULL;
  gboolean can_take_over = (client->can & LP_CAN_TAKE_OVER) != 0;
  LpPlan *plan = account->takes_over
                     ? lp_clear_secret_plan (client, setup->places, account, secrets, &obstacle)
                     : NULL;

  clear_secrets (secrets);
  if (plan != NULL)
    return plan;
  if (obstacle != NULL && !can_take_over) {
    g_propagate_error (error, g_steal_pointer (&obstacle));
    return NULL;
  }
  /* Else the address would stand there twice. */
  account->takes_over = account->takes_over && can_take_over;
  account->has_two_secrets = has_two_secrets (setup);
  return client->plan (setup->places, account, error);
}

gboolean
lp_setup_plan_has_items (const LpPlan *plan)
{
  for (guint i = 0; i < plan->operations->len; i++)
    if (((const LpOperation *)plan->operations->pdata[i])->kind == LP_OPERATION_KEYRING)
      return TRUE;
  return FALSE;
}

static gboolean
asks_by_itself (const LpPlan *plan, const LpAccount *account, const LpClient *client)
{
  gboolean with_browser
      = account->incoming != NULL && account->incoming->sign_in == LP_SIGN_IN_OAUTH2;

  return !plan->asks_helper
         && (client->can & (with_browser ? LP_CAN_OAUTH2_OWN : LP_CAN_ASKS)) != 0;
}

/* Without a keyring an account is of use only where the client asks for what is not there. */
static gboolean
drop_items (LpPlan *plan, const LpAccount *account, const LpClient *client, GError **error)
{
  if (!lp_setup_plan_has_items (plan))
    return TRUE;
  if (!asks_by_itself (plan, account, client)) {
    /* Translators: %s is a mail app. */
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 _ ("%s needs the keyring: it cannot ask for the password by itself."),
                 client->name);
    return FALSE;
  }
  for (guint i = plan->operations->len; i > 0; i--)
    if (((const LpOperation *)plan->operations->pdata[i - 1])->kind == LP_OPERATION_KEYRING)
      g_ptr_array_remove_index (plan->operations, i - 1);
  return TRUE;
}

LpPlan *
lp_setup_plan (LpSetup *setup, const char *client_id, GError **error)
{
  const LpClient *client = lp_clients_find (client_id);
  g_autoptr (LpPlan) plan = NULL;
  g_autoptr (GError) obstacle = NULL;

  g_return_val_if_fail (LP_IS_SETUP (setup) && setup->account != NULL, NULL);
  g_return_val_if_fail (client != NULL, NULL);

  give_id (setup);
  plan = plan_for (setup, client, error);
  if (plan == NULL)
    return NULL;
  /* What a program itself writes anew is not kept by hand. */
  if (!(client->can & LP_REWRITES))
    lp_editable_set_aside (plan, setup->places);
  if (!check_sign_in (setup, client, &obstacle))
    lp_plan_add_note (plan, obstacle->message);
  add_items (plan, setup->account, client);
  if (setup->without_keyring && !drop_items (plan, setup->account, client, error))
    return NULL;
  return g_steal_pointer (&plan);
}

LpClientResult *
lp_setup_result_new (const char *client_id)
{
  LpClientResult *result = g_new0 (LpClientResult, 1);

  result->client_id = g_strdup (client_id);
  result->files = g_ptr_array_new_with_free_func (g_free);
  return result;
}

/* Another of the clients that shows its accounts as this one's own, and can be given the account. */
static const LpClient *
find_serving_client (LpSetup *setup, const char *const *client_ids, const char *client_id)
{
  for (; *client_ids != NULL; client_ids++) {
    const LpClient *client = lp_clients_find (*client_ids);
    g_autoptr (LpPlan) plan = NULL;

    if (client->serves == NULL || !g_strv_contains (client->serves, client_id))
      continue;
    plan = lp_setup_plan (setup, *client_ids, NULL);
    if (plan != NULL)
      return client;
  }
  return NULL;
}

static LpClientResult *
make_served_result (const char *client_id, const LpClient *serving)
{
  LpClientResult *result = lp_setup_result_new (client_id);

  result->unchanged = TRUE;
  /* Translators: %s is another program that is set up at the same time. */
  result->message = g_strdup_printf (_ ("It shows the account of %s."), serving->name);
  return result;
}

GPtrArray *
lp_setup_make_plans (LpSetup *setup, const char *const *client_ids, GPtrArray *refused)
{
  GPtrArray *plans = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_plan_free);

  for (const char *const *id = client_ids; *id != NULL; id++) {
    g_autoptr (GError) error = NULL;
    const LpClient *serving = find_serving_client (setup, client_ids, *id);
    gboolean may_write = serving == NULL && check_sign_in (setup, lp_clients_find (*id), &error);
    LpPlan *plan = may_write ? lp_setup_plan (setup, *id, &error) : NULL;
    LpClientResult *result;

    if (serving != NULL) {
      g_ptr_array_add (refused, make_served_result (*id, serving));
      continue;
    }
    if (plan != NULL) {
      g_ptr_array_add (plans, plan);
      continue;
    }
    result = lp_setup_result_new (*id);
    result->message = g_strdup (error->message);
    g_ptr_array_add (refused, result);
  }
  return plans;
}

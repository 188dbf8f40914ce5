/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What would be changed for one client: built by the client, shown by plan-diff.c, done by
 * receipt.c.
 */
#include "clients/plan.h"

G_DEFINE_BOXED_TYPE (LpPlan, lp_plan, lp_plan_copy, lp_plan_free)

static gboolean
bytes_are_same (GBytes *a, GBytes *b)
{
  return a && b ? g_bytes_equal (a, b) : a == b;
}

static void
operation_free (gpointer data)
{
  LpOperation *operation = data;
  g_free (operation->path);
  g_clear_pointer (&operation->before, g_bytes_unref);
  g_clear_pointer (&operation->after, g_bytes_unref);
  lp_secret_item_free (operation->item);
  lp_dbus_call_free (operation->call);
  lp_dbus_call_free (operation->inverse);
  g_free (operation);
}

static LpOperation *
operation_copy (const LpOperation *operation)
{
  LpOperation *copy = g_new0 (LpOperation, 1);
  copy->kind = operation->kind;
  copy->path = g_strdup (operation->path);
  copy->before = operation->before ? g_bytes_ref (operation->before) : NULL;
  copy->after = operation->after ? g_bytes_ref (operation->after) : NULL;
  copy->mode = operation->mode;
  copy->item = lp_secret_item_copy (operation->item);
  copy->call = lp_dbus_call_copy (operation->call);
  copy->inverse = lp_dbus_call_copy (operation->inverse);
  return copy;
}

static LpOperation *
add_operation (LpPlan *plan, LpOperationKind kind)
{
  LpOperation *operation = g_new0 (LpOperation, 1);
  operation->kind = kind;
  g_ptr_array_add (plan->operations, operation);
  return operation;
}

LpPlan *
lp_plan_new (const char *client_id, const char *account_id)
{
  g_return_val_if_fail (client_id && account_id, NULL);

  LpPlan *plan = g_new0 (LpPlan, 1);
  plan->client_id = g_strdup (client_id);
  plan->account_id = g_strdup (account_id);
  plan->operations = g_ptr_array_new_with_free_func (operation_free);
  plan->notes = g_ptr_array_new_with_free_func (g_free);
  return plan;
}

LpPlan *
lp_plan_copy (const LpPlan *plan)
{
  if (!plan)
    return NULL;
  LpPlan *copy = lp_plan_new (plan->client_id, plan->account_id);
  copy->asks_helper = plan->asks_helper;
  copy->by_hand = g_strdup (plan->by_hand);
  for (guint i = 0; i < plan->operations->len; i++)
    g_ptr_array_add (copy->operations, operation_copy (g_ptr_array_index (plan->operations, i)));
  for (guint i = 0; i < plan->notes->len; i++)
    lp_plan_add_note (copy, g_ptr_array_index (plan->notes, i));
  return copy;
}

void
lp_plan_free (LpPlan *plan)
{
  if (!plan)
    return;
  g_free (plan->client_id);
  g_free (plan->account_id);
  g_free (plan->by_hand);
  g_ptr_array_unref (plan->operations);
  g_ptr_array_unref (plan->notes);
  g_free (plan);
}

void
lp_plan_add_file (LpPlan *plan, const char *path, GBytes *before, GBytes *after, guint mode)
{
  g_return_if_fail (plan && path && g_path_is_absolute (path));

  if (bytes_are_same (before, after))
    return;
  LpOperation *operation = add_operation (plan, LP_OPERATION_FILE);
  operation->path = g_strdup (path);
  operation->before = before ? g_bytes_ref (before) : NULL;
  operation->after = after ? g_bytes_ref (after) : NULL;
  operation->mode = mode;
}

void
lp_plan_add_folder (LpPlan *plan, const char *path, guint mode)
{
  g_return_if_fail (plan && path && g_path_is_absolute (path));

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return;
  LpOperation *operation = add_operation (plan, LP_OPERATION_FOLDER);
  operation->path = g_strdup (path);
  operation->mode = mode;
}

void
lp_plan_add_item (LpPlan *plan, LpSecretItem *item)
{
  g_return_if_fail (plan && item);

  add_operation (plan, LP_OPERATION_KEYRING)->item = item;
}

void
lp_plan_add_call (LpPlan *plan, LpDbusCall *call, LpDbusCall *inverse)
{
  g_return_if_fail (plan && call);

  LpOperation *operation = add_operation (plan, LP_OPERATION_DBUS);
  operation->call = call;
  operation->inverse = inverse;
}

void
lp_plan_add_note (LpPlan *plan, const char *text)
{
  g_return_if_fail (plan && text);

  g_ptr_array_add (plan->notes, g_strdup (text));
}

gboolean
lp_plan_is_empty (const LpPlan *plan)
{
  g_return_val_if_fail (plan, TRUE);

  return plan->operations->len == 0;
}

LpDbusCall *
lp_dbus_call_new (const char *bus_name, const char *path, const char *interface, const char *method,
                  GVariant *parameters)
{
  g_return_val_if_fail (bus_name && interface && method, NULL);

  LpDbusCall *call = g_new0 (LpDbusCall, 1);
  call->bus_name = g_strdup (bus_name);
  call->path = g_strdup (path);
  call->interface = g_strdup (interface);
  call->method = g_strdup (method);
  call->parameters = parameters ? g_variant_ref_sink (parameters) : NULL;
  return call;
}

LpDbusCall *
lp_dbus_call_copy (const LpDbusCall *call)
{
  if (!call)
    return NULL;
  LpDbusCall *copy = lp_dbus_call_new (call->bus_name, call->path, call->interface, call->method,
                                       call->parameters);
  copy->match_interface = g_strdup (call->match_interface);
  copy->match_property = g_strdup (call->match_property);
  copy->match_value = g_strdup (call->match_value);
  copy->may_be_gone = call->may_be_gone;
  copy->waits = call->waits;
  copy->keeps_answer = call->keeps_answer;
  return copy;
}

void
lp_dbus_call_free (LpDbusCall *call)
{
  if (!call)
    return;
  g_free (call->bus_name);
  g_free (call->path);
  g_free (call->interface);
  g_free (call->method);
  g_clear_pointer (&call->parameters, g_variant_unref);
  g_free (call->match_interface);
  g_free (call->match_property);
  g_free (call->match_value);
  g_free (call);
}

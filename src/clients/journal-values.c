/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Items of the keyring and calls as values of the journal.
 */
#include "clients/journal-values.h"

static void
add_string (GVariantBuilder *builder, const char *key, const char *value)
{
  if (value)
    g_variant_builder_add (builder, "{sv}", key, g_variant_new_string (value));
}

static char *
take_string (GVariant *value, const char *key)
{
  char *text = NULL;
  g_variant_lookup (value, key, "s", &text);
  return text;
}

GVariant *
lp_journal_value_from_item (const LpSecretItem *item)
{
  g_return_val_if_fail (item, NULL);

  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  GVariantBuilder attributes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  GHashTableIter iter;
  gpointer name, text;
  g_hash_table_iter_init (&iter, item->attributes);
  while (g_hash_table_iter_next (&iter, &name, &text))
    g_variant_builder_add (&attributes, "{ss}", name, text);

  add_string (&builder, "schema", item->schema);
  add_string (&builder, "label", item->label);
  add_string (&builder, "collection", item->collection);
  add_string (&builder, "prefix", item->prefix);
  add_string (&builder, "suffix", item->suffix);
  g_variant_builder_add (&builder, "{sv}", "side", g_variant_new_uint32 (item->side));
  g_variant_builder_add (&builder, "{sv}", "attributes", g_variant_builder_end (&attributes));
  return g_variant_builder_end (&builder);
}

LpSecretItem *
lp_journal_value_to_item (GVariant *value)
{
  guint32 side;
  g_autoptr (GVariantIter) attributes = NULL;
  if (!value || !g_variant_lookup (value, "side", "u", &side) || side >= LP_N_SIDES
      || !g_variant_lookup (value, "attributes", "a{ss}", &attributes))
    return NULL;
  g_autofree char *schema = take_string (value, "schema");
  g_autofree char *label = take_string (value, "label");
  if (!schema || !label)
    return NULL;
  LpSecretItem *item = lp_secret_item_new (schema, label, side, NULL);
  char *name, *text;
  while (g_variant_iter_next (attributes, "{ss}", &name, &text))
    g_hash_table_insert (item->attributes, name, text);
  item->collection = take_string (value, "collection");
  item->prefix = take_string (value, "prefix");
  item->suffix = take_string (value, "suffix");
  return item;
}

GVariant *
lp_journal_value_from_call (const LpDbusCall *call)
{
  g_return_val_if_fail (call, NULL);

  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  add_string (&builder, "bus-name", call->bus_name);
  add_string (&builder, "path", call->path);
  add_string (&builder, "interface", call->interface);
  add_string (&builder, "method", call->method);
  add_string (&builder, "match-interface", call->match_interface);
  add_string (&builder, "match-property", call->match_property);
  add_string (&builder, "match-value", call->match_value);
  if (call->parameters)
    g_variant_builder_add (&builder, "{sv}", "parameters",
                           g_variant_new_variant (call->parameters));
  g_variant_builder_add (&builder, "{sv}", "may-be-gone",
                         g_variant_new_boolean (call->may_be_gone));
  g_variant_builder_add (&builder, "{sv}", "waits", g_variant_new_boolean (call->waits));
  g_variant_builder_add (&builder, "{sv}", "keeps-answer",
                         g_variant_new_boolean (call->keeps_answer));
  return g_variant_builder_end (&builder);
}

LpDbusCall *
lp_journal_value_to_call (GVariant *value)
{
  if (!value)
    return NULL;
  g_autofree char *bus_name = take_string (value, "bus-name");
  g_autofree char *path = take_string (value, "path");
  g_autofree char *interface = take_string (value, "interface");
  g_autofree char *method = take_string (value, "method");
  g_autoptr (GVariant) parameters = NULL;
  if (!bus_name || !interface || !method)
    return NULL;
  g_variant_lookup (value, "parameters", "v", &parameters);
  LpDbusCall *call = lp_dbus_call_new (bus_name, path, interface, method, parameters);
  call->match_interface = take_string (value, "match-interface");
  call->match_property = take_string (value, "match-property");
  call->match_value = take_string (value, "match-value");
  g_variant_lookup (value, "may-be-gone", "b", &call->may_be_gone);
  g_variant_lookup (value, "waits", "b", &call->waits);
  g_variant_lookup (value, "keeps-answer", "b", &call->keeps_answer);
  return call;
}

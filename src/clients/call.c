/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Makes the calls that plans describe.
 */
#include "clients/call.h"

#include <glib/gi18n.h>

#include "clients/bus.h"

#define ANSWER_TIMEOUT_MS 30000
#define WAIT_MS 15000
#define WAIT_STEP_MS 100

void
lp_call_context_clear (LpCallContext *context)
{
  g_clear_pointer (&context->answer, g_variant_unref);
}

static gboolean
is_gone (const GError *error)
{
  static const GDBusError codes[]
      = { G_DBUS_ERROR_SERVICE_UNKNOWN, G_DBUS_ERROR_NAME_HAS_NO_OWNER, G_DBUS_ERROR_UNKNOWN_OBJECT,
          G_DBUS_ERROR_UNKNOWN_INTERFACE, G_DBUS_ERROR_UNKNOWN_METHOD };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i]))
      return TRUE;
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

gboolean
lp_call_was_taken (const GError *error)
{
  static const GDBusError codes[] = {
    G_DBUS_ERROR_SERVICE_UNKNOWN,    G_DBUS_ERROR_NAME_HAS_NO_OWNER,
    G_DBUS_ERROR_SPAWN_EXEC_FAILED,  G_DBUS_ERROR_SPAWN_FORK_FAILED,
    G_DBUS_ERROR_SPAWN_CHILD_EXITED, G_DBUS_ERROR_SPAWN_CHILD_SIGNALED,
    G_DBUS_ERROR_SPAWN_FAILED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_error_matches (error, G_DBUS_ERROR, codes[i]))
      return FALSE;
  return TRUE;
}

static gboolean
find_object (const LpDbusCall *call, LpCallContext *context, char **path, GError **error)
{
  g_autoptr (GVariant) objects
      = lp_bus_get_objects (context->bus, call->bus_name, call->path, error);
  GVariantIter iter;
  const char *object;
  GVariant *interfaces;

  if (objects == NULL)
    return FALSE;
  g_variant_iter_init (&iter, objects);
  while (g_variant_iter_loop (&iter, "{&o@a{sa{sv}}}", &object, &interfaces)) {
    g_autoptr (GVariant) properties
        = g_variant_lookup_value (interfaces, call->match_interface, G_VARIANT_TYPE_VARDICT);
    const char *value = NULL;
    if (properties != NULL && g_variant_lookup (properties, call->match_property, "&s", &value)
        && g_strcmp0 (value, call->match_value) == 0) {
      *path = g_strdup (object);
      g_variant_unref (interfaces);
      return TRUE;
    }
  }
  /* Translators: the name of a service on the session bus, and of the thing that it should have */
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("%s does not have “%s” any more."),
               call->bus_name, call->match_value);
  return FALSE;
}

static GVariant *
find_substitute (const char *text, LpCallContext *context, GError **error)
{
  static const char *const secrets[LP_N_SIDES] = {
    [LP_SIDE_INCOMING] = LP_CALL_INCOMING_SECRET,
    [LP_SIDE_OUTGOING] = LP_CALL_OUTGOING_SECRET,
  };

  if (g_str_equal (text, LP_CALL_ANSWER) && context->answer != NULL)
    return g_variant_ref (context->answer);
  for (guint side = 0; side < LP_N_SIDES; side++) {
    const char *secret = g_str_equal (text, secrets[side]) && context->get_secret != NULL
                             ? context->get_secret (side, context->data)
                             : NULL;
    if (secret != NULL)
      return g_variant_ref_sink (g_variant_new_string (secret));
  }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                       _ ("Something that this step needs is not known."));
  return NULL;
}

/* Returns the value with all placeholders replaced. Only tuples may hold one of another type. */
static GVariant *
substitute (GVariant *value, LpCallContext *context, GError **error)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING)) {
    const char *text = g_variant_get_string (value, NULL);
    return *text == '\001' ? find_substitute (text, context, error) : g_variant_ref (value);
  }
  if (!g_variant_is_container (value))
    return g_variant_ref (value);

  gboolean is_tuple = g_variant_is_of_type (value, G_VARIANT_TYPE_TUPLE);
  g_auto (GVariantBuilder) builder
      = G_VARIANT_BUILDER_INIT (is_tuple ? G_VARIANT_TYPE_TUPLE : g_variant_get_type (value));
  for (gsize i = 0; i < g_variant_n_children (value); i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (value, i);
    g_autoptr (GVariant) replaced = substitute (child, context, error);
    if (replaced == NULL)
      return NULL;
    g_variant_builder_add_value (&builder, replaced);
  }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
make_call (const LpDbusCall *call, LpCallContext *context, GCancellable *cancellable,
           GError **error)
{
  g_autofree char *path = g_strdup (call->path);
  g_autoptr (GVariant) parameters = NULL;

  if (call->match_interface != NULL) {
    g_clear_pointer (&path, g_free);
    if (!find_object (call, context, &path, error))
      return NULL;
  }
  if (call->parameters != NULL) {
    parameters = substitute (call->parameters, context, error);
    if (parameters == NULL)
      return NULL;
  }
  return g_dbus_connection_call_sync (context->bus, call->bus_name, path, call->interface,
                                      call->method, parameters, NULL, G_DBUS_CALL_FLAGS_NONE,
                                      ANSWER_TIMEOUT_MS, cancellable, error);
}

/* Returns FALSE when it was cancelled. */
static gboolean
pause_shortly (GCancellable *cancellable)
{
  GPollFD cancelled = { .fd = -1 };
  gboolean has_fd = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancelled);

  g_poll (&cancelled, has_fd ? 1 : 0, WAIT_STEP_MS);
  if (has_fd)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_is_cancelled (cancellable);
}

/* A service that was just made comes a moment later, and its objects a moment after its name. */
static GVariant *
make_call_when_there (const LpDbusCall *call, LpCallContext *context, GCancellable *cancellable,
                      GError **error)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_MS * (gint64)1000;

  for (;;) {
    g_autoptr (GError) problem = NULL;
    g_autoptr (GVariant) answer = make_call (call, context, cancellable, &problem);
    if (answer != NULL)
      return g_steal_pointer (&answer);
    if (!call->waits || !is_gone (problem) || g_get_monotonic_time () > deadline
        || !pause_shortly (cancellable)) {
      g_dbus_error_strip_remote_error (problem);
      g_propagate_error (error, g_steal_pointer (&problem));
      return NULL;
    }
  }
}

gboolean
lp_call_run (const LpDbusCall *call, LpCallContext *context, GCancellable *cancellable,
             GError **error)
{
  g_return_val_if_fail (call != NULL && context != NULL, FALSE);

  g_autoptr (GError) problem = NULL;
  if (context->bus == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                         _ ("There is no session bus. Log in to the desktop and try again."));
    return FALSE;
  }
  g_autoptr (GVariant) answer = make_call_when_there (call, context, cancellable, &problem);
  if (answer == NULL && !(call->may_be_gone && is_gone (problem))) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (answer != NULL && call->keeps_answer && g_variant_n_children (answer) > 0) {
    lp_call_context_clear (context);
    context->answer = g_variant_get_child_value (answer, 0);
  }
  return TRUE;
}

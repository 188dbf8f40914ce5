/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Calls of plans, made on a private bus to a small wallet in a thread of its own: it opens, takes
 * entries and appears late if it is asked to.
 */
#include "clients/call.h"

#define NAME "org.letterplate.TestWallet"
#define PATH "/wallet"
#define LATE_MS 250

static const char introspection[]
    = "<node><interface name='" NAME "'>"
      "<method name='Open'><arg type='s' direction='in'/><arg type='i' direction='out'/></method>"
      "<method name='Write'><arg type='i' direction='in'/><arg type='a{sv}' "
      "direction='in'/></method>"
      "<method name='Refuse'/>"
      "</interface><interface name='org.freedesktop.DBus.ObjectManager'>"
      "<method name='GetManagedObjects'><arg type='a{oa{sa{sv}}}' direction='out'/></method>"
      "</interface></node>";

static GTestDBus *bus;

typedef struct {
  GThread *thread;
  GMainLoop *loop;
  GDBusConnection *connection;
  LpCallContext context;
  guint delay_ms;
  char *written; /* what Write was given */
} Fixture;

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_dbus_connection_new_for_address_sync (
      g_test_dbus_get_bus_address (bus),
      G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
          | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
      NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
on_method_call (GDBusConnection *connection, const char *sender, const char *path,
                const char *interface, const char *method, GVariant *parameters,
                GDBusMethodInvocation *invocation, gpointer data)
{
  Fixture *fixture = data;
  GVariant *answer = NULL;

  if (g_str_equal (method, "Refuse")) {
    g_dbus_method_invocation_return_error (invocation, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                                           "No");
    return;
  }
  if (g_str_equal (method, "Open"))
    answer = g_variant_new ("(i)", 4711);
  else if (g_str_equal (method, "GetManagedObjects"))
    answer = g_variant_new_parsed ("({@o '/other': {'x.Y': {'Name': <'other'>}}, "
                                   "@o '/wallet': {'x.Y': {'Name': <'mine'>}}},)");
  else
    fixture->written = g_variant_print (parameters, FALSE);
  g_dbus_method_invocation_return_value (invocation, answer);
}

static gboolean
on_delay_over (gpointer data)
{
  Fixture *fixture = data;

  g_bus_own_name_on_connection (fixture->connection, NAME, G_BUS_NAME_OWNER_FLAGS_NONE, NULL, NULL,
                                NULL, NULL);
  return G_SOURCE_REMOVE;
}

static gpointer
run_service (gpointer data)
{
  static const GDBusInterfaceVTable methods = { .method_call = on_method_call };
  Fixture *fixture = data;
  GMainContext *context = g_main_loop_get_context (fixture->loop);
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr (GSource) delay = g_timeout_source_new (fixture->delay_ms);

  g_main_context_push_thread_default (context);
  fixture->connection = connect_to_bus ();
  for (guint i = 0; node->interfaces[i] != NULL; i++)
    g_assert_cmpuint (g_dbus_connection_register_object (fixture->connection, PATH,
                                                         node->interfaces[i], &methods, fixture,
                                                         NULL, NULL),
                      !=, 0);
  g_source_set_callback (delay, on_delay_over, fixture, NULL);
  g_source_attach (delay, context);
  g_main_loop_run (fixture->loop);
  g_assert_true (g_dbus_connection_close_sync (fixture->connection, NULL, NULL));
  g_clear_object (&fixture->connection);
  g_main_context_pop_thread_default (context);
  return NULL;
}

static const char *
get_secret (LpSide side, gpointer data)
{
  return side == LP_SIDE_INCOMING ? "in" : NULL;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  fixture->loop = g_main_loop_new (context, FALSE);
  fixture->delay_ms = GPOINTER_TO_UINT (data);
  fixture->context = (LpCallContext){ .bus = connect_to_bus (), .get_secret = get_secret };
  fixture->thread = g_thread_new ("service", run_service, fixture);
}

static gboolean
on_quit (gpointer data)
{
  Fixture *fixture = data;

  g_main_loop_quit (fixture->loop);
  return G_SOURCE_REMOVE;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSource) quit = g_idle_source_new ();

  g_source_set_callback (quit, on_quit, fixture, NULL);
  g_source_attach (quit, g_main_loop_get_context (fixture->loop));
  g_thread_join (fixture->thread);
  g_main_loop_unref (fixture->loop);
  lp_call_context_clear (&fixture->context);
  g_clear_object (&fixture->context.bus);
  g_free (fixture->written);
}

static LpDbusCall *
call_open (void)
{
  LpDbusCall *call = lp_dbus_call_new (NAME, PATH, NAME, "Open", g_variant_new ("(s)", "w"));

  call->waits = call->keeps_answer = TRUE;
  return call;
}

static LpDbusCall *
call_write (const char *secret)
{
  g_auto (GVariantBuilder) entries = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&entries, "{sv}", "password", g_variant_new_string (secret));
  return lp_dbus_call_new (NAME, PATH, NAME, "Write",
                           g_variant_new ("(sa{sv})", LP_CALL_ANSWER, &entries));
}

static void
test_placeholders (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LpDbusCall) open = call_open ();
  g_autoptr (LpDbusCall) write = call_write (LP_CALL_INCOMING_SECRET);
  g_autoptr (LpDbusCall) wrong_side = call_write (LP_CALL_OUTGOING_SECRET);
  g_autoptr (GError) error = NULL;

  /* Without an answer there is nothing to put in. */
  g_assert_false (lp_call_run (write, &fixture->context, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (lp_call_run (open, &fixture->context, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (lp_call_run (write, &fixture->context, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->written, ==, "(4711, {'password': <'in'>})");

  g_assert_false (lp_call_run (wrong_side, &fixture->context, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static void
test_late (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LpDbusCall) open = call_open ();
  g_autoptr (GError) error = NULL;

  g_assert_true (lp_call_run (open, &fixture->context, NULL, &error));
  g_assert_no_error (error);
}

static void
test_match (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *value;
    gboolean may_be_gone;
    gboolean succeeds;
  } rows[] = { { "mine", FALSE, TRUE }, { "lost", FALSE, FALSE }, { "lost", TRUE, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (LpDbusCall) call = call_open ();
    g_autoptr (GError) error = NULL;
    call->waits = i == 0;
    call->match_interface = g_strdup ("x.Y");
    call->match_property = g_strdup ("Name");
    call->match_value = g_strdup (rows[i].value);
    call->may_be_gone = rows[i].may_be_gone;
    g_assert_true (lp_call_run (call, &fixture->context, NULL, &error) == rows[i].succeeds);
    if (!rows[i].succeeds)
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  }
}

static void
test_gone (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *name, *path, *method;
    gboolean may_be_gone;
    gboolean succeeds;
  } rows[] = {
    { "org.letterplate.Nobody", PATH, "Open", TRUE, TRUE },
    { "org.letterplate.Nobody", PATH, "Open", FALSE, FALSE },
    { NAME, "/elsewhere", "Open", TRUE, TRUE },
    { NAME, PATH, "NoSuchMethod", TRUE, TRUE },
    { NAME, PATH, "Refuse", TRUE, FALSE },
  };
  g_autoptr (LpDbusCall) open = call_open ();

  g_assert_true (lp_call_run (open, &fixture->context, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (LpDbusCall) call
        = lp_dbus_call_new (rows[i].name, rows[i].path, NAME, rows[i].method, NULL);
    call->may_be_gone = rows[i].may_be_gone;
    g_assert_true (lp_call_run (call, &fixture->context, NULL, &error) == rows[i].succeeds);
    g_assert_true ((error == NULL) == rows[i].succeeds);
  }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LpDbusCall) call
      = lp_dbus_call_new ("org.letterplate.Nobody", PATH, NAME, "Open", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  call->waits = TRUE;
  g_cancellable_cancel (cancellable);
  g_assert_false (lp_call_run (call, &fixture->context, cancellable, &error));
  g_assert_nonnull (error);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 2 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  g_test_add ("/call/placeholders", Fixture, NULL, set_up, test_placeholders, tear_down);
  g_test_add ("/call/late", Fixture, GUINT_TO_POINTER (LATE_MS), set_up, test_late, tear_down);
  g_test_add ("/call/match", Fixture, NULL, set_up, test_match, tear_down);
  g_test_add ("/call/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/call/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);
  int status = g_test_run ();
  g_test_dbus_down (bus);
  g_object_unref (bus);
  return status;
}

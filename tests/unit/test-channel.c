/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting: wherever a server lets a conversation hang, cancelling is felt at once and the deadline is kept. Names are resolved
 * by a resolver of this test's own; servers listen on loopback and do no more than they must. */

#include "protocol/dialogue.h"

#include <gio/gio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define AT_ONCE_MS 1500 /* generous, for a busy machine: LONG_MS is what it is told from */
#define SOON_MS 400
#define LONG_MS 6000

/* A resolver that knows "two.example" (a dead address first), "one.example", and is silent about "silent.example". */
#define MOCK_TYPE_RESOLVER (mock_resolver_get_type ())
G_DECLARE_FINAL_TYPE (MockResolver, mock_resolver, MOCK, RESOLVER, GResolver)

struct _MockResolver {
  GResolver parent;
};

G_DEFINE_FINAL_TYPE (MockResolver, mock_resolver, G_TYPE_RESOLVER)

#define DEAD_ADDRESS "127.21.7.1"
#define LIVE_ADDRESS "127.21.7.2"

static GList *
list_addresses (const char *host)
{
  GList *list = NULL;

  if (strcmp (host, "two.example") == 0 || strcmp (host, "dead.example") == 0)
    list = g_list_append (list, g_inet_address_new_from_string (DEAD_ADDRESS));
  if (strcmp (host, "two.example") == 0 || strcmp (host, "one.example") == 0)
    list = g_list_append (list, g_inet_address_new_from_string (LIVE_ADDRESS));
  return list;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;

  g_task_return_error_if_cancelled (task);
}

static void
free_list (gpointer list)
{
  g_list_free_full (list, g_object_unref);
}

static void
look_up (GResolver *resolver, const char *host, GResolverNameLookupFlags flags,
         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, data);

  if (strcmp (host, "silent.example") == 0) {
    GSource *source = g_cancellable_source_new (cancellable);
    g_task_attach_source (task, source, G_SOURCE_FUNC (on_cancelled));
    g_source_unref (source);
    return;
  }
  GList *list = flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY ? NULL : list_addresses (host);
  if (list != NULL)
    g_task_return_pointer (task, list, free_list);
  else
    g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no such name");
}

static void
look_up_any (GResolver *resolver, const char *host, GCancellable *cancellable,
             GAsyncReadyCallback callback, gpointer data)
{
  look_up (resolver, host, 0, cancellable, callback, data);
}

static GList *
finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
mock_resolver_class_init (MockResolverClass *class)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (class);

  resolver_class->lookup_by_name_async = look_up_any;
  resolver_class->lookup_by_name_finish = finish;
  resolver_class->lookup_by_name_with_flags_async = look_up;
  resolver_class->lookup_by_name_with_flags_finish = finish;
}

static void
mock_resolver_init (MockResolver *resolver)
{
}

/* A server that accepts, says its lines, and then lets the client hang: one entry a way of hanging. */
typedef struct {
  const char *name;
  const char *host;
  LpProtocolId protocol;
  LpSecurity security;
  const char *says; /* at once, whatever the client says */
  gboolean trickles;
  LpStageId stage;
} Hang;

static const Hang hangs[] = {
  { "look-up", "silent.example", LP_PROTOCOL_IMAP, LP_SECURITY_TLS, NULL, FALSE, LP_STAGE_LOOK_UP },
  { "connect", "dead.example", LP_PROTOCOL_IMAP, LP_SECURITY_TLS, NULL, FALSE, LP_STAGE_CONNECT },
  { "tls", "one.example", LP_PROTOCOL_IMAP, LP_SECURITY_TLS, NULL, FALSE, LP_STAGE_TLS },
  { "greeting", "one.example", LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS, NULL, FALSE,
    LP_STAGE_GREETING },
  { "half-a-greeting", "one.example", LP_PROTOCOL_SMTP, LP_SECURITY_STARTTLS, "220 mail", FALSE,
    LP_STAGE_GREETING },
  { "trickling-greeting", "one.example", LP_PROTOCOL_POP3, LP_SECURITY_PLAIN, "+OK ", TRUE,
    LP_STAGE_GREETING },
  { "capabilities", "one.example", LP_PROTOCOL_IMAP, LP_SECURITY_PLAIN, "* OK\r\n", FALSE,
    LP_STAGE_CAPABILITIES },
  { "trickling-capabilities", "one.example", LP_PROTOCOL_SMTP, LP_SECURITY_PLAIN,
    "220 hi\r\n250-x\r\n250-", TRUE, LP_STAGE_CAPABILITIES },
  { "starttls", "one.example", LP_PROTOCOL_IMAP, LP_SECURITY_STARTTLS, "* OK\r\n", FALSE,
    LP_STAGE_STARTTLS },
  { "sign-in", "one.example", LP_PROTOCOL_IMAP, LP_SECURITY_PLAIN,
    "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] hi\r\n", FALSE, LP_STAGE_SIGN_IN },
};

typedef struct {
  const Hang *hang;
  int listener;
  int stuffing[8]; /* connections that fill the dead address's queue */
  guint16 port;
  GThread *thread;
  int stopping;
} Server;

static int
listen_on (const char *address, guint16 *port, int backlog)
{
  struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons (*port) };
  socklen_t length = sizeof name;
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);
  int on = 1;

  memcpy (&name.sin_addr, g_inet_address_to_bytes (inet), 4);
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  g_assert_cmpint (bind (fd, (struct sockaddr *)&name, sizeof name), ==, 0);
  g_assert_cmpint (listen (fd, backlog), ==, 0);
  getsockname (fd, (struct sockaddr *)&name, &length);
  *port = ntohs (name.sin_port);
  return fd;
}

/* A full queue swallows further connections without a word, like a firewall that drops. */
static void
stuff (Server *server, guint16 port)
{
  struct sockaddr_in name = { .sin_family = AF_INET, .sin_port = htons (port) };
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (DEAD_ADDRESS);

  memcpy (&name.sin_addr, g_inet_address_to_bytes (inet), 4);
  for (gsize i = 0; i < G_N_ELEMENTS (server->stuffing); i++) {
    server->stuffing[i] = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    (void)!connect (server->stuffing[i], (struct sockaddr *)&name, sizeof name);
  }
}

static gpointer
serve (gpointer data)
{
  Server *server = data;
  int fd = accept (server->listener, NULL, NULL);

  if (fd < 0)
    return NULL;
  if (server->hang->says != NULL)
    (void)!send (fd, server->hang->says, strlen (server->hang->says), MSG_NOSIGNAL);
  while (!g_atomic_int_get (&server->stopping)) {
    if (server->hang->trickles)
      (void)!send (fd, "x", 1, MSG_NOSIGNAL);
    g_usleep (20 * 1000);
  }
  close (fd);
  return NULL;
}

static Server *
start_server (const Hang *hang)
{
  Server *server = g_new0 (Server, 1);

  server->hang = hang;
  server->listener = listen_on (LIVE_ADDRESS, &server->port, 8);
  server->thread = g_thread_new ("server", serve, server);
  return server;
}

static void
stop_server (Server *server)
{
  g_atomic_int_set (&server->stopping, TRUE);
  shutdown (server->listener, SHUT_RDWR);
  close (server->listener);
  g_thread_join (server->thread);
  g_free (server);
}

static gpointer
cancel_later (gpointer data)
{
  g_usleep (100 * 1000);
  g_cancellable_cancel (data);
  return NULL;
}

static const LpStageResult *
run (const Hang *hang, guint16 port, guint timeout_ms, GCancellable *cancellable, GError **error)
{
  static LpStageResult last;
  g_autoptr (LpServer) server
      = lp_server_new (hang->protocol, hang->host, port, hang->security, "maya");
  LpDialogueOptions options = { .allow_plaintext = TRUE,
                                .no_proxy = TRUE,
                                .connect_ms = timeout_ms,
                                .tls_ms = timeout_ms,
                                .reply_ms = timeout_ms };
  g_autoptr (LpDialogue) dialogue = lp_dialogue_new (server, &options, NULL, "test");
  g_autoptr (LpCredentials) credentials
      = lp_credentials_new (LP_SECRET_PASSWORD, "secret word", -1);

  if (lp_dialogue_probe (dialogue, cancellable, error))
    lp_dialogue_verify (dialogue, credentials, cancellable, error);
  g_assert_false (lp_dialogue_is_open (dialogue));
  const LpOutcome *outcome = lp_dialogue_get_outcome (dialogue);
  last = *(LpStageResult *)outcome->stages->pdata[outcome->stages->len - 1];
  last.detail = NULL;
  return &last;
}

static guint16
prepare (const Hang *hang, Server **server, int *dead)
{
  guint16 port = 0;

  *server = start_server (hang);
  *dead = -1;
  if (strcmp (hang->host, "dead.example") != 0)
    return (*server)->port;
  *dead = listen_on (DEAD_ADDRESS, &port, 0);
  stuff (*server, port);
  return port;
}

static void
tidy (Server *server, int dead)
{
  for (gsize i = 0; dead >= 0 && i < G_N_ELEMENTS (server->stuffing); i++)
    close (server->stuffing[i]);
  if (dead >= 0)
    close (dead);
  stop_server (server);
}

static void
test_cancel (gconstpointer data)
{
  const Hang *hang = data;
  Server *server;
  int dead;
  guint16 port = prepare (hang, &server, &dead);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *canceller = g_thread_new ("cancel", cancel_later, cancellable);
  gint64 begun = g_get_monotonic_time ();

  const LpStageResult *last = run (hang, port, LONG_MS, cancellable, &error);
  gint64 ms = (g_get_monotonic_time () - begun) / 1000;

  g_thread_join (canceller);
  g_assert_error (error, LP_ERROR, LP_VERDICT_CANCELLED);
  g_assert_cmpstr (lp_stage_get_name (last->stage), ==, lp_stage_get_name (hang->stage));
  g_assert_cmpint (ms, >=, 90);
  g_assert_cmpint (ms, <, 100 + AT_ONCE_MS);
  tidy (server, dead);
}

static void
test_deadline (gconstpointer data)
{
  const Hang *hang = data;
  Server *server;
  int dead;
  guint16 port = prepare (hang, &server, &dead);
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  const LpStageResult *last = run (hang, port, SOON_MS, NULL, &error);
  gint64 ms = (g_get_monotonic_time () - begun) / 1000;

  int expected = hang->stage == LP_STAGE_LOOK_UP ? LP_VERDICT_DNS_FAILED : LP_VERDICT_TIMED_OUT;
  g_assert_error (error, LP_ERROR, expected);
  g_assert_cmpstr (lp_stage_get_name (last->stage), ==, lp_stage_get_name (hang->stage));
  g_assert_cmpint (ms, >=, SOON_MS - 10);
  /* A silent port in clear is asked in TLS once more before it is given up. */
  g_assert_cmpint (ms, <, 2 * SOON_MS + AT_ONCE_MS);
  tidy (server, dead);
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  run (&hangs[0], 143, LONG_MS, cancellable, &error);
  g_assert_error (error, LP_ERROR, LP_VERDICT_CANCELLED);
}

static void
test_unknown_name (void)
{
  static const Hang nowhere = { "nowhere", "nowhere.example", LP_PROTOCOL_IMAP, LP_SECURITY_TLS };
  g_autoptr (GError) error = NULL;

  const LpStageResult *last = run (&nowhere, 993, LONG_MS, NULL, &error);
  g_assert_error (error, LP_ERROR, LP_VERDICT_NO_SUCH_DOMAIN);
  g_assert_cmpstr (lp_stage_get_name (last->stage), ==, "look-up");
}

static void
test_refused (void)
{
  static const Hang closed = { "closed", "one.example", LP_PROTOCOL_IMAP, LP_SECURITY_TLS };
  g_autoptr (GError) error = NULL;
  guint16 port = 0;

  close (listen_on (LIVE_ADDRESS, &port, 1)); /* a port that nobody has now */
  const LpStageResult *last = run (&closed, port, LONG_MS, NULL, &error);
  g_assert_error (error, LP_ERROR, LP_VERDICT_REFUSED);
  g_assert_cmpstr (lp_stage_get_name (last->stage), ==, "connect");
}

/* The dead address comes first; the live one must not wait for it (RFC 8305: 250 ms). */
static void
test_second_address (void)
{
  static const Hang hang = { "two", "two.example", LP_PROTOCOL_IMAP, LP_SECURITY_PLAIN,
                             "* OK [CAPABILITY IMAP4rev1] hi\r\n" };
  Server *server = start_server (&hang);
  guint16 port = server->port;
  int dead = listen_on (DEAD_ADDRESS, &port, 0);
  stuff (server, port);
  g_autoptr (LpServer) where
      = lp_server_new (hang.protocol, hang.host, port, hang.security, "maya");
  LpDialogueOptions options = { .no_proxy = TRUE, .connect_ms = LONG_MS };
  g_autoptr (LpDialogue) dialogue = lp_dialogue_new (where, &options, NULL, "test");
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  g_assert_true (lp_dialogue_probe (dialogue, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint ((g_get_monotonic_time () - begun) / 1000, <, LONG_MS / 2);
  const LpStageResult *connect = lp_dialogue_get_outcome (dialogue)->stages->pdata[1];
  g_assert_cmpstr (connect->detail, ==, LIVE_ADDRESS);
  tidy (server, dead);
}

/* Left alone between probe and verify, on another thread, until the server hangs up. */
static gpointer
look_whether_open (gpointer data)
{
  return GINT_TO_POINTER (lp_dialogue_is_open (data));
}

static void
test_left_alone (void)
{
  static const Hang hang = { "alone", "one.example", LP_PROTOCOL_IMAP, LP_SECURITY_PLAIN,
                             "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n" };
  Server *server = start_server (&hang);
  g_autoptr (LpServer) where
      = lp_server_new (hang.protocol, hang.host, server->port, hang.security, "maya");
  LpDialogueOptions options = { .no_proxy = TRUE, .allow_plaintext = TRUE };
  g_autoptr (LpDialogue) dialogue = lp_dialogue_new (where, &options, NULL, "test");
  g_autoptr (LpCredentials) credentials
      = lp_credentials_new (LP_SECRET_PASSWORD, "secret word", -1);
  g_autoptr (GError) error = NULL;

  g_assert_true (lp_dialogue_probe (dialogue, NULL, &error));
  g_assert_true (
      GPOINTER_TO_INT (g_thread_join (g_thread_new ("look", look_whether_open, dialogue))));
  stop_server (server);
  g_assert_false (lp_dialogue_is_open (dialogue));
  g_assert_false (lp_dialogue_verify (dialogue, credentials, NULL, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_CLOSED);
}

static void
add_hangs (const char *what, GTestDataFunc test)
{
  for (gsize i = 0; i < G_N_ELEMENTS (hangs); i++) {
    g_autofree char *path = g_strdup_printf ("/channel/%s/%s", what, hangs[i].name);
    g_test_add_data_func (path, &hangs[i], test);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autoptr (GResolver) resolver = g_object_new (MOCK_TYPE_RESOLVER, NULL);

  g_resolver_set_default (resolver);
  add_hangs ("cancel", test_cancel);
  add_hangs ("deadline", test_deadline);
  g_test_add_func ("/channel/cancelled-before", test_cancelled_before);
  g_test_add_func ("/channel/unknown-name", test_unknown_name);
  g_test_add_func ("/channel/refused", test_refused);
  g_test_add_func ("/channel/second-address", test_second_address);
  g_test_add_func ("/channel/left-alone", test_left_alone);
  return g_test_run ();
}

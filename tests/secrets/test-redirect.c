/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The listener that the browser comes back to, asked over real loopback connections.
 */
#include <string.h>

#include "model/error.h"
#include "secrets/oauth2-redirect.h"

#define STATE "s-0123456789"
#define GOOD "GET /?code=c-1&state=" STATE " HTTP/1.1\r\nHost: HOST\r\n\r\n"

/* %h for the host and port */
typedef struct {
  guint16 port;
  gboolean by_ipv6;
  const char *const *requests;
  GString *statuses;
} Browser;

static GSocketConnection *
connect_to (guint16 port, gboolean by_ipv6, GError **error)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  return g_socket_client_connect_to_host (client, by_ipv6 ? "::1" : "127.0.0.1", port, NULL, error);
}

static char *
ask (guint16 port, gboolean by_ipv6, const char *request)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection
      = g_socket_client_connect_to_host (client, by_ipv6 ? "::1" : "127.0.0.1", port, NULL, &error);
  if (connection == NULL)
    return g_strdup (error->message);

  GIOStream *stream = G_IO_STREAM (connection);
  g_autofree char *host = g_strdup_printf ("127.0.0.1:%u", port);
  g_auto (GStrv) parts = g_strsplit (request, "HOST", -1);
  g_autofree char *whole = g_strjoinv (host, parts);
  char answer[4096] = "";
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), whole, strlen (whole), NULL,
                             NULL, NULL);
  g_input_stream_read (g_io_stream_get_input_stream (stream), answer, sizeof answer - 1, NULL,
                       NULL);
  return g_strdup (answer);
}

/* Asks one after the other and keeps the status codes */
static gpointer
browse (gpointer data)
{
  Browser *browser = data;

  for (const char *const *request = browser->requests; *request != NULL; request++) {
    g_autofree char *answer = ask (browser->port, browser->by_ipv6, *request);
    g_string_append_printf (browser->statuses, "%.3s ", answer + strlen ("HTTP/1.1 "));
  }
  return NULL;
}

static guint16
port_of (const LpRedirect *redirect)
{
  const char *uri = lp_redirect_get_uri (redirect);

  g_assert_true (g_str_has_prefix (uri, "http://127.0.0.1:"));
  return (guint16)g_ascii_strtoull (uri + strlen ("http://127.0.0.1:"), NULL, 10);
}

static LpIssuer *
make_issuer (gboolean wants_identifier)
{
  LpIssuer *issuer = g_new0 (LpIssuer, 1);

  issuer->id = g_strdup ("some");
  issuer->name = g_strdup ("Somebody");
  issuer->identifier = g_strdup ("https://id.example.test");
  issuer->redirect_host = g_strdup ("127.0.0.1");
  issuer->wants_identifier = wants_identifier;
  return issuer;
}

typedef struct {
  const char *name;
  gboolean by_ipv6;
  gboolean wants_identifier;
  const char *requests[8];
  const char *statuses;
  const char *code; /* or what went wrong: */
  LpVerdict verdict;
} RedirectCase;

#define ANSWER(query) "GET /?" query " HTTP/1.1\r\nHost: HOST\r\n\r\n"

static const RedirectCase redirect_cases[] = {
  { "code", FALSE, FALSE, { GOOD }, "200 ", "c-1", LP_VERDICT_OK },
  { "code-by-ipv6", TRUE, FALSE, { GOOD }, "200 ", "c-1", LP_VERDICT_OK },
  { "code-with-issuer",
    FALSE,
    TRUE,
    { ANSWER ("code=c-1&state=" STATE "&iss=https%3A%2F%2Fid.example.test") },
    "200 ",
    "c-1",
    LP_VERDICT_OK },
  { "wrong-state",
    FALSE,
    FALSE,
    { ANSWER ("code=c-1&state=s-0123456780") },
    "400 ",
    NULL,
    LP_VERDICT_TOKEN_REFUSED },
  { "no-state", FALSE, FALSE, { ANSWER ("code=c-1") }, "400 ", NULL, LP_VERDICT_TOKEN_REFUSED },
  { "longer-state",
    FALSE,
    FALSE,
    { ANSWER ("code=c-1&state=" STATE "0") },
    "400 ",
    NULL,
    LP_VERDICT_TOKEN_REFUSED },
  { "another-issuer",
    FALSE,
    FALSE,
    { ANSWER ("code=c-1&state=" STATE "&iss=https%3A%2F%2Fevil.example.test") },
    "400 ",
    NULL,
    LP_VERDICT_TOKEN_REFUSED },
  { "no-issuer-although-promised", FALSE, TRUE, { GOOD }, "400 ", NULL, LP_VERDICT_TOKEN_REFUSED },
  { "denied",
    FALSE,
    FALSE,
    { ANSWER ("error=access_denied&state=" STATE) },
    "400 ",
    NULL,
    LP_VERDICT_CANCELLED },
  { "denied-by-somebody-else",
    FALSE,
    FALSE,
    { ANSWER ("error=access_denied") },
    "400 ",
    NULL,
    LP_VERDICT_TOKEN_REFUSED },
  { "error-page",
    FALSE,
    FALSE,
    { ANSWER ("error=server_error&error_description=Oops%0d%0aX%3a+y&state=" STATE) },
    "400 ",
    NULL,
    LP_VERDICT_SERVER_UNAVAILABLE },
  { "neither",
    FALSE,
    FALSE,
    { ANSWER ("state=" STATE) },
    "400 ",
    NULL,
    LP_VERDICT_PROTOCOL_BROKEN },
  { "elsewhere-first",
    FALSE,
    FALSE,
    { "GET /favicon.ico HTTP/1.1\r\nHost: HOST\r\n\r\n", "GET / HTTP/1.1\r\nHost: HOST\r\n\r\n",
      "POST /?code=evil&state=" STATE " HTTP/1.1\r\nHost: HOST\r\nContent-Length: 0\r\n\r\n",
      "GET /?code=evil&state=x HTTP/1.1\r\nHost: evil.example.test\r\n\r\n",
      "GET /?code=evil&state=x HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Mode: no-cors\r\n\r\n",
      "GET /?code=evil&state=x HTTP/1.1\r\nHost: HOST\r\nSec-Fetch-Mode: "
      "navigate\r\nSec-Fetch-Dest: "
      "iframe\r\n\r\n",
      GOOD },
    "404 404 403 403 403 403 200 ",
    "c-1",
    LP_VERDICT_OK },
};

static void
test_redirect (gconstpointer data)
{
  const RedirectCase *row = data;
  g_autoptr (LpIssuer) issuer = make_issuer (row->wants_identifier);
  g_autoptr (GError) error = NULL;
  g_autoptr (LpRedirect) redirect = lp_redirect_new (issuer, STATE, &error);
  g_assert_no_error (error);

  g_autoptr (GString) statuses = g_string_new (NULL);
  Browser browser = { port_of (redirect), row->by_ipv6, row->requests, statuses };
  GThread *thread = g_thread_new ("browser", browse, &browser);
  g_autofree char *code = lp_redirect_wait (redirect, 20, NULL, &error);
  g_thread_join (thread);

  g_assert_cmpstr (statuses->str, ==, row->statuses);
  g_assert_cmpstr (code, ==, row->code);
  if (row->code == NULL) {
    g_test_message ("%s", error->message);
    g_assert_error (error, LP_ERROR, (int)row->verdict);
    g_assert_null (strpbrk (error->message, "\r\n"));
  }
}

/* A connection that says nothing (browsers open them ahead) is in nobody's way. */
static void
test_redirect_silent (void)
{
  g_autoptr (LpIssuer) issuer = make_issuer (FALSE);
  g_autoptr (LpRedirect) redirect = lp_redirect_new (issuer, STATE, NULL);
  g_autoptr (GSocketConnection) silent = connect_to (port_of (redirect), FALSE, NULL);
  g_assert_nonnull (silent);

  const char *requests[] = { GOOD, NULL };
  g_autoptr (GString) statuses = g_string_new (NULL);
  Browser browser = { port_of (redirect), FALSE, requests, statuses };
  GThread *thread = g_thread_new ("browser", browse, &browser);
  g_autofree char *code = lp_redirect_wait (redirect, 20, NULL, NULL);
  g_thread_join (thread);
  g_assert_cmpstr (code, ==, "c-1");
}

static void
test_redirect_two (void)
{
  g_autoptr (LpIssuer) issuer = make_issuer (FALSE);
  g_autoptr (LpRedirect) one = lp_redirect_new (issuer, "state-of-one", NULL);
  g_autoptr (LpRedirect) two = lp_redirect_new (issuer, STATE, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (port_of (one), !=, port_of (two));

  /* the answer to the one at the other's door */
  const char *requests[] = { GOOD, NULL };
  g_autoptr (GString) statuses = g_string_new (NULL);
  Browser browser = { port_of (one), FALSE, requests, statuses };
  GThread *thread = g_thread_new ("browser", browse, &browser);
  g_assert_null (lp_redirect_wait (one, 20, NULL, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_TOKEN_REFUSED);
  g_thread_join (thread);

  browser.port = port_of (two);
  thread = g_thread_new ("browser", browse, &browser);
  g_autofree char *code = lp_redirect_wait (two, 20, NULL, NULL);
  g_thread_join (thread);
  g_assert_cmpstr (code, ==, "c-1");
}

static void
test_redirect_port_is_ours (void)
{
  g_autoptr (LpIssuer) issuer = make_issuer (FALSE);
  g_autoptr (LpRedirect) redirect = lp_redirect_new (issuer, STATE, NULL);
  guint16 port = port_of (redirect);

  for (int family = 0; family < 2; family++) {
    GSocketFamily kind = family == 0 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
    g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (kind);
    g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
    g_autoptr (GSocket) socket
        = g_socket_new (kind, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
    g_autoptr (GError) error = NULL;
    g_assert_false (g_socket_bind (socket, address, TRUE, &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  }
}

static void
test_redirect_nobody_comes (void)
{
  g_autoptr (LpIssuer) issuer = make_issuer (FALSE);
  g_autoptr (LpRedirect) redirect = lp_redirect_new (issuer, STATE, NULL);
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_null (lp_redirect_wait (redirect, 1, NULL, &error));
  g_assert_error (error, LP_ERROR, LP_VERDICT_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 3 * G_USEC_PER_SEC);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_redirect_cancelled (void)
{
  g_autoptr (LpIssuer) issuer = make_issuer (FALSE);
  g_autoptr (LpRedirect) redirect = lp_redirect_new (issuer, STATE, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("person", cancel_soon, cancellable);

  g_assert_null (lp_redirect_wait (redirect, 20, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (redirect_cases); i++) {
    g_autofree char *path = g_strconcat ("/redirect/", redirect_cases[i].name, NULL);
    g_test_add_data_func (path, &redirect_cases[i], test_redirect);
  }
  g_test_add_func ("/redirect/silent-connection", test_redirect_silent);
  g_test_add_func ("/redirect/two-at-once", test_redirect_two);
  g_test_add_func ("/redirect/port-is-ours", test_redirect_port_is_ours);
  g_test_add_func ("/redirect/nobody-comes", test_redirect_nobody_comes);
  g_test_add_func ("/redirect/cancelled", test_redirect_cancelled);
  return g_test_run ();
}

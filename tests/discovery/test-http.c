/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/http against a web server of the test. */
#include "base/http.h"
#include "support/names.h"
#include "support/network.h"
#include "support/web.h"

#include <glib/gstdio.h>
#include <string.h>

static Certificates *certificates;
static char *ca_file;

/* A world with two sites, https and http each, and the pages that the rows below ask for. */
static Web *
open_world (void)
{
  Web *web = web_new (certificates);
  g_autofree char *large = g_strnfill (300 * 1024, 'x');
  g_autofree char *fitting = g_strnfill (LP_HTTP_MAX_SIZE, 'x');

  names_clear ();
  network_clear ();
  names_add_record ("a.example.org", "A", "203.0.113.1");
  names_add_record ("b.example.org", "A", "203.0.113.2");
  names_add_record ("other.test", "A", "203.0.113.3");
  names_add_record ("silent.test", "A", "203.0.113.4");
  names_add_record ("wrong.test", "A", "203.0.113.1");
  web_listen (web, "203.0.113.1", 443, CERTIFICATE_GOOD, "a.example.org");
  web_listen (web, "203.0.113.1", 80, CERTIFICATE_GOOD, NULL);
  web_listen (web, "203.0.113.2", 443, CERTIFICATE_GOOD, "b.example.org");
  web_listen (web, "203.0.113.3", 443, CERTIFICATE_GOOD, "other.test");
  network_add_silence ("203.0.113.4", 0);

  web_add_page (web, "https://a.example.org/good", WEB_DOCUMENT, 200, "text/XML; charset=x",
                "hello", 0);
  web_add_page (web, "https://a.example.org/fitting", WEB_DOCUMENT, 200, "text/xml", fitting, 0);
  web_add_page (web, "https://a.example.org/large", WEB_DOCUMENT, 200, "text/xml", large, 0);
  web_add_page (web, "https://a.example.org/missing", WEB_DOCUMENT, 404, "text/html", "no", 0);
  web_add_page (web, "https://a.example.org/hang", WEB_HANG, 0, NULL, NULL, 0);
  web_add_page (web, "https://a.example.org/drip", WEB_DRIP, 0, NULL, NULL, 0);
  web_add_page (web, "https://a.example.org/bomb", WEB_BOMB, 0, NULL, NULL, 0);
  web_add_page (web, "https://a.example.org/short", WEB_SHORT, 0, NULL, NULL, 0);
  web_add_page (web, "http://a.example.org/plain", WEB_DOCUMENT, 200, "text/plain", "plain", 0);
  web_add_page (web, "https://a.example.org/1", WEB_REDIRECT, 302, NULL, "/2", 0);
  web_add_page (web, "https://a.example.org/2", WEB_REDIRECT, 307, NULL, "https://b.example.org/3",
                0);
  web_add_page (web, "https://b.example.org/3", WEB_REDIRECT, 301, NULL,
                "https://a.example.org/good", 0);
  web_add_page (web, "https://a.example.org/four", WEB_REDIRECT, 302, NULL, "/1", 0);
  web_add_page (web, "https://a.example.org/down", WEB_REDIRECT, 302, NULL,
                "http://a.example.org/plain", 0);
  web_add_page (web, "http://a.example.org/up", WEB_REDIRECT, 302, NULL,
                "https://a.example.org/good", 0);
  web_add_page (web, "https://a.example.org/away", WEB_REDIRECT, 302, NULL, "https://other.test/",
                0);
  web_add_page (web, "https://other.test/", WEB_DOCUMENT, 200, "text/plain", "away", 0);
  web_add_page (web, "https://a.example.org/file", WEB_REDIRECT, 302, NULL, "file:///etc/passwd",
                0);
  return web;
}

typedef struct {
  const char *name;
  const char *method;
  const char *url;
  gboolean allow_plain;
  gboolean stay_on_site;
  guint deadline_ms;
  guint status; /* 0: an error */
  gboolean secure;
  const char *final_url;
  const char *body; /* (nullable): what it begins with */
} Row;

static const Row rows[] = {
  { "good", NULL, "https://a.example.org/good", 0, 0, 0, 200, TRUE, NULL, "hello" },
  { "fitting", NULL, "https://a.example.org/fitting", 0, 0, 0, 200, TRUE, NULL, "xxxx" },
  { "large", NULL, "https://a.example.org/large" },
  { "missing", NULL, "https://a.example.org/missing", 0, 0, 0, 404, TRUE, NULL, "no" },
  { "hang", NULL, "https://a.example.org/hang", 0, 0, 500 },
  { "drip", NULL, "https://a.example.org/drip", 0, 0, 1500 },
  { "bomb", NULL, "https://a.example.org/bomb" },
  { "short", NULL, "https://a.example.org/short" },
  { "silent", NULL, "https://silent.test/", 0, 0, 500 },
  { "unknown-host", NULL, "https://nowhere.test/" },
  { "wrong-host", NULL, "https://wrong.test/" },
  { "not-a-url", NULL, "autoconfig" },
  { "file", NULL, "file:///etc/passwd", TRUE },
  { "no-host", NULL, "https:///x" },
  { "plain/refused", NULL, "http://a.example.org/plain" },
  { "plain/allowed", NULL, "http://a.example.org/plain", TRUE, 0, 0, 200, FALSE, NULL, "plain" },
  { "redirect/three", NULL, "https://a.example.org/1", 0, 0, 0, 200, TRUE,
    "https://a.example.org/good", "hello" },
  { "redirect/four", NULL, "https://a.example.org/four" },
  { "redirect/to-plain", NULL, "https://a.example.org/down" },
  { "redirect/to-plain-allowed", NULL, "https://a.example.org/down", TRUE, 0, 0, 200, FALSE,
    "http://a.example.org/plain", "plain" },
  { "redirect/from-plain", NULL, "http://a.example.org/up", TRUE, 0, 0, 200, FALSE,
    "https://a.example.org/good", "hello" },
  { "redirect/away", NULL, "https://a.example.org/away", 0, 0, 0, 200, TRUE, "https://other.test/",
    "away" },
  { "redirect/stay-on-site", NULL, "https://a.example.org/away", 0, TRUE, 0, 302, TRUE, NULL,
    NULL },
  { "redirect/same-site", NULL, "https://a.example.org/1", 0, TRUE, 0, 200, TRUE,
    "https://a.example.org/good", "hello" },
  { "redirect/to-file", NULL, "https://a.example.org/file", TRUE },
  { "post", "POST", "https://a.example.org/good", 0, 0, 0, 200, TRUE, NULL, "hello" },
  { "post/redirect-not-followed", "POST", "https://a.example.org/1", 0, 0, 0, 302, TRUE, NULL,
    NULL },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr (Web) web = open_world ();
  g_autoptr (GBytes) body = g_bytes_new_static ("question", 8);
  LpHttpRequest request = {
    .method = row->method,
    .url = row->url,
    .allow_plain = row->allow_plain,
    .stay_on_site = row->stay_on_site,
    .deadline_ms = row->deadline_ms,
    .ca_file = ca_file,
    .content_type = row->method != NULL ? "text/plain" : NULL,
    .body = row->method != NULL ? body : NULL,
  };
  g_autoptr (GError) error = NULL;
  gint64 started = g_get_monotonic_time ();
  g_autoptr (LpHttpResponse) response = lp_http_fetch (&request, NULL, &error);

  if (row->deadline_ms != 0) {
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
    g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_USEC_PER_SEC);
  }
  if (row->status == 0) {
    g_assert_null (response);
    g_assert_nonnull (error);
    return;
  }
  g_assert_no_error (error);
  g_assert_cmpuint (response->status, ==, row->status);
  g_assert_cmpint (response->secure, ==, row->secure);
  g_assert_cmpstr (response->url, ==, row->final_url != NULL ? row->final_url : row->url);
  if (row->body != NULL)
    g_assert_cmpmem (g_bytes_get_data (response->body, NULL), strlen (row->body), row->body,
                     strlen (row->body));
}

static void
test_content_type (void)
{
  g_autoptr (Web) web = open_world ();
  LpHttpRequest request = { .url = "https://a.example.org/good", .ca_file = ca_file };
  g_autoptr (LpHttpResponse) response = lp_http_fetch (&request, NULL, NULL);

  g_assert_cmpstr (response->content_type, ==, "text/xml");
}

/* Our own authority counts only when it is named. */
static void
test_unknown_authority (void)
{
  g_autoptr (Web) web = open_world ();
  LpHttpRequest request = { .url = "https://a.example.org/good" };
  g_autoptr (GError) error = NULL;

  g_assert_null (lp_http_fetch (&request, NULL, &error));
  g_assert_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE);
}

static gpointer
cancel_later (gpointer cancellable)
{
  g_usleep (200 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (Web) web = open_world ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LpHttpRequest request = { .url = "https://a.example.org/hang", .ca_file = ca_file };
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_later, cancellable);

  g_assert_null (lp_http_fetch (&request, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
note_connection (gpointer user_data)
{
  (*(guint *)user_data)++;
}

static void
test_on_connected (void)
{
  g_autoptr (Web) web = open_world ();
  guint connected = 0;
  LpHttpRequest request = {
    .url = "https://silent.test/",
    .deadline_ms = 300,
    .on_connected = note_connection,
    .user_data = &connected,
  };

  lp_http_response_free (lp_http_fetch (&request, NULL, NULL));
  g_assert_cmpuint (connected, ==, 0);
  request.url = "https://a.example.org/good";
  request.ca_file = ca_file;
  lp_http_response_free (lp_http_fetch (&request, NULL, NULL));
  g_assert_cmpuint (connected, ==, 1);
}

static const struct {
  const char *host;
  const char *site;
} sites[] = {
  { "autoconfig.example.org", "example.org" },
  { "example.org", "example.org" },
  { "mail.example.co.uk", "example.co.uk" },
  { "a.b.corp.lan", "corp.lan" },
  { "localhost", "localhost" },
  { "192.0.2.1", "192.0.2.1" },
  { "co.uk", "co.uk" },
};

static void
test_sites (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    g_assert_cmpstr (lp_http_get_site (sites[i].host), ==, sites[i].site);
  g_assert_true (lp_http_is_same_site ("a.example.co.uk", "B.example.co.uk"));
  g_assert_false (lp_http_is_same_site ("a.co.uk", "b.co.uk"));
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("letterplate-http-XXXXXX", NULL);

  ca_file = g_build_filename (home, "ca.pem", NULL);
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  network_register_monitor ();
  g_test_init (&argc, &argv, NULL);
  names_install ();
  certificates = certificates_new (ca_file);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/http/", rows[i].name, NULL);
    g_test_add_data_func (path, &rows[i], test_row);
  }
  g_test_add_func ("/http/content-type", test_content_type);
  g_test_add_func ("/http/unknown-authority", test_unknown_authority);
  g_test_add_func ("/http/cancel", test_cancel);
  g_test_add_func ("/http/on-connected", test_on_connected);
  g_test_add_func ("/http/sites", test_sites);

  int status = g_test_run ();
  certificates_free (certificates);
  g_unlink (ca_file);
  g_rmdir (home);
  g_free (ca_file);
  return status;
}

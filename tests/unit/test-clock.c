/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a web server says of the time, and servers that say it without end. */
#include "base/clock.h"

#include <string.h>

/* ---- a stream without end ---- */

#define ENDLESS_TYPE (endless_get_type ())
G_DECLARE_FINAL_TYPE (Endless, endless, TEST, ENDLESS, GInputStream)

struct _Endless {
  GInputStream parent;
  gsize octets; /* given so far */
};

G_DEFINE_FINAL_TYPE (Endless, endless, G_TYPE_INPUT_STREAM)

static gssize
endless_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
              GError **error)
{
  memset (buffer, 'a', count);
  TEST_ENDLESS (stream)->octets += count;
  return (gssize)count;
}

static void
endless_class_init (EndlessClass *class)
{
  G_INPUT_STREAM_CLASS (class)->read_fn = endless_read;
}

static void
endless_init (Endless *endless)
{
}

/* ---- tests ---- */

static gint64
soon (void)
{
  return g_get_monotonic_time () + 60 * G_TIME_SPAN_SECOND;
}

static const struct {
  const char *name;
  const char *answer;
  gint64 told;
} answers[] = {
  { "date", "HTTP/1.1 200 OK\r\nServer: x\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
    784111777 },
  { "lower-case", "HTTP/1.1 301 Moved\r\ndate:Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n", 784111777 },
  { "cut", "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
  { "none", "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", 0 },
  { "no-date", "HTTP/1.1 200 OK\r\nDate: yesterday\r\n\r\n", 0 },
  { "nothing", "", 0 },
};

static void
test_answer (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autoptr (GInputStream) stream
      = g_memory_input_stream_new_from_data (answers[i].answer, -1, NULL);

  g_assert_cmpint (lp_clock_read (stream, soon (), NULL), ==, answers[i].told);
}

static void
test_without_end (void)
{
  g_autoptr (Endless) stream = g_object_new (ENDLESS_TYPE, NULL);

  g_assert_cmpint (lp_clock_read (G_INPUT_STREAM (stream), soon (), NULL), ==, 0);
  g_assert_cmpuint (stream->octets, <=, 64 * 1024);
}

static void
test_too_late (void)
{
  g_autoptr (Endless) stream = g_object_new (ENDLESS_TYPE, NULL);

  g_assert_cmpint (lp_clock_read (G_INPUT_STREAM (stream), g_get_monotonic_time (), NULL), ==, 0);
  g_assert_cmpuint (stream->octets, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autofree char *path = g_strdup_printf ("/clock/answer/%s", answers[i].name);
    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_answer);
  }
  g_test_add_func ("/clock/without-end", test_without_end);
  g_test_add_func ("/clock/too-late", test_too_late);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mail programs that are run: to say something about themselves, or to test an account they were just given.
 */
#include "clients/run.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_OUTPUT (64 * 1024)
#define TEST_MS 10000
#define MAX_SHOWN 200

/* Reads up to the end, the limit or the deadline. */
static GString *
read_until (int fd, gint64 deadline)
{
  GString *output = g_string_new (NULL);
  while (output->len < MAX_OUTPUT) {
    char buffer[4096];
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    gint64 left_ms = (deadline - g_get_monotonic_time ()) / 1000;
    if (left_ms <= 0 || poll (&ready, 1, (int)left_ms) <= 0)
      break;
    gssize n = read (fd, buffer, sizeof buffer);
    if (n <= 0)
      break;
    g_string_append_len (output, buffer, n);
  }
  return output;
}

/* It has said what it had to say; one that hangs is not waited for beyond the deadline. */
static int
wait_until (GPid pid, gint64 deadline)
{
  int status = 0;
  pid_t done;
  while ((done = waitpid (pid, &status, WNOHANG)) == 0 && g_get_monotonic_time () < deadline)
    g_usleep (2000);
  if (done == 0) {
    kill (pid, SIGKILL);
    while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
      ;
  }
  g_spawn_close_pid (pid);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

char *
lp_run (const char *const *argv, guint timeout_ms, gboolean errors, int *status)
{
  g_return_val_if_fail (argv && argv[0], NULL);

  GPid pid;
  int ends[2];
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "LC_ALL", "C", TRUE);
  gint64 deadline = g_get_monotonic_time () + (gint64)timeout_ms * 1000;
  if (status)
    *status = -1;
  if (!g_unix_open_pipe (ends, FD_CLOEXEC, NULL))
    return NULL;
  gboolean is_running = g_spawn_async_with_pipes_and_fds (
      NULL, argv, (const char *const *)environment,
      G_SPAWN_DO_NOT_REAP_CHILD | (errors ? 0 : G_SPAWN_STDERR_TO_DEV_NULL), NULL, NULL, -1,
      ends[1], errors ? ends[1] : -1, NULL, NULL, 0, &pid, NULL, NULL, NULL, NULL);
  close (ends[1]);
  GString *output = is_running ? read_until (ends[0], deadline) : NULL;
  close (ends[0]);
  if (!is_running)
    return NULL;
  int ended = wait_until (pid, deadline);
  if (status)
    *status = ended;
  return g_string_free (output, FALSE);
}

/* The last line that says something, cut short: the reason stands there. */
static char *
find_reason (const char *output)
{
  g_autofree char *text = g_utf8_make_valid (output ? output : "", -1);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  for (guint i = g_strv_length (lines); i-- > 0;) {
    char *line = g_strstrip (lines[i]);
    for (char *at = line; *at; at++)
      if (g_ascii_iscntrl (*at))
        *at = ' ';
    if (*line)
      return g_utf8_substring (line, 0, MIN (g_utf8_strlen (line, -1), MAX_SHOWN));
  }
  return g_strdup (_ ("it did not say why"));
}

gboolean
lp_run_own_test (const LpPlaces *places, const LpAccount *account, gboolean may_sign_in,
                 LpClientResult *result)
{
  g_return_val_if_fail (places && account && result, FALSE);

  const LpClient *client = lp_clients_find (result->client_id);
  if (!result->done || result->unchanged || !client || !client->test
      || (client->can & LP_TEST_SIGNS_IN && !may_sign_in)
      || g_strcmp0 (places->home, g_get_home_dir ()) != 0)
    return FALSE;
  g_auto (GStrv) argv = client->test (places, account);
  if (!argv)
    return FALSE;
  int status;
  g_autofree char *output = lp_run ((const char *const *)argv, TEST_MS, TRUE, &status);
  result->test = status == 0 ? LP_TEST_PASSED : LP_TEST_FAILED;
  if (status == 0)
    return TRUE;
  g_autofree char *reason = find_reason (output);
  g_free (result->message);
  result->message = g_strdup_printf (
      /* Translators: the first %s is a mail program, the second what it said itself. */
      _ ("The account was added, but %s’s own test of it failed: %s"), client->name, reason);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Secrets on their way into a program that wants a file of its own format: through a pipe, quoted piece by piece.
 */
#include "cli/feed.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static gboolean
write_all (int fd, const char *data, gsize length)
{
  while (length > 0) {
    gssize n = write (fd, data, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    data += n;
    length -= (gsize)n;
  }
  return TRUE;
}

gboolean
lp_feed_write (int fd, const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  return write_all (fd, text, strlen (text));
}

static const char *
find_escape (const LpFeedEscape *escapes, char octet)
{
  for (; escapes->octet != '\0'; escapes++)
    if (escapes->octet == octet)
      return escapes->text;
  return NULL;
}

gboolean
lp_feed_write_quoted (int fd, const char *secret, const LpFeedEscape *escapes)
{
  g_return_val_if_fail (secret != NULL && escapes != NULL, FALSE);

  if (!lp_feed_write (fd, "\""))
    return FALSE;
  for (const char *at = secret; *at != '\0'; at++) {
    const char *text = find_escape (escapes, *at);

    if (!(text != NULL ? lp_feed_write (fd, text) : write_all (fd, at, 1)))
      return FALSE;
  }
  return lp_feed_write (fd, "\"");
}

gboolean
lp_feed_is_clean (const char *secret)
{
  g_return_val_if_fail (secret != NULL, FALSE);

  for (; *secret != '\0'; secret++)
    if (g_ascii_iscntrl (*secret))
      return FALSE;
  return TRUE;
}

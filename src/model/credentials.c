/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A secret in pages of its own: locked (mlock), left out of core files (MADV_DONTDUMP) and of
 * children's memory (MADV_WIPEONFORK), wiped with the last reference. Where the limit on locked
 * memory is used up the pages are still excluded and wiped: losing the lock is no reason to refuse
 * a person's password.
 */
#include "model/credentials.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

struct _LpCredentials {
  gatomicrefcount references;
  LpSecretKind kind;
  gsize size; /* of the mapping, octets */
  char *secret;
};

G_DEFINE_BOXED_TYPE (LpCredentials, lp_credentials, lp_credentials_ref, lp_credentials_unref)

static LpCredentials *
credentials_alloc (LpSecretKind kind, gsize length)
{
  gsize page = sysconf (_SC_PAGESIZE);
  LpCredentials *credentials = g_new0 (LpCredentials, 1);

  g_atomic_ref_count_init (&credentials->references);
  credentials->kind = kind;
  credentials->size = (length + page) / page * page; /* one octet more for the zero */
  credentials->secret
      = mmap (NULL, credentials->size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (credentials->secret == MAP_FAILED)
    g_error ("no memory for a secret: %s", g_strerror (errno));
  /* mlock2, because the address sanitizer makes mlock do nothing and a test looks at the pages. */
  if (mlock2 (credentials->secret, credentials->size, 0) != 0)
    g_debug ("a secret could not be locked in memory: %s", g_strerror (errno));
  madvise (credentials->secret, credentials->size, MADV_DONTDUMP);
  madvise (credentials->secret, credentials->size, MADV_WIPEONFORK);
  return credentials;
}

LpCredentials *
lp_credentials_new (LpSecretKind kind, const char *secret, gssize length)
{
  LpCredentials *credentials;

  g_return_val_if_fail (secret != NULL, NULL);
  if (length < 0)
    length = strlen (secret);
  g_return_val_if_fail (length <= LP_CREDENTIALS_MAX, NULL);

  credentials = credentials_alloc (kind, length);
  memcpy (credentials->secret, secret, length);
  return credentials;
}

/* Reads octet by octet: what comes after the line belongs to whoever reads the descriptor next.
 * @buffer holds one octet more than @size, for the zero. */
static gssize
read_line (int fd, char *buffer, gsize size, GError **error)
{
  gsize length = 0;

  while (length < size) {
    gssize n = read (fd, buffer + length, 1);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0) {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   _ ("The password could not be read: %s."), g_strerror (errno));
      return -1;
    }
    if (n == 0 || buffer[length] == '\n')
      break;
    length++;
  }
  if (length > 0 && buffer[length - 1] == '\r')
    length--;
  buffer[length] = '\0';
  return length;
}

LpCredentials *
lp_credentials_read_fd (LpSecretKind kind, int fd, GError **error)
{
  g_autoptr (LpCredentials) credentials = credentials_alloc (kind, LP_CREDENTIALS_MAX + 1);
  gssize length = read_line (fd, credentials->secret, LP_CREDENTIALS_MAX + 1, error);

  if (length < 0)
    return NULL;
  if (length == 0) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _ ("The password is empty. Give it as one line."));
    return NULL;
  }
  if (length > LP_CREDENTIALS_MAX || !g_utf8_validate (credentials->secret, length, NULL)) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                         _ ("The password is too long or is not valid text (UTF-8)."));
    return NULL;
  }
  return g_steal_pointer (&credentials);
}

gboolean
lp_credentials_write_line (LpCredentials *credentials, int fd, GError **error)
{
  g_return_val_if_fail (credentials != NULL, FALSE);

  struct iovec parts[]
      = { { credentials->secret, strlen (credentials->secret) }, { (char[]){ '\n' }, 1 } };
  gssize length = parts[0].iov_len + 1;
  gssize written;

  if (strpbrk (credentials->secret, "\r\n") != NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                 _ ("The password has more than one line."));
    return FALSE;
  }
  do
    written = writev (fd, parts, G_N_ELEMENTS (parts));
  while (written < 0 && errno == EINTR);
  if (written == length)
    return TRUE;
  g_set_error (error, G_IO_ERROR, written < 0 ? g_io_error_from_errno (errno) : G_IO_ERROR_FAILED,
               _ ("The password could not be written out: %s."),
               g_strerror (written < 0 ? errno : ENOSPC));
  return FALSE;
}

LpCredentials *
lp_credentials_ref (LpCredentials *credentials)
{
  g_return_val_if_fail (credentials != NULL, NULL);

  g_atomic_ref_count_inc (&credentials->references);
  return credentials;
}

void
lp_credentials_unref (LpCredentials *credentials)
{
  if (credentials == NULL || !g_atomic_ref_count_dec (&credentials->references))
    return;
  lp_credentials_wipe (credentials->secret, credentials->size);
  munmap (credentials->secret, credentials->size);
  g_free (credentials);
}

LpSecretKind
lp_credentials_get_kind (const LpCredentials *credentials)
{
  g_return_val_if_fail (credentials != NULL, LP_SECRET_PASSWORD);

  return credentials->kind;
}

const char *
lp_credentials_get_secret (const LpCredentials *credentials)
{
  g_return_val_if_fail (credentials != NULL, NULL);

  return credentials->secret;
}

void
lp_credentials_wipe (gpointer memory, gsize length)
{
  if (memory != NULL)
    explicit_bzero (memory, length);
}

void
lp_credentials_protect_process (gboolean dumpable)
{
  const struct rlimit none = { 0, 0 };

  setrlimit (RLIMIT_CORE, &none);
  if (!dumpable)
    prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}

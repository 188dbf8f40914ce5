/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * LpCredentials:
 *
 * A secret in memory that is locked (never swapped), left out of core files and wiped with the last
 * reference. Reference-counted and immutable, so threads may share one. Never logged, never copied
 * into an error or a transcript.
 */
typedef struct _LpCredentials LpCredentials;

typedef enum { LP_SECRET_PASSWORD, LP_SECRET_ACCESS_TOKEN, LP_SECRET_REFRESH_TOKEN } LpSecretKind;

#define LP_TYPE_CREDENTIALS (lp_credentials_get_type ())
GType
lp_credentials_get_type (void);

/** Longest secret in octets; access tokens of large issuers reach 4 KiB. */
#define LP_CREDENTIALS_MAX 16384

/**
 * lp_credentials_new:
 * @kind: what the secret is
 * @secret: the secret, UTF-8
 * @length: octets, or -1 if zero-terminated; longer than %LP_CREDENTIALS_MAX is the caller's
 * mistake
 *
 * Copies a secret into locked memory. The caller wipes its own copy.
 *
 * Returns: (transfer full): the credentials
 */
LpCredentials *
lp_credentials_new (LpSecretKind kind, const char *secret, gssize length);

/**
 * lp_credentials_read_fd:
 * @kind: what the secret is
 * @fd: an open file descriptor; stays open
 * @error: return location
 *
 * Reads a secret up to the end of the file or the first line feed, straight into locked memory (no
 * stdio buffer keeps a copy). A carriage return before the line feed is dropped. Blocks.
 *
 * Returns: (transfer full) (nullable): the credentials, or %NULL with an error of %G_IO_ERROR;
 *   %G_IO_ERROR_INVALID_DATA if it is empty, too long, not UTF-8 or holds a NUL
 */
LpCredentials *
lp_credentials_read_fd (LpSecretKind kind, int fd, GError **error);

/**
 * lp_credentials_write_line:
 * @credentials: credentials
 * @fd: an open file descriptor; stays open
 * @error: return location
 *
 * Writes the secret and a line feed straight from locked memory (no stdio buffer keeps a copy). Blocks.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR; %G_IO_ERROR_INVALID_DATA for a secret of more
 * than one line, of which nothing is written
 */
gboolean
lp_credentials_write_line (LpCredentials *credentials, int fd, GError **error);

/**
 * lp_credentials_ref:
 * @credentials: credentials
 *
 * Returns: (transfer full): the same
 */
LpCredentials *
lp_credentials_ref (LpCredentials *credentials);

/**
 * lp_credentials_unref:
 * @credentials: (nullable) (transfer full): credentials; wiped with the last reference
 */
void
lp_credentials_unref (LpCredentials *credentials);

/**
 * lp_credentials_get_kind:
 * @credentials: credentials
 *
 * Returns: what the secret is
 */
LpSecretKind
lp_credentials_get_kind (const LpCredentials *credentials);

/**
 * lp_credentials_get_secret:
 * @credentials: credentials
 *
 * Returns: (transfer none): the secret, zero-terminated UTF-8, valid as long as the reference
 */
const char *
lp_credentials_get_secret (const LpCredentials *credentials);

/**
 * lp_credentials_wipe:
 * @memory: (nullable): any memory
 * @length: octets
 *
 * Overwrites memory in a way that the compiler does not take away.
 */
void
lp_credentials_wipe (gpointer memory, gsize length);

/**
 * lp_credentials_protect_process:
 *
 * Makes this process non-dumpable and sets its core limit to 0. For the command-line programs,
 * before anything else. The window only sets its core limit (see @dumpable).
 * @dumpable: %TRUE leaves the process dumpable: portals must still see a window's process
 */
void
lp_credentials_protect_process (gboolean dumpable);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpCredentials, lp_credentials_unref)

G_END_DECLS

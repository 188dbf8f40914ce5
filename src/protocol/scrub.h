/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/credentials.h"

G_BEGIN_DECLS

/**
 * LpScrub:
 *
 * Finds a secret in what a server says, as it is or inside base64, so that a server that repeats it
 * cannot get it into a transcript, an error or a window.
 */
typedef struct _LpScrub LpScrub;

/**
 * lp_scrub_new:
 * @credentials: the secret to look for; kept
 *
 * Returns: (transfer full): what finds it
 */
LpScrub *
lp_scrub_new (LpCredentials *credentials);

/**
 * lp_scrub_free:
 * @scrub: (nullable) (transfer full): what finds it; wiped
 */
void
lp_scrub_free (LpScrub *scrub);

/**
 * lp_scrub_line:
 * @scrub: (nullable): what finds it
 * @line: a line, zero-terminated
 *
 * Returns: (transfer full): the line with "[secret]" in its place. If the secret is short,
 * everything behind the first word goes: cutting just it out would show which word it was.
 */
char *
lp_scrub_line (const LpScrub *scrub, const char *line);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpScrub, lp_scrub_free)

G_END_DECLS

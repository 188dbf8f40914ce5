/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LLVMFuzzerTestOneInput:
 * @data: (array size=size): bytes from outside
 * @size: how many
 *
 * What a target does with one input. Each target file defines it; libFuzzer, or driver.c in its
 * place, calls it.
 *
 * Returns: 0
 */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS

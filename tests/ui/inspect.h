/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/**
 * inspect_start:
 *
 * From now on SIGUSR1 writes into the file $LETTERPLATE_INSPECT what the accessibility tree does not
 * tell: mnemonics, texts that are cut, widths, the default widget, and how many pages live. Does
 * nothing without that variable.
 */
void
inspect_start (void);

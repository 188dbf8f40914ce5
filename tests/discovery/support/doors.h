/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/discovery.h"

/* Knocks at candidates' servers as far as the search wants to know: whether the port is open. Used by the thread that made
 * it. */
typedef struct _Doors Doors;

Doors *
doors_new (void);
void
doors_free (Doors *doors);

/* A LpDiscoveryKnock; @data: doors. */
LpAnswer
doors_knock (const LpCandidate *candidate, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Doors, doors_free)

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "legacy/legacy.h"

G_BEGIN_DECLS

/*
 * The rows of the table in legacy.c, each at the end of its own file.
 */
extern const LpLegacy lp_legacy_claws;
extern const LpLegacy lp_legacy_davmail;
extern const LpLegacy lp_legacy_evolution;
extern const LpLegacy lp_legacy_evolution_source;
extern const LpLegacy lp_legacy_fetchmail;
extern const LpLegacy lp_legacy_freepops;
extern const LpLegacy lp_legacy_getmail;
extern const LpLegacy lp_legacy_gotmail;
extern const LpLegacy lp_legacy_hotway;
extern const LpLegacy lp_legacy_iaf;
extern const LpLegacy lp_legacy_kmail;
extern const LpLegacy lp_legacy_kmail_akonadi;
extern const LpLegacy lp_legacy_kmail_transports;
extern const LpLegacy lp_legacy_msmtp;
extern const LpLegacy lp_legacy_mutt;
extern const LpLegacy lp_legacy_oeaccount;
extern const LpLegacy lp_legacy_prf;
extern const LpLegacy lp_legacy_reg;
extern const LpLegacy lp_legacy_sylpheed;
extern const LpLegacy lp_legacy_thunderbird;

G_END_DECLS

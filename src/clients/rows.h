/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/* Each <id>.c defines its row; client.c puts them into the table in the order people see. */
extern const LpClient lp_client_aerc;
extern const LpClient lp_client_alpine;
extern const LpClient lp_client_balsa;
extern const LpClient lp_client_claws_mail;
extern const LpClient lp_client_emacs;
extern const LpClient lp_client_evolution;
extern const LpClient lp_client_fetchmail;
extern const LpClient lp_client_geary;
extern const LpClient lp_client_getmail;
extern const LpClient lp_client_git;
extern const LpClient lp_client_goa;
extern const LpClient lp_client_kmail;
extern const LpClient lp_client_mbsync;
extern const LpClient lp_client_mpop;
extern const LpClient lp_client_msmtp;
extern const LpClient lp_client_mutt;
extern const LpClient lp_client_neomutt;
extern const LpClient lp_client_offlineimap;
extern const LpClient lp_client_s_nail;
extern const LpClient lp_client_sylpheed;
extern const LpClient lp_client_thunderbird;

G_END_DECLS

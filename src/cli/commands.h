/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

/* The rows of the table in main.c, and what they run. */

/**
 * LpCommand:
 * @name: the word on the command line
 * @arguments: (nullable): what follows it, for the usage line
 * @summary: one translatable line
 * @n_arguments: how many arguments it takes at least
 * @max_arguments: at most; -1 for any number
 * @run: does it; returns an exit status
 * @options_first: our options end at its first argument; what follows is the command's own
 * @takes_files: its arguments are names of files, in any encoding
 *
 * A row of the table in main.c. One file for each command.
 */
typedef struct {
  const char *name;
  const char *arguments;
  const char *summary;
  int n_arguments;
  int max_arguments;
  int (*run) (LpCli *cli);
  gboolean options_first;
  gboolean takes_files;
} LpCommand;

/**
 * lp_command_discover:
 * @cli: the run
 *
 * The command “discover”: candidates with source, trust and rank. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_discover (LpCli *cli);

/**
 * lp_command_check:
 * @cli: the run
 *
 * The command “check”: the whole proof, nothing written. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_check (LpCli *cli);

/**
 * lp_command_setup:
 * @cli: the run
 *
 * The command “setup”: proof, keyring, mail apps. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_setup (LpCli *cli);

/**
 * lp_command_clients:
 * @cli: the run
 *
 * The command “clients”: what is installed and where. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_clients (LpCli *cli);

/**
 * lp_command_accounts:
 * @cli: the run
 *
 * The command “accounts”: what was set up. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_accounts (LpCli *cli);

/**
 * lp_command_undo:
 * @cli: the run
 *
 * The command “undo”: takes a set-up back. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_undo (LpCli *cli);

/**
 * lp_command_token:
 * @cli: the run
 *
 * The command “token”: the access token, renewed when needed. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_token (LpCli *cli);

/**
 * lp_command_git_credential:
 * @cli: the run
 *
 * The command “git-credential”: answers git's question for the outgoing server. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_git_credential (LpCli *cli);

/**
 * lp_command_fetchmail:
 * @cli: the run
 *
 * The command “fetchmail”: runs fetchmail with an account and its password. Blocks.
 *
 * Returns: the exit status, fetchmail's own where it ran
 */
int
lp_command_fetchmail (LpCli *cli);

/**
 * lp_command_netrc:
 * @cli: the run
 *
 * The command “netrc”: an account's passwords for a program that reads a .netrc file. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_netrc (LpCli *cli);

/**
 * lp_command_tunnel:
 * @cli: the run
 *
 * The command “tunnel”: IMAP for a program that cannot sign in itself. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_tunnel (LpCli *cli);

/**
 * lp_tunnel_say_no:
 *
 * Greets the mail program that called "letterplate tunnel" with an end, which it waits for as long
 * as nothing comes; what is wrong has been said on standard error.
 */
void
lp_tunnel_say_no (void);

/**
 * lp_command_sendmail:
 * @cli: the run
 *
 * The command “sendmail”: submits one message. Blocks.
 *
 * Returns: the exit status, one of sysexits.h
 */
int
lp_command_sendmail (LpCli *cli);

/**
 * lp_command_explain:
 * @cli: the run
 *
 * The command “explain”: a verdict in words. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_explain (LpCli *cli);

/**
 * lp_command_password:
 * @cli: the run
 *
 * The command “password”: proves a new password and changes it everywhere. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_password (LpCli *cli);

/**
 * lp_command_forget:
 * @cli: the run
 *
 * The command “forget”: removes every trace of an account. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_forget (LpCli *cli);

/**
 * lp_command_doctor:
 * @cli: the run
 *
 * The command “doctor”: what is wrong with the accounts that mail apps have. Blocks.
 *
 * Returns: the exit status: 0 all well, 1 something was found
 */
int
lp_command_doctor (LpCli *cli);

/**
 * lp_command_import:
 * @cli: the run
 *
 * The command “import”: old set-ups and what they become. Blocks.
 *
 * Returns: the exit status
 */
int
lp_command_import (LpCli *cli);

G_END_DECLS

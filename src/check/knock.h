/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "check/probe.h"

G_BEGIN_DECLS

/** What is known of a server that was knocked at. Of an account's two servers the lesser decides. */
typedef enum {
  LP_DOOR_SHUT,  /* no such host, or it accepts no connection */
  LP_DOOR_WRONG, /* somebody is there, but does not speak the protocol as set, or not safely */
  LP_DOOR_WAITING,
  LP_DOOR_AJAR,    /* somebody has accepted the connection; the rest is awaited */
  LP_DOOR_UNKNOWN, /* nobody knocked: there were too many, or too many of one host */
  LP_DOOR_OPEN,    /* it speaks the protocol as set, with a good certificate */
  LP_N_DOORS
} LpDoor;

/**
 * LpKnock:
 *
 * Servers of several proposals, each opened once, all at the same time and without any secret, to
 * learn which of them answer. Connections of those that do stay open for a probe to go on with.
 * Used by one thread at a time; the connections have threads of their own.
 */
typedef struct _LpKnock LpKnock;

/**
 * lp_knock_new:
 * @sender: whose account it will be
 * @options: (nullable): as for the probe; nobody is told of stages
 * @transcript: (nullable): where to write down what is said
 *
 * Returns: (transfer full): a knock at no server yet
 */
LpKnock *
lp_knock_new (const LpAddress *sender, const LpProbeOptions *options, LpTranscript *transcript);

/**
 * lp_knock_unref:
 * @knock: (nullable) (transfer full): a knock; with the last reference its connections are closed,
 * unfinished ones cancelled
 */
void
lp_knock_unref (LpKnock *knock);

/**
 * lp_knock_ref:
 * @knock: a knock
 *
 * Returns: (transfer full): the same
 */
LpKnock *
lp_knock_ref (LpKnock *knock);

/**
 * lp_knock_add:
 * @knock: a knock
 * @server: a server
 * @ca_file: (nullable): a further certificate authority for it
 *
 * Begins to open a connection, unless there is one to this server. At most three to a host, and
 * twelve in all. Does not block.
 */
void
lp_knock_add (LpKnock *knock, const LpServer *server, const char *ca_file);

/**
 * lp_knock_wait:
 * @knock: a knock
 * @until: monotonic time in microseconds
 *
 * Waits until one more server is known. Blocks.
 *
 * Returns: %FALSE when the time is over or all are known
 */
gboolean
lp_knock_wait (LpKnock *knock, gint64 until);

/**
 * lp_knock_get:
 * @knock: a knock
 * @server: a server
 *
 * Returns: what is known of it
 */
LpDoor
lp_knock_get (LpKnock *knock, const LpServer *server);

/**
 * lp_knock_take:
 * @knock: (nullable): a knock
 * @server: a server
 *
 * Returns: (transfer full) (nullable): the probed dialogue with it, if its connection still stands;
 * nobody gets it a second time
 */
LpDialogue *
lp_knock_take (LpKnock *knock, const LpServer *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpKnock, lp_knock_unref)

G_END_DECLS

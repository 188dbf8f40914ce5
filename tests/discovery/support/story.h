/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/discovery.h"
#include "web.h"

/* The stories in stories/: each is a small internet and what discovery must make of it.
 *
 *     about    what it is about                         (also # comments)
 *     address  jo@example.org
 *     dns      NAME A|MX|SRV|NS|TXT VALUE…              NAME may be *.example.org
 *     dns      NAME delay=MS | servfail | silent
 *     dnssec   NAME                                     DNSSEC vouches for its records
 *     listen   ADDRESS:PORT tls|expired|self-signed NAME[,NAME…]
 *     listen   ADDRESS:PORT plain | silent              PORT 0: all of them
 *     page     URL STATUS TYPE FILE|- [delay=MS]        FILE in web/; - for an empty body
 *     page     URL redirect TARGET | endless | bomb | drip | hang | short
 *     network  none | portal
 *     option   offline | ispdb URL | deadline MS
 *     option   survey             what else the domain offers is looked for, too
 *     option   knock              the search asks whether anybody opens before it decides
 *     option   true-pace          answers wait for others as long as in real life
 *     expect   INCOMING OUTGOING SOURCE TRUST    in this order; - for no server; more may follow
 *     only                        no more may follow
 *     error    VERDICT
 *     hint     KIND               of the first candidate
 *     evidence TEXT               is in the first candidate's
 *     asked    TEXT | not-asked TEXT             in the log of web requests
 *     times    N TEXT             how often TEXT is in that log
 *     within   MS                 the whole search for mail servers
 *     at-most  N ADDRESS          connections to an address
 *     also     KIND URL SOURCE    in this order
 *     nothing-else                no more services
 */
typedef struct {
  Web *web;
  char *address;
  LpDiscoveryOptions options;
  gboolean surveys;
  gboolean knocks;
  GPtrArray *checks; /* lines that are checked afterwards, split into words */
} Story;

/* Our own name service in place of the system's, for the life of the process: searches leave threads behind. */
void
story_install (void);

/* Begins a new world and tells a story of it; what is to be checked stays in @story. */
void
story_tell (Story *story, const char *name);

/* The text of a file in "stories" or "web". */
char *
story_read_file (const char *folder, const char *name);

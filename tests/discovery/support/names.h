/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* A name system for one test: the default GResolver answers from here and asks nobody. Names that
 * were not added do not exist. */

void
names_install (void);
void
names_clear (void);

/* @type: A, MX ("10 mx.example.org"), SRV ("0 1 993 imap.example.org"), NS or TXT (text of any sort). @name may begin with
 * "*." */
void
names_add_record (const char *name, const char *type, const char *value);

/* An answer with the TXT records of @name in the form of RFC 1035, each in strings of 20 octets; -1 if there are none.
 * Waits as long as the name is told to. */
int
names_query_texts (const char *name, guchar *answer, int size);

/* Answers for @name come this many milliseconds late. */
void
names_set_delay (const char *name, guint ms);

/* @name fails (SERVFAIL), or never answers. */
void
names_set_broken (const char *name);
void
names_set_silent (const char *name);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** What a line of a talk asks of the server. */
typedef enum {
  STEP_SAY,    /* S: a line */
  STEP_SEND,   /* s: octets without a line end */
  STEP_HEAR,   /* C: the client's exact line */
  STEP_ANY,    /* ANY: the client says something */
  STEP_TLS,    /* TLS: shake hands */
  STEP_CLOSE,  /* CLOSE: hang up */
  STEP_SILENCE /* SILENCE: say nothing more, hear nothing more */
} StepKind;

typedef struct {
  StepKind kind;
  char *text;
  guint line;
} Step;

typedef struct {
  char *key;
  char *value;
  guint line;
} Expectation;

/** One talk: "== name" in a file, with the settings that stand above it. */
typedef struct {
  char *path; /* "/talks/imap-greeting/bye" */
  char *file;
  GHashTable *settings;
  GPtrArray *steps;
  GPtrArray *expectations;
} Talk;

/** Reads all talks of a file; a line that makes no sense ends the program. */
GPtrArray *
script_read (const char *file);

/** A setting, or @otherwise. */
const char *
script_get (const Talk *talk, const char *key, const char *otherwise);

/** Resolves \r \n \0 \xNN \\, {b64:…} and {repeat:N:…}; {sasl} is left for the player. */
GString *
script_expand (const char *text);

G_END_DECLS

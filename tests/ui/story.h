/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "setup-clients.h"
#include "setup-import.h"

/**
 * Story:
 * @name: as in LETTERPLATE_STORY
 * @discover: what discovery ends in
 * @source: id of the discovery source
 * @incoming: how the incoming server ends …
 * @incoming_at: … and at which stage
 * @outgoing: the same for sending
 * @outgoing_at: its stage
 * @words: (nullable): what the server said
 * @also_tried: (nullable): another incoming server that was tried
 * @hangs: (nullable): what never ends: "discover", "apply", or a stage of the outgoing server
 * @sign_in: how the servers want it
 * @apply: how writing ends
 * @changed: one setting was changed by the check
 * @pinned: a certificate was accepted for each server
 * @full: the own mailbox has no room
 * @hint: (nullable): kind of what is known of the provider, with a page of it
 * @apps: "" for those of the usual story, "none", "running"
 *
 * One row of the table of stories.
 */
typedef struct {
  const char *name;
  LpVerdict discover;
  const char *source;
  LpVerdict incoming;
  LpStageId incoming_at;
  LpVerdict outgoing;
  LpStageId outgoing_at;
  const char *words;
  const char *also_tried;
  const char *hangs;
  LpSignIn sign_in;
  LpVerdict apply;
  gboolean changed;
  gboolean pinned;
  gboolean full;
  const char *hint;
  const char *apps;
} Story;

typedef struct {
  LpServer *server;
  guint stage;
  LpStageResult *result;
  gboolean hangs;
} StoryEvent;

const Story *
story_find (const char *name);
gboolean
story_hangs (const Story *story, const char *what);
LpCandidate *
story_make_candidate (const Story *story, const LpAddress *address);
GPtrArray *
story_make_events (const Story *story, const LpAccount *account, guint n_checks);
LpReport *
story_make_report (const Story *story, const LpAccount *account, guint n_checks);
GPtrArray *
story_make_infos (const Story *story);
LpClientResult *
story_make_result (const Story *story, const char *client_id, const char *home);
GPtrArray *
story_make_old (const Story *story);
GPtrArray *
story_make_receipts (const Story *story);

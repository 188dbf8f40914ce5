/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/account.h"
#include "protocol/dialogue.h"

G_BEGIN_DECLS

/**
 * LpProbeOptions:
 * @allow_plaintext: the person said yes to unencrypted connections to these hosts
 * @keep_settings: try the settings as they are and put nothing right: an existing account is tested
 * as it is
 * @timeout_ms: milliseconds for one reply (0: 30,000)
 * @elsewhere: (nullable): recipient in another domain for the proof; %NULL for the usual one
 * @knock: (nullable): connections that are open already are gone on with
 * @on_stage: (nullable): called in the context that was the thread's default when the probe was
 * made
 * @on_stage_data: given to @on_stage
 */
typedef struct {
  gboolean allow_plaintext;
  gboolean keep_settings;
  guint timeout_ms;
  const char *elsewhere;
  struct _LpKnock *knock;
  void (*on_stage) (const LpServer *server, LpStageId stage, const LpStageResult *result,
                    gpointer data);
  gpointer on_stage_data;
} LpProbeOptions;

/**
 * lp_probe_get_elsewhere:
 * @options: options
 *
 * Returns: (transfer none): the recipient in another domain for the proof
 */
const char *
lp_probe_get_elsewhere (const LpProbeOptions *options);

/**
 * LpProbe:
 *
 * Connections to an account's servers, opened at the same time without any secret and kept open:
 * incoming, outgoing, and the one that tries to send without signing in.
 */
typedef struct _LpProbe LpProbe;

/**
 * lp_probe_new:
 * @account: whose servers
 * @options: (nullable): options
 * @transcript: (nullable): where to write down what is said
 *
 * Starts all connections on pool threads and returns at once.
 *
 * Returns: (transfer full): the probe
 */
LpProbe *
lp_probe_new (const LpAccount *account, const LpProbeOptions *options, LpTranscript *transcript);

/**
 * lp_probe_ref:
 * @probe: a probe
 *
 * Returns: (transfer full): the same
 */
LpProbe *
lp_probe_ref (LpProbe *probe);

/**
 * lp_probe_unref:
 * @probe: (nullable) (transfer full): a probe; with the last reference its connections are closed,
 * unfinished ones cancelled
 */
void
lp_probe_unref (LpProbe *probe);

/**
 * lp_probe_silence:
 * @probe: a probe
 *
 * Tells no stage any more, though a check that was given up may still hold the probe. Call it in the context in which
 * stages are told. Does not block.
 */
void
lp_probe_silence (LpProbe *probe);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpProbe, lp_probe_unref)

G_END_DECLS

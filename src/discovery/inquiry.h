/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "discovery/discovery.h"

G_BEGIN_DECLS

/**
 * What one source's word counts for each of the two servers it names. Sources that agree add up;
 * what differs competes. A local file beats everything; the bundled table beats all of the network
 * together. A mail exchanger we know goes before a lone autoconfig file (hosters leave those behind
 * when the mail moves away), but not before one that SRV or the ISPDB confirms.
 */
typedef enum {
  LP_POINTS_LOCAL = 1000,
  LP_POINTS_PROVIDERS = 500,
  LP_POINTS_PACC = 130,      /* a document whose digest the domain publishes now */
  LP_POINTS_EXCHANGER = 120, /* MX -> bundled table */
  LP_POINTS_AUTOCONFIG = 100,
  LP_POINTS_ISPDB = 90,
  LP_POINTS_AUTODISCOVER = 80,
  LP_POINTS_EXCHANGER_FILE = 70, /* MX -> autoconfig of that domain */
  LP_POINTS_EXTRA = 70,          /* providers-extra.ini */
  LP_POINTS_SERVICE = 60,        /* SRV */
  LP_POINTS_CERTIFICATE = 40,    /* the host answers with a good certificate for its name */
  LP_POINTS_AUTOCONFIG_PLAIN = 20,
  LP_POINTS_OPEN = 8, /* the port is open */
  LP_POINTS_BAD_CERTIFICATE = 4,
} LpPoints;

typedef struct _LpInquiry LpInquiry;

/**
 * LpSource:
 * @id: the source's id, as in LpCandidate.source
 * @online: needs the network
 * @discover: finds candidates (transfer full), maybe none, or gives %NULL with an error; runs on a
 * thread of its own and may block
 *
 * A row of the table in discovery.c. One file for each source: source-<id>.c.
 */
typedef struct {
  const char *id;
  gboolean online;
  GPtrArray *(*discover) (LpInquiry *inquiry, GError **error);
} LpSource;

/** What an inquiry has met on its way, as bits. */
typedef enum {
  LP_SIGN_LIFE = 1 << 0, /* a host has accepted a connection: waiting a little longer is worth it */
  LP_SIGN_HTTPS = 1 << 1, /* somebody answered over https: the internet is there */
  LP_SIGN_WEB_PAGE
  = 1 << 2, /* a web page, or a way to another site, came over http in place of settings */
} LpSign;

/**
 * LpInquiry:
 * @address: whose settings are wanted
 * @options: options, without the knock; strings and the PACC answer belong to the inquiry
 * @cancellable: ends it; every blocking call takes it
 * @signs: (atomic): what the source has met, #LpSign
 * @talks: (atomic): how many hosts have accepted its connection and may still say something
 * @denied: (atomic): bits, 1 << LpProtocolId, that the domain itself says it does not offer; set by
 * the source
 * @candidates: (nullable): the answer, once it is there
 * @error: (nullable): why there is none
 *
 * One source's part in a search. Shared by the source's thread and the search.
 */
struct _LpInquiry {
  gatomicrefcount references;
  const LpSource *source;
  LpAddress *address;
  LpDiscoveryOptions options;
  GCancellable *cancellable;
  int signs;
  int talks;
  int denied;
  GPtrArray *candidates;
  GError *error;
};

/**
 * lp_inquiry_new:
 * @source: who is asked
 * @address: whose settings are wanted
 * @options: options, copied
 *
 * Returns: (transfer full): an inquiry without an answer
 */
LpInquiry *
lp_inquiry_new (const LpSource *source, const LpAddress *address,
                const LpDiscoveryOptions *options);

/**
 * lp_inquiry_ref:
 * @inquiry: an inquiry
 *
 * Returns: (transfer full): the same
 */
LpInquiry *
lp_inquiry_ref (LpInquiry *inquiry);

/**
 * lp_inquiry_unref:
 * @inquiry: (nullable) (transfer full): an inquiry
 */
void
lp_inquiry_unref (LpInquiry *inquiry);

/**
 * lp_inquiry_note:
 * @inquiry: an inquiry
 * @sign: what it has met
 *
 * Notes a sign. Safe on any thread.
 */
void
lp_inquiry_note (LpInquiry *inquiry, LpSign sign);

/**
 * LpTalk:
 * @inquiry: whose conversation it is
 * @begun: the host has accepted a connection
 *
 * One conversation of an inquiry, on the stack of whoever leads it.
 */
typedef struct {
  LpInquiry *inquiry;
  gboolean begun;
} LpTalk;

/**
 * lp_talk_begin:
 * @talk: (type LpTalk): a conversation
 *
 * Says that the host has accepted a connection; in the form of LpHttpRequest.on_connected. Once is
 * enough.
 */
void
lp_talk_begin (gpointer talk);

/**
 * lp_talk_end:
 * @talk: a conversation
 *
 * Says that it is over, if it ever began.
 */
void
lp_talk_end (LpTalk *talk);

/**
 * lp_inquiry_rate_by_host:
 * @inquiry: an inquiry
 * @candidates: (element-type LpCandidate): candidates from an answer that nothing vouches for
 *
 * Gives each candidate the trust it deserves: %LP_TRUST_GUESSED where all hosts are inside the
 * person's own domain, else %LP_TRUST_UNVERIFIED.
 */
void
lp_inquiry_rate_by_host (const LpInquiry *inquiry, GPtrArray *candidates);

/**
 * lp_inquiry_get_ispdb:
 * @inquiry: an inquiry
 *
 * Returns: (transfer none) (nullable): the public data base's URL, to which a domain is appended;
 * %NULL if none is to be asked
 */
const char *
lp_inquiry_get_ispdb (const LpInquiry *inquiry);

/**
 * lp_patience:
 * @ms: milliseconds that an answer may wait for others
 *
 * Returns: the same in microseconds, times what lp_patience_set_factor() said
 */
gint64
lp_patience (guint ms);

/**
 * lp_patience_set_factor:
 * @factor: how many times longer all answers wait for each other
 *
 * For tests on busy machines, where the order of answers must not depend on who else is running.
 */
void
lp_patience_set_factor (guint factor);

/**
 * lp_candidates_new:
 *
 * Returns: (transfer full) (element-type LpCandidate): an empty list that owns its candidates
 */
GPtrArray *
lp_candidates_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpInquiry, lp_inquiry_unref)

G_END_DECLS

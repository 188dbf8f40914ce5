/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/inquiry.h"

#include "base/http.h"
#include "discovery/pacc-answer.h"

LpInquiry *
lp_inquiry_new (const LpSource *source, const LpAddress *address, const LpDiscoveryOptions *options)
{
  LpInquiry *inquiry = g_new0 (LpInquiry, 1);

  g_atomic_ref_count_init (&inquiry->references);
  inquiry->source = source;
  inquiry->address = lp_address_copy (address);
  inquiry->options = *options;
  inquiry->options.data_dir = g_strdup (options->data_dir);
  inquiry->options.ca_file = g_strdup (options->ca_file);
  inquiry->options.ispdb_url = g_strdup (options->ispdb_url);
  inquiry->options.knock = NULL; /* the search's own business, which an inquiry may outlive */
  inquiry->options.knock_data = NULL;
  if (options->pacc != NULL)
    lp_pacc_answer_ref (options->pacc);
  return inquiry;
}

LpInquiry *
lp_inquiry_ref (LpInquiry *inquiry)
{
  g_atomic_ref_count_inc (&inquiry->references);
  return inquiry;
}

void
lp_inquiry_unref (LpInquiry *inquiry)
{
  if (inquiry == NULL || !g_atomic_ref_count_dec (&inquiry->references))
    return;

  lp_address_free (inquiry->address);
  g_free ((char *)inquiry->options.data_dir);
  g_free ((char *)inquiry->options.ca_file);
  g_free ((char *)inquiry->options.ispdb_url);
  lp_pacc_answer_unref (inquiry->options.pacc);
  g_clear_object (&inquiry->cancellable);
  g_clear_pointer (&inquiry->candidates, g_ptr_array_unref);
  g_clear_error (&inquiry->error);
  g_free (inquiry);
}

void
lp_inquiry_note (LpInquiry *inquiry, LpSign sign)
{
  g_atomic_int_or ((guint *)&inquiry->signs, sign);
}

void
lp_talk_begin (gpointer data)
{
  LpTalk *talk = data;

  if (!talk->begun)
    g_atomic_int_inc (&talk->inquiry->talks);
  talk->begun = TRUE;
}

void
lp_talk_end (LpTalk *talk)
{
  if (talk->begun)
    g_atomic_int_add (&talk->inquiry->talks, -1);
  talk->begun = FALSE;
}

static gboolean
is_own_host (const LpInquiry *inquiry, const LpServer *server)
{
  return server == NULL || lp_http_is_same_site (inquiry->address->domain, server->host);
}

void
lp_inquiry_rate_by_host (const LpInquiry *inquiry, GPtrArray *candidates)
{
  for (guint i = 0; i < candidates->len; i++) {
    LpCandidate *candidate = candidates->pdata[i];
    gboolean own
        = is_own_host (inquiry, candidate->incoming) && is_own_host (inquiry, candidate->outgoing);
    candidate->trust = own ? LP_TRUST_GUESSED : LP_TRUST_UNVERIFIED;
  }
}

const char *
lp_inquiry_get_ispdb (const LpInquiry *inquiry)
{
  const char *url = inquiry->options.ispdb_url;

  return url != NULL && *url != '\0' ? url : NULL;
}

static int patience_factor = 1;

gint64
lp_patience (guint ms)
{
  return (gint64)ms * g_atomic_int_get (&patience_factor) * G_TIME_SPAN_MILLISECOND;
}

void
lp_patience_set_factor (guint factor)
{
  g_atomic_int_set (&patience_factor, (int)factor);
}

GPtrArray *
lp_candidates_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_candidate_free);
}

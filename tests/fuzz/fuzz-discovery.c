/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Documents that discovery fetches from strangers: Mozilla autoconfig, Exchange Autodiscover and PACC, and
 * answers of name servers. Every input is read as each of them.
 */
#include "fuzz/fuzz.h"

#include "discovery/autoconfig-xml.h"
#include "discovery/autodiscover-xml.h"
#include "discovery/dns-answer.h"
#include "discovery/pacc-json.h"

/* What every candidate must keep to, whatever the document said. */
static void
check_server (const LpServer *server)
{
  if (server == NULL)
    return;
  g_autofree char *host = lp_server_host_to_ascii (server->host);
  g_assert_cmpstr (host, ==, server->host);
  g_assert_cmpint (server->port, >, 0);
}

static void
check_candidates (GPtrArray *candidates)
{
  for (guint i = 0; candidates != NULL && i < candidates->len; i++) {
    const LpCandidate *candidate = candidates->pdata[i];
    check_server (candidate->incoming);
    check_server (candidate->outgoing);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (LpAddress) address = lp_address_parse ("jo.doe@example.org", NULL);
  g_autoptr (LpCandidate) proposal = lp_candidate_new ("fuzz", LP_TRUST_UNVERIFIED, NULL);
  g_autofree char *redirect = NULL;
  g_autoptr (GPtrArray) services = lp_services_new ();
  const char *text = size > 0 ? (const char *)data : "";
  g_autoptr (GPtrArray) strict = lp_autoconfig_parse (text, size, address, NULL, proposal, NULL);
  g_autoptr (GPtrArray) lenient
      = lp_autoconfig_parse (text, size, address, "hoster.test", proposal, NULL);
  g_autoptr (GPtrArray) exchange
      = lp_autodiscover_parse (text, size, address, proposal, &redirect, NULL);

  g_autoptr (GPtrArray) pacc = lp_pacc_parse (text, size, address, proposal, services, NULL);
  g_auto (GStrv) texts = lp_dns_answer_list_texts (data, size);

  check_candidates (strict);
  check_candidates (lenient);
  check_candidates (exchange);
  check_candidates (pacc);
  for (guint i = 0; i < services->len; i++)
    g_assert_true (g_str_has_prefix (((LpService *)services->pdata[i])->url, "https://"));
  for (guint i = 0; texts[i] != NULL; i++)
    g_assert_true (g_utf8_validate (texts[i], -1, NULL));
  return 0;
}

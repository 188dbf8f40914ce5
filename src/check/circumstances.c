/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The same failure has another cause when this computer is offline, behind a portal, or lives in another year. A table
 * of verdicts, each with the circumstance that changes it.
 */
#include "check/circumstances.h"

#include "config.h"

typedef gboolean (*Holds) (const LpCircumstances *circumstances);

static gboolean
is_offline (const LpCircumstances *circumstances)
{
  return !circumstances->available;
}

static gboolean
is_behind_portal (const LpCircumstances *circumstances)
{
  return circumstances->available && circumstances->connectivity == G_NETWORK_CONNECTIVITY_PORTAL;
}

/* Before this version of Letterplate was made: then the clock is wrong for certain. */
static gboolean
is_in_the_past (const LpCircumstances *circumstances)
{
  return circumstances->now < LP_RELEASE_TIME;
}

/* Where the dates of a certificate are in doubt, another clock decides. */
static gboolean
is_wrong_by_another_clock (const LpCircumstances *circumstances)
{
  return circumstances->told != 0 && circumstances->fits;
}

static const struct {
  LpVerdict verdict;
  Holds holds;
  LpVerdict instead;
} rows[] = {
  { LP_VERDICT_DNS_FAILED, is_offline, LP_VERDICT_NO_NETWORK },
  { LP_VERDICT_UNREACHABLE, is_offline, LP_VERDICT_NO_NETWORK },
  { LP_VERDICT_TIMED_OUT, is_offline, LP_VERDICT_NO_NETWORK },
  { LP_VERDICT_DNS_FAILED, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_NO_SUCH_DOMAIN, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_REFUSED, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_TIMED_OUT, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_TLS_NOT_SPOKEN, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_NOT_THIS_PROTOCOL, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_CERTIFICATE_WRONG_HOST, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_CERTIFICATE_SELF_SIGNED, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_CERTIFICATE_UNKNOWN_ISSUER, is_behind_portal, LP_VERDICT_CAPTIVE_PORTAL },
  { LP_VERDICT_CERTIFICATE_NOT_YET_VALID, is_in_the_past, LP_VERDICT_CLOCK_WRONG },
  { LP_VERDICT_CERTIFICATE_NOT_YET_VALID, is_wrong_by_another_clock, LP_VERDICT_CLOCK_WRONG },
  { LP_VERDICT_CERTIFICATE_EXPIRED, is_wrong_by_another_clock, LP_VERDICT_CLOCK_WRONG },
};

LpCircumstances
lp_circumstances_look (void)
{
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  return (LpCircumstances){
    .now = g_get_real_time () / G_USEC_PER_SEC,
    .available = g_network_monitor_get_network_available (monitor),
    .connectivity = g_network_monitor_get_connectivity (monitor),
  };
}

LpVerdict
lp_circumstances_judge (const LpCircumstances *circumstances, LpVerdict verdict)
{
  g_return_val_if_fail (circumstances != NULL, verdict);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].verdict == verdict && rows[i].holds (circumstances))
      return rows[i].instead;
  return verdict;
}

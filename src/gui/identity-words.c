/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/identity-words.h"

#include <glib/gi18n.h>

#include "gui/words.h"

/* With the domain, or whoever it is about, between isolates. */
static char *
fill_in (const char *template, const char *who)
{
  g_autofree char *isolated = lp_words_isolate (who);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_markup_printf_escaped (template, isolated);
#pragma GCC diagnostic pop
}

char *
lp_identity_words_looking (const LpAddress *address)
{
  return fill_in (_ ("Looking for the settings of %s…"), address->domain_text);
}

char *
lp_identity_words_found (const LpAddress *address, const LpCandidate *best)
{
  const char *who = best && best->provider_name ? best->provider_name : address->domain_text;
  if (!best || g_strcmp0 (best->source, "guess") == 0)
    return g_strdup (_ ("No published settings. The usual server names will be tried."));
  if (best->incoming && best->incoming->sign_in == LP_SIGN_IN_OAUTH2)
    return fill_in (_ ("%s signs you in with the browser. No password is needed here."), who);
  return fill_in (_ ("%s publishes its settings. Everything else is filled in for you."), who);
}

char *
lp_identity_words_trouble (const LpAddress *address, LpVerdict verdict)
{
  if (verdict == LP_VERDICT_NO_SUCH_DOMAIN)
    return fill_in (_ ("The domain %s does not exist. Check the spelling."), address->domain_text);
  if (verdict == LP_VERDICT_NO_MAIL)
    return fill_in (_ ("%s exists but receives no mail."), address->domain_text);
  if (verdict == LP_VERDICT_NO_NETWORK || verdict == LP_VERDICT_DNS_FAILED)
    return g_strdup (
        _ ("This computer is offline. Connect to the network, or enter the settings yourself."));
  return NULL;
}

char *
lp_identity_words_dup_meant (const LpAddress *address)
{
  const char *domain = lp_discovery_suggest_domain (address->domain, NULL);
  return domain ? g_strconcat (address->local, "@", domain, NULL) : NULL;
}

char *
lp_identity_words_typo (const LpAddress *address)
{
  g_autofree char *meant = lp_identity_words_dup_meant (address);
  if (!meant)
    return NULL;
  g_autofree char *shown = g_markup_escape_text (meant, -1);
  g_autofree char *link = g_strdup_printf ("<a href=\"address:\">\u2068%s\u2069</a>", shown);
  /* Translators: a link with the corrected address. */
  return g_strdup_printf (_ ("Did you mean %s?"), link);
}

char *
lp_identity_words_old (void)
{
  g_autofree char *link = g_strdup_printf ("<a href=\"old:\">%s</a>", _ ("Bring It Back…"));
  /* Translators: a link that opens the page for old set-ups, "Bring It Back…". */
  return g_strdup_printf (_ ("An old Hotmail set-up for this address was found. %s"), link);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the buttons under a failure do. */
#include "gui/cure.h"

#include <glib/gi18n.h>

#include "gui/page-identity.h"
#include "gui/report-words.h"
#include "gui/words.h"
#include "setup-sign-in.h"

static const char *
find_hint_url (LpSetup *setup, const char *kind)
{
  GPtrArray *candidates = lp_setup_get_candidates (setup);
  for (guint i = 0; candidates && i < candidates->len; i++) {
    const LpCandidate *candidate = g_ptr_array_index (candidates, i);
    for (guint j = 0; j < candidate->hints->len; j++) {
      const LpHint *hint = g_ptr_array_index (candidate->hints, j);
      if (hint->url && (!kind || g_str_equal (hint->kind, kind)))
        return hint->url;
    }
  }
  return NULL;
}

static const LpOutcome *
find_failed (LpWindow *window)
{
  const LpReport *report = lp_setup_get_report (lp_window_get_setup (window));
  return report && report->verdict != LP_VERDICT_OK ? lp_report_words_get_failed (report) : NULL;
}

/* The page that the explanation knows, else the provider's own page from the hints. */
static char *
dup_url (LpWindow *window, LpCure cure)
{
  LpSetup *setup = lp_window_get_setup (window);
  const LpOutcome *failed = find_failed (window);
  g_autoptr (LpExplanation) explanation = NULL;

  /* A page without encryption, so that the network can show its own instead. */
  if (cure == LP_CURE_OPEN_PAGE)
    return g_strdup_printf ("http://%s/", lp_setup_get_account (setup)->address->domain);
  if (cure == LP_CURE_APP_PASSWORD || cure == LP_CURE_NEW_APP_PASSWORD)
    return g_strdup (find_hint_url (setup, "app-password"));
  if (failed)
    explanation = lp_explain_verdict (failed->verdict, failed);
  if (explanation && explanation->url)
    return g_strdup (explanation->url);
  return g_strdup (find_hint_url (setup, NULL));
}

static gboolean
open_url (LpWindow *window, LpCure cure)
{
  g_autofree char *url = dup_url (window, cure);
  if (url)
    gtk_show_uri (GTK_WINDOW (window), url, GDK_CURRENT_TIME);
  return FALSE;
}

static gboolean
check_again (LpWindow *window, LpCure cure)
{
  return TRUE;
}

static gboolean
choose_apps (LpWindow *window, LpCure cure)
{
  lp_window_push (window, "apps");
  return FALSE;
}

static gboolean
copy_report (LpWindow *window, LpCure cure)
{
  gtk_widget_activate_action (GTK_WIDGET (window), "win.copy-report", NULL);
  return FALSE;
}

static gboolean
correct_address (LpWindow *window, LpCure cure)
{
  lp_window_pop_to (window, "identity");
  return FALSE;
}

static const char *
find_signed_in (LpWindow *window)
{
  const LpOutcome *failed = find_failed (window);
  return failed ? failed->signed_in : NULL;
}

/* Whoever signed in begins anew on the first page, and signs in for this address there. */
static gboolean
use_signed_in (LpWindow *window, LpCure cure)
{
  LpSetup *setup = lp_window_get_setup (window);
  g_autoptr (LpAddress) address = lp_address_parse (find_signed_in (window), NULL);
  lp_setup_set_given (setup, NULL, NULL);
  lp_setup_set_address (setup, address);
  lp_window_pop_to (window, "identity");
  lp_page_identity_show_account (LP_PAGE_IDENTITY (lp_window_get_page (window)));
  return FALSE;
}

static gboolean
edit_settings (LpWindow *window, LpCure cure)
{
  lp_window_push (window, "settings");
  return FALSE;
}

static gboolean
sign_in_with_browser (LpWindow *window, LpCure cure)
{
  lp_window_replace (window, "browser");
  return FALSE;
}

static gboolean
use_own_client_id (LpWindow *window, LpCure cure)
{
  lp_window_push (window, "client-id");
  return FALSE;
}

static gboolean
open_date_settings (LpWindow *window, LpCure cure)
{
  g_autoptr (GAppInfo) app = g_app_info_create_from_commandline (
      "gnome-control-center datetime", NULL, G_APP_INFO_CREATE_NONE, NULL);
  g_autoptr (GError) error = NULL;
  if (!app || !g_app_info_launch (app, NULL, NULL, &error))
    lp_window_toast (window, _ ("Open the date settings of this computer yourself."), NULL, NULL,
                     NULL);
  return FALSE;
}

static const LpSuggestion *
find_password_offer (LpWindow *window)
{
  const LpReport *report = lp_setup_get_report (lp_window_get_setup (window));
  return report ? lp_report_find_offer (report, LP_OFFER_PASSWORD) : NULL;
}

static gboolean
sign_in_with_password (LpWindow *window, LpCure cure)
{
  const LpSuggestion *offer = find_password_offer (window);
  if (offer)
    lp_setup_accept_suggestion (lp_window_get_setup (window), offer);
  return offer != NULL;
}

/* The account with its servers on their usual ports, the other kind of encryption. */
static gboolean
try_other_ports (LpWindow *window, LpCure cure)
{
  LpSetup *setup = lp_window_get_setup (window);
  g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (setup));
  const LpOutcome *failed = find_failed (window);
  gboolean outgoing
      = cure == LP_CURE_PORT_587 || (failed && failed->server->protocol == LP_PROTOCOL_SMTP);
  LpServer *server = outgoing ? account->outgoing : account->incoming;

  server->security = server->security == LP_SECURITY_TLS || cure == LP_CURE_PORT_587
                         ? LP_SECURITY_STARTTLS
                         : LP_SECURITY_TLS;
  server->port = lp_server_get_usual_port (server->protocol, server->security);
  lp_setup_set_account (setup, account);
  return TRUE;
}

static gboolean (*const cures[LP_N_CURES]) (LpWindow *window, LpCure cure) = {
  [LP_CURE_APP_PASSWORD] = open_url,
  [LP_CURE_BROWSER] = sign_in_with_browser,
  [LP_CURE_CHECK_AGAIN] = check_again,
  [LP_CURE_CHOOSE_APPS] = choose_apps,
  [LP_CURE_COPY_REPORT] = copy_report,
  [LP_CURE_COPY_REQUEST] = copy_report,
  [LP_CURE_CORRECT_ADDRESS] = correct_address,
  [LP_CURE_EDIT_SETTINGS] = edit_settings,
  [LP_CURE_NEW_APP_PASSWORD] = open_url,
  [LP_CURE_OPEN_DATE] = open_date_settings,
  [LP_CURE_OPEN_PAGE] = open_url,
  [LP_CURE_OPEN_PROVIDER] = open_url,
  [LP_CURE_OPEN_SETTING] = open_url,
  [LP_CURE_OTHER_ADDRESS] = correct_address,
  [LP_CURE_OTHER_PORTS] = try_other_ports,
  [LP_CURE_OWN_CLIENT_ID] = use_own_client_id,
  [LP_CURE_PASSWORD] = sign_in_with_password,
  [LP_CURE_PORT_587] = try_other_ports,
  [LP_CURE_SIGN_IN_AGAIN] = sign_in_with_browser,
  [LP_CURE_TRY_AGAIN] = check_again,
  [LP_CURE_TRY_NOW] = check_again,
  [LP_CURE_USE_SIGNED_IN] = use_signed_in,
};

static gboolean
uses_port_587 (LpWindow *window)
{
  const LpServer *outgoing = lp_setup_get_account (lp_window_get_setup (window))->outgoing;
  return !outgoing || outgoing->port == 587;
}

static gboolean
is_possible (LpWindow *window, LpCure cure)
{
  g_autofree char *url = NULL;
  if (cure == LP_CURE_NONE || cure >= LP_N_CURES || !cures[cure])
    return FALSE;
  if (cures[cure] == sign_in_with_browser)
    return lp_setup_offers_browser (lp_window_get_setup (window));
  if (cure == LP_CURE_OWN_CLIENT_ID)
    return lp_setup_get_account (lp_window_get_setup (window))->issuer != NULL;
  if (cure == LP_CURE_PASSWORD)
    return find_password_offer (window) != NULL;
  if (cure == LP_CURE_PORT_587)
    return !uses_port_587 (window);
  if (cure == LP_CURE_USE_SIGNED_IN)
    return find_signed_in (window) && lp_window_has_page (window, "identity");
  if (cures[cure] != open_url)
    return TRUE;
  url = dup_url (window, cure);
  return url != NULL;
}

/* What stands in for a cure that is not possible here: without a client ID of ours an own one may
 * do, and an app password can be typed also where the page that makes it is not known. */
static const LpCure instead[LP_N_CURES] = {
  [LP_CURE_BROWSER] = LP_CURE_OWN_CLIENT_ID,       [LP_CURE_NEW_APP_PASSWORD] = LP_CURE_TRY_AGAIN,
  [LP_CURE_PORT_587] = LP_CURE_EDIT_SETTINGS,      [LP_CURE_SIGN_IN_AGAIN] = LP_CURE_OWN_CLIENT_ID,
  [LP_CURE_USE_SIGNED_IN] = LP_CURE_OTHER_ADDRESS,
};

static LpCure
choose (LpWindow *window, LpCure cure)
{
  while (cure != LP_CURE_NONE && !is_possible (window, cure))
    cure = instead[cure];
  return cure;
}

LpCures
lp_cures_choose (LpWindow *window, const LpFailure *failure)
{
  LpCures chosen = { choose (window, failure->primary), choose (window, failure->secondary) };
  if (chosen.primary != LP_CURE_NONE)
    return chosen;
  return (LpCures){ chosen.secondary != LP_CURE_NONE ? chosen.secondary : LP_CURE_CHECK_AGAIN,
                    LP_CURE_NONE };
}

char *
lp_cure_dup_label (LpWindow *window, LpCure cure)
{
  const char *label = lp_cure_get_label (cure);
  const char *name = find_signed_in (window);
  g_autofree char *isolated = lp_words_isolate (name ? name : "");
  g_autoptr (GString) shown = g_string_new (isolated);
  g_autoptr (GString) text = label ? g_string_new (label) : NULL;
  if (!text)
    return NULL;
  g_string_replace (shown, "_", "__", 0);
  g_string_replace (text, "{signed_in}", shown->str, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
lp_cure_do (LpWindow *window, LpCure cure)
{
  return cure != LP_CURE_NONE && cure < LP_N_CURES && cures[cure] && cures[cure](window, cure);
}

/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signing in with the browser from the command line: the page opens in the desktop's browser, or, where there is none,
 * the person types a code on another device.
 */
#include <fcntl.h>
#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "cli/cli.h"
#include "setup-sign-in.h"

static void
start_load (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_load_credentials_async (cli->setup, cli->cancellable, lp_cli_on_ready, wait);
}

static void
start_sign_in (LpCli *cli, gpointer data, gpointer wait)
{
  lp_setup_sign_in_async (cli->setup, cli->device_code, cli->cancellable, lp_cli_on_ready, wait);
}

/* What the browser has to say goes nowhere: our own output is a document that somebody reads. */
static gboolean
open_browser (const char *url)
{
  g_autoptr (GAppInfo) browser = g_app_info_get_default_for_uri_scheme ("https");
  GList urls = { (gpointer)url, NULL, NULL };
  int nowhere = open ("/dev/null", O_RDWR | O_CLOEXEC);
  gboolean started = G_IS_DESKTOP_APP_INFO (browser)
                     && g_desktop_app_info_launch_uris_as_manager_with_fds (
                         G_DESKTOP_APP_INFO (browser), &urls, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                         NULL, NULL, nowhere, nowhere, nowhere, NULL);

  close (nowhere);
  return started;
}

/* The address is told as well: the browser that opens may be the wrong one. */
static void
on_browser (LpSetup *setup, const char *url, gpointer data)
{
  if (open_browser (url))
    g_printerr (_ ("Sign in with the browser that opens now. If none does, open this page on this "
                   "computer:\n%s\n"),
                url);
  else
    g_printerr (_ ("Open this page with a browser on this computer, or try again with "
                   "--device-code:\n%s\n"),
                url);
}

static void
on_device_code (LpSetup *setup, const char *url, const char *code, const char *complete_url,
                gpointer data)
{
  /* Translators: the first %s is a web page, the second a code to type there. */
  g_printerr (_ ("Open %s on any device and type this code: %s\n"), url, code);
}

static gboolean
load (LpCli *cli)
{
  g_autoptr (GAsyncResult) result = lp_cli_run (cli, start_load, NULL);

  return lp_setup_load_credentials_finish (cli->setup, result, NULL);
}

int
lp_cli_fail_sign_in (const GError *error)
{
  int status = lp_cli_fail_with (error);

  if (error->domain == LP_ERROR)
    /* Translators: %s is a technical detail in English. */
    g_printerr (_ ("What happened: %s.\n"), error->message);
  return status;
}

int
lp_cli_sign_in (LpCli *cli)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gulong browser, device_code;

  if (load (cli) || !lp_setup_offers_browser (cli->setup))
    return LP_EXIT_OK;
  browser = g_signal_connect (cli->setup, "browser", G_CALLBACK (on_browser), NULL);
  device_code = g_signal_connect (cli->setup, "device-code", G_CALLBACK (on_device_code), NULL);
  result = lp_cli_run (cli, start_sign_in, NULL);
  g_clear_signal_handler (&browser, cli->setup);
  g_clear_signal_handler (&device_code, cli->setup);
  if (lp_setup_sign_in_finish (cli->setup, result, &error))
    return LP_EXIT_OK;
  return lp_cli_fail_sign_in (error);
}

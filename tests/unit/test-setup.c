/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a set-up keeps of one address when the next one comes, and what it knows of servers that were named. No network. */
#include "setup-private.h"
#include "setup.h"

#include <glib/gstdio.h>

static LpSetup *
make_setup (gboolean allow_plaintext, const char *address)
{
  g_autoptr (LpAddress) parsed = lp_address_parse (address, NULL);
  const LpSetupOptions options = { .offline = TRUE, .allow_plaintext = allow_plaintext };
  LpSetup *setup = lp_setup_new (&options);

  lp_setup_set_address (setup, parsed);
  return setup;
}

/* The yes to a password in clear was about the servers of one address. */
static void
test_plaintext (void)
{
  g_autoptr (LpSetup) setup = make_setup (FALSE, "maya@example.org");
  g_autoptr (LpAddress) other = lp_address_parse ("maya@example.net", NULL);

  lp_setup_set_allow_plaintext (setup, TRUE);
  g_assert_true (setup->allow_plaintext);
  lp_setup_set_address (setup, other);
  g_assert_false (setup->allow_plaintext);
}

static void
test_plaintext_always (void)
{
  g_autoptr (LpSetup) setup = make_setup (TRUE, "maya@example.org");
  g_autoptr (LpAddress) other = lp_address_parse ("maya@example.net", NULL);

  lp_setup_set_address (setup, other);
  g_assert_true (setup->allow_plaintext);
}

static const struct {
  const char *address;
  LpSignIn sign_in;
  const char *issuer;
} named[] = {
  { "maya@outlook.com", LP_SIGN_IN_OAUTH2, "microsoft" },
  { "maya@outlook.com", LP_SIGN_IN_PASSWORD, NULL },
  { "maya@example.org", LP_SIGN_IN_OAUTH2, NULL },
};

static void
test_issuer (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (named); i++) {
    g_autoptr (LpSetup) setup = make_setup (FALSE, named[i].address);
    g_autoptr (LpAccount) account = lp_account_copy (lp_setup_get_account (setup));

    account->incoming = lp_server_new (LP_PROTOCOL_IMAP, "imap.example.org", 0, LP_SECURITY_TLS,
                                       named[i].address);
    account->incoming->sign_in = named[i].sign_in;
    lp_setup_set_account (setup, account);
    g_assert_cmpstr (lp_setup_get_account (setup)->issuer, ==, named[i].issuer);
  }
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("test-setup-XXXXXX", NULL);
  int status;

  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_DIRS", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/setup/plaintext/one-address", test_plaintext);
  g_test_add_func ("/setup/plaintext/always", test_plaintext_always);
  g_test_add_func ("/setup/named-servers/issuer", test_issuer);
  status = g_test_run ();
  g_rmdir (home);
  return status;
}

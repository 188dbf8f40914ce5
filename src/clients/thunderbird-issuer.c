/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where Thunderbird signs in with the browser by itself.
 */
#include "clients/thunderbird-account.h"

#include <string.h>

/* Hosts and ends of hosts for which Thunderbird knows where to sign in (its
 * OAuth2Providers.sys.mjs). */
static const struct {
  const char *host;
  const char *issuer;
} oauth2_hosts[] = {
  { "gmail.com", "google" },
  { "googlemail.com", "google" },
  { "outlook.com", "microsoft" },
  { "office365.com", "microsoft" },
  { "hotmail.com", "microsoft" },
  { "yahoo.com", "yahoo" },
  { "att.net", "yahoo" },
  { "aol.com", "aol" },
  { "imap.yandex.com", "yandex" },
  { "smtp.yandex.com", "yandex" },
  { "imap.mail.ru", "mailru" },
  { "smtp.mail.ru", "mailru" },
  { "imap.fastmail.com", "fastmail" },
  { "pop.fastmail.com", "fastmail" },
  { "smtp.fastmail.com", "fastmail" },
  { "imap.comcast.net", "comcast" },
  { "pop.comcast.net", "comcast" },
  { "smtp.comcast.net", "comcast" },
  { "thundermail.com", "thundermail" },
};

const char *
lp_thunderbird_find_issuer (const char *host)
{
  g_return_val_if_fail (host != NULL, NULL);

  for (const char *end = host; end != NULL; end = strchr (end, '.')) {
    end += *end == '.';
    for (guint i = 0; i < G_N_ELEMENTS (oauth2_hosts); i++)
      if (strcmp (oauth2_hosts[i].host, end) == 0)
        return oauth2_hosts[i].issuer;
  }
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "discovery/service.h"

#include <string.h>

#define MAX_URL 500

/* It is shown on terminals, so nothing in it may move a cursor. */
static gboolean
is_good_url (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  if (strlen (url) > MAX_URL)
    return FALSE;
  for (const char *c = url; *c != '\0'; c++) {
    if (!g_ascii_isgraph (*c))
      return FALSE;
  }
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  return uri != NULL && g_str_equal (g_uri_get_scheme (uri), "https")
         && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
         && g_uri_get_userinfo (uri) == NULL;
}

LpService *
lp_service_new (const char *kind, const char *url, const char *source)
{
  g_return_val_if_fail (kind != NULL && url != NULL && source != NULL, NULL);

  if (!is_good_url (url))
    return NULL;

  LpService *service = g_new0 (LpService, 1);
  service->kind = g_strdup (kind);
  service->url = g_strdup (url);
  service->source = g_strdup (source);
  return service;
}

void
lp_service_free (LpService *service)
{
  if (service == NULL)
    return;

  g_free (service->kind);
  g_free (service->url);
  g_free (service->source);
  g_free (service);
}

GPtrArray *
lp_services_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_service_free);
}

void
lp_services_take (GPtrArray *services, LpService *service)
{
  g_autoptr (LpService) given = service;

  g_return_if_fail (services != NULL);
  for (guint i = 0; given != NULL && i < services->len; i++) {
    const LpService *other = services->pdata[i];
    if (g_str_equal (other->kind, given->kind) && g_str_equal (other->url, given->url))
      return;
  }
  if (given != NULL)
    g_ptr_array_add (services, g_steal_pointer (&given));
}

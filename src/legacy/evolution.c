/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Evolution to 3.4 kept its accounts in gconf, ~/.gconf/apps/evolution/mail/%gconf.xml: a list
 * whose items are XML documents, escaped inside the XML:
 *
 *     <account name uid enabled>
 *       <identity><name/><addr-spec/></identity>
 *       <source
 * keep-on-server><url>pop://me%40host;auth=X@server:995/;use_ssl=always</url></source>
 *       <transport><url>smtp://…</url></transport>
 *     </account>
 */
#include "legacy/formats.h"

#include <string.h>

#include "legacy/reading.h"
#include "legacy/url.h"

#define LARGEST_FILE (4 * 1024 * 1024)
#define DEEPEST 32

typedef struct {
  LpLegacyReading *reading;
  const char *charset;
  guint depth;
  gboolean in_accounts; /* inside <entry name="accounts"> */
} List;

typedef struct {
  LpLegacyAccount *account;
  guint depth;
  gboolean keeps_on_server;
} Item;

static gboolean
sniff (const LpLegacyFile *file)
{
  return lp_legacy_file_head_has (file, "<gconf>");
}

static const char *
find_attribute (const char **names, const char **values, const char *name)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], name))
      return values[i];
  return NULL;
}

static void
check_depth (guint depth, const char *element, GError **error)
{
  if (depth > DEEPEST)
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, element);
}

static void
on_item_start (GMarkupParseContext *context, const char *element, const char **names,
               const char **values, gpointer user_data, GError **error)
{
  Item *item = user_data;

  check_depth (++item->depth, element, error);
  if (g_str_equal (element, "account")) {
    g_free (item->account->label);
    item->account->label = lp_legacy_dup_field (find_attribute (names, values, "name"));
    item->account->disabled = g_strcmp0 (find_attribute (names, values, "enabled"), "false") == 0;
  } else if (g_str_equal (element, "source")) {
    item->keeps_on_server
        = g_strcmp0 (find_attribute (names, values, "keep-on-server"), "true") == 0;
  }
}

static void
on_item_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  ((Item *)user_data)->depth--;
}

/* use_ssl: always is TLS at once, when-possible STARTTLS if it is offered. */
static void
apply_parameters (LpLegacyUrl *url)
{
  LpLegacyServer *server = url->server;
  const char *parameters = url->parameters != NULL ? url->parameters : "";
  gboolean is_always = strstr (parameters, "use_ssl=always") != NULL;
  gboolean is_possible = strstr (parameters, "use_ssl=when-possible") != NULL;
  LpSecurity security = is_always ? LP_SECURITY_TLS : LP_SECURITY_STARTTLS;

  if (is_always && server->kind == LP_LEGACY_SMTP && (server->port == 25 || server->port == 587))
    security = LP_SECURITY_STARTTLS;
  if (is_always || is_possible)
    server->security = security;
  server->opportunistic = is_possible;
  server->sign_in = lp_legacy_sign_in_of_mechanism (url->mechanism);
}

static void
read_incoming (Item *item, const char *text)
{
  g_autoptr (LpLegacyUrl) url = lp_legacy_url_parse (text);

  if (url == NULL || url->server->kind == LP_LEGACY_SMTP || item->account->incoming != NULL)
    return;

  apply_parameters (url);
  item->account->clear_text_secret |= url->has_password;
  item->account->incoming = g_steal_pointer (&url->server);
  if (item->account->incoming->kind == LP_LEGACY_POP3)
    item->account->leave_on_server = item->keeps_on_server ? LP_LEAVE_ALWAYS : 0;
}

/* Without a mechanism Evolution sent without signing in. */
static void
read_outgoing (Item *item, const char *text)
{
  g_autoptr (LpLegacyUrl) url = lp_legacy_url_parse (text);

  if (url == NULL || url->server->kind != LP_LEGACY_SMTP || item->account->outgoing != NULL)
    return;

  apply_parameters (url);
  item->account->sends = LP_LEGACY_SENDS_PASSWORD;
  if (url->server->sign_in == LP_SIGN_IN_OAUTH2)
    item->account->sends = LP_LEGACY_SENDS_OAUTH2;
  if (url->mechanism == NULL) {
    item->account->sends = LP_LEGACY_SENDS_WITHOUT;
    url->server->sign_in = LP_SIGN_IN_NONE;
  }
  item->account->clear_text_secret |= url->has_password;
  item->account->outgoing = g_steal_pointer (&url->server);
}

static void
on_item_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
              GError **error)
{
  Item *item = user_data;
  const GSList *stack = g_markup_parse_context_get_element_stack (context);
  const char *element = stack->data;
  const char *parent = stack->next != NULL ? stack->next->data : "";
  g_autofree char *value = g_strndup (text, length);

  if (g_str_equal (parent, "identity") && g_str_equal (element, "name")) {
    g_free (item->account->name);
    item->account->name = lp_legacy_dup_field (value);
  } else if (g_str_equal (parent, "identity") && g_str_equal (element, "addr-spec")) {
    lp_legacy_account_set_address (item->account, value);
  } else if (g_str_equal (parent, "source") && g_str_equal (element, "url")) {
    read_incoming (item, g_strstrip (value));
  } else if (g_str_equal (parent, "transport") && g_str_equal (element, "url")) {
    read_outgoing (item, g_strstrip (value));
  }
}

static void
read_item (List *list, const char *text, gsize length)
{
  static const GMarkupParser parser
      = { .start_element = on_item_start, .end_element = on_item_end, .text = on_item_text };
  g_autoptr (LpLegacyAccount) account = lp_legacy_account_new ("evolution");
  Item item = { .account = account };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &item, NULL);

  if (!g_markup_parse_context_parse (context, text, (gssize)length, NULL)
      || !g_markup_parse_context_end_parse (context, NULL))
    lp_legacy_reading_set_damage (list->reading, lp_legacy_damaged_part ());
  lp_legacy_account_finish (account, list->charset);
  if (account->incoming != NULL || account->outgoing != NULL)
    lp_legacy_reading_add (list->reading, g_steal_pointer (&account));
}

static void
on_list_start (GMarkupParseContext *context, const char *element, const char **names,
               const char **values, gpointer user_data, GError **error)
{
  List *list = user_data;

  check_depth (++list->depth, element, error);
  if (g_str_equal (element, "entry"))
    list->in_accounts = g_strcmp0 (find_attribute (names, values, "name"), "accounts") == 0;
}

static void
on_list_end (GMarkupParseContext *context, const char *element, gpointer user_data, GError **error)
{
  ((List *)user_data)->depth--;
}

static void
on_list_text (GMarkupParseContext *context, const char *text, gsize length, gpointer user_data,
              GError **error)
{
  List *list = user_data;

  if (list->in_accounts
      && g_str_equal (g_markup_parse_context_get_element (context), "stringvalue"))
    read_item (list, text, length);
}

static void
read_file (const LpLegacyFile *files, guint n_files, const char *charset, LpLegacyReading *reading)
{
  static const GMarkupParser parser
      = { .start_element = on_list_start, .end_element = on_list_end, .text = on_list_text };
  List list = { .reading = reading };
  g_autofree char *text = lp_legacy_file_dup_text (&files[0], charset, &list.charset);
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, G_MARKUP_TREAT_CDATA_AS_TEXT, &list, NULL);

  if (!g_markup_parse_context_parse (context, text, -1, NULL)
      || !g_markup_parse_context_end_parse (context, NULL))
    lp_legacy_reading_set_damage (reading, lp_legacy_damaged_part ());
}

const LpLegacy lp_legacy_evolution = {
  .id = "evolution",
  .name = "Evolution to 3.4 (gconf)",
  .max_size = LARGEST_FILE,
  .sniff = sniff,
  .read = read_file,
};

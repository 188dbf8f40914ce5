/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages on their way out, and the lists of addresses in them.
 */
#include "model/address-list.h"
#include "model/message.h"

#include <string.h>

/* ---- lists ---- */

static const struct {
  const char *name;
  const char *text;
  const char *addresses; /* NULL: a mistake */
} lists[] = {
  { "/address-list/one", "anna@example.org", "anna@example.org" },
  { "/address-list/empty", "", "" },
  { "/address-list/empty-places", " ,, anna@example.org ,", "anna@example.org" },
  { "/address-list/names", "Anna Berg <anna@example.org>, bob@example.org",
    "anna@example.org bob@example.org" },
  { "/address-list/quoted-name", "\"Berg, <Anna> \\\"A\\\"\" <anna@example.org>",
    "anna@example.org" },
  { "/address-list/comments", "(a (b, c) \\) d)anna@example.org (at work)", "anna@example.org" },
  { "/address-list/group", "Choir: anna@example.org, Bob <bob@example.org>; carl@example.org",
    "anna@example.org bob@example.org carl@example.org" },
  { "/address-list/empty-group", "undisclosed-recipients:;", "" },
  { "/address-list/twice", "anna@example.org, ANNA@example.org, <anna@EXAMPLE.org>",
    "anna@example.org ANNA@example.org" },
  { "/address-list/folded", "anna@example.org,\r\n\tbob@example.org\r\n",
    "anna@example.org bob@example.org" },
  { "/address-list/quoted-local-part", "\"a,b\"@example.org", "\"a,b\"@example.org" },
  { "/address-list/foreign-letters", "Ännä <ännä@bücher.example>", "ännä@bücher.example" },
  { "/address-list/no-domain", "anna@example.org, root", NULL },
  { "/address-list/blank-inside", "anna berg@example.org", NULL },
  { "/address-list/command-inside", "anna@example.org\r\nRCPT", NULL },
  { "/address-list/empty-angle", "Anna <>", NULL },
  { "/address-list/open-angle", "Anna <anna@example.org", "anna@example.org" },
  { "/address-list/open-quote", "\"Anna <anna@example.org>", NULL },
  { "/address-list/open-comment", "anna@example.org (at work", "anna@example.org" },
};

static char *
join (GPtrArray *addresses)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < addresses->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            ((LpAddress *)addresses->pdata[i])->text);
  return g_string_free (text, FALSE);
}

static GPtrArray *
addresses_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)lp_address_free);
}

static void
test_list (gconstpointer data)
{
  const guint row = GPOINTER_TO_UINT (data);
  g_autoptr (GPtrArray) addresses = addresses_new ();
  g_autoptr (GError) error = NULL;
  gboolean is_read = lp_address_list_add (addresses, lists[row].text, &error);
  g_autofree char *found = join (addresses);

  if (lists[row].addresses == NULL) {
    g_assert_false (is_read);
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    return;
  }
  g_assert_no_error (error);
  g_assert_true (is_read);
  g_assert_cmpstr (found, ==, lists[row].addresses);
}

/* ---- messages ---- */

static const struct {
  const char *name;
  const char *text;
  gboolean ends_at_dot;
  const char *message; /* after it was completed; From, Date and Message-ID are there */
  const char *recipients;
} messages[] = {
  { "/message/plain", "From: a@b.example\nDate: x\nMessage-ID: y\nTo: c@d.example\n\nbody\n", FALSE,
    "From: a@b.example\r\nDate: x\r\nMessage-ID: y\r\nTo: c@d.example\r\n\r\nbody\r\n",
    "c@d.example" },
  { "/message/blind",
    "From: a\nDate: x\nMessage-ID: y\nBCC : c@d.example,\n e@f.example\nCc: g@h.example\n\n", FALSE,
    "From: a\r\nDate: x\r\nMessage-ID: y\r\nCc: g@h.example\r\n\r\n",
    "c@d.example e@f.example g@h.example" },
  { "/message/sent-on",
    "Resent-To: c@d.example\nResent-Bcc: e@f.example\nFrom: a\nDate: x\nMessage-ID: y\nTo: "
    "g@h.example\n\n",
    FALSE,
    "Resent-To: c@d.example\r\nFrom: a\r\nDate: x\r\nMessage-ID: y\r\nTo: g@h.example\r\n\r\n",
    "c@d.example e@f.example" },
  { "/message/mailbox-line",
    "From me Thu Jan 1\nFrom: a\r\nDate: x\r\nMessage-ID: y\r\n\r\nFrom here on\r\n", FALSE,
    "From: a\r\nDate: x\r\nMessage-ID: y\r\n\r\nFrom here on\r\n", "" },
  { "/message/no-empty-line",
    "From: a\nDate: x\nMessage-ID: y\nthis is no header\nTo: a@b.example\n", FALSE,
    "From: a\r\nDate: x\r\nMessage-ID: y\r\n\r\nthis is no header\r\nTo: a@b.example\r\n", "" },
  { "/message/dot", "From: a\nDate: x\nMessage-ID: y\n\na\n..\n.\nb\n", TRUE,
    "From: a\r\nDate: x\r\nMessage-ID: y\r\n\r\na\r\n..\r\n", "" },
  { "/message/dot-ignored", "From: a\nDate: x\nMessage-ID: y\n\na\n.\nb\n", FALSE,
    "From: a\r\nDate: x\r\nMessage-ID: y\r\n\r\na\r\n.\r\nb\r\n", "" },
  { "/message/last-line-open", "From: a\nDate: x\nMessage-ID: y\n\nend", FALSE,
    "From: a\r\nDate: x\r\nMessage-ID: y\r\n\r\nend\r\n", "" },
  { "/message/header-only", "From: a\nDate: x\nMessage-ID: y", FALSE,
    "From: a\r\nDate: x\r\nMessage-ID: y\r\n\r\n", "" },
};

static LpAccount *
make_account (void)
{
  g_autoptr (LpAddress) address = lp_address_parse ("maya@fjordpost.example", NULL);
  LpAccount *account = lp_account_new (address);

  account->name = g_strdup ("Maya \"M\" Lind");
  return account;
}

static void
test_message (gconstpointer data)
{
  const guint row = GPOINTER_TO_UINT (data);
  g_autoptr (LpAccount) account = make_account ();
  g_autoptr (GPtrArray) recipients = addresses_new ();
  g_autoptr (GError) error = NULL;
  const char *text = messages[row].text;
  g_autoptr (LpMessage) message = lp_message_parse (text, strlen (text), messages[row].ends_at_dot);

  lp_message_list_recipients (message, recipients, &error);
  g_assert_no_error (error);
  g_autofree char *found = join (recipients);
  g_assert_cmpstr (found, ==, messages[row].recipients);
  lp_message_complete (message, account, NULL);
  g_autoptr (GBytes) bytes = lp_message_to_bytes (message);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), messages[row].message,
                   strlen (messages[row].message));
}

static void
check_field (const LpMessage *message, guint number, const char *pattern)
{
  g_assert_cmpuint (message->fields->len, >, number);
  g_assert_true (g_regex_match_simple (pattern, message->fields->pdata[number], 0, 0));
}

static void
test_completed (void)
{
  g_autoptr (LpAccount) account = make_account ();
  g_autoptr (LpMessage) message = lp_message_parse ("\nbody", 5, FALSE);
  g_autoptr (LpMessage) named = lp_message_parse ("", 0, FALSE);

  lp_message_complete (message, account, NULL);
  check_field (message, 0, "^From: \"Maya \\\\\"M\\\\\" Lind\" <maya@fjordpost\\.example>\r\n$");
  check_field (
      message, 1,
      "^Date: [A-Z][a-z]{2}, \\d{1,2} [A-Z][a-z]{2} \\d{4} \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}\r\n$");
  check_field (message, 2, "^Message-ID: <[0-9a-f-]{36}@fjordpost\\.example>\r\n$");
  g_assert_cmpstr (message->body->str, ==, "body\r\n");
  lp_message_complete (named, account, "Mäyä\r\nBcc: x");
  check_field (named, 0,
               "^From: =\\?UTF-8\\?B\\?[A-Za-z0-9+/=]+\\?= <maya@fjordpost\\.example>\r\n$");
}

/* A NUL ends neither the header nor the body early. */
static void
test_nul (void)
{
  static const char text[] = "Subject: a\0b\n\nc\0d\n";
  g_autoptr (LpMessage) message = lp_message_parse (text, sizeof text - 1, FALSE);

  g_assert_cmpuint (message->fields->len, ==, 1);
  g_assert_cmpstr (message->fields->pdata[0], ==, "Subject: a b\r\n");
  g_assert_cmpmem (message->body->str, message->body->len, "c\0d\r\n", 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_test_add_data_func (lists[i].name, GUINT_TO_POINTER (i), test_list);
  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    g_test_add_data_func (messages[i].name, GUINT_TO_POINTER (i), test_message);
  g_test_add_func ("/message/completed", test_completed);
  g_test_add_func ("/message/nul", test_nul);
  return g_test_run ();
}

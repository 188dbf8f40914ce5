/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The options of sendmail, as four mail servers' manuals have them. A value follows its letter at
 * once or as the next argument; letters without values may share one dash.
 */
#include "cli/sendmail-options.h"

#include <glib/gi18n.h>
#include <string.h>

#include "model/address-list.h"

typedef struct {
  char letter;
  gboolean has_value;
  gboolean (*take) (LpSendmailOptions *options, const char *value, GError **error);
} Option;

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *sentence, ...)
{
  va_list values;

  va_start (values, sentence);
  g_propagate_error (
      error, g_error_new_valist (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, sentence, values));
  va_end (values);
  return FALSE;
}

static gboolean
pass_over (LpSendmailOptions *options, const char *value, GError **error)
{
  return TRUE;
}

static gboolean
take_header (LpSendmailOptions *options, const char *value, GError **error)
{
  options->from_header = TRUE;
  return TRUE;
}

static gboolean
ignore_dots (LpSendmailOptions *options, const char *value, GError **error)
{
  options->ignores_dots = TRUE;
  return TRUE;
}

/* -oi is -i; the other settings of -o are a mail server's own. */
static gboolean
take_setting (LpSendmailOptions *options, const char *value, GError **error)
{
  options->ignores_dots |= strcmp (value, "i") == 0;
  return TRUE;
}

/* -bm sends a message; the other modes are a mail server's: a queue, a daemon, aliases. */
static gboolean
take_mode (LpSendmailOptions *options, const char *value, GError **error)
{
  return strcmp (value, "m") == 0
         || refuse (error, _ ("“-b%s” is not there: only sending a message is."), value);
}

static gboolean
take_sender (LpSendmailOptions *options, const char *value, GError **error)
{
  gboolean is_nobody = strcmp (value, "") == 0 || strcmp (value, "<>") == 0;
  g_autoptr (GPtrArray) senders = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_address_free);

  if (!is_nobody && !lp_address_list_add (senders, value, error))
    return FALSE;
  if (!is_nobody && senders->len != 1)
    return refuse (error, _ ("“%s” is not one address."), value);
  lp_address_free (options->sender);
  options->sender = is_nobody ? NULL : lp_address_copy (senders->pdata[0]);
  options->has_sender = TRUE;
  return TRUE;
}

static gboolean
take_name (LpSendmailOptions *options, const char *value, GError **error)
{
  g_free (options->name);
  options->name = g_utf8_make_valid (value, -1);
  return TRUE;
}

/* RFC 3461 §4.1: "never", or some of the others. It goes into a command, so only these words do. */
static gboolean
take_notify (LpSendmailOptions *options, const char *value, GError **error)
{
  static const char *const words[] = { "NEVER", "SUCCESS", "FAILURE", "DELAY", NULL };
  g_autofree char *upper = g_ascii_strup (value, -1);
  g_auto (GStrv) parts = g_strsplit (upper, ",", -1);

  for (char **part = parts; *part != NULL; part++)
    if (!g_strv_contains (words, *part) || (strcmp (*part, "NEVER") == 0 && parts[1] != NULL))
      return refuse (error, _ ("“%s” does not say when to report about delivery."), value);
  if (parts[0] == NULL)
    return refuse (error, _ ("“%s” does not say when to report about delivery."), value);
  g_free (options->notify);
  options->notify = g_steal_pointer (&upper);
  return TRUE;
}

static gboolean
take_return (LpSendmailOptions *options, const char *value, GError **error)
{
  options->wants_headers = g_ascii_strcasecmp (value, "hdrs") == 0;
  return options->wants_headers || g_ascii_strcasecmp (value, "full") == 0
         || refuse (error, _ ("“%s” is neither “hdrs” nor “full”."), value);
}

static const Option table[] = {
  { 't', FALSE, take_header }, { 'i', FALSE, ignore_dots },
  { 'f', TRUE, take_sender },  { 'r', TRUE, take_sender }, /* the older name of -f */
  { 'F', TRUE, take_name },    { 'o', TRUE, take_setting },
  { 'b', TRUE, take_mode },    { 'N', TRUE, take_notify },
  { 'R', TRUE, take_return },  { 'n', FALSE, pass_over }, /* no aliases */
  { 'm', FALSE, pass_over },                              /* to me too */
  { 'v', FALSE, pass_over },   { 'G', FALSE, pass_over }, /* a gateway's message */
  { 'U', FALSE, pass_over },                              /* a user's message */
  { 'B', TRUE, pass_over },                               /* 7BIT or 8BITMIME: the message tells */
  { 'C', TRUE, pass_over },    { 'D', TRUE, pass_over },
  { 'd', TRUE, pass_over },    { 'h', TRUE, pass_over },
  { 'L', TRUE, pass_over },    { 'O', TRUE, pass_over },
  { 'p', TRUE, pass_over },    { 'V', TRUE, pass_over },
  { 'X', TRUE, pass_over },
};

static const Option *
find_option (char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].letter == letter)
      return &table[i];
  return NULL;
}

/* One argument that begins with a dash. Advances @arguments over a value of its own. */
static gboolean
take_letters (LpSendmailOptions *options, char ***arguments, GError **error)
{
  for (const char *letter = **arguments + 1; *letter != '\0'; letter++) {
    const Option *option = find_option (*letter);
    const char *value = "";

    if (option == NULL)
      return refuse (error, _ ("The option “%s” of sendmail is not known."), **arguments);
    if (option->has_value && letter[1] != '\0') {
      value = letter + 1;
    } else if (option->has_value) {
      if ((*arguments)[1] == NULL)
        return refuse (error, _ ("The option “%s” wants a value."), **arguments);
      value = *++*arguments;
    }
    if (!option->take (options, value, error))
      return FALSE;
    if (option->has_value)
      return TRUE;
  }
  return TRUE;
}

gboolean
lp_sendmail_options_parse (LpSendmailOptions *options, char **arguments, GError **error)
{
  gboolean only_recipients = FALSE;

  *options = (LpSendmailOptions){ 0 };
  options->recipients = g_ptr_array_new_with_free_func ((GDestroyNotify)lp_address_free);
  for (; *arguments != NULL; arguments++) {
    if (!only_recipients && strcmp (*arguments, "--") == 0) {
      only_recipients = TRUE;
      continue;
    }
    gboolean is_option = !only_recipients && **arguments == '-' && (*arguments)[1] != '\0';
    if (!(is_option ? take_letters (options, &arguments, error)
                    : lp_address_list_add (options->recipients, *arguments, error)))
      return FALSE;
  }
  return TRUE;
}

void
lp_sendmail_options_clear (LpSendmailOptions *options)
{
  g_clear_pointer (&options->sender, lp_address_free);
  g_clear_pointer (&options->name, g_free);
  g_clear_pointer (&options->notify, g_free);
  g_clear_pointer (&options->recipients, g_ptr_array_unref);
}

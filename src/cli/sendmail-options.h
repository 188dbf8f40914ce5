/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/address.h"

G_BEGIN_DECLS

/**
 * LpSendmailOptions:
 * @from_header: -t: recipients come from the message too
 * @ignores_dots: -i: a line with nothing but a dot does not end the message
 * @has_sender: -f was given
 * @sender: (nullable): with @has_sender, who; %NULL for "<>"
 * @name: (nullable): -F: the sender's name
 * @notify: (nullable): -N: when to report about delivery, in the words of RFC 3461
 * @wants_headers: -R hdrs
 * @recipients: (element-type LpAddress): those of the command line
 */
typedef struct {
  gboolean from_header;
  gboolean ignores_dots;
  gboolean has_sender;
  LpAddress *sender;
  char *name;
  char *notify;
  gboolean wants_headers;
  GPtrArray *recipients;
} LpSendmailOptions;

/**
 * lp_sendmail_options_parse:
 * @options: (out caller-allocates): the options; clear them in any case
 * @arguments: (array zero-terminated=1): what stands behind the account
 * @error: return location
 *
 * Reads the options that mail programs give to sendmail (sendmail(8) of Sendmail, Postfix, Exim and
 * msmtp). What only concerns a mail server of one's own is passed over; what would be another task
 * than sending one message is refused.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_ARGUMENT and a translated sentence
 */
gboolean
lp_sendmail_options_parse (LpSendmailOptions *options, char **arguments, GError **error);

/**
 * lp_sendmail_options_clear:
 * @options: options
 */
void
lp_sendmail_options_clear (LpSendmailOptions *options);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpSendmailOptions, lp_sendmail_options_clear)

G_END_DECLS

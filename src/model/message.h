/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/account.h"

G_BEGIN_DECLS

/**
 * LpMessage:
 * @fields: (element-type utf8): the header fields, each with its folding and a last CRLF; their
 *   octets may be of any encoding
 * @body: what follows the empty line, each line ended by CRLF
 *
 * A message as a mail program hands it to sendmail (RFC 5322 §2.1). A value.
 */
typedef struct {
  GPtrArray *fields;
  GString *body;
} LpMessage;

/**
 * lp_message_parse:
 * @data: the message, lines ended by LF or CRLF
 * @length: octets
 * @ends_at_dot: a line with nothing but a dot ends it (sendmail without -i)
 *
 * Takes a message apart. The line "From …" that mailboxes put first is dropped. Whatever is no
 * header begins the body.
 *
 * Returns: (transfer full): the message
 */
LpMessage *
lp_message_parse (const char *data, gsize length, gboolean ends_at_dot);

/**
 * lp_message_free:
 * @message: (nullable) (transfer full): a message
 */
void
lp_message_free (LpMessage *message);

/**
 * lp_message_list_recipients:
 * @message: a message
 * @recipients: (element-type LpAddress): the recipients are added here
 * @error: return location
 *
 * Reads To, Cc and Bcc, or where the message was sent on, Resent-To, Resent-Cc and Resent-Bcc
 * (RFC 5322 §3.6.6).
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_INVALID_ARGUMENT and a translated sentence
 */
gboolean
lp_message_list_recipients (const LpMessage *message, GPtrArray *recipients, GError **error);

/**
 * lp_message_complete:
 * @message: a message
 * @account: whose
 * @name: (nullable): the name to put into From instead of the account's
 *
 * Adds what must not be missing and is: From, Date, Message-ID. Takes Bcc and Resent-Bcc out.
 */
void
lp_message_complete (LpMessage *message, const LpAccount *account, const char *name);

/**
 * lp_message_to_bytes:
 * @message: a message
 *
 * Returns: (transfer full): the whole message
 */
GBytes *
lp_message_to_bytes (const LpMessage *message);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpMessage, lp_message_free)

G_END_DECLS

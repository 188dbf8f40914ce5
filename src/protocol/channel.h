/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "protocol/scrub.h"
#include "protocol/tls.h"
#include "protocol/transcript.h"

G_BEGIN_DECLS

/** Longest lines: RFC 5321 §4.5.3.1 asks for 512 octets and RFC 4954 §4 for 12,288, a token's
 * challenge fits; an IMAP capability line of 60 KB is legal. */
#define LP_LINE_OCTETS (16 * 1024)
#define LP_IMAP_LINE_OCTETS (64 * 1024)
/** Longest reply, all its lines together. */
#define LP_REPLY_OCTETS (1024 * 1024)

/**
 * LpChannel:
 *
 * A connection that speaks in lines, in clear or inside TLS. Every wait ends at the reply's
 * deadline and as soon as the cancellable is triggered; every length is capped. All functions but
 * the getters block. For one thread at a time, any.
 */
typedef struct _LpChannel LpChannel;

/**
 * LpChannelObserver:
 * @event: what happens: resolved, connecting, connected
 * @address: (nullable): the address that it is about, as text
 * @data: user data
 */
typedef void (*LpChannelObserver) (GSocketClientEvent event, const char *address, gpointer data);

/**
 * lp_channel_connect:
 * @host: name or address
 * @port: in host byte order
 * @use_proxy: go through the desktop's proxy if it has one
 * @timeout_ms: milliseconds for look-up and connecting together
 * @observer: (nullable): is told what happens, on this thread
 * @data: given to @observer
 * @cancellable: (nullable): ends it at once
 * @error: return location
 *
 * Connects to the first address that answers; the next one is tried beside it after 250 ms (RFC
 * 8305).
 *
 * Returns: (transfer full) (nullable): the channel, or %NULL with an error of %G_RESOLVER_ERROR or
 * %G_IO_ERROR
 */
LpChannel *
lp_channel_connect (const char *host, guint16 port, gboolean use_proxy, guint timeout_ms,
                    LpChannelObserver observer, gpointer data, GCancellable *cancellable,
                    GError **error);

/**
 * lp_channel_new:
 * @stream: (transfer none): a connection whose streams are pollable
 *
 * Returns: (transfer full): a channel on it
 */
LpChannel *
lp_channel_new (GIOStream *stream);

/**
 * lp_channel_free:
 * @channel: (nullable) (transfer full): a channel; its connection is closed without waiting
 */
void
lp_channel_free (LpChannel *channel);

/**
 * lp_channel_set_transcript:
 * @channel: a channel
 * @transcript: (nullable): where to write down what is said
 * @who: this conversation's word in it
 */
void
lp_channel_set_transcript (LpChannel *channel, LpTranscript *transcript, const char *who);

/**
 * lp_channel_set_cancellable:
 * @channel: a channel
 * @cancellable: (nullable): ends each wait from now on, at once
 */
void
lp_channel_set_cancellable (LpChannel *channel, GCancellable *cancellable);

/**
 * lp_channel_set_line_limit:
 * @channel: a channel
 * @octets: longest line to accept
 */
void
lp_channel_set_line_limit (LpChannel *channel, gsize octets);

/**
 * lp_channel_set_credentials:
 * @channel: a channel
 * @credentials: (nullable): the secret that must not come back in what the server says
 */
void
lp_channel_set_credentials (LpChannel *channel, LpCredentials *credentials);

/**
 * lp_channel_hide_challenges:
 * @channel: a channel
 * @hide: whether a sign-in is under way
 *
 * Keeps challenges out of the transcript: from SCRAM's last one the password could be guessed at
 * leisure.
 */
void
lp_channel_hide_challenges (LpChannel *channel, gboolean hide);

/**
 * lp_channel_scrub:
 * @channel: a channel
 * @text: the server's words
 *
 * Returns: (transfer full): the words without the secret, safe to show, at most 500 characters
 */
char *
lp_channel_scrub (LpChannel *channel, const char *text);

/**
 * lp_channel_begin:
 * @channel: a channel
 * @timeout_ms: milliseconds for the whole reply to what is sent next
 *
 * Begins an exchange: sets the deadline of all writing and reading that follows, and counts the
 * reply's octets anew.
 */
void
lp_channel_begin (LpChannel *channel, guint timeout_ms);

/**
 * lp_channel_write:
 * @channel: a channel
 * @data: one or several whole lines with their CRLF
 * @length: octets
 * @shown: (nullable): what the transcript shows in place of @data; needed where that holds a secret
 * @error: return location
 *
 * Returns: %TRUE once all is handed to the network, or %FALSE with an error of %G_IO_ERROR or
 * %LP_ERROR
 */
gboolean
lp_channel_write (LpChannel *channel, const char *data, gsize length, const char *shown,
                  GError **error);

/**
 * lp_channel_read_line:
 * @channel: a channel
 * @error: return location
 *
 * Reads one line, ended by LF, without it and a CR before it. NUL octets become SUBSTITUTE (0x1a).
 *
 * Returns: (transfer full) (nullable): the line, zero-terminated; %NULL with %LP_VERDICT_CLOSED,
 *   %LP_VERDICT_PROTOCOL_BROKEN (too long, too much), %G_IO_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED
 * or another error
 */
char *
lp_channel_read_line (LpChannel *channel, GError **error);

/**
 * lp_channel_read_octets:
 * @channel: a channel
 * @count: how many, at most the line limit
 * @error: return location
 *
 * Reads so many octets (a literal of IMAP).
 *
 * Returns: (transfer full) (nullable): the octets, zero-terminated, or %NULL with an error as above
 */
char *
lp_channel_read_octets (LpChannel *channel, gsize count, GError **error);

/**
 * lp_channel_peek:
 * @channel: a channel
 * @least: how many octets to wait for
 * @length: (out): octets that are there
 * @error: return location
 *
 * Waits for octets that nobody has read yet and leaves them there.
 *
 * Returns: (transfer none) (nullable): the octets, valid until the next read; %NULL with an error
 * as above
 */
const char *
lp_channel_peek (LpChannel *channel, gsize least, gsize *length, GError **error);

/**
 * lp_channel_start_tls:
 * @channel: a channel without TLS
 * @is_upgrade: the conversation began in clear (STARTTLS)
 * @host: the name that the certificate must have
 * @ca_file: (nullable): a further certificate authority in PEM
 * @client_certificate: (nullable): a PEM file with certificate, chain and key
 * @timeout_ms: milliseconds for the handshake
 * @error: return location
 *
 * Shakes hands. The certificate is not judged here: look at lp_channel_get_tls() before anything is
 * sent. In an upgrade, octets that already wait are an attack (CVE-2011-0411, CVE-2021-33515):
 * %LP_VERDICT_INJECTED_BEFORE_TLS. With TLS from the start they are a port that begins in clear.
 *
 * Returns: %TRUE, or %FALSE with an error of %G_IO_ERROR or %LP_ERROR
 */
gboolean
lp_channel_start_tls (LpChannel *channel, gboolean is_upgrade, const char *host,
                      const char *ca_file, const char *client_certificate, guint timeout_ms,
                      GError **error);

/**
 * lp_channel_get_tls:
 * @channel: a channel
 *
 * Returns: (transfer none) (nullable): its TLS, also after a handshake that failed; %NULL in clear
 */
LpTls *
lp_channel_get_tls (LpChannel *channel);

/**
 * lp_channel_is_open:
 * @channel: a channel
 *
 * Looks, without waiting, whether the other side hung up.
 *
 * Returns: %TRUE while the connection stands
 */
gboolean
lp_channel_is_open (LpChannel *channel);

/**
 * lp_channel_dup_unread:
 * @channel: a channel
 *
 * Returns: (transfer full): what was received and not read, up to its first NUL; "" if there is nothing
 */
char *
lp_channel_dup_unread (LpChannel *channel);

/**
 * lp_channel_dup_remote:
 * @channel: a channel
 *
 * Returns: (transfer full) (nullable): the other side's address as text
 */
char *
lp_channel_dup_remote (LpChannel *channel);

/**
 * lp_channel_dup_local:
 * @channel: a channel
 *
 * Returns: (transfer full) (nullable): our own address on this connection
 */
GInetAddress *
lp_channel_dup_local (LpChannel *channel);

/**
 * lp_channel_relay:
 * @channel: a channel on a socket
 * @input: an open file descriptor to read from
 * @output: an open file descriptor to write to; may be the same socket as @input
 * @error: return location
 *
 * Hands octets through in both directions, as they are and into no transcript, until one side ends.
 * What was received and not read yet goes first. After the end of @input the server still has ten
 * seconds to finish. No other deadline: a client may be silent for as long as it likes.
 *
 * Returns: %TRUE when a side has ended, or %FALSE with an error of %G_IO_ERROR
 */
gboolean
lp_channel_relay (LpChannel *channel, int input, int output, GError **error);

/**
 * lp_channel_remark:
 * @channel: a channel
 * @format: a remark of ours for the transcript
 * @...: its values
 */
void
lp_channel_remark (LpChannel *channel, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LpChannel, lp_channel_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/tls.h"
#include "protocol/trust-store.h"

#include <gnutls/gnutls.h>

G_BEGIN_DECLS

/** What is kept of the other side's first words. */
#define LP_FIRST_OCTETS 512

struct _LpTls {
  gnutls_session_t session;
  LpTrustStore *trust;
  GIOStream *stream;
  GPollableInputStream *input;
  GPollableOutputStream *output;
  char *host;
  char *ca_file;            /* (nullable) */
  char *client_certificate; /* (nullable) */
  GError *stream_error;
  char first[LP_FIRST_OCTETS];
  gsize first_length;
  gboolean shaken;
  gboolean heard; /* something came through after the handshake */
};

G_END_DECLS

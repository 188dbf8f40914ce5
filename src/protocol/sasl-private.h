/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "protocol/sasl.h"

#include <gsasl.h>

G_BEGIN_DECLS

/* The functions of the mechanisms' rows, as LpMechanism.respond says. */

struct _LpSasl {
  const LpMechanism *mechanism;
  const LpSaslIdentity *identity;
  Gsasl *library;
  Gsasl_session *session;
  guint challenges;
  gboolean has_told; /* the token is with the server: whatever it says now is about that */
  gboolean is_complete;
  char *complaint;
};

char *
lp_sasl_respond_library (LpSasl *sasl, const char *challenge, gsize length, gsize *response_length,
                         GError **error);
char *
lp_sasl_respond_xoauth2 (LpSasl *sasl, const char *challenge, gsize length, gsize *response_length,
                         GError **error);
char *
lp_sasl_respond_oauthbearer (LpSasl *sasl, const char *challenge, gsize length,
                             gsize *response_length, GError **error);

G_END_DECLS

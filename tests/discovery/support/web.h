/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "certificates.h"

/* Web servers (and, for who only shakes hands, mail servers) of the test, on a thread of their own.
 */
typedef struct _Web Web;

Web *
web_new (Certificates *certificates);
void
web_free (Web *web);

/* Opens a server on loopback and leads @address, @port of the test's network to it. @names: of its
 * certificate, or NULL for a server in clear. */
void
web_listen (Web *web, const char *address, guint16 port, CertificateKind kind, const char *names);

/* What is answered for a URL, whatever the method. */
typedef enum {
  WEB_DOCUMENT,
  WEB_REDIRECT, /* @text: where to */
  WEB_ENDLESS,  /* never stops */
  WEB_BOMB,     /* a small gzip that grows to 64 MB */
  WEB_DRIP,     /* a byte a second */
  WEB_HANG,     /* never answers */
  WEB_SHORT     /* closes in the middle */
} WebKind;

void
web_add_page (Web *web, const char *url, WebKind kind, guint status, const char *type,
              const char *text, guint delay_ms);

/* Everything that was asked, "METHOD URL", one a line. */
char *
web_dup_log (Web *web);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Web, web_free)

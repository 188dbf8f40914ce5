/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "certificates.h"

/* The servers of the test, each connection on a thread: on ports 80 and 443 they speak HTTP, on all others they
 * shake hands and keep silent, which is as far as discovery goes with mail servers. On plain sockets and GnuTLS: faults
 * need every byte in our hands, and GIO's TLS leaks the error of a connection that breaks (2.74), which is
 * what connections do here all day. */
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

/* Everything that was asked, "METHOD URL" and the body, one a line. */
char *
web_dup_log (Web *web);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Web, web_free)

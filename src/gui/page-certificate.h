/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gui/page.h"

G_BEGIN_DECLS

/**
 * LpPageCertificate:
 *
 * A server could not prove who it is: everything that is wrong with its certificate, what that usually means, and,
 * behind a question, the exception for this one certificate.
 */
#define LP_TYPE_PAGE_CERTIFICATE (lp_page_certificate_get_type ())
G_DECLARE_FINAL_TYPE (LpPageCertificate, lp_page_certificate, LP, PAGE_CERTIFICATE, LpPage)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * LpApplication:
 *
 * The running assistant: one instance, one window, the set-up behind it. A second start raises the
 * window.
 */
#define LP_TYPE_APPLICATION (lp_application_get_type ())
G_DECLARE_FINAL_TYPE (LpApplication, lp_application, LP, APPLICATION, AdwApplication)

/**
 * lp_application_new:
 *
 * Returns: (transfer full): the application
 */
LpApplication *
lp_application_new (void);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clients/client.h"

G_BEGIN_DECLS

/**
 * LpThunderbirdProfile:
 * @root: the folder with profiles.ini
 * @folder: the profile's folder; %NULL if Thunderbird was never started
 * @install: (nullable): the folder that Thunderbird itself is installed in; %NULL for a Flatpak or
 * a Snap
 * @is_installed: Thunderbird is there
 *
 * Where a Thunderbird keeps its accounts.
 */
typedef struct {
  char *root;
  char *folder;
  char *install;
  gboolean is_installed;
} LpThunderbirdProfile;

/**
 * lp_thunderbird_profile_find:
 * @places: places
 * @profile: filled in, also when %FALSE is returned; cleared with lp_thunderbird_profile_clear()
 * @error: return location
 *
 * Finds the profile that Thunderbird opens by itself: what the section [Install…] of profiles.ini
 * names; of several the one whose compatibility.ini names this installation; without any the
 * default profile, if it is of this installation or of none yet. Reads a few small files. Blocks.
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_NOT_SUPPORTED and a translated sentence if that cannot
 * be told
 */
gboolean
lp_thunderbird_profile_find (const LpPlaces *places, LpThunderbirdProfile *profile, GError **error);

/**
 * lp_thunderbird_profile_is_running:
 * @profile: a profile
 *
 * Returns: %TRUE if a Thunderbird has this profile open. It would overwrite its files when it ends.
 */
gboolean
lp_thunderbird_profile_is_running (const LpThunderbirdProfile *profile);

/**
 * lp_thunderbird_profile_plan:
 * @profile: a profile; gets a folder if it has none
 * @plan: gets the operations that make a profile which Thunderbird takes for its own at the first
 * start
 * @error: return location
 *
 * Returns: %TRUE, or %FALSE with %G_IO_ERROR_NOT_SUPPORTED and a translated sentence
 */
gboolean
lp_thunderbird_profile_plan (LpThunderbirdProfile *profile, LpPlan *plan, GError **error);

/**
 * lp_thunderbird_profile_clear:
 * @profile: its strings are freed
 */
void
lp_thunderbird_profile_clear (LpThunderbirdProfile *profile);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LpThunderbirdProfile, lp_thunderbird_profile_clear)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gui/application.h"

#include <glib/gi18n.h>

#include "config.h"
#include "gui/window.h"
#include "setup.h"

struct _LpApplication {
  AdwApplication parent_instance;

  LpSetup *setup;
  char *ca_file;
};

G_DEFINE_FINAL_TYPE (LpApplication, lp_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Trust a further certificate authority (PEM)"),
    N_ ("FILE") },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
  { NULL },
};

static const struct {
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
  { "win.open-page::help", { "F1" } },
  { "win.show-help-overlay", { "<Control>question" } },
};

static void
on_quit_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (data));
  if (window)
    gtk_window_close (window);
  else
    g_application_quit (G_APPLICATION (data));
}

static void
on_about_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (
      gtk_application_get_active_window (GTK_APPLICATION (data)), "application-name", "Letterplate",
      "application-icon", LP_APPLICATION_ID, "version", LP_VERSION, "license-type",
      GTK_LICENSE_GPL_3_0, "comments",
      _ ("Sets up a mail account once, correctly, for every mail app on the computer."),
      "translator-credits", _ ("translator-credits"), NULL);
}

static const GActionEntry actions[] = {
  { "quit", on_quit_activated },
  { "about", on_about_activated },
};

static LpSetup *
get_setup (LpApplication *self)
{
  LpSetupOptions setup_options = { .may_unlock = TRUE, .ca_file = self->ca_file };
  if (!self->setup)
    self->setup = lp_setup_new (&setup_options);
  return self->setup;
}

static int
lp_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  LpApplication *self = LP_APPLICATION (application);
  if (g_variant_dict_contains (given, "version")) {
    g_print (_ ("Letterplate %s\n"), LP_VERSION);
    return 0;
  }
  g_variant_dict_lookup (given, "ca", "^ay", &self->ca_file);
  return -1;
}

static void
lp_application_startup (GApplication *application)
{
  G_APPLICATION_CLASS (lp_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions),
                                   application);
  for (gsize i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           (const char *const *)accelerators[i].keys);
}

static void
lp_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  if (!window)
    window = GTK_WINDOW (
        lp_window_new (ADW_APPLICATION (application), get_setup (LP_APPLICATION (application))));
  gtk_window_present (window);
}

static void
lp_application_dispose (GObject *object)
{
  LpApplication *self = LP_APPLICATION (object);
  g_clear_object (&self->setup);
  g_clear_pointer (&self->ca_file, g_free);
  G_OBJECT_CLASS (lp_application_parent_class)->dispose (object);
}

static void
lp_application_class_init (LpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = lp_application_dispose;
  application_class->handle_local_options = lp_application_handle_local_options;
  application_class->startup = lp_application_startup;
  application_class->activate = lp_application_activate;
}

static void
lp_application_init (LpApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

LpApplication *
lp_application_new (void)
{
  return g_object_new (LP_TYPE_APPLICATION, "application-id", LP_APPLICATION_ID,
                       "resource-base-path", "/org/letterplate/gui", NULL);
}

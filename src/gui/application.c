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
  char *first_page; /* asked for on the command line */
};

G_DEFINE_FINAL_TYPE (LpApplication, lp_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "ca", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Trust a further certificate authority (PEM)"),
    N_ ("FILE") },
  { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open this page: import, existing, undo or help"),
    N_ ("PAGE") },
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

static LpSetup *
get_setup (LpApplication *self)
{
  LpSetupOptions setup_options = { .may_unlock = TRUE, .ca_file = self->ca_file };
  if (!self->setup)
    self->setup = lp_setup_new (&setup_options);
  return self->setup;
}

static LpWindow *
get_window (LpApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  while (window && !LP_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window ? LP_WINDOW (window) : lp_window_new (ADW_APPLICATION (self), get_setup (self));
}

/* Pages that may be opened from outside. */
static void
show_page (LpApplication *self, const char *name)
{
  static const char *const pages[] = { "existing", "help", "import", "undo", NULL };
  LpWindow *window = get_window (self);
  gtk_window_present (GTK_WINDOW (window));
  if (g_strv_contains (pages, name))
    lp_window_push (window, name);
}

static void
on_open_page_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_page (LP_APPLICATION (data), g_variant_get_string (parameter, NULL));
}

/* For the desktop file's actions, which cannot carry a parameter. */
static void
on_page_action_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  show_page (LP_APPLICATION (data), g_action_get_name (G_ACTION (action)));
}

static const GActionEntry actions[] = {
  { "open-page", on_open_page_activated, "s" },
  { "import", on_page_action_activated },
  { "existing", on_page_action_activated },
  { "undo", on_page_action_activated },
  { "quit", on_quit_activated },
  { "about", on_about_activated },
};

/* A program that runs already is told which page is wanted. */
static int
tell_running_instance (LpApplication *self)
{
  GApplication *application = G_APPLICATION (self);
  if (!g_application_register (application, NULL, NULL)
      || !g_application_get_is_remote (application))
    return -1;
  g_action_group_activate_action (G_ACTION_GROUP (application), "open-page",
                                  g_variant_new_string (self->first_page));
  return 0;
}

static int
lp_application_handle_local_options (GApplication *application, GVariantDict *given)
{
  LpApplication *self = LP_APPLICATION (application);
  if (g_variant_dict_contains (given, "version")) {
    g_print (_ ("Letterplate %s\n"), LP_VERSION);
    return 0;
  }
  if (!gtk_init_check ()) {
    g_printerr (_ ("There is no display on which a window could open. Sign in to a desktop, or use "
                   "the commands that “letterplate --help” lists.\n"));
    return LP_EXIT_ENVIRONMENT;
  }
  g_variant_dict_lookup (given, "ca", "^ay", &self->ca_file);
  g_variant_dict_lookup (given, "page", "s", &self->first_page);
  return self->first_page ? tell_running_instance (self) : -1;
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
  LpApplication *self = LP_APPLICATION (application);
  gtk_window_present (GTK_WINDOW (get_window (self)));
  if (self->first_page)
    show_page (self, self->first_page);
  g_clear_pointer (&self->first_page, g_free);
}

static void
lp_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  LpWindow *window = get_window (LP_APPLICATION (application));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (int i = 0; i < n_files; i++) {
    g_autofree char *path = g_file_get_path (files[i]);
    if (path)
      g_strv_builder_add (builder, path);
  }
  g_auto (GStrv) paths = g_strv_builder_end (builder);
  gtk_window_present (GTK_WINDOW (window));
  if (paths[0])
    lp_window_open_files (window, (const char *const *)paths);
}

static void
lp_application_dispose (GObject *object)
{
  LpApplication *self = LP_APPLICATION (object);
  g_clear_object (&self->setup);
  g_clear_pointer (&self->ca_file, g_free);
  g_clear_pointer (&self->first_page, g_free);
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
  application_class->open = lp_application_open;
}

static void
lp_application_init (LpApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

LpApplication *
lp_application_new (void)
{
  return g_object_new (LP_TYPE_APPLICATION, "application-id", LP_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/letterplate/gui",
                       NULL);
}

#include "about.h"

#include "single.h"
#include "swa_config.h"

#include <glib/gi18n.h>
#include <string.h>

#define WINDOW "swa-about"
#define NOTIFICATIONS "org.freedesktop.Notifications"
#define BUS_PATIENCE_MS 1000 /* the bus itself answers at once */

static bool
is_listed(GDBusConnection *bus, const char *method)
{
	g_autoptr(GVariant) answer = g_dbus_connection_call_sync(
	        bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method, NULL,
	        G_VARIANT_TYPE("(as)"), G_DBUS_CALL_FLAGS_NONE, BUS_PATIENCE_MS, NULL, NULL);
	g_autofree const char **names = NULL;

	if (answer == NULL)
		return false;
	g_variant_get(answer, "(^a&s)", &names);
	return g_strv_contains(names, NOTIFICATIONS);
}

char *
swa_ui_about_missing(enum swa_ui_host host)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new();
	GDBusConnection *bus = g_application_get_dbus_connection(g_application_get_default());

	if (host == SWA_UI_HOST_NONE)
		g_ptr_array_add(lines,
		                (gpointer)_("This desktop shows no tray icons. Questions come as windows all "
		                            "the same; “swa-tray --preferences” opens the preferences."));
	if (bus == NULL)
		g_ptr_array_add(lines, (gpointer)_("This session has no message bus. There are no "
		                                   "notifications and no login keyring."));
	else if (!is_listed(bus, "ListNames") && !is_listed(bus, "ListActivatableNames"))
		g_ptr_array_add(lines, (gpointer)_("No notification service answers. What happened without "
		                                   "you is found in the menu and in the browser's popup."));
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

static void
on_response(GtkDialog *dialog, int response, gpointer data)
{
	(void)response;
	(void)data;
	gtk_widget_destroy(GTK_WIDGET(dialog));
}

void
swa_ui_about_show(GtkApplication *application, const char *missing)
{
	GtkWidget *window = swa_ui_single_find(application, WINDOW);
	/* Translators: %s is a list of sentences about what this desktop lacks. */
	g_autofree char *lacks = g_strdup_printf(_("What is missing here:\n%s"), missing);
	g_autofree char *comments = g_strdup_printf(
	        "%s\n\n%s", _("Signs you in to web applications that only know a password form."),
	        missing[0] != '\0' ? lacks : _("Everything that it can use is here."));

	if (window == NULL) {
		window = gtk_about_dialog_new();
		swa_ui_single_keep(application, WINDOW, window);
		g_signal_connect(window, "response", G_CALLBACK(on_response), NULL);
	}
	gtk_about_dialog_set_program_name(GTK_ABOUT_DIALOG(window), "swa-agent");
	gtk_about_dialog_set_version(GTK_ABOUT_DIALOG(window), SWA_VERSION);
	gtk_about_dialog_set_copyright(GTK_ABOUT_DIALOG(window),
	                               _("Free software under the Apache License, version 2.0"));
	gtk_about_dialog_set_logo_icon_name(GTK_ABOUT_DIALOG(window), "org.swa_agent.Tray");
	gtk_about_dialog_set_comments(GTK_ABOUT_DIALOG(window), comments);
	gtk_window_present(GTK_WINDOW(window));
}

#include "single.h"

GtkWidget *
swa_ui_single_find(GtkApplication *application, const char *name)
{
	for (const GList *at = gtk_application_get_windows(application); at != NULL; at = at->next) {
		if (g_strcmp0(gtk_widget_get_name(at->data), name) == 0)
			return at->data;
	}
	return NULL;
}

void
swa_ui_single_keep(GtkApplication *application, const char *name, GtkWidget *window)
{
	gtk_widget_set_name(window, name);
	gtk_window_set_application(GTK_WINDOW(window), application);
	gtk_window_set_icon_name(GTK_WINDOW(window), "org.swa_agent.Tray");
	gtk_window_set_position(GTK_WINDOW(window), GTK_WIN_POS_CENTER);
}

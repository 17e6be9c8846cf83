#include "say.h"

#include "text.h"

void
swa_ui_say(GtkApplication *application, const char *heading, swa_err err, const struct swa_json *body)
{
	g_autofree char *text =
	        swa_ui_text_error(err, swa_json_get_text(swa_json_get(body, "error"), "where"));
	GtkWidget *window = gtk_message_dialog_new(NULL, (GtkDialogFlags)0, GTK_MESSAGE_WARNING,
	                                           GTK_BUTTONS_CLOSE, "%s", heading);

	gtk_message_dialog_format_secondary_text(GTK_MESSAGE_DIALOG(window), "%s", text);
	gtk_window_set_title(GTK_WINDOW(window), heading);
	gtk_window_set_application(GTK_WINDOW(window), application);
	gtk_window_set_position(GTK_WINDOW(window), GTK_WIN_POS_CENTER);
	gtk_window_set_icon_name(GTK_WINDOW(window), "org.swa_agent.Tray");
	g_signal_connect(window, "response", G_CALLBACK(gtk_widget_destroy), NULL);
	gtk_window_present(GTK_WINDOW(window));
}

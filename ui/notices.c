#include "notices.h"

#include "sentences.h"
#include "single.h"
#include "text.h"

#include <glib/gi18n.h>

#define WINDOW "swa-notices"
#define SPACE 12
#define LINE_CHARS 50
#define NAME_CHARS 80
#define WIDTH 460
#define HEIGHT 320

struct notices {
	struct swa_ui_connection *connection; /* borrowed */
	GtkWidget *list;
};

char *
swa_ui_notice_words(const struct swa_json *notice)
{
	const char *subject = swa_json_get_text(notice, "subject");
	g_autofree char *name = swa_ui_text_shown(
	        subject[0] != '\0' ? subject : swa_json_get_text(notice, "organisation"), NAME_CHARS);

	return g_strdup_printf(_(swa_ui_notice_sentence(swa_json_get_text(notice, "kind"))), name);
}

static void fetch(struct notices *n);

static void
take_dismissed(void *data, swa_err err, const struct swa_json *body)
{
	(void)err; /* what could not be dismissed is still in the list */
	(void)body;
	fetch(data);
}

static void
on_dismiss(GtkButton *button, gpointer data)
{
	struct notices *n = data;
	struct swa_json *request = swa_request_new(SWA_REQUEST_NOTICE_DISMISS);

	swa_json_set_text(request, "notice_id", g_object_get_data(G_OBJECT(button), "notice-id"));
	gtk_widget_set_sensitive(GTK_WIDGET(button), FALSE);
	swa_ui_connection_ask(n->connection, request, take_dismissed, n);
}

static GtkWidget *
new_line(const char *text)
{
	GtkWidget *line = gtk_label_new(text);

	gtk_label_set_xalign(GTK_LABEL(line), 0.0f);
	gtk_label_set_line_wrap(GTK_LABEL(line), TRUE);
	gtk_label_set_max_width_chars(GTK_LABEL(line), LINE_CHARS);
	return line;
}

static void
add(struct notices *n, const struct swa_json *notice)
{
	g_autofree char *words = swa_ui_notice_words(notice);
	GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, SPACE);
	GtkWidget *line = new_line(words);
	GtkWidget *button = gtk_button_new_with_mnemonic(_("_Dismiss"));

	gtk_widget_set_valign(button, GTK_ALIGN_START);
	g_object_set_data_full(G_OBJECT(button), "notice-id", g_strdup(swa_json_get_text(notice, "id")),
	                       g_free);
	atk_object_add_relationship(gtk_widget_get_accessible(button), ATK_RELATION_DESCRIBED_BY,
	                            gtk_widget_get_accessible(line));
	g_signal_connect(button, "clicked", G_CALLBACK(on_dismiss), n);
	gtk_box_pack_start(GTK_BOX(row), line, TRUE, TRUE, 0);
	gtk_container_add(GTK_CONTAINER(row), button);
	gtk_container_add(GTK_CONTAINER(n->list), row);
}

static void
destroy_child(GtkWidget *child, gpointer data)
{
	(void)data;
	gtk_widget_destroy(child);
}

static void
take_notices(void *data, swa_err err, const struct swa_json *body)
{
	struct notices *n = data;
	const struct swa_json *list = swa_json_get(body, "notices");

	gtk_container_foreach(GTK_CONTAINER(n->list), destroy_child, NULL);
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at))
		add(n, at);
	if (err != SWA_OK) {
		g_autofree char *text = swa_ui_text_error(err, NULL);

		gtk_container_add(GTK_CONTAINER(n->list), new_line(text));
	} else if (swa_json_count(list) == 0) {
		gtk_container_add(GTK_CONTAINER(n->list), new_line(_("There are no notices.")));
	}
	gtk_widget_show_all(n->list);
}

static void
fetch(struct notices *n)
{
	swa_ui_connection_ask(n->connection, swa_request_new(SWA_REQUEST_NOTICES_LIST), take_notices, n);
}

static void
on_destroy(GtkWidget *window, gpointer data)
{
	struct notices *n = data;

	(void)window;
	swa_ui_connection_forget(n->connection, n);
	g_free(n);
}

static gboolean
on_key(GtkWidget *window, GdkEventKey *event, gpointer data)
{
	(void)data;
	if (event->keyval != GDK_KEY_Escape)
		return GDK_EVENT_PROPAGATE;
	gtk_widget_destroy(window);
	return GDK_EVENT_STOP;
}

void
swa_ui_notices_show(GtkApplication *application, struct swa_ui_connection *connection)
{
	GtkWidget *window = swa_ui_single_find(application, WINDOW);
	GtkWidget *scroll;
	struct notices *n;

	if (window != NULL) {
		gtk_window_present(GTK_WINDOW(window));
		return;
	}
	n = g_new0(struct notices, 1);
	n->connection = connection;
	window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	swa_ui_single_keep(application, WINDOW, window);
	gtk_window_set_title(GTK_WINDOW(window), _("Notices"));
	gtk_window_set_default_size(GTK_WINDOW(window), WIDTH, HEIGHT);
	g_object_set_data(G_OBJECT(window), "notices", n);
	g_signal_connect(window, "destroy", G_CALLBACK(on_destroy), n);
	g_signal_connect(window, "key-press-event", G_CALLBACK(on_key), NULL);
	scroll = gtk_scrolled_window_new(NULL, NULL);
	n->list = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE);
	gtk_container_set_border_width(GTK_CONTAINER(n->list), SPACE);
	gtk_container_add(GTK_CONTAINER(scroll), n->list);
	gtk_container_add(GTK_CONTAINER(window), scroll);
	gtk_widget_show_all(scroll);
	fetch(n);
	gtk_window_present(GTK_WINDOW(window));
}

void
swa_ui_notices_changed(GtkApplication *application)
{
	GtkWidget *window = swa_ui_single_find(application, WINDOW);

	if (window != NULL)
		fetch(g_object_get_data(G_OBJECT(window), "notices"));
}

#include "question_window.h"

#include "text.h"
#include "tile.h"

#include <glib/gi18n.h>

#define SPACE 12
#define LINE_CHARS 46 /* a long line wraps here */
#define NAME_CHARS 80 /* an app or user name is cut here; a host never is */

struct swa_ui_question_window {
	GtkWidget *window;
	GtkWidget *heading;
	GtkWidget *details; /* lines below the heading */
	GtkWidget *error;   /* hidden unless an answer failed */
	GtkWidget *buttons;
	char *id;
	char *app_id;
	char *label;           /* fit to be shown */
	const char *on_escape; /* what closing means: an answer, or NULL once it is given */
	const struct swa_ui_question_window_events *events;
	void *context;
};

static void
set_attribute(GtkWidget *line, PangoAttribute *attribute)
{
	PangoAttrList *list = gtk_label_get_attributes(GTK_LABEL(line));

	list = list != NULL ? pango_attr_list_ref(list) : pango_attr_list_new();
	pango_attr_list_insert(list, attribute);
	gtk_label_set_attributes(GTK_LABEL(line), list);
	pango_attr_list_unref(list);
}

/** A line of text at the start side; TEXT is copied. */
static GtkWidget *
new_line(const char *text)
{
	GtkWidget *line = gtk_label_new(text);

	gtk_label_set_xalign(GTK_LABEL(line), 0.0f);
	gtk_label_set_line_wrap(GTK_LABEL(line), TRUE);
	gtk_label_set_line_wrap_mode(GTK_LABEL(line), PANGO_WRAP_WORD_CHAR);
	gtk_label_set_max_width_chars(GTK_LABEL(line), LINE_CHARS);
	set_attribute(line, pango_attr_insert_hyphens_new(FALSE)); /* a host must read as it is */
	return line;
}

static void
add_detail(struct swa_ui_question_window *w, GtkWidget *line)
{
	gtk_container_add(GTK_CONTAINER(w->details), line);
	gtk_widget_show(line);
}

static void
destroy_child(GtkWidget *child, gpointer data)
{
	(void)data;
	gtk_widget_destroy(child);
}

static void
remove_children(GtkWidget *container)
{
	gtk_container_foreach(GTK_CONTAINER(container), destroy_child, NULL);
}

static void
close_or_answer(struct swa_ui_question_window *w, const char *answer)
{
	if (answer == NULL) {
		w->events->closed(w->context);
		return;
	}
	gtk_widget_set_sensitive(w->buttons, FALSE);
	gtk_widget_hide(w->error);
	w->events->answered(w->context, answer);
}

static void
on_button(GtkButton *button, gpointer data)
{
	close_or_answer(data, g_object_get_data(G_OBJECT(button), "answer"));
}

/** Escape and the window's own close button; nothing while an answer is on its way. */
static void
on_escape(struct swa_ui_question_window *w)
{
	if (gtk_widget_get_sensitive(w->buttons))
		close_or_answer(w, w->on_escape);
}

static gboolean
on_key(GtkWidget *window, GdkEventKey *event, gpointer data)
{
	(void)window;
	if (event->keyval != GDK_KEY_Escape)
		return GDK_EVENT_PROPAGATE;
	on_escape(data);
	return GDK_EVENT_STOP;
}

static gboolean
on_delete(GtkWidget *window, GdkEvent *event, gpointer data)
{
	(void)window;
	(void)event;
	on_escape(data);
	return GDK_EVENT_STOP; /* the owner decides when the window goes */
}

/** A button that gives ANSWER (static), or closes where ANSWER is NULL. */
static GtkWidget *
add_button(struct swa_ui_question_window *w, const char *mnemonic, const char *answer)
{
	GtkWidget *button = gtk_button_new_with_mnemonic(mnemonic);

	g_object_set_data(G_OBJECT(button), "answer", (gpointer)answer);
	g_signal_connect(button, "clicked", G_CALLBACK(on_button), w);
	gtk_container_add(GTK_CONTAINER(w->buttons), button);
	gtk_widget_show(button);
	return button;
}

/** Focus BUTTON and have it speak the heading: where the focus lands, the question is heard. */
static void
focus(struct swa_ui_question_window *w, GtkWidget *button)
{
	AtkObject *spoken = gtk_widget_get_accessible(button);

	atk_object_add_relationship(spoken, ATK_RELATION_DESCRIBED_BY, gtk_widget_get_accessible(w->heading));
	gtk_widget_grab_focus(button);
}

static void
build(struct swa_ui_question_window *w, const struct swa_ui_question *question)
{
	GtkWidget *outer = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE + SPACE / 2);
	GtkWidget *upper = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, SPACE + SPACE / 2);
	GtkWidget *texts = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE / 2);
	GtkWidget *tile = swa_ui_tile_new(question->label, question->app_id);

	w->heading = new_line("");
	set_attribute(w->heading, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
	set_attribute(w->heading, pango_attr_scale_new(PANGO_SCALE_LARGE));
	w->details = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE / 4);
	w->error = new_line("");
	w->buttons = gtk_button_box_new(GTK_ORIENTATION_HORIZONTAL);
	gtk_button_box_set_layout(GTK_BUTTON_BOX(w->buttons), GTK_BUTTONBOX_END);
	gtk_box_set_spacing(GTK_BOX(w->buttons), SPACE / 2);
	gtk_widget_set_no_show_all(w->error, TRUE);
	gtk_widget_set_valign(tile, GTK_ALIGN_START);

	gtk_container_add(GTK_CONTAINER(texts), w->heading);
	gtk_container_add(GTK_CONTAINER(texts), w->details);
	gtk_container_add(GTK_CONTAINER(texts), w->error);
	gtk_container_add(GTK_CONTAINER(upper), tile);
	gtk_box_pack_start(GTK_BOX(upper), texts, TRUE, TRUE, 0);
	gtk_box_pack_start(GTK_BOX(outer), upper, TRUE, TRUE, 0);
	gtk_container_add(GTK_CONTAINER(outer), w->buttons);
	gtk_container_set_border_width(GTK_CONTAINER(outer), SPACE + SPACE / 2);
	gtk_container_add(GTK_CONTAINER(w->window), outer);
	gtk_widget_show_all(outer);
}

static void
show_question(struct swa_ui_question_window *w, const struct swa_ui_question *question)
{
	g_autofree char *host = swa_ui_text_shown(question->host, SIZE_MAX);
	g_autofree char *username = swa_ui_text_shown(question->username, NAME_CHARS);
	/* Translators: %s is the name of an application. */
	g_autofree char *heading = g_strdup_printf(_("Were you able to sign in to %s?"), w->label);
	g_autofree char *user = g_strdup_printf(_("User name: %s"), username);
	GtkWidget *later;

	gtk_label_set_text(GTK_LABEL(w->heading), heading);
	add_detail(w, new_line(host));
	if (question->username[0] != '\0')
		add_detail(w, new_line(user));

	add_button(w, C_("answer", "_Yes"), "yes");
	add_button(w, C_("answer", "_No"), "no");
	later = add_button(w, C_("answer", "_Later"), "later");
	w->on_escape = "later";
	focus(w, later);
}

struct swa_ui_question_window *
swa_ui_question_window_new(GtkApplication *application, const struct swa_ui_question *question,
                           const struct swa_ui_question_window_events *events, void *context)
{
	struct swa_ui_question_window *w = g_new0(struct swa_ui_question_window, 1);
	GtkWindow *window;

	w->id = g_strdup(question->id);
	w->app_id = g_strdup(question->app_id);
	w->label = swa_ui_text_shown(question->label, NAME_CHARS);
	w->events = events;
	w->context = context;

	w->window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	window = GTK_WINDOW(w->window);
	gtk_window_set_application(window, application);
	gtk_window_set_title(window, _("Were you able to sign in?"));
	gtk_window_set_icon_name(window, "org.swa_agent.Tray");
	gtk_window_set_type_hint(window, GDK_WINDOW_TYPE_HINT_DIALOG);
	gtk_window_set_position(window, GTK_WIN_POS_CENTER);
	gtk_window_set_resizable(window, FALSE);
	/* In sight, but what the person is typing goes on to the page. */
	gtk_window_set_keep_above(window, TRUE);
	gtk_window_set_focus_on_map(window, FALSE);
	atk_object_set_role(gtk_widget_get_accessible(w->window), ATK_ROLE_ALERT);
	g_signal_connect(window, "key-press-event", G_CALLBACK(on_key), w);
	g_signal_connect(window, "delete-event", G_CALLBACK(on_delete), w);

	build(w, question);
	show_question(w, question);
	gtk_widget_show(w->window);
	return w;
}

const char *
swa_ui_question_window_id(const struct swa_ui_question_window *window)
{
	return window->id;
}

void
swa_ui_question_window_show_error(struct swa_ui_question_window *window, const char *text, const char *hint)
{
	g_autofree char *both = g_strdup_printf("%s %s", text, hint);

	gtk_label_set_text(GTK_LABEL(window->error), g_strchomp(both));
	gtk_widget_show(window->error);
	gtk_widget_set_sensitive(window->buttons, TRUE);
}

void
swa_ui_question_window_show_kept(struct swa_ui_question_window *w)
{
	g_autofree char *argument = swa_ui_text_argument(w->app_id);
	g_autofree char *command = g_strdup_printf("swactl account set %s", argument);
	/* Translators: %s is the name of an application. */
	g_autofree char *heading = g_strdup_printf(_("The password for %s is kept"), w->label);
	GtkWidget *line;

	gtk_label_set_text(GTK_LABEL(w->heading), heading);
	gtk_widget_hide(w->error);
	remove_children(w->details);
	remove_children(w->buttons);

	add_detail(w, new_line(_("It will not be sent again until you change it, or choose “Try again” in "
	                         "the browser.")));
	add_detail(w, new_line(_("To change it:")));
	line = new_line(command);
	set_attribute(line, pango_attr_family_new("monospace"));
	gtk_label_set_selectable(GTK_LABEL(line), TRUE);
	add_detail(w, line);

	w->on_escape = NULL;
	gtk_widget_set_sensitive(w->buttons, TRUE);
	focus(w, add_button(w, _("_Close"), NULL));
}

void
swa_ui_question_window_present(struct swa_ui_question_window *window)
{
	gtk_window_present(GTK_WINDOW(window->window));
}

void
swa_ui_question_window_free(struct swa_ui_question_window *window)
{
	if (window == NULL)
		return;
	gtk_widget_destroy(window->window);
	g_free(window->id);
	g_free(window->app_id);
	g_free(window->label);
	g_free(window);
}

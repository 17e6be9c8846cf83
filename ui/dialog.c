#include "dialog.h"

#include "text.h"

#define SPACE 12
#define LINE_CHARS 46        /* a long line wraps here ... */
#define LINE_CHARS_NARROW 24 /* ... and here on a narrow screen */
#define HEADING_CHARS 34     /* so that a window does not change its width with every line */
#define HEADING_CHARS_NARROW 16
#define NARROW 480 /* pixels */

struct swa_ui_dialog {
	GtkWidget *window;
	GtkWidget *heading;
	GtkWidget *body;
	GtkWidget *error;
	GtkWidget *buttons;
	bool busy;
	void (*escaped)(void *context);
	void *context;
};

bool
swa_ui_is_narrow(void)
{
	GdkMonitor *monitor = gdk_display_get_monitor(gdk_display_get_default(), 0);
	GdkRectangle area = {0};

	if (monitor != NULL)
		gdk_monitor_get_workarea(monitor, &area);
	return area.width > 0 && area.width < NARROW;
}

/** A window that grew stays on the screen, as far as it fits. */
static void
on_size(GtkWidget *widget, GdkRectangle *size, gpointer data)
{
	GtkWindow *window = GTK_WINDOW(widget);
	GdkRectangle area;
	int left, top, x, y;

	(void)data;
	if (gtk_widget_get_window(widget) == NULL)
		return;
	gdk_monitor_get_workarea(gdk_display_get_monitor_at_window(gtk_widget_get_display(widget),
	                                                           gtk_widget_get_window(widget)),
	                         &area);
	gtk_window_get_position(window, &left, &top);
	x = MAX(area.x, MIN(left, area.x + area.width - size->width));
	y = MAX(area.y, MIN(top, area.y + area.height - size->height));
	if (x != left || y != top)
		gtk_window_move(window, x, y);
}

void
swa_ui_line_add_attribute(GtkWidget *line, PangoAttribute *attribute)
{
	PangoAttrList *list = gtk_label_get_attributes(GTK_LABEL(line));

	list = list != NULL ? pango_attr_list_ref(list) : pango_attr_list_new();
	pango_attr_list_insert(list, attribute);
	gtk_label_set_attributes(GTK_LABEL(line), list);
	pango_attr_list_unref(list);
}

void
swa_ui_line_wrap(GtkWidget *label)
{
	gtk_label_set_xalign(GTK_LABEL(label), 0.0f);
	gtk_label_set_line_wrap(GTK_LABEL(label), TRUE);
	gtk_label_set_line_wrap_mode(GTK_LABEL(label), PANGO_WRAP_WORD_CHAR);
	gtk_label_set_max_width_chars(GTK_LABEL(label), swa_ui_is_narrow() ? LINE_CHARS_NARROW : LINE_CHARS);
}

GtkWidget *
swa_ui_line_new(const char *text)
{
	GtkWidget *line = gtk_label_new(text);

	swa_ui_line_wrap(line);
	/* A host must read as it is. */
	swa_ui_line_add_attribute(line, pango_attr_insert_hyphens_new(FALSE));
	return line;
}

/** Escape and the window's own close button; nothing while a request is on its way. */
static void
escape(struct swa_ui_dialog *d)
{
	if (!d->busy && d->escaped != NULL)
		d->escaped(d->context);
}

static gboolean
on_key(GtkWidget *window, GdkEventKey *event, gpointer data)
{
	(void)window;
	if (event->keyval != GDK_KEY_Escape)
		return GDK_EVENT_PROPAGATE;
	escape(data);
	return GDK_EVENT_STOP;
}

static gboolean
on_delete(GtkWidget *window, GdkEvent *event, gpointer data)
{
	(void)window;
	(void)event;
	escape(data);
	return GDK_EVENT_STOP; /* the owner decides when the window goes */
}

static GtkWidget *
new_buttons(void)
{
	bool narrow = swa_ui_is_narrow();
	GtkWidget *buttons =
	        gtk_button_box_new(narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);

	gtk_button_box_set_layout(GTK_BUTTON_BOX(buttons), narrow ? GTK_BUTTONBOX_EXPAND : GTK_BUTTONBOX_END);
	gtk_box_set_homogeneous(GTK_BOX(buttons), FALSE);
	gtk_box_set_spacing(GTK_BOX(buttons), SPACE / 2);
	return buttons;
}

static void
build(struct swa_ui_dialog *d, GtkWidget *mark)
{
	GtkWidget *outer = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE + SPACE / 2);
	GtkWidget *upper = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, SPACE + SPACE / 2);
	GtkWidget *texts = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE / 2);

	d->heading = swa_ui_line_new("");
	gtk_label_set_width_chars(GTK_LABEL(d->heading),
	                          swa_ui_is_narrow() ? HEADING_CHARS_NARROW : HEADING_CHARS);
	swa_ui_line_add_attribute(d->heading, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
	swa_ui_line_add_attribute(d->heading, pango_attr_scale_new(PANGO_SCALE_LARGE));
	d->body = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE / 2);
	d->error = swa_ui_line_new("");
	swa_ui_line_add_attribute(d->error, pango_attr_weight_new(PANGO_WEIGHT_BOLD));
	gtk_widget_set_no_show_all(d->error, TRUE);
	d->buttons = new_buttons();
	gtk_widget_set_valign(mark, GTK_ALIGN_START);

	gtk_container_add(GTK_CONTAINER(texts), d->heading);
	gtk_container_add(GTK_CONTAINER(texts), d->body);
	gtk_container_add(GTK_CONTAINER(texts), d->error);
	gtk_container_add(GTK_CONTAINER(upper), mark);
	gtk_box_pack_start(GTK_BOX(upper), texts, TRUE, TRUE, 0);
	gtk_box_pack_start(GTK_BOX(outer), upper, TRUE, TRUE, 0);
	gtk_container_add(GTK_CONTAINER(outer), d->buttons);
	gtk_container_set_border_width(GTK_CONTAINER(outer), SPACE + SPACE / 2);
	gtk_container_add(GTK_CONTAINER(d->window), outer);
	gtk_widget_show_all(outer);
}

struct swa_ui_dialog *
swa_ui_dialog_new(GtkApplication *application, enum swa_ui_manner manner, GtkWidget *mark)
{
	struct swa_ui_dialog *d = g_new0(struct swa_ui_dialog, 1);
	GtkWindow *window;

	d->window = gtk_window_new(GTK_WINDOW_TOPLEVEL);
	window = GTK_WINDOW(d->window);
	gtk_window_set_application(window, application);
	gtk_window_set_icon_name(window, "org.swa_agent.Tray");
	gtk_window_set_type_hint(window, GDK_WINDOW_TYPE_HINT_DIALOG);
	gtk_window_set_position(window, GTK_WIN_POS_CENTER);
	gtk_window_set_resizable(window, FALSE);
	if (manner == SWA_UI_MANNER_QUIET) {
		gtk_window_set_keep_above(window, TRUE);
		gtk_window_set_focus_on_map(window, FALSE);
		atk_object_set_role(gtk_widget_get_accessible(d->window), ATK_ROLE_ALERT);
	} else {
		atk_object_set_role(gtk_widget_get_accessible(d->window), ATK_ROLE_DIALOG);
	}
	g_signal_connect(window, "key-press-event", G_CALLBACK(on_key), d);
	g_signal_connect(window, "delete-event", G_CALLBACK(on_delete), d);
	g_signal_connect(window, "size-allocate", G_CALLBACK(on_size), NULL);
	build(d, mark);
	return d;
}

void
swa_ui_dialog_on_escape(struct swa_ui_dialog *dialog, void (*escaped)(void *context), void *context)
{
	dialog->escaped = escaped;
	dialog->context = context;
}

void
swa_ui_dialog_set_title(struct swa_ui_dialog *dialog, const char *title)
{
	gtk_window_set_title(GTK_WINDOW(dialog->window), title);
}

void
swa_ui_dialog_set_heading(struct swa_ui_dialog *dialog, const char *heading)
{
	gtk_label_set_text(GTK_LABEL(dialog->heading), heading);
}

GtkWidget *
swa_ui_dialog_add(struct swa_ui_dialog *dialog, GtkWidget *widget)
{
	gtk_container_add(GTK_CONTAINER(dialog->body), widget);
	gtk_widget_show_all(widget);
	return widget;
}

GtkWidget *
swa_ui_dialog_add_line(struct swa_ui_dialog *dialog, const char *text)
{
	return swa_ui_dialog_add(dialog, swa_ui_line_new(text));
}

void
swa_ui_dialog_add_field(struct swa_ui_dialog *dialog, const char *mnemonic, GtkWidget *field,
                        GtkWidget *focus)
{
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE / 4);
	GtkWidget *name = swa_ui_line_new("");

	gtk_label_set_text_with_mnemonic(GTK_LABEL(name), mnemonic);
	gtk_label_set_mnemonic_widget(GTK_LABEL(name),
	                              focus); /* which is also what a screen reader calls it */
	atk_object_add_relationship(gtk_widget_get_accessible(focus), ATK_RELATION_DESCRIBED_BY,
	                            gtk_widget_get_accessible(dialog->error));
	gtk_container_add(GTK_CONTAINER(box), name);
	gtk_container_add(GTK_CONTAINER(box), field);
	gtk_widget_set_margin_top(box, SPACE / 4);
	swa_ui_dialog_add(dialog, box);
}

GtkWidget *
swa_ui_dialog_add_button(struct swa_ui_dialog *dialog, const char *mnemonic, GCallback clicked, gpointer data)
{
	GtkWidget *button = gtk_button_new_with_mnemonic(mnemonic);

	g_signal_connect(button, "clicked", clicked, data);
	gtk_container_add(GTK_CONTAINER(dialog->buttons), button);
	gtk_button_box_set_child_non_homogeneous(GTK_BUTTON_BOX(dialog->buttons), button, TRUE);
	gtk_widget_show(button);
	return button;
}

void
swa_ui_dialog_set_default(struct swa_ui_dialog *dialog, GtkWidget *button)
{
	gtk_widget_set_can_default(button, TRUE);
	gtk_window_set_default(GTK_WINDOW(dialog->window), button);
	gtk_style_context_add_class(gtk_widget_get_style_context(button), GTK_STYLE_CLASS_SUGGESTED_ACTION);
}

static void
destroy_child(GtkWidget *child, gpointer data)
{
	(void)data;
	gtk_widget_destroy(child);
}

void
swa_ui_dialog_clear(struct swa_ui_dialog *dialog)
{
	gtk_window_set_default(GTK_WINDOW(dialog->window), NULL);
	gtk_container_foreach(GTK_CONTAINER(dialog->body), destroy_child, NULL);
	gtk_container_foreach(GTK_CONTAINER(dialog->buttons), destroy_child, NULL);
	swa_ui_dialog_set_error(dialog, "");
	swa_ui_dialog_set_busy(dialog, false);
}

void
swa_ui_dialog_set_error(struct swa_ui_dialog *dialog, const char *text)
{
	gtk_label_set_text(GTK_LABEL(dialog->error), text);
	gtk_widget_set_visible(dialog->error, text[0] != '\0');
}

void
swa_ui_dialog_say(struct swa_ui_dialog *dialog, swa_err err, const char *where)
{
	g_autofree char *text = swa_ui_text_error(err, where);

	swa_ui_dialog_set_error(dialog, text);
}

void
swa_ui_dialog_focus(struct swa_ui_dialog *dialog, GtkWidget *widget)
{
	atk_object_add_relationship(gtk_widget_get_accessible(widget), ATK_RELATION_DESCRIBED_BY,
	                            gtk_widget_get_accessible(dialog->heading));
	gtk_widget_grab_focus(widget);
}

void
swa_ui_dialog_set_busy(struct swa_ui_dialog *dialog, bool busy)
{
	dialog->busy = busy;
	gtk_widget_set_sensitive(dialog->buttons, !busy);
	gtk_widget_set_sensitive(dialog->body, !busy);
}

bool
swa_ui_dialog_is_busy(const struct swa_ui_dialog *dialog)
{
	return dialog->busy;
}

void
swa_ui_dialog_show(struct swa_ui_dialog *dialog)
{
	gtk_widget_show(dialog->window);
}

void
swa_ui_dialog_present(struct swa_ui_dialog *dialog)
{
	if (gtk_widget_get_visible(dialog->window)) /* presenting shows what is not complete yet */
		gtk_window_present(GTK_WINDOW(dialog->window));
}

void
swa_ui_dialog_free(struct swa_ui_dialog *dialog)
{
	if (dialog == NULL)
		return;
	gtk_widget_destroy(dialog->window);
	g_free(dialog);
}

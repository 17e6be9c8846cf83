#include "secret_field.h"

#include "dialog.h"
#include "secret_entry.h"
#include "secret_view.h"

#include <glib/gi18n.h>

#define SPACE 6

struct field {
	GtkWidget *box;
	GtkWidget *entry;
	GtkWidget *eye;
	GtkWidget *view; /* while the eye is held */
	GtkWidget *caps;
	GdkKeymap *keymap; /* borrowed */
	gulong watching;   /* handler on .keymap */
};

static void
show(struct field *f)
{
	const char *text = swa_ui_secret_entry_text(f->entry);

	if (f->view != NULL || text[0] == '\0')
		return;
	f->view = swa_ui_secret_view_new(text);
	gtk_container_add(GTK_CONTAINER(f->box), f->view);
	gtk_box_reorder_child(GTK_BOX(f->box), f->view, 1);
	gtk_widget_show(f->view);
}

static void
hide(struct field *f)
{
	if (f->view != NULL)
		gtk_widget_destroy(f->view);
	f->view = NULL;
}

static gboolean
on_press(GtkWidget *eye, GdkEventButton *event, gpointer data)
{
	(void)eye;
	if (event->button == GDK_BUTTON_PRIMARY)
		show(data);
	return GDK_EVENT_PROPAGATE;
}

static gboolean
on_release(GtkWidget *eye, GdkEvent *event, gpointer data)
{
	(void)eye;
	(void)event;
	hide(data);
	return GDK_EVENT_PROPAGATE;
}

static gboolean
on_key(GtkWidget *eye, GdkEventKey *event, gpointer data)
{
	(void)eye;
	if (event->keyval != GDK_KEY_space)
		return GDK_EVENT_PROPAGATE;
	if (event->type == GDK_KEY_PRESS)
		show(data);
	else
		hide(data);
	return GDK_EVENT_STOP;
}

static void
watch_caps(struct field *f)
{
	gtk_widget_set_visible(f->caps,
	                       gtk_widget_has_focus(f->entry) && gdk_keymap_get_caps_lock_state(f->keymap));
}

static void
on_keymap(GdkKeymap *keymap, gpointer data)
{
	(void)keymap;
	watch_caps(data);
}

static void
on_focus(GObject *entry, GParamSpec *what, gpointer data)
{
	(void)entry;
	(void)what;
	watch_caps(data);
}

static void
on_destroy(GtkWidget *box, gpointer data)
{
	struct field *f = data;

	(void)box;
	if (f->watching != 0)
		g_signal_handler_disconnect(f->keymap, f->watching);
	f->watching = 0;
}

static GtkWidget *
new_eye(struct field *f)
{
	GtkWidget *eye = gtk_button_new_from_icon_name("view-reveal-symbolic", GTK_ICON_SIZE_BUTTON);
	AtkObject *spoken = gtk_widget_get_accessible(eye);

	gtk_widget_set_tooltip_text(eye, _("Hold to show what was entered"));
	atk_object_set_name(spoken, _("Show while held"));
	atk_object_set_description(spoken, _("Hold the space bar or the mouse button"));
	gtk_widget_set_focus_on_click(eye, FALSE);
	g_signal_connect(eye, "button-press-event", G_CALLBACK(on_press), f);
	g_signal_connect(eye, "button-release-event", G_CALLBACK(on_release), f);
	g_signal_connect(eye, "key-press-event", G_CALLBACK(on_key), f);
	g_signal_connect(eye, "key-release-event", G_CALLBACK(on_key), f);
	/* The release may happen elsewhere. */
	g_signal_connect(eye, "focus-out-event", G_CALLBACK(on_release), f);
	g_signal_connect(eye, "grab-broken-event", G_CALLBACK(on_release), f);
	g_signal_connect(eye, "leave-notify-event", G_CALLBACK(on_release), f);
	return eye;
}

GtkWidget *
swa_ui_secret_field_new(GtkWidget **ret_entry)
{
	struct field *f = g_new0(struct field, 1);
	GtkWidget *row = gtk_box_new(GTK_ORIENTATION_HORIZONTAL, SPACE);

	f->box = gtk_box_new(GTK_ORIENTATION_VERTICAL, SPACE);
	f->entry = swa_ui_secret_entry_new();
	f->eye = new_eye(f);
	f->caps = swa_ui_line_new(_("Caps Lock is on."));
	gtk_widget_set_no_show_all(f->caps, TRUE);
	g_object_set(f->entry, "caps-lock-warning", FALSE, NULL); /* said in words below */
	atk_object_add_relationship(gtk_widget_get_accessible(f->entry), ATK_RELATION_DESCRIBED_BY,
	                            gtk_widget_get_accessible(f->caps));

	f->keymap = gdk_keymap_get_for_display(gdk_display_get_default());
	f->watching = g_signal_connect(f->keymap, "state-changed", G_CALLBACK(on_keymap), f);
	g_signal_connect(f->entry, "notify::has-focus", G_CALLBACK(on_focus), f);
	g_signal_connect(f->box, "destroy", G_CALLBACK(on_destroy), f);
	g_object_set_data_full(G_OBJECT(f->box), "field", f, g_free);

	gtk_box_pack_start(GTK_BOX(row), f->entry, TRUE, TRUE, 0);
	gtk_container_add(GTK_CONTAINER(row), f->eye);
	gtk_container_add(GTK_CONTAINER(f->box), row);
	gtk_container_add(GTK_CONTAINER(f->box), f->caps);
	*ret_entry = f->entry;
	return f->box;
}

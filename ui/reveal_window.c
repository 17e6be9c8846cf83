#include "reveal_window.h"

#include "clipboard.h"
#include "dialog.h"
#include "secret_view.h"
#include "swa/buf.h"
#include "text.h"
#include "tile.h"

#include <glib/gi18n.h>

#define SHOWN_SECONDS 60
#define SECRET_MAX ((size_t)16 * 1024)

struct swa_ui_reveal_window {
	struct swa_ui_dialog *dialog;
	struct swa_buf password;            /* while it can be copied */
	struct swa_ui_clipboard *clipboard; /* while it holds the password */
	GtkWidget *progress;                /* how long it is shown; NULL on the other pages */
	GtkWidget *time;                    /* the same in words */
	GtkWidget *copied; /* the line that speaks of the clipboard; NULL where there is none */
	GtkWidget *button; /* Copy; NULL on the other pages */
	gint64 until;      /* when it is hidden, of the monotonic clock */
	guint timer;       /* or 0 */
	bool only_copied;
	const struct swa_ui_reveal_window_events *events;
	void *context;
};

static void
on_escape(void *context)
{
	const struct swa_ui_reveal_window *w = context;

	w->events->closed(w->context);
}

static void
on_close(GtkButton *button, gpointer data)
{
	(void)button;
	on_escape(data);
}

static void
on_again(GtkButton *button, gpointer data)
{
	struct swa_ui_reveal_window *w = data;

	(void)button;
	swa_ui_dialog_set_busy(w->dialog, true);
	w->events->again(w->context);
}

/* Time goes by. */

static void
stop(struct swa_ui_reveal_window *w)
{
	if (w->timer != 0)
		g_source_remove(w->timer);
	w->timer = 0;
}

/** Another page: nothing of the old one is kept. */
static void
turn(struct swa_ui_reveal_window *w)
{
	stop(w);
	swa_buf_finish(&w->password);
	w->progress = w->time = w->copied = w->button = NULL;
	swa_ui_dialog_clear(w->dialog);
}

static guint
seconds_left(const struct swa_ui_reveal_window *w)
{
	gint64 left = w->until - g_get_monotonic_time();

	return left > 0 ? (guint)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

static void
hide(struct swa_ui_reveal_window *w)
{
	turn(w);
	swa_ui_dialog_add_line(w->dialog, _("The password is hidden again."));
	swa_ui_dialog_add_button(w->dialog, _("_Show again"), G_CALLBACK(on_again), w);
	swa_ui_dialog_focus(w->dialog,
	                    swa_ui_dialog_add_button(w->dialog, _("_Close"), G_CALLBACK(on_close), w));
}

static void
say_clipboard(struct swa_ui_reveal_window *w)
{
	const guint left = w->clipboard != NULL ? swa_ui_clipboard_left(w->clipboard) : 0;
	g_autofree char *text = NULL;

	if (w->copied == NULL)
		return;
	if (left != 0)
		/* Translators: %u is a number of seconds. */
		text = g_strdup_printf(
		        ngettext("Copied. It is taken off the clipboard again in %u second, or when "
		                 "this window closes.",
		                 "Copied. It is taken off the clipboard again in %u seconds, or when "
		                 "this window closes.",
		                 left),
		        left);
	gtk_label_set_text(GTK_LABEL(w->copied), text != NULL ? text : "");
	gtk_widget_set_visible(w->copied, text != NULL);
}

static void
say_time(struct swa_ui_reveal_window *w)
{
	const guint left = seconds_left(w);
	g_autofree char *text = g_strdup_printf(
	        ngettext("Hidden again in %u second", "Hidden again in %u seconds", left), left);

	gtk_label_set_text(GTK_LABEL(w->time), text);
	gtk_progress_bar_set_fraction(GTK_PROGRESS_BAR(w->progress), (double)left / SHOWN_SECONDS);
}

static gboolean
on_second(gpointer data)
{
	struct swa_ui_reveal_window *w = data;

	say_clipboard(w);
	if (w->progress == NULL)
		return G_SOURCE_CONTINUE;
	if (seconds_left(w) == 0) {
		w->timer = 0; /* this source ends by itself */
		hide(w);
		return G_SOURCE_REMOVE;
	}
	say_time(w);
	return G_SOURCE_CONTINUE;
}

/* The clipboard. */

static void
on_clipboard_gone(void *context)
{
	struct swa_ui_reveal_window *w = context;

	if (w->only_copied)
		w->events->closed(w->context); /* there is nothing more to say */
	else
		say_clipboard(w);
}

static bool
copy(struct swa_ui_reveal_window *w)
{
	swa_ui_clipboard_free(w->clipboard);
	w->clipboard = swa_ui_clipboard_put(swa_buf_text(&w->password), on_clipboard_gone, w);
	if (w->clipboard == NULL)
		swa_ui_dialog_set_error(w->dialog, _("The clipboard cannot be used."));
	say_clipboard(w);
	return w->clipboard != NULL;
}

static void
on_copy(GtkButton *button, gpointer data)
{
	(void)button;
	(void)copy(data);
}

/* The pages. */

static void
add_copied(struct swa_ui_reveal_window *w)
{
	w->copied = swa_ui_dialog_add_line(w->dialog, "");
	gtk_widget_hide(w->copied);
}

/** A name, and below it what can be selected and copied by hand. */
static void
add_plain(struct swa_ui_reveal_window *w, const char *name, const char *text)
{
	g_autofree char *shown = swa_ui_text_shown(text, SIZE_MAX);
	GtkWidget *line = swa_ui_line_new(shown);

	swa_ui_line_add_attribute(line, pango_attr_family_new("monospace"));
	gtk_label_set_selectable(GTK_LABEL(line), TRUE);
	swa_ui_dialog_add_field(w->dialog, name, line, line);
}

static void
add_password(struct swa_ui_reveal_window *w)
{
	GtkWidget *view = swa_ui_secret_view_new(swa_buf_text(&w->password));
	GtkWidget *legend = swa_ui_line_new(_("Digits are underlined, signs are framed."));

	swa_ui_line_add_attribute(legend, pango_attr_scale_new(PANGO_SCALE_SMALL));
	gtk_widget_set_can_focus(view, TRUE); /* whoever reads by keyboard comes to it */
	swa_ui_dialog_add_field(w->dialog, _("Password"), view, view);
	swa_ui_dialog_add(w->dialog, legend);
	w->progress = gtk_progress_bar_new();
	atk_object_set_name(gtk_widget_get_accessible(w->progress), _("Time until it is hidden again"));
	swa_ui_dialog_add(w->dialog, w->progress);
	w->time = swa_ui_dialog_add_line(w->dialog, ""); /* the bar's own text would be pale */
}

struct swa_ui_reveal_window *
swa_ui_reveal_window_new(GtkApplication *application, const char *app_id, const char *label,
                         const struct swa_ui_reveal_window_events *events, void *context)
{
	struct swa_ui_reveal_window *w = g_new0(struct swa_ui_reveal_window, 1);
	g_autofree char *shown = swa_ui_text_shown(label, SWA_UI_NAME_CHARS);
	/* Translators: %s is the name of an application. */
	g_autofree char *heading = g_strdup_printf(_("Your account for %s"), shown);

	swa_buf_init(&w->password, SECRET_MAX);
	w->events = events;
	w->context = context;
	w->dialog = swa_ui_dialog_new(application, SWA_UI_MANNER_ASKED_FOR,
	                              swa_ui_tile_new(label, app_id != NULL ? app_id : label));
	swa_ui_dialog_set_title(w->dialog, _("Password"));
	swa_ui_dialog_set_heading(w->dialog, heading);
	swa_ui_dialog_on_escape(w->dialog, on_escape, w);
	return w;
}

static void
show(struct swa_ui_reveal_window *w)
{
	swa_ui_dialog_show(w->dialog);
	swa_ui_dialog_present(w->dialog);
}

static void
keep(struct swa_ui_reveal_window *w, const struct swa_ui_revealed *revealed)
{
	turn(w);
	if (swa_buf_append_text(&w->password, revealed->password) != SWA_OK)
		swa_ui_dialog_say(w->dialog, w->password.err, NULL);
}

void
swa_ui_reveal_window_show(struct swa_ui_reveal_window *w, const struct swa_ui_revealed *revealed)
{
	keep(w, revealed);
	add_plain(w, _("User name"), revealed->username);
	add_password(w);
	if (revealed->extra != NULL)
		add_plain(w, _("Extra field"), revealed->extra);
	add_copied(w);
	swa_ui_dialog_add_button(w->dialog, _("_Close"), G_CALLBACK(on_close), w);
	w->button = swa_ui_dialog_add_button(w->dialog, _("_Copy password"), G_CALLBACK(on_copy), w);
	w->until = g_get_monotonic_time() + (gint64)SHOWN_SECONDS * G_USEC_PER_SEC;
	say_time(w);
	say_clipboard(w);
	w->timer = g_timeout_add_seconds(1, on_second, w);
	swa_ui_dialog_focus(w->dialog, w->button);
	show(w);
}

void
swa_ui_reveal_window_copied(struct swa_ui_reveal_window *w, const struct swa_ui_revealed *revealed)
{
	g_autofree char *username = swa_ui_text_shown(revealed->username, SWA_UI_NAME_CHARS);
	g_autofree char *user = g_strdup_printf(_("User name: %s"), username);

	keep(w, revealed);
	swa_ui_dialog_add_line(w->dialog, user);
	add_copied(w);
	swa_ui_dialog_focus(w->dialog,
	                    swa_ui_dialog_add_button(w->dialog, _("_Close"), G_CALLBACK(on_close), w));
	w->only_copied = copy(w);
	swa_buf_finish(&w->password); /* the clipboard has its own */
	w->timer = g_timeout_add_seconds(1, on_second, w);
	show(w);
}

void
swa_ui_reveal_window_refused(struct swa_ui_reveal_window *w, swa_err err, const char *where)
{
	turn(w);
	swa_ui_dialog_add_line(w->dialog, _("The password is not shown."));
	swa_ui_dialog_say(w->dialog, err, where);
	swa_ui_dialog_focus(w->dialog,
	                    swa_ui_dialog_add_button(w->dialog, _("_Close"), G_CALLBACK(on_close), w));
	show(w);
}

void
swa_ui_reveal_window_present(struct swa_ui_reveal_window *window)
{
	swa_ui_dialog_present(window->dialog);
}

void
swa_ui_reveal_window_free(struct swa_ui_reveal_window *window)
{
	if (window == NULL)
		return;
	stop(window);
	swa_ui_clipboard_free(window->clipboard);
	swa_ui_dialog_free(window->dialog);
	swa_buf_finish(&window->password);
	g_free(window);
}

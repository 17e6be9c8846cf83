#include "passphrase_window.h"

#include "dialog.h"
#include "secret_entry.h"
#include "secret_field.h"
#include "text.h"
#include "tile.h"

#include <glib/gi18n.h>

#define ICON_SIZE 48
#define WAIT_MOST 86400 /* seconds */

struct swa_ui_passphrase_window {
	struct swa_ui_dialog *dialog;
	enum swa_ui_passphrase_why why;
	char *purpose; /* the sentence that says what for */
	bool passphrase, code;
	bool asks_code;    /* what the page asks for now */
	GtkWidget *field;  /* NULL where nothing can be entered */
	GtkWidget *entry;  /* in .field */
	GtkWidget *button; /* that Enter presses */
	unsigned wait;     /* seconds left */
	guint timer;       /* or 0 */
	const struct swa_ui_passphrase_window_events *events;
	void *context;
};

static void build(struct swa_ui_passphrase_window *w, bool asks_code);

static void
on_escape(void *context)
{
	const struct swa_ui_passphrase_window *w = context;

	w->events->closed(w->context);
}

static void
on_cancel(GtkButton *button, gpointer data)
{
	(void)button;
	on_escape(data);
}

static void
on_enter(GtkButton *button, gpointer data)
{
	struct swa_ui_passphrase_window *w = data;

	(void)button;
	if (swa_ui_secret_entry_text(w->entry)[0] == '\0') {
		gtk_widget_grab_focus(w->entry);
		return;
	}
	swa_ui_dialog_set_error(w->dialog, "");
	swa_ui_dialog_set_busy(w->dialog, true);
	w->events->entered(w->context, swa_ui_secret_entry_text(w->entry), w->asks_code);
}

static void
on_other_way(GtkButton *button, gpointer data)
{
	struct swa_ui_passphrase_window *w = data;

	(void)button;
	build(w, !w->asks_code);
}

/* Waiting. */

static void
say_wait(struct swa_ui_passphrase_window *w)
{
	/* Translators: %u is a number of seconds. */
	g_autofree char *text = g_strdup_printf(
	        ngettext("Too many wrong ones were entered. Wait %u second, then try again.",
	                 "Too many wrong ones were entered. Wait %u seconds, then try again.", w->wait),
	        w->wait);

	swa_ui_dialog_set_error(w->dialog, w->wait != 0 ? text : "");
	if (w->field == NULL)
		return;
	gtk_widget_set_sensitive(w->field, w->wait == 0);
	gtk_widget_set_sensitive(w->button, w->wait == 0);
	if (w->wait == 0)
		gtk_widget_grab_focus(w->entry);
}

static gboolean
on_second(gpointer data)
{
	struct swa_ui_passphrase_window *w = data;

	w->wait--;
	say_wait(w);
	if (w->wait != 0)
		return G_SOURCE_CONTINUE;
	w->timer = 0;
	return G_SOURCE_REMOVE;
}

static void
stop_waiting(struct swa_ui_passphrase_window *w)
{
	if (w->timer != 0)
		g_source_remove(w->timer);
	w->timer = 0;
	w->wait = 0;
}

void
swa_ui_passphrase_window_wait(struct swa_ui_passphrase_window *window, unsigned seconds)
{
	stop_waiting(window);
	window->wait = seconds;
	if (seconds == 0)
		return;
	window->timer = g_timeout_add_seconds(1, on_second, window);
	say_wait(window);
}

/* The page. */

static char *
purpose_of(const struct swa_ui_passphrase_for *what)
{
	g_autofree char *label = swa_ui_text_shown(what->label != NULL ? what->label : "", SWA_UI_NAME_CHARS);

	/* Translators: %s is the name of an application, here and in the next ones. */
	switch (what->why) {
	case SWA_UI_PASSPHRASE_APP:
		return g_strdup_printf(
		        _("Your organisation asks for your passphrase before you are signed in to "
		          "%s."),
		        label);
	case SWA_UI_PASSPHRASE_REVEAL:
		return g_strdup_printf(_("Your passphrase is needed to show the password for %s."), label);
	case SWA_UI_PASSPHRASE_COPY:
		return g_strdup_printf(_("Your passphrase is needed to copy the password for %s."), label);
	case SWA_UI_PASSPHRASE_VAULT:
	default: return g_strdup(_("Your passwords are locked. The passphrase opens them."));
	}
}

static void
add_other_way(struct swa_ui_passphrase_window *w)
{
	GtkWidget *link = gtk_button_new_with_mnemonic(w->asks_code ? _("Use the pass_phrase")
	                                                            : _("Use the _recovery code"));

	swa_ui_line_wrap(gtk_bin_get_child(GTK_BIN(link)));
	gtk_button_set_relief(GTK_BUTTON(link), GTK_RELIEF_NONE);
	gtk_widget_set_halign(link, GTK_ALIGN_START);
	gtk_widget_set_state_flags(link, GTK_STATE_FLAG_LINK, FALSE); /* it looks like one */
	g_signal_connect(link, "clicked", G_CALLBACK(on_other_way), w);
	swa_ui_dialog_add(w->dialog, link);
}

static void
add_field(struct swa_ui_passphrase_window *w)
{
	const char *go = w->why == SWA_UI_PASSPHRASE_VAULT ? _("_Unlock") : _("C_ontinue");

	w->field = swa_ui_secret_field_new(&w->entry);
	gtk_entry_set_activates_default(GTK_ENTRY(w->entry), TRUE);
	swa_ui_dialog_add_field(w->dialog, w->asks_code ? _("_Recovery code") : _("_Passphrase"), w->field,
	                        w->entry);
	if (w->passphrase && w->code)
		add_other_way(w);
	swa_ui_dialog_add_button(w->dialog, _("_Cancel"), G_CALLBACK(on_cancel), w);
	w->button = swa_ui_dialog_add_button(w->dialog, go, G_CALLBACK(on_enter), w);
	swa_ui_dialog_set_default(w->dialog, w->button);
	swa_ui_dialog_focus(w->dialog, w->entry);
}

static void
build(struct swa_ui_passphrase_window *w, bool asks_code)
{
	w->asks_code = asks_code;
	w->field = w->entry = w->button = NULL;
	swa_ui_dialog_clear(w->dialog);
	if (w->passphrase || w->code) {
		swa_ui_dialog_add_line(
		        w->dialog, asks_code ? _("Enter the recovery code that was printed when it was made.")
		                             : w->purpose);
		add_field(w);
	} else {
		swa_ui_dialog_focus(w->dialog, swa_ui_dialog_add_button(w->dialog, _("_Close"),
		                                                        G_CALLBACK(on_cancel), w));
	}
	if (w->wait != 0)
		say_wait(w);
}

static GtkWidget *
new_mark(const struct swa_ui_passphrase_for *what)
{
	GtkWidget *icon;

	if (what->app_id != NULL && what->label != NULL)
		return swa_ui_tile_new(what->label, what->app_id);
	icon = gtk_image_new_from_icon_name("dialog-password", GTK_ICON_SIZE_DIALOG);
	gtk_image_set_pixel_size(GTK_IMAGE(icon), ICON_SIZE);
	return icon;
}

struct swa_ui_passphrase_window *
swa_ui_passphrase_window_new(GtkApplication *application, const struct swa_ui_passphrase_for *what,
                             bool passphrase, bool code, const struct swa_ui_passphrase_window_events *events,
                             void *context)
{
	struct swa_ui_passphrase_window *w = g_new0(struct swa_ui_passphrase_window, 1);
	const bool vault = what->why == SWA_UI_PASSPHRASE_VAULT;

	w->why = what->why;
	w->purpose = purpose_of(what);
	w->passphrase = passphrase;
	w->code = code;
	w->events = events;
	w->context = context;
	w->dialog = swa_ui_dialog_new(application, SWA_UI_MANNER_ASKED_FOR, new_mark(what));
	swa_ui_dialog_set_title(w->dialog, vault ? _("Unlock the vault") : _("Passphrase"));
	swa_ui_dialog_set_heading(w->dialog, vault ? _("Unlock your passwords") : _("Is it you?"));
	swa_ui_dialog_on_escape(w->dialog, on_escape, w);
	build(w, !passphrase && code);
	swa_ui_dialog_show(w->dialog);
	swa_ui_dialog_present(w->dialog);
	return w;
}

void
swa_ui_passphrase_window_failed(struct swa_ui_passphrase_window *window, swa_err err, const char *where)
{
	guint64 seconds = 0;

	swa_ui_dialog_set_busy(window->dialog, false);
	if (window->entry != NULL) {
		swa_ui_secret_entry_wipe(window->entry);
		gtk_widget_grab_focus(window->entry);
	}
	if (err == SWA_ERR_PASSPHRASE_WAIT && where != NULL &&
	    g_ascii_string_to_unsigned(where, 10, 1, WAIT_MOST, &seconds, NULL))
		swa_ui_passphrase_window_wait(window, (unsigned)seconds);
	else
		swa_ui_dialog_say(window->dialog, err, where);
}

void
swa_ui_passphrase_window_present(struct swa_ui_passphrase_window *window)
{
	swa_ui_dialog_present(window->dialog);
}

void
swa_ui_passphrase_window_free(struct swa_ui_passphrase_window *window)
{
	if (window == NULL)
		return;
	stop_waiting(window);
	swa_ui_dialog_free(window->dialog);
	g_free(window->purpose);
	g_free(window);
}

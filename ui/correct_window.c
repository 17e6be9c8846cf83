#include "correct_window.h"

#include "secret_entry.h"
#include "secret_field.h"
#include "text.h"

#include <glib/gi18n.h>
#include <string.h>

struct swa_ui_correct_window {
	struct swa_ui_dialog *dialog;
	enum swa_ui_correct_why why;
	GtkWidget *username; /* NULL before filled() */
	GtkWidget *password;
	GtkWidget *extra;      /* NULL where the app has none */
	GtkWidget *act;        /* the button that Enter presses, NULL where nothing may be changed */
	bool has_password;     /* one is stored */
	char *stored_username; /* as the agent has it */
	char *stored_extra;    /* as the entry was filled */
	const struct swa_ui_correct_window_events *events;
	void *context;
};

static void
on_escape(void *context)
{
	const struct swa_ui_correct_window *w = context;

	w->events->closed(w->context);
}

static void
on_close(GtkButton *button, gpointer data)
{
	(void)button;
	on_escape(data);
}

static void
act(struct swa_ui_correct_window *w, enum swa_ui_correct_act what)
{
	swa_ui_dialog_set_error(w->dialog, "");
	swa_ui_dialog_set_busy(w->dialog, true);
	w->events->act(w->context, what);
}

static void
on_save(GtkButton *button, gpointer data)
{
	(void)button;
	act(data, SWA_UI_CORRECT_SAVE);
}

static void
on_try(GtkButton *button, gpointer data)
{
	(void)button;
	act(data, SWA_UI_CORRECT_TRY);
}

struct swa_ui_correct_window *
swa_ui_correct_window_new(struct swa_ui_dialog *dialog, enum swa_ui_correct_why why, const char *label,
                          const struct swa_ui_correct_window_events *events, void *context)
{
	struct swa_ui_correct_window *w = g_new0(struct swa_ui_correct_window, 1);
	g_autofree char *shown = swa_ui_text_shown(label, SWA_UI_NAME_CHARS);
	/* Translators: %s is the name of an application. */
	g_autofree char *heading = g_strdup_printf(_("Your account for %s"), shown);

	w->dialog = dialog;
	w->why = why;
	w->events = events;
	w->context = context;
	swa_ui_dialog_set_title(dialog, why == SWA_UI_CORRECT_FAILED ? _("Correct the account")
	                                                             : _("Change the account"));
	swa_ui_dialog_set_heading(dialog, heading);
	swa_ui_dialog_on_escape(dialog, on_escape, w);
	return w;
}

static GtkWidget *
new_entry(const char *text, bool editable)
{
	GtkWidget *entry = gtk_entry_new();

	gtk_entry_set_text(GTK_ENTRY(entry), text);
	gtk_entry_set_activates_default(GTK_ENTRY(entry), TRUE);
	gtk_entry_set_input_hints(GTK_ENTRY(entry), GTK_INPUT_HINT_NO_SPELLCHECK);
	gtk_widget_set_sensitive(entry, editable);
	return entry;
}

static void
add_fields(struct swa_ui_correct_window *w, const struct swa_ui_correct_account *account)
{
	GtkWidget *field = swa_ui_secret_field_new(&w->password);

	w->username = new_entry(account->username, account->may_username);
	swa_ui_dialog_add_field(w->dialog, _("_User name"), w->username, w->username);

	gtk_entry_set_activates_default(GTK_ENTRY(w->password), TRUE);
	if (account->has_password)
		gtk_entry_set_placeholder_text(GTK_ENTRY(w->password), _("stays as it is"));
	gtk_widget_set_sensitive(field, account->may_password);
	swa_ui_dialog_add_field(w->dialog, _("_Password"), field, w->password);

	if (!account->has_extra)
		return;
	w->extra = new_entry(account->own_extra ? "" : account->app_extra, account->may_password);
	if (account->own_extra)
		gtk_entry_set_placeholder_text(GTK_ENTRY(w->extra), _("stays as it is"));
	swa_ui_dialog_add_field(w->dialog, _("E_xtra field (such as a customer number)"), w->extra, w->extra);
}

/** Who manages what cannot be changed. */
static void
add_reason(struct swa_ui_correct_window *w, const struct swa_ui_correct_account *account)
{
	g_autofree char *organisation = NULL;
	g_autofree char *reason = NULL;
	const char *format;

	if (account->may_username && account->may_password)
		return;
	organisation = swa_ui_text_shown(account->organisation[0] != '\0' ? account->organisation
	                                                                  : _("Your organisation"),
	                                 SWA_UI_NAME_CHARS);
	/* Translators: %s is the name of an organisation. */
	if (account->may_password)
		format = _("%s manages the user name. Its administrator can change it.");
	else if (account->may_username)
		format = _("%s manages the password. Its administrator can change it.");
	else
		format = _("%s manages this account. Its administrator can change it.");
	reason = g_strdup_printf(format, organisation);
	swa_ui_dialog_add_line(w->dialog, reason);
}

/** It is complete: where it has its own window, that comes up now. */
static void
show(struct swa_ui_correct_window *w)
{
	swa_ui_dialog_show(w->dialog);
	if (w->why == SWA_UI_CORRECT_EDIT)
		swa_ui_dialog_present(w->dialog);
}

static void
add_buttons(struct swa_ui_correct_window *w, bool may_change)
{
	GtkWidget *close = swa_ui_dialog_add_button(w->dialog, _("_Close"), G_CALLBACK(on_close), w);

	if (!may_change) {
		swa_ui_dialog_focus(w->dialog, close);
		return;
	}
	if (w->why == SWA_UI_CORRECT_FAILED) {
		w->act = swa_ui_dialog_add_button(w->dialog, _("_Try again"), G_CALLBACK(on_try), w);
	} else {
		swa_ui_dialog_add_button(w->dialog, _("Save and si_gn in"), G_CALLBACK(on_try), w);
		w->act = swa_ui_dialog_add_button(w->dialog, _("_Save"), G_CALLBACK(on_save), w);
	}
	swa_ui_dialog_set_default(w->dialog, w->act);
}

void
swa_ui_correct_window_filled(struct swa_ui_correct_window *w, const struct swa_ui_correct_account *account)
{
	const bool may_change = account->may_username || account->may_password;

	w->has_password = account->has_password;
	w->stored_username = g_strdup(account->username);
	w->stored_extra = g_strdup(account->own_extra ? "" : account->app_extra);
	add_fields(w, account);
	add_reason(w, account);
	if (may_change)
		swa_ui_dialog_add_line(w->dialog,
		                       _("What worked before is kept until the new one is confirmed."));
	if (w->why == SWA_UI_CORRECT_FAILED)
		swa_ui_dialog_add_line(
		        w->dialog, _("Closing changes nothing: the password is kept, and is not sent again "
		                     "until you change it or choose “Try again” in the browser."));
	add_buttons(w, may_change);
	if (may_change)
		swa_ui_dialog_focus(w->dialog, account->may_password ? w->password : w->username);
	show(w);
}

void
swa_ui_correct_window_unreadable(struct swa_ui_correct_window *w, swa_err err, const char *where)
{
	swa_ui_dialog_say(w->dialog, err, where);
	add_buttons(w, false);
	show(w);
}

const char *
swa_ui_correct_window_username(const struct swa_ui_correct_window *window)
{
	return gtk_entry_get_text(GTK_ENTRY(window->username));
}

const char *
swa_ui_correct_window_password(const struct swa_ui_correct_window *window)
{
	return swa_ui_secret_entry_text(window->password);
}

const char *
swa_ui_correct_window_extra(const struct swa_ui_correct_window *window)
{
	const char *text;

	if (window->extra == NULL)
		return NULL;
	text = gtk_entry_get_text(GTK_ENTRY(window->extra));
	return strcmp(text, window->stored_extra) != 0 ? text : NULL;
}

bool
swa_ui_correct_window_lacks_password(const struct swa_ui_correct_window *window)
{
	return !window->has_password && swa_ui_correct_window_password(window)[0] == '\0';
}

bool
swa_ui_correct_window_is_changed(const struct swa_ui_correct_window *window)
{
	return strcmp(swa_ui_correct_window_username(window), window->stored_username) != 0 ||
	       swa_ui_correct_window_password(window)[0] != '\0' ||
	       swa_ui_correct_window_extra(window) != NULL;
}

void
swa_ui_correct_window_saved(struct swa_ui_correct_window *w)
{
	g_free(w->stored_username);
	w->stored_username = g_strdup(swa_ui_correct_window_username(w));
	if (w->extra != NULL) {
		g_free(w->stored_extra);
		w->stored_extra = g_strdup(gtk_entry_get_text(GTK_ENTRY(w->extra)));
	}
	w->has_password = true;
	swa_ui_secret_entry_wipe(w->password);
}

void
swa_ui_correct_window_failed(struct swa_ui_correct_window *w, const char *text)
{
	swa_ui_dialog_set_busy(w->dialog, false);
	swa_ui_dialog_set_error(w->dialog, text);
	gtk_widget_grab_focus(w->act);
}

void
swa_ui_correct_window_present(struct swa_ui_correct_window *window)
{
	swa_ui_dialog_present(window->dialog);
}

void
swa_ui_correct_window_free(struct swa_ui_correct_window *window)
{
	if (window == NULL)
		return;
	swa_ui_dialog_free(window->dialog);
	g_free(window->stored_username);
	g_free(window->stored_extra);
	g_free(window);
}

#include "key_dialog.h"

#include "clipboard.h"
#include "dialog.h"
#include "print_code.h"
#include "secret_entry.h"
#include "secret_view.h"
#include "swa/buf.h"

#include <glib/gi18n.h>
#include <string.h>

#define CODE_MOST 128 /* bytes */

struct swa_ui_key_dialog {
	struct swa_ui_connection *connection; /* borrowed */
	struct swa_ui_dialog *dialog;
	enum swa_ui_key_act act;
	char *keyring;
	GtkWidget *current; /* NULL where it is not asked for */
	GtkWidget *chosen;  /* NULL where no new passphrase is set */
	GtkWidget *again;
	struct swa_buf code; /* the recovery code, once there is one */
	struct swa_ui_clipboard *clipboard;
	void (*closed)(void *context);
	void *context;
};

static void
close_it(void *context)
{
	struct swa_ui_key_dialog *d = context;

	d->closed(d->context);
}

static void
on_close(GtkButton *button, gpointer data)
{
	(void)button;
	close_it(data);
}

/* The recovery code. */

static void
on_clipboard_gone(void *context)
{
	(void)context; /* the window says so from the beginning */
}

static void
on_copy(GtkButton *button, gpointer data)
{
	struct swa_ui_key_dialog *d = data;

	(void)button;
	swa_ui_clipboard_free(d->clipboard);
	d->clipboard = swa_ui_clipboard_put(swa_buf_text(&d->code), on_clipboard_gone, d);
	swa_ui_dialog_set_error(
	        d->dialog, d->clipboard != NULL ? _("The code is on the clipboard for 30 seconds. Anything "
	                                            "that runs here can read it there.")
	                                        : _("The clipboard cannot be used."));
}

static void
on_print(GtkButton *button, gpointer data)
{
	struct swa_ui_key_dialog *d = data;

	if (!swa_ui_print_code(GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(button))),
	                       swa_buf_text(&d->code)))
		swa_ui_dialog_set_error(d->dialog, _("It was not printed. Write the code down instead."));
}

static void
show_code(struct swa_ui_key_dialog *d)
{
	GtkWidget *view, *done;

	swa_ui_dialog_clear(d->dialog);
	d->current = NULL;
	swa_ui_dialog_set_heading(d->dialog, _("Your recovery code"));
	/* It opens the vault: no label, whose text nobody wipes. */
	view = swa_ui_dialog_add(d->dialog, swa_ui_secret_view_new(swa_buf_text(&d->code)));
	gtk_widget_set_can_focus(view, TRUE); /* whoever reads by keyboard comes to it */
	atk_object_set_name(gtk_widget_get_accessible(view), _("Recovery code"));
	swa_ui_dialog_add_line(d->dialog,
	                       _("It is shown only now. Print it or write it down, and keep it where "
	                         "you keep papers of value, not on this computer."));
	swa_ui_dialog_add_line(d->dialog,
	                       _("Whoever has this code and a copy of the vault can open it. A code "
	                         "that you had before opens it no more."));
	swa_ui_dialog_add_button(d->dialog, _("_Copy"), G_CALLBACK(on_copy), d);
	swa_ui_dialog_add_button(d->dialog, _("_Print…"), G_CALLBACK(on_print), d);
	done = swa_ui_dialog_add_button(d->dialog, _("I _have kept it"), G_CALLBACK(on_close), d);
	swa_ui_dialog_focus(d->dialog, done);
}

/* The request. */

static void
take_answer(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_key_dialog *d = data;

	swa_ui_dialog_set_busy(d->dialog, false);
	if (err != SWA_OK) {
		swa_ui_dialog_say(d->dialog, err, swa_json_get_text(swa_json_get(body, "error"), "where"));
		gtk_widget_grab_focus(d->current != NULL && err == SWA_ERR_PASSPHRASE_WRONG ? d->current
		                      : d->chosen != NULL                                   ? d->chosen
		                      : d->current != NULL                                  ? d->current
		                                                                            : NULL);
		return;
	}
	if (d->act != SWA_UI_KEY_RECOVERY_MAKE)
		close_it(d);
	else if (swa_buf_append_text(&d->code, swa_json_get_text(body, "code")) == SWA_OK)
		show_code(d);
	else
		swa_ui_dialog_say(d->dialog, SWA_ERR_NOMEM, NULL);
}

static void
on_do(GtkButton *button, gpointer data)
{
	static const enum swa_request_type types[] = {
	        [SWA_UI_KEY_PASSPHRASE_SET] = SWA_REQUEST_PASSPHRASE_SET,
	        [SWA_UI_KEY_PASSPHRASE_REMOVE] = SWA_REQUEST_PASSPHRASE_REMOVE,
	        [SWA_UI_KEY_KEYRING_SET] = SWA_REQUEST_KEYRING_SET,
	        [SWA_UI_KEY_RECOVERY_MAKE] = SWA_REQUEST_RECOVERY_MAKE,
	};
	struct swa_ui_key_dialog *d = data;
	struct swa_json *request;

	(void)button;
	if (d->chosen != NULL &&
	    strcmp(swa_ui_secret_entry_text(d->chosen), swa_ui_secret_entry_text(d->again)) != 0) {
		swa_ui_dialog_set_error(d->dialog,
		                        _("The two new passphrases differ. Enter the same twice."));
		gtk_widget_grab_focus(d->again);
		return;
	}
	request = swa_request_new(types[d->act]);
	if (d->chosen != NULL)
		swa_json_set_text(request, "passphrase", swa_ui_secret_entry_text(d->chosen));
	if (d->keyring != NULL)
		swa_json_set_text(request, "keyring", d->keyring);
	if (d->current != NULL)
		swa_json_set_text(request, "current", swa_ui_secret_entry_text(d->current));
	swa_ui_dialog_set_error(d->dialog, "");
	swa_ui_dialog_set_busy(d->dialog, true);
	swa_ui_connection_ask(d->connection, request, take_answer, d);
}

/* What it says. */

static const char *
heading_of(const struct swa_ui_key_dialog *d, bool passphrase)
{
	switch (d->act) {
	case SWA_UI_KEY_PASSPHRASE_SET:
		return passphrase ? _("Change the passphrase") : _("Set a passphrase");
	case SWA_UI_KEY_PASSPHRASE_REMOVE: return _("Remove the passphrase");
	case SWA_UI_KEY_KEYRING_SET: return _("Change what opens the vault");
	case SWA_UI_KEY_RECOVERY_MAKE: break;
	}
	return _("Make a recovery code");
}

static const char *
explanation_of(const struct swa_ui_key_dialog *d)
{
	switch (d->act) {
	case SWA_UI_KEY_PASSPHRASE_SET:
		return _("It opens the vault where the keyring cannot, and is asked for before a password is "
		         "shown. At least 12 characters, or four words.");
	case SWA_UI_KEY_PASSPHRASE_REMOVE: return _("Passwords can then no longer be shown or exported.");
	case SWA_UI_KEY_RECOVERY_MAKE:
		return _("A code to be printed. It opens the vault when keyring and passphrase are lost.");
	case SWA_UI_KEY_KEYRING_SET: break;
	}
	if (g_strcmp0(d->keyring, "login") == 0)
		return _("The vault will open by itself whenever you are logged in.");
	if (g_strcmp0(d->keyring, "file") == 0)
		return _(
		        "The vault will open by itself with a key file. Whoever can read your files can then "
		        "open it.");
	return _("The vault will open with the passphrase only, after each login and each lock.");
}

static const char *
button_of(const struct swa_ui_key_dialog *d, bool passphrase)
{
	switch (d->act) {
	case SWA_UI_KEY_PASSPHRASE_SET: return passphrase ? _("C_hange") : _("_Set");
	case SWA_UI_KEY_PASSPHRASE_REMOVE: return _("_Remove");
	case SWA_UI_KEY_KEYRING_SET: return _("C_hange");
	case SWA_UI_KEY_RECOVERY_MAKE: break;
	}
	return _("_Make the code");
}

static GtkWidget *
add_secret(struct swa_ui_key_dialog *d, const char *mnemonic)
{
	GtkWidget *entry = swa_ui_secret_entry_new();

	gtk_entry_set_activates_default(GTK_ENTRY(entry), TRUE);
	swa_ui_dialog_add_field(d->dialog, mnemonic, entry, entry);
	return entry;
}

struct swa_ui_key_dialog *
swa_ui_key_dialog_new(GtkApplication *application, struct swa_ui_connection *connection,
                      enum swa_ui_key_act act, const char *keyring, bool passphrase,
                      void (*closed)(void *context), void *context)
{
	struct swa_ui_key_dialog *d = g_new0(struct swa_ui_key_dialog, 1);
	GtkWidget *button;

	swa_buf_init(&d->code, CODE_MOST);
	d->connection = connection;
	d->act = act;
	d->keyring = g_strdup(keyring);
	d->closed = closed;
	d->context = context;
	d->dialog =
	        swa_ui_dialog_new(application, SWA_UI_MANNER_ASKED_FOR,
	                          gtk_image_new_from_icon_name("org.swa_agent.Tray", GTK_ICON_SIZE_DIALOG));
	swa_ui_dialog_on_escape(d->dialog, close_it, d);
	swa_ui_dialog_set_title(d->dialog, heading_of(d, passphrase));
	swa_ui_dialog_set_heading(d->dialog, heading_of(d, passphrase));
	swa_ui_dialog_add_line(d->dialog, explanation_of(d));
	if (passphrase)
		d->current = add_secret(d, _("C_urrent passphrase"));
	if (act == SWA_UI_KEY_PASSPHRASE_SET) {
		d->chosen = add_secret(d, _("_New passphrase"));
		d->again = add_secret(d, _("New passphrase _again"));
	}
	swa_ui_dialog_add_button(d->dialog, _("Ca_ncel"), G_CALLBACK(on_close), d);
	button = swa_ui_dialog_add_button(d->dialog, button_of(d, passphrase), G_CALLBACK(on_do), d);
	swa_ui_dialog_set_default(d->dialog, button);
	swa_ui_dialog_focus(d->dialog, d->current != NULL  ? d->current
	                               : d->chosen != NULL ? d->chosen
	                                                   : button);
	swa_ui_dialog_show(d->dialog);
	return d;
}

void
swa_ui_key_dialog_free(struct swa_ui_key_dialog *dialog)
{
	if (dialog == NULL)
		return;
	swa_ui_connection_forget(dialog->connection, dialog);
	swa_ui_clipboard_free(dialog->clipboard);
	swa_ui_dialog_free(dialog->dialog);
	swa_buf_finish(&dialog->code);
	g_free(dialog->keyring);
	g_free(dialog);
}

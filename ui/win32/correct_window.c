#include "correct_window.h"

#include "secret_edit.h"
#include "text.h"

#include <commctrl.h>

#include <stdlib.h>

struct swa_win_correct_window {
	struct swa_win_dialog *frame;
	enum swa_win_correct_why why;
	HWND username, password, extra; /* .extra is NULL where the app has none */
	HWND act;                       /* what Enter presses */
	bool has_password;              /* one is stored */
	const struct swa_win_correct_window_events *events;
	void *context;
};

static void
act(struct swa_win_correct_window *w, enum swa_win_correct_act what)
{
	swa_win_dialog_set_error(w->frame, "");
	w->events->act(w->context, what);
}

static void
on_save(void *data)
{
	act(data, SWA_WIN_CORRECT_SAVE);
}

static void
on_try(void *data)
{
	act(data, SWA_WIN_CORRECT_TRY);
}

static void
on_close(void *data)
{
	const struct swa_win_correct_window *w = data;

	w->events->closed(w->context);
}

struct swa_win_correct_window *
swa_win_correct_window_new(struct swa_win_dialog *frame, enum swa_win_correct_why why, const char *label,
                           const struct swa_win_correct_window_events *events, void *context)
{
	SWA_CLEANUP(swa_win_freep) char *shown = swa_win_shown(label, SWA_WIN_NAME_CHARS);
	/* Translators: %s is the name of an application. */
	SWA_CLEANUP(swa_win_freep) char *heading = swa_win_format(_("Your account for %s"), shown);
	struct swa_win_correct_window *w = calloc(1, sizeof(*w));

	if (w == NULL) {
		swa_win_dialog_free(frame);
		return NULL;
	}
	w->frame = frame;
	w->why = why;
	w->events = events;
	w->context = context;
	swa_win_dialog_set_title(frame, why == SWA_WIN_CORRECT_FAILED ? _("Correct the account")
	                                                              : _("Change the account"));
	swa_win_dialog_set_heading(frame, heading);
	swa_win_dialog_on_escape(frame, on_close, w);
	return w;
}

/* --- the page --------------------------------------------------------------- */

static HWND
add_edit(struct swa_win_correct_window *w, const char *mnemonic, const char *text, bool secret, bool stays,
         bool may)
{
	HWND edit = swa_win_dialog_add_edit(w->frame, mnemonic, text, secret);
	SWA_CLEANUP(swa_win_widep) wchar_t *hint = swa_win_wide(_("stays as it is"));

	if (stays) /* shown while the field is empty */
		(void)SendMessageW(edit, EM_SETCUEBANNER, TRUE, (LPARAM)hint);
	(void)SendMessageW(edit, EM_SETREADONLY, !may, 0);
	(void)SendMessageW(edit, EM_SETMODIFY, FALSE, 0);
	return edit;
}

static void
add_fields(struct swa_win_correct_window *w, const struct swa_win_correct_account *account)
{
	w->username = add_edit(w, _("_User name"), account->username, false, false, account->may_username);
	w->password = add_edit(w, _("_Password"), "", true, account->has_password, account->may_password);
	if (account->has_extra)
		w->extra = add_edit(w, _("E_xtra field (such as a customer number)"),
		                    account->own_extra ? "" : account->app_extra, false, account->own_extra,
		                    account->may_password);
}

/* Who manages what cannot be changed. */
static void
add_reason(struct swa_win_correct_window *w, const struct swa_win_correct_account *account)
{
	SWA_CLEANUP(swa_win_freep) char *organisation = NULL;
	SWA_CLEANUP(swa_win_freep) char *reason = NULL;
	const char *format;

	if (account->may_username && account->may_password)
		return;
	organisation = swa_win_shown(account->organisation[0] != '\0' ? account->organisation
	                                                              : _("Your organisation"),
	                             SWA_WIN_NAME_CHARS);
	/* Translators: %s is the name of an organisation. */
	if (account->may_password)
		format = _("%s manages the user name. Its administrator can change it.");
	else if (account->may_username)
		format = _("%s manages the password. Its administrator can change it.");
	else
		format = _("%s manages this account. Its administrator can change it.");
	reason = swa_win_format(format, organisation);
	(void)swa_win_dialog_add_line(w->frame, reason);
}

static void
add_buttons(struct swa_win_correct_window *w, bool may_change)
{
	if (may_change && w->why == SWA_WIN_CORRECT_FAILED) {
		w->act = swa_win_dialog_add_button(w->frame, _("_Try again"), on_try, w);
	} else if (may_change) {
		w->act = swa_win_dialog_add_button(w->frame, _("_Save"), on_save, w);
		(void)swa_win_dialog_add_button(w->frame, _("Save and si_gn in"), on_try, w);
	}
	if (w->act != NULL)
		swa_win_dialog_set_default(w->frame, w->act);
}

static void
show(struct swa_win_correct_window *w, HWND focus)
{
	swa_win_dialog_show(w->frame);
	if (w->why == SWA_WIN_CORRECT_EDIT)
		swa_win_dialog_present(w->frame);
	swa_win_dialog_focus(focus);
}

void
swa_win_correct_window_filled(struct swa_win_correct_window *w, const struct swa_win_correct_account *account)
{
	const bool may_change = account->may_username || account->may_password;
	HWND close;

	w->has_password = account->has_password;
	add_fields(w, account);
	add_reason(w, account);
	if (may_change)
		(void)swa_win_dialog_add_line(
		        w->frame, _("What worked before is kept until the new one is confirmed."));
	if (w->why == SWA_WIN_CORRECT_FAILED)
		(void)swa_win_dialog_add_line(
		        w->frame, _("Closing changes nothing: the password is kept, and is not sent again "
		                    "until you change it or choose “Try again” in the browser."));
	add_buttons(w, may_change);
	close = swa_win_dialog_add_button(w->frame, _("_Close"), on_close, w);
	if (!may_change)
		show(w, close);
	else
		show(w, account->may_password ? w->password : w->username);
}

void
swa_win_correct_window_unreadable(struct swa_win_correct_window *w, swa_err err, const char *where)
{
	HWND close = swa_win_dialog_add_button(w->frame, _("_Close"), on_close, w);

	swa_win_dialog_say(w->frame, err, where);
	show(w, close);
}

/* --- what was entered --------------------------------------------------------- */

static bool
is_modified(HWND edit)
{
	return edit != NULL && SendMessageW(edit, EM_GETMODIFY, 0, 0) != 0;
}

swa_err
swa_win_correct_window_username(const struct swa_win_correct_window *window, struct swa_buf *out)
{
	return swa_win_edit_read(window->username, out);
}

swa_err
swa_win_correct_window_password(const struct swa_win_correct_window *window, struct swa_buf *out)
{
	return swa_win_edit_read(window->password, out);
}

swa_err
swa_win_correct_window_extra(const struct swa_win_correct_window *window, struct swa_buf *out)
{
	return swa_win_edit_read(window->extra, out);
}

bool
swa_win_correct_window_has_extra(const struct swa_win_correct_window *window)
{
	return is_modified(window->extra);
}

bool
swa_win_correct_window_lacks_password(const struct swa_win_correct_window *window)
{
	return !window->has_password && swa_win_edit_is_empty(window->password);
}

bool
swa_win_correct_window_is_changed(const struct swa_win_correct_window *window)
{
	return is_modified(window->username) || is_modified(window->extra) ||
	       !swa_win_edit_is_empty(window->password);
}

void
swa_win_correct_window_set_busy(struct swa_win_correct_window *window)
{
	swa_win_dialog_set_busy(window->frame, true);
}

void
swa_win_correct_window_saved(struct swa_win_correct_window *w)
{
	(void)SendMessageW(w->username, EM_SETMODIFY, FALSE, 0);
	if (w->extra != NULL)
		(void)SendMessageW(w->extra, EM_SETMODIFY, FALSE, 0);
	w->has_password = true;
	swa_win_secret_edit_wipe(w->password);
}

void
swa_win_correct_window_failed(struct swa_win_correct_window *w, const char *text)
{
	swa_win_dialog_set_busy(w->frame, false);
	swa_win_dialog_set_error(w->frame, text);
	if (w->act != NULL)
		swa_win_dialog_focus(w->act);
}

void
swa_win_correct_window_present(struct swa_win_correct_window *window)
{
	swa_win_dialog_present(window->frame);
}

void
swa_win_correct_window_free(struct swa_win_correct_window *window)
{
	if (window == NULL)
		return;
	swa_win_dialog_free(window->frame);
	free(window);
}

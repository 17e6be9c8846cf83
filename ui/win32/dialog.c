#include "dialog.h"

#include "layout.h"
#include "resource.h"
#include "secret_edit.h"
#include "text.h"

#include <commctrl.h>

#include <stdlib.h>
#include <string.h>

/* Controls have numbers from here on; below lie those that Windows itself uses. */
#define FIRST_ID 100

static struct swa_win_dialog *frames; /* all that there are */

/* --- controls --------------------------------------------------------------- */

static wchar_t *
label_of(const char *mnemonic)
{
	wchar_t *wide = swa_win_wide(mnemonic);

	for (wchar_t *at = wide; at != NULL && *at != L'\0'; at++)
		if (*at == L'_')
			*at = L'&';
	return wide;
}

static HWND
add(struct swa_win_dialog *frame, enum swa_win_part part, const wchar_t *class, const wchar_t *text,
    DWORD style)
{
	struct swa_win_item *item = &frame->items[frame->count];
	const DWORD extended = part == SWA_WIN_PART_EDIT ? WS_EX_CLIENTEDGE : 0;

	if (frame->count == SWA_WIN_ITEMS_MAX)
		return NULL;
	*item = (struct swa_win_item){.part = part};
	item->control = CreateWindowExW(extended, class, text, style | WS_CHILD | WS_VISIBLE, 0, 0, 0, 0,
	                                frame->window, (HMENU)(INT_PTR)(FIRST_ID + frame->count),
	                                GetModuleHandleW(NULL), NULL);
	if (item->control == NULL)
		return NULL;
	frame->count++;
	swa_win_layout_font(frame, item);
	return item->control;
}

HWND
swa_win_dialog_add_line(struct swa_win_dialog *frame, const char *text)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(text);

	/* "&" is one, not an underlined letter. */
	return add(frame, SWA_WIN_PART_LINE, WC_STATICW, wide, SS_LEFT | SS_NOPREFIX);
}

HWND
swa_win_dialog_add_edit(struct swa_win_dialog *frame, const char *mnemonic, const char *text, bool secret)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *label = label_of(mnemonic);
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(text);
	const DWORD style = WS_TABSTOP | ES_AUTOHSCROLL | (secret ? ES_PASSWORD : 0);
	HWND edit;

	(void)add(frame, SWA_WIN_PART_LABEL, WC_STATICW, label, SS_LEFT);
	edit = add(frame, SWA_WIN_PART_EDIT, WC_EDITW, wide, style);
	SendMessageW(edit, EM_LIMITTEXT, SWA_WIN_EDIT_MAX, 0);
	return edit;
}

static HWND
add_button(struct swa_win_dialog *frame, enum swa_win_part part, const char *mnemonic,
           void (*clicked)(void *data), void *data)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *label = label_of(mnemonic);
	HWND button = add(frame, part, WC_BUTTONW, label, WS_TABSTOP | BS_PUSHBUTTON);

	if (button == NULL)
		return NULL;
	frame->items[frame->count - 1].clicked = clicked;
	frame->items[frame->count - 1].data = data;
	return button;
}

HWND
swa_win_dialog_add_way(struct swa_win_dialog *frame, const char *mnemonic, void (*clicked)(void *data),
                       void *data)
{
	return add_button(frame, SWA_WIN_PART_WAY, mnemonic, clicked, data);
}

HWND
swa_win_dialog_add_button(struct swa_win_dialog *frame, const char *mnemonic, void (*clicked)(void *data),
                          void *data)
{
	return add_button(frame, SWA_WIN_PART_BUTTON, mnemonic, clicked, data);
}

static void
set_text(struct swa_win_dialog *frame, HWND control, const char *text)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(text);

	(void)SetWindowTextW(control, wide);
	(void)ShowWindow(control, text[0] != '\0' ? SW_SHOWNA : SW_HIDE);
	if (frame->shown)
		swa_win_layout(frame);
}

void
swa_win_dialog_set_line(struct swa_win_dialog *frame, HWND line, const char *text)
{
	set_text(frame, line, text);
}

void
swa_win_dialog_set_heading(struct swa_win_dialog *frame, const char *heading)
{
	set_text(frame, frame->items[SWA_WIN_ITEM_HEADING].control, heading);
}

void
swa_win_dialog_set_error(struct swa_win_dialog *frame, const char *text)
{
	const HWND error = frame->items[SWA_WIN_ITEM_ERROR].control;

	set_text(frame, error, text);
	if (text[0] != '\0') /* a screen reader says it at once, wherever the focus is */
		NotifyWinEvent(EVENT_SYSTEM_ALERT, error, OBJID_CLIENT, CHILDID_SELF);
}

void
swa_win_dialog_say(struct swa_win_dialog *frame, swa_err err, const char *where)
{
	SWA_CLEANUP(swa_win_freep) char *text = swa_win_error(err, where);

	swa_win_dialog_set_error(frame, text);
}

void
swa_win_dialog_set_title(struct swa_win_dialog *frame, const char *title)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(title);

	(void)SetWindowTextW(frame->window, wide);
}

void
swa_win_dialog_set_default(struct swa_win_dialog *frame, HWND button)
{
	SendMessageW(frame->window, DM_SETDEFID, (WPARAM)GetDlgCtrlID(button), 0);
	SendMessageW(button, BM_SETSTYLE, BS_DEFPUSHBUTTON, TRUE);
}

void
swa_win_dialog_clear(struct swa_win_dialog *frame)
{
	for (size_t i = SWA_WIN_ITEM_FIXED; i < frame->count; i++) {
		if (frame->items[i].part == SWA_WIN_PART_EDIT)
			swa_win_secret_edit_wipe(frame->items[i].control);
		(void)DestroyWindow(frame->items[i].control);
	}
	frame->count = SWA_WIN_ITEM_FIXED;
	frame->busy = false;
	swa_win_dialog_set_error(frame, "");
}

void
swa_win_dialog_focus(HWND control)
{
	/* The dialog's own way: the default button and the selected text follow. */
	SendMessageW(GetParent(control), WM_NEXTDLGCTL, (WPARAM)control, TRUE);
}

void
swa_win_dialog_set_busy(struct swa_win_dialog *frame, bool busy)
{
	if (frame->busy == busy)
		return;
	if (busy)
		frame->focus = GetFocus();
	frame->busy = busy;
	for (size_t i = SWA_WIN_ITEM_FIXED; i < frame->count; i++) {
		struct swa_win_item *item = &frame->items[i];

		if (item->part == SWA_WIN_PART_LINE || item->part == SWA_WIN_PART_LABEL)
			continue;
		if (busy)
			item->was_shut = !IsWindowEnabled(item->control);
		(void)EnableWindow(item->control, !busy && !item->was_shut);
	}
	if (!busy && IsChild(frame->window, frame->focus))
		swa_win_dialog_focus(frame->focus);
}

/* --- the dialog --------------------------------------------------------------- */

static void
click(struct swa_win_dialog *frame, unsigned id)
{
	const size_t index = id - FIRST_ID;

	if (frame->busy || index >= frame->count)
		return;
	if (frame->items[index].clicked != NULL)
		frame->items[index].clicked(frame->items[index].data); /* may free the frame */
}

static void
take_command(struct swa_win_dialog *frame, unsigned id, unsigned what)
{
	if (id >= FIRST_ID && what == BN_CLICKED)
		click(frame, id);
	else if (id == IDCANCEL && !frame->busy && frame->escaped != NULL)
		frame->escaped(frame->escape_context);
}

static INT_PTR CALLBACK
take_message(HWND window, UINT message, WPARAM w, LPARAM l)
{
	struct swa_win_dialog *frame = (struct swa_win_dialog *)GetWindowLongPtrW(window, DWLP_USER);

	if (frame == NULL)
		return FALSE;
	switch (message) {
	case WM_COMMAND: take_command(frame, LOWORD(w), HIWORD(w)); return TRUE;
	case WM_CLOSE: take_command(frame, IDCANCEL, 0); return TRUE;
	case WM_DPICHANGED: swa_win_layout_measure(frame, HIWORD(w)); return TRUE;
	case WM_CTLCOLORDLG:
	case WM_CTLCOLORSTATIC: return swa_win_layout_colour(frame, (HDC)w, (HWND)l);
	default: return FALSE;
	}
}

bool
swa_win_dialog_takes(MSG *message)
{
	for (struct swa_win_dialog *frame = frames; frame != NULL; frame = frame->next)
		if (IsDialogMessageW(frame->window, message))
			return true;
	return false;
}

static bool
make_window(struct swa_win_dialog *frame)
{
	/* The template of an empty dialog: no menu, the class of dialogs, no title. */
	struct {
		DLGTEMPLATE dialog;
		WORD none[3];
	} template = {.dialog = {.style = WS_POPUP | WS_CAPTION | WS_SYSMENU | DS_MODALFRAME}};

	if (frame->manner == SWA_WIN_QUIET)
		template.dialog.dwExtendedStyle = WS_EX_TOPMOST;
	frame->window =
	        CreateDialogIndirectParamW(GetModuleHandleW(NULL), &template.dialog, NULL, take_message, 0);
	if (frame->window == NULL)
		return false;
	SetWindowLongPtrW(frame->window, DWLP_USER, (LONG_PTR)frame);
	swa_win_layout_begin(frame);
	(void)add(frame, SWA_WIN_PART_MARK, WC_STATICW, NULL, SS_ICON | SS_REALSIZECONTROL);
	(void)add(frame, SWA_WIN_PART_HEADING, WC_STATICW, NULL, SS_LEFT | SS_NOPREFIX);
	(void)add(frame, SWA_WIN_PART_ERROR, WC_STATICW, NULL, SS_LEFT | SS_NOPREFIX);
	if (frame->count != SWA_WIN_ITEM_FIXED)
		return false;
	swa_win_dialog_set_error(frame, ""); /* no room for what is not there */
	swa_win_layout_measure(frame, GetDpiForWindow(frame->window));
	return true;
}

struct swa_win_dialog *
swa_win_dialog_new(enum swa_win_manner manner)
{
	struct swa_win_dialog *frame = calloc(1, sizeof(*frame));

	if (frame == NULL)
		return NULL;
	frame->manner = manner;
	frame->next = frames;
	frames = frame;
	if (!make_window(frame)) {
		swa_win_dialog_free(frame);
		return NULL;
	}
	return frame;
}

void
swa_win_dialog_on_escape(struct swa_win_dialog *frame, void (*escaped)(void *context), void *context)
{
	frame->escaped = escaped;
	frame->escape_context = context;
}

void
swa_win_dialog_show(struct swa_win_dialog *frame)
{
	const bool first = !frame->shown;

	frame->shown = true;
	swa_win_layout(frame);
	if (first || frame->manner == SWA_WIN_QUIET) /* another page may be larger: not below the edge */
		swa_win_layout_place(frame);
	if (first && frame->manner == SWA_WIN_QUIET)
		(void)ShowWindow(frame->window, SW_SHOWNOACTIVATE);
	else if (first)
		swa_win_dialog_present(frame);
}

void
swa_win_dialog_present(struct swa_win_dialog *frame)
{
	(void)ShowWindow(frame->window, SW_SHOWNORMAL);
	(void)SetForegroundWindow(frame->window);
}

void
swa_win_dialog_free(struct swa_win_dialog *frame)
{
	struct swa_win_dialog **at = &frames;

	if (frame == NULL)
		return;
	while (*at != NULL && *at != frame)
		at = &(*at)->next;
	if (*at != NULL)
		*at = frame->next;
	if (frame->window != NULL) {
		swa_win_dialog_clear(frame); /* what was typed is wiped */
		SetWindowLongPtrW(frame->window, DWLP_USER, 0);
		(void)DestroyWindow(frame->window);
	}
	swa_win_layout_finish(frame);
	free(frame);
}

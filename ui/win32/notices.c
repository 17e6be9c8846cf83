#include "notices.h"

#include "dialog.h"
#include "sentences.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#define SHOWN_MOST 4 /* at once; others follow when these are dismissed */

struct swa_win_notices {
	struct swa_win_connection *connection; /* borrowed */
	const struct swa_win_notices_events *events;
	void *context;
	struct swa_json *kept;        /* with the list as it came last; NULL before */
	bool readable;                /* not in a vault that is locked */
	struct swa_win_dialog *frame; /* NULL while it is not shown */
	struct row {
		struct swa_win_notices *owner;
		char *id;
	} rows[SHOWN_MOST];
	size_t row_count;
};

static const struct swa_json *
list_of(const struct swa_win_notices *n)
{
	return n->kept != NULL ? swa_json_get(n->kept, "notices") : NULL;
}

static char *
words_of(const struct swa_json *notice)
{
	const char *subject = swa_json_get_text(notice, "subject");
	SWA_CLEANUP(swa_win_freep)
	char *name = swa_win_shown(subject[0] != '\0' ? subject : swa_json_get_text(notice, "organisation"),
	                           SWA_WIN_NAME_CHARS);

	return swa_win_format(swa_win_text(swa_ui_notice_sentence(swa_json_get_text(notice, "kind"))), name);
}

/* --- the window ------------------------------------------------------------------- */

static void
clear_rows(struct swa_win_notices *n)
{
	for (size_t i = 0; i < n->row_count; i++)
		swa_win_freep(&n->rows[i].id);
	n->row_count = 0;
}

static void
on_close(void *data)
{
	struct swa_win_notices *n = data;

	swa_win_dialog_free(n->frame);
	n->frame = NULL;
	clear_rows(n);
}

static void
on_dismissed(void *data, swa_err err, const struct swa_json *body)
{
	(void)err; /* what could not be dismissed is still in the list */
	(void)body;
	swa_win_notices_fetch(data);
}

static void
on_dismiss(void *data)
{
	const struct row *row = data;
	struct swa_json *request = swa_request_new(SWA_REQUEST_NOTICE_DISMISS);

	swa_json_set_text(request, "notice_id", row->id);
	swa_win_dialog_set_busy(row->owner->frame, true);
	swa_win_connection_ask(row->owner->connection, request, on_dismissed, row->owner);
}

static void
add_row(struct swa_win_notices *n, const struct swa_json *notice, HWND *ret_first)
{
	SWA_CLEANUP(swa_win_freep) char *words = words_of(notice);
	struct row *row = &n->rows[n->row_count++];
	HWND button;

	*row = (struct row){n, swa_win_copy(swa_json_get_text(notice, "id"))};
	(void)swa_win_dialog_add_line(n->frame, words);
	button = swa_win_dialog_add_way(n->frame, _("_Dismiss"), on_dismiss, row);
	if (*ret_first == NULL)
		*ret_first = button;
}

static void
build(struct swa_win_notices *n)
{
	const struct swa_json *list = n->readable ? list_of(n) : NULL;
	const size_t count = swa_json_count(list);
	SWA_CLEANUP(swa_win_freep)
	char *heading = swa_win_format(
	        ngettext("%d notice is to be read", "%d notices are to be read", count), (int)count);
	HWND first = NULL, close;

	swa_win_dialog_clear(n->frame);
	clear_rows(n);
	swa_win_dialog_set_heading(n->frame, count != 0 ? heading : _("There are no notices."));
	for (const struct swa_json *at = swa_json_first(list); at != NULL && n->row_count < SHOWN_MOST;
	     at = swa_json_next(at))
		add_row(n, at, &first);
	close = swa_win_dialog_add_button(n->frame, _("_Close"), on_close, n);
	swa_win_dialog_show(n->frame);
	swa_win_dialog_focus(first != NULL ? first : close);
}

void
swa_win_notices_show(struct swa_win_notices *n)
{
	if (n->frame == NULL) {
		if ((n->frame = swa_win_dialog_new(SWA_WIN_ASKED_FOR)) == NULL)
			return;
		swa_win_dialog_set_title(n->frame, _("Notices"));
		swa_win_dialog_on_escape(n->frame, on_close, n);
		build(n);
	}
	swa_win_dialog_present(n->frame);
}

/* --- the agent's list ---------------------------------------------------------------- */

static bool
is_listed(const struct swa_json *list, const char *id)
{
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at))
		if (strcmp(swa_json_get_text(at, "id"), id) == 0)
			return true;
	return false;
}

static void
take_list(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_notices *n = data;
	const struct swa_json *list = swa_json_get(body, "notices");
	struct swa_json *before = n->kept;

	n->readable = err == SWA_OK && list != NULL;
	if (n->readable) { /* else they are told when it is open */
		n->kept = swa_json_new_object();
		swa_json_set_copy(n->kept, "notices", list);
		for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
			SWA_CLEANUP(swa_win_freep) char *words = words_of(at);

			if (before == NULL ||
			    !is_listed(swa_json_get(before, "notices"), swa_json_get_text(at, "id")))
				n->events->came(n->context, words);
		}
		swa_json_free(before);
	}
	if (n->frame != NULL)
		build(n);
	n->events->changed(n->context);
}

void
swa_win_notices_fetch(struct swa_win_notices *notices)
{
	if (swa_win_connection_is_up(notices->connection))
		swa_win_connection_ask(notices->connection, swa_request_new(SWA_REQUEST_NOTICES_LIST),
		                       take_list, notices);
}

int64_t
swa_win_notices_count(const struct swa_win_notices *notices)
{
	int64_t count = 0;

	if (!notices->readable)
		return 0;
	for (const struct swa_json *at = swa_json_first(list_of(notices)); at != NULL; at = swa_json_next(at))
		if (strcmp(swa_json_get_text(at, "kind"), "conflict") != 0)
			count++;
	return count;
}

struct swa_win_notices *
swa_win_notices_new(struct swa_win_connection *connection, const struct swa_win_notices_events *events,
                    void *context)
{
	struct swa_win_notices *n = calloc(1, sizeof(*n));

	if (n == NULL)
		return NULL;
	n->connection = connection;
	n->events = events;
	n->context = context;
	return n;
}

void
swa_win_notices_free(struct swa_win_notices *notices)
{
	if (notices == NULL)
		return;
	swa_win_connection_forget(notices->connection, notices);
	if (notices->frame != NULL)
		on_close(notices);
	swa_json_free(notices->kept);
	free(notices);
}

#include "question_window.h"

#include "text.h"

#include <stdlib.h>

struct swa_win_question_window {
	struct swa_win_dialog *frame; /* NULL once it was taken */
	HWND more;                    /* hidden while none waits */
	char *id, *app_id, *account_id, *label;
	struct swa_win_question question; /* of those texts */
	void (*answered)(void *context, const char *answer);
	void *context;
};

static void
answer(struct swa_win_question_window *w, const char *what)
{
	swa_win_dialog_set_error(w->frame, "");
	swa_win_dialog_set_busy(w->frame, true);
	w->answered(w->context, what);
}

static void
on_yes(void *data)
{
	answer(data, "yes");
}

static void
on_no(void *data)
{
	answer(data, "no");
}

static void
on_later(void *data)
{
	answer(data, "later");
}

static void
build(struct swa_win_question_window *w, const struct swa_win_question *question, size_t more)
{
	SWA_CLEANUP(swa_win_freep) char *label = swa_win_shown(question->label, SWA_WIN_NAME_CHARS);
	SWA_CLEANUP(swa_win_freep) char *host = swa_win_shown(question->host, SIZE_MAX);
	SWA_CLEANUP(swa_win_freep) char *username = swa_win_shown(question->username, SWA_WIN_NAME_CHARS);
	/* Translators: %s is the name of an application. */
	SWA_CLEANUP(swa_win_freep)
	char *heading = swa_win_format(_("Were you able to sign in to %s?"), label);
	SWA_CLEANUP(swa_win_freep) char *user = swa_win_format(_("User name: %s"), username);
	HWND later;

	swa_win_dialog_set_title(w->frame, _("Were you able to sign in?"));
	swa_win_dialog_set_heading(w->frame, heading);
	(void)swa_win_dialog_add_line(w->frame, host);
	if (username[0] != '\0')
		(void)swa_win_dialog_add_line(w->frame, user);
	w->more = swa_win_dialog_add_line(w->frame, "");
	(void)swa_win_dialog_add_button(w->frame, C_("answer", "_Yes"), on_yes, w);
	(void)swa_win_dialog_add_button(w->frame, C_("answer", "_No"), on_no, w);
	later = swa_win_dialog_add_button(w->frame, C_("answer", "Ask me _later"), on_later, w);
	swa_win_dialog_on_escape(w->frame, on_later, w);
	swa_win_dialog_set_default(w->frame, later);
	swa_win_question_window_set_more(w, more);
	swa_win_dialog_show(w->frame);
	swa_win_dialog_focus(later);
}

struct swa_win_question_window *
swa_win_question_window_new(const struct swa_win_question *question, size_t more,
                            void (*answered)(void *context, const char *answer), void *context)
{
	struct swa_win_question_window *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return NULL;
	if ((w->frame = swa_win_dialog_new(SWA_WIN_QUIET)) == NULL) {
		free(w);
		return NULL;
	}
	w->id = swa_win_copy(question->id);
	w->app_id = swa_win_copy(question->app_id);
	w->account_id = swa_win_copy(question->account_id);
	w->label = swa_win_copy(question->label);
	w->question = (struct swa_win_question){
	        .id = w->id, .app_id = w->app_id, .account_id = w->account_id, .label = w->label};
	w->answered = answered;
	w->context = context;
	build(w, question, more);
	return w;
}

const struct swa_win_question *
swa_win_question_window_question(const struct swa_win_question_window *window)
{
	return &window->question;
}

void
swa_win_question_window_set_more(struct swa_win_question_window *window, size_t more)
{
	/* Translators: %u is how many questions wait behind the one that is shown. */
	SWA_CLEANUP(swa_win_freep)
	char *text = swa_win_format(ngettext("%u more question waits.", "%u more questions wait.", more),
	                            (unsigned)more);

	swa_win_dialog_set_line(window->frame, window->more, more != 0 ? text : "");
}

void
swa_win_question_window_show_error(struct swa_win_question_window *window, swa_err err)
{
	swa_win_dialog_set_busy(window->frame, false);
	swa_win_dialog_say(window->frame, err, NULL);
}

struct swa_win_dialog *
swa_win_question_window_take_dialog(struct swa_win_question_window *window)
{
	struct swa_win_dialog *frame = window->frame;

	window->frame = NULL;
	swa_win_dialog_on_escape(frame, NULL, NULL);
	swa_win_dialog_clear(frame);
	return frame;
}

void
swa_win_question_window_present(struct swa_win_question_window *window)
{
	swa_win_dialog_present(window->frame);
}

void
swa_win_question_window_free(struct swa_win_question_window *window)
{
	if (window == NULL)
		return;
	swa_win_dialog_free(window->frame);
	swa_win_freep(&window->id);
	swa_win_freep(&window->app_id);
	swa_win_freep(&window->account_id);
	swa_win_freep(&window->label);
	free(window);
}

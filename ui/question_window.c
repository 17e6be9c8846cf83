#include "question_window.h"

#include "text.h"
#include "tile.h"

#include <glib/gi18n.h>

struct swa_ui_question_window {
	struct swa_ui_dialog *dialog; /* NULL once it was taken */
	GtkWidget *more;              /* hidden while none waits */
	struct swa_ui_question question;
	const struct swa_ui_question_window_events *events;
	void *context;
};

static void
answer(struct swa_ui_question_window *w, const char *what)
{
	swa_ui_dialog_set_error(w->dialog, "");
	swa_ui_dialog_set_busy(w->dialog, true);
	w->events->answered(w->context, what);
}

static void
on_yes(GtkButton *button, gpointer data)
{
	(void)button;
	answer(data, "yes");
}

static void
on_no(GtkButton *button, gpointer data)
{
	(void)button;
	answer(data, "no");
}

static void
on_later(GtkButton *button, gpointer data)
{
	(void)button;
	answer(data, "later");
}

static void
on_escape(void *context)
{
	answer(context, "later");
}

static void
build(struct swa_ui_question_window *w, unsigned more)
{
	g_autofree char *label = swa_ui_text_shown(w->question.label, SWA_UI_NAME_CHARS);
	g_autofree char *host = swa_ui_text_shown(w->question.host, SIZE_MAX);
	g_autofree char *username = swa_ui_text_shown(w->question.username, SWA_UI_NAME_CHARS);
	/* Translators: %s is the name of an application. */
	g_autofree char *heading = g_strdup_printf(_("Were you able to sign in to %s?"), label);
	g_autofree char *user = g_strdup_printf(_("User name: %s"), username);
	GtkWidget *later;

	swa_ui_dialog_set_title(w->dialog, _("Were you able to sign in?"));
	swa_ui_dialog_set_heading(w->dialog, heading);
	swa_ui_dialog_add_line(w->dialog, host);
	if (w->question.username[0] != '\0')
		swa_ui_dialog_add_line(w->dialog, user);
	w->more = swa_ui_dialog_add_line(w->dialog, "");
	swa_ui_line_add_attribute(w->more, pango_attr_style_new(PANGO_STYLE_ITALIC));
	swa_ui_question_window_set_more(w, more);

	swa_ui_dialog_add_button(w->dialog, C_("answer", "_Yes"), G_CALLBACK(on_yes), w);
	swa_ui_dialog_add_button(w->dialog, C_("answer", "_No"), G_CALLBACK(on_no), w);
	later = swa_ui_dialog_add_button(w->dialog, C_("answer", "Ask me _later"), G_CALLBACK(on_later), w);
	swa_ui_dialog_on_escape(w->dialog, on_escape, w);
	swa_ui_dialog_focus(w->dialog, later);
}

struct swa_ui_question_window *
swa_ui_question_window_new(GtkApplication *application, const struct swa_ui_question *question, unsigned more,
                           const struct swa_ui_question_window_events *events, void *context)
{
	struct swa_ui_question_window *w = g_new0(struct swa_ui_question_window, 1);

	w->question = (struct swa_ui_question){
	        .id = g_strdup(question->id),
	        .app_id = g_strdup(question->app_id),
	        .account_id = g_strdup(question->account_id),
	        .label = g_strdup(question->label),
	        .host = g_strdup(question->host),
	        .username = g_strdup(question->username),
	};
	w->events = events;
	w->context = context;
	w->dialog = swa_ui_dialog_new(application, SWA_UI_MANNER_QUIET,
	                              swa_ui_tile_new(question->label, question->app_id));
	build(w, more);
	swa_ui_dialog_show(w->dialog);
	return w;
}

const struct swa_ui_question *
swa_ui_question_window_question(const struct swa_ui_question_window *window)
{
	return &window->question;
}

void
swa_ui_question_window_set_more(struct swa_ui_question_window *window, unsigned more)
{
	/* Translators: %u is how many questions wait behind the one that is shown. */
	g_autofree char *text =
	        g_strdup_printf(ngettext("%u more question waits.", "%u more questions wait.", more), more);

	gtk_label_set_text(GTK_LABEL(window->more), text);
	gtk_widget_set_visible(window->more, more != 0);
}

void
swa_ui_question_window_show_error(struct swa_ui_question_window *window, swa_err err)
{
	swa_ui_dialog_set_busy(window->dialog, false);
	swa_ui_dialog_say(window->dialog, err, NULL);
}

struct swa_ui_dialog *
swa_ui_question_window_take_dialog(struct swa_ui_question_window *window)
{
	struct swa_ui_dialog *dialog = window->dialog;

	window->dialog = NULL;
	swa_ui_dialog_on_escape(dialog, NULL, NULL);
	swa_ui_dialog_clear(dialog);
	return dialog;
}

void
swa_ui_question_window_present(struct swa_ui_question_window *window)
{
	swa_ui_dialog_present(window->dialog);
}

void
swa_ui_question_window_free(struct swa_ui_question_window *window)
{
	if (window == NULL)
		return;
	swa_ui_dialog_free(window->dialog);
	g_free((char *)window->question.id);
	g_free((char *)window->question.app_id);
	g_free((char *)window->question.account_id);
	g_free((char *)window->question.label);
	g_free((char *)window->question.host);
	g_free((char *)window->question.username);
	g_free(window);
}

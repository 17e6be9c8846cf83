#include "prompts.h"

#include "asker.h"
#include "authentication.h"
#include "correction.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

struct swa_win_prompts {
	struct swa_win_connection *connection; /* borrowed */
	struct swa_win_asker *asker;
	/* One of each at most; NULL while there is none. */
	struct swa_win_correction *correction;
	struct swa_win_authentication *authentication;
	struct swa_win_dialog *unrevealed;
};

/* --- correcting an account --------------------------------------------------------- */

static void
end_correction(struct swa_win_prompts *p)
{
	swa_win_correction_free(p->correction);
	p->correction = NULL;
}

static void
on_corrected(void *context)
{
	struct swa_win_prompts *p = context;

	end_correction(p);
	swa_win_asker_hold(p->asker, false);
}

static void
correct(struct swa_win_prompts *p, struct swa_win_dialog *dialog, const struct swa_win_correction_of *of)
{
	end_correction(p);
	swa_win_asker_hold(p->asker, true);
	p->correction = swa_win_correction_new(p->connection, dialog, of, on_corrected, p);
}

/* No: the page that corrects it takes the place of the question. */
static void
on_refused(void *context, struct swa_win_dialog *dialog, const struct swa_win_question *question)
{
	correct(context, dialog,
	        &(struct swa_win_correction_of){SWA_WIN_CORRECT_FAILED, question->app_id,
	                                        question->account_id, question->label});
}

static void
edit(struct swa_win_prompts *p, const struct swa_win_correction_of *of)
{
	struct swa_win_dialog *dialog;

	if (p->correction != NULL && strcmp(swa_win_correction_account(p->correction), of->account_id) == 0)
		swa_win_correction_present(p->correction);
	else if ((dialog = swa_win_dialog_new(SWA_WIN_ASKED_FOR)) != NULL)
		correct(p, dialog, of);
}

/* --- the passphrase ------------------------------------------------------------------- */

static void
end_authentication(void *context)
{
	struct swa_win_prompts *p = context;

	swa_win_authentication_free(p->authentication);
	p->authentication = NULL;
}

static void
authenticate(struct swa_win_prompts *p, enum swa_win_passphrase_why why, const char *app_id,
             const char *label)
{
	if (p->authentication != NULL && swa_win_authentication_is_for(p->authentication, why, app_id)) {
		(void)swa_win_authentication_present(p->authentication);
		return;
	}
	end_authentication(p);
	p->authentication =
	        swa_win_authentication_new(p->connection, why, app_id, label, end_authentication, p);
}

void
swa_win_prompts_unlock(struct swa_win_prompts *prompts)
{
	authenticate(prompts, SWA_WIN_PASSPHRASE_VAULT, NULL, NULL);
}

/* --- showing and copying a password, which this tray does not ------------------------------- */

static void
end_unrevealed(void *data)
{
	struct swa_win_prompts *p = data;

	swa_win_dialog_free(p->unrevealed);
	p->unrevealed = NULL;
}

static void
say_unrevealed(struct swa_win_prompts *p, const char *label)
{
	SWA_CLEANUP(swa_win_freep) char *shown = swa_win_shown(label, SWA_WIN_NAME_CHARS);
	HWND close;

	end_unrevealed(p);
	if ((p->unrevealed = swa_win_dialog_new(SWA_WIN_ASKED_FOR)) == NULL)
		return;
	swa_win_dialog_set_title(p->unrevealed, shown);
	swa_win_dialog_set_heading(p->unrevealed, _("The password is not shown."));
	(void)swa_win_dialog_add_line(p->unrevealed,
	                              _("On Windows “swactl account reveal” shows it, in a terminal."));
	close = swa_win_dialog_add_button(p->unrevealed, _("_Close"), end_unrevealed, p);
	swa_win_dialog_on_escape(p->unrevealed, end_unrevealed, p);
	swa_win_dialog_set_default(p->unrevealed, close);
	swa_win_dialog_show(p->unrevealed);
	swa_win_dialog_focus(close);
}

/* --- what the agent says ----------------------------------------------------------------- */

static void
take_prompt(struct swa_win_prompts *p, const struct swa_json *event)
{
	const char *why = swa_json_get_text(event, "why");
	const char *app_id = swa_json_get_text(event, "app_id");
	const char *account_id = swa_json_get_text(event, "account_id");
	const char *label = swa_json_get_text(event, "label");

	if (strcmp(why, "vault") == 0)
		swa_win_prompts_unlock(p);
	else if (strcmp(why, "app") == 0)
		authenticate(p, SWA_WIN_PASSPHRASE_APP, app_id, label);
	else if (strcmp(why, "edit") == 0 && app_id != NULL && account_id != NULL)
		edit(p, &(struct swa_win_correction_of){SWA_WIN_CORRECT_EDIT, app_id, account_id,
		                                        label != NULL ? label : ""});
	else if (strcmp(why, "reveal") == 0 || strcmp(why, "copy") == 0)
		say_unrevealed(p, label);
}

/* What was opened for a vault that is locked now goes; so does the passphrase once it is open. */
static void
take_vault(struct swa_win_prompts *p, const struct swa_json *event)
{
	const bool open = strcmp(swa_json_get_text(event, "vault"), "ready") == 0;

	if (p->authentication != NULL &&
	    open == (swa_win_authentication_why(p->authentication) == SWA_WIN_PASSPHRASE_VAULT))
		end_authentication(p);
	if (open)
		return;
	end_correction(p);
	swa_win_asker_hold(p->asker, false);
}

void
swa_win_prompts_event(struct swa_win_prompts *prompts, enum swa_event_type type, const struct swa_json *body)
{
	if (type == SWA_EVENT_PROMPT_REQUESTED)
		take_prompt(prompts, body);
	if (type == SWA_EVENT_VAULT_CHANGED)
		take_vault(prompts, body);
	/* A vault that was locked or unlocked hides or shows its questions. */
	if (type == SWA_EVENT_QUESTIONS_CHANGED || type == SWA_EVENT_VAULT_CHANGED)
		swa_win_asker_fetch(prompts->asker);
}

void
swa_win_prompts_up(struct swa_win_prompts *prompts)
{
	swa_win_asker_fetch(prompts->asker);
}

void
swa_win_prompts_down(struct swa_win_prompts *prompts)
{
	/* An agent that comes back asks again for what it wants.  The page that corrects an account stays:
	 * what was typed into it is the person's, and what fails is said there. */
	swa_win_asker_down(prompts->asker);
	end_authentication(prompts);
}

struct swa_win_prompts *
swa_win_prompts_new(struct swa_win_connection *connection)
{
	struct swa_win_prompts *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return NULL;
	p->connection = connection;
	if ((p->asker = swa_win_asker_new(connection, on_refused, p)) == NULL) {
		free(p);
		return NULL;
	}
	return p;
}

bool
swa_win_prompts_present(struct swa_win_prompts *prompts)
{
	if (prompts->authentication != NULL && swa_win_authentication_present(prompts->authentication))
		return true;
	if (prompts->correction == NULL)
		return swa_win_asker_present(prompts->asker);
	swa_win_correction_present(prompts->correction);
	return true;
}

void
swa_win_prompts_free(struct swa_win_prompts *prompts)
{
	if (prompts == NULL)
		return;
	end_authentication(prompts);
	end_correction(prompts);
	end_unrevealed(prompts);
	swa_win_asker_free(prompts->asker);
	free(prompts);
}

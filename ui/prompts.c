#include "prompts.h"

#include "asker.h"
#include "authentication.h"
#include "correction.h"
#include "revealing.h"
#include "tile.h"

#include <string.h>

struct swa_ui_prompts {
	GtkApplication *application;          /* borrowed */
	struct swa_ui_connection *connection; /* borrowed */
	struct swa_ui_asker *asker;
	/* One of each at most; NULL while there is none. */
	struct swa_ui_correction *correction;
	struct swa_ui_authentication *authentication; /* for the vault or an app */
	struct swa_ui_revealing *revealing;
};

/* Correcting an account. */

static void
end_correction(struct swa_ui_prompts *p)
{
	swa_ui_correction_free(p->correction);
	p->correction = NULL;
}

static void
on_corrected(void *context)
{
	struct swa_ui_prompts *p = context;

	end_correction(p);
	swa_ui_asker_hold(p->asker, false);
}

static void
correct(struct swa_ui_prompts *p, struct swa_ui_dialog *dialog, const struct swa_ui_correction_of *of)
{
	end_correction(p);
	swa_ui_asker_hold(p->asker, true);
	p->correction = swa_ui_correction_new(p->connection, dialog, of, on_corrected, p);
}

/** No: the page that corrects it takes the place of the question. */
static void
on_refused(void *context, struct swa_ui_dialog *dialog, const struct swa_ui_question *question)
{
	correct(context, dialog,
	        &(struct swa_ui_correction_of){
	                .why = SWA_UI_CORRECT_FAILED,
	                .app_id = question->app_id,
	                .account_id = question->account_id,
	                .label = question->label,
	        });
}

static void
edit(struct swa_ui_prompts *p, const struct swa_ui_correction_of *of)
{
	if (p->correction != NULL && strcmp(swa_ui_correction_account(p->correction), of->account_id) == 0) {
		swa_ui_correction_present(p->correction);
		return;
	}
	correct(p,
	        swa_ui_dialog_new(p->application, SWA_UI_MANNER_ASKED_FOR,
	                          swa_ui_tile_new(of->label, of->app_id)),
	        of);
}

/* The passphrase. */

static void
end_authentication(struct swa_ui_prompts *p)
{
	swa_ui_authentication_free(p->authentication);
	p->authentication = NULL;
}

static void
on_authenticated(void *context, bool passed)
{
	(void)passed; /* what follows is the agent's: it opens the vault, or has the browser launch */
	end_authentication(context);
}

static void
authenticate(struct swa_ui_prompts *p, const struct swa_ui_passphrase_for *what)
{
	if (p->authentication != NULL && swa_ui_authentication_is_for(p->authentication, what)) {
		(void)swa_ui_authentication_present(p->authentication);
		return;
	}
	end_authentication(p);
	p->authentication =
	        swa_ui_authentication_new(p->application, p->connection, what, on_authenticated, p);
}

/* Showing and copying a password. */

static void
end_revealing(struct swa_ui_prompts *p)
{
	swa_ui_revealing_free(p->revealing);
	p->revealing = NULL;
}

static void
on_revealed(void *context)
{
	end_revealing(context);
}

static void
reveal(struct swa_ui_prompts *p, const struct swa_ui_revealing_of *of)
{
	end_revealing(p);
	p->revealing = swa_ui_revealing_new(p->application, p->connection, of, on_revealed, p);
}

/* What the agent says. */

static const char *
text_or_empty(const struct swa_json *event, const char *name)
{
	const char *text = swa_json_get_text(event, name);

	return text != NULL ? text : "";
}

static void
take_prompt(struct swa_ui_prompts *p, const struct swa_json *event)
{
	const char *why = swa_json_get_text(event, "why");
	const char *app_id = swa_json_get_text(event, "app_id");
	const char *account_id = swa_json_get_text(event, "account_id");
	const char *label = text_or_empty(event, "label");

	if (strcmp(why, "vault") == 0)
		swa_ui_prompts_unlock(p);
	else if (strcmp(why, "app") == 0)
		authenticate(p, &(struct swa_ui_passphrase_for){SWA_UI_PASSPHRASE_APP, app_id, label});
	else if (account_id == NULL)
		return; /* the rest is about one account */
	else if (strcmp(why, "edit") == 0 && app_id != NULL)
		edit(p, &(struct swa_ui_correction_of){SWA_UI_CORRECT_EDIT, app_id, account_id, label});
	else if (strcmp(why, "reveal") == 0 || strcmp(why, "copy") == 0)
		reveal(p, &(struct swa_ui_revealing_of){account_id, app_id, label, strcmp(why, "copy") == 0});
}

/** What was opened for a vault that is locked now goes; so does the passphrase once it is open. */
static void
take_vault(struct swa_ui_prompts *p, const struct swa_json *event)
{
	const bool open = strcmp(swa_json_get_text(event, "vault"), "ready") == 0;

	if (p->authentication != NULL &&
	    open == (swa_ui_authentication_why(p->authentication) == SWA_UI_PASSPHRASE_VAULT))
		end_authentication(p);
	if (open)
		return;
	end_revealing(p);
	end_correction(p);
	swa_ui_asker_hold(p->asker, false);
}

void
swa_ui_prompts_handle(struct swa_ui_prompts *prompts, const struct swa_json *event)
{
	const char *name = swa_json_get_text(event, "event");

	if (strcmp(name, swa_event_name(SWA_EVENT_PROMPT_REQUESTED)) == 0) {
		take_prompt(prompts, event);
	} else if (strcmp(name, swa_event_name(SWA_EVENT_QUESTIONS_CHANGED)) == 0) {
		swa_ui_asker_event(prompts->asker, SWA_EVENT_QUESTIONS_CHANGED);
	} else if (strcmp(name, swa_event_name(SWA_EVENT_VAULT_CHANGED)) == 0) {
		take_vault(prompts, event);
		swa_ui_asker_event(prompts->asker, SWA_EVENT_VAULT_CHANGED);
	}
}

void
swa_ui_prompts_unlock(struct swa_ui_prompts *prompts)
{
	authenticate(prompts, &(struct swa_ui_passphrase_for){.why = SWA_UI_PASSPHRASE_VAULT});
}

/* The connection. */

void
swa_ui_prompts_up(struct swa_ui_prompts *prompts)
{
	swa_ui_asker_up(prompts->asker);
}

void
swa_ui_prompts_down(struct swa_ui_prompts *prompts)
{
	/* An agent that comes back asks again for what it wants.  The page that corrects an account stays:
	 * what was typed into it is the person's, and what fails is said there. */
	swa_ui_asker_down(prompts->asker);
	end_authentication(prompts);
	end_revealing(prompts);
}

struct swa_ui_prompts *
swa_ui_prompts_new(GtkApplication *application, struct swa_ui_connection *connection)
{
	struct swa_ui_prompts *p = g_new0(struct swa_ui_prompts, 1);

	p->application = application;
	p->connection = connection;
	p->asker = swa_ui_asker_new(application, connection, on_refused, p);
	if (swa_ui_connection_is_up(connection))
		swa_ui_prompts_up(p);
	return p;
}

bool
swa_ui_prompts_present(struct swa_ui_prompts *prompts)
{
	if (prompts->authentication != NULL && swa_ui_authentication_present(prompts->authentication))
		return true;
	if (prompts->revealing != NULL && swa_ui_revealing_present(prompts->revealing))
		return true;
	if (prompts->correction != NULL) {
		swa_ui_correction_present(prompts->correction);
		return true;
	}
	return swa_ui_asker_present(prompts->asker);
}

void
swa_ui_prompts_free(struct swa_ui_prompts *prompts)
{
	if (prompts == NULL)
		return;
	end_authentication(prompts);
	end_revealing(prompts);
	end_correction(prompts);
	swa_ui_asker_free(prompts->asker);
	g_free(prompts);
}

/* outcome, questions.list, question.answer: how it ended */
#include "handle.h"

#include "launch.h"
#include "swa/enrolment.h"
#include "swa/question.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define QUESTIONS_MAX 100

enum verdict {
	VERDICT_SIGNED_IN,
	VERDICT_FAILED,
	VERDICT_UNCERTAIN,
	VERDICT_ABANDONED,
	VERDICT_COUNT,
};

static enum verdict
read_verdict(const char *name)
{
	static const char *const names[VERDICT_COUNT] = {"signed_in", "failed", "uncertain", "abandoned"};
	unsigned verdict = 0;

	while (verdict < VERDICT_COUNT && strcmp(names[verdict], name) != 0)
		verdict++;
	return (enum verdict)verdict;
}

static bool
keep_state(void *context, const struct swa_account *account)
{
	*(enum swa_credential_state *)context = account->state;
	return true;
}

/* Does policy want the person to be asked? */
static bool
asks(struct swa_call *call, const struct swa_grant *grant, enum verdict verdict,
     enum swa_credential_state state)
{
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1];

	swa_id_enrolment(grant->app_id, enrolment);
	switch (swa_policy_for(call->agent->policy, enrolment)->confirmation) {
	case SWA_CONFIRM_ALWAYS: return true;
	case SWA_CONFIRM_NEVER: return false;
	case SWA_CONFIRM_FIRST: break;
	}
	return verdict != VERDICT_SIGNED_IN || state != SWA_CREDENTIAL_CONFIRMED;
}

static swa_err
ask(struct swa_call *call, const struct swa_grant *grant, enum verdict verdict)
{
	enum swa_credential_state state = SWA_CREDENTIAL_NEW;
	char id[SWA_ID_MAX + 1];
	swa_err err;

	if ((err = swa_account_get(call->vault, grant->account_id, keep_state, &state)) != SWA_OK)
		return err;
	if (!asks(call, grant, verdict, state))
		return SWA_OK;
	err = swa_question_ask(call->vault, grant->account_id, grant->version, (int64_t)time(NULL), id);
	if (err != SWA_OK)
		return err;
	swa_json_set_text(call->answer, "question_id", id);
	swa_agent_touched(call->agent);
	swa_agent_tell_questions(call->agent);
	swa_agent_ask_person(call->agent);
	return SWA_OK;
}

static swa_err
mark_failed(struct swa_call *call, const struct swa_grant *grant)
{
	swa_err err =
	        swa_account_judge(call->vault, grant->account_id, grant->version, SWA_CREDENTIAL_FAILED);

	if (err != SWA_OK)
		return err;
	swa_agent_touched(call->agent);
	swa_agent_tell_apps(call->agent);
	return SWA_OK;
}

static void
note_outcome(struct swa_call *call, const struct swa_grant *grant)
{
	struct swa_trail_note note = {
	        .event = "outcome", .app_id = grant->app_id, .account_id = grant->account_id};
	char detail[600]; /* room for all of it: the trail cuts between characters */

	(void)snprintf(detail, sizeof(detail), "%s: %s", swa_json_get_text(call->body, "verdict"),
	               swa_json_get_text(call->body, "evidence"));
	note.detail = detail;
	swa_agent_note(call->agent, &note);
}

swa_err
swa_handle_outcome(struct swa_call *call)
{
	enum verdict verdict = read_verdict(swa_json_get_text(call->body, "verdict"));
	char account_id[SWA_ID_MAX + 1];
	struct swa_grant *grant;
	swa_err err;

	if (verdict == VERDICT_COUNT)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "verdict");
	/* What was handed out in time may end later: a second factor takes as long as it takes. */
	if ((err = swa_launch_find(call, &grant)) != SWA_OK && err != SWA_ERR_GRANT_EXPIRED)
		return swa_launch_refused(call, NULL, NULL, err);
	err = SWA_OK;
	note_outcome(call, grant);
	(void)snprintf(account_id, sizeof(account_id), "%s", grant->account_id);
	if ((grant->spent & SWA_SLOT_PASSWORD) != 0) {
		if (verdict == VERDICT_FAILED)
			err = mark_failed(call, grant);
		else if (verdict == VERDICT_SIGNED_IN || verdict == VERDICT_UNCERTAIN)
			err = ask(call, grant, verdict);
		if (err == SWA_ERR_ACCOUNT_UNKNOWN)
			err = SWA_OK; /* nothing is left to be judged */
	} else {
		verdict = VERDICT_ABANDONED;
	}
	swa_grant_end(call->agent->grants, grant);
	if (verdict == VERDICT_FAILED) /* nor does another launch send it again */
		swa_grants_end_account(call->agent->grants, account_id);
	return err;
}

struct question_list {
	struct swa_json *open[QUESTIONS_MAX];
	char app_id[QUESTIONS_MAX][SWA_ID_MAX + 1];
	size_t count;
};

static bool
add_question(void *context, const struct swa_question *question)
{
	struct question_list *list = context;
	struct swa_json *object = swa_json_new_object();

	swa_json_set_text(object, "id", question->id);
	swa_json_set_text(object, "app_id", question->app_id);
	swa_json_set_text(object, "account_id", question->account_id);
	swa_json_set_text(object, "label", question->app_label);
	swa_json_set_text(object, "username", question->username);
	swa_json_set_integer(object, "asked", question->asked);
	swa_json_set_bool(object, "later", question->answer == SWA_ANSWER_LATER);
	list->open[list->count] = object;
	(void)snprintf(list->app_id[list->count], sizeof(list->app_id[0]), "%s", question->app_id);
	return ++list->count < QUESTIONS_MAX;
}

static bool
keep_host(void *context, const struct swa_app *app)
{
	swa_appdef_host(app->launch_url, context);
	return true;
}

swa_err
swa_handle_questions_list(struct swa_call *call)
{
	struct question_list list = {.count = 0};
	struct swa_json *array;
	swa_err err;

	err = swa_question_list(call->vault, add_question, &list);
	array = swa_json_new_array();
	for (size_t i = 0; i < list.count; i++) {
		char host[SWA_HOST_MAX + 1] = "";

		if (swa_app_get(call->vault, list.app_id[i], keep_host, host) != SWA_OK)
			host[0] = '\0';
		swa_json_set_text(list.open[i], "host", host);
		swa_json_add(array, list.open[i]);
	}
	swa_json_set(call->answer, "questions", array);
	return err;
}

/* Of which account is this question? */
struct subject {
	const char *id;
	char app_id[SWA_ID_MAX + 1];
	char account_id[SWA_ID_MAX + 1];
};

static bool
find_subject(void *context, const struct swa_question *question)
{
	struct subject *subject = context;

	if (strcmp(question->id, subject->id) != 0)
		return true;
	(void)snprintf(subject->app_id, sizeof(subject->app_id), "%s", question->app_id);
	(void)snprintf(subject->account_id, sizeof(subject->account_id), "%s", question->account_id);
	return false;
}

swa_err
swa_handle_question_answer(struct swa_call *call)
{
	static const enum swa_answer answers[] = {SWA_ANSWER_YES, SWA_ANSWER_NO, SWA_ANSWER_LATER};
	struct subject subject = {.id = swa_json_get_text(call->body, "question_id")};
	const char *text = swa_json_get_text(call->body, "answer");
	const struct swa_trail_note note = {.event = "question",
	                                    .app_id = subject.app_id,
	                                    .account_id = subject.account_id,
	                                    .detail = text};
	enum swa_answer answer = SWA_ANSWER_OPEN;
	swa_err err;

	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		if (strcmp(swa_answer_name(answers[i]), text) == 0)
			answer = answers[i];
	if (answer == SWA_ANSWER_OPEN)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "answer");
	if ((err = swa_question_list(call->vault, find_subject, &subject)) != SWA_OK ||
	    (err = swa_question_answer(call->vault, subject.id, answer)) != SWA_OK)
		return err;
	swa_agent_touched(call->agent);
	if (answer == SWA_ANSWER_NO)
		swa_grants_end_account(call->agent->grants, subject.account_id);
	swa_agent_note(call->agent, &note);
	swa_agent_tell_questions(call->agent);
	if (answer != SWA_ANSWER_LATER)
		swa_agent_tell_apps(call->agent);
	return SWA_OK;
}

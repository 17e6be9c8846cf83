/* attempt.report, explain: why it did not fill */
#include "handle.h"

#include "explain.h"
#include "frame.h"
#include "launch.h"
#include "swa/account.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define ANSWER_MAX (SWA_FRAME_MAX - 65536u) /* of attempts; longer lists are cut, the newest stays */

/* One line of text, as it can be printed anywhere. */
static bool
is_line(const char *text)
{
	for (; *text != '\0'; text++) {
		const unsigned char c = (unsigned char)*text;

		if (c < ' ' || c == 0x7f)
			return false;
		if (c == 0xc2 && (unsigned char)text[1] >= 0x80 && (unsigned char)text[1] <= 0x9f)
			return false;
	}
	return true;
}

static swa_err
check_steps(struct swa_call *call, const struct swa_json *steps)
{
	char where[64];
	size_t number = 0;
	const char *wrong;

	for (const struct swa_json *step = swa_json_first(steps); step != NULL;
	     step = swa_json_next(step), number++) {
		wrong = !swa_attempt_step_known(swa_json_get_text(step, "what")) ? "what"
		        : !is_line(swa_json_get_text(step, "detail"))            ? "detail"
		                                                                 : NULL;
		if (wrong == NULL)
			continue;
		(void)snprintf(where, sizeof(where), "steps[%zu].%s", number, wrong);
		return swa_call_fault(call, SWA_ERR_MEMBER_WRONG, where);
	}
	return SWA_OK;
}

static struct swa_attempt
attempt_of(const struct swa_call *call, const char *app_id, const char *account_id)
{
	struct swa_attempt attempt = {.client = call->conn->serial};

	(void)snprintf(attempt.app_id, sizeof(attempt.app_id), "%s", app_id);
	(void)snprintf(attempt.account_id, sizeof(attempt.account_id), "%s",
	               account_id == NULL ? "" : account_id);
	(void)snprintf(attempt.browser, sizeof(attempt.browser), "%s", call->conn->browser);
	return attempt;
}

swa_err
swa_handle_attempt_report(struct swa_call *call)
{
	const struct swa_json *steps = swa_json_get(call->body, "steps");
	struct swa_attempt attempt = attempt_of(call, swa_json_get_text(call->body, "app_id"),
	                                        swa_json_get_text(call->body, "account_id"));
	swa_err err;

	if ((attempt.verdict = swa_attempt_verdict(swa_json_get_text(call->body, "verdict"))) == NULL)
		return swa_call_fault(call, SWA_ERR_MEMBER_WRONG, "verdict");
	if ((err = check_steps(call, steps)) != SWA_OK)
		return err;
	(void)swa_json_get_integer(call->body, "when", &attempt.when);
	attempt.steps = swa_json_new_array();
	for (const struct swa_json *step = swa_json_first(steps); step != NULL; step = swa_json_next(step))
		swa_json_add_copy(attempt.steps, step);
	swa_attempts_put(call->agent->attempts, &attempt);
	return SWA_OK;
}

void
swa_explain_refused(struct swa_call *call, const char *app_id, const char *account_id, swa_err err)
{
	struct swa_attempt attempt = attempt_of(call, app_id, account_id);
	struct swa_json *step = swa_json_new_object();
	char detail[600];

	(void)snprintf(detail, sizeof(detail), "%s%s%s", swa_err_name(err), call->where[0] != '\0' ? " " : "",
	               call->where);
	detail[512] = '\0'; /* of ASCII alone: where is made printable */
	swa_json_set_integer(step, "at", 0);
	swa_json_set_text(step, "what", "refused");
	swa_json_set_text(step, "detail", detail);
	attempt.own = true;
	attempt.when = (int64_t)time(NULL);
	attempt.verdict = swa_attempt_verdict("refused");
	attempt.steps = swa_json_new_array();
	swa_json_add(attempt.steps, step);
	swa_attempts_put(call->agent->attempts, &attempt);
}

/* --- explain --------------------------------------------------------------- */

struct telling {
	struct swa_vault *vault;
	const char *app_id; /* NULL: of all */
	int64_t limit;
	struct swa_json *attempts;
	size_t size;
	swa_err err;
};

static bool
keep_label(void *context, const struct swa_app *app)
{
	(void)snprintf(context, SWA_LABEL_MAX + 1, "%s", app->label);
	return true;
}

static bool
keep_username(void *context, const struct swa_account *account)
{
	(void)snprintf(context, SWA_LABEL_MAX + 1, "%s", account->username);
	return true;
}

static struct swa_json *
describe(const struct telling *telling, const struct swa_attempt *attempt)
{
	struct swa_json *object = swa_json_new_object();
	char label[SWA_LABEL_MAX + 1], username[SWA_LABEL_MAX + 1];

	/* What is gone meanwhile is told without its name. */
	if (swa_app_get(telling->vault, attempt->app_id, keep_label, label) != SWA_OK)
		label[0] = '\0';
	if (swa_account_get(telling->vault, attempt->account_id, keep_username, username) != SWA_OK)
		username[0] = '\0';
	swa_json_set_text(object, "app_id", attempt->app_id);
	swa_json_set_text(object, "label", label);
	swa_json_set_text(object, "username", username);
	swa_json_set_text(object, "browser", attempt->browser);
	swa_json_set_integer(object, "when", attempt->when);
	swa_json_set_text(object, "verdict", attempt->verdict);
	swa_json_set_copy(object, "steps", attempt->steps);
	return object;
}

static bool
tell(void *context, const struct swa_attempt *attempt)
{
	struct telling *telling = context;
	SWA_CLEANUP(swa_json_freep) struct swa_json *object = NULL;
	struct swa_buf text;

	if (telling->app_id != NULL && strcmp(telling->app_id, attempt->app_id) != 0)
		return true;
	object = describe(telling, attempt);
	swa_buf_init(&text, ANSWER_MAX);
	if ((telling->err = swa_json_print(object, &text)) == SWA_OK)
		telling->size += text.size;
	swa_buf_finish(&text);
	if (telling->err != SWA_OK || telling->size > ANSWER_MAX)
		return false;
	swa_json_add(telling->attempts, object);
	object = NULL; /* the answer's now */
	return --telling->limit > 0;
}

swa_err
swa_handle_explain(struct swa_call *call)
{
	struct telling telling = {.vault = call->vault,
	                          .app_id = swa_json_get_text(call->body, "app_id"),
	                          .limit = 1,
	                          .attempts = swa_json_new_array()};

	(void)swa_json_get_integer(call->body, "limit", &telling.limit);
	swa_attempts_each(call->agent->attempts, tell, &telling);
	swa_json_set(call->answer, "attempts", telling.attempts);
	return telling.err;
}

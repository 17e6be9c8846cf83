/* challenge, follow: sign-ins without a form, and what the page that follows says */
#include "handle.h"

#include "launch.h"
#include "swa/pattern.h"
#include "values.h"

#include <stdio.h>
#include <string.h>

/* --- challenge ------------------------------------------------------------- */

/* Names of schemes are compared without case (RFC 9110, 11.1). */
static bool
is_basic(const char *scheme)
{
	static const char basic[] = "basic";
	size_t i = 0;

	for (; basic[i] != '\0'; i++)
		if (scheme[i] != basic[i] && scheme[i] != basic[i] - 'a' + 'A')
			return false;
	return scheme[i] == '\0';
}

/* What the site asks for is what the definition says of it, and can be answered. */
static swa_err
check_challenge(struct swa_call *call, const struct swa_grant *grant)
{
	const struct swa_appdef *def = grant->appdef;
	const char *scheme = swa_json_get_text(call->body, "scheme");
	const char *realm = swa_json_get_text(call->body, "realm");
	struct swa_refusal refusal = {.what = ""};
	swa_err err;

	if (def->way != SWA_WAY_CHALLENGE)
		return swa_call_fault(call, SWA_ERR_CHALLENGE_REFUSED, swa_mode_name(def->mode));
	err = swa_match_challenge(&def->rules, swa_json_get_text(call->body, "url"), &refusal);
	if (err != SWA_OK)
		return swa_call_fault(call, err, refusal.what);
	if (!is_basic(scheme))
		return swa_call_fault(call, SWA_ERR_CHALLENGE_REFUSED, scheme);
	if (def->realm != NULL && strcmp(def->realm, realm) != 0)
		return swa_call_fault(call, SWA_ERR_CHALLENGE_REFUSED, realm);
	return SWA_OK;
}

swa_err
swa_handle_challenge(struct swa_call *call)
{
	const unsigned slots = SWA_SLOT_USERNAME | SWA_SLOT_PASSWORD;
	struct swa_grant *grant;
	swa_err err;

	if ((err = swa_launch_find(call, &grant)) != SWA_OK)
		return swa_launch_refused(call, NULL, NULL, err);
	if ((grant->spent & slots) !=
	    0) /* the site did not take what it was answered: that outcome is to come */
		return swa_launch_refused(call, grant->app_id, grant->account_id, SWA_ERR_GRANT_SPENT);
	if ((err = check_challenge(call, grant)) != SWA_OK ||
	    (err = swa_values_add(call, grant, slots)) != SWA_OK)
		return swa_launch_end(call, grant, err);
	swa_values_spent(call, grant, slots);
	return SWA_OK;
}

/* --- follow ---------------------------------------------------------------- */

/* An expression that takes too long over this address says nothing about it; the trail has it once. */
static void
note_limit(struct swa_call *call, struct swa_grant *grant, const char *member)
{
	if (grant->limit_noted)
		return;
	grant->limit_noted = true;
	(void)swa_call_fault(call, SWA_ERR_PATTERN_LIMIT, member);
	(void)swa_launch_refused(call, grant->app_id, grant->account_id, SWA_ERR_PATTERN_LIMIT);
	call->where[0] = '\0';
}

static swa_err
answer_rule(struct swa_call *call, struct swa_grant *grant, const struct swa_rule *rule, const char *name,
            const char *member)
{
	swa_err err;

	if (rule->url == NULL) {
		swa_json_set_text(call->answer, name, "");
		return SWA_OK;
	}
	err = swa_pattern_match(rule->url, swa_json_get_text(call->body, "tab_url"));
	if (err == SWA_ERR_NOMEM)
		return err;
	if (err == SWA_ERR_PATTERN_LIMIT)
		note_limit(call, grant, member);
	swa_json_set_text(call->answer, name, err == SWA_OK ? "yes" : "no");
	return SWA_OK;
}

swa_err
swa_handle_follow(struct swa_call *call)
{
	struct swa_grant *grant;
	swa_err err;

	/* As an outcome, it may come later than the last field. */
	if ((err = swa_launch_find(call, &grant)) != SWA_OK && err != SWA_ERR_GRANT_EXPIRED)
		return swa_launch_refused(call, NULL, NULL, err);
	if ((err = answer_rule(call, grant, &grant->appdef->success, "success",
	                       "settings.agent.successRule.url")) != SWA_OK)
		return err;
	return answer_rule(call, grant, &grant->appdef->failure, "failure", "settings.agent.failureRule.url");
}

/* preferences.show, preference.set: what the person prefers, and what policy makes of it */
#include "handle.h"

#include "offering.h"
#include "swa/preference.h"

#include <stdio.h>
#include <string.h>

/* A setting of policy's, and where it is from. */
struct setting {
	const char *name;
	bool said; /* by a file or a service, not only by default */
	int64_t whole;
	char text[16];
	char from[SWA_LABEL_MAX + 1];
};

static void
keep_setting(void *context, const char *name, const struct swa_json *value, enum swa_policy_source source,
             const char *from)
{
	struct setting *setting = context;

	if (strcmp(name, setting->name) != 0)
		return;
	setting->said = source != SWA_POLICY_DEFAULT;
	(void)swa_json_integer(value, &setting->whole);
	if (swa_json_text(value) != NULL)
		(void)snprintf(setting->text, sizeof(setting->text), "%s", swa_json_text(value));
	(void)snprintf(setting->from, sizeof(setting->from), "%s", from);
}

/* Does policy say otherwise than VALUE?  Then RET_VALUE is what holds, and SETTING says who said so. */
static bool
policy_changes(const struct swa_policy_set *policy, enum swa_preference preference, int64_t value,
               int64_t *ret_value, struct setting *setting)
{
	*setting = (struct setting){.name = ""};
	switch (preference) {
	case SWA_PREFERENCE_OFFERS:
		setting->name = "offers";
		swa_policy_show(policy, "", keep_setting, setting);
		*ret_value = strcmp(setting->text, "on") == 0;
		return setting->said && strcmp(setting->text, "person") != 0;
	case SWA_PREFERENCE_LOCK_IDLE_MINUTES:
		setting->name = "lock_timeout_minutes";
		swa_policy_show(policy, "", keep_setting, setting);
		*ret_value = setting->whole;
		return setting->said && setting->whole != 0 && (value == 0 || setting->whole < value);
	case SWA_PREFERENCE_LOCK_WITH_SCREEN:
	case SWA_PREFERENCE_COUNT: break;
	}
	return false;
}

static swa_err
show_one(struct swa_call *call, enum swa_preference preference, struct swa_json *array)
{
	const struct swa_preference_facts *facts = swa_preference_facts(preference);
	struct swa_json *object;
	struct setting setting;
	int64_t value, forced;
	bool said, policy;
	swa_err err;

	if ((err = swa_preference_get(call->vault, preference, &value, &said)) != SWA_OK)
		return err;
	policy = policy_changes(call->agent->policy, preference, value, &forced, &setting);
	if (policy)
		value = forced;
	object = swa_json_new_object();
	swa_json_set_text(object, "name", facts->name);
	if (facts->whole)
		swa_json_set_integer(object, "value", value);
	else
		swa_json_set_bool(object, "value", value != 0);
	swa_json_set_text(object, "source", policy ? "policy" : said ? "person" : "default");
	swa_json_set_text(object, "from", policy ? setting.from : said ? "person" : "default");
	swa_json_add(array, object);
	return SWA_OK;
}

swa_err
swa_handle_preferences_show(struct swa_call *call)
{
	struct swa_json *array = swa_json_new_array();
	swa_err err = SWA_OK;

	for (unsigned i = 0; i < SWA_PREFERENCE_COUNT && err == SWA_OK; i++)
		err = show_one(call, (enum swa_preference)i, array);
	swa_json_set(call->answer, "preferences", array);
	return err;
}

/* @return false: not of its kind */
static bool
read_value(const struct swa_preference_facts *facts, const struct swa_json *value, int64_t *ret_value)
{
	if (facts->whole)
		return swa_json_integer(value, ret_value);
	*ret_value = swa_json_bool(value, false);
	return swa_json_kind(value) == SWA_JSON_BOOL;
}

swa_err
swa_handle_preference_set(struct swa_call *call)
{
	const char *name = swa_json_get_text(call->body, "name");
	const struct swa_json *json = swa_json_get(call->body, "value");
	bool clear = swa_json_kind(json) == SWA_JSON_NULL;
	struct swa_trail_note note = {.event = "preference"};
	enum swa_preference preference;
	struct setting setting;
	int64_t value = 0, forced;
	char detail[128];
	swa_err err;

	if ((err = swa_preference_from_name(name, &preference)) != SWA_OK)
		return swa_call_fault(call, err, "name");
	if (!clear && !read_value(swa_preference_facts(preference), json, &value))
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "value");
	if (preference == SWA_PREFERENCE_OFFERS &&
	    policy_changes(call->agent->policy, preference, value, &forced, &setting))
		return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "offers");
	err = clear ? swa_preference_clear(call->vault, preference)
	            : swa_preference_set(call->vault, preference, value);
	if (err != SWA_OK)
		return err == SWA_ERR_ARGUMENT ? swa_call_fault(call, err, "value") : err;
	if (clear)
		(void)snprintf(detail, sizeof(detail), "%s default", name);
	else if (swa_preference_facts(preference)->whole)
		(void)snprintf(detail, sizeof(detail), "%s %lld", name, (long long)value);
	else
		(void)snprintf(detail, sizeof(detail), "%s %s", name, value != 0 ? "true" : "false");
	note.detail = detail;
	swa_agent_note(call->agent, &note);
	swa_agent_touched(call->agent);
	if (preference == SWA_PREFERENCE_OFFERS)
		swa_offering_settle(call->agent);
	return SWA_OK;
}

/* policy.show */
#include "handle.h"

#include "swa/enrolment.h"

static const char *
source_name(enum swa_policy_source source)
{
	switch (source) {
	case SWA_POLICY_SERVICE: return "service";
	case SWA_POLICY_FILE: return "file";
	case SWA_POLICY_DEFAULT: break;
	}
	return "default";
}

static void
add_setting(void *context, const char *name, const struct swa_json *value, enum swa_policy_source source,
            const char *from)
{
	struct swa_json *object = swa_json_new_object();

	swa_json_set_text(object, "name", name);
	swa_json_set_copy(object, "value", value);
	swa_json_set_text(object, "source", source_name(source));
	swa_json_set_text(object, "from", from);
	swa_json_add(context, object);
}

struct list {
	const struct swa_policy_set *set;
	struct swa_json *array;
};

static void
add_policy(struct list *list, const char *enrolment, const char *name)
{
	struct swa_json *object = swa_json_new_object();
	struct swa_json *values = swa_json_new_array();

	swa_policy_show(list->set, enrolment, add_setting, values);
	swa_json_set_text(object, "enrolment_id", enrolment);
	swa_json_set_text(object, "name", name);
	swa_json_set(object, "settings", values);
	swa_json_add(list->array, object);
}

static bool
add_organisation(void *context, const struct swa_enrolment *row)
{
	add_policy(context, row->id, row->name);
	return true;
}

/* A file that cannot be used is the first thing that whoever asks must hear of. */
swa_err
swa_handle_policy_show(struct swa_call *call)
{
	struct list list = {.set = call->agent->policy, .array = NULL};
	struct swa_fault fault = {.where = ""};
	swa_err err;

	if ((err = swa_agent_read_policy(call->agent, &fault)) != SWA_OK)
		return swa_call_fault(call, err, fault.where);
	list.array = swa_json_new_array();
	add_policy(&list, "", "");
	err = swa_enrolment_list(call->vault, add_organisation, &list);
	swa_json_set(call->answer, "policies", list.array);
	return err;
}

#include "values.h"

#include "swa/account.h"
#include "swa/extra.h"
#include "swa/totp.h"

#include <string.h>
#include <time.h>

static const struct {
	const char *name;
	unsigned slot;
} names[] = {
        {"username", SWA_SLOT_USERNAME},
        {"password", SWA_SLOT_PASSWORD},
        {"code", SWA_SLOT_CODE},
};

#define NAMES (sizeof(names) / sizeof(names[0]))

const char *
swa_values_extra_name(size_t index)
{
	static const char *const extras[SWA_EXTRAS_MAX] = {"extra",  "extra2", "extra3", "extra4",
	                                                   "extra5", "extra6", "extra7", "extra8"};

	return extras[index];
}

static unsigned
slot_of(const char *name)
{
	for (size_t i = 0; i < NAMES; i++)
		if (strcmp(name, names[i].name) == 0)
			return names[i].slot;
	for (size_t i = 0; i < SWA_EXTRAS_MAX; i++)
		if (strcmp(name, swa_values_extra_name(i)) == 0)
			return SWA_SLOT_OF_EXTRA(i);
	return 0;
}

unsigned
swa_values_slots(const struct swa_json *fields)
{
	unsigned slots = 0;

	for (const struct swa_json *item = swa_json_first(fields); item != NULL; item = swa_json_next(item)) {
		unsigned slot = slot_of(swa_json_text(item));

		if (slot == 0 || (slots & slot) != 0)
			return 0;
		slots |= slot;
	}
	return slots;
}

static void
add_value(struct swa_json *values, const char *field, const char *value)
{
	struct swa_json *object = swa_json_new_object();

	swa_json_set_text(object, "field", field);
	swa_json_set_text(object, "value", value);
	swa_json_add(values, object);
}

static swa_err
add_password(struct swa_call *call, const struct swa_grant *grant, struct swa_json *values)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf password;
	swa_err err;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	err = swa_account_password(call->vault, grant->account_id, grant->version, &password);
	if (err == SWA_OK)
		add_value(values, "password", swa_buf_text(&password));
	return err;
}

/* The code of this very moment. */
static swa_err
add_code(struct swa_call *call, const struct swa_grant *grant, struct swa_json *values)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf code;
	unsigned valid_ms;
	swa_err err;

	swa_buf_init(&code, SWA_TOTP_CODE_MAX);
	err = swa_totp_code(call->vault, grant->account_id, (int64_t)time(NULL), &code, &valid_ms);
	if (err == SWA_OK)
		add_value(values, "code", swa_buf_text(&code));
	return err;
}

/* The account's own value for the extra field, else the one that the definition has for everybody. */
static swa_err
add_first_extra(struct swa_call *call, const struct swa_grant *grant, struct swa_json *values)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf extra;
	const char *common = grant->appdef->extra[0].value;
	swa_err err;

	swa_buf_init(&extra, SWA_EXTRA_MAX);
	err = swa_extra_get(call->vault, grant->account_id, &extra);
	if (err == SWA_ERR_RECORD_MISSING && common != NULL)
		err = swa_buf_append_text(&extra, common);
	if (err == SWA_OK)
		add_value(values, swa_values_extra_name(0), swa_buf_text(&extra));
	return err;
}

swa_err
swa_values_add(struct swa_call *call, const struct swa_grant *grant, unsigned slots)
{
	struct swa_json *values = swa_json_new_array();
	swa_err err = SWA_OK;

	if ((slots & SWA_SLOT_USERNAME) != 0)
		add_value(values, "username", grant->username);
	if ((slots & SWA_SLOT_PASSWORD) != 0)
		err = add_password(call, grant, values);
	if (err == SWA_OK && (slots & SWA_SLOT_CODE) != 0)
		err = add_code(call, grant, values);
	if (err == SWA_OK && (slots & SWA_SLOT_EXTRA) != 0)
		err = add_first_extra(call, grant, values);
	for (size_t i = 1; i < SWA_EXTRAS_MAX; i++)
		if ((slots & SWA_SLOT_OF_EXTRA(i)) != 0)
			add_value(values, swa_values_extra_name(i), grant->appdef->extra[i].value);
	if (err == SWA_OK)
		swa_json_set(call->answer, "values", values);
	else
		swa_json_free(values);
	return err;
}

void
swa_values_spent(struct swa_call *call, struct swa_grant *grant, unsigned slots)
{
	const bool password = (slots & SWA_SLOT_PASSWORD) != 0;
	const struct swa_trail_note note = {
	        .event = "redeem",
	        .app_id = grant->app_id,
	        .account_id = grant->account_id,
	        .detail = password                           ? "password"
	                  : (slots & SWA_SLOT_CODE) != 0     ? "code"
	                  : (slots & SWA_SLOT_USERNAME) != 0 ? "user name"
	                                                     : "further fields",
	        .used = password,
	};

	swa_grant_spend(grant, slots, uv_now(call->agent->loop));
	swa_agent_note(call->agent, &note);
}

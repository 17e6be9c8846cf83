/* POST /v1/events: a batch is taken whole, each id of a device once. */
#include "api.h"
#include "model_private.h"

#include <stdio.h>
#include <string.h>

#define EVENTS_MAX 200
#define DETAIL_MAX 1024

struct event {
	const char *id, *type, *app, *account, *detail;
	int64_t time;
};

static bool
short_text(const char *text, size_t max)
{
	return text == NULL || strlen(text) <= max;
}

static bool
text_or_absent(const struct swa_json *object, const char *name)
{
	const struct swa_json *value = swa_json_get(object, name);

	return value == NULL || swa_json_kind(value) == SWA_JSON_NULL || swa_json_text(value) != NULL;
}

static bool
read_event(const struct swa_json *json, struct event *ret_event)
{
	struct event event = {
	        .id = swa_json_get_text(json, "id"),
	        .type = swa_json_get_text(json, "type"),
	        .app = swa_json_get_text(json, "app_id"),
	        .account = swa_json_get_text(json, "account_id"),
	        .detail = swa_json_get_text(json, "detail"),
	};

	if (event.id == NULL || strlen(event.id) != 32 || strspn(event.id, "0123456789abcdef") != 32 ||
	    event.type == NULL || event.type[0] == '\0' || strlen(event.type) > 64 ||
	    !swa_json_get_integer(json, "time", &event.time) || !text_or_absent(json, "app_id") ||
	    !text_or_absent(json, "account_id") || !text_or_absent(json, "detail") ||
	    !short_text(event.app, 128) || !short_text(event.account, 128) ||
	    !short_text(event.detail, DETAIL_MAX))
		return false;
	*ret_event = event;
	return true;
}

static bool
read_batch(const struct swa_json *json, int64_t *ret_generation)
{
	const struct swa_json *events = swa_json_get(json, "events");
	struct event event;

	if (!swa_json_get_integer(json, "generation", ret_generation) || *ret_generation < 0 ||
	    events == NULL || swa_json_kind(events) != SWA_JSON_ARRAY || swa_json_count(events) > EVENTS_MAX)
		return false;
	for (const struct swa_json *one = swa_json_first(events); one != NULL; one = swa_json_next(one))
		if (!read_event(one, &event))
			return false;
	return true;
}

static swa_err
take_event(const struct model *m, const struct auth *auth, const struct swa_json *json, int64_t *accepted)
{
	struct event event;
	int64_t added = 0;
	swa_err err;

	if (!read_event(json, &event))
		return SWA_ERR_ARGUMENT;
	err = run(m,
	          "INSERT INTO events (device, id, person, time, received, type, app, account, detail)"
	          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (device, id) DO NOTHING",
	          DB_ARGS(DB_T(auth->device), DB_T(event.id), DB_N(auth->person), DB_N(event.time),
	                  DB_N(now_s()), DB_T(event.type), DB_T(event.app), DB_T(event.account),
	                  DB_T(event.detail)),
	          &added);
	*accepted += added;
	return err;
}

/* Inside a transaction; the device's row is locked first, so that two batches of one device follow each
 * other. */
static swa_err
take_batch(const struct model *m, const struct auth *auth, const struct swa_json *events, int64_t *generation,
           int64_t *ret_accepted)
{
	swa_err err = one_number(m,
	                         "UPDATE devices SET generation = CASE WHEN generation < $2 THEN $2"
	                         " ELSE generation END WHERE id = $1 RETURNING generation",
	                         DB_ARGS(DB_T(auth->device), DB_N(*generation)), SWA_ERR_RECORD_MISSING,
	                         generation);

	*ret_accepted = 0;
	for (const struct swa_json *one = swa_json_first(events); one != NULL && err == SWA_OK;
	     one = swa_json_next(one))
		err = take_event(m, auth, one, ret_accepted);
	return err;
}

void
api_events(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	int64_t generation = 0, accepted = 0;
	struct swa_json *json;
	struct auth auth;
	swa_err err;

	if (!api_device(request, &auth, answer))
		return;
	if (!read_batch(request->json, &generation)) {
		web_answer_error(answer, 400, "invalid_request", "the batch is not what it should be");
		return;
	}
	err = db_begin(request->db)
	              ? take_batch(&m, &auth, swa_json_get(request->json, "events"), &generation, &accepted)
	              : SWA_ERR_IO;
	if (err != SWA_OK || !db_commit(request->db)) {
		api_failed(request, answer, err == SWA_OK ? SWA_ERR_IO : err);
		db_rollback(request->db);
		return;
	}
	json = swa_json_new_object();
	swa_json_set_integer(json, "accepted", accepted);
	swa_json_set_integer(json, "generation", generation);
	web_answer_json(answer, 200, json);
}

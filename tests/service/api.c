#include "api.h"

#include "delivery.h"
#include "encode.h"
#include "keys.h"
#include "model_private.h"
#include "tokens.h"

#include <stdio.h>
#include <string.h>

void
api_failed(const struct web_request *request, struct web_answer *answer, swa_err err)
{
	const char *what = err == SWA_ERR_IO ? db_error(request->db) : "";

	fprintf(stderr, "swa-service: %s %s: %s%s%s\n", request->method, request->path, swa_err_name(err),
	        what[0] == '\0' ? "" : ": ", what);
	web_answer_error(answer, 503, "temporarily_unavailable", "try again");
}

/* A minute's requests of one device, counted in the database: it does not matter which process is asked. */
static bool
within_rate(const struct web_request *request, const char *device, struct web_answer *answer)
{
	int64_t now = now_s(), count = 0;
	struct db_rows *rows;
	char wait[8];

	if (request->service->requests_per_minute == 0)
		return true;
	if (db_select(request->db,
	              "INSERT INTO rates (device, minute, count) VALUES ($1, $2, 1)"
	              " ON CONFLICT (device) DO UPDATE SET"
	              " count = CASE WHEN rates.minute = excluded.minute THEN rates.count + 1 ELSE 1 END,"
	              " minute = excluded.minute RETURNING count",
	              DB_ARGS(DB_T(device), DB_N(now / 60)), &rows)) {
		if (db_next(rows))
			count = db_number(rows, 0);
		db_done(rows);
	}
	if (count <= request->service->requests_per_minute)
		return true;
	snprintf(wait, sizeof(wait), "%d", (int)(60 - now % 60));
	web_answer_error(answer, 429, "slow_down", "too many requests in this minute");
	web_answer_header(answer, "Retry-After", wait);
	return false;
}

bool
api_device(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer)
{
	if (!auth_request(request, ret_auth, answer))
		return false;
	if (ret_auth->device[0] == '\0') {
		web_answer_error(answer, 401, "invalid_token", "this device is not registered");
		return false;
	}
	return within_rate(request, ret_auth->device, answer);
}

int64_t
api_identity(const struct web_request *request, const struct model *m, int64_t least)
{
	const char *named = web_query(request, "identity");
	unsigned char wanted[32], key[32];
	int64_t newest = 0;

	if (named == NULL || swa_base64_exact(named, wanted, sizeof(wanted)) != SWA_OK ||
	    one_number(m, "SELECT identity FROM organisation", DB_NO_ARGS, SWA_ERR_IO, &newest) != SWA_OK)
		return least;
	for (int64_t generation = newest; generation > least; generation--)
		if (model_identity_public(m, generation, key) == SWA_OK &&
		    memcmp(key, wanted, sizeof(key)) == 0)
			return generation;
	return least;
}

swa_err
api_entry(const struct model *m, const char *device, int64_t generation, const char *type, const char *id,
          int64_t version, const char *body, struct swa_json **ret_entry)
{
	struct swa_delivery_parties parties = {m->service->organisation, device};
	struct swa_entry entry = {.type = type, .id = id, .version = (uint64_t)version, .body = body};
	const struct swa_secret *seed;
	struct swa_buf signature;
	swa_err err = keys_get(m->service->keys, KEYS_IDENTITY, generation, &seed);

	if (err != SWA_OK)
		return err;
	swa_buf_init(&signature, 128);
	err = swa_entry_sign(seed, &parties, &entry, &signature);
	if (err == SWA_OK) {
		struct swa_json *json = swa_json_new_object();
		swa_json_set_text(json, "type", type);
		swa_json_set_text(json, "id", id);
		swa_json_set_integer(json, "version", version);
		swa_json_set_text(json, "body", body);
		swa_json_set_text(json, "signature", swa_buf_text(&signature));
		*ret_entry = json;
	}
	swa_buf_finish(&signature);
	return err;
}

void
api_health(const struct web_request *request, struct web_answer *answer)
{
	struct db_rows *rows;
	struct swa_json *json;

	if (!db_select(request->db, "SELECT id FROM organisation", DB_NO_ARGS, &rows)) {
		api_failed(request, answer, SWA_ERR_IO);
		return;
	}
	db_done(rows);
	json = swa_json_new_object();
	swa_json_set_text(json, "status", "ok");
	swa_json_set_text(json, "organisation", request->service->organisation);
	web_answer_json(answer, 200, json);
}

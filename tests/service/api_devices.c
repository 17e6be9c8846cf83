/* Registration, names, keys, the end of an enrolment, and the reason of a revocation. */
#include "api.h"
#include "delivery.h"
#include "encode.h"
#include "keys.h"
#include "model_private.h"

#include <stdio.h>
#include <string.h>

static struct swa_json *
key_text(const unsigned char key[32], struct swa_json *object, const char *name)
{
	char text[TOKEN_SIZE];

	token_key_text(key, text);
	swa_json_set_text(object, name, text);
	return object;
}

/* The service's delivery key as an entry of this device's. */
static swa_err
add_delivery_key(const struct model *m, const char *device, int64_t person, int64_t identity,
                 struct swa_json *keys)
{
	int64_t generation = 0, version = 0;
	unsigned char key[32];
	char text[TOKEN_SIZE];
	struct swa_json *entry = NULL;
	swa_err err;

	if ((err = one_number(m, "SELECT delivery FROM organisation", DB_NO_ARGS, SWA_ERR_IO, &generation)) !=
	            SWA_OK ||
	    (err = one_number(
	             m, "SELECT version FROM feed WHERE person = $1 AND kind = 'key' AND id = 'delivery'",
	             DB_ARGS(DB_N(person)), SWA_ERR_IO, &version)) != SWA_OK ||
	    (err = model_delivery_public(m, generation, key)) != SWA_OK)
		return err;
	token_key_text(key, text);
	if ((err = api_entry(m, device, identity, "key", "delivery", version, text, &entry)) == SWA_OK)
		swa_json_add(keys, entry);
	return err;
}

/* What the enrolled device is told. */
static swa_err
welcome(const struct web_request *request, const struct model *m, const char *device, int64_t person,
        struct swa_json *json)
{
	struct swa_json *organisation = swa_json_new_object(), *keys = swa_json_new_array();
	unsigned char identity[32];
	int64_t generation = 0;
	struct swa_buf login;
	swa_err err;

	swa_json_set_text(json, "device", device);
	swa_json_set_text(organisation, "id", m->service->organisation);
	swa_json_set_text(organisation, "name", m->service->name);
	swa_json_set(json, "organisation", organisation);
	swa_buf_init(&login, 1024);
	if ((err = one_number(m, "SELECT identity FROM devices WHERE id = $1", DB_ARGS(DB_T(device)),
	                      SWA_ERR_IO, &generation)) == SWA_OK &&
	    (err = model_identity_public(m, generation = api_identity(request, m, generation), identity)) ==
	            SWA_OK &&
	    (err = one_text(m, "SELECT login FROM persons WHERE id = $1", DB_ARGS(DB_N(person)), SWA_ERR_IO,
	                    &login)) == SWA_OK) {
		(void)key_text(identity, json, "identity_key");
		swa_json_set_text(json, "person", swa_buf_text(&login));
		err = add_delivery_key(m, device, person, generation, keys);
	}
	swa_json_set(json, "keys", keys);
	swa_buf_finish(&login);
	return err;
}

static void
answer_registered(const struct web_request *request, struct web_answer *answer, const char *device,
                  int64_t person, bool is_new)
{
	struct model m = {request->service, request->db};
	struct swa_json *json = swa_json_new_object();
	swa_err err = welcome(request, &m, device, person, json);

	if (err != SWA_OK) {
		swa_json_free(json);
		api_failed(request, answer, err);
		return;
	}
	web_answer_json(answer, is_new ? 201 : 200, json);
}

static void
answer_refused(const struct web_request *request, struct web_answer *answer, swa_err err,
               const char *argument)
{
	switch (err) {
	case SWA_ERR_ARGUMENT: web_answer_error(answer, 400, "invalid_request", argument); break;
	case SWA_ERR_CONFLICT:
		web_answer_error(answer, 400, "invalid_request", "the key is another device's");
		break;
	case SWA_ERR_DEVICE_REVOKED:
		web_answer_error(answer, 403, "device_revoked", "this device was revoked");
		break;
	case SWA_ERR_RECORD_MISSING:
		web_answer_error(answer, 404, "not_found", "this is not the device that asks");
		break;
	default: api_failed(request, answer, err);
	}
}

void
api_device_register(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	struct model_device device = {
	        .name = swa_json_get_text(request->json, "name"),
	        .platform = swa_json_get_text(request->json, "platform"),
	        .signature_key = swa_json_get_text(request->json, "signature_key"),
	        .delivery_key = swa_json_get_text(request->json, "delivery_key"),
	};
	unsigned char key[32];
	struct auth auth;
	char id[97];
	bool is_new = false;
	swa_err err;

	if (!auth_request(request, &auth, answer))
		return;
	if (device.signature_key == NULL || device.delivery_key == NULL ||
	    swa_base64_exact(device.signature_key, key, sizeof(key)) != SWA_OK ||
	    memcmp(key, auth.key, sizeof(key)) != 0) {
		web_answer_error(answer, 400, "invalid_request", "signature_key is not the key of the proof");
		return;
	}
	device.person = auth.person;
	if (!db_begin(request->db)) {
		api_failed(request, answer, SWA_ERR_IO);
		return;
	}
	err = model_device_register(&m, &device, id, &is_new);
	if (err == SWA_OK && db_commit(request->db)) {
		answer_registered(request, answer, id, auth.person, is_new);
		return;
	}
	db_rollback(request->db);
	answer_refused(request, answer, err == SWA_OK ? SWA_ERR_IO : err,
	               "name, platform or delivery_key is missing or not what it should be");
}

/* Is the path's device the one that asks?  False: ANSWER was filled. */
static bool
own(const struct web_request *request, struct auth *ret_auth, struct web_answer *answer)
{
	if (!api_device(request, ret_auth, answer))
		return false;
	if (strcmp(request->tail, ret_auth->device) == 0)
		return true;
	answer_refused(request, answer, SWA_ERR_RECORD_MISSING, NULL);
	return false;
}

/* Commit what went well. */
static swa_err
end(const struct web_request *request, swa_err err)
{
	if (err == SWA_OK && !db_commit(request->db))
		err = SWA_ERR_IO;
	if (err != SWA_OK)
		db_rollback(request->db);
	return err;
}

void
api_device_rename(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	const char *name = swa_json_get_text(request->json, "name");
	struct auth auth;
	swa_err err;

	if (!own(request, &auth, answer))
		return;
	err = db_begin(request->db) ? end(request, model_device_rename(&m, auth.person, auth.device, name))
	                            : SWA_ERR_IO;
	if (err == SWA_OK) {
		struct swa_json *json = swa_json_new_object();
		swa_json_set_text(json, "device", auth.device);
		swa_json_set_text(json, "name", name);
		web_answer_json(answer, 200, json);
	} else {
		answer_refused(request, answer, err, "name is 1 to 256 bytes");
	}
}

void
api_device_remove(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	struct auth auth;
	swa_err err;

	if (!own(request, &auth, answer))
		return;
	err = db_begin(request->db) ? end(request, model_device_remove(&m, auth.person, auth.device))
	                            : SWA_ERR_IO;
	if (err == SWA_OK)
		answer->status = 204;
	else
		answer_refused(request, answer, err, "");
}

static swa_err
replace_keys(const struct model *m, const struct auth *auth, const unsigned char signature_key[32],
             const unsigned char delivery_key[32])
{
	int64_t taken = 0;
	swa_err err = one_number(m, "SELECT COUNT(*) FROM devices WHERE signature_key = $1 AND id <> $2",
	                         DB_ARGS(DB_B(signature_key, 32), DB_T(auth->device)), SWA_ERR_IO, &taken);

	if (err != SWA_OK || taken != 0)
		return err != SWA_OK ? err : SWA_ERR_CONFLICT;
	if ((err = run(m, "UPDATE devices SET signature_key = $2, delivery_key = $3 WHERE id = $1",
	               DB_ARGS(DB_T(auth->device), DB_B(signature_key, 32), DB_B(delivery_key, 32)), NULL)) !=
	    SWA_OK)
		return err;
	return auth_rebind(m->db, auth->key, signature_key) ? SWA_OK : SWA_ERR_IO;
}

void
api_device_keys(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	const char *signature_text = swa_json_get_text(request->json, "signature_key"),
	           *delivery_text = swa_json_get_text(request->json, "delivery_key"),
	           *proof = swa_json_get_text(request->json, "proof");
	unsigned char signature_key[32], delivery_key[32];
	struct auth auth;
	swa_err err;

	if (!own(request, &auth, answer))
		return;
	if (signature_text == NULL || delivery_text == NULL || proof == NULL ||
	    swa_base64_exact(signature_text, signature_key, 32) != SWA_OK ||
	    swa_base64_exact(delivery_text, delivery_key, 32) != SWA_OK ||
	    swa_keys_verify(auth.key,
	                    &(struct swa_delivery_parties){request->service->organisation, auth.device},
	                    signature_key, delivery_key, proof) != SWA_OK) {
		web_answer_error(answer, 400, "invalid_request", "the old key's proof does not hold");
		return;
	}
	err = db_begin(request->db) ? end(request, replace_keys(&m, &auth, signature_key, delivery_key))
	                            : SWA_ERR_IO;
	if (err == SWA_OK) {
		struct swa_json *json = swa_json_new_object();
		swa_json_set_text(json, "device", auth.device);
		web_answer_json(answer, 200, json);
	} else {
		answer_refused(request, answer, err, "");
	}
}

/* --- revocation --- */

struct revocation {
	int64_t identity, version;
	char reason[1024];
};

static swa_err
revocation_of(const struct model *m, const char *device, struct revocation *ret_revocation)
{
	struct db_rows *rows;
	swa_err err = SWA_ERR_RECORD_MISSING;

	if (!db_select(m->db,
	               "SELECT identity, revoked_version, reason FROM devices WHERE id = $1 AND revoked = 1",
	               DB_ARGS(DB_T(device)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		ret_revocation->identity = db_number(rows, 0);
		ret_revocation->version = db_number(rows, 1);
		snprintf(ret_revocation->reason, sizeof(ret_revocation->reason), "%s", db_text(rows, 2));
		err = SWA_OK;
	} else if (db_failed(rows)) {
		err = SWA_ERR_IO;
	}
	db_done(rows);
	return err;
}

static swa_err
revocation_entry(const struct web_request *request, const struct model *m, const char *device,
                 struct swa_json **ret_entry)
{
	struct revocation revocation;
	struct swa_json *reason;
	struct swa_buf body;
	swa_err err = revocation_of(m, device, &revocation);

	if (err != SWA_OK)
		return err;
	revocation.identity = api_identity(request, m, revocation.identity);
	reason = swa_json_new_object();
	swa_json_set_text(reason, "reason", revocation.reason);
	swa_buf_init(&body, SWA_ENTRY_BODY_MAX);
	err = swa_json_print(reason, &body);
	swa_json_free(reason);
	if (err == SWA_OK)
		err = api_entry(m, device, revocation.identity, "revocation", device, revocation.version,
		                swa_buf_text(&body), ret_entry);
	swa_buf_finish(&body);
	return err;
}

void
api_device_revocation(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	struct swa_json *entry = NULL;
	struct auth auth;
	swa_err err;

	if (!auth_proof(request, &auth, answer))
		return;
	err = strcmp(auth.device, request->tail) != 0 ? SWA_ERR_RECORD_MISSING
	                                              : revocation_entry(request, &m, auth.device, &entry);
	if (err == SWA_OK)
		web_answer_json(answer, 200, entry);
	else if (err == SWA_ERR_RECORD_MISSING)
		web_answer_error(answer, 404, "not_found", "this device is not revoked");
	else
		api_failed(request, answer, err);
}

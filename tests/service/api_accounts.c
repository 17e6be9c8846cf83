/*
 * Write-back.  One transaction: the person's row is locked by taking the next
 * version, then the same key of a request before is looked for, then app,
 * scheme and condition are judged, then all is written.  Whatever is refused
 * is rolled back, the version included.
 */
#include "api.h"
#include "delivery.h"
#include "keys.h"
#include "model_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRETS_MAX 16
#define KEY_MAX 200

struct writing {
	struct model m;
	const struct web_request *request;
	struct auth auth;
	const char *id;  /* the account's */
	const char *key; /* Idempotency-Key; NULL: none */
	bool is_new;     /* If-None-Match: * */
	int64_t match;   /* of If-Match; 0 where it is new */
	int64_t version; /* what it gets */
	bool known;
	struct model_account_facts facts; /* where KNOWN */
};

/* The outcome of a request that was answered before, or of this one. */
struct outcome {
	unsigned status;
	int64_t version, secret_version;
};

static bool
refuse(struct web_answer *answer, unsigned status, const char *name, const char *text)
{
	web_answer_error(answer, status, name, text);
	return false;
}

/* "42" in its quotes. */
static bool
read_match(const char *text, int64_t *ret_version)
{
	char *end;

	if (text[0] != '"' || text[1] < '0' || text[1] > '9')
		return false;
	*ret_version = strtoll(text + 1, &end, 10);
	return strcmp(end, "\"") == 0 && *ret_version > 0;
}

static bool
read_condition(struct writing *w, bool may_be_new, struct web_answer *answer)
{
	const char *match = web_header(w->request, "If-Match"),
	           *none = web_header(w->request, "If-None-Match");

	w->key = web_header(w->request, "Idempotency-Key");
	w->id = w->request->tail;
	if (!model_id_valid(w->id) || (w->key != NULL && (w->key[0] == '\0' || strlen(w->key) > KEY_MAX)))
		return refuse(answer, 400, "invalid_request",
		              "the account's id or Idempotency-Key is not usable");
	if (match != NULL && none == NULL && read_match(match, &w->match))
		return true;
	w->is_new = may_be_new && match == NULL && none != NULL && strcmp(none, "*") == 0;
	if (!w->is_new)
		return refuse(answer, 400, "invalid_request", "If-Match: \"VERSION\" is missing");
	if (strlen(w->id) != 32 || strspn(w->id, "0123456789abcdef") != 32)
		return refuse(answer, 400, "invalid_request", "a new account's id is 32 hex digits");
	return true;
}

/* @return SWA_OK it was; SWA_ERR_RECORD_MISSING it was not */
static swa_err
answered_before(const struct writing *w, struct outcome *ret_outcome)
{
	struct db_rows *rows;
	swa_err err = SWA_ERR_RECORD_MISSING;

	if (w->key == NULL)
		return err;
	if (!db_select(w->m.db,
	               "SELECT status, version, secret_version FROM answers"
	               " WHERE device = $1 AND account = $2 AND key = $3",
	               DB_ARGS(DB_T(w->auth.device), DB_T(w->id), DB_T(w->key)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		*ret_outcome = (struct outcome){(unsigned)db_number(rows, 0), db_number(rows, 1),
		                                db_number(rows, 2)};
		err = SWA_OK;
	} else if (db_failed(rows)) {
		err = SWA_ERR_IO;
	}
	db_done(rows);
	return err;
}

static swa_err
keep_answer(const struct writing *w, const struct outcome *outcome)
{
	if (w->key == NULL)
		return SWA_OK;
	return run(&w->m,
	           "INSERT INTO answers (device, account, key, status, version, secret_version, created)"
	           " VALUES ($1, $2, $3, $4, $5, $6, $7)",
	           DB_ARGS(DB_T(w->auth.device), DB_T(w->id), DB_T(w->key), DB_N(outcome->status),
	                   DB_N(outcome->version), DB_N(outcome->secret_version), DB_N(now_s())),
	           NULL);
}

static void
answer_outcome(const struct outcome *outcome, struct web_answer *answer)
{
	struct swa_json *json;
	char etag[32];

	if (outcome->status == 204) {
		answer->status = 204;
		return;
	}
	json = swa_json_new_object();
	swa_json_set_integer(json, "version", outcome->version);
	swa_json_set_integer(json, "secret_version", outcome->secret_version);
	web_answer_json(answer, outcome->status, json);
	snprintf(etag, sizeof(etag), "\"%lld\"", (long long)outcome->version);
	web_answer_header(answer, "ETag", etag);
}

/* 412: facts, and no secret. */
static bool
answer_conflict(const struct writing *w, struct web_answer *answer)
{
	struct swa_json *json = swa_json_new_object();

	swa_json_set_text(json, "error", "version_conflict");
	swa_json_set_text(json, "error_description", "the account was changed since");
	swa_json_set_integer(json, "version", w->facts.version);
	if (w->facts.has_username)
		swa_json_set_text(json, "username", w->facts.username);
	swa_json_set_integer(json, "changed", w->facts.changed);
	swa_json_set_text(json, "by", w->facts.by);
	web_answer_json(answer, 412, json);
	return false;
}

static bool
read_facts(struct writing *w, struct web_answer *answer)
{
	swa_err err = model_account_facts(&w->m, w->auth.person, w->id, &w->facts);

	w->known = err == SWA_OK;
	if (err == SWA_OK || err == SWA_ERR_ACCOUNT_UNKNOWN)
		return true;
	api_failed(w->request, answer, err);
	return false;
}

/* Did nobody change the account since the version that the device saw? */
static bool
condition_holds(const struct writing *w)
{
	return w->match >= w->facts.own_version && w->match <= w->facts.version;
}

/* --- PUT --- */

struct put {
	struct model_account account; /* without a secret */
	size_t secret_count;
	const char *fields[SECRETS_MAX];
	struct swa_buf values[SECRETS_MAX];
};

static void
put_finish(struct put *put)
{
	for (size_t i = 0; i < put->secret_count; i++)
		swa_buf_finish(&put->values[i]);
}

/* Sealed to the newest delivery key, or to one that was new when the device sealed. */
static swa_err
open_secret(const struct writing *w, const struct put *put, const char *field, const char *sealed,
            struct swa_buf *ret_value)
{
	struct swa_secret_place place = {
	        w->m.service->organisation, w->auth.device, put->account.app, w->id, field,
	        (uint64_t)w->match};
	int64_t generation = 0;
	swa_err err =
	        one_number(&w->m, "SELECT delivery FROM organisation", DB_NO_ARGS, SWA_ERR_IO, &generation);

	if (err != SWA_OK)
		return err;
	for (err = SWA_ERR_SIGNATURE_INVALID; generation > 0 && err == SWA_ERR_SIGNATURE_INVALID;
	     generation--) {
		const struct swa_secret *key;
		if ((err = keys_get(w->m.service->keys, KEYS_DELIVERY, generation, &key)) == SWA_OK)
			err = swa_delivery_open(key, &place, sealed, ret_value);
	}
	return err;
}

static bool
read_secrets(const struct writing *w, const struct swa_json *secrets, struct put *put,
             struct web_answer *answer)
{
	for (const struct swa_json *one = swa_json_first(secrets); one != NULL; one = swa_json_next(one)) {
		const char *field = swa_json_get_text(one, "field"),
		           *sealed = swa_json_get_text(one, "sealed");
		swa_err err;
		if (field == NULL || !model_id_valid(field) || sealed == NULL ||
		    put->secret_count == SECRETS_MAX)
			return refuse(answer, 400, "invalid_request", "a secret is not what it should be");
		swa_buf_init(&put->values[put->secret_count], 16384);
		put->fields[put->secret_count] = field;
		err = open_secret(w, put, field, sealed, &put->values[put->secret_count++]);
		if (err == SWA_ERR_SIGNATURE_INVALID || err == SWA_ERR_LIMIT || err == SWA_ERR_ARGUMENT)
			return refuse(answer, 400, "invalid_request",
			              "a secret is sealed to another key, or names another place");
		if (err != SWA_OK) {
			api_failed(w->request, answer, err);
			return false;
		}
	}
	return true;
}

/* What can be judged without the database's word on the account. */
static bool
read_put(const struct writing *w, struct put *put, struct web_answer *answer)
{
	const struct swa_json *json = w->request->json, *secrets = swa_json_get(json, "secrets");

	put->account.by = MODEL_BY_PERSON;
	put->account.app = swa_json_get_text(json, "app_id");
	put->account.username = swa_json_get_text(json, "username");
	if (!model_id_valid(put->account.app) ||
	    (swa_json_get(json, "username") != NULL && put->account.username == NULL) ||
	    (put->account.username != NULL && strlen(put->account.username) > 512) ||
	    (secrets != NULL && swa_json_kind(secrets) != SWA_JSON_ARRAY))
		return refuse(answer, 400, "invalid_request",
		              "app_id, username or secrets is not what it should be");
	return true;
}

/* App, condition, scheme, in this order. */
static bool
judge_put(struct writing *w, struct put *put, struct web_answer *answer)
{
	enum swa_scheme scheme = SWA_SCHEME_EDIT_USERNAME_AND_PASSWORD;
	struct swa_rights rights;
	swa_err err = model_assigned(&w->m, w->auth.person, put->account.app, &scheme);
	bool names;

	if (err == SWA_ERR_APP_UNASSIGNED)
		return refuse(answer, 404, "not_found", "the app is not assigned");
	if (err != SWA_OK) {
		api_failed(w->request, answer, err);
		return false;
	}
	if (!read_facts(w, answer))
		return false;
	if (w->is_new && w->known)
		return answer_conflict(w, answer);
	if (!w->is_new && (!w->known || !w->facts.live || strcmp(w->facts.app, put->account.app) != 0))
		return refuse(answer, 404, "not_found", "there is no such account in this app");
	rights = swa_scheme_rights(scheme, true);
	/* Where a template says the name, the device's word for it is no change. */
	if (!rights.set_username && (w->is_new || !w->facts.has_username))
		put->account.username = NULL;
	names = put->account.username != NULL && (w->is_new || !w->facts.has_username ||
	                                          strcmp(put->account.username, w->facts.username) != 0);
	if (!rights.write_back || (names && !rights.set_username) ||
	    ((w->is_new || swa_json_count(swa_json_get(w->request->json, "secrets")) > 0) &&
	     !rights.set_password))
		return refuse(answer, 403, "scheme_refuses",
		              "the app's scheme leaves this to the administrator");
	return w->is_new || condition_holds(w) || answer_conflict(w, answer);
}

static swa_err
write_put(const struct writing *w, const struct put *put, struct outcome *ret_outcome)
{
	struct model_account account = put->account;
	int64_t secret_version = 0;
	swa_err err = SWA_OK;

	*ret_outcome = (struct outcome){w->is_new ? 201 : 200, w->version, 0};
	if (put->secret_count == 0)
		err = account_write(&w->m, w->auth.person, w->id, &account, w->version, NULL);
	for (size_t i = 0; i < put->secret_count && err == SWA_OK; i++) {
		account.field = put->fields[i];
		account.password = &put->values[i];
		err = account_write(&w->m, w->auth.person, w->id, &account, w->version, &secret_version);
		if (secret_version > ret_outcome->secret_version)
			ret_outcome->secret_version = secret_version;
	}
	return err == SWA_OK ? keep_answer(w, ret_outcome) : err;
}

/* The transaction is open and the person's row locked.  False: ANSWER was filled, and all is to be rolled
 * back. */
static bool
put_locked(struct writing *w, struct put *put, struct web_answer *answer)
{
	struct outcome outcome;
	swa_err err = answered_before(w, &outcome);

	if (err == SWA_OK) {
		answer_outcome(&outcome, answer);
		return false;
	}
	if (err == SWA_ERR_RECORD_MISSING) {
		if (!judge_put(w, put, answer) ||
		    !read_secrets(w, swa_json_get(w->request->json, "secrets"), put, answer))
			return false;
		err = write_put(w, put, &outcome);
	}
	if (err == SWA_OK && db_commit(w->m.db)) {
		answer_outcome(&outcome, answer);
		return true;
	}
	api_failed(w->request, answer, err == SWA_OK ? SWA_ERR_IO : err);
	return false;
}

/* False: ANSWER was filled. */
static bool
begin(struct writing *w, struct web_answer *answer)
{
	swa_err err = db_begin(w->m.db) ? person_next(&w->m, w->auth.person, &w->version) : SWA_ERR_IO;

	if (err == SWA_OK)
		return true;
	api_failed(w->request, answer, err);
	db_rollback(w->m.db);
	return false;
}

void
api_account_put(const struct web_request *request, struct web_answer *answer)
{
	struct writing w = {.m = {request->service, request->db}, .request = request};
	struct put put = {0};

	if (!api_device(request, &w.auth, answer) || !read_condition(&w, true, answer) ||
	    !read_put(&w, &put, answer) || !begin(&w, answer))
		return;
	if (!put_locked(&w, &put, answer))
		db_rollback(request->db);
	put_finish(&put);
}

/* --- DELETE --- */

static bool
judge_delete(struct writing *w, struct web_answer *answer)
{
	if (!read_facts(w, answer))
		return false;
	if (!w->known)
		return refuse(answer, 404, "not_found", "there is no such account");
	if (!w->facts.live) { /* as it is to be: an answer that was lost */
		answer->status = 204;
		return false;
	}
	if (strcmp(w->facts.made_by, MODEL_BY_PERSON) != 0)
		return refuse(answer, 403, "scheme_refuses", "the account was not made by the person");
	return condition_holds(w) || answer_conflict(w, answer);
}

void
api_account_delete(const struct web_request *request, struct web_answer *answer)
{
	struct writing w = {.m = {request->service, request->db}, .request = request};
	swa_err err;

	if (!api_device(request, &w.auth, answer) || !read_condition(&w, false, answer) || !begin(&w, answer))
		return;
	if (!judge_delete(&w, answer)) {
		db_rollback(request->db);
		return;
	}
	err = model_account_remove(&w.m, w.auth.person, w.id, NULL);
	if (err == SWA_OK && db_commit(request->db)) {
		answer->status = 204;
		return;
	}
	api_failed(request, answer, err == SWA_OK ? SWA_ERR_IO : err);
	db_rollback(request->db);
}

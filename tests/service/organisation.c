#include "delivery.h"
#include "keys.h"
#include "model_private.h"

#include <stdio.h>
#include <string.h>

static swa_err
key_make(const struct model *m, const char *kind, int64_t generation)
{
	unsigned char public[32];
	swa_err err = keys_make(m->service->keys, kind, generation, public);

	if (err != SWA_OK)
		return err;
	return run(m, "INSERT INTO keys (kind, generation, public) VALUES ($1, $2, $3)",
	           DB_ARGS(DB_T(kind), DB_N(generation), DB_B(public, sizeof(public))), NULL);
}

swa_err
model_organisation_create(const struct model *m, const char *id, const char *name, const char *policy)
{
	int64_t count;
	char epoch[33];
	swa_err err;

	if (!model_id_valid(id) || name[0] == '\0' || strlen(name) > 256)
		return SWA_ERR_ARGUMENT;
	if ((err = one_number(m, "SELECT COUNT(*) FROM organisation", DB_NO_ARGS, SWA_ERR_IO, &count)) !=
	    SWA_OK)
		return err;
	if (count != 0)
		return SWA_ERR_CONFLICT;
	model_id_new(epoch);
	if ((err = key_make(m, KEYS_IDENTITY, 1)) != SWA_OK ||
	    (err = key_make(m, KEYS_DELIVERY, 1)) != SWA_OK)
		return err;
	return run(m,
	           "INSERT INTO organisation (id, name, epoch, policy, identity, delivery)"
	           " VALUES ($1, $2, $3, $4, 1, 1)",
	           DB_ARGS(DB_T(id), DB_T(name), DB_T(epoch), DB_T(policy)), NULL);
}

static swa_err
load_key(struct service *service, const char *kind, int64_t generation, struct swa_secret **ret_key)
{
	const struct swa_secret *key;
	swa_err err = keys_get(service->keys, kind, generation, &key);
	unsigned char copy[32];

	if (err != SWA_OK)
		return err;
	memcpy(copy, swa_secret_bytes(key), sizeof(copy));
	return swa_secret_take(copy, sizeof(copy), ret_key);
}

swa_err
model_organisation_load(struct service *service, struct db *db)
{
	struct db_rows *rows;
	swa_err err = SWA_ERR_RECORD_MISSING;

	if (!db_select(db, "SELECT id, name, identity, delivery FROM organisation", DB_NO_ARGS, &rows))
		return SWA_ERR_IO;
	if (db_next(rows)) {
		snprintf(service->organisation, sizeof(service->organisation), "%s", db_text(rows, 0));
		snprintf(service->name, sizeof(service->name), "%s", db_text(rows, 1));
		service->identity_generation = db_number(rows, 2);
		service->delivery_generation = db_number(rows, 3);
		err = SWA_OK;
	}
	db_done(rows);
	if (err != SWA_OK)
		return err;
	if ((err = load_key(service, KEYS_IDENTITY, service->identity_generation, &service->identity)) !=
	            SWA_OK ||
	    (err = load_key(service, KEYS_DELIVERY, service->delivery_generation, &service->delivery)) !=
	            SWA_OK)
		return err;
	if ((err = swa_signature_public(service->identity, service->identity_public)) != SWA_OK)
		return err;
	return swa_delivery_public(service->delivery, service->delivery_public);
}

swa_err
model_policy_set(const struct model *m, const char *policy)
{
	struct swa_json *json;
	swa_err err = swa_json_parse(policy, strlen(policy), &json, NULL);

	if (err != SWA_OK)
		return SWA_ERR_ARGUMENT;
	if (swa_json_kind(json) != SWA_JSON_OBJECT)
		err = SWA_ERR_ARGUMENT;
	swa_json_free(json);
	if (err != SWA_OK || (err = organisation_lock(m)) != SWA_OK)
		return err;
	if ((err = run(m, "UPDATE organisation SET policy = $1", DB_ARGS(DB_T(policy)), NULL)) != SWA_OK)
		return err;
	return feed_touch_all(m, KIND_POLICY, "policy");
}

swa_err
model_policy_get(const struct model *m, struct swa_buf *ret_policy)
{
	return one_text(m, "SELECT policy FROM organisation", DB_NO_ARGS, SWA_ERR_RECORD_MISSING, ret_policy);
}

swa_err
model_identity_rotate(const struct model *m)
{
	int64_t generation = 0;
	char id[24];
	swa_err err;

	if ((err = organisation_lock(m)) != SWA_OK ||
	    (err = one_number(m, "UPDATE organisation SET identity = identity + 1 RETURNING identity",
	                      DB_NO_ARGS, SWA_ERR_RECORD_MISSING, &generation)) != SWA_OK ||
	    (err = key_make(m, KEYS_IDENTITY, generation)) != SWA_OK)
		return err;
	snprintf(id, sizeof(id), "%lld", (long long)generation);
	return feed_touch_all(m, KIND_IDENTITY, id);
}

swa_err
model_delivery_rotate(const struct model *m)
{
	int64_t generation = 0;
	swa_err err;

	if ((err = organisation_lock(m)) != SWA_OK ||
	    (err = one_number(m, "UPDATE organisation SET delivery = delivery + 1 RETURNING delivery",
	                      DB_NO_ARGS, SWA_ERR_RECORD_MISSING, &generation)) != SWA_OK ||
	    (err = key_make(m, KEYS_DELIVERY, generation)) != SWA_OK)
		return err;
	return feed_touch_all(m, KIND_KEY, "delivery");
}

/* Past anything that was given out since the backup. */
#define LEAP "1000000000"

swa_err
model_restart(const struct model *m)
{
	char epoch[33];
	swa_err err;

	model_id_new(epoch);
	if ((err = run(m, "UPDATE organisation SET epoch = $1", DB_ARGS(DB_T(epoch)), NULL)) != SWA_OK ||
	    (err = run(m, "UPDATE persons SET version = version + " LEAP, DB_NO_ARGS, NULL)) != SWA_OK ||
	    (err = run(m, "UPDATE feed SET version = version + " LEAP, DB_NO_ARGS, NULL)) != SWA_OK ||
	    (err = run(m, "UPDATE accounts SET version = version + " LEAP, DB_NO_ARGS, NULL)) != SWA_OK)
		return err;
	return SWA_OK;
}

#define ANSWERS_KEPT_S ((int64_t)30 * 86400)

swa_err
model_tidy(const struct model *m, int64_t now)
{
	return run(m, "DELETE FROM answers WHERE created < $1", DB_ARGS(DB_N(now - ANSWERS_KEPT_S)), NULL);
}

swa_err
model_identity_public(const struct model *m, int64_t generation, unsigned char ret_public[32])
{
	const struct swa_secret *key;
	swa_err err;

	if (generation == m->service->identity_generation) {
		memcpy(ret_public, m->service->identity_public, 32);
		return SWA_OK;
	}
	if ((err = keys_get(m->service->keys, KEYS_IDENTITY, generation, &key)) != SWA_OK)
		return err;
	return swa_signature_public(key, ret_public);
}

swa_err
model_delivery_public(const struct model *m, int64_t generation, unsigned char ret_public[32])
{
	const struct swa_secret *key;
	swa_err err;

	if (generation == m->service->delivery_generation) {
		memcpy(ret_public, m->service->delivery_public, 32);
		return SWA_OK;
	}
	if ((err = keys_get(m->service->keys, KEYS_DELIVERY, generation, &key)) != SWA_OK)
		return err;
	return swa_delivery_public(key, ret_public);
}

/*
 * Replacing the device's keys (docs/sync-protocol.md, section 7).
 *
 * The new pair is stored before the service hears of it.  Where the answer is
 * lost, the same pair is offered again by the old key; where that is not known
 * any more, the service has taken the new one.
 */
#include "delivery.h"
#include "encode.h"
#include "org.h"
#include "swa/delta.h"

#include <stdio.h>
#include <string.h>

#define NEXT_SIGNATURE_KEY "next_signature_key"
#define NEXT_DELIVERY_KEY "next_delivery_key"

static swa_err
set_secret(struct org *org, const char *field, const struct swa_secret *key)
{
	struct swa_buf value;
	swa_err err = SWA_OK;

	swa_buf_init(&value, SWA_KEY_SIZE);
	if (key != NULL)
		err = swa_buf_append(&value, swa_secret_bytes(key), SWA_KEY_SIZE);
	if (err == SWA_OK)
		err = swa_enrolment_set_secret(org->sync->vault, org->row.id, field,
		                               key != NULL ? &value : NULL);
	swa_buf_finish(&value);
	return err;
}

static swa_err
make_next(struct org *org)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *seed = NULL;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *delivery = NULL;
	unsigned char public_key[SWA_KEY_SIZE];
	swa_err err;

	if ((err = swa_signature_pair(&seed, public_key)) != SWA_OK ||
	    (err = swa_delivery_pair(&delivery, public_key)) != SWA_OK ||
	    (err = swa_vault_begin(org->sync->vault)) != SWA_OK)
		return err;
	if ((err = set_secret(org, NEXT_SIGNATURE_KEY, seed)) == SWA_OK &&
	    (err = set_secret(org, NEXT_DELIVERY_KEY, delivery)) == SWA_OK)
		return swa_vault_commit(org->sync->vault);
	swa_vault_rollback(org->sync->vault);
	return err;
}

static swa_err
write_adopted(struct org *org, const struct swa_secret *seed, const struct swa_secret *delivery)
{
	struct swa_enrolment row = org->row;
	swa_err err;

	if ((err = swa_signature_public(seed, row.signature_key)) != SWA_OK ||
	    (err = swa_delivery_public(delivery, row.delivery_key)) != SWA_OK ||
	    (err = set_secret(org, SWA_SECRET_SIGNATURE_KEY, seed)) != SWA_OK ||
	    (err = set_secret(org, SWA_SECRET_DELIVERY_KEY, delivery)) != SWA_OK ||
	    (err = set_secret(org, NEXT_SIGNATURE_KEY, NULL)) != SWA_OK ||
	    (err = set_secret(org, NEXT_DELIVERY_KEY, NULL)) != SWA_OK ||
	    (err = swa_enrolment_update(org->sync->vault, &row)) != SWA_OK)
		return err;
	return swa_delta_restart(org->sync->vault, org->row.id);
}

/* From here on requests are signed with the new key, and all secrets come sealed to it. */
static void
adopt(struct org *org)
{
	struct swa_secret *seed = NULL, *delivery = NULL;
	struct swa_vault *vault = org->sync->vault;
	swa_err err;

	if ((err = org_key(org, NEXT_SIGNATURE_KEY, &seed)) == SWA_OK &&
	    (err = org_key(org, NEXT_DELIVERY_KEY, &delivery)) == SWA_OK &&
	    (err = swa_vault_begin(vault)) == SWA_OK) {
		if ((err = write_adopted(org, seed, delivery)) == SWA_OK)
			err = swa_vault_commit(vault);
		else
			swa_vault_rollback(vault);
	}
	swa_secret_free(delivery);
	if (err == SWA_OK)
		err = org_reload(org);
	if (err != SWA_OK) {
		swa_secret_free(seed);
		look_end(org, err, "", -1);
		return;
	}
	swa_secret_free(org->seed);
	org->seed = seed;
	swa_buf_finish(&org->access); /* bound to the old key */
	org_note(org, "keys_renewed", NULL, NULL, org->row.name);
	org->sync->events.touched(org->sync->events.context);
	writeback_start(org);
}

/* --- was the new key taken already? ----------------------------------------------- */

static void
on_probed(struct org *org, const struct swa_api_answer *answer)
{
	if (answer->err == SWA_OK)
		adopt(org);
	else if (answer->err == SWA_ERR_SIGN_IN_NEEDED || answer->err == SWA_ERR_DEVICE_REVOKED)
		revocation_ask(org, org->gone_err, org->gone_why);
	else
		look_end(org, answer->err, answer->why, answer->retry_after_s);
}

static void
probe(struct org *org, const struct swa_api_answer *answer)
{
	struct swa_secret *seed = NULL;
	struct org_request *request;
	swa_err err;

	org->gone_err = answer->err;
	(void)snprintf(org->gone_why, sizeof(org->gone_why), "%s", answer->why);
	if ((err = org_key(org, NEXT_SIGNATURE_KEY, &seed)) != SWA_OK) {
		look_end(org, err, "", -1);
		return;
	}
	swa_secret_free(org->seed);
	org->seed = seed;
	swa_buf_finish(&org->access);
	request = org_request(org, "GET", on_probed);
	(void)snprintf(request->path, sizeof(request->path), "/v1/changes?limit=1");
	org_send(org);
}

/* --- offering ------------------------------------------------------------------------ */

static void
on_replaced(struct org *org, const struct swa_api_answer *answer)
{
	if (answer->err == SWA_OK)
		adopt(org);
	else if (answer->err == SWA_ERR_SIGN_IN_NEEDED || answer->status == 401 || answer->status == 404)
		probe(org, answer); /* the old key is not known any more */
	else
		look_failed(org, answer);
}

static swa_err
set_public(struct swa_json *body, const char *name, const unsigned char key[SWA_KEY_SIZE])
{
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, 64);
	if ((err = swa_base64_put(&text, key, SWA_KEY_SIZE)) == SWA_OK)
		swa_json_set_text(body, name, swa_buf_text(&text));
	swa_buf_finish(&text);
	return err;
}

static swa_err
fill(struct org *org, struct swa_json *body, const struct swa_secret *seed, const struct swa_secret *delivery)
{
	const struct swa_delivery_parties parties = {
	        .organisation = org->row.organisation,
	        .device = org->row.device,
	};
	unsigned char signature_key[SWA_KEY_SIZE], delivery_key[SWA_KEY_SIZE];
	struct swa_buf proof;
	swa_err err;

	if ((err = swa_signature_public(seed, signature_key)) != SWA_OK ||
	    (err = swa_delivery_public(delivery, delivery_key)) != SWA_OK ||
	    (err = set_public(body, "signature_key", signature_key)) != SWA_OK ||
	    (err = set_public(body, "delivery_key", delivery_key)) != SWA_OK)
		return err;
	swa_buf_init(&proof, 128);
	if ((err = swa_keys_sign(org->seed, &parties, signature_key, delivery_key, &proof)) == SWA_OK)
		swa_json_set_text(body, "proof", swa_buf_text(&proof));
	swa_buf_finish(&proof);
	return err;
}

static void
offer(struct org *org, const struct swa_secret *seed, const struct swa_secret *delivery)
{
	struct org_request *request = org_request(org, "POST", on_replaced);
	swa_err err;

	request->body = swa_json_new_object();
	(void)snprintf(request->path, sizeof(request->path), "/v1/devices/%s/keys", org->row.device);
	if ((err = fill(org, request->body, seed, delivery)) == SWA_OK)
		org_send(org);
	else
		look_end(org, err, "", -1);
}

bool
keys_resume(struct org *org)
{
	struct swa_secret *seed = NULL, *delivery = NULL;
	bool pending = org_key(org, NEXT_SIGNATURE_KEY, &seed) == SWA_OK &&
	               org_key(org, NEXT_DELIVERY_KEY, &delivery) == SWA_OK;

	if (pending) {
		job_phase(&org->sync->jobs, org->job, "registering");
		offer(org, seed, delivery);
	}
	swa_secret_free(seed);
	swa_secret_free(delivery);
	return pending;
}

/* A look that begins by offering the new keys. */
void
keys_start(struct org *org, struct job *job)
{
	struct swa_secret *next = NULL;
	swa_err err = org_key(org, NEXT_SIGNATURE_KEY, &next);

	swa_secret_free(next);
	if (err == SWA_ERR_RECORD_MISSING)
		err = make_next(org);
	if (err == SWA_OK)
		(void)look_start(org, job);
	else
		job_finish(&org->sync->jobs, job, err, "", org_app_count(org));
	sync_plan(org->sync);
}

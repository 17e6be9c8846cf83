/*
 * Secrets at rest: sealed to the service's own delivery key, in a frame that
 * names person, app, account, field and version.  Who has the database alone
 * opens none, and who may write to it cannot put one in another's place.
 */
#include "model_private.h"

#include "delivery.h"
#include "keys.h"

#include <stdio.h>
#include <string.h>

#define AT_REST "at.rest"

static struct swa_secret_place
frame_of(const struct model *m, const struct sealed_place *place, char account[128])
{
	snprintf(account, 128, "%lld.%s", (long long)place->person, place->account);
	return (struct swa_secret_place){
	        .organisation = m->service->organisation,
	        .device = AT_REST,
	        .app_id = place->app,
	        .account_id = account,
	        .field = place->field,
	        .version = (uint64_t)place->version,
	};
}

/* The newest delivery key; only computed where it is newer than the process. */
static swa_err
newest(const struct model *m, int64_t *ret_generation, unsigned char ret_public[32])
{
	const struct swa_secret *key;
	swa_err err = one_number(m, "SELECT delivery FROM organisation", DB_NO_ARGS, SWA_ERR_RECORD_MISSING,
	                         ret_generation);

	if (err != SWA_OK)
		return err;
	if (*ret_generation == m->service->delivery_generation) {
		memcpy(ret_public, m->service->delivery_public, 32);
		return SWA_OK;
	}
	if ((err = keys_get(m->service->keys, KEYS_DELIVERY, *ret_generation, &key)) != SWA_OK)
		return err;
	return swa_delivery_public(key, ret_public);
}

swa_err
sealed_put(const struct model *m, const struct sealed_place *place, const struct swa_buf *value,
           int64_t *ret_generation, struct swa_buf *ret_sealed)
{
	char account[128];
	unsigned char public[32];
	struct swa_secret_place frame = frame_of(m, place, account);
	swa_err err = newest(m, ret_generation, public);

	return err != SWA_OK ? err : swa_delivery_seal(public, &frame, value, ret_sealed);
}

swa_err
sealed_get(const struct model *m, const struct sealed_place *place, int64_t generation, const char *sealed,
           struct swa_buf *ret_value)
{
	char account[128];
	struct swa_secret_place frame = frame_of(m, place, account);
	const struct swa_secret *key;
	swa_err err = keys_get(m->service->keys, KEYS_DELIVERY, generation, &key);

	return err != SWA_OK ? err : swa_delivery_open(key, &frame, sealed, ret_value);
}

#include "generation.h"

#define COUNTER_SIZE 8
#define SEALED_MAX (COUNTER_SIZE + SEAL_OVERHEAD)

static struct seal_place
place_of(const struct swa_vault *vault)
{
	struct seal_place place = {
	        .space = "",
	        .type = "generation",
	        .app = vault->id,
	        .account = "",
	        .field = "",
	        .version = 1,
	};

	return place;
}

swa_err
generation_read(struct swa_vault *vault, uint64_t *ret_generation)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	const struct seal_place place = place_of(vault);
	uint64_t generation = 0;
	swa_err err;

	swa_buf_init(&sealed, SEALED_MAX);
	swa_buf_init(&plain, COUNTER_SIZE);
	if ((err = meta_get(vault->store, "generation", &sealed)) != SWA_OK)
		return err == SWA_ERR_LIMIT ? SWA_ERR_VAULT_DAMAGED : err;
	if ((err = seal_open(vault->generation_key, &place, sealed.data, sealed.size, &plain)) != SWA_OK)
		return err;
	if (plain.size != COUNTER_SIZE)
		return SWA_ERR_VAULT_DAMAGED;
	for (unsigned i = 0; i < COUNTER_SIZE; i++)
		generation |= (uint64_t)plain.data[i] << (8 * i);
	*ret_generation = generation;
	return SWA_OK;
}

swa_err
generation_write(struct swa_vault *vault, uint64_t generation)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	const struct seal_place place = place_of(vault);
	unsigned char bytes[COUNTER_SIZE];
	swa_err err;

	swa_buf_init(&sealed, SEALED_MAX);
	for (unsigned i = 0; i < COUNTER_SIZE; i++)
		bytes[i] = (unsigned char)(generation >> (8 * i));
	if ((err = seal_close(vault->generation_key, &place, bytes, sizeof(bytes), &sealed)) != SWA_OK)
		return err;
	return meta_set(vault->store, "generation", sealed.data, sealed.size);
}

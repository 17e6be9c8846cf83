#include "space.h"

#include "swa/enrolment.h"

#include <stdlib.h>
#include <string.h>

struct space {
	struct space *next;
	struct swa_secret *key;
	char id[sizeof(SWA_SPACE_PERSONAL) > SWA_ENROLMENT_ID_SIZE ? sizeof(SWA_SPACE_PERSONAL)
	                                                           : SWA_ENROLMENT_ID_SIZE + 1];
};

static struct seal_place
place_of(const char *vault_id, const char *space)
{
	struct seal_place place = {
	        .space = space,
	        .type = "space key",
	        .app = vault_id,
	        .account = "",
	        .field = "",
	        .version = 1,
	};

	return place;
}

/* --- keys in memory ------------------------------------------------------ */

/* Takes KEY over. */
static swa_err
remember(struct swa_vault *vault, const char *id, struct swa_secret **key)
{
	struct space *space;
	const size_t size = strlen(id) + 1;

	if (size > sizeof(space->id))
		return SWA_ERR_VAULT_DAMAGED;
	space_forget(vault, id); /* of an enrolment whose adding was undone */
	if ((space = calloc(1, sizeof(*space))) == NULL)
		return SWA_ERR_NOMEM;
	memcpy(space->id, id, size);
	space->key = *key;
	*key = NULL;
	space->next = vault->spaces;
	vault->spaces = space;
	return SWA_OK;
}

const struct swa_secret *
space_key(const struct swa_vault *vault, const char *space)
{
	for (const struct space *s = vault->spaces; s != NULL; s = s->next) {
		if (strcmp(s->id, space) == 0)
			return s->key;
	}
	return NULL;
}

void
space_forget(struct swa_vault *vault, const char *space)
{
	for (struct space **at = &vault->spaces; *at != NULL; at = &(*at)->next) {
		struct space *s = *at;

		if (strcmp(s->id, space) != 0)
			continue;
		*at = s->next;
		swa_secret_free(s->key);
		free(s);
		return;
	}
}

void
space_forget_all(struct swa_vault *vault)
{
	while (vault->spaces != NULL)
		space_forget(vault, vault->spaces->id);
}

/* --- keys on the disk ---------------------------------------------------- */

swa_err
space_create(struct swa_vault *vault, const char *space)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf wrapped;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const struct seal_place place = place_of(vault->id, space);
	swa_err err;

	swa_buf_init(&wrapped, SEAL_KEY_SIZE + SEAL_OVERHEAD);
	if ((err = swa_secret_random(SEAL_KEY_SIZE, &key)) != SWA_OK)
		return err;
	if ((err = seal_close(vault->wrap_key, &place, swa_secret_bytes(key), SEAL_KEY_SIZE, &wrapped)) !=
	    SWA_OK)
		return err;
	if ((err = store_query(vault->store, "INSERT INTO space (id, wrapped_key) VALUES (?1, ?2)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, space);
	store_bind_blob(query, 2, wrapped.data, wrapped.size);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return remember(vault, space, &key);
}

swa_err
space_remove(struct swa_vault *vault, const char *space)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	/* All that is in it goes along: ON DELETE CASCADE.  What is freed is overwritten: secure_delete. */
	if ((err = store_query(vault->store, "DELETE FROM space WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, space);
	return store_finish(&query);
}

/* Row: id, wrapped_key. */
static swa_err
load(struct swa_vault *vault, struct store_query *query)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *key = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	const struct seal_place place = place_of(vault->id, store_text(query, 0));
	const void *wrapped;
	size_t size;
	swa_err err;

	swa_buf_init(&plain, SEAL_KEY_SIZE);
	wrapped = store_blob(query, 1, &size);
	if (size != SEAL_KEY_SIZE + SEAL_OVERHEAD)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = seal_open(vault->wrap_key, &place, wrapped, size, &plain)) != SWA_OK)
		return err;
	if ((err = swa_secret_take(plain.data, plain.size, &key)) != SWA_OK)
		return err;
	return remember(vault, place.space, &key);
}

swa_err
space_load_all(struct swa_vault *vault)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, "SELECT id, wrapped_key FROM space", &query)) != SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		if ((err = load(vault, query)) != SWA_OK)
			return err;
	}
	if (err != SWA_OK)
		return err;
	return space_key(vault, SWA_SPACE_PERSONAL) != NULL ? SWA_OK : SWA_ERR_VAULT_DAMAGED;
}

/* Finding and reading enrolments. */
#include "enrolment_row.h"
#include "space.h"

#include <sodium.h>
#include <string.h>

#define COLUMNS \
	"SELECT id, service, issuer, client_id, organisation, name, person, device, device_name, tls_pin," \
	" state, enrolled, last_sync, cursor, etag, full, version, keys FROM enrolment "

void
swa_enrolment_new_id(char ret_id[SWA_ENROLMENT_ID_SIZE + 1])
{
	unsigned char bytes[SWA_ENROLMENT_ID_SIZE / 2];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(ret_id, SWA_ENROLMENT_ID_SIZE + 1, bytes, sizeof(bytes));
}

swa_err
enrolment_find(struct store *store, const char *id, struct enrolment_row *ret_row)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT number, pass, reports, version, full FROM enrolment WHERE id = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	ret_row->number = store_int(query, 0);
	ret_row->pass = store_int(query, 1);
	ret_row->reports = store_int(query, 2);
	ret_row->version = (uint32_t)store_int(query, 3);
	ret_row->full = store_int(query, 4) != 0;
	return SWA_OK;
}

/* --- what is sealed in the row ------------------------------------------- */

static struct seal_place
place_of(const char *id, uint32_t version)
{
	struct seal_place place = {
	        .space = id,
	        .type = "enrolment row",
	        .app = "",
	        .account = "",
	        .field = "keys",
	        .version = version,
	};

	return place;
}

swa_err
enrolment_seal(struct swa_vault *vault, const struct swa_enrolment *enrolment, uint32_t version,
               struct swa_buf *ret_sealed)
{
	const struct swa_secret *key = space_key(vault, enrolment->id);
	const struct seal_place place = place_of(enrolment->id, version);
	unsigned char plain[ENROLMENT_SEALED_SIZE];

	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(plain, enrolment->identity_key, SWA_KEY_SIZE);
	memcpy(plain + SWA_KEY_SIZE, enrolment->signature_key, SWA_KEY_SIZE);
	memcpy(plain + (size_t)2 * SWA_KEY_SIZE, enrolment->delivery_key, SWA_KEY_SIZE);
	plain[(size_t)3 * SWA_KEY_SIZE] = (unsigned char)enrolment->trust;
	return seal_close(key, &place, plain, sizeof(plain), ret_sealed);
}

static enum swa_trust
trust_from_number(int64_t number)
{
	switch (number) {
	case SWA_TRUST_PERSON: return SWA_TRUST_PERSON;
	case SWA_TRUST_ADMINISTRATOR: return SWA_TRUST_ADMINISTRATOR;
	default: return SWA_TRUST_TLS;
	}
}

static swa_err
open_keys(struct swa_vault *vault, struct store_query *query, struct swa_enrolment *enrolment)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	const struct swa_secret *key = space_key(vault, enrolment->id);
	const struct seal_place place = place_of(enrolment->id, (uint32_t)store_int(query, 16));
	const void *sealed;
	size_t size;
	swa_err err;

	swa_buf_init(&plain, ENROLMENT_SEALED_SIZE);
	sealed = store_blob(query, 17, &size);
	if (key == NULL || size != ENROLMENT_SEALED_SIZE + SEAL_OVERHEAD)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = seal_open(key, &place, sealed, size, &plain)) != SWA_OK)
		return err;
	memcpy(enrolment->identity_key, plain.data, SWA_KEY_SIZE);
	memcpy(enrolment->signature_key, plain.data + SWA_KEY_SIZE, SWA_KEY_SIZE);
	memcpy(enrolment->delivery_key, plain.data + (size_t)2 * SWA_KEY_SIZE, SWA_KEY_SIZE);
	enrolment->trust = trust_from_number(plain.data[(size_t)3 * SWA_KEY_SIZE]);
	return SWA_OK;
}

/* --- reading ------------------------------------------------------------- */

static enum swa_enrolment_state
state_from_number(int64_t number)
{
	switch (number) {
	case SWA_ENROLMENT_SIGN_IN: return SWA_ENROLMENT_SIGN_IN;
	case SWA_ENROLMENT_SUSPENDED: return SWA_ENROLMENT_SUSPENDED;
	default: return SWA_ENROLMENT_ACTIVE;
	}
}

static swa_err
read_row(struct swa_vault *vault, struct store_query *query, struct swa_enrolment *ret_enrolment)
{
	struct swa_enrolment *e = ret_enrolment;

	e->id = store_text(query, 0);
	e->service = store_text(query, 1);
	e->issuer = store_text(query, 2);
	e->client_id = store_text(query, 3);
	e->organisation = store_text(query, 4);
	e->name = store_text(query, 5);
	e->person = store_text(query, 6);
	e->device = store_text(query, 7);
	e->device_name = store_text(query, 8);
	e->tls_pin = store_text(query, 9);
	e->state = state_from_number(store_int(query, 10));
	e->enrolled = store_int(query, 11);
	e->last_sync = store_int(query, 12);
	e->cursor = store_text(query, 13);
	e->etag = store_text(query, 14);
	e->full = store_int(query, 15) != 0;
	return open_keys(vault, query, e);
}

swa_err
swa_enrolment_get(struct swa_vault *vault, const char *id, swa_enrolment_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_enrolment enrolment;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, COLUMNS "WHERE id = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, id);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (!row)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	if ((err = read_row(vault, query, &enrolment)) != SWA_OK)
		return err;
	(void)visit(context, &enrolment);
	return SWA_OK;
}

swa_err
swa_enrolment_list(struct swa_vault *vault, swa_enrolment_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_enrolment enrolment;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, COLUMNS "ORDER BY number", &query)) != SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		if ((err = read_row(vault, query, &enrolment)) != SWA_OK)
			return err;
		if (!visit(context, &enrolment))
			break;
	}
	return err;
}

static bool
pass_over(void *context, const struct swa_enrolment *enrolment)
{
	(void)context;
	(void)enrolment;
	return true;
}

swa_err
enrolment_check(struct swa_vault *vault)
{
	return swa_enrolment_list(vault, pass_over, NULL);
}

const char *
swa_enrolment_state_name(enum swa_enrolment_state state)
{
	switch (state) {
	case SWA_ENROLMENT_ACTIVE: return "active";
	case SWA_ENROLMENT_SIGN_IN: return "sign_in";
	case SWA_ENROLMENT_SUSPENDED: return "suspended";
	}
	return "active";
}

const char *
swa_trust_name(enum swa_trust trust)
{
	switch (trust) {
	case SWA_TRUST_TLS: return "tls";
	case SWA_TRUST_PERSON: return "person";
	case SWA_TRUST_ADMINISTRATOR: return "administrator";
	}
	return "tls";
}

/* Opening and checking a vault. */
#include "file.h"
#include "generation.h"
#include "header.h"
#include "kdf.h"
#include "layout.h"
#include "schema.h"
#include "space.h"
#include "swa/audit.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* --- reading and starting ------------------------------------------------ */

swa_err
swa_vault_probe(const char *folder, struct swa_vault_facts *ret_facts)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	struct header header;
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = header_load(folder, &bytes, &header)) == SWA_OK)
		*ret_facts = header.facts;
	return err;
}

swa_err
vault_start(const char *folder, const char *name, enum store_contents contents,
            const unsigned char id[SWA_VAULT_ID_SIZE], const struct swa_secret *root,
            struct swa_vault **ret_vault)
{
	SWA_CLEANUP(swa_vault_closep) struct swa_vault *vault = NULL;
	SWA_CLEANUP(file_path_freep) char *path = NULL;
	swa_err err;

	if ((vault = calloc(1, sizeof(*vault))) == NULL)
		return SWA_ERR_NOMEM;
	sodium_bin2hex(vault->id, sizeof(vault->id), id, SWA_VAULT_ID_SIZE);
	if ((err = file_path(folder, name, &path)) != SWA_OK)
		return err;
	if ((err = kdf_derive(root, KDF_AUDIT, &vault->audit_key)) != SWA_OK)
		return err;
	if ((err = kdf_derive(root, KDF_GENERATION, &vault->generation_key)) != SWA_OK)
		return err;
	if ((err = kdf_derive(root, KDF_SPACE, &vault->wrap_key)) != SWA_OK)
		return err;
	if ((err = kdf_derive(root, KDF_DATABASE, &vault->database_key)) != SWA_OK)
		return err;
	if ((err = store_open(path, contents, vault->database_key, &vault->store)) != SWA_OK)
		return err;
	*ret_vault = vault;
	vault = NULL;
	return SWA_OK;
}

/* --- opening ------------------------------------------------------------- */

/* Does the database belong to the header? */
static swa_err
check_identity(struct swa_vault *vault)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf id;
	swa_err err;

	swa_buf_init(&id, VAULT_ID_TEXT_SIZE);
	if ((err = meta_get(vault->store, "vault", &id)) != SWA_OK)
		return err == SWA_ERR_LIMIT ? SWA_ERR_VAULT_DAMAGED : err;
	return strcmp(swa_buf_text(&id), vault->id) == 0 ? SWA_OK : SWA_ERR_VAULT_DAMAGED;
}

static swa_err
upgrade(struct swa_vault *vault)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = schema_upgrade(vault->store)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
vault_prove(struct swa_vault *vault, bool *ret_current)
{
	swa_err err;

	if ((err = schema_check(vault->store, ret_current)) != SWA_OK)
		return err;
	if ((err = check_identity(vault)) != SWA_OK)
		return err;
	if ((err = generation_read(vault, &vault->generation)) != SWA_OK)
		return err;
	return space_load_all(vault);
}

swa_err
swa_vault_open(const char *folder, const struct swa_secret *root, struct swa_vault **ret_vault)
{
	SWA_CLEANUP(swa_vault_closep) struct swa_vault *vault = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf bytes;
	struct header header;
	bool current;
	swa_err err;

	swa_buf_init(&bytes, HEADER_SIZE_MAX);
	if ((err = header_load(folder, &bytes, &header)) != SWA_OK)
		return err;
	if ((err = header_prove(bytes.data, bytes.size, root)) != SWA_OK)
		return err;
	if ((err = vault_start(folder, LAYOUT_DATABASE, STORE_EXISTING, header.facts.id, root, &vault)) !=
	    SWA_OK)
		return err;
	if ((err = vault_prove(vault, &current)) != SWA_OK)
		return err;
	if (!current && (err = upgrade(vault)) != SWA_OK)
		return err;
	*ret_vault = vault;
	vault = NULL;
	return SWA_OK;
}

static swa_err
copy_key(const struct swa_secret *key, struct swa_secret **ret_copy)
{
	swa_err err = swa_secret_new(swa_secret_size(key), ret_copy);

	if (err == SWA_OK)
		memcpy(swa_secret_data(*ret_copy), swa_secret_bytes(key), swa_secret_size(key));
	return err;
}

swa_err
vault_copy_keys(const struct swa_vault *vault, struct swa_vault **ret_copy)
{
	SWA_CLEANUP(swa_vault_closep) struct swa_vault *copy = NULL;
	swa_err err;

	if ((copy = calloc(1, sizeof(*copy))) == NULL)
		return SWA_ERR_NOMEM;
	memcpy(copy->id, vault->id, sizeof(copy->id));
	if ((err = copy_key(vault->database_key, &copy->database_key)) != SWA_OK)
		return err;
	if ((err = copy_key(vault->audit_key, &copy->audit_key)) != SWA_OK)
		return err;
	if ((err = copy_key(vault->generation_key, &copy->generation_key)) != SWA_OK)
		return err;
	if ((err = copy_key(vault->wrap_key, &copy->wrap_key)) != SWA_OK)
		return err;
	*ret_copy = copy;
	copy = NULL;
	return SWA_OK;
}

void
swa_vault_close(struct swa_vault *vault)
{
	if (vault == NULL)
		return;
	swa_vault_rollback(vault);
	store_close(vault->store);
	swa_secret_free(vault->database_key);
	swa_secret_free(vault->audit_key);
	swa_secret_free(vault->generation_key);
	swa_secret_free(vault->wrap_key);
	space_forget_all(vault);
	free(vault);
}

void
swa_vault_closep(struct swa_vault **vault)
{
	swa_vault_close(*vault);
}

/* --- facts and checks ---------------------------------------------------- */

uint64_t
swa_vault_generation(const struct swa_vault *vault)
{
	return vault->generation;
}

swa_err
swa_vault_check(struct swa_vault *vault)
{
	uint64_t bad;
	swa_err err;

	if ((err = store_check(vault->store)) != SWA_OK)
		return err;
	/* The cipher does not notice every change of a large value: open them all. */
	if ((err = app_check(vault)) != SWA_OK)
		return err;
	if ((err = account_check(vault)) != SWA_OK)
		return err;
	if ((err = enrolment_check(vault)) != SWA_OK)
		return err;
	if ((err = record_check(vault)) != SWA_OK)
		return err;
	return swa_audit_verify(vault, &bad);
}

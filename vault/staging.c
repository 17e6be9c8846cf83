#include "swa/staging.h"

#include "app_write.h"
#include "credential.h"
#include "space.h"
#include "swa/enrolment.h"
#include "swa/extra.h"
#include "swa/totp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/*
 * The plain text of a row: its texts in the order of the list below, each with
 * its size before it and a NUL behind it, then three numbers.
 */
enum part {
	APP_ID,
	LABEL,
	NAME,
	LAUNCH_URL,
	DEFINITION,
	SECTION,
	ACCOUNT_ID,
	USERNAME,
	EXTRA,
	TOTP,
	PASSWORD,
	PART_COUNT,
};

#define ROW_MAX \
	((size_t)SWA_DEFINITION_MAX + SWA_URL_MAX + SWA_SECRET_TEXT_MAX + SWA_EXTRA_TEXT_MAX + \
	 SWA_TOTP_TEXT_MAX + 4096)

struct numbers {
	int64_t position;
	uint32_t mode;
	uint8_t active;
	uint8_t hidden;
};

struct row {
	const char *parts[PART_COUNT]; /* in the plain text */
	size_t sizes[PART_COUNT];
	struct numbers numbers;
};

_Static_assert(RANDOM_ID_SIZE == SWA_STAGING_ID_SIZE + 1, "an id of either kind");

void
swa_staging_new_id(char ret_id[SWA_STAGING_ID_SIZE + 1])
{
	random_id(ret_id);
}

void
swa_staging_row_id(const char *import, int64_t row, char ret_id[SWA_STAGING_ID_SIZE + 1])
{
	(void)snprintf(ret_id, SWA_STAGING_ID_SIZE + 1, "%.24s%08" PRIx32, import, (uint32_t)row);
}

static struct seal_place
place_of(const char *import, int64_t row)
{
	struct seal_place place = {
	        .space = SWA_SPACE_PERSONAL,
	        .type = "staged",
	        .app = import,
	        .account = "",
	        .field = "row",
	        .version = (uint32_t)row,
	};

	return place;
}

static void
append_part(struct swa_buf *plain, const void *data, size_t size)
{
	uint32_t length = (uint32_t)size;

	(void)swa_buf_append(plain, &length,
	                     sizeof(length)); /* read by this program alone: its own byte order */
	if (size > 0)
		(void)swa_buf_append(plain, data, size);
	(void)swa_buf_append(plain, "", 1);
}

static swa_err
write_plain(const struct swa_staged *staged, struct swa_buf *plain)
{
	const char *const texts[PART_COUNT] = {
	        [APP_ID] = staged->app_id,
	        [LABEL] = staged->label,
	        [NAME] = staged->name,
	        [LAUNCH_URL] = staged->launch_url,
	        [DEFINITION] = staged->definition,
	        [SECTION] = staged->section,
	        [ACCOUNT_ID] = staged->account_id,
	        [USERNAME] = staged->username,
	        [EXTRA] = staged->extra,
	        [TOTP] = staged->totp,
	};
	struct numbers numbers;

	memset(&numbers, 0, sizeof(numbers));
	numbers.position = staged->position;
	numbers.mode = (uint32_t)staged->mode;
	numbers.active = staged->active;
	numbers.hidden = staged->hidden;
	for (int i = 0; i < PASSWORD; i++)
		append_part(plain, texts[i], strlen(texts[i]));
	append_part(plain, staged->password->data, staged->password->size);
	(void)swa_buf_append(plain, &numbers, sizeof(numbers));
	return plain->err;
}

static swa_err
read_plain(const struct swa_buf *plain, struct row *ret_row)
{
	size_t at = 0;

	for (int i = 0; i < PART_COUNT; i++) {
		uint32_t size;

		if (plain->size - at < sizeof(size))
			return SWA_ERR_VAULT_DAMAGED;
		memcpy(&size, plain->data + at, sizeof(size));
		at += sizeof(size);
		if (plain->size - at <= size || plain->data[at + size] != '\0')
			return SWA_ERR_VAULT_DAMAGED;
		ret_row->parts[i] = (const char *)plain->data + at;
		ret_row->sizes[i] = size;
		at += (size_t)size + 1;
	}
	if (plain->size - at != sizeof(ret_row->numbers))
		return SWA_ERR_VAULT_DAMAGED;
	memcpy(&ret_row->numbers, plain->data + at, sizeof(ret_row->numbers));
	return SWA_OK;
}

swa_err
swa_staging_put(struct swa_vault *vault, const char *import, int64_t row, const struct swa_staged *staged)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	const struct swa_secret *key = space_key(vault, SWA_SPACE_PERSONAL);
	const struct seal_place place = place_of(import, row);
	swa_err err;

	swa_buf_init(&plain, ROW_MAX);
	swa_buf_init(&sealed, ROW_MAX + SEAL_OVERHEAD);
	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	if (row < 0 || row > UINT32_MAX)
		return SWA_ERR_LIMIT;
	if ((err = write_plain(staged, &plain)) != SWA_OK ||
	    (err = seal_close(key, &place, plain.data, plain.size, &sealed)) != SWA_OK ||
	    (err = change_join(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "INSERT INTO staged (import, row, outcome, sealed) VALUES (?1, ?2, 0, ?3)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, import);
	store_bind_int(query, 2, row);
	store_bind_blob(query, 3, sealed.data, sealed.size);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	return change_commit(&change);
}

/* Row: row, sealed. */
static swa_err
open_row(struct swa_vault *vault, const char *import, struct store_query *query, struct swa_buf *plain,
         struct row *ret_row)
{
	const struct swa_secret *key = space_key(vault, SWA_SPACE_PERSONAL);
	const struct seal_place place = place_of(import, store_int(query, 0));
	const void *sealed;
	size_t size;
	swa_err err;

	sealed = store_blob(query, 1, &size);
	if (key == NULL)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = seal_open(key, &place, sealed, size, plain)) != SWA_OK)
		return err;
	return read_plain(plain, ret_row);
}

swa_err
swa_staging_password(struct swa_vault *vault, const char *import, int64_t row, struct swa_buf *ret_password)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	struct row read;
	bool found;
	swa_err err;

	swa_buf_init(&plain, ROW_MAX);
	if ((err = store_query(vault->store, "SELECT row, sealed FROM staged WHERE import = ?1 AND row = ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, import);
	store_bind_int(query, 2, row);
	if ((err = store_step(query, &found)) != SWA_OK)
		return err;
	if (!found)
		return SWA_ERR_RECORD_MISSING;
	if ((err = open_row(vault, import, query, &plain, &read)) != SWA_OK)
		return err;
	return swa_buf_append(ret_password, read.parts[PASSWORD], read.sizes[PASSWORD]);
}

/* --- storing -------------------------------------------------------------- */

static swa_err
store_app(struct swa_vault *vault, const struct row *row)
{
	const struct swa_app app = {
	        .id = row->parts[APP_ID],
	        .label = row->parts[LABEL],
	        .name = row->parts[NAME],
	        .mode = (enum swa_mode)row->numbers.mode,
	        .active = row->numbers.active != 0,
	        .launch_url = row->parts[LAUNCH_URL],
	};
	const struct swa_place place = {
	        .app_id = app.id,
	        .section = row->parts[SECTION],
	        .position = row->numbers.position,
	        .hidden = row->numbers.hidden != 0,
	};
	swa_err err;

	if ((err = app_write(vault, SWA_SPACE_PERSONAL, &app, row->parts[DEFINITION], false)) != SWA_OK)
		return err;
	if (place.section[0] == '\0' && place.position == 0 && !place.hidden)
		return SWA_OK;
	return swa_place_set(vault, &place);
}

/* An account that is not there is a new one, under the id that the row gives it. */
static swa_err
find_account(struct swa_vault *vault, const struct row *row, struct credential *ret_credential)
{
	swa_err err;

	memset(ret_credential, 0, sizeof(*ret_credential));
	if ((err = credential_find(vault->store, row->parts[ACCOUNT_ID], ret_credential)) == SWA_OK)
		return strcmp(ret_credential->app, row->parts[APP_ID]) == 0 ? SWA_OK
		                                                            : SWA_ERR_ACCOUNT_UNKNOWN;
	if (err != SWA_ERR_ACCOUNT_UNKNOWN)
		return err;
	memset(ret_credential, 0, sizeof(*ret_credential));
	if ((err = credential_space(vault->store, row->parts[APP_ID], ret_credential->space)) != SWA_OK ||
	    (err = credential_copy_id(row->parts[APP_ID], ret_credential->app)) != SWA_OK)
		return err;
	return credential_copy_id(row->parts[ACCOUNT_ID], ret_credential->id);
}

/* What goes beside the password. */
static swa_err
store_others(struct swa_vault *vault, const char *account_id, const struct row *row)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf extra;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf totp;
	const char *fault;
	swa_err err;

	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	swa_buf_init(&totp, SWA_TOTP_TEXT_MAX);
	if ((err = swa_buf_append(&extra, row->parts[EXTRA], row->sizes[EXTRA])) != SWA_OK ||
	    (err = swa_buf_append(&totp, row->parts[TOTP], row->sizes[TOTP])) != SWA_OK)
		return err;
	if (extra.size > 0 && (err = swa_extra_set(vault, account_id, &extra)) != SWA_OK)
		return err;
	return totp.size > 0 ? swa_totp_set(vault, account_id, &totp, &fault) : SWA_OK;
}

static swa_err
store_account(struct swa_vault *vault, const struct row *row)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf value;
	struct credential credential;
	swa_err err;

	swa_buf_init(&value, SWA_SECRET_TEXT_MAX);
	if ((err = find_account(vault, row, &credential)) != SWA_OK)
		return err;
	if (strcmp(credential.space, SWA_SPACE_PERSONAL) != 0)
		return SWA_ERR_APP_UNKNOWN; /* an organisation's own are never changed by an import */
	if (credential.number == 0 || row->sizes[PASSWORD] > 0) {
		if ((err = swa_buf_append(&value, row->parts[PASSWORD], row->sizes[PASSWORD])) != SWA_OK ||
		    (err = credential_write(vault, &credential, row->parts[USERNAME], &value)) != SWA_OK)
			return err;
	}
	return store_others(vault, credential.id, row);
}

static swa_err
store_rows(struct swa_vault *vault, const char *import)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	struct row row;
	bool found;
	swa_err err;

	swa_buf_init(&plain, ROW_MAX);
	if ((err = store_query(vault->store, "SELECT row, sealed FROM staged WHERE import = ?1 ORDER BY row",
	                       &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, import);
	while ((err = store_step(query, &found)) == SWA_OK && found) {
		swa_buf_reset(&plain);
		if ((err = open_row(vault, import, query, &plain, &row)) != SWA_OK)
			return err;
		if (row.sizes[DEFINITION] > 0 && (err = store_app(vault, &row)) != SWA_OK)
			return err;
		if (row.sizes[ACCOUNT_ID] > 0 && (err = store_account(vault, &row)) != SWA_OK)
			return err;
	}
	return err;
}

/* Within the caller's change. */
static swa_err
drop(struct store *store, const char *import)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "DELETE FROM staged WHERE ?1 = '' OR import = ?1", &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, import);
	return store_finish(&query);
}

swa_err
swa_staging_commit(struct swa_vault *vault, const char *import)
{
	swa_err err;

	/* A group: what is within it needs no parts of its own (vault_private.h). */
	if ((err = swa_vault_begin(vault)) != SWA_OK)
		return err;
	if ((err = store_rows(vault, import)) != SWA_OK || (err = drop(vault->store, import)) != SWA_OK) {
		swa_vault_rollback(vault);
		return err;
	}
	return swa_vault_commit(vault);
}

/* Are there any?  A vault without is not written to. */
static swa_err
any(struct store *store, bool *ret_any)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "SELECT 1 FROM staged LIMIT 1", &query)) != SWA_OK)
		return err;
	return store_step(query, ret_any);
}

swa_err
swa_staging_drop(struct swa_vault *vault, const char *import)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	bool some;
	swa_err err;

	if ((err = any(vault->store, &some)) != SWA_OK || !some)
		return err;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = drop(vault->store, import == NULL ? "" : import)) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_staging_known(struct swa_vault *vault, swa_known_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(
	             vault->store,
	             "SELECT app.id, app.launch_url, coalesce(account.id, ''),"
	             " coalesce(account.username, ''), coalesce(account.version, 0), app.mode FROM app"
	             " LEFT JOIN account ON account.app = app.id WHERE app.space = ?1"
	             " ORDER BY app.id, account.number",
	             &query)) != SWA_OK)
		return err;
	store_bind_text(query, 1, SWA_SPACE_PERSONAL);
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		const struct swa_known_login login = {
		        .app_id = store_text(query, 0),
		        .launch_url = store_text(query, 1),
		        .account_id = store_text(query, 2),
		        .username = store_text(query, 3),
		        .version = (uint32_t)store_int(query, 4),
		        .fills = store_int(query, 5) != SWA_MODE_LINK,
		};

		if (!visit(context, &login))
			break;
	}
	return err;
}

#include "swa/audit.h"

#include "vault_private.h"

#include <sodium.h>
#include <string.h>

#define DIGEST_SIZE 32
#define TEXT_MAX 512
#define HEAD_SIZE (8 + DIGEST_SIZE)
#define COLUMNS "SELECT number, time, event, app, account, detail, digest FROM audit "

/* Where the chain ends: sealed beside it, so that entries cut off its end are missed. */
struct head {
	uint64_t number; /* 0: no entry yet */
	unsigned char digest[DIGEST_SIZE];
};

static void
write_u64(unsigned char bytes[8], uint64_t value)
{
	for (unsigned i = 0; i < 8; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
}

/* --- the head ------------------------------------------------------------ */

static struct seal_place
head_place(const struct swa_vault *vault)
{
	struct seal_place place = {
	        .space = "",
	        .type = "audit head",
	        .app = vault->id,
	        .account = "",
	        .field = "",
	        .version = 1,
	};

	return place;
}

static swa_err
read_head(struct swa_vault *vault, struct head *ret_head)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	const struct seal_place place = head_place(vault);
	struct head head;
	swa_err err;

	swa_buf_init(&sealed, HEAD_SIZE + SEAL_OVERHEAD);
	swa_buf_init(&plain, HEAD_SIZE);
	if ((err = meta_get(vault->store, "audit head", &sealed)) != SWA_OK)
		return err == SWA_ERR_LIMIT ? SWA_ERR_VAULT_DAMAGED : err;
	if ((err = seal_open(vault->audit_key, &place, sealed.data, sealed.size, &plain)) != SWA_OK)
		return err;
	if (plain.size != HEAD_SIZE)
		return SWA_ERR_VAULT_DAMAGED;
	head.number = 0;
	for (unsigned i = 0; i < 8; i++)
		head.number |= (uint64_t)plain.data[i] << (8 * i);
	memcpy(head.digest, plain.data + 8, DIGEST_SIZE);
	*ret_head = head;
	return SWA_OK;
}

static swa_err
write_head(struct swa_vault *vault, const struct head *head)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	const struct seal_place place = head_place(vault);
	unsigned char plain[HEAD_SIZE];
	swa_err err;

	swa_buf_init(&sealed, HEAD_SIZE + SEAL_OVERHEAD);
	write_u64(plain, head->number);
	memcpy(plain + 8, head->digest, DIGEST_SIZE);
	if ((err = seal_close(vault->audit_key, &place, plain, sizeof(plain), &sealed)) != SWA_OK)
		return err;
	return meta_set(vault->store, "audit head", sealed.data, sealed.size);
}

swa_err
audit_start(struct swa_vault *vault)
{
	const struct head none = {.number = 0};

	return write_head(vault, &none);
}

/* --- the chain ----------------------------------------------------------- */

static void
add_u64(crypto_generichash_state *state, uint64_t value)
{
	unsigned char bytes[8];

	write_u64(bytes, value);
	(void)crypto_generichash_update(state, bytes, sizeof(bytes));
}

static void
add_text(crypto_generichash_state *state, const char *text)
{
	size_t size = strlen(text);

	add_u64(state, size);
	(void)crypto_generichash_update(state, (const unsigned char *)text, size);
}

/* The digest over the predecessor's and the members, each text with its length. */
static void
chain(const struct swa_vault *vault, const unsigned char before[DIGEST_SIZE],
      const struct swa_audit_entry *entry, unsigned char ret_digest[DIGEST_SIZE])
{
	crypto_generichash_state state;

	(void)crypto_generichash_init(&state, swa_secret_bytes(vault->audit_key),
	                              swa_secret_size(vault->audit_key), DIGEST_SIZE);
	(void)crypto_generichash_update(&state, before, DIGEST_SIZE);
	add_u64(&state, entry->number);
	add_u64(&state, (uint64_t)entry->when);
	add_text(&state, entry->event);
	add_text(&state, entry->app_id);
	add_text(&state, entry->account_id);
	add_text(&state, entry->detail);
	(void)crypto_generichash_final(&state, ret_digest, DIGEST_SIZE);
	swa_wipe(&state, sizeof(state));
}

/* At most TEXT_MAX bytes, and no half of a UTF-8 character. */
static const char *
cut(const char *text, char room[TEXT_MAX + 1])
{
	size_t size = strlen(text);

	if (size <= TEXT_MAX)
		return text;
	size = TEXT_MAX;
	while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
		size--;
	memcpy(room, text, size);
	room[size] = '\0';
	return room;
}

static swa_err
write_row(struct store *store, const struct swa_audit_entry *entry, const unsigned char digest[DIGEST_SIZE])
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "INSERT INTO audit (number, time, event, app, account, detail, digest)"
	                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, (int64_t)entry->number);
	store_bind_int(query, 2, entry->when);
	store_bind_text(query, 3, entry->event);
	store_bind_text(query, 4, entry->app_id);
	store_bind_text(query, 5, entry->account_id);
	store_bind_text(query, 6, entry->detail);
	store_bind_blob(query, 7, digest, DIGEST_SIZE);
	return store_finish(&query);
}

swa_err
swa_audit_append(struct swa_vault *vault, const struct swa_audit_entry *entry)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	char event[TEXT_MAX + 1], app[TEXT_MAX + 1], account[TEXT_MAX + 1], detail[TEXT_MAX + 1];
	struct swa_audit_entry row = {.when = entry->when};
	struct head head;
	swa_err err;

	row.event = cut(entry->event, event);
	row.app_id = cut(entry->app_id, app);
	row.account_id = cut(entry->account_id, account);
	row.detail = cut(entry->detail, detail);
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = read_head(vault, &head)) != SWA_OK)
		return err;
	row.number = ++head.number;
	chain(vault, head.digest, &row, head.digest);
	if ((err = write_row(vault->store, &row, head.digest)) != SWA_OK)
		return err;
	if ((err = write_head(vault, &head)) != SWA_OK)
		return err;
	return change_commit(&change);
}

/* --- reading ------------------------------------------------------------- */

static void
read_entry(struct store_query *query, struct swa_audit_entry *ret_entry)
{
	ret_entry->number = (uint64_t)store_int(query, 0);
	ret_entry->when = store_int(query, 1);
	ret_entry->event = store_text(query, 2);
	ret_entry->app_id = store_text(query, 3);
	ret_entry->account_id = store_text(query, 4);
	ret_entry->detail = store_text(query, 5);
}

swa_err
swa_audit_list(struct swa_vault *vault, unsigned limit, swa_audit_visit *visit, void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_audit_entry entry;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       COLUMNS "WHERE number > (SELECT ifnull(max(number), 0) FROM audit) - ?1"
	                               " ORDER BY number",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, limit);
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		read_entry(query, &entry);
		if (!visit(context, &entry))
			break;
	}
	return err;
}

static bool
same_digest(struct store_query *query, const unsigned char digest[DIGEST_SIZE])
{
	size_t size;
	const void *stored = store_blob(query, 6, &size);

	return size == DIGEST_SIZE && sodium_memcmp(stored, digest, DIGEST_SIZE) == 0;
}

swa_err
swa_audit_verify(struct swa_vault *vault, uint64_t *ret_bad)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_audit_entry entry;
	struct head head, reached = {.number = 0};
	bool row;
	swa_err err;

	if ((err = read_head(vault, &head)) != SWA_OK) {
		if (err == SWA_ERR_VAULT_DAMAGED)
			*ret_bad = 1; /* with its end unknown, nothing in it counts */
		return err;
	}
	if ((err = store_query(vault->store, COLUMNS "ORDER BY number", &query)) != SWA_OK)
		return err;
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		read_entry(query, &entry);
		chain(vault, reached.digest, &entry, reached.digest);
		reached.number++;
		if (entry.number != reached.number || !same_digest(query, reached.digest)) {
			*ret_bad = reached.number;
			return SWA_ERR_VAULT_DAMAGED;
		}
	}
	if (err != SWA_OK)
		return err;
	if (reached.number != head.number || memcmp(reached.digest, head.digest, DIGEST_SIZE) != 0) {
		*ret_bad = reached.number < head.number ? reached.number + 1 : head.number + 1;
		return SWA_ERR_VAULT_DAMAGED;
	}
	return SWA_OK;
}

#include "swa/audit.h"

#include "audit_row.h"

#include <sodium.h>
#include <string.h>

#define DIGEST_SIZE 32
#define TEXT_MAX 512
#define HEAD_SIZE (8 + DIGEST_SIZE)

/* Where the chain begins and where it ends: sealed beside it, so that entries
 * cut off either are missed.  It begins after the last entry that was pruned. */
#define BEGINNING "audit beginning"
#define END "audit head"

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

/* --- beginning and end --------------------------------------------------- */

static struct seal_place
head_place(const struct swa_vault *vault, const char *which)
{
	struct seal_place place = {
	        .space = "",
	        .type = which,
	        .app = vault->id,
	        .account = "",
	        .field = "",
	        .version = 1,
	};

	return place;
}

static swa_err
read_head(struct swa_vault *vault, const char *which, struct head *ret_head)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf plain;
	const struct seal_place place = head_place(vault, which);
	struct head head;
	swa_err err;

	swa_buf_init(&sealed, HEAD_SIZE + SEAL_OVERHEAD);
	swa_buf_init(&plain, HEAD_SIZE);
	if ((err = meta_get(vault->store, which, &sealed)) != SWA_OK)
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

/* A chain that was never pruned has no sealed beginning: it begins with entry 1.
 * Where it was taken away, entry 1 is missed. */
static swa_err
read_beginning(struct swa_vault *vault, struct head *ret_beginning)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, "SELECT 1 FROM meta WHERE name = '" BEGINNING "'", &query)) !=
	    SWA_OK)
		return err;
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	if (row)
		return read_head(vault, BEGINNING, ret_beginning);
	*ret_beginning = (struct head){.number = 0};
	return SWA_OK;
}

static swa_err
write_head(struct swa_vault *vault, const char *which, const struct head *head)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf sealed;
	const struct seal_place place = head_place(vault, which);
	unsigned char plain[HEAD_SIZE];
	swa_err err;

	swa_buf_init(&sealed, HEAD_SIZE + SEAL_OVERHEAD);
	write_u64(plain, head->number);
	memcpy(plain + 8, head->digest, DIGEST_SIZE);
	if ((err = seal_close(vault->audit_key, &place, plain, sizeof(plain), &sealed)) != SWA_OK)
		return err;
	return meta_set(vault->store, which, sealed.data, sealed.size);
}

swa_err
audit_start(struct swa_vault *vault)
{
	const struct head none = {.number = 0};

	return write_head(vault, END, &none);
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
	char app[TEXT_MAX + 1], account[TEXT_MAX + 1], detail[TEXT_MAX + 1];
	struct swa_audit_entry row = {.when = entry->when, .event = entry->event};
	struct head head;
	swa_err err;

	if (!swa_audit_is_event(entry->event))
		return SWA_ERR_ARGUMENT;
	row.app_id = cut(entry->app_id, app);
	row.account_id = cut(entry->account_id, account);
	row.detail = cut(entry->detail, detail);
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = read_head(vault, END, &head)) != SWA_OK)
		return err;
	row.number = ++head.number;
	chain(vault, head.digest, &row, head.digest);
	if ((err = write_row(vault->store, &row, head.digest)) != SWA_OK)
		return err;
	if ((err = write_head(vault, END, &head)) != SWA_OK)
		return err;
	return change_commit(&change);
}

/* --- verifying ----------------------------------------------------------- */

static bool
same_digest(struct store_query *query, const unsigned char digest[DIGEST_SIZE])
{
	size_t size;
	const void *stored = store_blob(query, 6, &size);

	return size == DIGEST_SIZE && sodium_memcmp(stored, digest, DIGEST_SIZE) == 0;
}

/* Follow the chain from REACHED to the entry LAST, or to its end; REACHED goes along. */
static swa_err
follow(struct swa_vault *vault, uint64_t last, struct head *reached)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct swa_audit_entry entry;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store, AUDIT_COLUMNS "WHERE number <= ?1 ORDER BY number", &query)) !=
	    SWA_OK)
		return err;
	store_bind_int(query, 1, last < INT64_MAX ? (int64_t)last : INT64_MAX);
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		audit_row(query, &entry);
		chain(vault, reached->digest, &entry, reached->digest);
		reached->number++;
		if (entry.number != reached->number || !same_digest(query, reached->digest))
			return SWA_ERR_VAULT_DAMAGED;
	}
	return err;
}

swa_err
swa_audit_verify(struct swa_vault *vault, uint64_t *ret_bad)
{
	struct head head, reached = {.number = 0};
	swa_err err;

	if ((err = read_beginning(vault, &reached)) == SWA_OK)
		err = read_head(vault, END, &head);
	if (err != SWA_OK) {
		if (err == SWA_ERR_VAULT_DAMAGED)
			*ret_bad = 1; /* with its beginning or end unknown, nothing in it counts */
		return err;
	}
	if ((err = follow(vault, UINT64_MAX, &reached)) != SWA_OK) {
		if (err == SWA_ERR_VAULT_DAMAGED)
			*ret_bad = reached.number;
		return err;
	}
	if (reached.number != head.number || memcmp(reached.digest, head.digest, DIGEST_SIZE) != 0) {
		*ret_bad = reached.number < head.number ? reached.number + 1 : head.number + 1;
		return SWA_ERR_VAULT_DAMAGED;
	}
	return SWA_OK;
}

swa_err
swa_audit_range(struct swa_vault *vault, uint64_t *ret_pruned, uint64_t *ret_last)
{
	struct head beginning, head;
	swa_err err;

	if ((err = read_beginning(vault, &beginning)) != SWA_OK)
		return err;
	if ((err = read_head(vault, END, &head)) != SWA_OK)
		return err;
	*ret_pruned = beginning.number;
	*ret_last = head.number;
	return SWA_OK;
}

/* --- pruning ------------------------------------------------------------- */

/* The last of the entries at the beginning that are all older than BEFORE. */
static swa_err
last_old(struct swa_vault *vault, const struct head *head, int64_t before, uint64_t *ret_number)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(vault->store,
	                       "SELECT number FROM audit WHERE time >= ?1 ORDER BY number LIMIT 1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, before);
	if ((err = store_step(query, &row)) == SWA_OK)
		*ret_number = row ? (uint64_t)store_int(query, 0) - 1 : head->number;
	return err;
}

static swa_err
remove_up_to(struct store *store, uint64_t number)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "DELETE FROM audit WHERE number <= ?1", &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, (int64_t)number);
	return store_finish(&query);
}

swa_err
swa_audit_prune(struct swa_vault *vault, uint64_t count, int64_t before, uint64_t *ret_removed)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct head beginning, head;
	uint64_t last, first;
	swa_err err;

	if ((err = read_beginning(vault, &beginning)) != SWA_OK)
		return err;
	if ((err = read_head(vault, END, &head)) != SWA_OK)
		return err;
	if ((err = last_old(vault, &head, before, &last)) != SWA_OK)
		return err;
	if (head.number > count && head.number - count > last)
		last = head.number - count;
	first = beginning.number;
	if (last <= first || last > head.number) {
		*ret_removed = 0;
		return SWA_OK;
	}
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = follow(vault, last, &beginning)) != SWA_OK)
		return err;
	if (beginning.number != last)
		return SWA_ERR_VAULT_DAMAGED;
	if ((err = remove_up_to(vault->store, last)) != SWA_OK)
		return err;
	if ((err = write_head(vault, BEGINNING, &beginning)) != SWA_OK)
		return err;
	if ((err = change_commit(&change)) != SWA_OK)
		return err;
	*ret_removed = last - first;
	return SWA_OK;
}

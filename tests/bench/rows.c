/*
 * What it costs to write down what a service sent, beside a bare loop of the
 * same inserts.
 *
 *   vault  swa_delta_accept(), _app(), _account() and _page(): the version rule, the sealing, the rows
 *   bare   the same rows into the same tables of another vault by SQLCipher's own calls: same key, same
 *          settings, statements prepared once, the sealed values made beforehand
 *
 * N apps with one account each, in pages of 200 entries, each page one durable
 * transaction; CPU time, medians of ROUNDS with fresh vaults.
 *
 * Usage: swa-bench-rows N ROUNDS.  One line of JSON.
 */
#define _DEFAULT_SOURCE
#define SQLITE_HAS_CODEC 1
#include "enrolment_fixture.h"

#include <sodium.h>
#include <sqlcipher/sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PAGE_ITEMS 100 /* an app and an account each */
#define ROUNDS_MAX 99
#define PASSWORD "correct horse battery staple"
#define SEAL_MORE 41 /* bytes that sealing adds */

static const char definition[] =
        "{\"id\":\"app-000000\",\"name\":\"template_swa\",\"label\":\"Application 000000\","
        "\"status\":\"ACTIVE\",\"signOnMode\":\"BROWSER_PLUGIN\",\"credentials\":{\"scheme\":"
        "\"EDIT_USERNAME_AND_PASSWORD\",\"revealPassword\":false},\"settings\":{\"app\":{\"url\":"
        "\"https://app-000000.test/login\",\"usernameField\":\"#user\",\"passwordField\":\"#pass\","
        "\"buttonField\":\"#go\",\"loginUrlRegex\":null}}}";

struct figures {
	double vault, bare, again; /* µs an item */
	double finish, erase;      /* ms altogether */
};

static double
cpu(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void
random_text(char ret_id[33])
{
	unsigned char bytes[16];

	randombytes_buf(bytes, sizeof(bytes));
	sodium_bin2hex(ret_id, 33, bytes, sizeof(bytes));
}

/* --- the vault's own calls ------------------------------------------------ */

static void
write_app(struct fixture *f, unsigned long i, uint64_t version)
{
	enum swa_delta_verdict verdict;
	char id[32], local[SWA_ID_MAX + 1];
	const struct swa_app app = {
	        .id = local,
	        .label = "Application",
	        .name = "template_swa",
	        .mode = SWA_MODE_BROWSER_PLUGIN,
	        .active = true,
	        .launch_url = "https://app-000000.test/login",
	};

	(void)snprintf(id, sizeof(id), "app-%06lu", i);
	assert_ok(swa_local_id(ORG, id, local, sizeof(local)));
	assert_ok(swa_delta_accept(f->vault, ORG, "app", id, version, true, &verdict));
	assert_ok(swa_delta_app(f->vault, ORG, &app, definition, false));
}

static void
page_end(struct fixture *f, unsigned long done)
{
	char cursor[32];

	(void)snprintf(cursor, sizeof(cursor), "cursor-%lu", done);
	assert_ok(swa_delta_page(f->vault, ORG, cursor));
	assert_ok(swa_vault_commit(f->vault));
}

static void
write_vault(struct fixture *f, unsigned long items, char (*ids)[33], struct figures *figures)
{
	const double start = cpu();
	uint64_t version = 0;

	for (unsigned long first = 0; first < items; first += PAGE_ITEMS) {
		const unsigned long end = first + PAGE_ITEMS < items ? first + PAGE_ITEMS : items;

		assert_ok(swa_vault_begin(f->vault));
		for (unsigned long i = first; i < end; i++)
			write_app(f, i, ++version);
		for (unsigned long i = first; i < end; i++) {
			char app[32];

			(void)snprintf(app, sizeof(app), "app-%06lu", i);
			(void)give_account(f, ORG, app, ids[i], ++version, "ada@example.org", PASSWORD);
		}
		page_end(f, end);
	}
	figures->vault = (cpu() - start) / (double)items;
}

/* Everything once more, as in a full synchronisation that finds nothing new; then the end of one that finds
 * everything gone. */
static void
write_again(struct fixture *f, unsigned long items, char (*ids)[33], struct figures *figures)
{
	enum swa_delta_verdict verdict;
	double start;

	assert_ok(swa_delta_restart(f->vault, ORG));
	start = cpu();
	for (unsigned long first = 0; first < items; first += PAGE_ITEMS) {
		const unsigned long end = first + PAGE_ITEMS < items ? first + PAGE_ITEMS : items;
		/* versions as write_vault() gave them: a page's apps, then its accounts */
		const uint64_t before = 2 * first + (end - first);

		assert_ok(swa_vault_begin(f->vault));
		for (unsigned long i = first; i < end; i++) {
			assert_ok(
			        accept_entry(f, "account", ids[i], before + (i - first) + 1, true, &verdict));
			assert_int_equal(verdict, SWA_DELTA_SAME);
		}
		page_end(f, end);
	}
	figures->again = (cpu() - start) / (double)items;
	start = cpu();
	assert_ok(swa_delta_finish(f->vault, ORG, items, NULL, NULL));
	figures->finish = (cpu() - start) / 1e3;
	start = cpu();
	assert_ok(swa_enrolment_erase(f->vault, ORG));
	figures->erase = (cpu() - start) / 1e3;
}

/* --- the bare loop -------------------------------------------------------- */

enum { S_BEGIN, S_ENTRY, S_APP, S_ACCOUNT, S_SECRET, S_CURSOR, S_COMMIT, STATEMENTS };

static const char *const sql[STATEMENTS] = {
        [S_BEGIN] = "BEGIN IMMEDIATE",
        [S_ENTRY] =
                "INSERT INTO entry (enrolment, kind, id, version, live, pass) VALUES (1, ?1, ?2, ?3, 1, 1)",
        [S_APP] = "INSERT INTO app (id, label, name, mode, active, launch_url, version, definition, held, "
                  "space)"
                  " VALUES (?1, 'Application', 'template_swa', 1, 1, 'https://app-000000.test/login', 1, ?2, "
                  "0, '" ORG "')",
        [S_ACCOUNT] = "INSERT INTO account (id, app, username, version, confirmed_version, state, last_used)"
                      " VALUES (?1, ?2, 'ada@example.org', 1, 0, 0, 0)",
        [S_SECRET] = "INSERT INTO secret (account, field, version, sealed) VALUES (?1, 'password', 1, ?2)",
        [S_CURSOR] = "UPDATE enrolment SET cursor = ?1 WHERE id = '" ORG "'",
        [S_COMMIT] = "COMMIT",
};

static void
must(sqlite3 *db, int result, int expected)
{
	if (result != expected)
		fail_msg("%s", sqlite3_errmsg(db));
}

static void
step(sqlite3 *db, sqlite3_stmt *statement)
{
	must(db, sqlite3_step(statement), SQLITE_DONE);
	(void)sqlite3_reset(statement);
}

static void
bare_entry(sqlite3 *db, sqlite3_stmt *statement, const char *kind, const char *id, sqlite3_int64 version)
{
	(void)sqlite3_bind_text(statement, 1, kind, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(statement, 2, id, -1, SQLITE_STATIC);
	(void)sqlite3_bind_int64(statement, 3, version);
	step(db, statement);
}

static void
bare_app(sqlite3 *db, sqlite3_stmt *const *s, unsigned long i, sqlite3_int64 version)
{
	static const unsigned char sealed[sizeof(definition) - 1 + SEAL_MORE] = {1};
	char local[64];

	(void)snprintf(local, sizeof(local), ORG "/app-%06lu", i);
	bare_entry(db, s[S_ENTRY], "app", local + sizeof(ORG), version);
	(void)sqlite3_bind_text(s[S_APP], 1, local, -1, SQLITE_STATIC);
	(void)sqlite3_bind_blob(s[S_APP], 2, sealed, sizeof(sealed), SQLITE_STATIC);
	step(db, s[S_APP]);
}

static void
bare_account(sqlite3 *db, sqlite3_stmt *const *s, unsigned long i, const char *id, sqlite3_int64 version)
{
	static const unsigned char sealed[sizeof(PASSWORD) - 1 + SEAL_MORE] = {1};
	char local[64], app[64];

	(void)snprintf(local, sizeof(local), ORG "/%s", id);
	(void)snprintf(app, sizeof(app), ORG "/app-%06lu", i);
	bare_entry(db, s[S_ENTRY], "account", id, version);
	(void)sqlite3_bind_text(s[S_ACCOUNT], 1, local, -1, SQLITE_STATIC);
	(void)sqlite3_bind_text(s[S_ACCOUNT], 2, app, -1, SQLITE_STATIC);
	step(db, s[S_ACCOUNT]);
	(void)sqlite3_bind_int64(s[S_SECRET], 1, sqlite3_last_insert_rowid(db));
	(void)sqlite3_bind_blob(s[S_SECRET], 2, sealed, sizeof(sealed), SQLITE_STATIC);
	step(db, s[S_SECRET]);
}

static void
write_bare(struct fixture *f, unsigned long items, char (*ids)[33], struct figures *figures)
{
	sqlite3_stmt *s[STATEMENTS];
	sqlite3_int64 version = 0;
	sqlite3 *db;
	double start;

	fixture_close(f);
	db = fixture_raw(f);
	/* as in vault/store.c */
	must(db,
	     sqlite3_exec(
	             db,
	             "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;"
	             "PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
	             "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL",
	             NULL, NULL, NULL),
	     SQLITE_OK);
	for (int i = 0; i < STATEMENTS; i++)
		must(db, sqlite3_prepare_v2(db, sql[i], -1, &s[i], NULL), SQLITE_OK);
	start = cpu();
	for (unsigned long first = 0; first < items; first += PAGE_ITEMS) {
		const unsigned long end = first + PAGE_ITEMS < items ? first + PAGE_ITEMS : items;

		step(db, s[S_BEGIN]);
		for (unsigned long i = first; i < end; i++)
			bare_app(db, s, i, ++version);
		for (unsigned long i = first; i < end; i++)
			bare_account(db, s, i, ids[i], ++version);
		(void)sqlite3_bind_int64(s[S_CURSOR], 1, version);
		step(db, s[S_CURSOR]);
		step(db, s[S_COMMIT]);
	}
	figures->bare = (cpu() - start) / (double)items;
	for (int i = 0; i < STATEMENTS; i++)
		(void)sqlite3_finalize(s[i]);
	must(db, sqlite3_close(db), SQLITE_OK);
}

/* --- rounds --------------------------------------------------------------- */

static struct figures
one_round(unsigned long items, char (*ids)[33])
{
	struct figures figures = {0};
	void *state = NULL;

	for (unsigned long i = 0; i < items; i++)
		random_text(ids[i]);
	(void)fixture_vault(&state);
	enrol(state, ORG, "example");
	write_bare(state, items, ids, &figures);
	(void)fixture_finish(&state);
	(void)fixture_vault(&state);
	enrol(state, ORG, "example");
	write_vault(state, items, ids, &figures);
	write_again(state, items, ids, &figures);
	(void)fixture_finish(&state);
	return figures;
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(const struct figures *rounds, size_t count, size_t offset)
{
	double values[ROUNDS_MAX];

	for (size_t i = 0; i < count; i++)
		memcpy(&values[i], (const char *)&rounds[i] + offset, sizeof(double));
	qsort(values, count, sizeof(*values), ascending);
	return values[count / 2];
}

int
main(int argc, char **argv)
{
	const unsigned long items = argc == 3 ? strtoul(argv[1], NULL, 10) : 0;
	const unsigned long count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	struct figures rounds[ROUNDS_MAX];
	char(*ids)[33];

	if (items == 0 || items > 10000000 || count == 0 || count > ROUNDS_MAX ||
	    (ids = calloc(items, sizeof(*ids))) == NULL) {
		(void)fprintf(stderr, "Usage: swa-bench-rows N ROUNDS\n");
		return 2;
	}
	for (unsigned long i = 0; i < count; i++)
		rounds[i] = one_round(items, ids);
	(void)printf("{\"items\":%lu,\"rounds\":%lu,\"vault_us\":%.2f,\"bare_us\":%.2f,\"again_us\":%.2f,"
	             "\"finish_ms\":%.1f,\"erase_ms\":%.1f}\n",
	             items, count, median(rounds, count, offsetof(struct figures, vault)),
	             median(rounds, count, offsetof(struct figures, bare)),
	             median(rounds, count, offsetof(struct figures, again)),
	             median(rounds, count, offsetof(struct figures, finish)),
	             median(rounds, count, offsetof(struct figures, erase)));
	free(ids);
	return 0;
}

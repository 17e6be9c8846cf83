/*
 * A throw-away vault for a test: a folder of its own, a root key, and ways to
 * look at the files from outside.
 */
#ifndef VAULT_FIXTURE_H
#define VAULT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/account.h"
#include "swa/audit.h"
#include "swa/question.h"
#include "swa/vault.h"

#define assert_err(actual, expected) assert_string_equal(swa_err_name(actual), swa_err_name(expected))
#define assert_ok(actual) assert_err(actual, SWA_OK)

struct fixture {
	char base[96];    /* removed at the end */
	char folder[128]; /* of the vault */
	char path[192];   /* what fixture_path() gave last */
	unsigned char id[SWA_VAULT_ID_SIZE];
	struct swa_secret *root;
	struct swa_vault *vault; /* NULL while closed */
};

/** cmocka's setup and teardown; an empty folder, or with a new vault that is open. */
int fixture_empty(void **state);
int fixture_vault(void **state);
int fixture_finish(void **state);

/** Close and open again; the open must succeed. */
void fixture_close(struct fixture *f);
void fixture_reopen(struct fixture *f);

/** What opening says; the vault is closed again where it succeeds. */
swa_err fixture_try(struct fixture *f);

/** Path of a file of the vault; borrowed until the next call. */
const char *fixture_path(struct fixture *f, const char *name);

/** Whole files.  fixture_read() gives memory for free(). */
unsigned char *fixture_read(struct fixture *f, const char *name, size_t *ret_size);
void fixture_write(struct fixture *f, const char *name, const void *data, size_t size);
/** Put the file NAME of another folder in the place of the vault's. */
void fixture_copy_in(struct fixture *f, const char *from, const char *name);
bool fixture_exists(struct fixture *f, const char *name);
unsigned fixture_mode(const char *path);
void fixture_chmod(const char *path, unsigned mode);
void fixture_symlink(const char *target, const char *path);

/* Of its system; a mode stands for the access list that gives the same. */
void fixture_make_base(char *base, size_t size);
void fixture_remove_tree(const char *path);
void fixture_unlink(const char *path);
/** One more name for a file. */
void fixture_link(const char *path, const char *other);

/** The closed vault by a handle and a key of the test's own; end it with sqlite3_close(). */
struct sqlite3 *fixture_raw(struct fixture *f);
/** Run SQL on the closed vault in that way. */
void fixture_sql(struct fixture *f, const char *sql);

/** Put in an app, and an account with a password. */
void fixture_app(struct fixture *f, const char *id, const char *label);
void fixture_account(struct fixture *f, const char *app, const char *account, const char *username,
                     const char *password, char ret_id[SWA_ID_MAX + 1]);

/** What swa_account_password() says; on success the password must be EXPECTED. */
swa_err fixture_password(struct fixture *f, const char *id, uint32_t version, const char *expected);

/** Is NEEDLE in the file, as it is, in hex of either case, or in UTF-16? */
bool fixture_file_holds(struct fixture *f, const char *name, const void *needle, size_t size);

#endif

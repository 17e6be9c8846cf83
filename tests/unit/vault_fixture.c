#define SQLITE_HAS_CODEC 1
#include "vault_fixture.h"

#include "kdf.h"

#include <sodium.h>
#include <sqlcipher/sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
fixture_empty(void **state)
{
	struct fixture *f;

	assert_ok(swa_secret_setup());
	f = calloc(1, sizeof(*f));
	assert_non_null(f);
	fixture_make_base(f->base, sizeof(f->base));
	(void)snprintf(f->folder, sizeof(f->folder), "%s/data/swa-agent", f->base);
	randombytes_buf(f->id, sizeof(f->id));
	assert_ok(swa_secret_random(SWA_ROOT_KEY_SIZE, &f->root));
	*state = f;
	return 0;
}

int
fixture_vault(void **state)
{
	struct fixture *f;

	(void)fixture_empty(state);
	f = *state;
	assert_ok(swa_vault_create(f->folder, f->id, SWA_KEYRING_FILE, f->root, &f->vault));
	return 0;
}

int
fixture_finish(void **state)
{
	struct fixture *f = *state;

	swa_vault_close(f->vault);
	swa_secret_free(f->root);
	fixture_remove_tree(f->base);
	free(f);
	return 0;
}

void
fixture_close(struct fixture *f)
{
	swa_vault_close(f->vault);
	f->vault = NULL;
}

void
fixture_reopen(struct fixture *f)
{
	fixture_close(f);
	assert_ok(swa_vault_open(f->folder, f->root, &f->vault));
}

swa_err
fixture_try(struct fixture *f)
{
	struct swa_vault *vault = NULL;
	swa_err err = swa_vault_open(f->folder, f->root, &vault);

	assert_true((err == SWA_OK) == (vault != NULL));
	swa_vault_close(vault);
	return err;
}

const char *
fixture_path(struct fixture *f, const char *name)
{
	(void)snprintf(f->path, sizeof(f->path), "%s/%s", f->folder, name);
	return f->path;
}

unsigned char *
fixture_read(struct fixture *f, const char *name, size_t *ret_size)
{
	FILE *file = fopen(fixture_path(f, name), "rb");
	unsigned char *data;
	long size;

	assert_non_null(file);
	assert_int_equal(fseek(file, 0, SEEK_END), 0);
	size = ftell(file);
	assert_true(size >= 0);
	rewind(file);
	data = malloc((size_t)size + 1);
	assert_non_null(data);
	assert_int_equal(fread(data, 1, (size_t)size, file), (size_t)size);
	assert_int_equal(fclose(file), 0);
	*ret_size = (size_t)size;
	return data;
}

void
fixture_write(struct fixture *f, const char *name, const void *data, size_t size)
{
	const bool fresh = !fixture_exists(f, name);
	FILE *file = fopen(fixture_path(f, name), "wb");

	assert_non_null(file);
	if (size > 0)
		assert_int_equal(fwrite(data, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	if (fresh)
		fixture_chmod(f->path, 0600);
}

void
fixture_copy_in(struct fixture *f, const char *from, const char *name)
{
	char path[512];
	unsigned char data[262144];
	FILE *file;
	size_t size;

	(void)snprintf(path, sizeof(path), "%s/%s", from, name);
	file = fopen(path, "rb");
	assert_non_null(file);
	size = fread(data, 1, sizeof(data), file);
	assert_int_equal(fclose(file), 0);
	assert_true(size > 0 && size < sizeof(data));
	fixture_write(f, name, data, size);
}

sqlite3 *
fixture_raw(struct fixture *f)
{
	struct swa_secret *key = NULL;
	char text[3 + 2 * KDF_KEY_SIZE + 1] = "x'";
	sqlite3 *db = NULL;

	assert_null(f->vault);
	assert_ok(kdf_derive(f->root, KDF_DATABASE, &key));
	sodium_bin2hex(text + 2, 2 * KDF_KEY_SIZE + 1, swa_secret_bytes(key), KDF_KEY_SIZE);
	text[2 + 2 * KDF_KEY_SIZE] = '\'';
	swa_secret_free(key);
	assert_int_equal(sqlite3_open(fixture_path(f, "vault.db"), &db), SQLITE_OK);
	assert_int_equal(sqlite3_key(db, text, 3 + 2 * KDF_KEY_SIZE), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA cipher_compatibility = 3; PRAGMA cipher_page_size = 4096",
	                              NULL, NULL, NULL),
	                 SQLITE_OK);
	return db;
}

void
fixture_sql(struct fixture *f, const char *sql)
{
	sqlite3 *db = fixture_raw(f);
	char *message = NULL;

	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s: %s", sql, message);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

void
fixture_app(struct fixture *f, const char *id, const char *label)
{
	const struct swa_app app = {
	        .id = id,
	        .label = label,
	        .name = "template_swa",
	        .mode = SWA_MODE_BROWSER_PLUGIN,
	        .active = true,
	        .launch_url = "https://wiki.example/login",
	};

	assert_ok(swa_app_put(f->vault, &app, "{\"label\":\"as it came\"}"));
}

void
fixture_account(struct fixture *f, const char *app, const char *account, const char *username,
                const char *password, char ret_id[SWA_ID_MAX + 1])
{
	struct swa_buf text;

	swa_buf_init(&text, SWA_SECRET_TEXT_MAX);
	assert_ok(swa_buf_append_text(&text, password));
	assert_ok(swa_account_set(f->vault, app, account, username, &text, ret_id));
	swa_buf_finish(&text);
}

swa_err
fixture_password(struct fixture *f, const char *id, uint32_t version, const char *expected)
{
	struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, SWA_SECRET_TEXT_MAX);
	err = swa_account_password(f->vault, id, version, &text);
	if (err == SWA_OK)
		assert_string_equal(swa_buf_text(&text), expected);
	else
		assert_int_equal(text.size, 0);
	swa_buf_finish(&text);
	return err;
}

static bool
holds(const unsigned char *data, size_t data_size, const unsigned char *needle, size_t size)
{
	for (size_t i = 0; size <= data_size && i <= data_size - size; i++) {
		if (memcmp(data + i, needle, size) == 0)
			return true;
	}
	return false;
}

bool
fixture_file_holds(struct fixture *f, const char *name, const void *needle, size_t size)
{
	const unsigned char *bytes = needle;
	unsigned char form[4][256] = {{0}};
	const size_t sizes[4] = {size, 2 * size, 2 * size, 2 * size};
	size_t data_size;
	unsigned char *data = fixture_read(f, name, &data_size);
	bool found = false;

	assert_true(size <= 120);
	for (size_t i = 0; i < size; i++) {
		form[0][i] = bytes[i];
		(void)snprintf((char *)form[1] + 2 * i, 3, "%02x", bytes[i]);
		(void)snprintf((char *)form[2] + 2 * i, 3, "%02X", bytes[i]);
		form[3][2 * i] = bytes[i];
	}
	for (size_t i = 0; i < 4; i++)
		found = found || holds(data, data_size, form[i], sizes[i]);
	free(data);
	return found;
}

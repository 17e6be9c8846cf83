#include "swa/staging.h"

#include "swa/extra.h"
#include "swa/totp.h"

#include "vault_fixture.h"

#include <stdio.h>
#include <string.h>

#define IMPORT "0123456789abcdef0123456789abcdef"
#define OTHER "ffffffffffffffffffffffffffffffff"

static struct swa_buf
text_of(const char *text)
{
	struct swa_buf buf;

	swa_buf_init(&buf, SWA_SECRET_TEXT_MAX);
	assert_ok(swa_buf_append_text(&buf, text));
	return buf;
}

/* A row for APP_ID; with a LABEL the app is new. */
static swa_err
put(struct fixture *f, const char *import, int64_t row, const char *app_id, const char *label,
    const char *account_id, const char *password)
{
	struct swa_buf bytes = text_of(password);
	const struct swa_staged staged = {
	        .app_id = app_id,
	        .label = label == NULL ? "" : label,
	        .name = "auto_login",
	        .launch_url = "https://wiki.test/",
	        .definition = label == NULL ? "" : "{\"definition\":1}",
	        .mode = SWA_MODE_AUTO_LOGIN,
	        .active = true,
	        .section = "Work",
	        .position = 3,
	        .hidden = true,
	        .account_id = account_id,
	        .username = "ada",
	        .password = &bytes,
	        .extra = account_id[0] == '\0' ? "" : "east",
	        .totp = account_id[0] == '\0' ? "" : "JBSWY3DPEHPK3PXP",
	};
	swa_err err = swa_staging_put(f->vault, import, row, &staged);

	swa_buf_finish(&bytes);
	return err;
}

static bool
describe(void *context, const struct swa_known_login *login)
{
	char *text = context;
	const size_t used = strlen(text);

	(void)snprintf(text + used, 512 - used, "%s %s %s v%u %s; ", login->app_id, login->account_id,
	               login->username, (unsigned)login->version, login->fills ? "fills" : "link");
	return true;
}

static void
assert_known(struct fixture *f, const char *expected)
{
	char text[512] = "";

	assert_ok(swa_staging_known(f->vault, describe, text));
	assert_string_equal(text, expected);
}

static void
nothing_counts_before_the_commit_and_all_after_it(void **state)
{
	struct fixture *f = *state;
	struct swa_buf definition, extra;

	assert_ok(put(f, IMPORT, 0, "wiki", "Wiki", "a1", "one"));
	assert_ok(put(f, IMPORT, 1, "wiki", NULL, "a2", "two"));
	assert_ok(put(f, IMPORT, 2, "wiki", NULL, "a1", "three"));
	assert_known(f, "");
	assert_ok(swa_staging_commit(f->vault, IMPORT));
	assert_known(f, "wiki a1 ada v2 fills; wiki a2 ada v1 fills; ");
	assert_ok(fixture_password(f, "a1", 2, "three"));
	assert_ok(fixture_password(f, "a2", 1, "two"));
	swa_buf_init(&definition, SWA_DEFINITION_MAX);
	assert_ok(swa_app_definition(f->vault, "wiki", &definition));
	assert_string_equal(swa_buf_text(&definition), "{\"definition\":1}");
	swa_buf_init(&extra, SWA_EXTRA_TEXT_MAX);
	assert_ok(swa_extra_get(f->vault, "a2", &extra));
	assert_string_equal(swa_buf_text(&extra), "east");
	swa_buf_finish(&definition);
	swa_buf_finish(&extra);
	/* The rows are gone: once more stores nothing. */
	assert_ok(swa_staging_commit(f->vault, IMPORT));
	assert_known(f, "wiki a1 ada v2 fills; wiki a2 ada v1 fills; ");
	assert_ok(swa_vault_check(f->vault));
}

static void
a_row_without_a_password_adds_the_rest_and_leaves_the_password(void **state)
{
	struct fixture *f = *state;
	struct swa_buf totp;
	char ada[SWA_ID_MAX + 1];

	fixture_app(f, "wiki", "Wiki");
	fixture_account(f, "wiki", NULL, "ada", "one", ada);
	assert_ok(put(f, IMPORT, 0, "wiki", NULL, ada, ""));
	assert_ok(swa_staging_commit(f->vault, IMPORT));
	assert_ok(fixture_password(f, ada, 1, "one"));
	swa_buf_init(&totp, SWA_TOTP_TEXT_MAX);
	assert_ok(swa_totp_get(f->vault, ada, &totp));
	assert_string_equal(swa_buf_text(&totp),
	                    "otpauth://totp/?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30");
	swa_buf_finish(&totp);
}

static bool
keep_place(void *context, const struct swa_app *app)
{
	(void)snprintf(context, 64, "%s %d %d", app->section, (int)app->position, app->hidden);
	return true;
}

static void
an_app_without_an_account_keeps_its_place(void **state)
{
	struct fixture *f = *state;
	char place[64] = "";

	assert_ok(put(f, IMPORT, 0, "wiki", "Wiki", "", ""));
	assert_ok(swa_staging_commit(f->vault, IMPORT));
	assert_known(f, "wiki   v0 fills; ");
	assert_ok(swa_app_get(f->vault, "wiki", keep_place, place));
	assert_string_equal(place, "Work 3 1");
}

static void
a_row_that_cannot_be_stored_undoes_those_before_it(void **state)
{
	struct fixture *f = *state;

	fixture_app(f, "other", "Other");
	assert_ok(put(f, IMPORT, 0, "wiki", "Wiki", "a1", "one"));
	assert_ok(put(f, IMPORT, 1, "missing", NULL, "a2", "two"));
	assert_err(swa_staging_commit(f->vault, IMPORT), SWA_ERR_APP_UNKNOWN);
	assert_known(f, "other   v0 fills; ");
	assert_ok(swa_staging_drop(f->vault, IMPORT));
	/* An account of another app is not changed either. */
	assert_ok(put(f, IMPORT, 0, "wiki", "Wiki", "a1", "one"));
	assert_ok(put(f, IMPORT, 1, "other", NULL, "a1", "two"));
	assert_err(swa_staging_commit(f->vault, IMPORT), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_known(f, "other   v0 fills; ");
}

static void
imports_do_not_see_each_other(void **state)
{
	struct fixture *f = *state;
	struct swa_buf password;

	assert_ok(put(f, IMPORT, 0, "wiki", "Wiki", "a1", "one"));
	assert_ok(put(f, OTHER, 0, "mail", "Mail", "b1", "two"));
	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	assert_ok(swa_staging_password(f->vault, OTHER, 0, &password));
	assert_string_equal(swa_buf_text(&password), "two");
	assert_err(swa_staging_password(f->vault, OTHER, 1, &password), SWA_ERR_RECORD_MISSING);
	swa_buf_finish(&password);
	assert_ok(swa_staging_drop(f->vault, IMPORT));
	assert_ok(swa_staging_commit(f->vault, IMPORT));
	assert_ok(swa_staging_commit(f->vault, OTHER));
	assert_known(f, "mail b1 ada v1 fills; ");
}

static void
what_is_staged_is_sealed_in_its_place(void **state)
{
	struct fixture *f = *state;

	assert_ok(put(f, IMPORT, 0, "wiki", "Wiki", "a1", "correct-horse-battery"));
	assert_ok(put(f, IMPORT, 1, "mail", "Mail", "b1", "two"));
	fixture_close(f);
	/* A row that was copied over another one does not open. */
	fixture_sql(f, "UPDATE staged SET sealed = (SELECT sealed FROM staged WHERE row = 0) WHERE row = 1");
	fixture_reopen(f);
	assert_err(swa_staging_commit(f->vault, IMPORT), SWA_ERR_VAULT_DAMAGED);
	assert_known(f, "");
	fixture_close(f);
	assert_false(fixture_file_holds(f, "vault.db", "correct-horse-battery", 21));
	fixture_reopen(f);
	assert_ok(swa_staging_drop(f->vault, NULL));
	assert_ok(swa_staging_commit(f->vault, IMPORT));
	assert_known(f, "");
}

static void
ids_of_rows_follow_each_other(void **state)
{
	char first[SWA_STAGING_ID_SIZE + 1], second[SWA_STAGING_ID_SIZE + 1], import[SWA_STAGING_ID_SIZE + 1];

	(void)state;
	swa_staging_new_id(import);
	assert_int_equal(strlen(import), SWA_STAGING_ID_SIZE);
	swa_staging_row_id(import, 9, first);
	swa_staging_row_id(import, 10, second);
	assert_int_equal(strlen(first), SWA_STAGING_ID_SIZE);
	assert_true(strcmp(first, second) < 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test_setup_teardown(nothing_counts_before_the_commit_and_all_after_it,
	                                        fixture_vault, fixture_finish),
	        cmocka_unit_test_setup_teardown(
	                a_row_without_a_password_adds_the_rest_and_leaves_the_password, fixture_vault,
	                fixture_finish),
	        cmocka_unit_test_setup_teardown(an_app_without_an_account_keeps_its_place, fixture_vault,
	                                        fixture_finish),
	        cmocka_unit_test_setup_teardown(a_row_that_cannot_be_stored_undoes_those_before_it,
	                                        fixture_vault, fixture_finish),
	        cmocka_unit_test_setup_teardown(imports_do_not_see_each_other, fixture_vault, fixture_finish),
	        cmocka_unit_test_setup_teardown(what_is_staged_is_sealed_in_its_place, fixture_vault,
	                                        fixture_finish),
	        cmocka_unit_test(ids_of_rows_follow_each_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

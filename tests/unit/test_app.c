#include "vault_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct swa_app wiki = {
        .id = "0oa1",
        .label = "Wiki",
        .name = "template_swa",
        .mode = SWA_MODE_BROWSER_PLUGIN,
        .active = true,
        .launch_url = "https://wiki.example/login",
};

/* Ids of the apps that were visited, with a space behind each. */
struct seen {
	char ids[4096];
	unsigned stop_after;
	unsigned count;
};

static bool
note(void *context, const struct swa_app *app)
{
	struct seen *seen = context;

	strcat(seen->ids, app->id);
	strcat(seen->ids, " ");
	seen->count++;
	return seen->stop_after == 0 || seen->count < seen->stop_after;
}

static void
assert_list(struct fixture *f, const char *query, const char *after, unsigned limit, const char *expected)
{
	struct seen seen = {.ids = ""};

	assert_ok(swa_app_list(f->vault, query, after, limit, note, &seen));
	assert_string_equal(seen.ids, expected);
}

static bool
is_the_wiki(void *context, const struct swa_app *app)
{
	const unsigned *accounts = context;

	assert_string_equal(app->id, wiki.id);
	assert_string_equal(app->label, wiki.label);
	assert_string_equal(app->name, wiki.name);
	assert_int_equal(app->mode, wiki.mode);
	assert_true(app->active);
	assert_string_equal(app->launch_url, wiki.launch_url);
	assert_int_equal(app->account_count, *accounts);
	return true;
}

static void
an_app_is_kept_as_it_came_and_survives_a_restart(void **state)
{
	struct fixture *f = *state;
	struct swa_buf definition;
	unsigned accounts = 0, count = 0;
	char id[SWA_ID_MAX + 1];

	assert_ok(swa_app_put(f->vault, &wiki, "{ \"id\":  \"0oa1\", \"unknown\": null }"));
	assert_ok(swa_app_get(f->vault, "0oa1", is_the_wiki, &accounts));
	fixture_account(f, "0oa1", NULL, "ada", "pw", id);
	fixture_reopen(f);
	accounts = 1;
	assert_ok(swa_app_get(f->vault, "0oa1", is_the_wiki, &accounts));
	swa_buf_init(&definition, SWA_DEFINITION_MAX);
	assert_ok(swa_app_definition(f->vault, "0oa1", &definition));
	assert_string_equal(swa_buf_text(&definition), "{ \"id\":  \"0oa1\", \"unknown\": null }");
	swa_buf_finish(&definition);
	assert_ok(swa_app_count(f->vault, &count));
	assert_int_equal(count, 1);
}

static void
an_app_put_again_is_replaced_and_keeps_its_accounts(void **state)
{
	struct fixture *f = *state;
	struct swa_app changed = wiki;
	struct seen seen = {.ids = ""};
	struct swa_buf definition;
	char id[SWA_ID_MAX + 1];

	assert_ok(swa_app_put(f->vault, &wiki, "one"));
	fixture_account(f, "0oa1", NULL, "ada", "a password", id);
	changed.label = "New name";
	changed.mode = SWA_MODE_AUTO_LOGIN;
	changed.active = false;
	assert_ok(swa_app_put(f->vault, &changed, "two"));
	swa_buf_init(&definition, SWA_DEFINITION_MAX);
	assert_ok(swa_app_definition(f->vault, "0oa1", &definition));
	assert_string_equal(swa_buf_text(&definition), "two");
	swa_buf_finish(&definition);
	assert_ok(fixture_password(f, id, 1, "a password"));
	assert_ok(swa_app_list(f->vault, "new name", NULL, 10, note, &seen));
	assert_string_equal(seen.ids, "0oa1 ");
}

static void
all_five_modes_and_links_are_kept(void **state)
{
	static const char *const names[] = {"BROWSER_PLUGIN", "SECURE_PASSWORD_STORE",
	                                    "BASIC_AUTH",     "AUTO_LOGIN",
	                                    "SAML_2_0",       "BOOKMARK",
	                                    "LINK",           ""};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(swa_mode_name(swa_mode_from_name(names[i])), names[i]);
	for (size_t i = 4; i < 8; i++)
		assert_string_equal(swa_mode_name(swa_mode_from_name(names[i])), "LINK");
	assert_int_equal(swa_mode_from_name("browser_plugin"), SWA_MODE_LINK);
	assert_string_equal(swa_mode_name((enum swa_mode)99), "LINK");
}

static void
an_app_that_is_not_there_is_unknown(void **state)
{
	struct fixture *f = *state;
	struct seen seen = {.ids = ""};
	struct swa_buf definition;

	swa_buf_init(&definition, SWA_DEFINITION_MAX);
	assert_err(swa_app_get(f->vault, "none", note, &seen), SWA_ERR_APP_UNKNOWN);
	assert_err(swa_app_definition(f->vault, "none", &definition), SWA_ERR_APP_UNKNOWN);
	assert_err(swa_app_remove(f->vault, "none"), SWA_ERR_APP_UNKNOWN);
	assert_err(swa_app_list(f->vault, NULL, "none", 10, note, &seen), SWA_ERR_APP_UNKNOWN);
	assert_int_equal(seen.count, 0);
	swa_buf_finish(&definition);
}

static void
what_is_too_long_is_refused_and_nothing_is_kept(void **state)
{
	struct fixture *f = *state;
	char *text = malloc(SWA_DEFINITION_MAX + 2);
	struct swa_app app = wiki;
	unsigned count = 99;

	assert_non_null(text);
	memset(text, 'a', SWA_DEFINITION_MAX + 1);
	text[SWA_DEFINITION_MAX + 1] = '\0';
	assert_err(swa_app_put(f->vault, &app, text), SWA_ERR_LIMIT);
	app.launch_url = text + SWA_DEFINITION_MAX - SWA_URL_MAX;
	assert_err(swa_app_put(f->vault, &app, "{}"), SWA_ERR_LIMIT);
	app = wiki;
	app.label = text + SWA_DEFINITION_MAX - SWA_LABEL_MAX;
	assert_err(swa_app_put(f->vault, &app, "{}"), SWA_ERR_LIMIT);
	app = wiki;
	app.id = text + SWA_DEFINITION_MAX - SWA_ID_MAX;
	assert_err(swa_app_put(f->vault, &app, "{}"), SWA_ERR_LIMIT);
	app.id = "";
	assert_err(swa_app_put(f->vault, &app, "{}"), SWA_ERR_LIMIT);
	assert_ok(swa_app_count(f->vault, &count));
	assert_int_equal(count, 0);
	/* One byte less fits. */
	app = wiki;
	app.id = text + SWA_DEFINITION_MAX - SWA_ID_MAX + 1;
	assert_ok(swa_app_put(f->vault, &app, text + 1));
	free(text);
}

static void
apps_are_listed_by_label_without_case_then_by_id(void **state)
{
	struct fixture *f = *state;
	struct seen two = {.ids = "", .stop_after = 2};

	fixture_app(f, "1", "beta");
	fixture_app(f, "2", "Alpha");
	fixture_app(f, "3", "ALPHA");
	fixture_app(f, "4", "gamma");
	fixture_app(f, "5", "Beta");
	assert_list(f, NULL, NULL, 10, "2 3 1 5 4 ");
	assert_list(f, NULL, NULL, 2, "2 3 ");
	assert_list(f, NULL, NULL, 0, "");
	assert_list(f, NULL, "3", 2, "1 5 ");
	assert_list(f, NULL, "5", 2, "4 ");
	assert_list(f, NULL, "4", 2, "");
	assert_ok(swa_app_list(f->vault, NULL, NULL, 10, note, &two));
	assert_string_equal(two.ids, "2 3 ");
}

static void
every_word_of_a_search_is_found_in_label_or_address(void **state)
{
	struct fixture *f = *state;

	fixture_app(f, "1", "Team Wiki");
	fixture_app(f, "2", "Payroll 100%");
	fixture_app(f, "3", "wiki_2");
	assert_list(f, "WIKI team", NULL, 10, "1 ");
	assert_list(f, "  wiki.example   pay ", NULL, 10, "2 ");
	assert_list(f, "", NULL, 10, "2 1 3 ");
	assert_list(f, "100%", NULL, 10, "2 ");
	assert_list(f, "%", NULL, 10, "2 ");
	assert_list(f, "i_2", NULL, 10, "3 ");
	assert_list(f, "'; DROP TABLE app; --", NULL, 10, "");
	assert_list(f, "wiki nothing", NULL, 10, "");
	assert_list(f, "t", "2", 1, "1 ");
}

static void
an_app_is_removed_with_its_accounts_secrets_and_questions(void **state)
{
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1], question[SWA_ID_MAX + 1], other[SWA_ID_MAX + 1];

	fixture_app(f, "1", "one");
	fixture_app(f, "2", "two");
	fixture_account(f, "1", NULL, "ada", "one", id);
	fixture_account(f, "2", NULL, "ada", "two", other);
	assert_ok(swa_question_ask(f->vault, id, 1, 5, question));
	assert_ok(swa_app_remove(f->vault, "1"));
	assert_list(f, NULL, NULL, 10, "2 ");
	assert_err(fixture_password(f, id, 1, ""), SWA_ERR_ACCOUNT_UNKNOWN);
	assert_err(swa_question_answer(f->vault, question, SWA_ANSWER_YES), SWA_ERR_QUESTION_UNKNOWN);
	assert_ok(fixture_password(f, other, 1, "two"));
}

/* Each app that is visited is read again, and removed, from within the visit. */
static bool
read_and_remove(void *context, const struct swa_app *app)
{
	struct fixture *f = context;
	struct seen seen = {.ids = ""};
	char id[SWA_ID_MAX + 1];

	(void)snprintf(id, sizeof(id), "%s", app->id);
	assert_ok(swa_app_get(f->vault, id, note, &seen));
	assert_ok(swa_app_list(f->vault, NULL, NULL, 100, note, &seen));
	assert_ok(swa_app_remove(f->vault, id));
	return true;
}

static void
a_visit_may_read_and_change_the_vault(void **state)
{
	struct fixture *f = *state;
	char id[16];
	unsigned count = 0;

	for (int i = 0; i < 20; i++) {
		(void)snprintf(id, sizeof(id), "app-%d", i);
		fixture_app(f, id, id);
	}
	assert_ok(swa_app_list(f->vault, NULL, NULL, 100, read_and_remove, f));
	assert_ok(swa_app_count(f->vault, &count));
	assert_int_equal(count, 0);
}

static void
a_definition_copied_from_another_app_or_version_does_not_open(void **state)
{
	struct fixture *f = *state;
	struct swa_buf definition;

	fixture_app(f, "1", "one");
	fixture_app(f, "2", "two");
	fixture_close(f);
	fixture_sql(f,
	            "UPDATE app SET definition = (SELECT definition FROM app WHERE id = '2') WHERE id = '1'");
	fixture_reopen(f);
	swa_buf_init(&definition, SWA_DEFINITION_MAX);
	assert_err(swa_app_definition(f->vault, "1", &definition), SWA_ERR_VAULT_DAMAGED);
	assert_int_equal(definition.size, 0);
	assert_ok(swa_app_definition(f->vault, "2", &definition));
	assert_err(swa_vault_check(f->vault), SWA_ERR_VAULT_DAMAGED);
	fixture_close(f);
	fixture_sql(f, "UPDATE app SET version = 7 WHERE id = '2'");
	fixture_reopen(f);
	assert_err(swa_app_definition(f->vault, "2", &definition), SWA_ERR_VAULT_DAMAGED);
	swa_buf_finish(&definition);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(an_app_is_kept_as_it_came_and_survives_a_restart),
	        ON_A_VAULT(an_app_put_again_is_replaced_and_keeps_its_accounts),
	        cmocka_unit_test(all_five_modes_and_links_are_kept),
	        ON_A_VAULT(an_app_that_is_not_there_is_unknown),
	        ON_A_VAULT(what_is_too_long_is_refused_and_nothing_is_kept),
	        ON_A_VAULT(apps_are_listed_by_label_without_case_then_by_id),
	        ON_A_VAULT(every_word_of_a_search_is_found_in_label_or_address),
	        ON_A_VAULT(an_app_is_removed_with_its_accounts_secrets_and_questions),
	        ON_A_VAULT(a_visit_may_read_and_change_the_vault),
	        ON_A_VAULT(a_definition_copied_from_another_app_or_version_does_not_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

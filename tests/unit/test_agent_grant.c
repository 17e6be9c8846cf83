#include "grant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define CLIENT 7u
#define NOW 1000000u

/* Apps of their own kinds by their ids; any other is a form of two fields.  In the settings ' stands for ".
 */
static const struct {
	const char *id;
	const char *name;
	const char *mode;
	const char *settings;
} kinds[] = {
        {"three", "template_swa3field", "BROWSER_PLUGIN",
         "'app':{'targetURL':'https://a.test/','extraFieldSelector':'org','extraFieldValue':'acme'}"},
        {"own", "template_swa3field", "BROWSER_PLUGIN",
         "'app':{'targetURL':'https://a.test/','extraFieldSelector':'org'}"},
        {"many", "template_swa", "BROWSER_PLUGIN",
         "'app':{'url':'https://a.test/'},'agent':{'fields':[{'selector':'a','value':'1'},"
         "{'selector':'b'},{'selector':'c','value':'3'},{'selector':'d','value':'4'},"
         "{'selector':'e','value':'5'},{'selector':'f','value':'6'},{'selector':'g','value':'7'}]}"},
        {"direct", "template_sps", "SECURE_PASSWORD_STORE",
         "'app':{'url':'https://a.test/','usernameField':'u','passwordField':'p','optionalField2':'o',"
         "'optionalField2Value':'v'}"},
        {"basic", "template_basic_auth", "BASIC_AUTH", "'app':{'url':'https://a.test/'}"},
        {NULL, "template_swa", "BROWSER_PLUGIN", "'app':{'url':'https://a.test/'}"},
};

static struct swa_appdef *
read_app(const char *id)
{
	struct swa_json *document = NULL;
	struct swa_appdef *def = NULL;
	char text[1024];
	size_t i = 0;
	int length;

	while (kinds[i].id != NULL && strcmp(kinds[i].id, id) != 0)
		i++;
	length = snprintf(text, sizeof(text),
	                  "{'id':'%s','label':'L','name':'%s','signOnMode':'%s','settings':{%s}}", id,
	                  kinds[i].name, kinds[i].mode, kinds[i].settings);
	for (char *at = text; (at = strchr(at, '\'')) != NULL;)
		*at = '"';
	assert_int_equal(swa_json_parse(text, (size_t)length, &document, NULL), SWA_OK);
	assert_int_equal(swa_appdef_read(document, &def, NULL), SWA_OK);
	return def;
}

static struct swa_grant *
mint_with(struct swa_grants *grants, uint64_t client, const char *app, const char *account, bool extra,
          bool code)
{
	const struct swa_grant_terms terms = {
	        .client = client,
	        .account_id = account,
	        .username = "ann",
	        .version = 3,
	        .extra = extra,
	        .code = code,
	        .appdef = read_app(app),
	};
	struct swa_grant *grant = NULL;

	assert_int_equal(swa_grant_mint(grants, &terms, NOW, &grant), SWA_OK);
	return grant;
}

static struct swa_grant *
mint(struct swa_grants *grants, uint64_t client, const char *app, const char *account)
{
	return mint_with(grants, client, app, account, false, false);
}

static int
set_up(void **state)
{
	swa_json_setup();
	*state = swa_grants_new();
	return *state == NULL;
}

static int
tear_down(void **state)
{
	swa_grants_free(*state);
	return 0;
}

static void
a_grant_is_found_by_its_own_connection_alone(void **state)
{
	struct swa_grants *grants = *state;
	struct swa_grant *grant = mint(grants, CLIENT, "wiki", "a1"), *found = NULL;

	assert_int_equal(strlen(grant->id), SWA_GRANT_ID_SIZE);
	assert_int_equal(swa_grant_find(grants, grant->id, CLIENT, NOW, &found), SWA_OK);
	assert_ptr_equal(found, grant);
	found = NULL;
	assert_int_equal(swa_grant_find(grants, grant->id, CLIENT + 1, NOW, &found), SWA_ERR_GRANT_FOREIGN);
	assert_null(found);
}

static void
what_is_no_grant_is_unknown_whatever_it_looks_like(void **state)
{
	static const char *const ids[] = {"",   "0",       "zz", "00000000000000000000000000000000",
	                                  "ff", "\xff\xff"};
	struct swa_grant *found = NULL;

	(void)mint(*state, CLIENT, "wiki", "a1");
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		assert_int_equal(swa_grant_find(*state, ids[i], CLIENT, NOW, &found), SWA_ERR_GRANT_UNKNOWN);
	assert_null(found);
}

static void
no_two_grants_have_one_id(void **state)
{
	struct swa_grant *first = mint(*state, CLIENT, "wiki", "a1");
	struct swa_grant *second = mint(*state, CLIENT, "wiki", "a1");

	assert_string_not_equal(first->id, second->id);
	assert_int_equal(swa_grants_count(*state), 2);
}

static void
a_grant_expires_after_two_minutes(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "wiki", "a1"), *found = NULL;

	assert_int_equal(swa_grant_find(*state, grant->id, CLIENT, NOW + 119999, &found), SWA_OK);
	assert_int_equal(swa_grant_find(*state, grant->id, CLIENT, NOW + 120000, &found),
	                 SWA_ERR_GRANT_EXPIRED);
}

static void
a_redeemed_step_renews_a_grant_once(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "three", "a1"), *found = NULL;

	swa_grant_visit(grant, "d1", true);
	swa_grant_spend(grant, SWA_SLOT_USERNAME, NOW + 100000);
	assert_int_equal(swa_grant_find(*state, grant->id, CLIENT, NOW + 219999, &found), SWA_OK);
	swa_grant_spend(grant, SWA_SLOT_PASSWORD, NOW + 200000);
	assert_int_equal(swa_grant_find(*state, grant->id, CLIENT, NOW + 220000, &found),
	                 SWA_ERR_GRANT_EXPIRED);
}

static void
an_expired_grant_is_forgotten_in_the_end(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "wiki", "a1"), *found = NULL;

	swa_grants_sweep(*state, NOW + SWA_GRANT_LIFE_MS + SWA_GRANT_KEPT_MS - 1);
	assert_int_equal(swa_grant_find(*state, grant->id, CLIENT, NOW + SWA_GRANT_LIFE_MS, &found),
	                 SWA_ERR_GRANT_EXPIRED);
	swa_grants_sweep(*state, NOW + SWA_GRANT_LIFE_MS + SWA_GRANT_KEPT_MS);
	assert_int_equal(swa_grants_count(*state), 0);
}

static void
each_slot_is_handed_out_once(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "three", "a1");
	const unsigned both = SWA_SLOT_USERNAME | SWA_SLOT_PASSWORD;

	swa_grant_visit(grant, "d1", true);
	assert_int_equal(swa_grant_check(grant, 1, both, "d1"), SWA_OK);
	swa_grant_spend(grant, both, NOW);
	assert_int_equal(swa_grant_check(grant, 2, SWA_SLOT_PASSWORD, "d1"), SWA_ERR_GRANT_SPENT);
	assert_int_equal(swa_grant_check(grant, 2, both | SWA_SLOT_EXTRA, "d1"), SWA_ERR_GRANT_SPENT);
	assert_int_equal(swa_grant_check(grant, 2, SWA_SLOT_EXTRA, "d1"), SWA_OK);
}

static void
each_step_is_redeemed_once_and_in_its_order(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "wiki", "a1");

	swa_grant_visit(grant, "d1", true);
	assert_int_equal(swa_grant_check(grant, 0, SWA_SLOT_USERNAME, "d1"), SWA_ERR_ARGUMENT);
	assert_int_equal(swa_grant_check(grant, 2, SWA_SLOT_USERNAME, "d1"), SWA_ERR_ARGUMENT);
	swa_grant_spend(grant, SWA_SLOT_USERNAME, NOW);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_PASSWORD, "d1"), SWA_ERR_GRANT_SPENT);
	assert_int_equal(swa_grant_check(grant, 2, SWA_SLOT_PASSWORD, "d1"), SWA_OK);
}

static void
only_an_app_with_an_extra_field_has_its_slot(void **state)
{
	struct swa_grant *two = mint(*state, CLIENT, "wiki", "a1"),
	                 *three = mint(*state, CLIENT, "three", "a2");

	swa_grant_visit(two, "d1", true);
	swa_grant_visit(three, "d1", true);
	assert_int_equal(swa_grant_check(two, 1, SWA_SLOT_EXTRA, "d1"), SWA_ERR_ARGUMENT);
	assert_int_equal(swa_grant_check(three, 1, SWA_SLOT_EXTRA, "d1"), SWA_OK);
	assert_int_equal(swa_grant_check(three, 1, 0, "d1"), SWA_ERR_ARGUMENT);
}

static void
an_extra_field_that_only_accounts_fill_has_a_slot_for_those_alone(void **state)
{
	assert_int_equal(mint(*state, CLIENT, "own", "a1")->slots & SWA_SLOT_EXTRA, 0);
	assert_int_equal(mint_with(*state, CLIENT, "own", "a1", true, false)->slots & SWA_SLOT_EXTRA,
	                 SWA_SLOT_EXTRA);
	/* nor does an account's value make a field of one that the app has not */
	assert_int_equal(mint_with(*state, CLIENT, "wiki", "a1", true, false)->slots & SWA_SLOT_EXTRA, 0);
}

static void
each_further_field_with_a_value_has_a_slot(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "many", "a1");
	const unsigned absent = SWA_SLOT_OF_EXTRA(0) | SWA_SLOT_OF_EXTRA(2); /* not there; without a value */

	swa_grant_visit(grant, "d1", true);
	for (unsigned i = 0; i < SWA_EXTRAS_MAX; i++) {
		const unsigned slot = SWA_SLOT_OF_EXTRA(i);

		assert_int_equal(swa_grant_check(grant, 1, slot, "d1"),
		                 (slot & absent) != 0 ? SWA_ERR_ARGUMENT : SWA_OK);
	}
}

static void
fields_come_in_any_step_and_each_once(void **state)
{
	struct swa_grant *grant = mint_with(*state, CLIENT, "many", "a1", false, true);
	const unsigned second = SWA_SLOT_OF_EXTRA(1), fourth = SWA_SLOT_OF_EXTRA(3);

	swa_grant_visit(grant, "d1", true);
	assert_int_equal(swa_grant_check(grant, 1, second, "d1"), SWA_OK); /* the organisation first */
	swa_grant_spend(grant, second, NOW);
	assert_int_equal(swa_grant_check(grant, 2, SWA_SLOT_USERNAME | second, "d1"), SWA_ERR_GRANT_SPENT);
	assert_int_equal(swa_grant_check(grant, 2, SWA_SLOT_USERNAME | fourth, "d1"), SWA_OK);
	swa_grant_spend(grant, SWA_SLOT_USERNAME | fourth, NOW);
	assert_int_equal(swa_grant_check(grant, 3, SWA_SLOT_PASSWORD, "d1"), SWA_OK);
	swa_grant_spend(grant, SWA_SLOT_PASSWORD, NOW);
	assert_int_equal(swa_grant_check(grant, 4, SWA_SLOT_CODE, "d1"), SWA_OK);
	swa_grant_spend(grant, SWA_SLOT_CODE, NOW);
	assert_int_equal(swa_grant_check(grant, 5, SWA_SLOT_CODE, "d1"), SWA_ERR_GRANT_SPENT);
}

static void
a_code_is_refused_by_name_where_there_is_none(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "wiki", "a1");

	swa_grant_visit(grant, "d1", true);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_CODE, "d1"), SWA_ERR_CODE_REFUSED);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME | SWA_SLOT_CODE, "d1"),
	                 SWA_ERR_CODE_REFUSED);
	/* where the form has no page there is no place for one */
	assert_int_equal(mint_with(*state, CLIENT, "direct", "a1", false, true)->slots & SWA_SLOT_CODE, 0);
	assert_int_equal(mint_with(*state, CLIENT, "basic", "a1", false, true)->slots & SWA_SLOT_CODE, 0);
}

static void
only_what_is_posted_without_a_page_needs_no_visit(void **state)
{
	const unsigned both = SWA_SLOT_USERNAME | SWA_SLOT_PASSWORD;
	struct swa_grant *direct = mint(*state, CLIENT, "direct", "a1");

	assert_int_equal(swa_grant_check(direct, 1, both | SWA_SLOT_OF_EXTRA(1), "own"), SWA_OK);
	swa_grant_spend(direct, both, NOW);
	assert_int_equal(swa_grant_check(direct, 2, SWA_SLOT_PASSWORD, "own"), SWA_ERR_GRANT_SPENT);
	assert_int_equal(swa_grant_check(mint(*state, CLIENT, "basic", "a1"), 1, both, "own"),
	                 SWA_ERR_DOCUMENT_REFUSED);
}

static void
only_a_visited_document_is_filled(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "wiki", "a1");

	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "d1"), SWA_ERR_DOCUMENT_REFUSED);
	swa_grant_visit(grant, "d1", true);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "d1"), SWA_OK);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "d2"), SWA_ERR_DOCUMENT_REFUSED);
	swa_grant_visit(grant, "f1", false); /* a frame of it: both are there */
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "d1"), SWA_OK);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "f1"), SWA_OK);
	swa_grant_visit(grant, "d2", true); /* the tab went on */
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "d1"), SWA_ERR_DOCUMENT_REFUSED);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "f1"), SWA_ERR_DOCUMENT_REFUSED);
	swa_grant_leave(grant);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "d2"), SWA_ERR_DOCUMENT_REFUSED);
}

static void
a_page_with_very_many_frames_keeps_its_top_document(void **state)
{
	struct swa_grant *grant = mint(*state, CLIENT, "wiki", "a1");
	char name[16];

	swa_grant_visit(grant, "top", true);
	for (int i = 0; i < 100; i++) {
		(void)snprintf(name, sizeof(name), "frame%d", i);
		swa_grant_visit(grant, name, false);
	}
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "top"), SWA_OK);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "frame99"), SWA_OK);
	assert_int_equal(swa_grant_check(grant, 1, SWA_SLOT_USERNAME, "frame0"), SWA_ERR_DOCUMENT_REFUSED);
}

static void
grants_end_with_their_client_app_or_account(void **state)
{
	struct swa_grants *grants = *state;
	struct swa_grant *found = NULL;
	char kept[SWA_GRANT_ID_SIZE + 1];

	(void)mint(grants, CLIENT, "wiki", "a1");
	(void)mint(grants, CLIENT + 1, "wiki", "a1");
	(void)mint(grants, CLIENT + 1, "mail", "a2");
	(void)mint(grants, CLIENT + 1, "news", "a3");
	(void)snprintf(kept, sizeof(kept), "%s", mint(grants, CLIENT + 1, "shop", "a4")->id);
	swa_grants_end_client(grants, CLIENT);
	assert_int_equal(swa_grants_count(grants), 4);
	swa_grants_end_app(grants, "wiki");
	assert_int_equal(swa_grants_count(grants), 3);
	swa_grants_end_account(grants, "a2");
	assert_int_equal(swa_grants_count(grants), 2);
	swa_grants_end_app(grants, "news");
	assert_int_equal(swa_grants_count(grants), 1);
	assert_int_equal(swa_grant_find(grants, kept, CLIENT + 1, NOW, &found), SWA_OK);
	swa_grants_end_all(grants);
	assert_int_equal(swa_grants_count(grants), 0);
	assert_int_equal(swa_grant_find(grants, kept, CLIENT + 1, NOW, &found), SWA_ERR_GRANT_UNKNOWN);
}

static void
a_client_that_only_launches_keeps_no_more_than_its_share(void **state)
{
	struct swa_grant *other = mint(*state, CLIENT + 1, "wiki", "a1"), *found = NULL;
	char first[SWA_GRANT_ID_SIZE + 1];

	(void)snprintf(first, sizeof(first), "%s", mint(*state, CLIENT, "wiki", "a1")->id);
	for (unsigned i = 1; i < SWA_GRANTS_PER_CLIENT; i++)
		(void)mint(*state, CLIENT, "wiki", "a1");
	assert_int_equal(swa_grant_find(*state, first, CLIENT, NOW, &found), SWA_OK);
	(void)mint(*state, CLIENT, "wiki", "a1");
	assert_int_equal(swa_grant_find(*state, first, CLIENT, NOW, &found), SWA_ERR_GRANT_UNKNOWN);
	assert_int_equal(swa_grants_count(*state), SWA_GRANTS_PER_CLIENT + 1);
	assert_int_equal(swa_grant_find(*state, other->id, CLIENT + 1, NOW, &found), SWA_OK);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	        TEST(a_grant_is_found_by_its_own_connection_alone),
	        TEST(what_is_no_grant_is_unknown_whatever_it_looks_like),
	        TEST(no_two_grants_have_one_id),
	        TEST(a_grant_expires_after_two_minutes),
	        TEST(a_redeemed_step_renews_a_grant_once),
	        TEST(an_expired_grant_is_forgotten_in_the_end),
	        TEST(each_slot_is_handed_out_once),
	        TEST(each_step_is_redeemed_once_and_in_its_order),
	        TEST(only_an_app_with_an_extra_field_has_its_slot),
	        TEST(an_extra_field_that_only_accounts_fill_has_a_slot_for_those_alone),
	        TEST(each_further_field_with_a_value_has_a_slot),
	        TEST(fields_come_in_any_step_and_each_once),
	        TEST(a_code_is_refused_by_name_where_there_is_none),
	        TEST(only_what_is_posted_without_a_page_needs_no_visit),
	        TEST(only_a_visited_document_is_filled),
	        TEST(a_page_with_very_many_frames_keeps_its_top_document),
	        TEST(grants_end_with_their_client_app_or_account),
	        TEST(a_client_that_only_launches_keeps_no_more_than_its_share),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

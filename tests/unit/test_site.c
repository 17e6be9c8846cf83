#include "swa/site.h"
#include "vault_fixture.h"

#include <stdio.h>
#include <string.h>

static void
put(struct fixture *f, const char *id, const char *url)
{
	const struct swa_app app = {
	        .id = id,
	        .label = id,
	        .name = "template_swa",
	        .mode = SWA_MODE_BROWSER_PLUGIN,
	        .active = true,
	        .launch_url = url,
	};

	assert_ok(swa_app_put(f->vault, &app, "{}"));
}

static bool
note_app(void *context, const struct swa_app *app)
{
	(void)strncat(context, app->id, 1022 - strlen(context));
	(void)strcat(context, " ");
	return true;
}

static bool
note_origin(void *context, const char *origin)
{
	(void)strncat(context, origin, 1022 - strlen(context));
	(void)strcat(context, " ");
	return true;
}

static struct swa_origin
origin_of(const char *url)
{
	struct swa_origin origin;

	assert_ok(swa_origin_of(url, &origin));
	return origin;
}

static void
assert_apps(struct fixture *f, const char *url, const char *expected)
{
	const struct swa_origin origin = origin_of(url);
	char line[1024] = "";

	assert_ok(swa_site_apps(f->vault, &origin, note_app, line));
	assert_string_equal(line, expected);
}

static void
apps_are_found_by_the_exact_origin_of_their_address(void **state)
{
	struct fixture *f = *state;

	put(f, "a-plain", "https://wiki.example");
	put(f, "b-path", "https://wiki.example/login?next=/");
	put(f, "c-written-out", "HTTPS://Wiki.Example:443/login");
	put(f, "port", "https://wiki.example:8443/login");
	put(f, "http", "http://wiki.example/login");
	put(f, "longer", "https://wiki.example.evil.test/login");
	put(f, "below", "https://old.wiki.example/login");
	put(f, "hyphen", "https://wiki.example-evil.test/");
	put(f, "none", "");
	put(f, "user", "https://wiki.example@evil.test/");
	assert_apps(f, "https://wiki.example/another", "a-plain b-path c-written-out ");
	assert_apps(f, "https://wiki.example:8443", "port ");
	assert_apps(f, "http://wiki.example", "http ");
	assert_apps(f, "https://evil.test", "");
	assert_apps(f, "https://example", "");
	assert_apps(f, "https://[2001:db8::1]/", "");
	put(f, "six", "https://[2001:db8::1]/login");
	assert_apps(f, "https://[2001:db8::1]/", "six ");
}

static void
an_app_whose_address_changed_is_found_at_the_new_one_alone(void **state)
{
	struct fixture *f = *state;

	put(f, "wiki", "https://wiki.example/");
	put(f, "wiki", "https://docs.example/");
	assert_apps(f, "https://wiki.example", "");
	assert_apps(f, "https://docs.example", "wiki ");
	assert_ok(swa_app_remove(f->vault, "wiki"));
	assert_apps(f, "https://docs.example", "");
}

static void
an_app_is_found_at_its_further_pages_too_as_it_was_stored_last(void **state)
{
	struct fixture *f = *state;
	struct swa_origin_list pages = {.count = 0};
	struct swa_app app = {
	        .id = "wiki",
	        .label = "Wiki",
	        .name = "template_swa",
	        .mode = SWA_MODE_BROWSER_PLUGIN,
	        .active = true,
	        .launch_url = "https://wiki.example/",
	        .pages = &pages,
	};

	assert_ok(swa_origin_list_add(&pages, "https://wiki.example/"));
	assert_ok(swa_origin_list_add(&pages, "https://login.example:8443/sso"));
	assert_ok(swa_app_put(f->vault, &app, "{}"));
	put(f, "another", "https://login.example:8443/");
	assert_apps(f, "https://wiki.example", "wiki ");
	assert_apps(f, "https://login.example:8443", "another wiki ");
	assert_apps(f, "https://login.example", "");
	pages.count = 1;
	assert_ok(swa_app_put(f->vault, &app, "{}"));
	assert_apps(f, "https://login.example:8443", "another ");
	assert_apps(f, "https://wiki.example", "wiki ");
	pages.count = 2;
	assert_ok(swa_app_put(f->vault, &app, "{}"));
	fixture_reopen(f);
	assert_apps(f, "https://login.example:8443", "another wiki ");
	assert_ok(swa_app_remove(f->vault, "wiki"));
	assert_apps(f, "https://login.example:8443", "another ");
}

static void
assert_never(struct fixture *f, const char *expected)
{
	char line[1024] = "";

	assert_ok(swa_site_list_never(f->vault, note_origin, line));
	assert_string_equal(line, expected);
}

static bool
is_never(struct fixture *f, const char *url)
{
	const struct swa_origin origin = origin_of(url);
	bool never = false;

	assert_ok(swa_site_is_never(f->vault, &origin, &never));
	return never;
}

static swa_err
set(struct fixture *f, const char *url, bool never)
{
	const struct swa_origin origin = origin_of(url);

	return swa_site_set_never(f->vault, &origin, never);
}

static void
never_for_this_site_is_remembered_for_that_origin_and_can_be_undone(void **state)
{
	struct fixture *f = *state;

	assert_false(is_never(f, "https://shop.example"));
	assert_ok(set(f, "https://shop.example/basket", true));
	assert_ok(set(f, "https://shop.example/login", true));
	assert_ok(set(f, "https://bank.example:8443/", true));
	fixture_reopen(f);
	assert_never(f, "https://bank.example:8443 https://shop.example ");
	assert_true(is_never(f, "https://shop.example/any"));
	assert_false(is_never(f, "https://shop.example:8443"));
	assert_false(is_never(f, "http://shop.example"));
	assert_false(is_never(f, "https://www.shop.example"));
	assert_ok(set(f, "https://shop.example", false));
	assert_ok(set(f, "https://shop.example", false));
	assert_false(is_never(f, "https://shop.example"));
	assert_never(f, "https://bank.example:8443 ");
}

static void
the_list_has_an_end(void **state)
{
	struct fixture *f = *state;
	char url[64];

	assert_ok(swa_vault_begin(f->vault));
	for (unsigned i = 0; i < SWA_SITES_MAX; i++) {
		(void)snprintf(url, sizeof(url), "https://h%u.example/", i);
		assert_ok(set(f, url, true));
	}
	assert_ok(swa_vault_commit(f->vault));
	assert_err(set(f, "https://more.example", true), SWA_ERR_LIMIT);
	assert_ok(set(f, "https://h0.example", true));
	assert_ok(set(f, "https://h0.example", false));
	assert_ok(set(f, "https://more.example", true));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(apps_are_found_by_the_exact_origin_of_their_address),
	        TEST(an_app_whose_address_changed_is_found_at_the_new_one_alone),
	        TEST(an_app_is_found_at_its_further_pages_too_as_it_was_stored_last),
	        TEST(never_for_this_site_is_remembered_for_that_origin_and_can_be_undone),
	        TEST(the_list_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

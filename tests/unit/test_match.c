#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/match.h"

#include <stdio.h>
#include <string.h>

static struct swa_match_rules
rules(void)
{
	struct swa_match_rules r;

	memset(&r, 0, sizeof(r));
	assert_int_equal(swa_origin_list_add(&r.pages, "https://wiki.example/login"), SWA_OK);
	assert_int_equal(swa_origin_list_add(&r.pages, "https://app.example:8443/"), SWA_OK);
	assert_int_equal(swa_origin_list_add(&r.actions, "https://auth.example/post"), SWA_OK);
	assert_int_equal(swa_origin_list_add(&r.frames, "https://frame.example/"), SWA_OK);
	return r;
}

static const struct {
	const char *tab;
	const char *frame; /* NULL: the tab's document */
	const char *ancestors[3];
	bool insecure;
	swa_err expected;
	const char *what;
} pages[] = {
        {"https://wiki.example/login", NULL, {0}, false, SWA_OK, ""},
        {"https://app.example:8443/any?x", NULL, {0}, false, SWA_OK, ""},
        {"https://wiki.example:8443/", NULL, {0}, false, SWA_ERR_PORT_REFUSED, "https://wiki.example:8443"},
        {"https://app.example/", NULL, {0}, false, SWA_ERR_PORT_REFUSED, "https://app.example"},
        {"http://wiki.example/", NULL, {0}, true, SWA_ERR_SCHEME_REFUSED, "http://wiki.example"},
        {"http://wiki.example/", NULL, {0}, false, SWA_ERR_SCHEME_REFUSED, "http://wiki.example"},
        {"https://wiki.example/", NULL, {0}, true, SWA_ERR_CONTEXT_REFUSED, "https://wiki.example"},
        {"https://evil.test/", NULL, {0}, false, SWA_ERR_ORIGIN_REFUSED, "https://evil.test"},
        {"https://wiki.example.evil.test/",
         NULL,
         {0},
         false,
         SWA_ERR_ORIGIN_REFUSED,
         "https://wiki.example.evil.test"},
        {"https://www.wiki.example/", NULL, {0}, false, SWA_ERR_ORIGIN_REFUSED, "https://www.wiki.example"},
        {"https://auth.example/", NULL, {0}, false, SWA_ERR_ORIGIN_REFUSED, "https://auth.example"},
        {"https://frame.example/", NULL, {0}, false, SWA_ERR_ORIGIN_REFUSED, "https://frame.example"},
        {"https://user:hunter2@wiki.example/", NULL, {0}, false, SWA_ERR_URL_INVALID, "wiki.example/"},
        {"https://wiki.example./?token=hunter2",
         NULL,
         {0},
         false,
         SWA_ERR_URL_INVALID,
         "https://wiki.example./"},
        {"https://b\xc3\xbc"
         "cher.example/",
         NULL,
         {0},
         false,
         SWA_ERR_URL_INVALID,
         "https://b\?\?cher.example/"},
        {"javascript:alert('hunter2')", NULL, {0}, false, SWA_ERR_SCHEME_REFUSED, "javascript:"},
        {"about:blank", NULL, {0}, false, SWA_ERR_SCHEME_REFUSED, "about:"},
        {"", NULL, {0}, false, SWA_ERR_URL_INVALID, ""},
        /* A frame that is listed, in a page of the app. */
        {"https://wiki.example/", "https://frame.example/f", {"https://wiki.example"}, false, SWA_OK, ""},
        {"https://wiki.example/",
         "https://frame.example/f",
         {"https://frame.example", "https://wiki.example"},
         false,
         SWA_OK,
         ""},
        /* A listed frame may hold the form's frame, as the tab too. */
        {"https://frame.example/", "https://frame.example/f", {"https://frame.example"}, false, SWA_OK, ""},
        /* A hostile frame in the right page. */
        {"https://wiki.example/",
         "https://evil.test/f",
         {"https://wiki.example"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "https://evil.test"},
        /* A frame of the page's own origin needs no list; one of another page of the app does. */
        {"https://wiki.example/", "https://wiki.example/f", {"https://wiki.example"}, false, SWA_OK, ""},
        {"https://wiki.example/",
         "https://wiki.example/f",
         {"https://frame.example", "https://wiki.example"},
         false,
         SWA_OK,
         ""},
        {"https://wiki.example/",
         "https://app.example:8443/f",
         {"https://wiki.example"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "https://app.example:8443"},
        {"https://wiki.example/",
         "https://wiki.example/f",
         {"https://evil.test", "https://wiki.example"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "https://evil.test"},
        {"https://wiki.example/",
         "https://wiki.example:8443/f",
         {"https://wiki.example"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "https://wiki.example:8443"},
        /* The right frame inside a hostile page, or behind a hostile frame. */
        {"https://evil.test/",
         "https://frame.example/f",
         {"https://evil.test"},
         false,
         SWA_ERR_ORIGIN_REFUSED,
         "https://evil.test"},
        {"https://wiki.example/",
         "https://frame.example/f",
         {"https://evil.test", "https://wiki.example"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "https://evil.test"},
        /* The outermost is not the tab. */
        {"https://wiki.example/",
         "https://frame.example/f",
         {"https://app.example:8443"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "https://app.example:8443"},
        /* Opaque ancestors. */
        {"https://wiki.example/",
         "https://frame.example/f",
         {"null", "https://wiki.example"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "null"},
        {"https://wiki.example/",
         "about:srcdoc",
         {"https://wiki.example"},
         false,
         SWA_ERR_SCHEME_REFUSED,
         "about:"},
        {"https://wiki.example/",
         "http://frame.example/f",
         {"https://wiki.example"},
         false,
         SWA_ERR_FRAME_REFUSED,
         "http://frame.example"},
        /* A frame that hides what is around it. */
        {"https://wiki.example/",
         "https://frame.example/f",
         {0},
         false,
         SWA_ERR_FRAME_REFUSED,
         "https://frame.example/f"},
};

static void
a_page_gets_the_form_looked_for_or_the_reason_why_not(void **state)
{
	const struct swa_match_rules r = rules();

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		struct swa_page_facts page = {
		        .tab_url = pages[i].tab,
		        .frame_url = pages[i].frame == NULL ? pages[i].tab : pages[i].frame,
		        .ancestors = pages[i].ancestors,
		        .secure_context = !pages[i].insecure,
		};
		struct swa_refusal refusal = {.err = SWA_OK, .what = ""};
		swa_err err;

		while (page.ancestor_count < 3 && pages[i].ancestors[page.ancestor_count] != NULL)
			page.ancestor_count++;
		err = swa_match_page(&r, &page, &refusal);
		if (err != pages[i].expected || refusal.err != err ||
		    strcmp(refusal.what, pages[i].what) != 0)
			fail_msg("%zu: %s in %s: %s %s", i, page.frame_url, page.tab_url, swa_err_name(err),
			         refusal.what);
	}
}

static const struct {
	const char *action;
	const char *method;
	swa_err expected;
	const char *what;
} forms[] = {
        {"https://wiki.example/do", "post", SWA_OK, ""},
        {"https://auth.example/do", "POST", SWA_OK, ""},
        {"https://frame.example/do", "post", SWA_ERR_ACTION_REFUSED, "https://frame.example"},
        {"https://evil.test/do", "post", SWA_ERR_ACTION_REFUSED, "https://evil.test"},
        {"https://wiki.example:8443/do", "post", SWA_ERR_ACTION_REFUSED, "https://wiki.example:8443"},
        {"http://wiki.example/do", "post", SWA_ERR_SCHEME_REFUSED, "http://wiki.example"},
        {"https://wiki.example/do", "get", SWA_ERR_METHOD_REFUSED, "https://wiki.example/do"},
        {"https://wiki.example/do?t=hunter2", "dialog", SWA_ERR_METHOD_REFUSED, "https://wiki.example/do"},
        {"https://wiki.example/do", "", SWA_ERR_METHOD_REFUSED, "https://wiki.example/do"},
        {"https://wiki.example/do", "posts", SWA_ERR_METHOD_REFUSED, "https://wiki.example/do"},
        {"https://wiki.example/do", "po", SWA_ERR_METHOD_REFUSED, "https://wiki.example/do"},
        {"javascript:send('hunter2')", "post", SWA_ERR_SCHEME_REFUSED, "javascript:"},
        {"data:text/html,x", "post", SWA_ERR_SCHEME_REFUSED, "data:"},
        {"mailto:a@evil.test", "post", SWA_ERR_SCHEME_REFUSED, "mailto:"},
        {"https://wiki.example@evil.test/", "post", SWA_ERR_URL_INVALID, "evil.test/"},
        {"/relative", "post", SWA_ERR_URL_INVALID, "/relative"},
        {"", "post", SWA_ERR_URL_INVALID, ""},
};

static void
a_form_may_be_sent_or_the_reason_why_not_is_given(void **state)
{
	const struct swa_match_rules r = rules();

	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		const struct swa_form_facts form = {.action = forms[i].action, .method = forms[i].method};
		struct swa_refusal refusal = {.err = SWA_OK, .what = ""};
		swa_err err = swa_match_form(&r, &form, &refusal);

		if (err != forms[i].expected || refusal.err != err ||
		    strcmp(refusal.what, forms[i].what) != 0)
			fail_msg("%s %s: %s %s", form.method, form.action, swa_err_name(err), refusal.what);
	}
}

#define POST_URL "https://Wiki.example:443/do?app=1#top"
#define OWN_PAGE "chrome-extension://abcdefghijklmnopabcdefghijklmnop/post/post.html"

static const struct {
	const char *tab;
	const char *frame;    /* NULL: the tab's document */
	const char *ancestor; /* NULL: none */
	const char *action;
	const char *method;
	swa_err expected;
	const char *what;
} posts[] = {
        {OWN_PAGE, NULL, NULL, "https://wiki.example/do?app=1", "post", SWA_OK, ""},
        {OWN_PAGE, NULL, NULL, "https://wiki.example/do?app=1#top", "POST", SWA_OK, ""},
        {"moz-extension://6f2f9a1e/post.html", NULL, NULL, "https://wiki.example/do?app=1", "post", SWA_OK,
         ""},
        /* Another address of the same origin, and of another one that the app lists. */
        {OWN_PAGE, NULL, NULL, "https://wiki.example/do?app=2", "post", SWA_ERR_ACTION_REFUSED,
         "https://wiki.example/do"},
        {OWN_PAGE, NULL, NULL, "https://wiki.example/do", "post", SWA_ERR_ACTION_REFUSED,
         "https://wiki.example/do"},
        {OWN_PAGE, NULL, NULL, "https://wiki.example/", "post", SWA_ERR_ACTION_REFUSED,
         "https://wiki.example/"},
        {OWN_PAGE, NULL, NULL, "https://auth.example/do?app=1", "post", SWA_ERR_ACTION_REFUSED,
         "https://auth.example/do"},
        {OWN_PAGE, NULL, NULL, "https://wiki.example:8443/do?app=1", "post", SWA_ERR_ACTION_REFUSED,
         "https://wiki.example:8443"},
        {OWN_PAGE, NULL, NULL, "https://evil.test/do?app=1", "post", SWA_ERR_ACTION_REFUSED,
         "https://evil.test"},
        {OWN_PAGE, NULL, NULL, "http://wiki.example/do?app=1", "post", SWA_ERR_SCHEME_REFUSED,
         "http://wiki.example"},
        {OWN_PAGE, NULL, NULL, "https://wiki.example/do?app=1", "get", SWA_ERR_METHOD_REFUSED,
         "https://wiki.example/do"},
        /* From a page of somebody else's. */
        {"https://wiki.example/login", NULL, NULL, "https://wiki.example/do?app=1", "post",
         SWA_ERR_DOCUMENT_REFUSED, "https://wiki.example/login"},
        {"https://moz-extension.evil.test/", NULL, NULL, "https://wiki.example/do?app=1", "post",
         SWA_ERR_DOCUMENT_REFUSED, "https://moz-extension.evil.test/"},
        {OWN_PAGE, "https://evil.test/", NULL, "https://wiki.example/do?app=1", "post",
         SWA_ERR_DOCUMENT_REFUSED, OWN_PAGE},
        {OWN_PAGE, NULL, "https://evil.test", "https://wiki.example/do?app=1", "post",
         SWA_ERR_DOCUMENT_REFUSED, OWN_PAGE},
};

static void
a_post_without_a_page_goes_to_the_one_address_of_the_definition(void **state)
{
	const struct swa_match_rules r = rules();

	(void)state;
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
		const char *ancestors[] = {posts[i].ancestor};
		const struct swa_page_facts page = {
		        .tab_url = posts[i].tab,
		        .frame_url = posts[i].frame == NULL ? posts[i].tab : posts[i].frame,
		        .ancestors = ancestors,
		        .ancestor_count = posts[i].ancestor == NULL ? 0 : 1,
		        .secure_context = true,
		};
		const struct swa_form_facts form = {.action = posts[i].action, .method = posts[i].method};
		struct swa_refusal refusal = {.err = SWA_OK, .what = ""};
		swa_err err = swa_match_direct(&r, POST_URL, &page, &form, &refusal);

		if (err != posts[i].expected || refusal.err != err ||
		    strcmp(refusal.what, posts[i].what) != 0)
			fail_msg("%zu: %s %s from %s: %s %s", i, form.method, form.action, page.tab_url,
			         swa_err_name(err), refusal.what);
	}
}

static void
an_address_without_a_path_is_the_one_with_a_slash(void **state)
{
	const struct swa_match_rules r = rules();
	const struct swa_page_facts page = {
	        .tab_url = OWN_PAGE, .frame_url = OWN_PAGE, .secure_context = true};
	const struct swa_form_facts form = {.action = "https://wiki.example/", .method = "post"};
	struct swa_refusal refusal;

	(void)state;
	assert_int_equal(swa_match_direct(&r, "https://wiki.example", &page, &form, &refusal), SWA_OK);
	assert_int_equal(swa_match_direct(&r, "https://wiki.example#x", &page, &form, &refusal), SWA_OK);
	assert_int_equal(swa_match_direct(&r, "https://wiki.example/a", &page, &form, &refusal),
	                 SWA_ERR_ACTION_REFUSED);
}

static void
a_challenge_is_answered_at_the_pages_of_the_app_alone(void **state)
{
	static const struct {
		const char *url;
		swa_err expected;
		const char *what;
	} challenges[] = {
	        {"https://wiki.example/deep/inside?x", SWA_OK, ""},
	        {"https://app.example:8443/", SWA_OK, ""},
	        {"https://wiki.example:8443/", SWA_ERR_PORT_REFUSED, "https://wiki.example:8443"},
	        {"http://wiki.example/", SWA_ERR_SCHEME_REFUSED, "http://wiki.example"},
	        {"https://auth.example/", SWA_ERR_ORIGIN_REFUSED, "https://auth.example"},
	        {"https://frame.example/", SWA_ERR_ORIGIN_REFUSED, "https://frame.example"},
	        {"https://evil.test/", SWA_ERR_ORIGIN_REFUSED, "https://evil.test"},
	        {"https://wiki.example@evil.test/", SWA_ERR_URL_INVALID, "evil.test/"},
	        {"ftp://wiki.example/", SWA_ERR_SCHEME_REFUSED, "ftp:"},
	};
	const struct swa_match_rules r = rules();

	(void)state;
	for (size_t i = 0; i < sizeof(challenges) / sizeof(challenges[0]); i++) {
		struct swa_refusal refusal = {.err = SWA_OK, .what = ""};
		swa_err err = swa_match_challenge(&r, challenges[i].url, &refusal);

		if (err != challenges[i].expected || strcmp(refusal.what, challenges[i].what) != 0)
			fail_msg("%s: %s %s", challenges[i].url, swa_err_name(err), refusal.what);
	}
}

static void
login_url_regex_narrows_and_never_widens(void **state)
{
	struct swa_match_rules r = rules();
	struct swa_page_facts page = {.tab_url = "https://wiki.example/login?t=hunter2",
	                              .frame_url = "https://wiki.example/login?t=hunter2",
	                              .secure_context = true};
	struct swa_refusal refusal;

	(void)state;
	r.login_url_regex = "";
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_OK);
	r.login_url_regex = "https://wiki\\.example/login.*";
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_OK);
	r.login_url_regex = "https://wiki\\.example/other";
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_ERR_PATTERN_MISMATCH);
	assert_string_equal(refusal.what, "https://wiki.example/login");
	r.login_url_regex = "(";
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_ERR_PATTERN_INVALID);
	r.login_url_regex = ".*";
	page.tab_url = page.frame_url = "https://evil.test/";
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_ERR_ORIGIN_REFUSED);
}

static void
an_http_origin_counts_only_where_a_rule_names_it(void **state)
{
	struct swa_match_rules r = rules();
	struct swa_page_facts page = {.tab_url = "http://printer.example/",
	                              .frame_url = "http://printer.example/"};
	const struct swa_form_facts form = {.action = "http://printer.example/do", .method = "post"};
	struct swa_refusal refusal;

	(void)state;
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_ERR_SCHEME_REFUSED);
	assert_int_equal(swa_match_form(&r, &form, &refusal), SWA_ERR_SCHEME_REFUSED);
	assert_int_equal(swa_origin_of("http://printer.example/", &r.pages.item[r.pages.count++]), SWA_OK);
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_OK);
	assert_int_equal(swa_match_form(&r, &form, &refusal), SWA_OK);
}

static void
no_rules_refuse_every_page_and_form(void **state)
{
	const struct swa_match_rules none = {.pages = {.count = 0}};
	const struct swa_page_facts page = {.tab_url = "https://wiki.example/",
	                                    .frame_url = "https://wiki.example/",
	                                    .secure_context = true};
	const struct swa_form_facts form = {.action = "https://wiki.example/", .method = "post"};
	struct swa_refusal refusal;

	(void)state;
	assert_int_equal(swa_match_page(&none, &page, &refusal), SWA_ERR_ORIGIN_REFUSED);
	assert_int_equal(swa_match_form(&none, &form, &refusal), SWA_ERR_ACTION_REFUSED);
}

static void
a_frame_deeper_than_the_limit_is_refused(void **state)
{
	const struct swa_match_rules r = rules();
	const char *ancestors[SWA_ORIGINS_MAX + 1];
	struct swa_page_facts page = {.tab_url = "https://wiki.example/",
	                              .frame_url = "https://frame.example/",
	                              .ancestors = ancestors,
	                              .ancestor_count = SWA_ORIGINS_MAX,
	                              .secure_context = true};
	struct swa_refusal refusal;

	(void)state;
	for (size_t i = 0; i <= SWA_ORIGINS_MAX; i++)
		ancestors[i] = "https://wiki.example";
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_OK);
	page.ancestor_count++;
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_ERR_FRAME_REFUSED);
}

static void
a_list_of_origins_takes_https_once_each_up_to_its_limit(void **state)
{
	struct swa_origin_list list = {.count = 0};
	char url[64];

	(void)state;
	assert_int_equal(swa_origin_list_add(&list, "http://wiki.example/"), SWA_ERR_SCHEME_REFUSED);
	assert_int_equal(swa_origin_list_add_plain(&list, "https://wiki.example/"), SWA_ERR_SCHEME_REFUSED);
	assert_int_equal(swa_origin_list_add_plain(&list, "javascript:void(0)"), SWA_ERR_SCHEME_REFUSED);
	assert_int_equal(swa_origin_list_add(&list, "ftp://wiki.example/"), SWA_ERR_SCHEME_REFUSED);
	assert_int_equal(swa_origin_list_add(&list, "wiki.example"), SWA_ERR_URL_INVALID);
	assert_int_equal(list.count, 0);
	assert_int_equal(swa_origin_list_add(&list, "https://wiki.example/"), SWA_OK);
	assert_int_equal(swa_origin_list_add(&list, "HTTPS://WIKI.example:443/x"), SWA_OK);
	assert_int_equal(list.count, 1);
	for (int i = 1; i < SWA_ORIGINS_MAX; i++) {
		(void)snprintf(url, sizeof(url), "https://host-%d.example/", i);
		assert_int_equal(swa_origin_list_add(&list, url), SWA_OK);
	}
	assert_int_equal(swa_origin_list_add(&list, "https://one-more.example/"), SWA_ERR_LIMIT);
	assert_int_equal(swa_origin_list_add(&list, "https://wiki.example/"), SWA_OK);
	assert_int_equal(list.count, SWA_ORIGINS_MAX);
}

static void
a_refusal_is_cut_and_ends_in_a_nul(void **state)
{
	const struct swa_match_rules r = rules();
	char url[2000];
	struct swa_page_facts page = {.tab_url = url, .frame_url = url, .secure_context = true};
	struct swa_refusal refusal;

	(void)state;
	memset(url, 'a', sizeof(url) - 1);
	memcpy(url, "https://", 8);
	url[sizeof(url) - 1] = '\0';
	assert_int_equal(swa_match_page(&r, &page, &refusal), SWA_ERR_URL_INVALID);
	assert_int_equal(strlen(refusal.what), sizeof(refusal.what) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(a_page_gets_the_form_looked_for_or_the_reason_why_not),
	        cmocka_unit_test(a_form_may_be_sent_or_the_reason_why_not_is_given),
	        cmocka_unit_test(a_post_without_a_page_goes_to_the_one_address_of_the_definition),
	        cmocka_unit_test(an_address_without_a_path_is_the_one_with_a_slash),
	        cmocka_unit_test(a_challenge_is_answered_at_the_pages_of_the_app_alone),
	        cmocka_unit_test(login_url_regex_narrows_and_never_widens),
	        cmocka_unit_test(an_http_origin_counts_only_where_a_rule_names_it),
	        cmocka_unit_test(no_rules_refuse_every_page_and_form),
	        cmocka_unit_test(a_frame_deeper_than_the_limit_is_refused),
	        cmocka_unit_test(a_list_of_origins_takes_https_once_each_up_to_its_limit),
	        cmocka_unit_test(a_refusal_is_cut_and_ends_in_a_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "swa/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INVALID SWA_ERR_URL_INVALID
#define SCHEME SWA_ERR_SCHEME_REFUSED

/* An address, and its origin or why it has none: as an administrator's, and as a page's. */
static const struct {
	const char *url;
	const char *written; /* NULL: see written_err */
	const char *page;    /* NULL: see page_err */
	swa_err written_err, page_err;
} cases[] = {
        /* What is plainly one address. */
        {"https://wiki.example", "https://wiki.example", "https://wiki.example", 0, 0},
        {"https://wiki.example/", "https://wiki.example", "https://wiki.example", 0, 0},
        {"https://wiki.example/a/../b?c=d#e", "https://wiki.example", "https://wiki.example", 0, 0},
        {"https://wiki.example?x=[1]|2", "https://wiki.example", "https://wiki.example", 0, 0},
        {"https://wiki.example#@evil.test", "https://wiki.example", "https://wiki.example", 0, 0},
        {"https://wiki.example/@evil.test", "https://wiki.example", "https://wiki.example", 0, 0},
        {"https://wiki.example/?u=https://evil.test/", "https://wiki.example", "https://wiki.example", 0, 0},
        {"https://wiki.example:8443/x", "https://wiki.example:8443", "https://wiki.example:8443", 0, 0},
        {"https://intranet/x", "https://intranet", "https://intranet", 0, 0},
        {"http://wiki.example/", "http://wiki.example", "http://wiki.example", 0, 0},
        {"http://wiki.example:443/", "http://wiki.example:443", "http://wiki.example:443", 0, 0},
        {"https://xn--bcher-kva.example/", "https://xn--bcher-kva.example", "https://xn--bcher-kva.example",
         0, 0},
        {"https://a-b.1and1.example/", "https://a-b.1and1.example", "https://a-b.1and1.example", 0, 0},
        {"https://127.0.0.1:8080/", "https://127.0.0.1:8080", "https://127.0.0.1:8080", 0, 0},
        {"https://[::1]:8443/", "https://[::1]:8443", "https://[::1]:8443", 0, 0},
        {"https://[::]/", "https://[::]", "https://[::]", 0, 0},
        {"https://[2001:db8::8:800:200c:417a]/", "https://[2001:db8::8:800:200c:417a]",
         "https://[2001:db8::8:800:200c:417a]", 0, 0},
        {"https://[2001:db8:0:1:1:1:1:1]/", "https://[2001:db8:0:1:1:1:1:1]",
         "https://[2001:db8:0:1:1:1:1:1]", 0, 0},
        {"https://[fe80::]/", "https://[fe80::]", "https://[fe80::]", 0, 0},
        /* What a browser would have written differently. */
        {"HTTPS://Wiki.Example/", "https://wiki.example", NULL, 0, INVALID},
        {"https://WIKI.example/", "https://wiki.example", NULL, 0, INVALID},
        {"https://wiki.example:443/", "https://wiki.example", NULL, 0, INVALID},
        {"http://wiki.example:80/", "http://wiki.example", NULL, 0, INVALID},
        {"https://[2001:DB8::1]/", "https://[2001:db8::1]", NULL, 0, INVALID},
        {"https://[2001:0db8:0:0:0:0:0:1]/", "https://[2001:db8::1]", NULL, 0, INVALID},
        {"https://[0:0:0:0:0:0:0:1]/", "https://[::1]", NULL, 0, INVALID},
        {"https://[::ffff:1.2.3.4]/", "https://[::ffff:102:304]", NULL, 0, INVALID},
        /* Other schemes. */
        {"javascript:alert(1)", NULL, NULL, SCHEME, SCHEME},
        {"javascript://wiki.example/%0aalert(1)", NULL, NULL, SCHEME, SCHEME},
        {"data:text/html,<form>", NULL, NULL, SCHEME, SCHEME},
        {"blob:https://wiki.example/uuid", NULL, NULL, SCHEME, SCHEME},
        {"about:blank", NULL, NULL, SCHEME, SCHEME},
        {"file:///etc/passwd", NULL, NULL, SCHEME, SCHEME},
        {"ftp://wiki.example/", NULL, NULL, SCHEME, SCHEME},
        {"wss://wiki.example/", NULL, NULL, SCHEME, SCHEME},
        {"httpsx://wiki.example/", NULL, NULL, SCHEME, SCHEME},
        {"chrome-extension://abc/", NULL, NULL, SCHEME, SCHEME},
        {"view-source:https://wiki.example/", NULL, NULL, SCHEME, SCHEME},
        /* Another host that looks like it. */
        {"https://wiki.example.evil.test/", "https://wiki.example.evil.test",
         "https://wiki.example.evil.test", 0, 0},
        {"https://evil-wiki.example/", "https://evil-wiki.example", "https://evil-wiki.example", 0, 0},
        /* User information. */
        {"https://wiki.example@evil.test/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:443@evil.test/", NULL, NULL, INVALID, INVALID},
        {"https://@wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://:@wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://user:password@wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example%40evil.test/", NULL, NULL, INVALID, INVALID},
        /* Dots. */
        {"https://wiki.example./", NULL, NULL, INVALID, INVALID},
        {"https://.wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki..example/", NULL, NULL, INVALID, INVALID},
        {"https://./", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example%2e/", NULL, NULL, INVALID, INVALID},
        /* Percent, backslash, control characters, spaces, non-ASCII. */
        {"https://wiki%2eexample/", NULL, NULL, INVALID, INVALID},
        {"https://w%69ki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example\\@evil.test/", NULL, NULL, INVALID, INVALID},
        {"https:\\\\wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example\\evil", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example/a\\b", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example /", NULL, NULL, INVALID, INVALID},
        {" https://wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example/ ", NULL, NULL, INVALID, INVALID},
        {"https://wiki\t.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.exa\nmple/", NULL, NULL, INVALID, INVALID},
        {"ht\ntps://wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example/\x7f", NULL, NULL, INVALID, INVALID},
        {"https://wik\xd1\x96.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki\xe3\x80\x82"
         "example/",
         NULL, NULL, INVALID, INVALID},
        {"https://wiki.example\xef\xbc\x8f@evil.test/", NULL, NULL, INVALID, INVALID},
        {"https://b\xc3\xbc"
         "cher.example/",
         NULL, NULL, INVALID, INVALID},
        {"https://wiki.example/\xc3\xbc", NULL, NULL, INVALID, INVALID},
        /* Ports. */
        {"https://wiki.example:/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:0/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:00443/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:0443/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:65536/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:4294967739/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:443x/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:-1/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:8443:1/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.example:65535/", "https://wiki.example:65535", "https://wiki.example:65535", 0, 0},
        /* Hosts that are numbers in other clothes. */
        {"https://2130706433/", NULL, NULL, INVALID, INVALID},
        {"https://0x7f000001/", NULL, NULL, INVALID, INVALID},
        {"https://0x7f.0.0.1/", NULL, NULL, INVALID, INVALID},
        {"https://0177.0.0.1/", NULL, NULL, INVALID, INVALID},
        {"https://127.1/", NULL, NULL, INVALID, INVALID},
        {"https://127.0.0.256/", NULL, NULL, INVALID, INVALID},
        {"https://127.0.0.1.5/", NULL, NULL, INVALID, INVALID},
        {"https://127.0.0.01/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.0x1/", NULL, NULL, INVALID, INVALID},
        {"https://wiki.123/", NULL, NULL, INVALID, INVALID},
        {"https://1.2.3.0x/", NULL, NULL, INVALID, INVALID},
        /* IPv6 that is none. */
        {"https://[::1/", NULL, NULL, INVALID, INVALID},
        {"https://::1/", NULL, NULL, INVALID, INVALID},
        {"https://[::1%25eth0]/", NULL, NULL, INVALID, INVALID},
        {"https://[v1.fe80::1]/", NULL, NULL, INVALID, INVALID},
        {"https://[1:2:3]/", NULL, NULL, INVALID, INVALID},
        {"https://[]/", NULL, NULL, INVALID, INVALID},
        {"https://[::1]x/", NULL, NULL, INVALID, INVALID},
        {"https://[wiki.example]/", NULL, NULL, INVALID, INVALID},
        /* Labels. */
        {"https://-wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki-.example/", NULL, NULL, INVALID, INVALID},
        {"https://wi_ki.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki*.example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki!example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki,example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki;example/", NULL, NULL, INVALID, INVALID},
        {"https://wiki^example/", NULL, NULL, INVALID, INVALID},
        {"https://<wiki.example>/", NULL, NULL, INVALID, INVALID},
        /* No address at all. */
        {"", NULL, NULL, INVALID, INVALID},
        {"null", NULL, NULL, INVALID, INVALID},
        {"wiki.example", NULL, NULL, INVALID, INVALID},
        {"//wiki.example/", NULL, NULL, INVALID, INVALID},
        {"/login", NULL, NULL, INVALID, INVALID},
        {"https", NULL, NULL, INVALID, INVALID},
        {"https:", NULL, NULL, INVALID, INVALID},
        {"https:/", NULL, NULL, INVALID, INVALID},
        {"https://", NULL, NULL, INVALID, INVALID},
        {"https:///", NULL, NULL, INVALID, INVALID},
        {"https:///wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https:wiki.example", NULL, NULL, INVALID, INVALID},
        {"https:/wiki.example", NULL, NULL, INVALID, INVALID},
        {"https://:443/", NULL, NULL, INVALID, INVALID},
        {"https://?", NULL, NULL, INVALID, INVALID},
        {"1https://wiki.example/", NULL, NULL, INVALID, INVALID},
        {"https ://wiki.example/", NULL, NULL, INVALID, INVALID},
        {"http;//wiki.example/", NULL, NULL, INVALID, INVALID},
};

static void
check(const char *url, swa_err err, const struct swa_origin *origin, const char *text, swa_err expected)
{
	char found[SWA_ORIGIN_MAX + 1] = "";

	if (err == SWA_OK)
		swa_origin_text(origin, found);
	if (text == NULL && err != expected)
		fail_msg("%s: %s %s", url, swa_err_name(err), found);
	if (text != NULL && strcmp(text, found) != 0)
		fail_msg("%s: %s %s, not %s", url, swa_err_name(err), found, text);
}

static void
an_administrators_address_has_its_origin_or_the_right_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct swa_origin origin;
		swa_err err = swa_origin_of(cases[i].url, &origin);

		check(cases[i].url, err, &origin, cases[i].written, cases[i].written_err);
	}
}

static void
a_pages_address_has_its_origin_or_the_right_error(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct swa_origin origin;
		swa_err err = swa_origin_of_page(cases[i].url, &origin);

		check(cases[i].url, err, &origin, cases[i].page, cases[i].page_err);
	}
}

static void
the_text_of_an_origin_is_read_back_as_the_same_origin(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct swa_origin origin, again;
		char text[SWA_ORIGIN_MAX + 1];

		if (swa_origin_of(cases[i].url, &origin) != SWA_OK)
			continue;
		swa_origin_text(&origin, text);
		assert_int_equal(swa_origin_of_page(text, &again), SWA_OK);
		assert_true(swa_origin_equal(&origin, &again));
	}
}

static void
a_refused_address_leaves_the_result_untouched(void **state)
{
	struct swa_origin origin, before;

	(void)state;
	memset(&origin, 0x5a, sizeof(origin));
	before = origin;
	assert_int_equal(swa_origin_of("https://wiki.example@evil.test/", &origin), INVALID);
	assert_int_equal(swa_origin_of("https://wiki.example:99999/", &origin), INVALID);
	assert_memory_equal(&origin, &before, sizeof(origin));
}

static void
scheme_host_and_port_must_all_be_the_same(void **state)
{
	static const char *const others[] = {"http://wiki.example:443/", "https://wiki.example:8443/",
	                                     "https://www.wiki.example/", "https://wiki.exampl/"};
	struct swa_origin origin, other;

	(void)state;
	assert_int_equal(swa_origin_of("https://wiki.example/", &origin), SWA_OK);
	assert_true(swa_origin_equal(&origin, &origin));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_int_equal(swa_origin_of(others[i], &other), SWA_OK);
		assert_false(swa_origin_equal(&origin, &other));
	}
}

static void
a_host_may_have_253_bytes_and_a_label_63(void **state)
{
	char url[400] = "https://";
	struct swa_origin origin;

	(void)state;
	for (int i = 0; i < 62; i++)
		strcat(url, "abc.");
	strcat(url, "abc"); /* 251 */
	assert_int_equal(swa_origin_of_page(url, &origin), SWA_OK);
	strcat(url, "abcd");
	assert_int_equal(swa_origin_of_page(url, &origin), INVALID);
	(void)snprintf(url, sizeof(url), "https://%063d.example/", 0);
	assert_int_equal(swa_origin_of_page(url, &origin), SWA_OK);
	(void)snprintf(url, sizeof(url), "https://%064d.example/", 0);
	assert_int_equal(swa_origin_of_page(url, &origin), INVALID);
}

static void
a_very_long_address_still_has_its_origin(void **state)
{
	const size_t size = 1024 * 1024;
	char *url = malloc(size + 1);
	struct swa_origin origin;

	(void)state;
	assert_non_null(url);
	memset(url, 'a', size);
	memcpy(url, "https://wiki.example/", 21);
	url[size] = '\0';
	assert_int_equal(swa_origin_of_page(url, &origin), SWA_OK);
	memset(url + 8, 'a', size - 8); /* now all of it is host */
	assert_int_equal(swa_origin_of_page(url, &origin), INVALID);
	free(url);
}

/* Every single byte in place of each byte: an origin is only ever the right
 * one, one whose text differs, or refused; and the two readers agree. */
static void
no_changed_byte_makes_another_address_pass_for_this_one(void **state)
{
	static const char url[] = "https://wiki.example:8443/login";
	struct swa_origin right, found, folded;

	(void)state;
	assert_int_equal(swa_origin_of_page(url, &right), SWA_OK);
	for (size_t at = 0; at < 25; at++) {
		for (int byte = 1; byte < 256; byte++) {
			char changed[sizeof(url)];

			memcpy(changed, url, sizeof(url));
			changed[at] = (char)byte;
			if (strcmp(changed, url) == 0 || swa_origin_of_page(changed, &found) != SWA_OK)
				continue;
			assert_false(swa_origin_equal(&found, &right));
			assert_int_equal(swa_origin_of(changed, &folded), SWA_OK);
			assert_true(swa_origin_equal(&found, &folded));
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(an_administrators_address_has_its_origin_or_the_right_error),
	        cmocka_unit_test(a_pages_address_has_its_origin_or_the_right_error),
	        cmocka_unit_test(the_text_of_an_origin_is_read_back_as_the_same_origin),
	        cmocka_unit_test(a_refused_address_leaves_the_result_untouched),
	        cmocka_unit_test(scheme_host_and_port_must_all_be_the_same),
	        cmocka_unit_test(a_host_may_have_253_bytes_and_a_label_63),
	        cmocka_unit_test(a_very_long_address_still_has_its_origin),
	        cmocka_unit_test(no_changed_byte_makes_another_address_pass_for_this_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

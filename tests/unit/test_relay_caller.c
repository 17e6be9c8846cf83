#include "caller.h"
#include "swa_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define STRANGER "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static swa_err
parse(struct swa_caller *caller, const char *first, const char *second)
{
	static char first_copy[512], second_copy[512], program[] = "swa-host";
	char *argv[] = {program, first_copy, second_copy, NULL};
	int argc = first == NULL ? 1 : second == NULL ? 2 : 3;

	(void)snprintf(first_copy, sizeof(first_copy), "%s", first == NULL ? "" : first);
	(void)snprintf(second_copy, sizeof(second_copy), "%s", second == NULL ? "" : second);
	argv[argc] = NULL;
	return swa_caller_parse(argc, argv, caller);
}

static void
chromium_names_the_origin(void **state)
{
	struct swa_caller caller;

	(void)state;
	assert_int_equal(parse(&caller, "chrome-extension://" STRANGER "/", NULL), SWA_OK);
	assert_string_equal(caller.id, STRANGER);
	assert_false(caller.firefox);
	assert_int_equal(parse(&caller, "chrome-extension://" STRANGER "/", "--parent-window=0"), SWA_OK);
	assert_string_equal(caller.id, STRANGER);
}

static void
firefox_names_manifest_and_id(void **state)
{
	struct swa_caller caller;

	(void)state;
	assert_int_equal(parse(&caller, "/home/ada/.mozilla/native-messaging-hosts/x.json", SWA_GECKO_ID),
	                 SWA_OK);
	assert_string_equal(caller.id, SWA_GECKO_ID);
	assert_true(caller.firefox);
	assert_int_equal(parse(&caller, "/m.json", "{5e5a2b1c-0000-4000-8000-1234567890ab}"), SWA_OK);
}

static void
what_is_no_extension_is_refused(void **state)
{
	static const char *const firsts[] = {
	        NULL,
	        "",
	        "chrome-extension://",
	        "chrome-extension://" STRANGER,
	        "chrome-extension://" STRANGER "/x",
	        "chrome-extension://" STRANGER "b/",
	        "chrome-extension://" STRANGER "@evil/",
	        "chrome-extension://BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB/",
	        "chrome-extension://zbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb/",
	        "https://" STRANGER "/",
	        "moz-extension://" STRANGER "/",
	};
	struct swa_caller caller;
	char longer[200];

	(void)state;
	for (size_t i = 0; i < sizeof(firsts) / sizeof(firsts[0]); i++)
		assert_int_equal(parse(&caller, firsts[i], NULL), SWA_ERR_CALLER_REFUSED);
	assert_int_equal(parse(&caller, "relative.json", SWA_GECKO_ID), SWA_ERR_CALLER_REFUSED);
	assert_int_equal(parse(&caller, "/m.json", ""), SWA_ERR_CALLER_REFUSED);
	assert_int_equal(parse(&caller, "/m.json", "quo\"te@x"), SWA_ERR_CALLER_REFUSED);
	assert_int_equal(parse(&caller, "/m.json", "back\\slash@x"), SWA_ERR_CALLER_REFUSED);
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(parse(&caller, "/m.json", longer), SWA_ERR_CALLER_REFUSED);
}

static void
the_extension_this_was_built_for_is_allowed_by_its_own_form_alone(void **state)
{
	struct swa_caller chromium = {.id = SWA_EXTENSION_ID},
	                  firefox = {.id = SWA_GECKO_ID, .firefox = true};

	(void)state;
	assert_true(swa_caller_allowed(&chromium, "/nonexistent"));
	assert_true(swa_caller_allowed(&firefox, "/nonexistent"));
	chromium.firefox = true;
	firefox.firefox = false;
	assert_false(swa_caller_allowed(&chromium, "/nonexistent"));
	assert_false(swa_caller_allowed(&firefox, "/nonexistent"));
}

static char allow_file[] = "/tmp/swa-allow-XXXXXX";

static int
write_allow_file(void **state)
{
	static const char text[] = "# further extensions\n"
	                           "\n"
	                           "  aaaabbbbccccddddeeeeffffgggghhhh  # a store's id\r\n"
	                           "other@example.org\n"
	                           "last@example.org";
	int fd = mkstemp(allow_file);

	(void)state;
	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text) || fchmod(fd, 0644) != 0)
		return -1;
	return close(fd);
}

static int
remove_allow_file(void **state)
{
	(void)state;
	return unlink(allow_file);
}

static void
the_administrators_file_allows_more(void **state)
{
	(void)state;
	if (geteuid() != 0) { /* only root's own file counts */
		assert_false(swa_allow_file_names(allow_file, "other@example.org"));
		return;
	}
	assert_true(swa_allow_file_names(allow_file, "aaaabbbbccccddddeeeeffffgggghhhh"));
	assert_true(swa_allow_file_names(allow_file, "other@example.org"));
	assert_true(swa_allow_file_names(allow_file, "last@example.org"));
	assert_false(swa_allow_file_names(allow_file, "aaaabbbbccccddddeeeeffffgggghhh"));
	assert_false(swa_allow_file_names(allow_file, "other@example.or"));
	assert_false(swa_allow_file_names(allow_file, ""));
	assert_false(swa_allow_file_names("/nonexistent/file", "other@example.org"));
}

static void
an_administrators_file_that_others_can_write_is_ignored(void **state)
{
	(void)state;
	assert_int_equal(chmod(allow_file, 0664), 0);
	assert_false(swa_allow_file_names(allow_file, "other@example.org"));
	assert_int_equal(chmod(allow_file, 0646), 0);
	assert_false(swa_allow_file_names(allow_file, "other@example.org"));
	assert_int_equal(chmod(allow_file, 0644), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(allow_file, 12345, 12345), 0);
		assert_false(swa_allow_file_names(allow_file, "other@example.org"));
		assert_int_equal(chown(allow_file, 0, 0), 0);
	}
	assert_false(swa_allow_file_names("/tmp", "other@example.org"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        cmocka_unit_test(chromium_names_the_origin),
	        cmocka_unit_test(firefox_names_manifest_and_id),
	        cmocka_unit_test(what_is_no_extension_is_refused),
	        cmocka_unit_test(the_extension_this_was_built_for_is_allowed_by_its_own_form_alone),
	        cmocka_unit_test(the_administrators_file_allows_more),
	        cmocka_unit_test(an_administrators_file_that_others_can_write_is_ignored),
	};

	return cmocka_run_group_tests_name("relay: caller", tests, write_allow_file, remove_allow_file);
}

#include "caller.h"
#include "swa_config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

#include <cmocka.h>

/* A manifest's path as the browser of this system gives it. */
#ifdef _WIN32
#define MANIFEST "C:\\Program Files\\SwaAgent\\firefox.json"
#else
#define MANIFEST "/usr/lib/mozilla/native-messaging-hosts/x.json"
#endif

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
	assert_int_equal(parse(&caller, MANIFEST, SWA_GECKO_ID), SWA_OK);
	assert_string_equal(caller.id, SWA_GECKO_ID);
	assert_true(caller.firefox);
	assert_int_equal(parse(&caller, MANIFEST, "{5e5a2b1c-0000-4000-8000-1234567890ab}"), SWA_OK);
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
	assert_int_equal(parse(&caller, MANIFEST, ""), SWA_ERR_CALLER_REFUSED);
	assert_int_equal(parse(&caller, MANIFEST, "quo\"te@x"), SWA_ERR_CALLER_REFUSED);
	assert_int_equal(parse(&caller, MANIFEST, "back\\slash@x"), SWA_ERR_CALLER_REFUSED);
	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(parse(&caller, MANIFEST, longer), SWA_ERR_CALLER_REFUSED);
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

#ifdef _WIN32

#include <windows.h>

#include <sddl.h>

#define KEY "Software\\SwaAgentUnitTest"

static int
write_allow_file(void **state)
{
	HKEY key;

	(void)state;
	if (RegCreateKeyExA(HKEY_LOCAL_MACHINE, KEY, 0, NULL, 0, KEY_ALL_ACCESS | KEY_WOW64_64KEY, NULL, &key,
	                    NULL) != ERROR_SUCCESS)
		return -1;
	(void)RegSetValueExA(key, "other@example.org", 0, REG_SZ, (const BYTE *)"a store's id", 13);
	return RegCloseKey(key);
}

static int
remove_allow_file(void **state)
{
	(void)state;
	return RegDeleteKeyExA(HKEY_LOCAL_MACHINE, KEY, KEY_WOW64_64KEY, 0);
}

static void
the_administrators_file_allows_more(void **state)
{
	(void)state;
	assert_true(swa_allow_file_names("HKLM\\" KEY, "other@example.org"));
	assert_false(swa_allow_file_names("HKLM\\" KEY, "other@example.or"));
	assert_false(swa_allow_file_names("HKLM\\" KEY, ""));
	assert_false(swa_allow_file_names("HKLM\\Software\\Nonexistent", "other@example.org"));
	assert_false(swa_allow_file_names(KEY, "other@example.org"));
}

static void
change_key(const char *list)
{
	PSECURITY_DESCRIPTOR descriptor = NULL;
	HKEY key;

	assert_int_equal(
	        RegOpenKeyExA(HKEY_LOCAL_MACHINE, KEY, 0, WRITE_DAC | WRITE_OWNER | KEY_WOW64_64KEY, &key),
	        ERROR_SUCCESS);
	assert_true(ConvertStringSecurityDescriptorToSecurityDescriptorA(list, SDDL_REVISION_1, &descriptor,
	                                                                 NULL));
	assert_int_equal(
	        RegSetKeySecurity(key, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, descriptor),
	        ERROR_SUCCESS);
	(void)LocalFree(descriptor);
	(void)RegCloseKey(key);
}

static void
an_administrators_file_that_others_can_write_is_ignored(void **state)
{
	(void)state;
	change_key("O:BAD:P(A;;KA;;;BA)(A;;KA;;;WD)");
	assert_false(swa_allow_file_names("HKLM\\" KEY, "other@example.org"));
	change_key("O:BAD:P(A;;KA;;;BA)(A;;KA;;;SY)(A;;KR;;;WD)");
	assert_true(swa_allow_file_names("HKLM\\" KEY, "other@example.org"));
}

#else

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

#endif

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

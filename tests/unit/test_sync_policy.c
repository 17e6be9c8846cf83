/* Settings from files and services: each one's values, who wins, and what is refused by name. */
#include "sync_fixture.h"

#include "policy.h"
#include "swa/enrolment.h"

#include <stdio.h>
#include <stdlib.h>

#include <sys/stat.h>
#include <unistd.h>

#define ADA "aaaaaaaa"
#define BOB "bbbbbbbb"

/* Files belong to whoever runs the tests; root alone can make ones that are taken. */
#define NEED_ROOT() \
	do { \
		if (geteuid() != 0) \
			skip(); \
	} while (0)

struct fixture {
	char folder[64];
	struct swa_policy_set *set;
	struct swa_fault fault;
};

static int
setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	swa_json_setup();
	assert_non_null(f);
	(void)snprintf(f->folder, sizeof(f->folder), "/tmp/swa-policy-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	assert_ok(chmod(f->folder, 0755));
	*state = f;
	return 0;
}

static void
path_of(const struct fixture *f, const char *name, char path[192])
{
	(void)snprintf(path, 192, "%s/%s", f->folder, name);
}

static const char *const names[] = {"10-a.json", "20-b.json", "9-c.json", "note.txt", ".hidden.json"};

static int
teardown(void **state)
{
	struct fixture *f = *state;
	char path[192];

	swa_policy_free(f->set);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		path_of(f, names[i], path);
		(void)remove(path);
	}
	(void)rmdir(f->folder);
	free(f);
	return 0;
}

static void
put(const struct fixture *f, const char *name, const char *text)
{
	char path[192];
	FILE *file;

	path_of(f, name, path);
	assert_non_null(file = fopen(path, "w"));
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_ok(chmod(path, 0644));
}

static void
open_set(struct fixture *f)
{
	swa_policy_free(f->set);
	f->set = NULL;
	assert_ok(swa_policy_new(f->folder, &f->set));
}

static void
service(struct fixture *f, const char *enrolment, const char *body)
{
	assert_ok(swa_policy_service(f->set, enrolment, body, &f->fault));
}

static swa_err
reload(struct fixture *f)
{
	f->fault.where[0] = '\0';
	return swa_policy_reload(f->set, &f->fault);
}

/* --- what policy.show tells of one setting ---------------------------------- */

struct shown {
	const char *name;
	unsigned count;
	struct swa_buf value;
	enum swa_policy_source source;
	char from[128];
};

static void
look(void *context, const char *name, const struct swa_json *value, enum swa_policy_source source,
     const char *from)
{
	struct shown *shown = context;

	if (strcmp(name, shown->name) != 0)
		return;
	shown->count++;
	shown->source = source;
	(void)snprintf(shown->from, sizeof(shown->from), "%s", from);
	assert_ok(swa_json_print(value, &shown->value));
}

/* The setting is VALUE for the enrolment, and FROM says so. */
static void
expect(const struct fixture *f, const char *enrolment, const char *name, const char *value, const char *from)
{
	struct shown shown = {.name = name};

	swa_buf_init(&shown.value, 65536);
	swa_policy_show(f->set, enrolment, look, &shown);
	assert_int_equal(shown.count, 1);
	assert_string_equal(swa_buf_text(&shown.value), value);
	assert_string_equal(shown.from, from);
	assert_int_equal(shown.source, strcmp(from, "default") == 0   ? SWA_POLICY_DEFAULT
	                               : strcmp(from, "service") == 0 ? SWA_POLICY_SERVICE
	                                                              : SWA_POLICY_FILE);
	swa_buf_finish(&shown.value);
}

/* --- the table ---------------------------------------------------------------- */

#define WRONG_MAX 8

static const struct row {
	const char *name, *fallback, *strictest;
	const char *one, *other; /* two values; where the setting is the whole agent's, .other is stricter */
	bool whole_agent;
	const char *wrong[WRONG_MAX];
} rows[] = {
        {"confirmation",
         "\"first\"",
         "\"always\"",
         "\"never\"",
         "\"always\"",
         false,
         {"true", "\"\"", "\"sometimes\"", "\"First\"", "0", "null"}},
        {"auto_submit", "true", "false", "true", "false", false, {"\"no\"", "0", "null", "[]"}},
        {"max_offline_hours",
         "168",
         "0",
         "8760",
         "0",
         false,
         {"-1", "8761", "1.5", "\"24\"", "true", "null"}},
        {"lock_timeout_minutes", "0", "1", "30", "5", true, {"-1", "10081", "0.5", "\"5\"", "null"}},
        {"reauthentication",
         "{}",
         "{}",
         "{\"wiki\":0}",
         "{\"wiki\":1440,\"mail\":5}",
         false,
         {"[]", "{\"wiki\":-1}", "{\"wiki\":1441}", "{\"wiki\":true}", "5", "null"}},
        {"personal_apps", "true", "false", "true", "false", true, {"\"false\"", "1", "null"}},
        {"reveal", "true", "false", "true", "false", false, {"\"false\"", "1", "null"}},
        {"export", "true", "false", "true", "false", true, {"\"false\"", "1", "null"}},
        {"offers",
         "\"person\"",
         "\"off\"",
         "\"on\"",
         "\"off\"",
         true,
         {"true", "\"\"", "\"On\"", "\"default\"", "1", "null"}},
        {"codes", "false", "false", "true", "false", false, {"\"true\"", "1", "null"}},
        {"http_hosts",
         "[]",
         "[]",
         "[\"old.test\"]",
         "[\"10.0.0.1\",\"b.test\"]",
         false,
         {"\"old.test\"", "[1]", "[\"http://old.test\"]", "[\"old.test:80\"]", "[\"OLD.test\"]",
          "[\"old.test/\"]", "[\"\"]", "{}"}},
        {"sync_min_seconds", "60", "60", "1", "86400", false, {"0", "86401", "\"60\"", "1.5", "null"}},
        {"sync_max_seconds", "900", "900", "60", "86400", false, {"59", "86401", "\"900\"", "null"}},
};

#define ROW_COUNT (sizeof(rows) / sizeof(rows[0]))

static const char *
body(const char *name, const char *value)
{
	static char text[512];

	(void)snprintf(text, sizeof(text), "{\"%s\":%s}", name, value);
	return text;
}

static const char *
personal_default(const struct row *row)
{
	return strcmp(row->name, "codes") == 0 ? "true" : row->fallback;
}

static void
test_without_files_and_services_the_defaults_hold(void **state)
{
	struct fixture *f = *state;
	const struct swa_policy *policy;

	open_set(f);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		expect(f, "", rows[i].name, personal_default(&rows[i]), "default");
		expect(f, ADA, rows[i].name, rows[i].fallback, "default");
	}
	policy = swa_policy_for(f->set, "");
	assert_int_equal(policy->confirmation, SWA_CONFIRM_FIRST);
	assert_true(policy->auto_submit && policy->personal_apps && policy->reveal && policy->export_allowed);
	assert_int_equal(policy->max_offline_hours, 168);
	assert_int_equal(policy->lock_timeout_minutes, 0);
	assert_int_equal(policy->sync_min_seconds, 60);
	assert_int_equal(policy->sync_max_seconds, 900);
	assert_int_equal(policy->offers, SWA_OFFERS_PERSON);
	assert_int_equal(policy->http_host_count, 0);
	assert_int_equal(swa_policy_reauthentication(f->set, ADA, "wiki"), -1);
}

static void
test_a_folder_that_is_not_there_holds_no_files(void **state)
{
	struct fixture *f = *state;

	assert_ok(swa_policy_new("/nowhere/at/all", &f->set));
	assert_ok(reload(f));
	expect(f, "", "reveal", "true", "default");
}

static void
test_each_setting_is_taken_from_a_service_for_its_own_apps(void **state)
{
	struct fixture *f = *state;

	open_set(f);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		service(f, ADA, body(rows[i].name, rows[i].one));
		expect(f, ADA, rows[i].name, rows[i].one, "service");
		service(f, ADA, body(rows[i].name, rows[i].other));
		expect(f, ADA, rows[i].name, rows[i].other, "service");
		if (!rows[i].whole_agent) {
			expect(f, BOB, rows[i].name, rows[i].fallback, "default");
			expect(f, "", rows[i].name, personal_default(&rows[i]), "default");
		}
		service(f, ADA, "");
		expect(f, ADA, rows[i].name, rows[i].fallback, "default");
	}
}

static void
test_what_is_about_the_whole_agent_is_the_strictest_of_all(void **state)
{
	struct fixture *f = *state;

	open_set(f);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		if (!rows[i].whole_agent)
			continue;
		for (int turn = 0; turn < 2; turn++) { /* in whatever order they came */
			service(f, turn == 0 ? ADA : BOB, body(rows[i].name, rows[i].other));
			service(f, turn == 0 ? BOB : ADA, body(rows[i].name, rows[i].one));
			expect(f, "", rows[i].name, rows[i].other, "service");
			expect(f, ADA, rows[i].name, rows[i].other, "service");
			expect(f, BOB, rows[i].name, rows[i].other, "service");
			swa_policy_forget(f->set, ADA);
			swa_policy_forget(f->set, BOB);
			expect(f, "", rows[i].name, rows[i].fallback, "default");
		}
	}
	/* "never" is the least strict of lock timeouts, though 0 is the smallest number. */
	service(f, ADA, "{\"lock_timeout_minutes\":0}");
	service(f, BOB, "{\"lock_timeout_minutes\":600}");
	assert_int_equal(swa_policy_for(f->set, "")->lock_timeout_minutes, 600);
	/* What one organisation switches on and another leaves to the person is left to the person. */
	service(f, ADA, "{\"offers\":\"on\"}");
	assert_int_equal(swa_policy_for(f->set, BOB)->offers, SWA_OFFERS_ON);
	service(f, BOB, "{\"offers\":\"person\"}");
	assert_int_equal(swa_policy_for(f->set, "")->offers, SWA_OFFERS_PERSON);
	service(f, BOB, "{\"offers\":\"off\"}");
	assert_int_equal(swa_policy_for(f->set, "")->offers, SWA_OFFERS_OFF);
}

static void
test_a_service_with_a_bad_value_is_not_taken_at_all(void **state)
{
	struct fixture *f = *state;
	char text[600], where[64];

	open_set(f);
	service(f, ADA, "{\"reveal\":false}");
	for (size_t i = 0; i < ROW_COUNT; i++) {
		for (size_t k = 0; k < WRONG_MAX && rows[i].wrong[k] != NULL; k++) {
			(void)snprintf(text, sizeof(text), "{\"more\":1,\"%s\":%s}", rows[i].name,
			               rows[i].wrong[k]);
			assert_int_equal(swa_policy_service(f->set, ADA, text, &f->fault), SWA_ERR_SERVICE);
			(void)snprintf(where, sizeof(where), "policy.%s", rows[i].name);
			assert_string_equal(f->fault.where, where);
			expect(f, ADA, "reveal", "false", "service"); /* what it said before stays */
		}
	}
	assert_int_equal(swa_policy_service(f->set, ADA, "[]", &f->fault), SWA_ERR_SERVICE);
	assert_int_equal(swa_policy_service(f->set, ADA, "{", &f->fault), SWA_ERR_SERVICE);
	assert_int_equal(swa_policy_service(f->set, ADA, "{\"reveal\":true,\"reveal\":true}", &f->fault),
	                 SWA_ERR_SERVICE);
	expect(f, ADA, "reveal", "false", "service");
}

static void
test_a_service_may_say_what_is_not_known_yet(void **state)
{
	struct fixture *f = *state;

	open_set(f);
	service(f, ADA, "{\"newer\":{\"deep\":[1]},\"Reveal\":\"?\",\"auto_submit\":false}");
	expect(f, ADA, "auto_submit", "false", "service");
	expect(f, ADA, "reveal", "true", "default");
}

static void
test_codes_are_filled_for_personal_apps_and_for_those_of_an_organisation_that_says_so(void **state)
{
	struct fixture *f = *state;

	open_set(f);
	assert_true(swa_policy_for(f->set, "")->codes);
	assert_true(swa_policy_for(f->set, SWA_SPACE_PERSONAL)->codes);
	assert_false(swa_policy_for(f->set, ADA)->codes); /* whose service said nothing yet */
	service(f, ADA, "{\"reveal\":true}");
	assert_false(swa_policy_for(f->set, ADA)->codes);
	service(f, ADA, "{\"codes\":true}");
	assert_true(swa_policy_for(f->set, ADA)->codes);
	assert_false(swa_policy_for(f->set, BOB)->codes);
	service(f, BOB, "{\"codes\":false}");
	assert_true(swa_policy_for(f->set, "")->codes);
}

static void
test_the_ceiling_of_the_interval_is_no_lower_than_its_floor(void **state)
{
	struct fixture *f = *state;

	open_set(f);
	service(f, ADA, "{\"sync_min_seconds\":3600,\"sync_max_seconds\":60}");
	assert_int_equal(swa_policy_for(f->set, ADA)->sync_min_seconds, 3600);
	assert_int_equal(swa_policy_for(f->set, ADA)->sync_max_seconds, 3600);
}

static void
test_a_passphrase_is_remembered_for_each_app_as_its_own_service_says(void **state)
{
	struct fixture *f = *state;

	open_set(f);
	service(f, ADA, "{\"reauthentication\":{\"wiki\":0,\"mail\":15}}");
	service(f, BOB, "{}");
	assert_int_equal(swa_policy_reauthentication(f->set, ADA, "wiki"), 0);
	assert_int_equal(swa_policy_reauthentication(f->set, ADA, "mail"), 15);
	assert_int_equal(swa_policy_reauthentication(f->set, ADA, "Wiki"), -1);
	assert_int_equal(swa_policy_reauthentication(f->set, BOB, "wiki"), -1);
}

/* --- files ------------------------------------------------------------------- */

static void
test_a_file_wins_over_each_service_and_speaks_for_all_apps(void **state)
{
	struct fixture *f = *state;

	NEED_ROOT();
	for (size_t i = 0; i < ROW_COUNT; i++) {
		put(f, "10-a.json", body(rows[i].name, rows[i].one));
		open_set(f);
		service(f, ADA, body(rows[i].name, rows[i].other));
		expect(f, ADA, rows[i].name, rows[i].one, "10-a.json");
		expect(f, BOB, rows[i].name, rows[i].one, "10-a.json");
		expect(f, "", rows[i].name, rows[i].one, "10-a.json");
	}
}

static void
expect_refused(struct fixture *f, const char *text, const char *where)
{
	put(f, "20-b.json", text);
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_string_equal(f->fault.where, where);
	expect(f, "", "reveal", "false", "10-a.json"); /* what was read before stays */
	expect(f, "", "export", "true", "default");    /* and nothing of the bad one is taken */
}

static void
test_where_to_enrol_is_said_by_files_alone(void **state)
{
	struct fixture *f = *state;
	const char *const wrong[] = {"\"http://org.test\"", "\"org.test\"", "\"https://org.test/?a\"", "7",
	                             "null"};

	NEED_ROOT();
	open_set(f);
	expect(f, "", "service_url", "\"\"", "default");
	service(f, ADA, "{\"service_url\":\"https://other.test\"}");
	service(f, BOB, "{\"service_url\":7}"); /* as anything that it may not say */
	expect(f, ADA, "service_url", "\"\"", "default");
	assert_string_equal(swa_policy_for(f->set, "")->service_url, "");
	put(f, "10-a.json", "{\"service_url\":\"https://ORG.test:443/sso/\",\"reveal\":false}");
	assert_ok(reload(f));
	assert_string_equal(swa_policy_for(f->set, "")->service_url, "https://org.test/sso");
	assert_string_equal(swa_policy_for(f->set, ADA)->service_url, "https://org.test/sso");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		char text[128];

		(void)snprintf(text, sizeof(text), "{\"service_url\":%s}", wrong[i]);
		expect_refused(f, text, "20-b.json: service_url");
	}
}

static void
test_a_proxy_is_an_address_alone_and_said_by_files(void **state)
{
	struct fixture *f = *state;
	const char *const right[] = {"", "direct", "http://proxy.test:3128", "https://proxy.test/"};
	const char *const wrong[] = {"\"proxy.test:3128\"",
	                             "\"http://ada:pw@proxy.test\"",
	                             "\"socks5://proxy.test\"",
	                             "\"http://proxy.test/path\"",
	                             "\"Direct\"",
	                             "7"};
	char text[128];

	NEED_ROOT();
	open_set(f);
	service(f, ADA, "{\"proxy\":\"http://other.test\"}");
	assert_string_equal(swa_policy_for(f->set, "")->proxy, "");
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		(void)snprintf(text, sizeof(text), "{\"proxy\":\"%s\",\"reveal\":false}", right[i]);
		put(f, "10-a.json", text);
		assert_ok(reload(f));
		assert_string_equal(swa_policy_for(f->set, "")->proxy, right[i]);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		(void)snprintf(text, sizeof(text), "{\"proxy\":%s}", wrong[i]);
		expect_refused(f, text, "20-b.json: proxy");
	}
}

static void
test_of_two_files_the_later_name_wins_setting_by_setting(void **state)
{
	struct fixture *f = *state;

	NEED_ROOT();
	put(f, "20-b.json", "{\"reveal\":true}");
	put(f, "10-a.json", "{\"reveal\":false,\"http_hosts\":[\"old.test\"]}");
	put(f, "9-c.json",
	    "{\"export\":false,\"reveal\":true}"); /* "9" sorts behind "20": names, not numbers */
	put(f, "note.txt", "no policy");
	put(f, ".hidden.json", "{\"revael\":1}");
	open_set(f);
	assert_ok(reload(f));
	expect(f, "", "reveal", "true", "9-c.json");
	expect(f, "", "http_hosts", "[\"old.test\"]", "10-a.json");
	expect(f, "", "export", "false", "9-c.json");
	expect(f, "", "auto_submit", "true", "default");
	assert_int_equal(swa_policy_for(f->set, "")->http_host_count, 1);
	assert_string_equal(swa_policy_for(f->set, "")->http_hosts[0], "old.test");
}

static void
test_a_bad_file_is_named_with_its_member_and_what_was_read_before_stays(void **state)
{
	struct fixture *f = *state;
	char text[600], where[96];

	NEED_ROOT();
	put(f, "10-a.json", "{\"reveal\":false}");
	open_set(f);
	expect_refused(f, "{\"export\":false,\"revael\":true}", "20-b.json: revael");
	expect_refused(f, "{\"export\":false,\"Reveal\":true}", "20-b.json: Reveal");
	for (size_t i = 0; i < ROW_COUNT; i++) {
		for (size_t k = 0; k < WRONG_MAX && rows[i].wrong[k] != NULL; k++) {
			(void)snprintf(text, sizeof(text), "{\"%s\":%s}", rows[i].name, rows[i].wrong[k]);
			(void)snprintf(where, sizeof(where), "20-b.json: %s", rows[i].name);
			expect_refused(f, text, where);
		}
	}
	expect_refused(f, "[]", "20-b.json: not a JSON object");
	put(f, "20-b.json", "{\"reveal\":true");
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_non_null(strstr(f->fault.where, "20-b.json: "));
	put(f, "20-b.json", "{\"reveal\":true}");
	assert_ok(reload(f));
	expect(f, "", "reveal", "true", "20-b.json");
}

static void
test_where_no_file_could_ever_be_read_the_strictest_of_everything_holds(void **state)
{
	struct fixture *f = *state;

	NEED_ROOT();
	put(f, "20-b.json", "{\"revael\":true}");
	open_set(f);
	service(f, ADA, "{\"reveal\":true,\"export\":true,\"max_offline_hours\":500}");
	for (size_t i = 0; i < ROW_COUNT; i++) {
		expect(f, "", rows[i].name, rows[i].strictest, "20-b.json: revael");
		expect(f, ADA, rows[i].name, rows[i].strictest, "20-b.json: revael");
	}
	assert_int_equal(swa_policy_reauthentication(f->set, ADA, "any"), 0);
	put(f, "20-b.json", "{}");
	assert_ok(reload(f));
	expect(f, ADA, "reveal", "true", "service");
	assert_int_equal(swa_policy_reauthentication(f->set, ADA, "any"), -1);
}

static void
test_a_file_that_others_can_write_or_own_is_refused(void **state)
{
	struct fixture *f = *state;
	char path[192];

	NEED_ROOT();
	put(f, "10-a.json", "{\"reveal\":false}");
	open_set(f);
	put(f, "20-b.json", "{\"reveal\":true}");
	path_of(f, "20-b.json", path);
	for (mode_t mode = 0; mode < 3; mode++) {
		static const mode_t modes[] = {0664, 0646, 0666};

		assert_ok(chmod(path, modes[mode]));
		assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
		assert_non_null(strstr(f->fault.where, "20-b.json"));
	}
	assert_ok(chmod(path, 0644));
	assert_ok(chown(path, 1234, 0));
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	expect(f, "", "reveal", "false", "10-a.json");
	assert_ok(chown(path, 0, 1234)); /* a group that may read is no matter */
	assert_ok(reload(f));
	expect(f, "", "reveal", "true", "20-b.json");
}

static void
test_a_folder_that_others_can_write_or_own_is_refused_as_a_whole(void **state)
{
	struct fixture *f = *state;

	NEED_ROOT();
	put(f, "10-a.json", "{\"reveal\":false}");
	assert_ok(chmod(f->folder, 0777));
	open_set(f);
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_non_null(strstr(f->fault.where, f->folder));
	assert_false(swa_policy_for(f->set, "")->export_allowed);
	assert_ok(chmod(f->folder, 0755));
	assert_ok(chown(f->folder, 1234, 0));
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_ok(chown(f->folder, 0, 0));
	assert_ok(reload(f));
	assert_true(swa_policy_for(f->set, "")->export_allowed);
}

static void
test_without_root_no_file_is_taken(void **state)
{
	struct fixture *f = *state;

	if (geteuid() == 0)
		skip();
	put(f, "10-a.json", "{\"reveal\":true}");
	open_set(f);
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_false(swa_policy_for(f->set, "")->reveal);
}

static void
test_symbolic_links_and_what_is_no_file_are_refused(void **state)
{
	struct fixture *f = *state;
	char path[192], target[192];

	NEED_ROOT();
	put(f, "note.txt", "{\"reveal\":false}");
	path_of(f, "note.txt", target);
	path_of(f, "20-b.json", path);
	open_set(f);
	assert_ok(symlink(target, path));
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_ok(unlink(path));
	assert_ok(mkfifo(path, 0644)); /* is not waited for */
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_ok(unlink(path));
	assert_ok(mkdir(path, 0755));
	assert_int_equal(reload(f), SWA_ERR_POLICY_FILE);
	assert_non_null(strstr(f->fault.where, "20-b.json"));
}

static void
test_limits_of_lists_are_errors(void **state)
{
	struct fixture *f = *state;
	char text[8192] = "{\"http_hosts\":[";
	size_t used = strlen(text);

	open_set(f);
	for (unsigned i = 0; i <= SWA_POLICY_HOSTS_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\"h%u.test\"",
		                         i == 0 ? "" : ",", i);
	(void)snprintf(text + used, sizeof(text) - used, "]}");
	assert_int_equal(swa_policy_service(f->set, ADA, text, &f->fault), SWA_ERR_SERVICE);
	assert_string_equal(f->fault.where, "policy.http_hosts");

	used = (size_t)snprintf(text, sizeof(text), "{\"reauthentication\":{");
	for (unsigned i = 0; i <= SWA_POLICY_APPS_MAX; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, "%s\"a%u\":0", i == 0 ? "" : ",",
		                         i);
	(void)snprintf(text + used, sizeof(text) - used, "}}");
	assert_int_equal(swa_policy_service(f->set, ADA, text, &f->fault), SWA_ERR_SERVICE);
	assert_string_equal(f->fault.where, "policy.reauthentication");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(test_without_files_and_services_the_defaults_hold),
	        TEST(test_a_folder_that_is_not_there_holds_no_files),
	        TEST(test_each_setting_is_taken_from_a_service_for_its_own_apps),
	        TEST(test_what_is_about_the_whole_agent_is_the_strictest_of_all),
	        TEST(test_a_service_with_a_bad_value_is_not_taken_at_all),
	        TEST(test_a_service_may_say_what_is_not_known_yet),
	        TEST(test_codes_are_filled_for_personal_apps_and_for_those_of_an_organisation_that_says_so),
	        TEST(test_the_ceiling_of_the_interval_is_no_lower_than_its_floor),
	        TEST(test_a_passphrase_is_remembered_for_each_app_as_its_own_service_says),
	        TEST(test_a_file_wins_over_each_service_and_speaks_for_all_apps),
	        TEST(test_where_to_enrol_is_said_by_files_alone),
	        TEST(test_a_proxy_is_an_address_alone_and_said_by_files),
	        TEST(test_of_two_files_the_later_name_wins_setting_by_setting),
	        TEST(test_a_bad_file_is_named_with_its_member_and_what_was_read_before_stays),
	        TEST(test_where_no_file_could_ever_be_read_the_strictest_of_everything_holds),
	        TEST(test_a_file_that_others_can_write_or_own_is_refused),
	        TEST(test_a_folder_that_others_can_write_or_own_is_refused_as_a_whole),
	        TEST(test_without_root_no_file_is_taken),
	        TEST(test_symbolic_links_and_what_is_no_file_are_refused),
	        TEST(test_limits_of_lists_are_errors),
	};

	if (swa_secret_setup() != SWA_OK)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

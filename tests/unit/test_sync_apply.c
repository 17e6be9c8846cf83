/* Pages of changes against a real vault: what is taken, and what an attacker gets. */
#include "apply.h"
#include "vault_fixture.h"

#include "encode.h"
#include "swa/notice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORG "0a1b2c3d"
#define WIKI \
	"{\"id\":\"wiki\",\"label\":\"Wiki\",\"name\":\"template_swa\",\"signOnMode\":\"BROWSER_PLUGIN\"," \
	"\"credentials\":{\"userNameTemplate\":{\"template\":\"${source.login}\"}}," \
	"\"settings\":{\"app\":{\"url\":\"https://wiki.example/login\"}}}"
#define WIKI_ELSEWHERE \
	"{\"id\":\"wiki\",\"label\":\"Wiki\",\"name\":\"template_swa\",\"signOnMode\":\"BROWSER_PLUGIN\"," \
	"\"settings\":{\"app\":{\"url\":\"https://wiki.elsewhere.example/login\"}}}"

/* A service of the test's own, and the page that it is making. */
struct service {
	struct fixture *f;
	struct swa_secret *seed, *other_seed, *device_key;
	unsigned char identity[32], device[32];
	struct swa_policy_set *policy;
	struct swa_enrolment row;
	char cursor[SWA_CURSOR_MAX + 1];
	struct swa_json *changes;
	const char *device_id; /* for which entries are signed */
	struct apply last;
	char app_ended[8][SWA_ID_MAX + 1], account_ended[8][SWA_ID_MAX + 1];
	size_t app_count, account_count;
	struct swa_fault fault;
};

static void
on_nothing(void *context)
{
	(void)context;
}

static void
on_app_ended(void *context, const char *id)
{
	struct service *s = context;

	(void)snprintf(s->app_ended[s->app_count++ % 8], SWA_ID_MAX + 1, "%s", id);
}

static void
on_account_ended(void *context, const char *id)
{
	struct service *s = context;

	(void)snprintf(s->account_ended[s->account_count++ % 8], SWA_ID_MAX + 1, "%s", id);
}

static void
on_note(void *context, const char *event, const char *app_id, const char *account_id, const char *detail)
{
	(void)context;
	(void)app_id;
	(void)account_id;
	(void)detail;
	assert_true(swa_audit_is_event(event));
}

static const struct swa_sync_events events = {
        .apps_changed = on_nothing,
        .questions_changed = on_nothing,
        .app_ended = on_app_ended,
        .account_ended = on_account_ended,
        .enrolments_changed = on_nothing,
        .notices_changed = on_nothing,
        .policy_changed = on_nothing,
        .touched = on_nothing,
        .note = on_note,
};

static void
start(struct service *s, struct fixture *f)
{
	memset(s, 0, sizeof(*s));
	s->f = f;
	s->device_id = "d-1";
	assert_ok(swa_signature_pair(&s->seed, s->identity));
	assert_ok(swa_signature_pair(&s->other_seed, s->device));
	assert_ok(swa_delivery_pair(&s->device_key, s->device));
	assert_ok(swa_policy_new("/nonexistent", &s->policy));
	s->row = (struct swa_enrolment){.id = ORG,
	                                .service = "https://org.example",
	                                .issuer = "https://org.example",
	                                .client_id = "swa-agent",
	                                .organisation = "example",
	                                .name = "Example Ltd",
	                                .person = "ada",
	                                .device = "d-1",
	                                .device_name = "laptop",
	                                .tls_pin = "",
	                                .cursor = s->cursor,
	                                .etag = "",
	                                .enrolled = 1,
	                                .full = true};
	memcpy(s->row.identity_key, s->identity, 32);
	assert_ok(swa_enrolment_add(f->vault, &s->row));
	s->changes = swa_json_new_array();
}

static void
stop(struct service *s)
{
	swa_json_free(s->changes);
	swa_policy_free(s->policy);
	swa_secret_free(s->seed);
	swa_secret_free(s->other_seed);
	swa_secret_free(s->device_key);
}

static void
put_signed(struct service *s, const struct swa_secret *seed, const char *type, const char *id,
           uint64_t version, const char *body)
{
	const struct swa_delivery_parties parties = {.organisation = "example", .device = s->device_id};
	const struct swa_entry entry = {.type = type, .id = id, .version = version, .body = body};
	struct swa_json *object = swa_json_new_object();
	struct swa_buf signature;

	swa_buf_init(&signature, 256);
	assert_ok(swa_entry_sign(seed, &parties, &entry, &signature));
	swa_json_set_text(object, "type", type);
	swa_json_set_text(object, "id", id);
	swa_json_set_integer(object, "version", (int64_t)version);
	swa_json_set_text(object, "body", body);
	swa_json_set_text(object, "signature", swa_buf_text(&signature));
	swa_json_add(s->changes, object);
	swa_buf_finish(&signature);
}

static void
put(struct service *s, const char *type, const char *id, uint64_t version, const char *body)
{
	put_signed(s, s->seed, type, id, version, body);
}

/* An account whose password is sealed for SEALED_ID, which is its own id unless a row was swapped. */
static void
put_account(struct service *s, const char *id, uint64_t version, const char *username, const char *password,
            const char *sealed_id)
{
	const struct swa_secret_place place = {.organisation = "example",
	                                       .device = "d-1",
	                                       .app_id = "wiki",
	                                       .account_id = sealed_id,
	                                       .field = "password",
	                                       .version = version};
	struct swa_json *body = swa_json_new_object(), *secret = swa_json_new_object();
	struct swa_json *secrets = swa_json_new_array();
	struct swa_buf value, sealed, text;

	swa_buf_init(&value, 100);
	swa_buf_init(&sealed, 4096);
	swa_buf_init(&text, 8192);
	assert_ok(swa_buf_append_text(&value, password));
	assert_ok(swa_delivery_seal(s->device, &place, &value, &sealed));
	swa_json_set_text(secret, "field", "password");
	swa_json_set_integer(secret, "version", (int64_t)version);
	swa_json_set_text(secret, "sealed", swa_buf_text(&sealed));
	swa_json_add(secrets, secret);
	swa_json_set_text(body, "app_id", "wiki");
	if (username != NULL)
		swa_json_set_text(body, "username", username);
	swa_json_set_integer(body, "changed", 1795238400);
	swa_json_set(body, "secrets", secrets);
	assert_ok(swa_json_print(body, &text));
	put(s, "account", id, version, swa_buf_text(&text));
	swa_json_free(body);
	swa_buf_finish(&value);
	swa_buf_finish(&sealed);
	swa_buf_finish(&text);
}

static bool
on_row(void *context, const struct swa_enrolment *row)
{
	struct service *s = context;

	s->row.full = row->full;
	memcpy(s->row.identity_key, row->identity_key, 32);
	(void)snprintf(s->cursor, sizeof(s->cursor), "%s", row->cursor);
	return false;
}

static void
read_row(struct service *s)
{
	assert_ok(swa_enrolment_get(s->f->vault, ORG, on_row, s));
}

/* Send what was put together; the next page begins empty. */
static swa_err
deliver(struct service *s, const char *cursor, bool more)
{
	struct swa_sync_events told = events;
	struct effects effects = {.items = NULL};
	struct swa_json *page = swa_json_new_object();
	swa_err err;

	read_row(s);
	told.context = s;
	s->app_count = s->account_count = 0;
	s->last = (struct apply){.vault = s->f->vault,
	                         .policy = s->policy,
	                         .enrolment = &s->row,
	                         .delivery_key = s->device_key,
	                         .effects = &effects,
	                         .now = 1795238400};
	swa_json_set_text(page, "organisation", "example");
	swa_json_set_text(page, "device", "d-1");
	swa_json_set_text(page, "cursor", cursor);
	swa_json_set_bool(page, "more", more);
	swa_json_set(page, "changes", s->changes);
	err = apply_page(&s->last, page, "\"e\"", &s->fault);
	if (err == SWA_OK)
		effects_tell(&effects, &told);
	else
		effects_drop(&effects);
	swa_json_free(page);
	s->changes = swa_json_new_array();
	read_row(s);
	return err;
}

struct found {
	bool there, held;
	char username[SWA_LABEL_MAX + 1];
	uint32_t version;
};

static bool
on_app(void *context, const struct swa_app *app)
{
	*(struct found *)context = (struct found){.there = true, .held = app->held};
	return false;
}

static bool
on_account(void *context, const struct swa_account *account)
{
	struct found *found = context;

	found->there = true;
	found->version = account->version;
	(void)snprintf(found->username, sizeof(found->username), "%s", account->username);
	return false;
}

static struct found
app(struct service *s, const char *id)
{
	struct found found = {.there = false};

	if (swa_app_get(s->f->vault, id, on_app, &found) != SWA_OK)
		found.there = false;
	return found;
}

static struct found
account(struct service *s, const char *id)
{
	struct found found = {.there = false};

	if (swa_account_get(s->f->vault, id, on_account, &found) != SWA_OK)
		found.there = false;
	return found;
}

static bool
on_notice(void *context, const struct swa_notice *notice)
{
	(void)swa_buf_printf(context, "%s|%s|%s;", notice->kind, notice->subject, notice->detail);
	return true;
}

static void
assert_notice(struct service *s, const char *text, bool there)
{
	struct swa_buf all;

	swa_buf_init(&all, 65536);
	assert_ok(swa_notice_list(s->f->vault, on_notice, &all));
	if ((strstr(swa_buf_text(&all), text) != NULL) != there)
		fail_msg("notices: %s", swa_buf_text(&all));
	swa_buf_finish(&all);
}

/* Wiki and ada's account, completely synchronised. */
static void
first(struct service *s)
{
	put(s, "app", "wiki", 1, WIKI);
	put_account(s, "a1", 2, "ada", "secret-1", "a1");
	put(s, "snapshot", "snapshot", 2, "{\"entries\":2}");
	assert_ok(deliver(s, "c2", false));
	assert_false(s->row.full);
	assert_string_equal(s->cursor, "c2");
	assert_true(app(s, ORG "/wiki").there);
	assert_ok(fixture_password(s->f, ORG "/a1", 1, "secret-1"));
}

/* --- what is taken ------------------------------------------------------------- */

static void
a_first_page_brings_apps_and_passwords(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	assert_false(app(&s, ORG "/wiki").held);
	stop(&s);
}

static void
an_account_may_stand_before_its_app(void **state)
{
	struct service s;

	start(&s, *state);
	put_account(&s, "a1", 2, "ada", "secret-1", "a1");
	put(&s, "app", "wiki", 3, WIKI);
	put(&s, "snapshot", "snapshot", 3, "{\"entries\":2}");
	assert_ok(deliver(&s, "c3", false));
	assert_false(s.last.restarted);
	assert_ok(fixture_password(s.f, ORG "/a1", 1, "secret-1"));
	stop(&s);
}

static void
an_account_a_page_before_its_app_is_fetched_once_more(void **state)
{
	struct service s;

	start(&s, *state);
	put_account(&s, "a1", 2, "ada", "secret-1", "a1");
	assert_ok(deliver(&s, "c2", true));
	assert_false(account(&s, ORG "/a1").there);
	put(&s, "app", "wiki", 3, WIKI);
	put(&s, "snapshot", "snapshot", 3, "{\"entries\":2}");
	assert_ok(deliver(&s, "c3", false));
	assert_true(s.last.restarted);
	assert_true(s.row.full);
	put_account(&s, "a1", 2, "ada", "secret-1", "a1");
	put(&s, "app", "wiki", 3, WIKI);
	put(&s, "snapshot", "snapshot", 3, "{\"entries\":2}");
	assert_ok(deliver(&s, "c3", false));
	assert_false(s.last.restarted);
	assert_ok(fixture_password(s.f, ORG "/a1", 1, "secret-1"));
	stop(&s);
}

static void
an_unknown_type_is_passed_over(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	put(&s, "teleport", "x", 3, "{}");
	put_account(&s, "a1", 4, "ada", "secret-2", "a1");
	assert_ok(deliver(&s, "c4", false));
	assert_ok(fixture_password(s.f, ORG "/a1", 2, "secret-2"));
	assert_int_equal(s.account_count, 1);
	assert_string_equal(s.account_ended[0], ORG "/a1");
	/* It has to be signed all the same. */
	put_signed(&s, s.other_seed, "teleport", "x", 5, "{}");
	assert_err(deliver(&s, "c5", false), SWA_ERR_SIGNATURE_INVALID);
	stop(&s);
}

static void
what_is_removed_ends(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	put(&s, "account.removed", "a1", 3, "");
	assert_ok(deliver(&s, "c3", false));
	assert_false(account(&s, ORG "/a1").there);
	assert_string_equal(s.account_ended[0], ORG "/a1");
	put(&s, "app.removed", "wiki", 4, "");
	assert_ok(deliver(&s, "c4", false));
	assert_false(app(&s, ORG "/wiki").there);
	assert_string_equal(s.app_ended[0], ORG "/wiki");
	stop(&s);
}

static void
a_definition_that_cannot_be_used_does_not_keep_the_rest(void **state)
{
	struct service s;

	start(&s, *state);
	put(&s, "app", "broken", 1, "{\"id\":\"broken\",\"label\":\"B\",\"signOnMode\":\"AUTO_LOGIN\"}");
	put(&s, "app", "wiki", 2, WIKI);
	put(&s, "app", "other", 3, WIKI); /* another app's definition */
	put(&s, "snapshot", "snapshot", 3, "{\"entries\":3}");
	assert_ok(deliver(&s, "c3", false));
	assert_false(app(&s, ORG "/broken").there);
	assert_false(app(&s, ORG "/other").there);
	assert_true(app(&s, ORG "/wiki").there);
	assert_notice(&s, "app_invalid|broken|settings.signOn.loginUrl", true);
	assert_notice(&s, "app_invalid|other|id", true);
	stop(&s);
}

static void
a_changed_sign_in_origin_is_held(void **state)
{
	struct service s;
	struct swa_buf before;

	start(&s, *state);
	first(&s);
	put(&s, "app", "wiki", 3, WIKI);
	assert_ok(deliver(&s, "c3", false));
	assert_false(app(&s, ORG "/wiki").held);
	put(&s, "app", "wiki", 4, WIKI_ELSEWHERE);
	assert_ok(deliver(&s, "c4", false));
	assert_true(app(&s, ORG "/wiki").held);
	assert_string_equal(s.app_ended[0], ORG "/wiki");
	assert_notice(&s, "origin_changed|Wiki|wiki.elsewhere.example", true);
	swa_buf_init(&before, 4096);
	assert_ok(swa_record_get(s.f->vault, ORG, SWA_RECORD_ORIGINS_BEFORE "wiki", &before));
	assert_string_equal(swa_buf_text(&before), "https://wiki.example\n");
	swa_buf_finish(&before);
	put(&s, "app", "wiki", 5, WIKI); /* back again: still for the person to say */
	assert_ok(deliver(&s, "c5", false));
	assert_true(app(&s, ORG "/wiki").held);
	stop(&s);
}

static void
a_template_names_the_account_and_follows_the_profile(void **state)
{
	struct service s;

	start(&s, *state);
	put(&s, "app", "wiki", 1, WIKI);
	put_account(&s, "a1", 2, NULL, "secret-1", "a1");
	put(&s, "snapshot", "snapshot", 2, "{\"entries\":2}");
	assert_ok(deliver(&s, "c2", false));
	assert_false(account(&s, ORG "/a1").there);
	assert_notice(&s, "template|Wiki|", true);

	put(&s, "profile", "profile", 3, "{\"login\":\"ada@example.org\"}");
	assert_ok(deliver(&s, "c3", false));
	assert_true(s.last.restarted);
	put(&s, "app", "wiki", 1, WIKI);
	put_account(&s, "a1", 2, NULL, "secret-1", "a1");
	put(&s, "profile", "profile", 3, "{\"login\":\"ada@example.org\"}");
	put(&s, "snapshot", "snapshot", 3, "{\"entries\":2}");
	assert_ok(deliver(&s, "c3", false));
	assert_false(s.last.restarted);
	assert_string_equal(account(&s, ORG "/a1").username, "ada@example.org");
	assert_notice(&s, "template|", false);
	stop(&s);
}

static void
a_snapshot_removes_what_did_not_come(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	assert_ok(swa_delta_restart(s.f->vault, ORG));
	put(&s, "app", "wiki", 1, WIKI);
	put(&s, "snapshot", "snapshot", 5, "{\"entries\":1}");
	assert_ok(deliver(&s, "c5", false));
	assert_false(account(&s, ORG "/a1").there);
	assert_string_equal(s.account_ended[0], ORG "/a1");
	assert_false(s.row.full);
	stop(&s);
}

static void
a_snapshot_of_another_size_removes_nothing(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	assert_ok(swa_delta_restart(s.f->vault, ORG));
	put(&s, "app", "wiki", 1, WIKI);
	put(&s, "snapshot", "snapshot", 5, "{\"entries\":2}");
	assert_ok(deliver(&s, "c5", false));
	assert_true(s.last.mismatch && s.last.restarted);
	assert_true(account(&s, ORG "/a1").there);
	assert_true(s.row.full);
	stop(&s);
}

static void
a_full_synchronisation_does_not_end_without_its_snapshot(void **state)
{
	struct service s;

	start(&s, *state);
	put(&s, "app", "wiki", 1, WIKI);
	assert_err(deliver(&s, "c1", false), SWA_ERR_SERVICE);
	assert_false(app(&s, ORG "/wiki").there);
	assert_string_equal(s.cursor, "");
	stop(&s);
}

static void
the_identity_moves_with_the_entry_that_the_old_one_signed(void **state)
{
	unsigned char next[32];
	struct service s;
	struct swa_buf body;

	start(&s, *state);
	first(&s);
	assert_ok(swa_signature_public(s.other_seed, next));
	swa_buf_init(&body, 64);
	assert_ok(swa_base64_put(&body, next, 32));
	put(&s, "identity", "identity", 3, swa_buf_text(&body));
	put_signed(&s, s.other_seed, "policy", "policy", 4, "{\"reveal\":false}");
	assert_ok(deliver(&s, "c4", false));
	assert_memory_equal(s.row.identity_key, next, 32);
	assert_false(swa_policy_for(s.policy, ORG)->reveal);
	/* The old one is nobody now. */
	put(&s, "policy", "policy", 5, "{\"reveal\":true}");
	assert_err(deliver(&s, "c5", false), SWA_ERR_SIGNATURE_INVALID);
	assert_false(swa_policy_for(s.policy, ORG)->reveal);
	swa_buf_finish(&body);
	stop(&s);
}

/* --- attacks --------------------------------------------------------------------- */

static void
a_page_with_one_bad_entry_changes_nothing(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	put(&s, "policy", "policy", 3, "{\"reveal\":false}");
	put_account(&s, "a1", 4, "eve", "secret-2", "a1");
	put_signed(&s, s.other_seed, "app", "wiki", 5, WIKI_ELSEWHERE); /* a swapped key */
	assert_err(deliver(&s, "c5", false), SWA_ERR_SIGNATURE_INVALID);
	assert_string_equal(account(&s, ORG "/a1").username, "ada");
	assert_string_equal(s.cursor, "c2");
	assert_true(swa_policy_for(s.policy, ORG)->reveal);
	assert_non_null(strstr(s.fault.where, "wiki"));
	stop(&s);
}

static void
a_secret_of_another_row_is_refused(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	put_account(&s, "a2", 3, "bob", "secret-of-a1", "a1");
	assert_err(deliver(&s, "c3", false), SWA_ERR_SIGNATURE_INVALID);
	assert_false(account(&s, ORG "/a2").there);
	stop(&s);
}

static void
a_page_that_comes_twice_is_passed_over(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	put(&s, "app", "wiki", 1, WIKI);
	put_account(&s, "a1", 2, "ada", "secret-1", "a1");
	put(&s, "snapshot", "snapshot", 2, "{\"entries\":2}");
	assert_ok(deliver(&s, "c2", false));
	assert_int_equal(account(&s, ORG "/a1").version, 1);
	assert_int_equal(s.account_count + s.app_count, 0);
	stop(&s);
}

static void
an_older_version_is_refused(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	put_account(&s, "a1", 4, "ada", "secret-2", "a1");
	assert_ok(deliver(&s, "c4", false));
	put_account(&s, "a1", 3, "ada", "secret-old", "a1");
	assert_err(deliver(&s, "c5", false), SWA_ERR_ENTRY_OUTDATED);
	assert_ok(fixture_password(s.f, ORG "/a1", 2, "secret-2"));
	assert_string_equal(s.cursor, "c4");
	/* Also of what was removed. */
	put(&s, "account.removed", "a1", 6, "");
	assert_ok(deliver(&s, "c6", false));
	put_account(&s, "a1", 5, "ada", "secret-old", "a1");
	assert_err(deliver(&s, "c7", false), SWA_ERR_ENTRY_OUTDATED);
	stop(&s);
}

static void
an_entry_for_another_device_is_refused(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	s.device_id = "d-2";
	put(&s, "app.removed", "wiki", 9, "");
	assert_err(deliver(&s, "c9", false), SWA_ERR_SIGNATURE_INVALID);
	assert_true(app(&s, ORG "/wiki").there);
	stop(&s);
}

static void
a_forged_revocation_wipes_nothing(void **state)
{
	struct service s;

	start(&s, *state);
	first(&s);
	put_signed(&s, s.other_seed, "revocation", "d-1", 9, "{\"reason\":\"forged\"}");
	assert_err(deliver(&s, "c9", false), SWA_ERR_SIGNATURE_INVALID);
	put(&s, "revocation", "d-2", 9, "{\"reason\":\"of another device\"}");
	assert_ok(deliver(&s, "c9", false));
	put(&s, "revocation", "d-1", 10, "{\"reason\":\"lost\"}");
	assert_err(deliver(&s, "c10", false), SWA_ERR_DEVICE_REVOKED);
	assert_true(app(&s, ORG "/wiki").there); /* erasing is the caller's */
	stop(&s);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(a_first_page_brings_apps_and_passwords),
	        TEST(an_account_may_stand_before_its_app),
	        TEST(an_account_a_page_before_its_app_is_fetched_once_more),
	        TEST(an_unknown_type_is_passed_over),
	        TEST(what_is_removed_ends),
	        TEST(a_definition_that_cannot_be_used_does_not_keep_the_rest),
	        TEST(a_changed_sign_in_origin_is_held),
	        TEST(a_template_names_the_account_and_follows_the_profile),
	        TEST(a_snapshot_removes_what_did_not_come),
	        TEST(a_snapshot_of_another_size_removes_nothing),
	        TEST(a_full_synchronisation_does_not_end_without_its_snapshot),
	        TEST(the_identity_moves_with_the_entry_that_the_old_one_signed),
	        TEST(a_page_with_one_bad_entry_changes_nothing),
	        TEST(a_secret_of_another_row_is_refused),
	        TEST(a_page_that_comes_twice_is_passed_over),
	        TEST(an_older_version_is_refused),
	        TEST(an_entry_for_another_device_is_refused),
	        TEST(a_forged_revocation_wipes_nothing),
	};

	if (swa_secret_setup() != SWA_OK)
		return 1;
	swa_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

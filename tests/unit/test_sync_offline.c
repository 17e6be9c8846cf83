/* What an organisation's apps may do without its service: the engine on a loop, with nobody at the other end.
 */
#include "sync.h"
#include "vault_fixture.h"

#include "swa/delta.h"
#include "swa/notice.h"
#include "swa/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ORG "0a1b2c3d"
#define HOUR 3600

struct engine {
	struct fixture *f;
	uv_loop_t loop;
	struct swa_policy_set *policy;
	struct swa_sync *sync;
	bool finished;
};

static void
on_nothing(void *context)
{
	(void)context;
}

static void
on_id(void *context, const char *id)
{
	(void)context;
	(void)id;
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

static void
enrol(struct fixture *f, int64_t last_sync, enum swa_enrolment_state state)
{
	const struct swa_enrolment row = {.id = ORG,
	                                  .service = "https://127.0.0.1:9",
	                                  .issuer = "https://127.0.0.1:9",
	                                  .client_id = "swa-agent",
	                                  .organisation = "example",
	                                  .name = "Example Ltd",
	                                  .person = "ada",
	                                  .device = "d-1",
	                                  .device_name = "laptop",
	                                  .tls_pin = "",
	                                  .cursor = "",
	                                  .etag = "",
	                                  .enrolled = 1,
	                                  .state = state};
	struct swa_buf policy;

	assert_ok(swa_enrolment_add(f->vault, &row));
	assert_ok(swa_enrolment_synced(f->vault, ORG, "", last_sync));
	swa_buf_init(&policy, 100);
	assert_ok(swa_buf_append_text(&policy, "{\"max_offline_hours\":2}"));
	assert_ok(swa_record_set(f->vault, ORG, SWA_RECORD_POLICY, &policy));
	swa_buf_finish(&policy);
}

static void
start(struct engine *e, struct fixture *f)
{
	const struct swa_sync_events events = {.apps_changed = on_nothing,
	                                       .questions_changed = on_nothing,
	                                       .app_ended = on_id,
	                                       .account_ended = on_id,
	                                       .enrolments_changed = on_nothing,
	                                       .notices_changed = on_nothing,
	                                       .policy_changed = on_nothing,
	                                       .touched = on_nothing,
	                                       .note = on_note};

	memset(e, 0, sizeof(*e));
	e->f = f;
	assert_int_equal(uv_loop_init(&e->loop), 0);
	assert_ok(swa_policy_new("/nonexistent", &e->policy));
	assert_ok(swa_sync_new(&e->loop, e->policy, &events, &e->sync));
	swa_sync_open(e->sync, f->vault);
}

static void
stop(struct engine *e)
{
	swa_sync_stop(e->sync);
	assert_int_equal(uv_run(&e->loop, UV_RUN_DEFAULT), 0);
	swa_sync_free(e->sync);
	swa_policy_free(e->policy);
	assert_int_equal(uv_loop_close(&e->loop), 0);
}

static swa_err
may_fill(struct fixture *f, int64_t last_sync, enum swa_enrolment_state state)
{
	struct engine e;
	swa_err err;

	enrol(f, last_sync, state);
	start(&e, f);
	err = swa_sync_may_fill(e.sync, ORG);
	stop(&e);
	return err;
}

static void
fills_go_on_while_policy_allows(void **state)
{
	assert_ok(may_fill(*state, time(NULL) - HOUR, SWA_ENROLMENT_ACTIVE));
}

static void
fills_end_when_the_service_was_not_reached_for_too_long(void **state)
{
	assert_err(may_fill(*state, time(NULL) - 3 * HOUR, SWA_ENROLMENT_ACTIVE), SWA_ERR_OFFLINE_TOO_LONG);
}

static void
a_clock_before_the_last_success_says_nothing(void **state)
{
	assert_err(may_fill(*state, time(NULL) + 3 * HOUR, SWA_ENROLMENT_ACTIVE), SWA_ERR_OFFLINE_TOO_LONG);
}

static void
a_locked_organisation_fills_nothing_and_is_kept(void **state)
{
	assert_err(may_fill(*state, time(NULL) - HOUR, SWA_ENROLMENT_SIGN_IN), SWA_ERR_SIGN_IN_NEEDED);
}

static void
a_suspended_one_goes_on(void **state)
{
	assert_ok(may_fill(*state, time(NULL) - HOUR, SWA_ENROLMENT_SUSPENDED));
}

static bool
on_notice(void *context, const struct swa_notice *notice)
{
	(void)swa_buf_printf(context, "%s|%s|%s;", notice->kind, notice->organisation, notice->detail);
	return true;
}

static void
a_locked_organisation_is_erased_in_the_end_and_names_what_was_not_sent(void **state)
{
	const struct swa_app app = {.id = ORG "/wiki",
	                            .label = "Wiki",
	                            .name = "template_swa",
	                            .mode = SWA_MODE_LINK,
	                            .launch_url = ""};
	struct fixture *f = *state;
	char id[SWA_ID_MAX + 1];
	struct swa_buf text;
	struct engine e;
	unsigned apps;

	fixture_app(f, "mine", "Mine");
	enrol(f, time(NULL) - 3 * HOUR, SWA_ENROLMENT_SIGN_IN);
	assert_ok(swa_delta_app(f->vault, ORG, &app, "{}", false));
	swa_buf_init(&text, 4096);
	assert_ok(swa_buf_append_text(&text, "unsent"));
	assert_ok(swa_account_set(f->vault, ORG "/wiki", NULL, "ada", &text, id));
	start(&e, f);
	assert_err(swa_sync_may_fill(e.sync, ORG), SWA_ERR_ENROLMENT_UNKNOWN);
	assert_ok(swa_app_count(f->vault, &apps));
	assert_int_equal(apps, 1); /* the person's own stays */
	swa_buf_reset(&text);
	assert_ok(swa_notice_list(f->vault, on_notice, &text));
	assert_string_equal(swa_buf_text(&text), "erased|Example Ltd|Wiki: ada;");
	swa_buf_finish(&text);
	stop(&e);
}

static void
a_job_over_no_organisation_is_done_at_once(void **state)
{
	struct swa_job_facts facts;
	char job[SWA_JOB_ID_SIZE];
	struct engine e;

	start(&e, *state);
	assert_ok(swa_sync_now(e.sync, NULL, job));
	assert_ok(swa_sync_job(e.sync, job, &facts));
	assert_true(facts.finished);
	assert_err(facts.err, SWA_OK);
	assert_err(swa_sync_job(e.sync, "0000000000000000", &facts), SWA_ERR_JOB_UNKNOWN);
	assert_err(swa_sync_now(e.sync, ORG, job), SWA_ERR_ENROLMENT_UNKNOWN);
	stop(&e);
}

static void
on_changed(void *context)
{
	struct engine *e = context;

	e->finished = true;
}

static void
a_look_without_keys_fails_and_is_told_to_who_watches(void **state)
{
	struct swa_job_facts facts;
	struct swa_sync_facts sync_facts;
	char job[SWA_JOB_ID_SIZE];
	struct engine e;

	enrol(*state, time(NULL), SWA_ENROLMENT_ACTIVE);
	start(&e, *state);
	assert_ok(swa_sync_now(e.sync, ORG, job));
	assert_ok(swa_sync_watch(e.sync, job, 0, on_changed, &e));
	assert_false(e.finished); /* never from within the call */
	while (!e.finished)
		(void)uv_run(&e.loop, UV_RUN_ONCE);
	assert_ok(swa_sync_job(e.sync, job, &facts));
	assert_true(facts.finished);
	assert_err(facts.err, SWA_ERR_RECORD_MISSING);
	assert_ok(swa_sync_facts(e.sync, ORG, &sync_facts));
	assert_err(sync_facts.err, SWA_ERR_RECORD_MISSING);
	assert_true(sync_facts.next_sync >= time(NULL));
	swa_sync_close(e.sync); /* the vault is about to be locked */
	assert_err(swa_sync_now(e.sync, ORG, job), SWA_ERR_VAULT_LOCKED);
	stop(&e);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        TEST(fills_go_on_while_policy_allows),
	        TEST(fills_end_when_the_service_was_not_reached_for_too_long),
	        TEST(a_clock_before_the_last_success_says_nothing),
	        TEST(a_locked_organisation_fills_nothing_and_is_kept),
	        TEST(a_suspended_one_goes_on),
	        TEST(a_locked_organisation_is_erased_in_the_end_and_names_what_was_not_sent),
	        TEST(a_job_over_no_organisation_is_done_at_once),
	        TEST(a_look_without_keys_fails_and_is_told_to_who_watches),
	};

	if (swa_secret_setup() != SWA_OK)
		return 1;
	swa_json_setup();
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "enrolment_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
add(struct fixture *f, const char *enrolment, unsigned number)
{
	char detail[32];
	const struct swa_report report = {.when = 1700000000 + number,
	                                  .type = "outcome",
	                                  .app_id = "wiki",
	                                  .account_id = "a1",
	                                  .detail = detail};

	(void)snprintf(detail, sizeof(detail), "%u", number);
	assert_ok(swa_report_add(f->vault, enrolment, &report));
}

static void
add_many(struct fixture *f, unsigned first, unsigned count)
{
	assert_ok(swa_vault_begin(f->vault));
	for (unsigned i = 0; i < count; i++)
		add(f, ORG, first + i);
	assert_ok(swa_vault_commit(f->vault));
}

static unsigned
count(struct fixture *f, const char *enrolment)
{
	unsigned number = 0;

	assert_ok(swa_report_count(f->vault, enrolment, &number));
	return number;
}

struct batch {
	unsigned count, outcomes;
	unsigned first, last;  /* details of the outcomes */
	unsigned long dropped; /* sum of the details of the dropped */
	int64_t number;        /* the last one's */
	char id[64], first_id[64], dropped_id[64];
};

static bool
take(void *context, const struct swa_report *report)
{
	struct batch *batch = context;

	assert_true(report->number > batch->number);
	assert_int_equal(strlen(report->id), 32);
	batch->number = report->number;
	if (batch->count++ == 0)
		(void)snprintf(batch->first_id, sizeof(batch->first_id), "%s", report->id);
	if (strcmp(report->type, "dropped") == 0) {
		batch->dropped += strtoul(report->detail, NULL, 10);
		(void)snprintf(batch->dropped_id, sizeof(batch->dropped_id), "%s", report->id);
		assert_string_equal(report->app_id, "");
		return true;
	}
	assert_string_equal(report->app_id, "wiki");
	assert_string_equal(report->account_id, "a1");
	batch->last = (unsigned)strtoul(report->detail, NULL, 10);
	assert_int_equal(report->when, 1700000000 + batch->last);
	if (batch->outcomes++ == 0)
		batch->first = batch->last;
	return true;
}

static struct batch
next(struct fixture *f, unsigned limit)
{
	struct batch batch = {.count = 0};

	assert_ok(swa_report_next(f->vault, ORG, limit, take, &batch));
	return batch;
}

static void
reports_are_sent_in_order_and_once(void **state)
{
	struct fixture *f = *state;
	struct batch batch;
	char id[64];

	enrol(f, ORG, "example");
	enrol(f, OTHER, "other");
	assert_int_equal(next(f, 10).count, 0);
	for (unsigned i = 1; i <= 5; i++)
		add(f, ORG, i);
	add(f, OTHER, 99);
	batch = next(f, 3);
	assert_int_equal(batch.count, 3);
	assert_int_equal(batch.first, 1);
	assert_int_equal(batch.last, 3);
	(void)snprintf(id, sizeof(id), "%s", batch.first_id);
	/* Not taken: the same once more, with the same ids. */
	fixture_reopen(f);
	batch = next(f, 3);
	assert_string_equal(batch.first_id, id);
	assert_ok(swa_report_taken(f->vault, ORG, batch.number));
	assert_int_equal(count(f, ORG), 2);
	assert_int_equal(count(f, OTHER), 1);
	batch = next(f, 200);
	assert_int_equal(batch.first, 4);
	assert_int_equal(batch.last, 5);
	assert_ok(swa_report_taken(f->vault, ORG, batch.number));
	assert_int_equal(count(f, ORG), 0);
	assert_int_equal(next(f, 10).count, 0);
}

static void
listing_again_writes_nothing(void **state)
{
	struct fixture *f = *state;
	uint64_t generation;

	enrol(f, ORG, "example");
	add(f, ORG, 1);
	(void)next(f, 10);
	generation = swa_vault_generation(f->vault);
	(void)next(f, 10);
	assert_int_equal(swa_vault_generation(f->vault), generation);
}

static void
a_full_queue_says_how_many_were_dropped(void **state)
{
	struct fixture *f = *state;
	struct batch batch;

	enrol(f, ORG, "example");
	add_many(f, 1, SWA_REPORTS_MAX);
	assert_int_equal(count(f, ORG), SWA_REPORTS_MAX);
	add_many(f, SWA_REPORTS_MAX + 1, 10);
	assert_int_equal(count(f, ORG), SWA_REPORTS_MAX);
	batch = next(f, SWA_REPORTS_MAX + 1);
	assert_int_equal(batch.count, SWA_REPORTS_MAX);
	assert_int_equal(batch.outcomes + batch.dropped, SWA_REPORTS_MAX + 10);
	assert_int_equal(batch.first, batch.dropped + 1);
	assert_int_equal(batch.last, SWA_REPORTS_MAX + 10);
}

static void
what_was_listed_is_neither_dropped_nor_changed(void **state)
{
	struct fixture *f = *state;
	struct batch batch;
	char dropped_id[64];

	enrol(f, ORG, "example");
	add_many(f, 1, SWA_REPORTS_MAX);
	batch = next(f, 200);
	assert_int_equal(batch.last, 200);
	add_many(f, SWA_REPORTS_MAX + 1, 5);
	batch = next(f, 200);
	assert_int_equal(batch.first, 1);
	assert_int_equal(batch.last, 200);
	assert_int_equal(batch.outcomes, 200);
	/* Everything is listed, the report of dropped ones included: a new one counts what is given up. */
	batch = next(f, SWA_REPORTS_MAX);
	assert_int_equal(batch.dropped, 6);
	(void)snprintf(dropped_id, sizeof(dropped_id), "%s", batch.dropped_id);
	add_many(f, SWA_REPORTS_MAX + 6, 3);
	batch = next(f, SWA_REPORTS_MAX);
	assert_int_equal(batch.dropped, 6);
	assert_string_equal(batch.dropped_id, dropped_id);
	assert_ok(swa_report_taken(f->vault, ORG, batch.number));
	batch = next(f, 10);
	assert_int_equal(batch.dropped, 3);
	assert_int_equal(batch.count, 1);
	assert_ok(swa_report_taken(f->vault, ORG, batch.number));
	assert_int_equal(count(f, ORG), 0);
}

static void
reports_belong_to_an_enrolment_and_have_limits(void **state)
{
	struct fixture *f = *state;
	struct swa_report report = {.type = "outcome", .app_id = "", .account_id = "", .detail = ""};
	char text[SWA_LABEL_MAX + 2];
	unsigned number;

	assert_err(swa_report_add(f->vault, ORG, &report), SWA_ERR_ENROLMENT_UNKNOWN);
	assert_err(swa_report_count(f->vault, ORG, &number), SWA_ERR_ENROLMENT_UNKNOWN);
	assert_err(swa_report_taken(f->vault, ORG, 1), SWA_ERR_ENROLMENT_UNKNOWN);
	enrol(f, ORG, "example");
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	report.detail = text;
	assert_err(swa_report_add(f->vault, ORG, &report), SWA_ERR_LIMIT);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(reports_are_sent_in_order_and_once),
	        ON_A_VAULT(listing_again_writes_nothing),
	        ON_A_VAULT(a_full_queue_says_how_many_were_dropped),
	        ON_A_VAULT(what_was_listed_is_neither_dropped_nor_changed),
	        ON_A_VAULT(reports_belong_to_an_enrolment_and_have_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The way into the audit trail: what waits, what is refused, what is pruned. */
#include "trail.h"
#include "vault_fixture.h"

#include <stdio.h>
#include <string.h>

static void
add(struct swa_trail *trail, const char *event)
{
	const struct swa_trail_note note = {.event = event, .app_id = "wiki"};

	swa_trail_add(trail, &note);
}

static bool
note_entry(void *context, const struct swa_audit_entry *entry)
{
	char one[64];

	(void)snprintf(one, sizeof(one), "%llu:%s:%s ", (unsigned long long)entry->number, entry->event,
	               entry->detail);
	strcat(context, one);
	return true;
}

static void
assert_trail(struct fixture *f, const char *expected)
{
	char all[512] = "";
	uint64_t bad = 0;

	assert_ok(swa_audit_list(f->vault, 100, note_entry, all));
	assert_string_equal(all, expected);
	assert_ok(swa_audit_verify(f->vault, &bad));
}

static void
what_waits_is_written_together(void **state)
{
	struct fixture *f = *state;
	struct swa_trail *trail = swa_trail_new();
	uint64_t before = swa_vault_generation(f->vault);

	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_int_equal(swa_vault_generation(f->vault), before);
	add(trail, "launch");
	add(trail, "redeem");
	assert_int_equal(swa_trail_pending(trail), 2);
	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_int_equal(swa_trail_pending(trail), 0);
	assert_int_equal(swa_vault_generation(f->vault), before + 1);
	assert_trail(f, "1:launch: 2:redeem: ");
	swa_trail_free(trail);
}

static void
an_event_outside_the_list_is_not_written(void **state)
{
	struct fixture *f = *state;
	struct swa_trail *trail = swa_trail_new();

	add(trail, "launched");
	assert_int_equal(swa_trail_pending(trail), 0);
	add(trail, "launch");
	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_trail(f, "1:launch: ");
	swa_trail_free(trail);
}

static void
what_could_not_be_written_is_written_later(void **state)
{
	struct fixture *f = *state;
	struct swa_trail *trail = swa_trail_new();

	add(trail, "launch");
	assert_ok(swa_vault_begin(f->vault)); /* so that no other group can be begun */
	assert_err(swa_trail_flush(trail, f->vault, NULL), SWA_ERR_INTERNAL);
	assert_int_equal(swa_trail_pending(trail), 1);
	swa_vault_rollback(f->vault);
	add(trail, "redeem");
	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_trail(f, "1:launch: 2:redeem: ");
	swa_trail_free(trail);
}

static void
a_full_queue_says_how_many_it_lost(void **state)
{
	struct fixture *f = *state;
	struct swa_trail *trail = swa_trail_new();
	char first[64] = "";

	for (unsigned i = 0; i < 515; i++)
		add(trail, "launch");
	assert_int_equal(swa_trail_pending(trail), 512);
	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_ok(swa_audit_page(f->vault, 0, 1, note_entry, first));
	assert_string_equal(first, "1:dropped:3 entries of this trail ");
	swa_trail_free(trail);
}

static void
what_waits_for_a_vault_that_went_aside_is_dropped(void **state)
{
	struct fixture *f = *state;
	struct swa_trail *trail = swa_trail_new();

	add(trail, "launch");
	swa_trail_drop(trail);
	assert_int_equal(swa_trail_pending(trail), 0);
	add(trail, "vault_created");
	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_trail(f, "1:vault_created: ");
	swa_trail_free(trail);
}

static void
what_is_too_old_is_pruned_and_that_is_an_entry(void **state)
{
	struct fixture *f = *state;
	struct swa_trail *trail = swa_trail_new();
	struct swa_audit_entry old = {
	        .when = 1000, .event = "launch", .app_id = "", .account_id = "", .detail = ""};

	for (unsigned i = 0; i < 3; i++)
		assert_ok(swa_audit_append(f->vault, &old));
	add(trail, "lock");
	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_trail(f, "4:lock: 5:pruned:3 ");

	/* Not again with each flush. */
	assert_ok(swa_audit_append(f->vault, &old));
	add(trail, "unlock");
	assert_ok(swa_trail_flush(trail, f->vault, NULL));
	assert_trail(f, "4:lock: 5:pruned:3 6:launch: 7:unlock: ");
	swa_trail_free(trail);
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(what_waits_is_written_together),
	        ON_A_VAULT(an_event_outside_the_list_is_not_written),
	        ON_A_VAULT(what_could_not_be_written_is_written_later),
	        ON_A_VAULT(a_full_queue_says_how_many_it_lost),
	        ON_A_VAULT(what_waits_for_a_vault_that_went_aside_is_dropped),
	        ON_A_VAULT(what_is_too_old_is_pruned_and_that_is_an_entry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

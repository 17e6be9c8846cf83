#include "vault_fixture.h"

#include <stdio.h>
#include <string.h>

static void
append(struct fixture *f, int64_t when, const char *event, const char *detail)
{
	const struct swa_audit_entry entry = {
	        .when = when, .event = event, .app_id = "app", .account_id = "", .detail = detail};

	assert_ok(swa_audit_append(f->vault, &entry));
}

static bool
note(void *context, const struct swa_audit_entry *entry)
{
	char one[64];

	(void)snprintf(one, sizeof(one), "%llu:%s:%s ", (unsigned long long)entry->number, entry->event,
	               entry->detail);
	strcat(context, one);
	return true;
}

static void
entries_are_numbered_and_listed_oldest_first(void **state)
{
	struct fixture *f = *state;
	char all[256] = "", two[256] = "", none[256] = "";
	uint64_t bad = 0;

	assert_ok(swa_audit_verify(f->vault, &bad));
	append(f, 10, "launch", "");
	append(f, 20, "redeem", "ok");
	fixture_reopen(f);
	append(f, 20, "outcome", "yes");
	assert_ok(swa_audit_list(f->vault, 100, note, all));
	assert_string_equal(all, "1:launch: 2:redeem:ok 3:outcome:yes ");
	assert_ok(swa_audit_list(f->vault, 2, note, two));
	assert_string_equal(two, "2:redeem:ok 3:outcome:yes ");
	assert_ok(swa_audit_list(f->vault, 0, note, none));
	assert_string_equal(none, "");
	assert_ok(swa_audit_verify(f->vault, &bad));
}

static void
a_changed_removed_or_inserted_entry_is_found(void **state)
{
	static const struct {
		const char *sql;
		uint64_t bad;
	} changes[] = {
	        {"UPDATE audit SET detail = 'no' WHERE number = 2", 2},
	        {"UPDATE audit SET event = 'launc', app = 'happ' WHERE number = 1", 1},
	        {"UPDATE audit SET time = time + 1 WHERE number = 3", 3},
	        {"UPDATE audit SET digest = zeroblob(32) WHERE number = 2", 2},
	        {"UPDATE audit SET digest = x'' WHERE number = 1", 1},
	        {"DELETE FROM audit WHERE number = 1", 1},
	        {"DELETE FROM audit WHERE number = 2", 2},
	        {"DELETE FROM audit WHERE number = 3", 3},
	        {"DELETE FROM audit", 1},
	        {"INSERT INTO audit SELECT 4, time, event, app, account, detail, digest FROM audit WHERE "
	         "number = 3",
	         4},
	        {"UPDATE audit SET number = 9 WHERE number = 3", 3},
	        {"DELETE FROM audit WHERE number = 3; UPDATE meta SET value = (SELECT value FROM meta WHERE "
	         "name ="
	         " 'generation') WHERE name = 'audit head'",
	         1},
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fixture *f;
		uint64_t bad = 0;

		fixture_vault(state);
		f = *state;
		append(f, 10, "launch", "");
		append(f, 20, "redeem", "yes");
		append(f, 30, "outcome", "yes");
		fixture_close(f);
		fixture_sql(f, changes[i].sql);
		fixture_reopen(f);
		assert_err(swa_audit_verify(f->vault, &bad), SWA_ERR_VAULT_DAMAGED);
		if (bad != changes[i].bad)
			fail_msg("%s: %llu", changes[i].sql, (unsigned long long)bad);
		assert_err(swa_vault_check(f->vault), SWA_ERR_VAULT_DAMAGED);
		fixture_finish(state);
	}
}

struct copy {
	char detail[2000];
};

static bool
copy_detail(void *context, const struct swa_audit_entry *entry)
{
	struct copy *copy = context;

	(void)snprintf(copy->detail, sizeof(copy->detail), "%s", entry->detail);
	return true;
}

static void
a_long_text_is_cut_between_characters(void **state)
{
	struct fixture *f = *state;
	struct copy copy = {.detail = ""};
	char text[1002] = "a";
	uint64_t bad = 0;

	for (int i = 0; i < 500; i++)
		strcat(text, "\xc3\xbc");
	append(f, 10, "refused", text);
	assert_ok(swa_audit_list(f->vault, 1, copy_detail, &copy));
	assert_int_equal(strlen(copy.detail), 511);
	assert_memory_equal(copy.detail, text, 511);
	assert_ok(swa_audit_verify(f->vault, &bad));
}

static void
entries_within_a_group_are_one_change_and_may_be_undone(void **state)
{
	struct fixture *f = *state;
	uint64_t before = swa_vault_generation(f->vault), bad = 0;
	char all[256] = "";

	assert_ok(swa_vault_begin(f->vault));
	append(f, 10, "launch", "");
	append(f, 10, "redeem", "");
	assert_ok(swa_vault_commit(f->vault));
	assert_int_equal(swa_vault_generation(f->vault), before + 1);
	assert_ok(swa_vault_begin(f->vault));
	append(f, 10, "outcome", "");
	swa_vault_rollback(f->vault);
	append(f, 10, "lock", "");
	assert_ok(swa_audit_list(f->vault, 100, note, all));
	assert_string_equal(all, "1:launch: 2:redeem: 3:lock: ");
	assert_ok(swa_audit_verify(f->vault, &bad));
}

/* COUNT entries, one each second from 1 on. */
static void
append_many(struct fixture *f, unsigned count)
{
	assert_ok(swa_vault_begin(f->vault));
	for (unsigned i = 1; i <= count; i++)
		append(f, i, "launch", "");
	assert_ok(swa_vault_commit(f->vault));
}

static void
assert_range(struct fixture *f, uint64_t pruned, uint64_t last)
{
	uint64_t bad = 0, first_gone = 99, newest = 99;

	assert_ok(swa_audit_range(f->vault, &first_gone, &newest));
	assert_int_equal(first_gone, pruned);
	assert_int_equal(newest, last);
	assert_ok(swa_audit_verify(f->vault, &bad));
}

static void
an_event_outside_the_list_cannot_be_written(void **state)
{
	static const char *const names[] = {"", "Launch", "launch ", "launched"};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct swa_audit_entry entry = {
		        .when = 1, .event = names[i], .app_id = "", .account_id = "", .detail = ""};

		assert_false(swa_audit_is_event(names[i]));
		assert_err(swa_audit_append(f->vault, &entry), SWA_ERR_ARGUMENT);
	}
	assert_range(f, 0, 0);
}

static void
the_oldest_are_pruned_by_count_and_by_age(void **state)
{
	static const struct {
		uint64_t count;
		int64_t before;
		uint64_t removed, pruned;
	} steps[] = {
	        {10, 0, 0, 0},     /* nothing is too old or too much */
	        {8, 0, 2, 2},      /* by count */
	        {8, 3, 0, 2},      /* those before 3 are gone */
	        {8, 5, 2, 4},      /* by age */
	        {4, 6, 2, 6},      /* by both: the further one */
	        {100, 100, 4, 10}, /* all */
	        {0, 100, 0, 10},
	};
	struct fixture *f = *state;
	char all[256] = "";

	append_many(f, 10);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		uint64_t removed = 99;

		assert_ok(swa_audit_prune(f->vault, steps[i].count, steps[i].before, &removed));
		assert_int_equal(removed, steps[i].removed);
		assert_range(f, steps[i].pruned, 10);
		fixture_reopen(f);
	}
	append(f, 11, "lock", "");
	assert_range(f, 10, 11);
	assert_ok(swa_audit_list(f->vault, 100, note, all));
	assert_string_equal(all, "11:lock: ");
}

static void
a_clock_that_was_wrong_for_a_while_prunes_nothing_behind_it(void **state)
{
	struct fixture *f = *state;
	uint64_t removed = 99;

	append(f, 5, "launch", "");
	append(f, 500, "launch", ""); /* the clock ran ahead */
	append(f, 6, "launch", "");
	assert_ok(swa_audit_prune(f->vault, 100, 400, &removed));
	assert_int_equal(removed, 1);
	assert_range(f, 1, 3);
}

static void
what_another_hand_cut_off_is_missed_in_a_pruned_chain(void **state)
{
	static const struct {
		const char *sql;
		uint64_t bad;
	} changes[] = {
	        {"DELETE FROM audit WHERE number = 4", 4},
	        {"DELETE FROM audit WHERE number <= 5", 4},
	        {"DELETE FROM audit WHERE number = 6", 6},
	        {"DELETE FROM audit", 4},
	        {"UPDATE audit SET number = 3 WHERE number = 4", 4},
	        {"DELETE FROM meta WHERE name = 'audit beginning'", 1},
	        {"UPDATE meta SET value = (SELECT value FROM meta WHERE name = 'audit head')"
	         " WHERE name = 'audit beginning'",
	         1},
	        {"UPDATE audit SET detail = 'x' WHERE number = 4", 4},
	};

	for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct fixture *f;
		uint64_t bad = 0, removed = 0;

		fixture_vault(state);
		f = *state;
		append_many(f, 6);
		assert_ok(swa_audit_prune(f->vault, 3, 0, &removed));
		fixture_close(f);
		fixture_sql(f, changes[i].sql);
		fixture_reopen(f);
		assert_err(swa_audit_verify(f->vault, &bad), SWA_ERR_VAULT_DAMAGED);
		if (bad != changes[i].bad)
			fail_msg("%s: %llu", changes[i].sql, (unsigned long long)bad);
		fixture_finish(state);
	}
}

static void
a_chain_that_does_not_hold_is_not_pruned(void **state)
{
	struct fixture *f = *state;
	uint64_t removed = 99, bad = 0;

	append_many(f, 6);
	fixture_close(f);
	fixture_sql(f, "UPDATE audit SET detail = 'x' WHERE number = 2");
	fixture_reopen(f);
	assert_err(swa_audit_prune(f->vault, 3, 0, &removed), SWA_ERR_VAULT_DAMAGED);
	assert_int_equal(removed, 99);
	assert_err(swa_audit_verify(f->vault, &bad), SWA_ERR_VAULT_DAMAGED);
	assert_int_equal(bad, 2);
}

static void
a_page_goes_on_after_the_one_before(void **state)
{
	struct fixture *f = *state;
	char first[256] = "", second[256] = "", none[256] = "";
	uint64_t removed;

	append_many(f, 5);
	assert_ok(swa_audit_prune(f->vault, 4, 0, &removed));
	assert_ok(swa_audit_page(f->vault, 0, 2, note, first));
	assert_string_equal(first, "2:launch: 3:launch: ");
	assert_ok(swa_audit_page(f->vault, 3, 100, note, second));
	assert_string_equal(second, "4:launch: 5:launch: ");
	assert_ok(swa_audit_page(f->vault, 5, 100, note, none));
	assert_ok(swa_audit_page(f->vault, UINT64_MAX, 100, note, none));
	assert_string_equal(none, "");
}

#define ON_A_VAULT(test) cmocka_unit_test_setup_teardown(test, fixture_vault, fixture_finish)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	        ON_A_VAULT(entries_are_numbered_and_listed_oldest_first),
	        cmocka_unit_test(a_changed_removed_or_inserted_entry_is_found),
	        ON_A_VAULT(a_long_text_is_cut_between_characters),
	        ON_A_VAULT(entries_within_a_group_are_one_change_and_may_be_undone),
	        ON_A_VAULT(an_event_outside_the_list_cannot_be_written),
	        ON_A_VAULT(the_oldest_are_pruned_by_count_and_by_age),
	        ON_A_VAULT(a_clock_that_was_wrong_for_a_while_prunes_nothing_behind_it),
	        cmocka_unit_test(what_another_hand_cut_off_is_missed_in_a_pruned_chain),
	        ON_A_VAULT(a_chain_that_does_not_hold_is_not_pruned),
	        ON_A_VAULT(a_page_goes_on_after_the_one_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

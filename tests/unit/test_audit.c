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
	append(f, 10, "one", "");
	append(f, 10, "two", "");
	assert_ok(swa_vault_commit(f->vault));
	assert_int_equal(swa_vault_generation(f->vault), before + 1);
	assert_ok(swa_vault_begin(f->vault));
	append(f, 10, "three", "");
	swa_vault_rollback(f->vault);
	append(f, 10, "four", "");
	assert_ok(swa_audit_list(f->vault, 100, note, all));
	assert_string_equal(all, "1:one: 2:two: 3:four: ");
	assert_ok(swa_audit_verify(f->vault, &bad));
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

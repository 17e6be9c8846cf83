/* What the tests of the secrets beside an account's password share. */
#ifndef BESIDE_FIXTURE_H
#define BESIDE_FIXTURE_H

#include "enrolment_fixture.h"

#include <stdio.h>

static inline void
add_ada(struct fixture *f, char ret_ada[SWA_ID_MAX + 1])
{
	fixture_app(f, "wiki", "Wiki");
	fixture_account(f, "wiki", NULL, "ada", "pw", ret_ada);
}

/** Put ada's secret FIELD into the row of another account, bob. */
static inline void
move_to_bob(struct fixture *f, const char *field, char ret_bob[SWA_ID_MAX + 1])
{
	char sql[160];

	fixture_account(f, "wiki", SWA_ACCOUNT_ANOTHER, "bob", "pw", ret_bob);
	(void)snprintf(sql, sizeof(sql),
	               "UPDATE secret SET account = (SELECT number FROM account WHERE username = 'bob')"
	               " WHERE field = '%s'",
	               field);
	fixture_close(f);
	fixture_sql(f, sql);
	fixture_reopen(f);
}

/** A buffer with TEXT; end it with swa_buf_finish(). */
static inline void
fill_buf(struct swa_buf *buf, size_t max, const char *text)
{
	swa_buf_init(buf, max);
	assert_ok(swa_buf_append_text(buf, text));
}

#endif

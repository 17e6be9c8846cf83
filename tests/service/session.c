#include "session.h"

#include <stdio.h>
#include <string.h>

#define COOKIE "__Host-swa"
#define SESSION_LIFE_S (12 * 3600)
#define ATTEMPTS_MAX 10
#define ATTEMPTS_S (15 * 60)

static void
set_cookie(struct web_answer *answer, const char *value, const char *more)
{
	char cookie[200];

	snprintf(cookie, sizeof(cookie), COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax%s", value, more);
	web_answer_header(answer, "Set-Cookie", cookie);
}

static bool
read_person(struct db *db, const char *cookie, struct session *session)
{
	char hash[TOKEN_SIZE];
	struct db_rows *rows;
	bool good;

	token_hash(cookie, hash);
	if (!db_select(db,
	               "SELECT p.id, p.login FROM sessions s JOIN persons p ON p.id = s.person"
	               " WHERE s.hash = $1 AND s.expires > $2 AND p.active = 1",
	               DB_ARGS(DB_T(hash), DB_N(now_s())), &rows))
		return false;
	if (db_next(rows)) {
		session->person = db_number(rows, 0);
		snprintf(session->login, sizeof(session->login), "%s", db_text(rows, 1));
	}
	good = !db_failed(rows);
	db_done(rows);
	return good;
}

bool
session_read(const struct web_request *request, struct web_answer *answer, struct session *ret_session)
{
	const char *cookie = web_cookie(request, COOKIE);
	struct session session = {0};
	char fresh[TOKEN_SIZE];

	if (cookie == NULL || strlen(cookie) != TOKEN_SIZE - 1) {
		token_new(fresh);
		set_cookie(answer, fresh, "");
		cookie = fresh;
	} else if (!read_person(request->db, cookie, &session)) {
		return false;
	}
	token_derive_from(cookie, "swa-service form 1", session.form);
	*ret_session = session;
	return true;
}

bool
session_form_good(const struct web_request *request, const struct session *session)
{
	return token_equal(web_form(request, "form"), session->form);
}

bool
session_begin(const struct web_request *request, struct web_answer *answer, int64_t person)
{
	char cookie[TOKEN_SIZE], hash[TOKEN_SIZE];

	token_new(cookie);
	token_hash(cookie, hash);
	if (!db_run(request->db, "INSERT INTO sessions (hash, person, expires) VALUES ($1, $2, $3)",
	            DB_ARGS(DB_T(hash), DB_N(person), DB_N(now_s() + SESSION_LIFE_S)), NULL))
		return false;
	set_cookie(answer, cookie, "");
	swa_wipe(cookie, sizeof(cookie));
	return true;
}

bool
session_end(const struct web_request *request, struct web_answer *answer)
{
	const char *cookie = web_cookie(request, COOKIE);
	char hash[TOKEN_SIZE];

	if (cookie == NULL)
		return true;
	token_hash(cookie, hash);
	set_cookie(answer, "", "; Max-Age=0");
	return db_run(request->db, "DELETE FROM sessions WHERE hash = $1", DB_ARGS(DB_T(hash)), NULL);
}

bool
attempt_allowed(struct db *db, const char *what)
{
	struct db_rows *rows;
	bool allowed;

	if (!db_select(db, "SELECT count FROM attempts WHERE what = $1 AND since > $2",
	               DB_ARGS(DB_T(what), DB_N(now_s() - ATTEMPTS_S)), &rows))
		return false;
	allowed = !db_next(rows) || db_number(rows, 0) < ATTEMPTS_MAX;
	allowed = allowed && !db_failed(rows);
	db_done(rows);
	return allowed;
}

void
attempt_failed(struct db *db, const char *what)
{
	/* A count that is lost is one more guess, no more. */
	(void)db_run(db,
	             "INSERT INTO attempts (what, count, since) VALUES ($1, 1, $2) ON CONFLICT (what) DO "
	             "UPDATE SET"
	             " count = CASE WHEN attempts.since > $3 THEN attempts.count + 1 ELSE 1 END,"
	             " since = CASE WHEN attempts.since > $3 THEN attempts.since ELSE $2 END",
	             DB_ARGS(DB_T(what), DB_N(now_s()), DB_N(now_s() - ATTEMPTS_S)), NULL);
}

/*
 * Who looks at a page: a cookie with a random value, and a row for it once
 * the person has signed in.  Forms carry a token that only this cookie's
 * holder can know.
 */
#ifndef SERVICE_SESSION_H
#define SERVICE_SESSION_H

#include "tokens.h"
#include "web.h"

struct session {
	int64_t person; /* 0: signed out */
	char login[257];
	char form[TOKEN_SIZE]; /* what forms carry */
};

/** Who looks; a cookie is set where there is none.  False: the database failed. */
bool session_read(const struct web_request *request, struct web_answer *answer, struct session *ret_session);
/** Was this form ours, and this visitor's? */
bool session_form_good(const struct web_request *request, const struct session *session);
/** A new cookie, so that one that was planted before is worth nothing. */
bool session_begin(const struct web_request *request, struct web_answer *answer, int64_t person);
bool session_end(const struct web_request *request, struct web_answer *answer);

/** At most ten failures of WHAT in a quarter of an hour. */
bool attempt_allowed(struct db *db, const char *what);
void attempt_failed(struct db *db, const char *what);

#endif

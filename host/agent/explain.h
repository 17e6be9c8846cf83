/*
 * The last attempts to sign in, step by step: what people and administrators
 * ask for when nothing was filled.
 *
 * In memory alone, and gone with the agent.  User names and labels are not kept
 * here: they are looked up when somebody asks.  No value of a field can get in
 * by the protocol's words: a step is of a fixed list, and its detail is one
 * short line that holds hosts, names of fields and words of ours.
 */
#ifndef SWA_AGENT_EXPLAIN_H
#define SWA_AGENT_EXPLAIN_H

#include "json.h"
#include "swa/app.h"

#include <stdint.h>

struct swa_attempts;

struct swa_attempt {
	uint64_t client; /* the connection's serial */
	bool own;        /* noted by the agent itself: the extension may tell more of it */
	int64_t when;    /* of the click; seconds since 1970 */
	char app_id[SWA_ID_MAX + 1];
	char account_id[SWA_ID_MAX + 1]; /* "": not known */
	char browser[64 + 1];
	const char *verdict;    /* of swa_attempt_verdict() */
	struct swa_json *steps; /* array of objects: at, what, detail */
};

/** @return NULL without memory */
struct swa_attempts *swa_attempts_new(void);
void swa_attempts_free(struct swa_attempts *attempts);

/** Keep one; its steps are moved.  It takes the place of what was told of the same attempt before, else of
 * the oldest. */
void swa_attempts_put(struct swa_attempts *attempts, const struct swa_attempt *attempt);

/** Newest first.  Return false to stop. */
typedef bool swa_attempts_visit(void *context, const struct swa_attempt *attempt);
void swa_attempts_each(const struct swa_attempts *attempts, swa_attempts_visit *visit, void *context);

/** The word of a verdict, static; NULL: there is no such. */
const char *swa_attempt_verdict(const char *name);

/** Is this the name of a step? */
bool swa_attempt_step_known(const char *what);

#endif

/*
 * Reports: what an organisation is told of its own apps, sign-in outcomes and
 * audit entries, queued until its service took them.
 *
 * Each has an id, so that the service takes it once however often it is sent.
 * The queue of an enrolment is capped.  When it is full the oldest goes and is
 * counted in a report of type "dropped", which is sent like any other: nothing
 * is lost in silence.
 */
#ifndef SWA_REPORT_H
#define SWA_REPORT_H

#include "swa/enrolment.h"

#define SWA_REPORTS_MAX 5000 /* waiting for one enrolment */

struct swa_report {
	int64_t number;     /* order; never used twice */
	const char *id;     /* 32 hex digits */
	int64_t when;       /* seconds since 1970 */
	const char *type;   /* event of the audit trail, or "dropped" */
	const char *app_id; /* remote ids, or "" */
	const char *account_id;
	const char *detail;
};

typedef bool swa_report_visit(void *context, const struct swa_report *report);

/** Queue; number and id are given by the vault.  @return SWA_OK, SWA_ERR_ENROLMENT_UNKNOWN, SWA_ERR_IO */
swa_err swa_report_add(struct swa_vault *vault, const char *enrolment,
                       const struct swa_report *report) SWA_MUST_CHECK;

/** The oldest LIMIT.  What was listed may have been sent: it is not dropped and not changed any more until it
 * is taken off. */
swa_err swa_report_next(struct swa_vault *vault, const char *enrolment, unsigned limit,
                        swa_report_visit *visit, void *context) SWA_MUST_CHECK;

/** The service took all up to and with NUMBER. */
swa_err swa_report_taken(struct swa_vault *vault, const char *enrolment, int64_t number) SWA_MUST_CHECK;

swa_err swa_report_count(struct swa_vault *vault, const char *enrolment, unsigned *ret_count) SWA_MUST_CHECK;

#endif

/*
 * doctor: what each part of it needs.
 */
#ifndef SWA_CTL_DOCTOR_H
#define SWA_CTL_DOCTOR_H

#include "ctl.h"

enum doctor_state {
	DOCTOR_OK,
	DOCTOR_WARNING, /* works, but look at it */
	DOCTOR_FAULT,
};

struct doctor {
	struct ctl *ctl;
	struct swa_json *checks;
	bool fault;
};

/** WHAT was looked at, what was FOUND, how to MEND it ("" where there is nothing to mend). */
void ctl_doctor_say(struct doctor *doctor, enum doctor_state state, const char *what, const char *found,
                    const char *mend);

/** doctor_service.c: the organisations, as the agent sees them. */
void ctl_doctor_organisations(struct doctor *doctor);

#endif

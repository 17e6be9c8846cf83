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
	bool machine; /* what concerns all persons, and nothing of this one; no agent is started */
};

/** WHAT was looked at, what was FOUND, how to MEND it ("" where there is nothing to mend). */
void ctl_doctor_say(struct doctor *doctor, enum doctor_state state, const char *what, const char *found,
                    const char *mend);

/** The same of what is at PATH. */
void ctl_doctor_say_path(struct doctor *doctor, enum doctor_state state, const char *what, const char *path,
                         const char *found, const char *mend);

/** May anyone but this person and root change what is at PATH, or put another thing in its place? */
bool ctl_doctor_changeable(const char *path);

/** doctor_browsers.c: what each browser was told of swa-host. */
void ctl_doctor_browsers(struct doctor *doctor);
/** doctor_policies_posix.c, doctor_policies_windows.c: what an administrator has the browsers do with the
 *  extension and its host. */
void ctl_doctor_policies(struct doctor *doctor);

/** doctor_machine.c: browsers that the system confines so that they may not reach swa-host. */
void ctl_doctor_confined(struct doctor *doctor);
/** doctor_machine.c: the administrator's files, as far as can be told without the agent. */
void ctl_doctor_files(struct doctor *doctor);
/** doctor_machine.c: whether the agent can use them; with an open vault. */
void ctl_doctor_policy(struct doctor *doctor);

/** doctor_service.c: the organisations, as the agent sees them. */
void ctl_doctor_organisations(struct doctor *doctor);

#endif

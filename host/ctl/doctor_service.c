/* doctor: the way from the agent to each organisation's service. */
#include "doctor.h"

#include <stdio.h>
#include <string.h>

/* Reached, and with what result: one line. */
static void
check_service(struct doctor *doctor, const struct swa_json *row, const char *what)
{
	const struct swa_json *error = swa_json_get(row, "error");
	const char *where = swa_json_get_text(error, "where");
	char found[1024], when[CTL_WHEN_SIZE];

	if (strcmp(swa_json_get_text(row, "state"), "active") != 0)
		return; /* nothing is asked of it; the state says why */
	if (error == NULL && ctl_whole(row, "last_sync") == 0) {
		ctl_doctor_say(doctor, DOCTOR_WARNING, what, "it was never synchronised with",
		               "Run 'swactl sync' to see why.");
		return;
	}
	(void)ctl_when(ctl_whole(row, "last_sync"), when);
	if (error == NULL) {
		(void)snprintf(found, sizeof(found), "%s answers; last synchronised %s",
		               swa_json_get_text(row, "service"), when);
		ctl_doctor_say(doctor, DOCTOR_OK, what, found, "");
		return;
	}
	(void)snprintf(found, sizeof(found), "%s%s%s Last synchronised %s.", where == NULL ? "" : where,
	               where == NULL ? "" : ": ", swa_json_get_text(error, "message"), when);
	/* What is stored goes on working: only what shuts it is a fault. */
	ctl_doctor_say(doctor,
	               strcmp(swa_json_get_text(error, "name"), "offline_too_long") == 0 ? DOCTOR_FAULT
	                                                                                 : DOCTOR_WARNING,
	               what, found, swa_json_get_text(error, "hint"));
}

static void
check_state(struct doctor *doctor, const struct swa_json *row, const char *what)
{
	const char *state = swa_json_get_text(row, "state");

	if (strcmp(state, "sign_in") == 0)
		ctl_doctor_say(doctor, DOCTOR_FAULT, what, swa_err_text(SWA_ERR_SIGN_IN_NEEDED),
		               swa_err_hint(SWA_ERR_SIGN_IN_NEEDED));
	else if (strcmp(state, "suspended") == 0)
		ctl_doctor_say(doctor, DOCTOR_WARNING, what, ctl_words_state(row),
		               swa_err_hint(SWA_ERR_DEVICE_REVOKED));
	if (strcmp(swa_json_get_text(row, "trust"), "tls") == 0)
		ctl_doctor_say(
		        doctor, DOCTOR_WARNING, what, ctl_words_trust(row),
		        "Compare the code that 'swactl organisations list' shows with the service's page "
		        "of this device.");
	else
		ctl_doctor_say(doctor, DOCTOR_OK, what, ctl_words_trust(row), "");
}

static void
check_unsent(struct doctor *doctor, const struct swa_json *row, const char *what)
{
	int64_t stuck = ctl_whole(row, "stuck"), waiting = ctl_whole(row, "waiting");
	char found[128];

	if (stuck > 0) {
		(void)snprintf(found, sizeof(found), "%lld change%s of yours cannot be sent",
		               (long long)stuck, stuck == 1 ? "" : "s");
		ctl_doctor_say(doctor, DOCTOR_WARNING, what, found, "See 'swactl changes list'.");
	} else if (waiting > 0) {
		(void)snprintf(found, sizeof(found), "%lld change%s of yours wait%s to be sent",
		               (long long)waiting, waiting == 1 ? "" : "s", waiting == 1 ? "s" : "");
		ctl_doctor_say(doctor, DOCTOR_OK, what, found, "");
	}
}

void
ctl_doctor_organisations(struct doctor *doctor)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *all = ctl_enrolments_quietly(doctor->ctl);
	const struct swa_json *row = swa_json_first(all);

	for (; row != NULL; row = swa_json_next(row)) {
		char what[128];

		(void)snprintf(what, sizeof(what), "organisation %.100s",
		               swa_json_get_text(row, "organisation"));
		check_service(doctor, row, what);
		check_state(doctor, row, what);
		check_unsent(doctor, row, what);
	}
}

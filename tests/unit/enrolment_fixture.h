/* An organisation in a throw-away vault, and entries as its service would send them. */
#ifndef ENROLMENT_FIXTURE_H
#define ENROLMENT_FIXTURE_H

#include "swa/delta.h"
#include "swa/notice.h"
#include "swa/outbox.h"
#include "swa/report.h"
#include "vault_fixture.h"

#define ORG "0a1b2c3d"
#define OTHER "ffff0000"

/** An enrolment ID of ORGANISATION; all members are set. */
struct swa_enrolment enrolment_of(const char *id, const char *organisation);
void enrol(struct fixture *f, const char *id, const char *organisation);

/** An entry that is new, applied: ids are the service's. */
void give_app(struct fixture *f, const char *enrolment, const char *id, uint64_t version);
enum swa_delta_result give_account(struct fixture *f, const char *enrolment, const char *app, const char *id,
                                   uint64_t version, const char *username, const char *password);

/** What the version rule says. */
swa_err accept_entry(struct fixture *f, const char *kind, const char *id, uint64_t version, bool live,
                     enum swa_delta_verdict *ret_verdict);

/** A copy of what the vault holds; texts are "" and numbers 0 where there is none. */
struct held {
	char username[SWA_LABEL_MAX + 1];
	uint32_t version, confirmed_version;
	enum swa_credential_state state;
	bool extra, totp;
	bool there;
};
struct held account_of(struct fixture *f, const char *id);

struct waiting {
	char account[SWA_ID_MAX + 1], app[SWA_ID_MAX + 1], username[SWA_LABEL_MAX + 1], key[64];
	char enrolment[16], theirs_username[SWA_LABEL_MAX + 1], theirs_by[SWA_LABEL_MAX + 1];
	uint32_t credential;
	uint64_t base, theirs_version;
	int64_t since, theirs_changed;
	enum swa_outbox_state state;
	swa_err err;
	unsigned count; /* of all rows; the rest is the last one's */
};
struct waiting outbox_of(struct fixture *f, const char *enrolment);

unsigned count_apps(struct fixture *f, const char *space);

#endif

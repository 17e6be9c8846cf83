/*
 * The messages, once.
 *
 * proto.c holds one table: for each type of message its direction, who may
 * send it, and its members with their kinds.  Everything that comes in, at the
 * agent as at its clients, is checked against the table before it is looked at
 * (closed: nothing unknown, nothing missing, nothing of the wrong kind), and
 * is then read through swa/json getters.  docs/protocol.md and
 * extension/lib/messages.js are compared with the table by tests/check.
 */
#ifndef SWA_WIRE_PROTO_H
#define SWA_WIRE_PROTO_H

#include "json.h"

#include <stdint.h>
#include <stdio.h>

/** Spoken here; the version before it is answered as well once there is one. */
#define SWA_PROTOCOL_VERSION 1

/** Who is at the other end; a set of bits where several may be. */
enum swa_client {
	SWA_CLIENT_NONE = 0, /* has not said hello */
	SWA_CLIENT_EXTENSION = 1,
	SWA_CLIENT_TRAY = 2,
	SWA_CLIENT_CTL = 4,
	SWA_CLIENT_RELAY = 8, /* swa-host itself: the attach frame */
};

/** One type per row of the request table, in its order. */
enum swa_request_type {
	SWA_REQUEST_ATTACH,
	SWA_REQUEST_HELLO,
	SWA_REQUEST_STATUS,
	SWA_REQUEST_FOCUS,
	SWA_REQUEST_APPS_LIST,
	SWA_REQUEST_APPS_SHOW,
	SWA_REQUEST_APPS_IMPORT,
	SWA_REQUEST_APPS_LAUNCH,
	SWA_REQUEST_ACCOUNT_SET,
	SWA_REQUEST_ACCOUNT_REMOVE,
	SWA_REQUEST_LAUNCH,
	SWA_REQUEST_VISIT,
	SWA_REQUEST_REDEEM,
	SWA_REQUEST_OUTCOME,
	SWA_REQUEST_QUESTIONS_LIST,
	SWA_REQUEST_QUESTION_ANSWER,
	SWA_REQUEST_VAULT_CREATE,
	SWA_REQUEST_LOCK,
	SWA_REQUEST_UNLOCK,
	SWA_REQUEST_AUDIT_LIST,
	SWA_REQUEST_ENROLL,
	SWA_REQUEST_UNENROLL,
	SWA_REQUEST_ENROLMENTS_LIST,
	SWA_REQUEST_ENROLMENT_TRUST,
	SWA_REQUEST_ENROLMENT_KEYS,
	SWA_REQUEST_SYNC,
	SWA_REQUEST_PROGRESS,
	SWA_REQUEST_POLICY_SHOW,
	SWA_REQUEST_CHANGES_LIST,
	SWA_REQUEST_CHANGE_RESOLVE,
	SWA_REQUEST_APP_CONFIRM,
	SWA_REQUEST_NOTICES_LIST,
	SWA_REQUEST_NOTICE_DISMISS,
	SWA_REQUEST_LINK_RESOLVE,
	SWA_REQUEST_BACKUPS_LIST,
	SWA_REQUEST_VAULT_RESTORE,
	SWA_REQUEST_UNLOCK_ASK,
	SWA_REQUEST_VAULT_KEYS,
	SWA_REQUEST_PASSPHRASE_SET,
	SWA_REQUEST_PASSPHRASE_REMOVE,
	SWA_REQUEST_KEYRING_SET,
	SWA_REQUEST_RECOVERY_MAKE,
	SWA_REQUEST_REAUTHENTICATE,
	SWA_REQUEST_ACCOUNT_REVEAL,
	SWA_REQUEST_REVEAL_ASK,
	SWA_REQUEST_APPS_ARRANGE,
	SWA_REQUEST_APP_PUT,
	SWA_REQUEST_APP_REMOVE,
	SWA_REQUEST_LOGIN_SAVE,
	SWA_REQUEST_LOGIN_SEEN,
	SWA_REQUEST_OFFERS_LIST,
	SWA_REQUEST_OFFER_ANSWER,
	SWA_REQUEST_SITE_LOOK,
	SWA_REQUEST_SITES_LIST,
	SWA_REQUEST_SITE_NEVER,
	SWA_REQUEST_PREFERENCES_SHOW,
	SWA_REQUEST_PREFERENCE_SET,
	SWA_REQUEST_PASSWORD_GENERATE,
	SWA_REQUEST_IMPORT_BEGIN,
	SWA_REQUEST_IMPORT_ROWS,
	SWA_REQUEST_IMPORT_COMMIT,
	SWA_REQUEST_EXPORT_BEGIN,
	SWA_REQUEST_EXPORT_NEXT,
	SWA_REQUEST_HOME_OPEN,
	SWA_REQUEST_CHALLENGE,
	SWA_REQUEST_FOLLOW,
	SWA_REQUEST_ATTEMPT_REPORT,
	SWA_REQUEST_EXPLAIN,
	SWA_REQUEST_ENROLL_MANAGED,
	SWA_REQUEST_COUNT,
};

enum swa_event_type {
	SWA_EVENT_VAULT_CHANGED,
	SWA_EVENT_APPS_CHANGED,
	SWA_EVENT_QUESTIONS_CHANGED,
	SWA_EVENT_LAUNCH_REQUESTED,
	SWA_EVENT_RELAY_FAILED,
	SWA_EVENT_ENROLMENTS_CHANGED,
	SWA_EVENT_NOTICES_CHANGED,
	SWA_EVENT_PROMPT_REQUESTED,
	SWA_EVENT_OFFERS_CHANGED,
	SWA_EVENT_HOME_REQUESTED,
	SWA_EVENT_COUNT,
};

/** A checked request.  .body is the whole message and owns the texts. */
struct swa_request {
	int64_t id;
	enum swa_request_type type;
	struct swa_json *body;
};

/**
 * Parse and check one request.
 *
 * @param ret_request filled on success; end it with swa_request_finish().
 * @param ret_id      the id where the message had a usable one, else 0, also
 *                    on failure: the error is answered under it.
 * @return SWA_OK; the errors of swa_json_parse(); SWA_ERR_MESSAGE_SHAPE,
 *         SWA_ERR_TYPE_UNKNOWN, SWA_ERR_MEMBER_UNKNOWN, _MISSING, _WRONG,
 *         SWA_ERR_LIMIT (a text or list longer, a number outside the range
 *         that the table allows).
 *         Who may send it is not checked here: see swa_request_allowed().
 */
swa_err swa_request_parse(const char *text, size_t size, struct swa_request *ret_request, int64_t *ret_id,
                          struct swa_fault *ret_fault) SWA_MUST_CHECK;
void swa_request_finish(struct swa_request *request);

/** May CLIENT send TYPE?  False for SWA_CLIENT_NONE but for attach and hello. */
bool swa_request_allowed(enum swa_request_type type, enum swa_client client);

/** "apps.list"; static. */
const char *swa_request_name(enum swa_request_type type);
const char *swa_event_name(enum swa_event_type type);

/** {"type":...}; the id is added by whoever sends it. */
struct swa_json *swa_request_new(enum swa_request_type type);
/** {"id":ID,"ok":true} */
struct swa_json *swa_answer_new(int64_t id);
/** The error object alone, {code,name,message,hint,where?}: for lists of what was refused.  WHERE may be
 * NULL. */
struct swa_json *swa_error_new(swa_err err, const char *where);
/** {"id":ID,"ok":false,"error":{code,name,message,hint,where?}}; WHERE may be NULL. */
struct swa_json *swa_answer_error(int64_t id, swa_err err, const char *where);
/** {"event":...} */
struct swa_json *swa_event_new(enum swa_event_type type);

/** What a client receives: an answer or an event, checked against the table. */
struct swa_incoming {
	bool is_event;
	enum swa_event_type event; /* where is_event */
	int64_t id;                /* of the request it answers, where not */
	swa_err err;               /* SWA_OK, or the error the agent answered */
	struct swa_json *body;     /* owned */
};

/**
 * @param asked the type of the request that an answer belongs to is found by
 *        its id: called with the id, returns the type, or SWA_REQUEST_COUNT for
 *        an id that was never used.
 */
swa_err swa_incoming_parse(const char *text, size_t size,
                           enum swa_request_type (*asked)(void *context, int64_t id), void *context,
                           struct swa_incoming *ret_incoming, struct swa_fault *ret_fault) SWA_MUST_CHECK;
void swa_incoming_finish(struct swa_incoming *incoming);

/** Write the whole table as JSON: for tests/check and for the curious. */
swa_err swa_proto_describe(struct swa_buf *out) SWA_MUST_CHECK;

/** "extension", "tray", "ctl", "relay", "none"; static. */
const char *swa_client_name(enum swa_client client);

#endif

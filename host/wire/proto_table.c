#include "proto_table.h"

#include "scan.h"

#define TEXT(n, size) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .most = (size), .word = "text" \
	}
#define ID(n) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .least = 1, .most = 128, .word = "id" \
	}
#define URL(n) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .most = 4096, .word = "url" \
	}
#define WHOLE_IN(n, low, high) \
	{ \
		.name = (n), .kind = FIELD_WHOLE, .least = (low), .most = (high), .word = "whole" \
	}
#define WHOLE(n) WHOLE_IN(n, -SWA_JSON_WHOLE_MAX, SWA_JSON_WHOLE_MAX)
#define BOOL(n) \
	{ \
		.name = (n), .kind = FIELD_BOOL, .word = "bool" \
	}
#define JSON(n) \
	{ \
		.name = (n), .kind = FIELD_JSON, .word = "json" \
	}
#define OBJECT(n, s) \
	{ \
		.name = (n), .kind = FIELD_OBJECT, .shape = &(s), .word = "object" \
	}

#define OPTIONAL_TEXT(n, size) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .most = (size), .optional = true, .word = "text" \
	}
#define OPTIONAL_ID(n) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .least = 1, .most = 128, .optional = true, .word = "id" \
	}
#define OPTIONAL_WHOLE_IN(n, low, high) \
	{ \
		.name = (n), .kind = FIELD_WHOLE, .least = (low), .most = (high), .optional = true, \
		.word = "whole" \
	}
#define OPTIONAL_BOOL(n) \
	{ \
		.name = (n), .kind = FIELD_BOOL, .optional = true, .word = "bool" \
	}

#define OPTIONAL_URL(n) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .most = 4096, .optional = true, .word = "url" \
	}
#define OPTIONAL_JSON(n) \
	{ \
		.name = (n), .kind = FIELD_JSON, .optional = true, .word = "json" \
	}
#define OPTIONAL_OBJECT(n, s) \
	{ \
		.name = (n), .kind = FIELD_OBJECT, .shape = &(s), .optional = true, .word = "object" \
	}

#define TEXTS(n, size, count) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .most = (size), .list = true, .list_most = (count), \
		.word = "text" \
	}
#define URLS(n, count) \
	{ \
		.name = (n), .kind = FIELD_TEXT, .most = 4096, .list = true, .list_most = (count), \
		.word = "url" \
	}
#define JSONS(n, count) \
	{ \
		.name = (n), .kind = FIELD_JSON, .list = true, .list_most = (count), .word = "json" \
	}
#define OBJECTS(n, s, count) \
	{ \
		.name = (n), .kind = FIELD_OBJECT, .shape = &(s), .list = true, .list_most = (count), \
		.word = "object" \
	}

#define END \
	{ \
		.name = NULL \
	}
#define FIELDS(...) ((const struct field[]){__VA_ARGS__, END})
#define NONE ((const struct field[]){END})

#define LINE_MAX 512 /* a text of one line: a label, a user name, a sentence */

const struct shape swa_shape_error = {
        "error",
        FIELDS(WHOLE("code"), TEXT("name", 64), TEXT("message", 1024), TEXT("hint", 1024),
               OPTIONAL_TEXT("where", 1024)),
};

static const struct shape tile = {
        "tile",
        FIELDS(TEXT("id", LINE_MAX), TEXT("label", LINE_MAX), TEXT("name", LINE_MAX), TEXT("mode", LINE_MAX),
               TEXT("host", LINE_MAX), URL("url"), BOOL("link"), BOOL("active"), WHOLE("accounts"),
               TEXT("organisation", LINE_MAX), BOOL("held"), URLS("access", 32), TEXT("section", 128),
               WHOLE("position"), BOOL("hidden"), WHOLE("last_used")),
};

static const struct shape account = {
        "account",
        FIELDS(ID("id"), TEXT("username", LINE_MAX), TEXT("state", 16), WHOLE("version"), WHOLE("last_used"),
               TEXT("change", 16), BOOL("extra"), BOOL("totp")),
};

static const struct shape taken = {
        "taken",
        FIELDS(WHOLE("index"), ID("id"), TEXT("label", LINE_MAX), BOOL("link"), TEXTS("notes", LINE_MAX, 16)),
};

static const struct shape refused = {
        "refused",
        FIELDS(WHOLE("index"), OBJECT("error", swa_shape_error)),
};

static const struct shape question = {
        "question",
        FIELDS(ID("id"), ID("app_id"), TEXT("label", LINE_MAX), TEXT("host", LINE_MAX),
               TEXT("username", LINE_MAX), WHOLE("asked"), BOOL("later"), ID("account_id")),
};

static const struct shape value = {
        "value",
        FIELDS(TEXT("field", 16), TEXT("value", 4096)),
};

static const struct shape entry = {
        "entry",
        FIELDS(WHOLE("number"), WHOLE("when"), TEXT("event", LINE_MAX), TEXT("app_id", LINE_MAX),
               TEXT("account_id", LINE_MAX), TEXT("detail", LINE_MAX)),
};

static const struct shape enrolment = {
        "enrolment",
        FIELDS(ID("id"), TEXT("organisation", LINE_MAX), TEXT("name", LINE_MAX), URL("service"),
               URL("issuer"), TEXT("person", LINE_MAX), ID("device"), TEXT("device_name", LINE_MAX),
               TEXT("state", 16), TEXT("trust", 16), TEXT("fingerprint", 64), TEXT("comparison", 64),
               WHOLE("enrolled"), WHOLE("last_sync"), WHOLE("next_sync"), WHOLE("offline_until"),
               BOOL("syncing"), WHOLE("apps"), WHOLE("waiting"), WHOLE("stuck"), WHOLE("reports"),
               OPTIONAL_OBJECT("error", swa_shape_error)),
};

static const struct shape setting = {
        "setting",
        FIELDS(TEXT("name", 64), JSON("value"), TEXT("source", 16), TEXT("from", LINE_MAX)),
};

static const struct shape policy = {
        "policy",
        FIELDS(TEXT("enrolment_id", 128), TEXT("name", LINE_MAX), OBJECTS("settings", setting, 64)),
};

static const struct shape change = {
        "change",
        FIELDS(ID("account_id"), ID("app_id"), TEXT("label", LINE_MAX), TEXT("organisation", LINE_MAX),
               TEXT("username", LINE_MAX), TEXT("state", 16), WHOLE("since"),
               TEXT("theirs_username", LINE_MAX), WHOLE("theirs_changed"), TEXT("theirs_by", LINE_MAX),
               OPTIONAL_OBJECT("error", swa_shape_error)),
};

static const struct shape notice = {
        "notice",
        FIELDS(ID("id"), WHOLE("when"), TEXT("kind", 32), TEXT("organisation", LINE_MAX),
               TEXT("subject", LINE_MAX), TEXT("detail", 4096)),
};

static const struct shape backup = {
        "backup",
        FIELDS(WHOLE("number"), WHOLE("when"), WHOLE("size")),
};

static const struct shape selectors = {
        "selectors",
        FIELDS(OPTIONAL_TEXT("username", 1024), OPTIONAL_TEXT("password", 1024),
               OPTIONAL_TEXT("submit", 1024), OPTIONAL_TEXT("extra", 1024), OPTIONAL_TEXT("checkbox", 1024)),
};

static const struct shape rights = {
        "rights",
        FIELDS(BOOL("username"), BOOL("password"), BOOL("reveal"), BOOL("remove")),
};

static const struct shape place = {
        "place",
        FIELDS(ID("app_id"), TEXT("section", 128), WHOLE("position"), BOOL("hidden")),
};

static const struct shape offer = {
        "offer",
        FIELDS(ID("id"), TEXT("kind", 8), TEXT("app_id", 128), TEXT("label", LINE_MAX),
               TEXT("host", LINE_MAX), TEXT("username", LINE_MAX), WHOLE("when")),
};

static const struct shape login = {
        "login",
        FIELDS(WHOLE("row"), TEXT("name", LINE_MAX), URL("url"), TEXT("username", LINE_MAX),
               TEXT("password", 4096), OPTIONAL_ID("app_id"), OPTIONAL_JSON("definition"),
               OPTIONAL_TEXT("extra", 1024), OPTIONAL_TEXT("section", 128),
               OPTIONAL_WHOLE_IN("position", 0, 1000000), OPTIONAL_BOOL("hidden"),
               OPTIONAL_TEXT("totp", 1024)),
};

static const struct shape result = {
        "result",
        FIELDS(WHOLE("row"), TEXT("outcome", 16), TEXT("why", 64), TEXT("label", LINE_MAX)),
};

static const struct shape extra_field = {
        "extra_field",
        FIELDS(TEXT("field", 16), TEXT("selector", 1024)),
};

static const struct shape step = {
        "step",
        FIELDS(WHOLE("at"), TEXT("what", 32), TEXT("detail", LINE_MAX)),
};

static const struct shape attempt = {
        "attempt",
        FIELDS(TEXT("app_id", LINE_MAX), TEXT("label", LINE_MAX), TEXT("username", LINE_MAX),
               TEXT("browser", 64), WHOLE("when"), TEXT("verdict", 16), OBJECTS("steps", step, 128)),
};

enum {
	R = SWA_CLIENT_RELAY,
	E = SWA_CLIENT_EXTENSION,
	T = SWA_CLIENT_TRAY,
	C = SWA_CLIENT_CTL,
};

/* clang-format off */
const struct request_row swa_request_table[SWA_REQUEST_COUNT] = {
	[SWA_REQUEST_ATTACH] = {"attach", R,
		FIELDS(ID("extension"), TEXT("browser", 64)),
		NULL},
	[SWA_REQUEST_HELLO] = {"hello", E | T | C,
		FIELDS(WHOLE("protocol"), TEXT("client", 16), TEXT("version", 64), OPTIONAL_TEXT("name", 64)),
		FIELDS(WHOLE("protocol"), TEXT("agent", 64))},
	[SWA_REQUEST_STATUS] = {"status", E | T | C,
		NONE,
		FIELDS(TEXT("vault", 32), TEXT("hint", LINE_MAX), TEXT("keyring", 16), WHOLE("apps"),
		       WHOLE("questions"), BOOL("rolled_back"), TEXT("agent", 64), WHOLE("pid"),
		       TEXT("folder", 4096), TEXT("unlock", 16), WHOLE("wait"), BOOL("passphrase"),
		       BOOL("recovery"), BOOL("syncing"), BOOL("offline"), WHOLE("last_sync"),
		       OPTIONAL_URL("service"))},
	[SWA_REQUEST_FOCUS] = {"focus", E,
		NONE,
		NONE},
	[SWA_REQUEST_APPS_LIST] = {"apps.list", E | T | C,
		FIELDS(OPTIONAL_TEXT("query", LINE_MAX), OPTIONAL_ID("after"),
		       OPTIONAL_WHOLE_IN("limit", 1, 500)),
		FIELDS(OBJECTS("apps", tile, 500), BOOL("more"))},
	[SWA_REQUEST_APPS_SHOW] = {"apps.show", E | T | C,
		FIELDS(ID("app_id")),
		FIELDS(OBJECT("app", tile), JSON("definition"), OBJECTS("accounts", account, 64),
		       OBJECT("rights", rights))},
	[SWA_REQUEST_APPS_IMPORT] = {"apps.import", C,
		FIELDS(JSONS("definitions", 500), OPTIONAL_BOOL("dry_run")),
		FIELDS(OBJECTS("taken", taken, 500), OBJECTS("refused", refused, 500))},
	[SWA_REQUEST_APPS_LAUNCH] = {"apps.launch", T | C,
		FIELDS(ID("app_id"), OPTIONAL_ID("account_id")),
		FIELDS(TEXT("browser", 64))},
	[SWA_REQUEST_ACCOUNT_SET] = {"account.set", E | T | C,
		FIELDS(ID("app_id"), OPTIONAL_ID("account_id"), TEXT("username", LINE_MAX),
		       OPTIONAL_TEXT("password", 4096), OPTIONAL_TEXT("extra", 1024), OPTIONAL_BOOL("another"),
		       OPTIONAL_TEXT("totp", 1024)),
		FIELDS(ID("account_id"))},
	[SWA_REQUEST_ACCOUNT_REMOVE] = {"account.remove", E | C,
		FIELDS(ID("account_id")),
		NONE},
	[SWA_REQUEST_LAUNCH] = {"launch", E,
		FIELDS(ID("app_id"), OPTIONAL_ID("account_id"), OPTIONAL_BOOL("retry")),
		FIELDS(ID("grant"), WHOLE("expires_in"), URL("url"), TEXT("label", LINE_MAX),
		       TEXT("username", LINE_MAX), OBJECT("selectors", selectors),
		       URLS("access", 32), URLS("actions", 64), BOOL("submit"),
		       OBJECTS("extras", extra_field, 8), TEXT("way", 16), TEXT("success", 1024),
		       TEXT("failure", 1024), BOOL("code"), URLS("frames", 32))},
	[SWA_REQUEST_VISIT] = {"visit", E,
		FIELDS(ID("grant"), TEXT("document", 256), URL("tab_url"), URL("frame_url"),
		       URLS("ancestors", 32), BOOL("secure_context")),
		FIELDS(BOOL("find"))},
	[SWA_REQUEST_REDEEM] = {"redeem", E,
		FIELDS(ID("grant"), WHOLE("step"), TEXT("document", 256), URL("tab_url"), URL("frame_url"),
		       URLS("ancestors", 32), BOOL("secure_context"), URL("action"), TEXT("method", 16),
		       TEXTS("fields", 16, 12)),
		FIELDS(OBJECTS("values", value, 12))},
	[SWA_REQUEST_OUTCOME] = {"outcome", E,
		FIELDS(ID("grant"), TEXT("verdict", 16), TEXT("evidence", LINE_MAX)),
		FIELDS(OPTIONAL_ID("question_id"))},
	[SWA_REQUEST_QUESTIONS_LIST] = {"questions.list", E | T,
		NONE,
		FIELDS(OBJECTS("questions", question, 100))},
	[SWA_REQUEST_QUESTION_ANSWER] = {"question.answer", E | T,
		FIELDS(ID("question_id"), TEXT("answer", 8)),
		NONE},
	[SWA_REQUEST_VAULT_CREATE] = {"vault.create", C,
		FIELDS(TEXT("keyring", 16), OPTIONAL_BOOL("set_aside")),
		NONE},
	[SWA_REQUEST_LOCK] = {"lock", E | T | C, NONE, NONE},
	[SWA_REQUEST_UNLOCK] = {"unlock", T | C,
		FIELDS(OPTIONAL_TEXT("passphrase", 1024), OPTIONAL_TEXT("recovery_code", 128)),
		NONE},
	[SWA_REQUEST_AUDIT_LIST] = {"audit.list", C,
		FIELDS(OPTIONAL_WHOLE_IN("limit", 1, 1000), OPTIONAL_WHOLE_IN("after", 0, SWA_JSON_WHOLE_MAX)),
		FIELDS(OBJECTS("entries", entry, 1000), BOOL("more"), BOOL("sound"), WHOLE("broken"),
		       WHOLE("pruned"))},
	[SWA_REQUEST_ENROLL] = {"enroll", C,
		FIELDS(URL("service"), OPTIONAL_URL("issuer"), OPTIONAL_TEXT("client_id", 256),
		       OPTIONAL_TEXT("device_name", 128), OPTIONAL_TEXT("ca", 262144), OPTIONAL_TEXT("tls_pin", 128),
		       OPTIONAL_TEXT("fingerprint", 64), OPTIONAL_BOOL("again")),
		FIELDS(ID("job"))},
	[SWA_REQUEST_UNENROLL] = {"unenroll", C,
		FIELDS(ID("enrolment_id"), OPTIONAL_BOOL("force")),
		FIELDS(WHOLE("apps"), BOOL("told"))},
	[SWA_REQUEST_ENROLMENTS_LIST] = {"enrolments.list", E | T | C,
		NONE,
		FIELDS(OBJECTS("enrolments", enrolment, 64))},
	[SWA_REQUEST_ENROLMENT_TRUST] = {"enrolment.trust", T | C,
		FIELDS(ID("enrolment_id"), TEXT("comparison", 64)),
		NONE},
	[SWA_REQUEST_ENROLMENT_KEYS] = {"enrolment.keys", C,
		FIELDS(ID("enrolment_id")),
		FIELDS(ID("job"))},
	[SWA_REQUEST_SYNC] = {"sync", E | T | C,
		FIELDS(OPTIONAL_ID("enrolment_id")),
		FIELDS(ID("job"))},
	[SWA_REQUEST_PROGRESS] = {"progress", E | T | C,
		FIELDS(ID("job"), WHOLE("seen")),
		FIELDS(WHOLE("seen"), TEXT("phase", 32), WHOLE("done"), WHOLE("all"), BOOL("finished"),
		       WHOLE("apps"), OPTIONAL_ID("enrolment_id"), OPTIONAL_TEXT("user_code", 64),
		       OPTIONAL_URL("verification_uri"), OPTIONAL_URL("verification_uri_complete"),
		       OPTIONAL_WHOLE_IN("expires_in", 0, 86400), OPTIONAL_OBJECT("error", swa_shape_error))},
	[SWA_REQUEST_POLICY_SHOW] = {"policy.show", T | C,
		NONE,
		FIELDS(OBJECTS("policies", policy, 65))},
	[SWA_REQUEST_CHANGES_LIST] = {"changes.list", E | T | C,
		NONE,
		FIELDS(OBJECTS("changes", change, 500), BOOL("more"))},
	[SWA_REQUEST_CHANGE_RESOLVE] = {"change.resolve", E | T | C,
		FIELDS(ID("account_id"), TEXT("keep", 8)),
		NONE},
	[SWA_REQUEST_APP_CONFIRM] = {"app.confirm", E | T | C,
		FIELDS(ID("app_id"), OPTIONAL_BOOL("dry_run")),
		FIELDS(TEXT("label", LINE_MAX), URLS("before", 64), URLS("after", 64))},
	[SWA_REQUEST_NOTICES_LIST] = {"notices.list", E | T | C,
		NONE,
		FIELDS(OBJECTS("notices", notice, 100))},
	[SWA_REQUEST_NOTICE_DISMISS] = {"notice.dismiss", E | T | C,
		FIELDS(ID("notice_id")),
		NONE},
	[SWA_REQUEST_LINK_RESOLVE] = {"link.resolve", E,
		FIELDS(URL("url"), URL("from")),
		FIELDS(OPTIONAL_ID("app_id"), OPTIONAL_TEXT("label", LINE_MAX), BOOL("launch"))},
	[SWA_REQUEST_BACKUPS_LIST] = {"backups.list", C,
		NONE,
		FIELDS(OBJECTS("backups", backup, 16))},
	[SWA_REQUEST_VAULT_RESTORE] = {"vault.restore", C,
		NONE,
		FIELDS(WHOLE("number"))},
	[SWA_REQUEST_UNLOCK_ASK] = {"unlock.ask", E,
		NONE,
		NONE},
	[SWA_REQUEST_VAULT_KEYS] = {"vault.keys", T | C,
		NONE,
		FIELDS(TEXT("keyring", 16), BOOL("passphrase"), BOOL("recovery"), WHOLE("wait"))},
	[SWA_REQUEST_PASSPHRASE_SET] = {"passphrase.set", T | C,
		FIELDS(TEXT("passphrase", 1024), OPTIONAL_TEXT("current", 1024)),
		NONE},
	[SWA_REQUEST_PASSPHRASE_REMOVE] = {"passphrase.remove", T | C,
		FIELDS(TEXT("current", 1024)),
		NONE},
	[SWA_REQUEST_KEYRING_SET] = {"keyring.set", T | C,
		FIELDS(TEXT("keyring", 16), OPTIONAL_TEXT("current", 1024)),
		NONE},
	[SWA_REQUEST_RECOVERY_MAKE] = {"recovery.make", T | C,
		FIELDS(OPTIONAL_TEXT("current", 1024)),
		FIELDS(TEXT("code", 128))},
	[SWA_REQUEST_REAUTHENTICATE] = {"reauthenticate", T | C,
		FIELDS(TEXT("passphrase", 1024)),
		FIELDS(WHOLE("seconds"))},
	[SWA_REQUEST_ACCOUNT_REVEAL] = {"account.reveal", T | C,
		FIELDS(ID("account_id")),
		FIELDS(TEXT("label", LINE_MAX), TEXT("username", LINE_MAX), TEXT("password", 4096),
		       OPTIONAL_TEXT("extra", 1024))},
	[SWA_REQUEST_REVEAL_ASK] = {"reveal.ask", E,
		FIELDS(ID("account_id"), TEXT("act", 8)),
		NONE},
	[SWA_REQUEST_APPS_ARRANGE] = {"apps.arrange", E | C,
		FIELDS(OBJECTS("places", place, 500)),
		NONE},
	[SWA_REQUEST_APP_PUT] = {"app.put", E | C,
		FIELDS(OPTIONAL_ID("app_id"), JSON("definition")),
		FIELDS(ID("app_id"))},
	[SWA_REQUEST_APP_REMOVE] = {"app.remove", E | C,
		FIELDS(ID("app_id")),
		NONE},
	[SWA_REQUEST_LOGIN_SAVE] = {"login.save", E,
		FIELDS(URL("url"), OPTIONAL_TEXT("label", LINE_MAX), TEXT("username", LINE_MAX),
		       TEXT("password", 4096), OPTIONAL_TEXT("extra", 1024),
		       OPTIONAL_OBJECT("selectors", selectors), OPTIONAL_ID("app_id")),
		FIELDS(ID("app_id"), ID("account_id"), TEXT("outcome", 16))},
	[SWA_REQUEST_LOGIN_SEEN] = {"login.seen", E,
		FIELDS(URL("tab_url"), URL("frame_url"), TEXT("username", LINE_MAX), TEXT("password", 4096),
		       TEXT("kind", 8)),
		FIELDS(OPTIONAL_ID("offer_id"), TEXT("kind", 8))},
	[SWA_REQUEST_OFFERS_LIST] = {"offers.list", E,
		NONE,
		FIELDS(OBJECTS("offers", offer, 16))},
	[SWA_REQUEST_OFFER_ANSWER] = {"offer.answer", E,
		FIELDS(ID("offer_id"), TEXT("answer", 8), OPTIONAL_TEXT("username", LINE_MAX)),
		FIELDS(OPTIONAL_ID("app_id"), OPTIONAL_ID("account_id"))},
	[SWA_REQUEST_SITE_LOOK] = {"site.look", E,
		FIELDS(URL("url")),
		FIELDS(OBJECTS("apps", tile, 16), BOOL("never"), BOOL("offers"))},
	[SWA_REQUEST_SITES_LIST] = {"sites.list", E | C,
		NONE,
		FIELDS(URLS("never", 500))},
	[SWA_REQUEST_SITE_NEVER] = {"site.never", E | C,
		FIELDS(URL("url"), BOOL("never")),
		NONE},
	[SWA_REQUEST_PREFERENCES_SHOW] = {"preferences.show", E | T | C,
		NONE,
		FIELDS(OBJECTS("preferences", setting, 64))},
	[SWA_REQUEST_PREFERENCE_SET] = {"preference.set", E | T | C,
		FIELDS(TEXT("name", 64), JSON("value")),
		NONE},
	[SWA_REQUEST_PASSWORD_GENERATE] = {"password.generate", E | T | C,
		FIELDS(OPTIONAL_WHOLE_IN("length", 4, 256), OPTIONAL_WHOLE_IN("words", 3, 20),
		       OPTIONAL_TEXT("rules", 1024), OPTIONAL_WHOLE_IN("least", 0, 256),
		       OPTIONAL_WHOLE_IN("most", 0, 256)),
		FIELDS(TEXT("password", 4096), WHOLE("bits"))},
	[SWA_REQUEST_IMPORT_BEGIN] = {"import.begin", C,
		FIELDS(TEXT("source", 64)),
		FIELDS(ID("import"))},
	[SWA_REQUEST_IMPORT_ROWS] = {"import.rows", C,
		FIELDS(ID("import"), OBJECTS("rows", login, 500)),
		FIELDS(OBJECTS("results", result, 500))},
	[SWA_REQUEST_IMPORT_COMMIT] = {"import.commit", C,
		FIELDS(ID("import")),
		FIELDS(WHOLE("added"), WHOLE("merged"), WHOLE("skipped"))},
	[SWA_REQUEST_EXPORT_BEGIN] = {"export.begin", C,
		FIELDS(OPTIONAL_TEXT("passphrase", 1024)),
		FIELDS(ID("export"), WHOLE("all"))},
	[SWA_REQUEST_EXPORT_NEXT] = {"export.next", C,
		FIELDS(ID("export")),
		FIELDS(TEXT("chunk", 900000), WHOLE("done"), BOOL("last"))},
	[SWA_REQUEST_HOME_OPEN] = {"home.open", T | C,
		NONE,
		FIELDS(TEXT("browser", 64))},
	[SWA_REQUEST_CHALLENGE] = {"challenge", E,
		FIELDS(ID("grant"), URL("url"), TEXT("realm", LINE_MAX), TEXT("scheme", 16)),
		FIELDS(OBJECTS("values", value, 2))},
	[SWA_REQUEST_FOLLOW] = {"follow", E,
		FIELDS(ID("grant"), URL("tab_url")),
		FIELDS(TEXT("success", 4), TEXT("failure", 4))},
	[SWA_REQUEST_ATTEMPT_REPORT] = {"attempt.report", E,
		FIELDS(ID("app_id"), OPTIONAL_ID("account_id"), WHOLE("when"), TEXT("verdict", 16),
		       OBJECTS("steps", step, 128)),
		NONE},
	[SWA_REQUEST_EXPLAIN] = {"explain", E | T | C,
		FIELDS(OPTIONAL_ID("app_id"), OPTIONAL_WHOLE_IN("limit", 1, 32)),
		FIELDS(OBJECTS("attempts", attempt, 32))},
	[SWA_REQUEST_ENROLL_MANAGED] = {"enroll.managed", E | T | C,
		NONE,
		FIELDS(ID("job"))},
};

const struct event_row swa_event_table[SWA_EVENT_COUNT] = {
	[SWA_EVENT_VAULT_CHANGED] = {"vault.changed", E | T | C, FIELDS(TEXT("vault", 32))},
	[SWA_EVENT_APPS_CHANGED] = {"apps.changed", E | T | C, NONE},
	[SWA_EVENT_QUESTIONS_CHANGED] = {"questions.changed", E | T, FIELDS(WHOLE("questions"))},
	[SWA_EVENT_LAUNCH_REQUESTED] = {"launch.requested", E, FIELDS(ID("app_id"), OPTIONAL_ID("account_id"))},
	[SWA_EVENT_RELAY_FAILED] = {"relay.failed", E, FIELDS(OBJECT("error", swa_shape_error))},
	[SWA_EVENT_ENROLMENTS_CHANGED] = {"enrolments.changed", E | T | C, NONE},
	[SWA_EVENT_NOTICES_CHANGED] = {"notices.changed", E | T | C, FIELDS(WHOLE("notices"))},
	[SWA_EVENT_PROMPT_REQUESTED] = {"prompt.requested", T,
		FIELDS(TEXT("why", 16), OPTIONAL_ID("app_id"), OPTIONAL_ID("account_id"),
		       OPTIONAL_TEXT("label", LINE_MAX), OPTIONAL_TEXT("username", LINE_MAX))},
	[SWA_EVENT_OFFERS_CHANGED] = {"offers.changed", E,
		FIELDS(WHOLE("offers"))},
	[SWA_EVENT_HOME_REQUESTED] = {"home.requested", E, NONE},
};
/* clang-format on */

/*
 * GET /v1/changes.  Two queries: who asks, with the newest version of the
 * person; and the page, its contents and secrets in one, so that all of it is
 * from one moment.
 *
 * A cursor is base64url of "1 EPOCH IDENTITY MODE POSITION START": the database
 * that it belongs to, the generation of the identity key that the device had
 * reached, f in a full synchronisation (which began at START) or d, and the
 * version up to which the device has everything.
 *
 * In a full synchronisation what was removed is left out, but for what was
 * removed since it began: that may be on the device from an earlier page.
 */
#include "api.h"
#include "delivery.h"
#include "encode.h"
#include "model_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT_DEFAULT 200
#define LIMIT_MAX 500
#define PAGE_BYTES ((size_t)3 * 1024 * 1024) /* well below what a device takes, escapes included */
#define SEEN_S 3600

struct asking {
	struct model m;
	const char *device;
	int64_t person;
	unsigned char delivery_key[32];
	int64_t device_identity; /* the generation that the device's row names */
	int64_t seen;
	int64_t newest; /* the person's version */
	char epoch[64];

	bool full;
	bool lost;
	int64_t identity; /* signs the next entry */
	int64_t position, start;
	int64_t limit;
};

/* One page under way. */
struct page {
	struct swa_json *changes;
	int64_t count;
	size_t bytes;
	bool more;
	swa_err err;
};

static swa_err
who_asks(struct asking *asking)
{
	struct db_rows *rows;
	swa_err err = SWA_ERR_RECORD_MISSING;
	const void *key;
	size_t size;

	if (!db_select(asking->m.db,
	               "SELECT d.delivery_key, d.identity, d.seen, p.version, o.epoch FROM devices d"
	               " JOIN persons p ON p.id = d.person CROSS JOIN organisation o WHERE d.id = $1",
	               DB_ARGS(DB_T(asking->device)), &rows))
		return SWA_ERR_IO;
	if (db_next(rows) && (key = db_blob(rows, 0, &size)) != NULL && size == 32) {
		memcpy(asking->delivery_key, key, 32);
		asking->device_identity = db_number(rows, 1);
		asking->seen = db_number(rows, 2);
		asking->newest = db_number(rows, 3);
		snprintf(asking->epoch, sizeof(asking->epoch), "%s", db_text(rows, 4));
		err = SWA_OK;
	} else if (db_failed(rows)) {
		err = SWA_ERR_IO;
	}
	db_done(rows);
	return err;
}

static bool
read_cursor(struct asking *asking, const char *cursor)
{
	struct swa_buf text;
	long long identity, position, start;
	char epoch[64], mode;
	int end = 0;
	bool good;

	swa_buf_init(&text, 512);
	good = swa_base64_get(cursor, &text) == SWA_OK && strlen(swa_buf_text(&text)) == text.size &&
	       sscanf(swa_buf_text(&text), "1 %63s %lld %c %lld %lld%n", epoch, &identity, &mode, &position,
	              &start, &end) == 5 &&
	       (size_t)end == text.size;
	swa_buf_finish(&text);
	if (!good || strcmp(epoch, asking->epoch) != 0 || position < 0 || position > asking->newest ||
	    identity < 1 || (mode != 'f' && mode != 'd'))
		return false;
	asking->identity = identity;
	asking->full = mode == 'f';
	asking->position = position;
	asking->start = start;
	return true;
}

static void
write_cursor(const struct asking *asking, struct swa_buf *ret_cursor)
{
	char text[256];
	int size = snprintf(text, sizeof(text), "1 %s %lld %c %lld %lld", asking->epoch,
	                    (long long)asking->identity, asking->full ? 'f' : 'd',
	                    (long long)asking->position, (long long)asking->start);

	(void)swa_base64_put(ret_cursor, text, (size_t)size);
}

/* What is to be asked, out of query and cursor.  False: ANSWER was filled. */
static bool
read_query(struct asking *asking, const struct web_request *request, struct web_answer *answer)
{
	const char *cursor = web_query(request, "cursor"), *limit = web_query(request, "limit");
	char *end = NULL;

	asking->limit = LIMIT_DEFAULT;
	if (limit != NULL) {
		asking->limit = strtol(limit, &end, 10);
		if (*limit == '\0' || *end != '\0' || asking->limit < 1 || asking->limit > LIMIT_MAX) {
			web_answer_error(answer, 400, "invalid_request", "limit is a number from 1 to 500");
			return false;
		}
	}
	if (cursor == NULL || cursor[0] == '\0') {
		asking->full = true;
		asking->identity = api_identity(request, &asking->m, asking->device_identity);
		asking->start = asking->newest;
		return true;
	}
	if (!read_cursor(asking, cursor)) {
		web_answer_error(answer, 410, "cursor_lost", "start from the beginning");
		return false;
	}
	return true;
}

/* --- bodies --- */

static void
set_optional(struct swa_json *json, const char *name, const char *text)
{
	if (text[0] != '\0')
		swa_json_set_text(json, name, text);
}

/* Columns of the page's query. */
enum {
	C_KIND,
	C_ID,
	C_VERSION,
	C_LIVE,
	C_DEFINITION,
	C_APP,
	C_USERNAME,
	C_CHANGED,
	C_FIELD,
	C_SECRET_VERSION,
	C_GENERATION,
	C_SEALED,
	C_POLICY,
	C_DELIVERY,
	C_LOGIN,
	C_EMAIL,
	C_USER_NAME,
	C_SAM,
	C_EMPLOYEE,
};

static swa_err
add_secret(const struct asking *asking, const char *account, struct db_rows *rows, struct swa_json *secrets)
{
	struct sealed_place rest = {asking->person, db_text(rows, C_APP), account, db_text(rows, C_FIELD),
	                            db_number(rows, C_SECRET_VERSION)};
	struct swa_secret_place place = {
	        asking->m.service->organisation, asking->device, rest.app, rest.account, rest.field,
	        (uint64_t)rest.version};
	struct swa_buf value, sealed;
	swa_err err;

	swa_buf_init(&value, 65536);
	swa_buf_init(&sealed, SWA_ENTRY_BODY_MAX);
	err = sealed_get(&asking->m, &rest, db_number(rows, C_GENERATION), db_text(rows, C_SEALED), &value);
	if (err == SWA_OK)
		err = swa_delivery_seal(asking->delivery_key, &place, &value, &sealed);
	if (err == SWA_OK) {
		struct swa_json *secret = swa_json_new_object();
		swa_json_set_text(secret, "field", rest.field);
		swa_json_set_integer(secret, "version", rest.version);
		swa_json_set_text(secret, "sealed", swa_buf_text(&sealed));
		swa_json_add(secrets, secret);
	}
	swa_buf_finish(&value);
	swa_buf_finish(&sealed);
	return err;
}

/* An account's rows, one for each secret; leaves ROWS at the first row that is not its own. */
static swa_err
account_body(const struct asking *asking, const char *id, struct db_rows *rows, bool *at_row,
             struct swa_buf *ret_body)
{
	struct swa_json *json = swa_json_new_object(), *secrets = swa_json_new_array();
	int64_t version = db_number(rows, C_VERSION);
	swa_err err = SWA_OK;

	swa_json_set_text(json, "app_id", db_text(rows, C_APP));
	set_optional(json, "username", db_text(rows, C_USERNAME));
	swa_json_set_integer(json, "changed", db_number(rows, C_CHANGED));
	do {
		if (err == SWA_OK && db_text(rows, C_FIELD)[0] != '\0')
			err = add_secret(asking, id, rows, secrets);
		*at_row = db_next(rows);
	} while (*at_row && db_number(rows, C_VERSION) == version && strcmp(db_text(rows, C_ID), id) == 0);
	swa_json_set(json, "secrets", secrets);
	if (err == SWA_OK)
		err = swa_json_print(json, ret_body);
	swa_json_free(json);
	return err;
}

static swa_err
profile_body(struct db_rows *rows, struct swa_buf *ret_body)
{
	struct swa_json *json = swa_json_new_object();
	swa_err err;

	set_optional(json, "login", db_text(rows, C_LOGIN));
	set_optional(json, "email", db_text(rows, C_EMAIL));
	set_optional(json, "userName", db_text(rows, C_USER_NAME));
	set_optional(json, "samAccountName", db_text(rows, C_SAM));
	set_optional(json, "employeeID", db_text(rows, C_EMPLOYEE));
	err = swa_json_print(json, ret_body);
	swa_json_free(json);
	return err;
}

static swa_err
public_body(swa_err err, const unsigned char key[32], struct swa_buf *ret_body)
{
	return err != SWA_OK ? err : swa_base64_put(ret_body, key, 32);
}

/* The body of a row that is no account's; leaves ROWS at the next. */
static swa_err
other_body(const struct asking *asking, const char *kind, const char *id, struct db_rows *rows, bool *at_row,
           struct swa_buf *ret_body)
{
	unsigned char key[32];
	swa_err err = SWA_ERR_INTERNAL;

	if (strcmp(kind, KIND_APP) == 0)
		err = swa_buf_append_text(ret_body, db_text(rows, C_DEFINITION));
	else if (strcmp(kind, KIND_POLICY) == 0)
		err = swa_buf_append_text(ret_body, db_text(rows, C_POLICY));
	else if (strcmp(kind, KIND_PROFILE) == 0)
		err = profile_body(rows, ret_body);
	else if (strcmp(kind, KIND_KEY) == 0)
		err = public_body(model_delivery_public(&asking->m, db_number(rows, C_DELIVERY), key), key,
		                  ret_body);
	else if (strcmp(kind, KIND_IDENTITY) == 0)
		err = public_body(model_identity_public(&asking->m, strtoll(id, NULL, 10), key), key,
		                  ret_body);
	*at_row = db_next(rows);
	return err;
}

/* --- the page --- */

static swa_err
add_entry(struct asking *asking, struct page *page, const char *type, const char *id, int64_t version,
          const char *body)
{
	struct swa_json *entry = NULL;
	swa_err err =
	        api_entry(&asking->m, asking->device, asking->identity, type, id, version, body, &entry);

	if (err != SWA_OK)
		return err;
	swa_json_add(page->changes, entry);
	page->count++;
	page->bytes += strlen(body) + 320;
	return SWA_OK;
}

/* One entry of the feed, all of its rows; leaves ROWS at the next. */
static swa_err
take_entry(struct asking *asking, struct page *page, struct db_rows *rows, bool *at_row)
{
	char kind[16], id[97], type[24];
	int64_t version = db_number(rows, C_VERSION);
	bool live = db_number(rows, C_LIVE) != 0, is_identity;
	struct swa_buf body;
	swa_err err;

	snprintf(kind, sizeof(kind), "%s", db_text(rows, C_KIND));
	snprintf(id, sizeof(id), "%s", db_text(rows, C_ID));
	snprintf(type, sizeof(type), "%s%s", kind, live ? "" : ".removed");
	is_identity = strcmp(kind, KIND_IDENTITY) == 0;
	swa_buf_init(&body, SWA_ENTRY_BODY_MAX);
	if (!live) {
		*at_row = db_next(rows);
		err = SWA_OK;
	} else if (strcmp(kind, KIND_ACCOUNT) == 0) {
		err = account_body(asking, id, rows, at_row, &body);
	} else {
		err = other_body(asking, kind, id, rows, at_row, &body);
	}
	/* One that the device had reached already is not told again: the key before it no longer signs. */
	if (err == SWA_OK && !(is_identity && strtoll(id, NULL, 10) <= asking->identity))
		err = add_entry(asking, page, type, is_identity ? "identity" : id, version,
		                swa_buf_text(&body));
	if (err == SWA_OK && is_identity && strtoll(id, NULL, 10) > asking->identity)
		asking->identity = strtoll(id, NULL, 10);
	if (err == SWA_OK)
		asking->position = version;
	swa_buf_finish(&body);
	return err;
}

static swa_err
read_feed(struct asking *asking, struct page *page)
{
	struct db_rows *rows;
	bool at_row;
	int64_t taken = 0;
	swa_err err = SWA_OK;

	if (!db_select(
	            asking->m.db,
	            "SELECT f.kind, f.id, f.version, f.live, ap.definition, ac.app, ac.username, ac.changed,"
	            " s.field, s.version, s.generation, s.sealed,"
	            " CASE WHEN f.kind = 'policy' THEN o.policy ELSE NULL END, o.delivery,"
	            " p.login, p.email, p.user_name, p.sam_account_name, p.employee_id"
	            " FROM (SELECT person, kind, id, version, live FROM feed WHERE person = $1 AND version > "
	            "$2"
	            " AND (live = 1 OR version > $3) ORDER BY version LIMIT $4) f"
	            " CROSS JOIN organisation o"
	            " LEFT JOIN persons p ON f.kind = 'profile' AND p.id = f.person"
	            " LEFT JOIN apps ap ON f.kind = 'app' AND f.live = 1 AND ap.id = f.id"
	            " LEFT JOIN accounts ac ON f.kind = 'account' AND f.live = 1 AND ac.person = f.person"
	            " AND ac.id = f.id"
	            " LEFT JOIN secrets s ON s.person = ac.person AND s.account = ac.id"
	            " ORDER BY f.version, s.field",
	            DB_ARGS(DB_N(asking->person), DB_N(asking->position),
	                    DB_N(asking->full ? asking->start : asking->position), DB_N(asking->limit + 1)),
	            &rows))
		return SWA_ERR_IO;
	at_row = db_next(rows);
	while (at_row && err == SWA_OK && taken < asking->limit && page->bytes < PAGE_BYTES) {
		err = take_entry(asking, page, rows, &at_row);
		taken++;
	}
	page->more = at_row;
	if (err == SWA_OK && db_failed(rows))
		err = SWA_ERR_IO;
	db_done(rows);
	return err;
}

/* The end of a full synchronisation.  Its version is its own: the person's row is locked, so nothing was
 * written since the page was read. */
static swa_err
add_snapshot(struct asking *asking, struct page *page, int64_t version)
{
	char body[48];
	int64_t count = 0;
	swa_err err = one_number(&asking->m,
	                         "SELECT COUNT(*) FROM feed WHERE person = $1 AND live = 1"
	                         " AND kind IN ('app', 'account')",
	                         DB_ARGS(DB_N(asking->person)), SWA_ERR_IO, &count);

	if (err != SWA_OK)
		return err;
	snprintf(body, sizeof(body), "{\"entries\":%lld}", (long long)count);
	if ((err = add_entry(asking, page, "snapshot", "snapshot", version, body)) != SWA_OK)
		return err;
	asking->full = false;
	asking->position = asking->newest = version;
	return SWA_OK;
}

static swa_err
full_page(struct asking *asking, struct page *page)
{
	int64_t version = 0;
	swa_err err;

	if (!db_begin(asking->m.db))
		return SWA_ERR_IO;
	err = person_next(&asking->m, asking->person, &version);
	if (err == SWA_OK)
		err = read_feed(asking, page);
	if (err == SWA_OK && !page->more)
		err = add_snapshot(asking, page, version);
	if (err == SWA_OK && !page->more)
		return db_commit(asking->m.db) ? SWA_OK : SWA_ERR_IO;
	db_rollback(asking->m.db);
	return err;
}

static swa_err
make_page(struct asking *asking, struct page *page)
{
	swa_err err;

	if (asking->full)
		return full_page(asking, page);
	/* Up to the version that was read first everything was in the feed when the page was read. */
	if ((err = read_feed(asking, page)) == SWA_OK && !page->more && asking->position < asking->newest)
		asking->position = asking->newest;
	return err;
}

/* The device's row: when it was here, and which identity key it has by now. */
static void
remember(const struct asking *asking, int64_t reached)
{
	int64_t now = now_s();

	if (reached == asking->device_identity && now - asking->seen < SEEN_S)
		return;
	(void)db_run(asking->m.db, "UPDATE devices SET seen = $2, identity = $3 WHERE id = $1",
	             DB_ARGS(DB_T(asking->device), DB_N(now), DB_N(reached)), NULL);
}

static void
put_etag(const struct asking *asking, int64_t version, char etag[128])
{
	snprintf(etag, 128, "\"%.16s-%lld\"", asking->epoch, (long long)version);
}

static void
answer_page(struct asking *asking, struct page *page, struct web_answer *answer)
{
	struct swa_json *json = swa_json_new_object();
	struct swa_buf cursor;
	char etag[128];

	swa_buf_init(&cursor, 512);
	write_cursor(asking, &cursor);
	swa_json_set_text(json, "organisation", asking->m.service->organisation);
	swa_json_set_text(json, "device", asking->device);
	swa_json_set(json, "changes", page->changes);
	page->changes = NULL;
	swa_json_set_text(json, "cursor", swa_buf_text(&cursor));
	swa_json_set_bool(json, "more", page->more);
	web_answer_json(answer, 200, json);
	if (!page->more) {
		put_etag(asking, asking->position, etag);
		web_answer_header(answer, "ETag", etag);
	}
	swa_buf_finish(&cursor);
}

void
api_changes(const struct web_request *request, struct web_answer *answer)
{
	const char *known = web_header(request, "If-None-Match");
	struct asking asking = {.m = {request->service, request->db}};
	struct page page = {0};
	struct auth auth;
	char etag[128];
	int64_t reached;
	swa_err err;

	if (!api_device(request, &auth, answer))
		return;
	asking.device = auth.device;
	asking.person = auth.person;
	if ((err = who_asks(&asking)) != SWA_OK) {
		api_failed(request, answer, err);
		return;
	}
	if (!read_query(&asking, request, answer))
		return;
	reached = asking.identity > asking.device_identity ? asking.identity : asking.device_identity;
	remember(&asking, reached);
	put_etag(&asking, asking.newest, etag);
	if (!asking.full && asking.position == asking.newest && known != NULL && strcmp(known, etag) == 0) {
		answer->status = 304;
		web_answer_header(answer, "ETag", etag);
		return;
	}
	page.changes = swa_json_new_array();
	if ((err = make_page(&asking, &page)) == SWA_OK)
		answer_page(&asking, &page, answer);
	else
		api_failed(request, answer, err);
	swa_json_free(page.changes);
}

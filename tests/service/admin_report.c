/* What an administrator wants to know: who signs in where, what nobody uses, which devices there are. */
#include "admin.h"
#include "delivery.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* One row for each assignment; the times are of the devices. */
static const char report_sql[] =
        "SELECT p.login, a.app, apps.label, a.created,"
        " COALESCE(SUM(CASE WHEN e.detail LIKE 'signed!_in%' ESCAPE '!' THEN 1 ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN e.detail LIKE 'failed%' THEN 1 ELSE 0 END), 0),"
        " COALESCE(MAX(CASE WHEN e.detail LIKE 'signed!_in%' ESCAPE '!' THEN e.time ELSE 0 END), 0)"
        " FROM assignments a JOIN persons p ON p.id = a.person JOIN apps ON apps.id = a.app"
        " LEFT JOIN events e ON e.person = a.person AND e.app = a.app AND e.type = 'outcome'"
        " GROUP BY p.login, a.app, apps.label, a.created ORDER BY p.login, a.app";

static void
time_text(int64_t when, char ret[32])
{
	time_t seconds = (time_t)when;
	struct tm utc;

	ret[0] = '\0';
	if (when != 0 && gmtime_r(&seconds, &utc) != NULL)
		strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

/* RFC 4180.  What a spreadsheet would take for a formula begins with an apostrophe instead. */
static void
print_field(const char *text, char after)
{
	putchar('"');
	if (text[0] != '\0' && strchr("=+-@\t", text[0]) != NULL)
		putchar('\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			putchar('"');
		putchar(*text);
	}
	putchar('"');
	putchar(after);
}

static void
print_csv(struct db_rows *rows)
{
	char assigned[32], last[32];

	fputs("login,app,label,assigned,sign_ins,failures,last_sign_in,unused\r\n", stdout);
	while (db_next(rows)) {
		time_text(db_number(rows, 3), assigned);
		time_text(db_number(rows, 6), last);
		print_field(db_text(rows, 0), ',');
		print_field(db_text(rows, 1), ',');
		print_field(db_text(rows, 2), ',');
		printf("%s,%lld,%lld,%s,%s\r\n", assigned, (long long)db_number(rows, 4),
		       (long long)db_number(rows, 5), last, db_number(rows, 4) == 0 ? "yes" : "no");
	}
}

static bool
print_json(struct swa_json *list)
{
	SWA_CLEANUP(swa_json_freep) struct swa_json *owned = list;
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;

	swa_buf_init(&text, (size_t)512 * 1024 * 1024);
	if (swa_json_print_pretty(owned, &text) != SWA_OK)
		return admin_fail("there is not enough memory");
	puts(swa_buf_text(&text));
	return true;
}

static struct swa_json *
report_rows(struct db_rows *rows)
{
	struct swa_json *list = swa_json_new_array();

	while (db_next(rows)) {
		struct swa_json *row = swa_json_new_object();

		swa_json_set_text(row, "login", db_text(rows, 0));
		swa_json_set_text(row, "app", db_text(rows, 1));
		swa_json_set_text(row, "label", db_text(rows, 2));
		swa_json_set_integer(row, "assigned", db_number(rows, 3));
		swa_json_set_integer(row, "sign_ins", db_number(rows, 4));
		swa_json_set_integer(row, "failures", db_number(rows, 5));
		if (db_number(rows, 6) != 0)
			swa_json_set_integer(row, "last_sign_in", db_number(rows, 6));
		else
			swa_json_set_null(row, "last_sign_in");
		swa_json_set_bool(row, "unused", db_number(rows, 4) == 0);
		swa_json_add(list, row);
	}
	return list;
}

static bool
is_json(const struct admin *admin, const char *other, bool *ret_json)
{
	*ret_json = admin->format != NULL && strcmp(admin->format, "json") == 0;
	return admin->format == NULL || *ret_json || strcmp(admin->format, other) == 0 ||
	       admin_fail("--format is %s or json", other);
}

bool
admin_report(struct admin *admin)
{
	struct db_rows *rows;
	bool json, good = true;

	if (!is_json(admin, "csv", &json))
		return false;
	if (!db_select(admin->m.db, report_sql, DB_NO_ARGS, &rows))
		return admin_check(admin, SWA_ERR_IO, "report");
	if (json)
		good = print_json(report_rows(rows));
	else
		print_csv(rows);
	if (db_failed(rows))
		good = admin_check(admin, SWA_ERR_IO, "report");
	db_done(rows);
	return good;
}

/* --- devices --- */

struct devices {
	const struct admin *admin;
	struct swa_json *list; /* NULL: print lines */
};

static void
show_device(void *context, const struct model_device *device)
{
	struct devices *devices = context;
	char code[SWA_FINGERPRINT_SIZE] = "", seen[32];
	struct swa_json *row;

	(void)!model_device_comparison(&devices->admin->m, device, code);
	time_text(device->seen, seen);
	if (devices->list == NULL) {
		printf("%s  %s  %s  %s  %s  %s  %s\n", device->id, device->login, device->name,
		       device->platform, code, seen, device->revoked ? "revoked" : "active");
		return;
	}
	row = swa_json_new_object();
	swa_json_set_text(row, "device", device->id);
	swa_json_set_text(row, "login", device->login);
	swa_json_set_text(row, "name", device->name);
	swa_json_set_text(row, "platform", device->platform);
	swa_json_set_text(row, "comparison", code);
	swa_json_set_integer(row, "created", device->created);
	swa_json_set_integer(row, "seen", device->seen);
	swa_json_set_bool(row, "revoked", device->revoked);
	if (device->revoked)
		swa_json_set_text(row, "reason", device->reason == NULL ? "" : device->reason);
	swa_json_add(devices->list, row);
}

bool
admin_devices(struct admin *admin)
{
	struct devices devices = {admin, NULL};
	int64_t person = 0;
	bool json;

	if (!is_json(admin, "text", &json))
		return false;
	if (admin->words[0] != NULL && (person = admin_person(admin, admin->words[0])) == 0)
		return false;
	devices.list = json ? swa_json_new_array() : NULL;
	if (!admin_check(admin, model_device_list(&admin->m, person, NULL, show_device, &devices),
	                 "devices")) {
		swa_json_free(devices.list);
		return false;
	}
	return !json || print_json(devices.list);
}

/* --- what devices reported -------------------------------------------------- */

static struct swa_json *
event_rows(struct db_rows *rows)
{
	static const char *const names[] = {"id", "time", "type", "app_id", "account_id", "detail"};
	struct swa_json *list = swa_json_new_array();

	while (db_next(rows)) {
		struct swa_json *row = swa_json_new_object();

		for (int i = 0; i < 6; i++)
			if (i == 1)
				swa_json_set_integer(row, names[i], db_number(rows, i));
			else
				swa_json_set_text(row, names[i], db_text(rows, i));
		swa_json_add(list, row);
	}
	return list;
}

static void
print_events(struct db_rows *rows)
{
	char time[32];

	fputs("time,type,app,account,detail\r\n", stdout);
	while (db_next(rows)) {
		time_text(db_number(rows, 1), time);
		printf("%s,", time);
		print_field(db_text(rows, 2), ',');
		print_field(db_text(rows, 3), ',');
		print_field(db_text(rows, 4), ',');
		print_field(db_text(rows, 5), '\r');
		putchar('\n');
	}
}

bool
admin_events(struct admin *admin)
{
	struct db_rows *rows;
	bool json, good = true;

	if (!is_json(admin, "csv", &json))
		return false;
	if (!db_select(admin->m.db,
	               "SELECT id, time, type, app, account, detail FROM events WHERE device = $1"
	               " ORDER BY time, id",
	               DB_ARGS(DB_T(admin->words[0])), &rows))
		return admin_check(admin, SWA_ERR_IO, "events");
	if (json)
		good = print_json(event_rows(rows));
	else
		print_events(rows);
	if (good && db_failed(rows))
		good = admin_check(admin, SWA_ERR_IO, "events");
	db_done(rows);
	return good;
}

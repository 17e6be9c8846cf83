#include "swa/report.h"

#include "enrolment_row.h"
#include "swa/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_DROPPED "dropped"

/* --- writing ------------------------------------------------------------- */

static swa_err
insert(struct store *store, int64_t enrolment, const struct swa_report *report)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char id[RANDOM_ID_SIZE];
	swa_err err;

	random_id(id);
	if ((err = store_query(store,
	                       "INSERT INTO report (enrolment, id, time, type, app, account, detail, listed)"
	                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	store_bind_text(query, 2, id);
	store_bind_int(query, 3, report->when);
	store_bind_text(query, 4, report->type);
	store_bind_text(query, 5, report->app_id);
	store_bind_text(query, 6, report->account_id);
	store_bind_text(query, 7, report->detail);
	return store_finish(&query);
}

static swa_err
add_to_count(struct store *store, int64_t enrolment, int64_t difference)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store, "UPDATE enrolment SET reports = reports + ?2 WHERE number = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	store_bind_int(query, 2, difference);
	return store_finish(&query);
}

/* --- dropping ------------------------------------------------------------ */

/* The report of dropped ones that was not listed yet; number 0: none. */
struct dropped {
	int64_t number;
	unsigned long count;
};

static swa_err
find_dropped(struct store *store, int64_t enrolment, struct dropped *ret_dropped)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	bool row;
	swa_err err;

	if ((err = store_query(store,
	                       "SELECT number, detail FROM report WHERE enrolment = ?1"
	                       " AND type = '" TYPE_DROPPED "' AND listed = 0 LIMIT 1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	if ((err = store_step(query, &row)) != SWA_OK)
		return err;
	ret_dropped->number = row ? store_int(query, 0) : 0;
	ret_dropped->count = row ? strtoul(store_text(query, 1), NULL, 10) : 0;
	return SWA_OK;
}

/* Drop the COUNT oldest that were not listed.  @return by RET_COUNT how many there were */
static swa_err
drop_oldest(struct store *store, int64_t enrolment, int64_t count, int64_t *ret_count)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = store_query(store,
	                       "DELETE FROM report WHERE number IN (SELECT number FROM report"
	                       " WHERE enrolment = ?1 AND listed = 0 AND type <> '" TYPE_DROPPED "'"
	                       " ORDER BY number LIMIT ?2)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	store_bind_int(query, 2, count);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	*ret_count = store_changes(store);
	return SWA_OK;
}

/* Say that COUNT more were dropped. */
static swa_err
say_dropped(struct store *store, int64_t enrolment, const struct dropped *dropped, int64_t count,
            int64_t when)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	char detail[32];
	const struct swa_report report = {
	        .when = when, .type = TYPE_DROPPED, .app_id = "", .account_id = "", .detail = detail};
	swa_err err;

	(void)snprintf(detail, sizeof(detail), "%lu", dropped->count + (unsigned long)count);
	if (dropped->number == 0)
		return insert(store, enrolment, &report);
	if ((err = store_query(store, "UPDATE report SET detail = ?2, time = ?3 WHERE number = ?1",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, dropped->number);
	store_bind_text(query, 2, detail);
	store_bind_int(query, 3, when);
	return store_finish(&query);
}

/* The queue is full: make room for one, or, where all were listed, give up the new one. */
static swa_err
add_to_full(struct store *store, int64_t enrolment, const struct swa_report *report)
{
	struct dropped dropped;
	int64_t gone = 0, added;
	swa_err err;

	if ((err = find_dropped(store, enrolment, &dropped)) != SWA_OK)
		return err;
	added = dropped.number == 0 ? 1 : 0;
	if ((err = drop_oldest(store, enrolment, 1 + added, &gone)) != SWA_OK)
		return err;
	if ((err = say_dropped(store, enrolment, &dropped, gone > 0 ? gone : 1, report->when)) != SWA_OK)
		return err;
	if (gone > 0) {
		if ((err = insert(store, enrolment, report)) != SWA_OK)
			return err;
		added++;
	}
	return add_to_count(store, enrolment, added - gone);
}

static bool
fits(const struct swa_report *report)
{
	return strlen(report->type) <= SWA_LABEL_MAX && strlen(report->app_id) <= SWA_ID_MAX &&
	       strlen(report->account_id) <= SWA_ID_MAX && strlen(report->detail) <= SWA_LABEL_MAX;
}

swa_err
swa_report_add(struct swa_vault *vault, const char *enrolment, const struct swa_report *report)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	struct enrolment_row row;
	swa_err err;

	if (!fits(report))
		return SWA_ERR_LIMIT;
	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = enrolment_find(vault->store, enrolment, &row)) != SWA_OK)
		return err;
	if (row.reports >= SWA_REPORTS_MAX)
		err = add_to_full(vault->store, row.number, report);
	else if ((err = insert(vault->store, row.number, report)) == SWA_OK)
		err = add_to_count(vault->store, row.number, 1);
	if (err != SWA_OK)
		return err;
	return change_commit(&change);
}

/* --- sending ------------------------------------------------------------- */

static swa_err
mark_listed(struct swa_vault *vault, int64_t enrolment, unsigned limit)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "UPDATE report SET listed = 1 WHERE listed = 0 AND number IN"
	                       " (SELECT number FROM report WHERE enrolment = ?1 ORDER BY number LIMIT ?2)",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, enrolment);
	store_bind_int(query, 2, limit);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if (store_changes(vault->store) == 0)
		return SWA_OK; /* listed before: nothing to write */
	return change_commit(&change);
}

swa_err
swa_report_next(struct swa_vault *vault, const char *enrolment, unsigned limit, swa_report_visit *visit,
                void *context)
{
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct enrolment_row found;
	bool row;
	swa_err err;

	if ((err = enrolment_find(vault->store, enrolment, &found)) != SWA_OK)
		return err;
	if (found.reports == 0)
		return SWA_OK;
	if ((err = mark_listed(vault, found.number, limit)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store,
	                       "SELECT number, id, time, type, app, account, detail FROM report"
	                       " WHERE enrolment = ?1 ORDER BY number LIMIT ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, found.number);
	store_bind_int(query, 2, limit);
	while ((err = store_step(query, &row)) == SWA_OK && row) {
		const struct swa_report report = {
		        .number = store_int(query, 0),
		        .id = store_text(query, 1),
		        .when = store_int(query, 2),
		        .type = store_text(query, 3),
		        .app_id = store_text(query, 4),
		        .account_id = store_text(query, 5),
		        .detail = store_text(query, 6),
		};

		if (!visit(context, &report))
			break;
	}
	return err;
}

swa_err
swa_report_taken(struct swa_vault *vault, const char *enrolment, int64_t number)
{
	SWA_CLEANUP(change_undo) struct change change = CHANGE_NONE;
	SWA_CLEANUP(store_donep) struct store_query *query = NULL;
	struct enrolment_row row;
	swa_err err;

	if ((err = change_begin(vault, &change)) != SWA_OK)
		return err;
	if ((err = enrolment_find(vault->store, enrolment, &row)) != SWA_OK)
		return err;
	if ((err = store_query(vault->store, "DELETE FROM report WHERE enrolment = ?1 AND number <= ?2",
	                       &query)) != SWA_OK)
		return err;
	store_bind_int(query, 1, row.number);
	store_bind_int(query, 2, number);
	if ((err = store_finish(&query)) != SWA_OK)
		return err;
	if ((err = add_to_count(vault->store, row.number, -store_changes(vault->store))) != SWA_OK)
		return err;
	return change_commit(&change);
}

swa_err
swa_report_count(struct swa_vault *vault, const char *enrolment, unsigned *ret_count)
{
	struct enrolment_row row;
	swa_err err;

	if ((err = enrolment_find(vault->store, enrolment, &row)) != SWA_OK)
		return err;
	*ret_count = (unsigned)row.reports;
	return SWA_OK;
}

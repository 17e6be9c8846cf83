#include "trail.h"

#include "log.h"
#include "swa/account.h"
#include "swa/audit.h"
#include "swa/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define QUEUE_MAX 512
#define REPORT_MAX 512 /* bytes of a detail that a report takes */
#define DETAIL_MAX 600 /* more than the vault keeps, which cuts between characters */

/* The trail is pruned with the first flush, and again after so many entries or seconds. */
#define PRUNE_ENTRIES 1000
#define DAY 86400

struct entry {
	int64_t when;
	char event[32];
	char app_id[SWA_ID_MAX + 1];
	char account_id[SWA_ID_MAX + 1];
	char detail[DETAIL_MAX + 1];
	bool used;
};

/* A ring: .count entries from .first on. */
struct swa_trail {
	struct entry entries[QUEUE_MAX];
	size_t first;
	size_t count;
	unsigned long lost;   /* fell out since the last flush */
	unsigned until_prune; /* entries; 0: with the next flush */
	int64_t next_prune;   /* seconds since 1970 */
};

struct swa_trail *
swa_trail_new(void)
{
	return calloc(1, sizeof(struct swa_trail));
}

void
swa_trail_free(struct swa_trail *trail)
{
	free(trail);
}

static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from != NULL ? from : "");
}

void
swa_trail_add(struct swa_trail *trail, const struct swa_trail_note *note)
{
	struct entry *entry;

	if (!swa_audit_is_event(note->event)) {
		swa_log(SWA_LOG_ERROR, "audit_event_unknown", "event=%s", note->event);
		return;
	}
	if (trail->count == QUEUE_MAX) {
		swa_log(SWA_LOG_ERROR, "audit_entry_lost", "event=%s", trail->entries[trail->first].event);
		trail->first = (trail->first + 1) % QUEUE_MAX;
		trail->count--;
		trail->lost++;
	}
	entry = &trail->entries[(trail->first + trail->count++) % QUEUE_MAX];
	entry->when = (int64_t)time(NULL);
	copy(entry->event, sizeof(entry->event), note->event);
	copy(entry->app_id, sizeof(entry->app_id), note->app_id);
	copy(entry->account_id, sizeof(entry->account_id), note->account_id);
	copy(entry->detail, sizeof(entry->detail), note->detail);
	entry->used = note->used;
}

size_t
swa_trail_pending(const struct swa_trail *trail)
{
	return trail->count;
}

static swa_err
write_entry(struct swa_vault *vault, const struct entry *entry)
{
	const struct swa_audit_entry row = {
	        .when = entry->when,
	        .event = entry->event,
	        .app_id = entry->app_id,
	        .account_id = entry->account_id,
	        .detail = entry->detail,
	};
	swa_err err;

	if ((err = swa_audit_append(vault, &row)) != SWA_OK || !entry->used)
		return err;
	err = swa_account_used(vault, entry->account_id, entry->when);
	return err == SWA_ERR_ACCOUNT_UNKNOWN ? SWA_OK : err; /* removed meanwhile */
}

/* At most REPORT_MAX bytes, and no half of a UTF-8 character. */
static void
cut(char to[REPORT_MAX + 1], const char *from)
{
	size_t size = strnlen(from, REPORT_MAX + 1);

	if (size > REPORT_MAX)
		for (size = REPORT_MAX; size > 0 && ((unsigned char)from[size] & 0xc0) == 0x80;)
			size--;
	memcpy(to, from, size);
	to[size] = '\0';
}

/* What an organisation is told of its own apps. */
static swa_err
write_report(struct swa_vault *vault, const struct entry *entry, bool *reported)
{
	char enrolment[SWA_ENROLMENT_ID_SIZE + 1], detail[REPORT_MAX + 1];
	const struct swa_report report = {
	        .when = entry->when,
	        .type = entry->event,
	        .app_id = swa_remote_id(entry->app_id),
	        .account_id = swa_remote_id(entry->account_id),
	        .detail = detail,
	};
	swa_err err;

	cut(detail, entry->detail);
	swa_id_enrolment(entry->app_id, enrolment);
	if (enrolment[0] == '\0')
		return SWA_OK;
	err = swa_report_add(vault, enrolment, &report);
	*reported = *reported || err == SWA_OK;
	return err == SWA_ERR_ENROLMENT_UNKNOWN ? SWA_OK : err; /* it was left meanwhile */
}

/* How many went is the first entry after them; both or neither. */
static swa_err
prune(struct swa_vault *vault, int64_t now)
{
	struct swa_audit_entry row = {.when = now, .event = "pruned", .app_id = "", .account_id = ""};
	uint64_t removed = 0;
	char detail[24];
	swa_err err;

	if ((err = swa_vault_begin(vault)) != SWA_OK)
		return err;
	err = swa_audit_prune(vault, SWA_AUDIT_KEPT, now - (int64_t)SWA_AUDIT_DAYS * DAY, &removed);
	if (err == SWA_OK && removed > 0) {
		(void)snprintf(detail, sizeof(detail), "%llu", (unsigned long long)removed);
		row.detail = detail;
		err = swa_audit_append(vault, &row);
	}
	if (err == SWA_OK && removed > 0)
		return swa_vault_commit(vault);
	swa_vault_rollback(vault);
	return err;
}

/* A chain that does not hold is left as it is; the log says so. */
static void
prune_now_and_then(struct swa_trail *trail, struct swa_vault *vault, size_t written)
{
	int64_t now = (int64_t)time(NULL);
	swa_err err;

	if (trail->until_prune > written && now < trail->next_prune) {
		trail->until_prune -= (unsigned)written;
		return;
	}
	trail->until_prune = PRUNE_ENTRIES;
	trail->next_prune = now + DAY;
	if ((err = prune(vault, now)) != SWA_OK)
		swa_log(SWA_LOG_ERROR, "audit_not_pruned", "error=%s", swa_err_name(err));
}

void
swa_trail_drop(struct swa_trail *trail)
{
	if (trail->count > 0)
		swa_log(SWA_LOG_ERROR, "audit_entries_lost", "count=%zu", trail->count);
	trail->first = trail->count = 0;
	trail->lost = 0;
	trail->until_prune = 0;
}

static swa_err
write_lost(struct swa_trail *trail, struct swa_vault *vault)
{
	char detail[64];
	const struct swa_audit_entry row = {.when = trail->entries[trail->first].when,
	                                    .event = "dropped",
	                                    .app_id = "",
	                                    .account_id = "",
	                                    .detail = detail};

	if (trail->lost == 0)
		return SWA_OK;
	(void)snprintf(detail, sizeof(detail), "%lu entries of this trail", trail->lost);
	return swa_audit_append(vault, &row);
}

swa_err
swa_trail_flush(struct swa_trail *trail, struct swa_vault *vault, bool *ret_reported)
{
	bool reported = false;
	swa_err err;

	if (trail->count == 0)
		return SWA_OK;
	if ((err = swa_vault_begin(vault)) != SWA_OK)
		return err;
	err = write_lost(trail, vault);
	for (size_t i = 0; i < trail->count && err == SWA_OK; i++) {
		const struct entry *entry = &trail->entries[(trail->first + i) % QUEUE_MAX];

		if ((err = write_entry(vault, entry)) == SWA_OK)
			err = write_report(vault, entry, &reported);
	}
	if (err == SWA_OK)
		err = swa_vault_commit(vault);
	else
		swa_vault_rollback(vault);
	if (err != SWA_OK)
		return err;
	prune_now_and_then(trail, vault, trail->count);
	trail->first = trail->count = 0;
	trail->lost = 0;
	if (ret_reported != NULL)
		*ret_reported = reported;
	return SWA_OK;
}

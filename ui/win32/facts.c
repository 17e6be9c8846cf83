#include "facts.h"

#include "text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* In seconds. */
#define MINUTE 60
#define HOUR 3600
#define DAY 86400

struct swa_win_facts {
	struct swa_win_connection *connection; /* borrowed */
	void (*changed)(void *context);
	void *context;
	bool up, known;
	swa_err err; /* why it is not up; SWA_OK before the first try has ended */
	char vault[32];
	char *hint; /* what to do about the vault, the agent's words */
	int64_t apps, questions, last_sync, organisations, sign_ins;
	int64_t conflicts; /* changes that need the person */
	int64_t notices;
	bool syncing, offline, rolled_back;
};

/* --- the agent's answers ---------------------------------------------------------- */

static void
take_status(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_facts *f = data;
	const char *vault = swa_json_get_text(body, "vault");

	if (err != SWA_OK || vault == NULL)
		return; /* the connection has ended: down() says so */
	(void)snprintf(f->vault, sizeof(f->vault), "%s", vault);
	swa_win_freep(&f->hint);
	f->hint = swa_win_copy(swa_json_get_text(body, "hint"));
	(void)swa_json_get_integer(body, "apps", &f->apps);
	(void)swa_json_get_integer(body, "questions", &f->questions);
	(void)swa_json_get_integer(body, "last_sync", &f->last_sync);
	f->syncing = swa_json_get_bool(body, "syncing", false);
	f->offline = swa_json_get_bool(body, "offline", false);
	f->rolled_back = swa_json_get_bool(body, "rolled_back", false);
	f->up = f->known = true;
	f->changed(f->context);
}

static void
take_organisations(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_facts *f = data;
	const struct swa_json *list = swa_json_get(body, "enrolments");

	f->organisations = err == SWA_OK ? (int64_t)swa_json_count(list) : 0;
	f->sign_ins = 0;
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at))
		if (strcmp(swa_json_get_text(at, "state"), "sign_in") == 0)
			f->sign_ins++;
	f->changed(f->context);
}

static void
take_changes(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_facts *f = data;
	const struct swa_json *list = swa_json_get(body, "changes");

	(void)err; /* a locked vault has none */
	f->conflicts = 0;
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at))
		if (strcmp(swa_json_get_text(at, "state"), "waiting") != 0)
			f->conflicts++;
	f->changed(f->context);
}

void
swa_win_facts_set_notices(struct swa_win_facts *facts, int64_t count)
{
	facts->notices = count;
	facts->changed(facts->context);
}

void
swa_win_facts_fetch(struct swa_win_facts *facts)
{
	if (!swa_win_connection_is_up(facts->connection))
		return;
	swa_win_connection_ask(facts->connection, swa_request_new(SWA_REQUEST_STATUS), take_status, facts);
	swa_win_connection_ask(facts->connection, swa_request_new(SWA_REQUEST_ENROLMENTS_LIST),
	                       take_organisations, facts);
	swa_win_connection_ask(facts->connection, swa_request_new(SWA_REQUEST_CHANGES_LIST), take_changes,
	                       facts);
}

void
swa_win_facts_down(struct swa_win_facts *facts, swa_err err)
{
	facts->up = facts->known = false;
	facts->organisations = facts->sign_ins = facts->conflicts = facts->notices = 0;
	facts->err = err;
	facts->changed(facts->context);
}

/* --- what they mean ------------------------------------------------------------------ */

static bool
vault_is(const struct swa_win_facts *f, const char *name)
{
	return f->known && strcmp(f->vault, name) == 0;
}

bool
swa_win_facts_is_up(const struct swa_win_facts *facts)
{
	return facts->up;
}

bool
swa_win_facts_is_open(const struct swa_win_facts *facts)
{
	return vault_is(facts, "ready");
}

bool
swa_win_facts_is_locked(const struct swa_win_facts *facts)
{
	return vault_is(facts, "locked");
}

bool
swa_win_facts_is_syncing(const struct swa_win_facts *facts)
{
	return facts->known && facts->syncing;
}

bool
swa_win_facts_has_organisation(const struct swa_win_facts *facts)
{
	return facts->organisations > 0;
}

/* Shut, and not merely locked: there is none, or it cannot be opened. */
static bool
is_broken(const struct swa_win_facts *f)
{
	return f->known && !vault_is(f, "ready") && !vault_is(f, "locked");
}

enum swa_win_mood
swa_win_facts_mood(const struct swa_win_facts *facts)
{
	if (!facts->known)
		return SWA_WIN_MOOD_OFFLINE;
	if (is_broken(facts))
		return SWA_WIN_MOOD_ATTENTION;
	if (vault_is(facts, "locked"))
		return SWA_WIN_MOOD_LOCKED;
	if (facts->syncing)
		return SWA_WIN_MOOD_SYNCING;
	if (facts->questions > 0 || facts->conflicts > 0 || facts->notices > 0 || facts->sign_ins > 0 ||
	    facts->rolled_back)
		return SWA_WIN_MOOD_ATTENTION;
	return facts->offline ? SWA_WIN_MOOD_OFFLINE : SWA_WIN_MOOD_READY;
}

/* One of the forms with its one number. */
static char *
counted(const char *form, int64_t number)
{
	return swa_win_format(form, number < INT_MAX ? (int)number : INT_MAX);
}

static char *
synced_words(int64_t last_sync, int64_t now)
{
	const int64_t age = now > last_sync ? now - last_sync : 0;

	if (age < MINUTE)
		return swa_win_copy(_("synced just now"));
	if (age < HOUR)
		return counted(
		        ngettext("synced %d minute ago", "synced %d minutes ago", (uint64_t)(age / MINUTE)),
		        age / MINUTE);
	if (age < DAY)
		return counted(ngettext("synced %d hour ago", "synced %d hours ago", (uint64_t)(age / HOUR)),
		               age / HOUR);
	return counted(ngettext("synced %d day ago", "synced %d days ago", (uint64_t)(age / DAY)), age / DAY);
}

static char *
ready_words(const struct swa_win_facts *f)
{
	SWA_CLEANUP(swa_win_freep)
	char *apps = counted(ngettext("%d app", "%d apps", (uint64_t)f->apps), f->apps);
	SWA_CLEANUP(swa_win_freep) char *synced = NULL;

	if (f->syncing)
		/* Translators: %s is "42 apps". */
		return swa_win_format(_("Synchronising · %s"), apps);
	if (f->last_sync == 0)
		/* Translators: %s is "42 apps". */
		return swa_win_format(_("Ready · %s"), apps);
	synced = synced_words(f->last_sync, (int64_t)time(NULL));
	if (f->offline)
		/* Translators: the first %s is "42 apps", the second "synced 3 minutes ago". */
		return swa_win_format(_("Offline · %s · %s"), apps, synced);
	/* Translators: the first %s is "42 apps", the second "synced 3 minutes ago". */
	return swa_win_format(_("Ready · %s · %s"), apps, synced);
}

char *
swa_win_facts_words(const struct swa_win_facts *facts)
{
	if (!facts->known && facts->err == SWA_ERR_AGENT_UNREACHABLE)
		return swa_win_copy(_("swa-agent is not running"));
	if (!facts->known && facts->err != SWA_OK)
		return swa_win_copy(swa_win_text(swa_err_text(facts->err)));
	if (!facts->known)
		return swa_win_copy(_("Connecting to swa-agent…"));
	if (vault_is(facts, "ready"))
		return ready_words(facts);
	if (vault_is(facts, "locked"))
		return swa_win_copy(_("Locked"));
	if (vault_is(facts, "missing"))
		return swa_win_copy(_("There is no vault yet"));
	return swa_win_copy(_("The vault cannot be opened"));
}

char *
swa_win_facts_attention(const struct swa_win_facts *facts)
{
	if (!facts->known || vault_is(facts, "locked"))
		return NULL;
	if (is_broken(facts))
		return facts->hint[0] != '\0' ? swa_win_copy(swa_win_text(facts->hint)) : NULL;
	if (facts->questions > 0)
		return counted(ngettext("%d question about a sign-in waits for you",
		                        "%d questions about sign-ins wait for you",
		                        (uint64_t)facts->questions),
		               facts->questions);
	if (facts->sign_ins > 0)
		return counted(ngettext("%d organisation wants you to sign in again",
		                        "%d organisations want you to sign in again",
		                        (uint64_t)facts->sign_ins),
		               facts->sign_ins);
	if (facts->conflicts > 0)
		return counted(ngettext("%d change of a password needs your decision",
		                        "%d changes of passwords need your decision",
		                        (uint64_t)facts->conflicts),
		               facts->conflicts);
	if (facts->notices > 0)
		return counted(ngettext("%d notice is to be read", "%d notices are to be read",
		                        (uint64_t)facts->notices),
		               facts->notices);
	if (facts->rolled_back)
		return swa_win_copy(_("The vault is older than the one last used here"));
	return NULL;
}

struct swa_win_facts *
swa_win_facts_new(struct swa_win_connection *connection, void (*changed)(void *context), void *context)
{
	struct swa_win_facts *f = calloc(1, sizeof(*f));

	if (f == NULL)
		return NULL;
	f->connection = connection;
	f->changed = changed;
	f->context = context;
	f->hint = swa_win_copy("");
	return f;
}

void
swa_win_facts_free(struct swa_win_facts *facts)
{
	if (facts == NULL)
		return;
	swa_win_connection_forget(facts->connection, facts);
	swa_win_freep(&facts->hint);
	free(facts);
}

#include "state.h"

#include <string.h>

#define GATHER_MS 100 /* events come in bursts: one look at them all */

/* What is to be fetched anew. */
enum part {
	PART_STATUS = 1,
	PART_ORGANISATIONS = 2,
	PART_CHANGES = 4,
	PART_NOTICES = 8,
	PART_APPS = 16,
	PART_ALL = 31,
};

struct swa_ui_state {
	struct swa_ui_connection *connection; /* borrowed */
	void (*changed)(void *context);
	void *context;
	struct swa_ui_facts facts;
	struct swa_ui_recent found[SWA_UI_RECENT_MOST]; /* while the pages of apps come in */
	size_t found_count;
	bool paging;      /* a page of apps is on its way */
	unsigned waiting; /* parts to be fetched when the timer fires */
	guint timer;      /* or 0 */
};

static void later(struct swa_ui_state *s, unsigned parts);

static void
replace_text(char **text, const char *value)
{
	g_free(*text);
	*text = g_strdup(value != NULL ? value : "");
}

static void
clear_recent(struct swa_ui_recent *recent, size_t *count)
{
	for (size_t i = 0; i < *count; i++) {
		g_free(recent[i].id);
		g_free(recent[i].label);
	}
	*count = 0;
}

static void
clear_facts(struct swa_ui_facts *facts)
{
	g_free(facts->vault);
	g_free(facts->hint);
	g_free(facts->unlock);
	clear_recent(facts->recent, &facts->recent_count);
	*facts = (struct swa_ui_facts){0};
}

/* Answers. */

static void
take_status(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_state *s = data;
	struct swa_ui_facts *facts = &s->facts;

	if (err != SWA_OK)
		return; /* the connection has ended: down() says so */
	replace_text(&facts->vault, swa_json_get_text(body, "vault"));
	replace_text(&facts->hint, swa_json_get_text(body, "hint"));
	replace_text(&facts->unlock, swa_json_get_text(body, "unlock"));
	(void)swa_json_get_integer(body, "apps", &facts->apps);
	(void)swa_json_get_integer(body, "questions", &facts->questions);
	(void)swa_json_get_integer(body, "last_sync", &facts->last_sync);
	facts->syncing = swa_json_get_bool(body, "syncing", false);
	facts->offline = swa_json_get_bool(body, "offline", false);
	facts->rolled_back = swa_json_get_bool(body, "rolled_back", false);
	facts->known = true;
	s->changed(s->context);
}

static void
take_organisations(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_state *s = data;
	const struct swa_json *list = swa_json_get(body, "enrolments");
	bool syncing = false;

	s->facts.organisations = err == SWA_OK ? (int64_t)swa_json_count(list) : 0;
	s->facts.sign_ins = 0;
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (g_strcmp0(swa_json_get_text(at, "state"), "sign_in") == 0)
			s->facts.sign_ins++;
		syncing = syncing || swa_json_get_bool(at, "syncing", false);
	}
	s->facts.syncing = syncing;
	s->changed(s->context);
}

static void
take_changes(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_state *s = data;
	const struct swa_json *list = swa_json_get(body, "changes");

	(void)err; /* a locked vault has none */
	s->facts.conflicts = 0;
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (g_strcmp0(swa_json_get_text(at, "state"), "waiting") != 0)
			s->facts.conflicts++;
	}
	s->changed(s->context);
}

static void
take_notices(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_state *s = data;
	const struct swa_json *list = swa_json_get(body, "notices");

	(void)err;
	s->facts.notices = 0;
	for (const struct swa_json *at = swa_json_first(list); at != NULL; at = swa_json_next(at)) {
		if (g_strcmp0(swa_json_get_text(at, "kind"), "conflict") != 0)
			s->facts.notices++; /* the others are counted as changes */
	}
	s->changed(s->context);
}

/** Keep the app where it is one of the newest. */
static void
consider(struct swa_ui_state *s, const struct swa_json *tile)
{
	struct swa_ui_recent *found = s->found;
	int64_t used = 0;
	size_t at;

	if (!swa_json_get_integer(tile, "last_used", &used) || used == 0 ||
	    swa_json_get_bool(tile, "hidden", false) || !swa_json_get_bool(tile, "active", false))
		return;
	for (at = 0; at < s->found_count && found[at].used >= used; at++)
		continue;
	if (at == SWA_UI_RECENT_MOST)
		return;
	if (s->found_count == SWA_UI_RECENT_MOST) {
		s->found_count--;
		g_free(found[s->found_count].id);
		g_free(found[s->found_count].label);
	}
	memmove(&found[at + 1], &found[at], (s->found_count - at) * sizeof(*found));
	found[at] = (struct swa_ui_recent){
	        .id = g_strdup(swa_json_get_text(tile, "id")),
	        .label = g_strdup(swa_json_get_text(tile, "label")),
	        .used = used,
	};
	s->found_count++;
}

static void take_apps(void *data, swa_err err, const struct swa_json *body);

static void
ask_apps(struct swa_ui_state *s, const char *after)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_LIST);

	if (after != NULL)
		swa_json_set_text(request, "after", after);
	s->paging = true;
	swa_ui_connection_ask(s->connection, request, take_apps, s);
}

static void
take_apps(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_ui_state *s = data;
	const char *last = NULL;

	s->paging = false;
	for (const struct swa_json *at = swa_json_first(swa_json_get(body, "apps")); at != NULL;
	     at = swa_json_next(at)) {
		consider(s, at);
		last = swa_json_get_text(at, "id");
	}
	if (err == SWA_OK && last != NULL && swa_json_get_bool(body, "more", false)) {
		ask_apps(s, last);
		return;
	}
	/* A locked vault tells no apps. */
	clear_recent(s->facts.recent, &s->facts.recent_count);
	memcpy(s->facts.recent, s->found, sizeof(s->found));
	s->facts.recent_count = s->found_count;
	s->found_count = 0;
	s->changed(s->context);
}

/* Asking. */

static gboolean
on_gathered(gpointer data)
{
	struct swa_ui_state *s = data;
	unsigned parts = s->waiting;

	s->timer = 0;
	s->waiting = 0;
	if (!swa_ui_connection_is_up(s->connection))
		return G_SOURCE_REMOVE;
	if ((parts & PART_STATUS) != 0)
		swa_ui_connection_ask(s->connection, swa_request_new(SWA_REQUEST_STATUS), take_status, s);
	if ((parts & PART_ORGANISATIONS) != 0)
		swa_ui_connection_ask(s->connection, swa_request_new(SWA_REQUEST_ENROLMENTS_LIST),
		                      take_organisations, s);
	if ((parts & PART_CHANGES) != 0)
		swa_ui_connection_ask(s->connection, swa_request_new(SWA_REQUEST_CHANGES_LIST), take_changes,
		                      s);
	if ((parts & PART_NOTICES) != 0)
		swa_ui_connection_ask(s->connection, swa_request_new(SWA_REQUEST_NOTICES_LIST), take_notices,
		                      s);
	if ((parts & PART_APPS) != 0 && s->paging)
		later(s, PART_APPS);
	else if ((parts & PART_APPS) != 0)
		ask_apps(s, NULL);
	return G_SOURCE_REMOVE;
}

static void
later(struct swa_ui_state *s, unsigned parts)
{
	s->waiting |= parts;
	if (s->timer == 0)
		s->timer = g_timeout_add(GATHER_MS, on_gathered, s);
}

void
swa_ui_state_up(struct swa_ui_state *state)
{
	state->facts.up = true;
	state->facts.err = SWA_OK;
	state->waiting = PART_ALL;
	if (state->timer != 0)
		g_source_remove(state->timer);
	(void)on_gathered(state);
}

void
swa_ui_state_event(struct swa_ui_state *state, enum swa_event_type type)
{
	switch (type) {
	case SWA_EVENT_VAULT_CHANGED: later(state, PART_ALL); break;
	case SWA_EVENT_APPS_CHANGED:
	case SWA_EVENT_QUESTIONS_CHANGED: /* a sign-in has ended: the app was used */
		later(state, PART_STATUS | PART_APPS);
		break;
	case SWA_EVENT_ENROLMENTS_CHANGED:
		later(state, PART_STATUS | PART_ORGANISATIONS | PART_CHANGES);
		break;
	case SWA_EVENT_NOTICES_CHANGED: later(state, PART_STATUS | PART_CHANGES | PART_NOTICES); break;
	default: break;
	}
}

void
swa_ui_state_down(struct swa_ui_state *state, swa_err err)
{
	clear_facts(&state->facts);
	clear_recent(state->found, &state->found_count);
	state->facts.err = err;
	state->changed(state->context);
}

void
swa_ui_state_refresh(struct swa_ui_state *state)
{
	later(state, PART_ALL);
}

const struct swa_ui_facts *
swa_ui_state_facts(const struct swa_ui_state *state)
{
	return &state->facts;
}

struct swa_ui_state *
swa_ui_state_new(struct swa_ui_connection *connection, void (*changed)(void *context), void *context)
{
	struct swa_ui_state *s = g_new0(struct swa_ui_state, 1);

	s->connection = connection;
	s->changed = changed;
	s->context = context;
	return s;
}

void
swa_ui_state_free(struct swa_ui_state *state)
{
	if (state == NULL)
		return;
	if (state->timer != 0)
		g_source_remove(state->timer);
	swa_ui_connection_forget(state->connection, state);
	clear_facts(&state->facts);
	clear_recent(state->found, &state->found_count);
	g_free(state);
}

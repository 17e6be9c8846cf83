#include "recent.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

struct app {
	char *id, *label;
	int64_t used; /* seconds since 1970 */
};

struct apps {
	struct app apps[SWA_WIN_RECENT_MOST]; /* the newest first */
	size_t count;
};

struct swa_win_recent {
	struct swa_win_connection *connection; /* borrowed */
	struct apps known;
	struct apps found; /* while the pages come in */
	bool fetching;     /* a page is on its way */
	bool fetch_again;  /* ... and was outdated while it was */
};

static void
clear(struct apps *apps)
{
	for (size_t i = 0; i < apps->count; i++) {
		swa_win_freep(&apps->apps[i].id);
		swa_win_freep(&apps->apps[i].label);
	}
	apps->count = 0;
}

/* Keep the app where it is one of the newest. */
static void
consider(struct apps *found, const struct swa_json *tile)
{
	int64_t used = 0;
	size_t at;

	if (!swa_json_get_integer(tile, "last_used", &used) || used == 0 ||
	    swa_json_get_bool(tile, "hidden", false) || !swa_json_get_bool(tile, "active", false))
		return;
	for (at = 0; at < found->count && found->apps[at].used >= used; at++)
		continue;
	if (at == SWA_WIN_RECENT_MOST)
		return;
	if (found->count == SWA_WIN_RECENT_MOST) {
		found->count--;
		swa_win_freep(&found->apps[found->count].id);
		swa_win_freep(&found->apps[found->count].label);
	}
	memmove(&found->apps[at + 1], &found->apps[at], (found->count - at) * sizeof(found->apps[0]));
	found->apps[at] = (struct app){
	        .id = swa_win_copy(swa_json_get_text(tile, "id")),
	        .label = swa_win_shown(swa_json_get_text(tile, "label"), SWA_WIN_NAME_CHARS),
	        .used = used,
	};
	found->count++;
}

static void take_page(void *data, swa_err err, const struct swa_json *body);

static void
ask(struct swa_win_recent *r, const char *after)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_LIST);

	if (after != NULL)
		swa_json_set_text(request, "after", after);
	r->fetching = true;
	swa_win_connection_ask(r->connection, request, take_page, r);
}

static void
take_page(void *data, swa_err err, const struct swa_json *body)
{
	struct swa_win_recent *r = data;
	const char *last = NULL;

	r->fetching = false;
	for (const struct swa_json *at = swa_json_first(swa_json_get(body, "apps")); at != NULL;
	     at = swa_json_next(at)) {
		consider(&r->found, at);
		last = swa_json_get_text(at, "id");
	}
	if (err == SWA_OK && last != NULL && swa_json_get_bool(body, "more", false)) {
		ask(r, last);
		return;
	}
	/* A locked vault tells no apps. */
	clear(&r->known);
	r->known = r->found;
	r->found.count = 0;
	if (r->fetch_again)
		swa_win_recent_fetch(r);
}

void
swa_win_recent_fetch(struct swa_win_recent *recent)
{
	recent->fetch_again = recent->fetching;
	if (!recent->fetching && swa_win_connection_is_up(recent->connection))
		ask(recent, NULL);
}

void
swa_win_recent_down(struct swa_win_recent *recent)
{
	clear(&recent->known);
}

size_t
swa_win_recent_count(const struct swa_win_recent *recent)
{
	return recent->known.count;
}

const char *
swa_win_recent_id(const struct swa_win_recent *recent, size_t index)
{
	return recent->known.apps[index].id;
}

const char *
swa_win_recent_label(const struct swa_win_recent *recent, size_t index)
{
	return recent->known.apps[index].label;
}

struct swa_win_recent *
swa_win_recent_new(struct swa_win_connection *connection)
{
	struct swa_win_recent *r = calloc(1, sizeof(*r));

	if (r != NULL)
		r->connection = connection;
	return r;
}

void
swa_win_recent_free(struct swa_win_recent *recent)
{
	if (recent == NULL)
		return;
	swa_win_connection_forget(recent->connection, recent);
	clear(&recent->known);
	clear(&recent->found);
	free(recent);
}

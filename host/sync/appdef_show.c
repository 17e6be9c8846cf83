/* What clients are shown of an app definition. */
#include "appdef.h"

#include <stdio.h>
#include <string.h>

void
swa_appdef_host(const char *url, char host[SWA_HOST_MAX + 1])
{
	struct swa_origin origin;

	host[0] = '\0';
	if (swa_origin_of(url, &origin) == SWA_OK)
		(void)snprintf(host, SWA_HOST_MAX + 1, "%s", origin.host);
}

bool
swa_appdef_is_link(enum swa_mode mode)
{
	return mode == SWA_MODE_LINK;
}

/* Schemes and hosts, each pair once: a match pattern has no port. */
static void
add_hosts(const struct swa_origin_list *from, struct swa_json *array,
          const struct swa_origin *seen[SWA_ACCESS_MAX], size_t *count)
{
	char pattern[SWA_HOST_MAX + 16];

	for (size_t i = 0; i < from->count && *count < SWA_ACCESS_MAX; i++) {
		bool known = false;

		for (size_t j = 0; j < *count; j++)
			known = known || (strcmp(seen[j]->host, from->item[i].host) == 0 &&
			                  strcmp(seen[j]->scheme, from->item[i].scheme) == 0);
		if (known)
			continue;
		seen[(*count)++] = &from->item[i];
		(void)snprintf(pattern, sizeof(pattern), "%s://%s/*", from->item[i].scheme,
		               from->item[i].host);
		swa_json_add_text(array, pattern);
	}
}

struct swa_json *
swa_appdef_access(const struct swa_appdef *appdef)
{
	struct swa_json *array = swa_json_new_array();
	const struct swa_origin *seen[SWA_ACCESS_MAX];
	size_t count = 0;

	if (!swa_appdef_is_link(appdef->mode)) {
		add_hosts(&appdef->rules.pages, array, seen, &count);
		add_hosts(&appdef->rules.frames, array, seen, &count);
		/* A post from outside of the page is given its Origin where it goes to. */
		if (appdef->way == SWA_WAY_OUTSIDE)
			add_hosts(&appdef->rules.actions, array, seen, &count);
	}
	return array;
}

struct swa_json *
swa_appdef_actions(const struct swa_appdef *appdef)
{
	const struct swa_origin_list *lists[] = {&appdef->rules.pages, &appdef->rules.actions};
	struct swa_json *array = swa_json_new_array();
	char text[SWA_ORIGIN_MAX + 1];

	for (size_t l = 0; l < sizeof(lists) / sizeof(lists[0]); l++)
		for (size_t i = 0; i < lists[l]->count; i++) {
			bool known = false;

			for (size_t j = 0; l == 1 && j < lists[0]->count; j++)
				known = known || swa_origin_equal(&lists[0]->item[j], &lists[1]->item[i]);
			if (known)
				continue;
			swa_origin_text(&lists[l]->item[i], text);
			swa_json_add_text(array, text);
		}
	return array;
}

struct swa_json *
swa_appdef_frames(const struct swa_appdef *appdef)
{
	struct swa_json *array = swa_json_new_array();
	char text[SWA_ORIGIN_MAX + 1];

	for (size_t i = 0; i < appdef->rules.frames.count; i++) {
		swa_origin_text(&appdef->rules.frames.item[i], text);
		swa_json_add_text(array, text);
	}
	return array;
}

const char *
swa_way_name(enum swa_way way)
{
	static const char *const names[] = {
	        [SWA_WAY_PAGE] = "page",
	        [SWA_WAY_OUTSIDE] = "outside",
	        [SWA_WAY_DIRECT] = "direct",
	        [SWA_WAY_CHALLENGE] = "challenge",
	};

	return names[way];
}

bool
swa_way_has_page(enum swa_way way)
{
	return way == SWA_WAY_PAGE || way == SWA_WAY_OUTSIDE;
}

#include "swa/match.h"

#include "swa/pattern.h"

#include <string.h>

static bool
contains(const struct swa_origin_list *list, const struct swa_origin *origin)
{
	for (size_t i = 0; i < list->count; i++) {
		if (swa_origin_equal(&list->item[i], origin))
			return true;
	}
	return false;
}

/* The same scheme and host on another port? */
static bool
contains_but_port(const struct swa_origin_list *list, const struct swa_origin *origin)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->item[i].scheme, origin->scheme) == 0 &&
		    strcmp(list->item[i].host, origin->host) == 0)
			return true;
	}
	return false;
}

/* --- what was refused ---------------------------------------------------- */

/*
 * An address as it may be shown: printable, and without the parts that may hold
 * a secret: query, fragment, and a password before the host.
 */
static swa_err
refuse_text(swa_err err, const char *text, struct swa_refusal *ret_refusal)
{
	size_t size = strcspn(text, "?#");
	size_t start = 0;

	for (size_t i = 0; i < size; i++) {
		if (text[i] == '@')
			start = i + 1;
	}
	text += start;
	size -= start;
	if (size > sizeof(ret_refusal->what) - 1)
		size = sizeof(ret_refusal->what) - 1;
	for (size_t i = 0; i < size; i++)
		ret_refusal->what[i] = text[i];
	for (size_t i = 0; i < size; i++) {
		if (text[i] < ' ' || text[i] > '~')
			ret_refusal->what[i] = '?';
	}
	ret_refusal->what[size] = '\0';
	ret_refusal->err = err;
	return err;
}

static swa_err
refuse_origin(swa_err err, const struct swa_origin *origin, struct swa_refusal *ret_refusal)
{
	char text[SWA_ORIGIN_MAX + 1];

	swa_origin_text(origin, text);
	return refuse_text(err, text, ret_refusal);
}

/* Only the scheme of such an address is of interest, and javascript: and data:
 * addresses may hold anything else. */
static swa_err
refuse_address(swa_err err, const char *url, struct swa_refusal *ret_refusal)
{
	size_t size = strcspn(url, ":");
	char scheme[32];

	if (err != SWA_ERR_SCHEME_REFUSED)
		return refuse_text(err, url, ret_refusal);
	if (size > sizeof(scheme) - 2)
		size = sizeof(scheme) - 2;
	memcpy(scheme, url, size);
	scheme[size] = ':';
	scheme[size + 1] = '\0';
	return refuse_text(err, scheme, ret_refusal);
}

/* --- pages --------------------------------------------------------------- */

/* The tab's address: on the list, and secure. */
static swa_err
match_tab(const struct swa_match_rules *rules, const struct swa_page_facts *page, bool may_frame,
          struct swa_origin *ret_origin, struct swa_refusal *ret_refusal)
{
	struct swa_origin origin;
	swa_err err;

	if ((err = swa_origin_of_page(page->tab_url, &origin)) != SWA_OK)
		return refuse_address(err, page->tab_url, ret_refusal);
	if (!contains(&rules->pages, &origin) && !(may_frame && contains(&rules->frames, &origin))) {
		if (strcmp(origin.scheme, "https") != 0)
			return refuse_origin(SWA_ERR_SCHEME_REFUSED, &origin, ret_refusal);
		if (contains_but_port(&rules->pages, &origin))
			return refuse_origin(SWA_ERR_PORT_REFUSED, &origin, ret_refusal);
		return refuse_origin(SWA_ERR_ORIGIN_REFUSED, &origin, ret_refusal);
	}
	/* An http: origin that a rule names is not secure, and need not say so. */
	if (!page->secure_context && strcmp(origin.scheme, "https") == 0)
		return refuse_origin(SWA_ERR_CONTEXT_REFUSED, &origin, ret_refusal);
	*ret_origin = origin;
	return SWA_OK;
}

/* A form in a frame: its origin is that of the tab's page or stands in the list
 * of frames, and each frame around it is a page or a frame of the app.  The
 * outermost is the tab. */
static swa_err
match_frames(const struct swa_match_rules *rules, const struct swa_page_facts *page,
             const struct swa_origin *tab, struct swa_refusal *ret_refusal)
{
	struct swa_origin origin = *tab;
	swa_err err;

	if (page->ancestor_count > SWA_ORIGINS_MAX)
		return refuse_text(SWA_ERR_FRAME_REFUSED, page->frame_url, ret_refusal);
	for (size_t i = 0; i < page->ancestor_count; i++) {
		if (swa_origin_of_page(page->ancestors[i], &origin) != SWA_OK)
			return refuse_address(SWA_ERR_FRAME_REFUSED, page->ancestors[i], ret_refusal);
		if (!contains(&rules->pages, &origin) && !contains(&rules->frames, &origin))
			return refuse_origin(SWA_ERR_FRAME_REFUSED, &origin, ret_refusal);
	}
	if (!swa_origin_equal(&origin, tab))
		return refuse_origin(SWA_ERR_FRAME_REFUSED, &origin, ret_refusal);
	if ((err = swa_origin_of_page(page->frame_url, &origin)) != SWA_OK)
		return refuse_address(err, page->frame_url, ret_refusal);
	if (!contains(&rules->frames, &origin) &&
	    !(swa_origin_equal(&origin, tab) && contains(&rules->pages, tab)))
		return refuse_origin(SWA_ERR_FRAME_REFUSED, &origin, ret_refusal);
	return SWA_OK;
}

swa_err
swa_match_page(const struct swa_match_rules *rules, const struct swa_page_facts *page,
               struct swa_refusal *ret_refusal)
{
	const bool framed = page->ancestor_count > 0;
	struct swa_origin tab;
	swa_err err;

	if ((err = match_tab(rules, page, framed, &tab, ret_refusal)) != SWA_OK)
		return err;
	if (framed) {
		if ((err = match_frames(rules, page, &tab, ret_refusal)) != SWA_OK)
			return err;
	} else if (strcmp(page->frame_url, page->tab_url) != 0) {
		/* A frame that says it has nothing around it is none of ours. */
		return refuse_text(SWA_ERR_FRAME_REFUSED, page->frame_url, ret_refusal);
	}
	if (rules->login_url_regex == NULL || rules->login_url_regex[0] == '\0')
		return SWA_OK;
	if ((err = swa_pattern_match(rules->login_url_regex, page->tab_url)) != SWA_OK)
		return refuse_text(err, page->tab_url, ret_refusal);
	return SWA_OK;
}

/* --- forms --------------------------------------------------------------- */

static bool
is_post(const char *method)
{
	static const char post[] = "post";
	size_t i = 0;

	for (; post[i] != '\0'; i++) {
		if (method[i] != post[i] && method[i] != post[i] - 'a' + 'A')
			return false;
	}
	return method[i] == '\0';
}

swa_err
swa_match_form(const struct swa_match_rules *rules, const struct swa_form_facts *form,
               struct swa_refusal *ret_refusal)
{
	struct swa_origin origin;
	swa_err err;

	if ((err = swa_origin_of_page(form->action, &origin)) != SWA_OK)
		return refuse_address(err, form->action, ret_refusal);
	if (!contains(&rules->pages, &origin) && !contains(&rules->actions, &origin)) {
		if (strcmp(origin.scheme, "https") != 0)
			return refuse_origin(SWA_ERR_SCHEME_REFUSED, &origin, ret_refusal);
		return refuse_origin(SWA_ERR_ACTION_REFUSED, &origin, ret_refusal);
	}
	if (!is_post(form->method))
		return refuse_text(SWA_ERR_METHOD_REFUSED, form->action, ret_refusal);
	return SWA_OK;
}

/* --- without a page ------------------------------------------------------ */

static bool
is_extension_page(const struct swa_page_facts *page)
{
	static const char *const schemes[] = {"chrome-extension://", "moz-extension://"};

	if (page->ancestor_count != 0 || strcmp(page->tab_url, page->frame_url) != 0)
		return false;
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		if (strncmp(page->tab_url, schemes[i], strlen(schemes[i])) == 0)
			return true;
	}
	return false;
}

/* Path and query, which browsers never leave empty. */
static const char *
path_of(const char *url, size_t *ret_size)
{
	const char *path = strstr(url, "://");

	path = path == NULL ? url : path + 3;
	path += strcspn(path, "/?#");
	*ret_size = strcspn(path, "#");
	if (*ret_size > 0)
		return path;
	*ret_size = 1;
	return "/";
}

/* The same text once a browser has read it, which for what stands behind the host is the same text. */
static bool
same_address(const char *url, const struct swa_origin *action_origin, const char *action)
{
	struct swa_origin origin;
	size_t size, action_size;
	const char *path = path_of(url, &size), *action_path = path_of(action, &action_size);

	return swa_origin_of(url, &origin) == SWA_OK && swa_origin_equal(&origin, action_origin) &&
	       size == action_size && memcmp(path, action_path, size) == 0;
}

swa_err
swa_match_direct(const struct swa_match_rules *rules, const char *url, const struct swa_page_facts *page,
                 const struct swa_form_facts *form, struct swa_refusal *ret_refusal)
{
	struct swa_origin origin;
	swa_err err;

	if (!is_extension_page(page))
		return refuse_text(SWA_ERR_DOCUMENT_REFUSED, page->tab_url, ret_refusal);
	if ((err = swa_match_form(rules, form, ret_refusal)) != SWA_OK)
		return err;
	if (swa_origin_of_page(form->action, &origin) != SWA_OK || !same_address(url, &origin, form->action))
		return refuse_text(SWA_ERR_ACTION_REFUSED, form->action, ret_refusal);
	return SWA_OK;
}

swa_err
swa_match_challenge(const struct swa_match_rules *rules, const char *url, struct swa_refusal *ret_refusal)
{
	const struct swa_page_facts page = {.tab_url = url, .secure_context = true};
	struct swa_origin origin;

	return match_tab(rules, &page, false, &origin, ret_refusal);
}

/* --- lists --------------------------------------------------------------- */

swa_err
swa_origin_list_put(struct swa_origin_list *list, const struct swa_origin *origin)
{
	if (contains(list, origin))
		return SWA_OK;
	if (list->count == SWA_ORIGINS_MAX)
		return SWA_ERR_LIMIT;
	list->item[list->count++] = *origin;
	return SWA_OK;
}

static swa_err
add_scheme(struct swa_origin_list *list, const char *url, const char *scheme)
{
	struct swa_origin origin;
	swa_err err;

	if ((err = swa_origin_of(url, &origin)) != SWA_OK)
		return err;
	return strcmp(origin.scheme, scheme) == 0 ? swa_origin_list_put(list, &origin)
	                                          : SWA_ERR_SCHEME_REFUSED;
}

swa_err
swa_origin_list_add(struct swa_origin_list *list, const char *url)
{
	return add_scheme(list, url, "https");
}

swa_err
swa_origin_list_add_plain(struct swa_origin_list *list, const char *url)
{
	return add_scheme(list, url, "http");
}

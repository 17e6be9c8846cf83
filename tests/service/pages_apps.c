/*
 * The organisation's page: the person's apps as tiles, and what a tile leads
 * to.  The extension recognises /launch/{app}; the page itself is seen only
 * where it did not.
 */
#include "html.h"
#include "model.h"
#include "pages.h"

#include <stdio.h>
#include <string.h>

struct tiles {
	struct swa_buf *out;
	unsigned count;
};

/* The first character of a label, however many bytes it has. */
static void
initial(const char *label, char ret[5])
{
	size_t size = label[0] == '\0' ? 0 : 1;

	while (size > 0 && size < 4 && ((unsigned char)label[size] & 0xc0) == 0x80)
		size++;
	memcpy(ret, label, size);
	ret[size] = '\0';
	if (ret[0] >= 'a' && ret[0] <= 'z')
		ret[0] = (char)(ret[0] - 'a' + 'A');
}

static void
write_tile(void *context, const struct model_app *app)
{
	struct tiles *tiles = context;
	char letter[5];

	initial(app->label, letter);
	html(tiles->out,
	     "<li><a class=\"tile\" href=\"/launch/$\"><span class=\"letter\" aria-hidden=\"true\">$</span>"
	     "<span>$</span></a></li>",
	     app->id, letter, app->label);
	tiles->count++;
}

void
page_home(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	struct tiles tiles = {&answer->body, 0};
	struct session who;

	if (!page_who(request, answer, "/", &who))
		return;
	page_begin(request, answer, 200, "Apps", &who);
	html(tiles.out, "<h1>Your apps</h1><ul class=\"tiles\">");
	if (model_app_list(&m, who.person, write_tile, &tiles) != SWA_OK)
		html(tiles.out, "<li class=\"fault\">The list could not be read. Please try again.</li>");
	html(tiles.out, "</ul>");
	if (tiles.count == 0)
		html(tiles.out, "<p>Nothing is assigned to you yet.</p>");
	page_end(answer);
}

struct label {
	const char *id;
	char text[600];
};

static void
keep_label(void *context, const struct model_app *app)
{
	struct label *label = context;

	if (strcmp(app->id, label->id) == 0)
		snprintf(label->text, sizeof(label->text), "%s", app->label);
}

static void
write_launch(const struct web_request *request, struct web_answer *answer, const struct session *who,
             const char *label)
{
	struct swa_buf *out = &answer->body;

	page_begin(request, answer, 200, label, who);
	html(out,
	     "<section class=\"card\"><h1>$</h1><p>swa-agent opens this app and signs you in. If you still "
	     "read this,"
	     " nothing took the click:</p><ul>"
	     "<li>The extension may be missing in this browser, or switched off.</li>"
	     "<li>This device may not be connected to $: <code>swactl enroll $</code></li>"
	     "<li>You may have come here by another way than a click on a tile: the extension's window asks "
	     "then.</li>"
	     "</ul><p><a href=\"/\">Back to your apps</a></p></section>",
	     label, request->service->name, request->service->origin);
	page_end(answer);
}

void
page_launch(const struct web_request *request, struct web_answer *answer)
{
	struct model m = {request->service, request->db};
	struct label label = {.id = request->tail};
	struct session who;

	if (!page_who(request, answer, request->path, &who))
		return;
	if (model_app_list(&m, who.person, keep_label, &label) != SWA_OK)
		page_message(request, answer, 503, &who, "Not now", "The service cannot reach its database.");
	else if (label.text[0] == '\0')
		page_message(request, answer, 404, &who, "Not one of your apps",
		             "This app does not exist, or is not assigned to you.");
	else
		write_launch(request, answer, &who, label.text);
}

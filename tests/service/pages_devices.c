/* A person's devices: what they are called, their comparison codes, and their end. */
#include "delivery.h"
#include "html.h"
#include "model.h"
#include "pages.h"

#include <stdio.h>
#include <string.h>

struct list {
	const struct model *m;
	const struct session *who;
	struct swa_buf *out;
	unsigned count;
};

static void
write_facts(struct list *list, const struct model_device *device)
{
	char code[SWA_FINGERPRINT_SIZE];

	html(list->out, "<dl><dt>System</dt><dd>$</dd><dt>Connected</dt><dd>", device->platform);
	html_time(list->out, device->created);
	html(list->out, "</dd><dt>Last seen</dt><dd>");
	html_time(list->out, device->seen);
	html(list->out, "</dd>");
	if (device->revoked)
		html(list->out, "<dt>Revoked</dt><dd>$</dd>",
		     device->reason == NULL || device->reason[0] == '\0' ? "yes" : device->reason);
	else if (model_device_comparison(list->m, device, code) == SWA_OK)
		html(list->out, "<dt>Comparison code</dt><dd class=\"compare\">$</dd>", code);
	html(list->out, "</dl>");
}

static void
write_forms(struct list *list, const struct model_device *device)
{
	html(list->out,
	     "<form class=\"row\" method=\"post\" action=\"/devices\">"
	     "<input type=\"hidden\" name=\"form\" value=\"$\"><input type=\"hidden\" name=\"device\" "
	     "value=\"$\">"
	     "<label for=\"name-$\">Name</label><input id=\"name-$\" name=\"name\" value=\"$\" "
	     "maxlength=\"100\" required>"
	     "<button class=\"other\" name=\"do\" value=\"rename\" aria-label=\"Rename "
	     "$\">Rename</button></form>",
	     list->who->form, device->id, device->id, device->id, device->name, device->name);
	html(list->out,
	     "<details><summary>Revoke…</summary><p>This organisation's apps and passwords are erased from "
	     "the device"
	     " as soon as it is online, with changes that it has not sent. It cannot be undone.</p>"
	     "<form method=\"post\" action=\"/devices\"><input type=\"hidden\" name=\"form\" value=\"$\">"
	     "<input type=\"hidden\" name=\"device\" value=\"$\">"
	     "<button class=\"danger\" name=\"do\" value=\"revoke\" aria-label=\"Revoke $\">Revoke this "
	     "device</button>"
	     "</form></details>",
	     list->who->form, device->id, device->name);
}

static void
write_device(void *context, const struct model_device *device)
{
	struct list *list = context;

	html(list->out,
	     device->revoked ? "<li class=\"card gone\"><h2>$</h2>" : "<li class=\"card\"><h2>$</h2>",
	     device->name);
	write_facts(list, device);
	if (!device->revoked)
		write_forms(list, device);
	html(list->out, "</li>");
	list->count++;
}

static void
write_devices(const struct web_request *request, struct web_answer *answer, const struct session *who,
              unsigned status, const char *fault)
{
	struct model m = {request->service, request->db};
	struct list list = {&m, who, &answer->body, 0};

	page_begin(request, answer, status, "Devices", who);
	html(list.out, "<h1>Your devices</h1>");
	if (fault != NULL)
		html(list.out, "<p class=\"fault\" role=\"alert\">$</p>", fault);
	html(list.out, "<p>A device shows its comparison code with <code>swactl organisations list</code>. "
	               "It must be the one"
	               " that stands here.</p><ul class=\"devices\">");
	if (model_device_list(&m, who->person, NULL, write_device, &list) != SWA_OK)
		html(list.out, "<li class=\"fault\">The list could not be read. Please try again.</li>");
	html(list.out, "</ul>");
	if (list.count == 0)
		html(list.out, "<p>None yet. On a computer with swa-agent: <code>swactl enroll $</code></p>",
		     request->service->origin);
	page_end(answer);
}

void
page_devices(const struct web_request *request, struct web_answer *answer)
{
	struct session who;

	if (page_who(request, answer, "/devices", &who))
		write_devices(request, answer, &who, 200, NULL);
}

static swa_err
change(const struct web_request *request, const struct session *who, const char *what, const char *device)
{
	const struct model m = {request->service, request->db};
	const char *name = web_form(request, "name");

	if (strcmp(what, "rename") == 0)
		return name == NULL ? SWA_ERR_ARGUMENT : model_device_rename(&m, who->person, device, name);
	if (strcmp(what, "revoke") == 0)
		return model_device_revoke(&m, who->person, device, "revoked by the person");
	return SWA_ERR_ARGUMENT;
}

void
page_devices_post(const struct web_request *request, struct web_answer *answer)
{
	const char *device = web_form(request, "device"), *what = web_form(request, "do");
	struct session who;
	swa_err err = SWA_ERR_IO;

	if (!page_who_sent(request, answer, &who))
		return;
	if (device == NULL || what == NULL)
		err = SWA_ERR_ARGUMENT;
	else if (db_begin(request->db) &&
	         ((err = change(request, &who, what, device)) != SWA_OK || !db_commit(request->db))) {
		db_rollback(request->db);
		err = err == SWA_OK ? SWA_ERR_IO : err;
	}
	if (err == SWA_OK)
		web_answer_redirect(answer, "/devices");
	else if (err == SWA_ERR_RECORD_MISSING)
		write_devices(request, answer, &who, 404, "This device is not among yours.");
	else if (err == SWA_ERR_ARGUMENT)
		write_devices(request, answer, &who, 400, "A device's name is 1 to 100 characters long.");
	else
		write_devices(request, answer, &who, 503, "This could not be stored. Please try again.");
}

#include "ctl.h"

#include <stdio.h>

static void
print_tile(const struct swa_json *tile)
{
	ctl_print_text(stdout, swa_json_get_text(tile, "label"), 32);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(tile, "host"), 32);
	(void)fputs("  ", stdout);
	if (swa_json_get_bool(tile, "link", false))
		(void)fputs("link", stdout);
	else
		(void)printf("%lld account%s", (long long)ctl_whole(tile, "accounts"),
		             ctl_whole(tile, "accounts") == 1 ? "" : "s");
	if (!swa_json_get_bool(tile, "active", true))
		(void)fputs(", inactive", stdout);
	if (swa_json_get_bool(tile, "held", false))
		(void)fputs(", held: its addresses changed", stdout);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(tile, "id"), 0);
	if (swa_json_get_text(tile, "organisation")[0] != '\0') {
		(void)fputs("  ", stdout);
		ctl_print_text(stdout, swa_json_get_text(tile, "organisation"), 0);
	}
	(void)fputc('\n', stdout);
}

struct listing {
	struct swa_json *apps; /* with --json */
	size_t count;
};

static bool
list_tile(void *context, const struct swa_json *tile)
{
	struct listing *listing = context;

	listing->count++;
	if (listing->apps != NULL)
		swa_json_add_copy(listing->apps, tile);
	else
		print_tile(tile);
	return true;
}

int
ctl_apps_list(struct ctl *ctl)
{
	struct listing listing = {.apps = ctl->options.json ? swa_json_new_array() : NULL};
	struct swa_json *document;
	int code = ctl_each_app(ctl, ctl->options.query, list_tile, &listing);

	if (code != CTL_OK) {
		swa_json_free(listing.apps);
		return code;
	}
	if (listing.count == 0)
		ctl_say(ctl, "%s",
		        ctl->options.query == NULL ? "There are no apps yet; enrol with 'swactl enroll URL', "
		                                     "or import some with "
		                                     "'swactl apps import FILE'."
		                                   : "No app has these words.");
	if (listing.apps != NULL) {
		document = swa_json_new_object();
		swa_json_set(document, "apps", listing.apps);
		ctl_document(ctl, document);
	}
	return CTL_OK;
}

static void
print_account(const struct swa_json *account)
{
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(account, "username"), 24);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(account, "state"), 10);
	(void)fputs("  ", stdout);
	ctl_print_text(stdout, swa_json_get_text(account, "id"), 0);
	if (swa_json_get_text(account, "change")[0] != '\0') {
		(void)fputs("  not sent: ", stdout);
		ctl_print_text(stdout, swa_json_get_text(account, "change"), 0);
	}
	(void)fputc('\n', stdout);
}

static void
print_app(const struct swa_incoming *shown)
{
	static const char *const rows[][2] = {
	        {"label", "Label"}, {"id", "Id"}, {"mode", "Mode"}, {"name", "Template"}, {"url", "Address"},
	};
	const struct swa_json *app = swa_json_get(shown->body, "app");
	const struct swa_json *accounts = swa_json_get(shown->body, "accounts");
	const struct swa_json *account;
	struct swa_buf text;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ctl_row(rows[i][1], swa_json_get_text(app, rows[i][0]));
	if (swa_json_get_text(app, "organisation")[0] != '\0')
		ctl_row("From", swa_json_get_text(app, "organisation"));
	if (swa_json_get_bool(app, "held", false))
		ctl_row("Held", "its addresses changed; see 'swactl apps confirm'");
	(void)printf("%-11s%s\n", "Status", swa_json_get_bool(app, "active", true) ? "active" : "inactive");
	(void)puts(swa_json_count(accounts) == 0 ? "Accounts   none" : "Accounts");
	for (account = swa_json_first(accounts); account != NULL; account = swa_json_next(account))
		print_account(account);
	swa_buf_init(&text, 4u << 20);
	if (swa_json_print_pretty(swa_json_get(shown->body, "definition"), &text) == SWA_OK)
		(void)printf("Definition\n%s\n", swa_buf_text(&text));
	swa_buf_finish(&text);
}

int
ctl_apps_show(struct ctl *ctl)
{
	struct swa_incoming shown;
	int code = ctl_find_app(ctl, ctl->arguments[0], &shown);

	if (code != CTL_OK)
		return code;
	if (ctl->options.json)
		ctl_document(ctl, ctl_members(&shown));
	else
		print_app(&shown);
	swa_incoming_finish(&shown);
	return CTL_OK;
}

int
ctl_apps_launch(struct ctl *ctl)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APPS_LAUNCH);
	struct swa_incoming shown, answer;
	int code = ctl_find_app(ctl, ctl->arguments[0], &shown);

	if (code != CTL_OK) {
		swa_json_free(request);
		return code;
	}
	swa_json_set_text(request, "app_id", swa_json_get_text(swa_json_get(shown.body, "app"), "id"));
	if (ctl->options.account != NULL)
		swa_json_set_text(request, "account_id", ctl->options.account);
	if ((code = ctl_ask(ctl, request, &answer)) == CTL_OK) {
		if (!ctl->options.json) {
			(void)fputs("Asked ", stdout);
			ctl_print_text(stdout, swa_json_get_text(answer.body, "browser"), 0);
			(void)fputs(" to sign in to ", stdout);
			ctl_print_text(stdout, swa_json_get_text(swa_json_get(shown.body, "app"), "label"),
			               0);
			(void)puts(".");
		}
		ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
		swa_incoming_finish(&answer);
	}
	swa_incoming_finish(&shown);
	return code;
}

static struct swa_json *
confirm_request(const struct swa_incoming *shown, bool dry_run)
{
	struct swa_json *request = swa_request_new(SWA_REQUEST_APP_CONFIRM);

	swa_json_set_text(request, "app_id", swa_json_get_text(swa_json_get(shown->body, "app"), "id"));
	if (dry_run)
		swa_json_set_bool(request, "dry_run", true);
	return request;
}

static void
print_origins(const char *name, const struct swa_json *origins)
{
	const struct swa_json *origin = swa_json_first(origins);

	for (; origin != NULL; origin = swa_json_next(origin), name = "") {
		(void)fprintf(stderr, "%-11s", name);
		ctl_print_text(stderr, swa_json_text(origin), 0);
		(void)fputc('\n', stderr);
	}
}

static int
confirm(struct ctl *ctl, const struct swa_incoming *shown)
{
	struct swa_incoming answer;
	int code = ctl_ask(ctl, confirm_request(shown, true), &answer);

	if (code != CTL_OK)
		return code;
	ctl_print_text(stderr, swa_json_get_text(answer.body, "label"), 0);
	(void)fputs(" wants to sign in at other addresses than before.\n", stderr);
	print_origins("Before", swa_json_get(answer.body, "before"));
	print_origins("Now", swa_json_get(answer.body, "after"));
	swa_incoming_finish(&answer);
	if (!ctl_confirm(ctl, "Are the new ones right?"))
		return ctl_usage(ctl, "nothing was confirmed; --yes confirms without asking");
	if ((code = ctl_ask(ctl, confirm_request(shown, false), &answer)) != CTL_OK)
		return code;
	ctl_say(ctl, "Confirmed.");
	ctl_document(ctl, ctl->options.json ? ctl_members(&answer) : NULL);
	swa_incoming_finish(&answer);
	return CTL_OK;
}

int
ctl_apps_confirm(struct ctl *ctl)
{
	struct swa_incoming shown;
	int code = ctl_find_app(ctl, ctl->arguments[0], &shown);

	if (code != CTL_OK)
		return code;
	if (swa_json_get_bool(swa_json_get(shown.body, "app"), "held", false)) {
		code = confirm(ctl, &shown);
	} else {
		ctl_say(ctl, "There is nothing to confirm: its addresses are those that you know.");
		ctl_document(ctl, swa_json_new_object());
	}
	swa_incoming_finish(&shown);
	return code;
}

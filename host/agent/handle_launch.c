/* launch, visit, redeem: from the click to the values */
#include "handle.h"

#include "launch.h"
#include "swa/account.h"
#include "swa/enrolment.h"
#include "swa/extra.h"
#include "tile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The account that a launch uses, and what the grant must know of it. */
struct choice {
	const char *app_id;
	bool found;
	char id[SWA_ID_MAX + 1];
	char username[SWA_LABEL_MAX + 1];
	uint32_t version;
	enum swa_credential_state state;
	bool extra;
	int64_t last_used;
};

/* The one used last; the oldest where none was used.  One that has no password yet only where there is no
 * other. */
static bool
choose(void *context, const struct swa_account *account)
{
	struct choice *choice = context;

	if (strcmp(account->app_id, choice->app_id) != 0 ||
	    (choice->found &&
	     (account->version == 0 || (choice->version != 0 && account->last_used <= choice->last_used))))
		return true;
	choice->found = true;
	(void)snprintf(choice->id, sizeof(choice->id), "%s", account->id);
	(void)snprintf(choice->username, sizeof(choice->username), "%s", account->username);
	choice->version = account->version;
	choice->state = account->state;
	choice->extra = account->extra;
	choice->last_used = account->last_used;
	return true;
}

static swa_err
choose_account(struct swa_call *call, struct choice *choice)
{
	const char *account_id = swa_json_get_text(call->body, "account_id");
	swa_err err;

	if (account_id == NULL) {
		err = swa_account_list(call->vault, choice->app_id, choose, choice);
		return err != SWA_OK || choice->version != 0 ? err : SWA_ERR_ACCOUNT_MISSING;
	}
	err = swa_account_get(call->vault, account_id, choose, choice);
	if (err == SWA_OK && !choice->found)
		err = SWA_ERR_ACCOUNT_UNKNOWN; /* another app's */
	if (err == SWA_OK && choice->version == 0)
		return SWA_ERR_ACCOUNT_MISSING;
	return err == SWA_ERR_ACCOUNT_UNKNOWN ? swa_call_fault(call, err, account_id) : err;
}

swa_err
swa_launch_refused(struct swa_call *call, const char *app_id, const char *account_id, swa_err err)
{
	struct swa_trail_note note = {.event = "refused", .app_id = app_id, .account_id = account_id};
	char detail[600];

	(void)snprintf(detail, sizeof(detail), "%s%s%s", swa_err_name(err), call->where[0] != '\0' ? " " : "",
	               call->where);
	note.detail = detail;
	swa_agent_note(call->agent, &note);
	return err;
}

/* --- what organisation and policy say ---------------------------------------- */

struct app_facts {
	char space[SWA_ENROLMENT_ID_SIZE + 1]; /* "" : a personal one */
	bool held;
};

static bool
keep_facts(void *context, const struct swa_app *app)
{
	struct app_facts *facts = context;

	swa_id_enrolment(app->id, facts->space);
	facts->held = app->held;
	return true;
}

static swa_err
check_policy(struct swa_call *call, const char *app_id, struct app_facts *ret_facts)
{
	struct swa_agent *agent = call->agent;
	const struct swa_policy *all = swa_policy_for(agent->policy, "");
	swa_err err;

	if ((err = swa_app_get(call->vault, app_id, keep_facts, ret_facts)) != SWA_OK)
		return swa_call_fault(call, err, app_id);
	if (ret_facts->space[0] == '\0')
		return all->personal_apps ? SWA_OK
		                          : swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "personal_apps");
	if ((err = swa_sync_may_fill(agent->sync, ret_facts->space)) != SWA_OK)
		return err;
	if (ret_facts->held)
		return SWA_ERR_ORIGIN_CHANGED;
	return swa_launch_reauthenticated(call, ret_facts->space, app_id);
}

static void
set_optional(struct swa_json *object, const char *name, const char *text)
{
	if (text != NULL)
		swa_json_set_text(object, name, text);
}

static void
describe(struct swa_json *answer, const struct swa_grant *grant)
{
	const struct swa_appdef *def = grant->appdef;
	struct swa_json *selectors = swa_json_new_object();

	set_optional(selectors, "username", def->username_selector);
	set_optional(selectors, "password", def->password_selector);
	set_optional(selectors, "submit", def->submit_selector);
	if ((grant->slots & SWA_SLOT_EXTRA) != 0)
		set_optional(selectors, "extra", def->extra_selector);
	set_optional(selectors, "checkbox", def->checkbox_selector);
	swa_json_set_text(answer, "grant", grant->id);
	swa_json_set_integer(answer, "expires_in", SWA_GRANT_LIFE_MS);
	swa_json_set_text(answer, "url", def->url);
	swa_json_set_text(answer, "label", def->label);
	swa_json_set_text(answer, "username", grant->username);
	swa_json_set(answer, "selectors", selectors);
	swa_json_set(answer, "access", swa_appdef_access(def));
	swa_json_set(answer, "actions", swa_appdef_actions(def));
	swa_json_set(answer, "extras", swa_json_new_array());
	swa_json_set_text(answer, "way", "page");
	swa_json_set_text(answer, "success", "");
	swa_json_set_text(answer, "failure", "");
	swa_json_set_bool(answer, "code", false);
	swa_json_set(answer, "frames", swa_json_new_array());
}

static swa_err
launch(struct swa_call *call, struct choice *choice)
{
	SWA_CLEANUP(swa_appdef_freep) struct swa_appdef *def = NULL;
	struct swa_fault fault = {.where = ""};
	struct swa_grant_terms terms = {.client = call->conn->serial};
	struct app_facts facts = {.held = false};
	struct swa_grant *grant;
	swa_err err;

	if ((err = check_policy(call, choice->app_id, &facts)) != SWA_OK)
		return err;
	if ((err = swa_tile_appdef(call->vault, choice->app_id, &def, &fault)) != SWA_OK)
		return swa_call_fault(call, err, err == SWA_ERR_APP_UNKNOWN ? choice->app_id : fault.where);
	swa_tile_allow_http(def, call->agent->policy);
	if (def->launch != SWA_OK)
		return swa_call_fault(call, def->launch, def->launch_where);
	if ((err = choose_account(call, choice)) != SWA_OK)
		return err;
	if (choice->state == SWA_CREDENTIAL_FAILED && !swa_json_get_bool(call->body, "retry", false))
		return SWA_ERR_CREDENTIAL_FAILED;
	terms.account_id = choice->id;
	terms.username = choice->username;
	terms.version = choice->version;
	terms.extra = choice->extra;
	terms.appdef = def;
	def = NULL; /* the grant owns it now */
	if ((err = swa_grant_mint(call->agent->grants, &terms, uv_now(call->agent->loop), &grant)) != SWA_OK)
		return err;
	describe(call->answer, grant);
	swa_json_set_bool(call->answer, "submit",
	                  swa_policy_for(call->agent->policy, facts.space)->auto_submit);
	return SWA_OK;
}

swa_err
swa_handle_launch(struct swa_call *call)
{
	struct choice choice = {.app_id = swa_json_get_text(call->body, "app_id")};
	const struct swa_trail_note note = {
	        .event = "launch", .app_id = choice.app_id, .account_id = choice.id};
	swa_err err;

	if ((err = launch(call, &choice)) != SWA_OK)
		return swa_launch_refused(call, choice.app_id, choice.id, err);
	swa_agent_note(call->agent, &note);
	return SWA_OK;
}

swa_err
swa_launch_find(struct swa_call *call, struct swa_grant **ret_grant)
{
	return swa_grant_find(call->agent->grants, swa_json_get_text(call->body, "grant"), call->conn->serial,
	                      uv_now(call->agent->loop), ret_grant);
}

/* What the browser says of the page; borrowed from the request. */
struct page {
	struct swa_page_facts facts;
	const char *ancestors[SWA_ORIGINS_MAX];
};

static void
read_page(const struct swa_json *body, struct page *page)
{
	const struct swa_json *item = swa_json_first(swa_json_get(body, "ancestors"));

	page->facts = (struct swa_page_facts){
	        .tab_url = swa_json_get_text(body, "tab_url"),
	        .frame_url = swa_json_get_text(body, "frame_url"),
	        .ancestors = page->ancestors,
	        .secure_context = swa_json_get_bool(body, "secure_context", false),
	};
	for (; item != NULL && page->facts.ancestor_count < SWA_ORIGINS_MAX; item = swa_json_next(item))
		page->ancestors[page->facts.ancestor_count++] = swa_json_text(item);
}

/* A refusal that ends the launch; the grant is gone afterwards. */
static swa_err
refuse(struct swa_call *call, struct swa_grant *grant, swa_err err)
{
	(void)swa_launch_refused(call, grant->app_id, grant->account_id, err);
	swa_grant_end(call->agent->grants, grant);
	return err;
}

swa_err
swa_handle_visit(struct swa_call *call)
{
	struct swa_refusal refusal = {.what = ""};
	struct swa_grant *grant;
	struct page page;
	bool top;
	swa_err err;

	if ((err = swa_launch_find(call, &grant)) != SWA_OK)
		return swa_launch_refused(call, NULL, NULL, err);
	read_page(call->body, &page);
	top = page.facts.ancestor_count == 0;
	err = swa_match_page(&grant->appdef->rules, &page.facts, &refusal);
	if (top)
		swa_grant_leave(grant);
	if (err == SWA_OK)
		swa_grant_visit(grant, swa_json_get_text(call->body, "document"), top);
	if (err == SWA_OK || err == SWA_ERR_PATTERN_MISMATCH) {
		swa_json_set_bool(call->answer, "find", err == SWA_OK);
		return SWA_OK;
	}
	(void)swa_call_fault(call, err, refusal.what);
	/* A page may hold any frame it likes; only what the tab itself shows ends a launch. */
	if (!top)
		return swa_launch_refused(call, grant->app_id, grant->account_id, err);
	return refuse(call, grant, err);
}

static const struct {
	const char *name;
	unsigned slot;
} slot_names[] = {
        {"username", SWA_SLOT_USERNAME},
        {"password", SWA_SLOT_PASSWORD},
        {"extra", SWA_SLOT_EXTRA},
};

/* The fields asked for; 0 for a name that is none, a doubled one, or none at all. */
static unsigned
read_slots(const struct swa_json *fields)
{
	unsigned slots = 0;

	for (const struct swa_json *item = swa_json_first(fields); item != NULL; item = swa_json_next(item)) {
		unsigned slot = 0;

		for (size_t i = 0; i < sizeof(slot_names) / sizeof(slot_names[0]); i++)
			if (strcmp(swa_json_text(item), slot_names[i].name) == 0)
				slot = slot_names[i].slot;
		if (slot == 0 || (slots & slot) != 0)
			return 0;
		slots |= slot;
	}
	return slots;
}

static void
add_value(struct swa_json *values, const char *field, const char *value)
{
	struct swa_json *object = swa_json_new_object();

	swa_json_set_text(object, "field", field);
	swa_json_set_text(object, "value", value);
	swa_json_add(values, object);
}

/* The account's own value for the extra field, else the one that the definition has for everybody. */
static swa_err
read_extra(struct swa_call *call, const struct swa_grant *grant, struct swa_buf *ret_extra)
{
	swa_err err = swa_extra_get(call->vault, grant->account_id, ret_extra);

	if (err != SWA_ERR_RECORD_MISSING || grant->appdef->extra_value == NULL)
		return err;
	return swa_buf_append_text(ret_extra, grant->appdef->extra_value);
}

/* The one place where a secret goes into a message. */
static swa_err
add_values(struct swa_call *call, const struct swa_grant *grant, unsigned slots)
{
	struct swa_json *values = swa_json_new_array();
	struct swa_buf password, extra;
	swa_err err = SWA_OK;

	swa_buf_init(&password, SWA_SECRET_TEXT_MAX);
	swa_buf_init(&extra, SWA_EXTRA_MAX);
	if ((slots & SWA_SLOT_PASSWORD) != 0)
		err = swa_account_password(call->vault, grant->account_id, grant->version, &password);
	if (err == SWA_OK && (slots & SWA_SLOT_EXTRA) != 0)
		err = read_extra(call, grant, &extra);
	if (err == SWA_OK) {
		if ((slots & SWA_SLOT_USERNAME) != 0)
			add_value(values, "username", grant->username);
		if ((slots & SWA_SLOT_PASSWORD) != 0)
			add_value(values, "password", swa_buf_text(&password));
		if ((slots & SWA_SLOT_EXTRA) != 0)
			add_value(values, "extra", swa_buf_text(&extra));
	}
	swa_buf_finish(&extra);
	swa_buf_finish(&password);
	swa_json_set(call->answer, "values", values);
	return err;
}

/* Page and form, as the browser reports them now. */
static swa_err
check_facts(struct swa_call *call, const struct swa_grant *grant)
{
	const struct swa_form_facts form = {
	        .action = swa_json_get_text(call->body, "action"),
	        .method = swa_json_get_text(call->body, "method"),
	};
	struct swa_refusal refusal = {.what = ""};
	struct page page;
	swa_err err;

	read_page(call->body, &page);
	if ((err = swa_match_page(&grant->appdef->rules, &page.facts, &refusal)) == SWA_OK)
		err = swa_match_form(&grant->appdef->rules, &form, &refusal);
	return err == SWA_OK ? SWA_OK : swa_call_fault(call, err, refusal.what);
}

swa_err
swa_handle_redeem(struct swa_call *call)
{
	unsigned slots = read_slots(swa_json_get(call->body, "fields"));
	struct swa_trail_note note = {.event = "redeem"};
	struct swa_grant *grant;
	int64_t step = 0;
	swa_err err;

	(void)swa_json_get_integer(call->body, "step", &step);
	if ((err = swa_launch_find(call, &grant)) != SWA_OK)
		return swa_launch_refused(call, NULL, NULL, err);
	err = swa_grant_check(grant, step, slots, swa_json_get_text(call->body, "document"));
	if (err == SWA_ERR_ARGUMENT)
		return swa_call_fault(call, err, step != grant->step ? "step" : "fields");
	if (err == SWA_ERR_GRANT_SPENT) /* the outcome of what it handed out is still to come */
		return swa_launch_refused(call, grant->app_id, grant->account_id, err);
	if (err != SWA_OK || (err = check_facts(call, grant)) != SWA_OK ||
	    (err = add_values(call, grant, slots)) != SWA_OK)
		return refuse(call, grant, err);
	swa_grant_spend(grant, slots, uv_now(call->agent->loop));
	note.app_id = grant->app_id;
	note.account_id = grant->account_id;
	note.used = (slots & SWA_SLOT_PASSWORD) != 0;
	note.detail = note.used ? "password" : "user name";
	swa_agent_note(call->agent, &note);
	return SWA_OK;
}

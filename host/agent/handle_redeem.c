/* visit, redeem: from the page to the values */
#include "handle.h"

#include "launch.h"
#include "values.h"

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

/* A page may hold any frame it likes; only what the tab itself shows ends a launch.  The trail has the first
 * of a launch: a page of many frames would leave room for nothing else. */
static swa_err
refuse_frame(struct swa_call *call, struct swa_grant *grant, swa_err err)
{
	if (grant->frame_noted)
		return err;
	grant->frame_noted = true;
	return swa_launch_refused(call, grant->app_id, grant->account_id, err);
}

swa_err
swa_handle_visit(struct swa_call *call)
{
	struct swa_refusal refusal = {.what = ""};
	struct swa_grant *grant;
	struct page page;
	bool top, find;
	swa_err err;

	if ((err = swa_launch_find(call, &grant)) != SWA_OK)
		return swa_launch_refused(call, NULL, NULL, err);
	read_page(call->body, &page);
	top = page.facts.ancestor_count == 0;
	err = swa_match_page(&grant->appdef->rules, &page.facts, &refusal);
	if (top)
		swa_grant_leave(grant);
	find = err == SWA_OK && swa_way_has_page(grant->appdef->way);
	if (find)
		swa_grant_visit(grant, swa_json_get_text(call->body, "document"), top);
	if (err == SWA_OK || err == SWA_ERR_PATTERN_MISMATCH) {
		swa_json_set_bool(call->answer, "find", find);
		return SWA_OK;
	}
	(void)swa_call_fault(call, err, refusal.what);
	return top ? swa_launch_end(call, grant, err) : refuse_frame(call, grant, err);
}

/* Page and form, as the browser reports them now. */
static swa_err
check_facts(struct swa_call *call, const struct swa_grant *grant)
{
	const struct swa_form_facts form = {
	        .action = swa_json_get_text(call->body, "action"),
	        .method = swa_json_get_text(call->body, "method"),
	};
	const struct swa_match_rules *rules = &grant->appdef->rules;
	struct swa_refusal refusal = {.what = ""};
	struct page page;
	swa_err err;

	read_page(call->body, &page);
	if (grant->appdef->way == SWA_WAY_DIRECT) {
		err = swa_match_direct(rules, grant->appdef->url, &page.facts, &form, &refusal);
	} else {
		err = swa_match_page(rules, &page.facts, &refusal);
		if (err == SWA_OK)
			err = swa_match_form(rules, &form, &refusal);
	}
	return err == SWA_OK ? SWA_OK : swa_call_fault(call, err, refusal.what);
}

swa_err
swa_handle_redeem(struct swa_call *call)
{
	unsigned slots = swa_values_slots(swa_json_get(call->body, "fields"));
	struct swa_grant *grant;
	int64_t step = 0;
	swa_err err;

	(void)swa_json_get_integer(call->body, "step", &step);
	if ((err = swa_launch_find(call, &grant)) != SWA_OK)
		return swa_launch_refused(call, NULL, NULL, err);
	err = swa_grant_check(grant, step, slots, swa_json_get_text(call->body, "document"));
	if (err == SWA_ERR_ARGUMENT)
		return swa_call_fault(call, err, step != grant->step ? "step" : "fields");
	/* The outcome of what it handed out is still to come. */
	if (err == SWA_ERR_GRANT_SPENT || err == SWA_ERR_CODE_REFUSED)
		return swa_launch_refused(call, grant->app_id, grant->account_id, err);
	if (err != SWA_OK || (err = check_facts(call, grant)) != SWA_OK ||
	    (err = swa_values_add(call, grant, slots)) != SWA_OK)
		return swa_launch_end(call, grant, err);
	swa_values_spent(call, grant, slots);
	return SWA_OK;
}

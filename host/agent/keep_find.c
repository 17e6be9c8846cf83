/* Which app and account a login belongs to. */
#include "keep.h"

#include "rights.h"

#include <stdio.h>
#include <string.h>

/* Accounts of a site that come into question. */
#define MATCHES_MAX 64

struct match {
	size_t app; /* of the site */
	char id[SWA_ID_MAX + 1];
	uint32_t version;
};

struct search {
	const char *username;
	size_t app;
	size_t accounts[SWA_KEEP_APPS_MAX]; /* how many each app has */
	struct match matches[MATCHES_MAX];
	size_t count;
	size_t all;                   /* accounts of the site */
	char only[SWA_LABEL_MAX + 1]; /* user name of the last of them */
};

static bool
note_account(void *context, const struct swa_account *account)
{
	struct search *search = context;
	struct match *match;

	search->accounts[search->app]++;
	search->all++;
	(void)snprintf(search->only, sizeof(search->only), "%s", account->username);
	if (strcmp(account->username, search->username) != 0 || search->count == MATCHES_MAX)
		return true;
	match = &search->matches[search->count++];
	match->app = search->app;
	(void)snprintf(match->id, sizeof(match->id), "%s", account->id);
	match->version = account->version;
	return true;
}

static swa_err
look_through(struct swa_call *call, const struct swa_keep_site *site, struct search *search)
{
	swa_err err = SWA_OK;

	search->count = search->all = 0;
	memset(search->accounts, 0, sizeof(search->accounts));
	for (search->app = 0; search->app < site->count && err == SWA_OK; search->app++)
		err = swa_account_list(call->vault, site->app[search->app].id, note_account, search);
	return err;
}

/* Is the stored password this one?  Compared in constant time. */
static swa_err
is_stored(struct swa_call *call, const struct match *match, const struct swa_secret *password, bool *ret_same)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *stored = NULL;
	swa_err err;

	*ret_same = false;
	if (match->version == 0)
		return SWA_OK;
	swa_buf_init(&text, SWA_SECRET_TEXT_MAX);
	if ((err = swa_account_password(call->vault, match->id, match->version, &text)) != SWA_OK)
		return err;
	if ((err = swa_secret_take(text.data, text.size, &stored)) != SWA_OK)
		return err;
	*ret_same = swa_secret_equal(stored, password);
	return SWA_OK;
}

static void
set_fit(struct swa_keep_fit *fit, enum swa_keep_kind kind, const struct swa_keep_site *site, size_t app,
        const char *account_id)
{
	fit->kind = kind;
	(void)snprintf(fit->app_id, sizeof(fit->app_id), "%s", site->app[app].id);
	(void)snprintf(fit->account_id, sizeof(fit->account_id), "%s", account_id);
	(void)snprintf(fit->label, sizeof(fit->label), "%s", site->app[app].label);
}

static struct swa_rights
rights_at(struct swa_call *call, const char *app_id)
{
	struct swa_rights rights = {.set_password = false};

	if (swa_rights_of(call->vault, call->agent->policy, app_id, &rights, NULL) != SWA_OK)
		rights = (struct swa_rights){.set_password = false};
	return rights;
}

static bool
is_own(const char *app_id)
{
	return strchr(app_id, '/') == NULL;
}

/* Accounts with this user name are there: one that has this password, else the first that may be changed. */
static swa_err
fit_account(struct swa_call *call, const struct swa_keep *keep, const struct swa_keep_site *site,
            const struct search *search, struct swa_keep_fit *fit)
{
	const struct match *change = NULL;
	bool same;
	swa_err err;

	for (size_t i = 0; i < search->count; i++) {
		const struct match *match = &search->matches[i];

		if ((err = is_stored(call, match, keep->password, &same)) != SWA_OK)
			return err;
		if (same) {
			set_fit(fit, SWA_KEEP_SAME, site, match->app, match->id);
			return SWA_OK;
		}
		if (change == NULL && rights_at(call, site->app[match->app].id).set_password)
			change = match;
	}
	if (change == NULL)
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "password");
	if (is_own(site->app[change->app].id) && !swa_policy_for(call->agent->policy, "")->personal_apps)
		return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "personal_apps");
	set_fit(fit, SWA_KEEP_UPDATE, site, change->app, change->id);
	return SWA_OK;
}

/* An app that takes one more account, or its first: SWA_KEEP_APPS_MAX where there is none. */
static size_t
find_room(struct swa_call *call, const struct swa_keep *keep, const struct swa_keep_site *site,
          const struct search *search)
{
	for (size_t i = 0; i < site->count; i++)
		if (is_own(site->app[i].id))
			return i;
	for (size_t i = 0; i < site->count; i++)
		if ((keep->app_id != NULL || search->accounts[i] == 0) &&
		    rights_at(call, site->app[i].id).set_username)
			return i;
	return SWA_KEEP_APPS_MAX;
}

static swa_err
fit_new(struct swa_call *call, const struct swa_keep *keep, const struct swa_keep_site *site,
        const struct search *search, struct swa_keep_fit *fit)
{
	bool allowed = swa_policy_for(call->agent->policy, "")->personal_apps;
	size_t app = find_room(call, keep, site, search);

	if (app < SWA_KEEP_APPS_MAX && (allowed || !is_own(site->app[app].id))) {
		set_fit(fit, SWA_KEEP_NEW_ACCOUNT, site, app, "");
		return SWA_OK;
	}
	if (keep->app_id != NULL && app == SWA_KEEP_APPS_MAX)
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED_CHANGE, "username");
	if (!allowed)
		return swa_call_fault(call, SWA_ERR_POLICY_REFUSED, "personal_apps");
	if (!swa_keep_allowed(call, &keep->origin))
		return swa_call_fault(call, SWA_ERR_SCHEME_REFUSED, keep->origin.host);
	fit->kind = SWA_KEEP_NEW_APP;
	(void)snprintf(fit->label, sizeof(fit->label), "%s",
	               keep->label != NULL && keep->label[0] != '\0' ? keep->label : keep->origin.host);
	return SWA_OK;
}

swa_err
swa_keep_find(struct swa_call *call, const struct swa_keep *keep, struct swa_keep_fit *ret_fit)
{
	struct search search = {.username = keep->username, .only = ""};
	struct swa_keep_fit fit = {.app_id = "", .account_id = "", .label = ""};
	struct swa_keep_site site;
	swa_err err;

	if (keep->app_id != NULL)
		err = swa_keep_look_at(call, &keep->origin, keep->app_id, &site);
	else
		err = swa_keep_look(call, &keep->origin, &site);
	if (err != SWA_OK || (err = look_through(call, &site, &search)) != SWA_OK)
		return err;
	(void)snprintf(fit.username, sizeof(fit.username), "%s", keep->username);
	if (keep->username[0] == '\0' && search.all == 1) {
		(void)snprintf(fit.username, sizeof(fit.username), "%s", search.only);
		search.username = fit.username;
		if ((err = look_through(call, &site, &search)) != SWA_OK)
			return err;
	}
	if (search.count > 0)
		err = fit_account(call, keep, &site, &search, &fit);
	else
		err = fit_new(call, keep, &site, &search, &fit);
	if (err == SWA_OK)
		*ret_fit = fit;
	return err;
}

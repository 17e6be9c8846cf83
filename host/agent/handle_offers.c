/* login.save, login.seen, offers.list, offer.answer: logins that were made or filled in by hand */
#include "handle.h"

#include "keep.h"
#include "offering.h"
#include "swa/site.h"

#include <stdio.h>
#include <string.h>

/* The password of a request, in guarded memory. */
static swa_err
read_password(struct swa_call *call, struct swa_secret **ret_password)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf text;
	swa_err err;

	swa_buf_init(&text, SWA_SECRET_TEXT_MAX);
	if ((err = swa_buf_append_text(&text, swa_json_get_text(call->body, "password"))) != SWA_OK)
		return err;
	if (text.size == 0)
		return swa_call_fault(call, SWA_ERR_LIMIT, "password");
	return swa_secret_take(text.data, text.size, ret_password);
}

swa_err
swa_handle_login_save(struct swa_call *call)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *password = NULL;
	struct swa_keep keep = {
	        .url = swa_json_get_text(call->body, "url"),
	        .app_id = swa_json_get_text(call->body, "app_id"),
	        .label = swa_json_get_text(call->body, "label"),
	        .username = swa_json_get_text(call->body, "username"),
	        .extra = swa_json_get_text(call->body, "extra"),
	        .selectors = swa_json_get(call->body, "selectors"),
	};
	struct swa_keep_fit fit;
	const char *outcome;
	swa_err err;

	if (keep.username[0] == '\0')
		return swa_call_fault(call, SWA_ERR_LIMIT, "username");
	if ((err = swa_keep_origin(call, keep.url, &keep.origin)) != SWA_OK ||
	    (err = read_password(call, &password)) != SWA_OK)
		return err;
	keep.password = password;
	if ((err = swa_keep_find(call, &keep, &fit)) != SWA_OK ||
	    (err = swa_keep_store(call, &keep, &fit, &outcome)) != SWA_OK)
		return err;
	if (swa_offers_end_at(call->agent->offers, &keep.origin, fit.username))
		swa_offering_tell(call->agent);
	swa_json_set_text(call->answer, "app_id", fit.app_id);
	swa_json_set_text(call->answer, "account_id", fit.account_id);
	swa_json_set_text(call->answer, "outcome", outcome);
	return SWA_OK;
}

/* --- offers ---------------------------------------------------------------------- */

/* Where and when a login that was seen may be offered at all. */
static swa_err
may_offer(struct swa_call *call, const char *tab_url, const char *frame_url, struct swa_origin *ret_origin,
          bool *ret_may)
{
	struct swa_origin frame;
	bool never;
	swa_err err;

	*ret_may = false;
	/* A frame of another site is not what the person sees as the page. */
	if (!swa_offering_on(call->agent) || swa_origin_of_page(tab_url, ret_origin) != SWA_OK ||
	    swa_origin_of_page(frame_url, &frame) != SWA_OK || !swa_origin_equal(ret_origin, &frame))
		return SWA_OK;
	if ((err = swa_site_is_never(call->vault, ret_origin, &never)) != SWA_OK)
		return err;
	*ret_may = !never;
	return SWA_OK;
}

/* What cannot be kept is not offered; what cannot be read is an error. */
static bool
is_forbidden(swa_err err)
{
	return err == SWA_ERR_POLICY_REFUSED || err == SWA_ERR_SCHEME_REFUSED ||
	       err == SWA_ERR_SCHEME_REFUSED_CHANGE;
}

static swa_err
nothing(struct swa_call *call)
{
	call->where[0] = '\0';
	swa_json_set_text(call->answer, "kind", "none");
	return SWA_OK;
}

static swa_err
offer(struct swa_call *call, const struct swa_keep *keep, const struct swa_keep_fit *fit,
      struct swa_secret **password)
{
	struct swa_offer offer = {.update = fit->kind == SWA_KEEP_UPDATE, .origin = keep->origin};
	char id[SWA_OFFER_ID_SIZE + 1];
	swa_err err;

	(void)snprintf(offer.app_id, sizeof(offer.app_id), "%s", offer.update ? fit->app_id : "");
	(void)snprintf(offer.label, sizeof(offer.label), "%s", fit->label);
	(void)snprintf(offer.username, sizeof(offer.username), "%s", fit->username);
	(void)snprintf(offer.url, sizeof(offer.url), "%s", keep->url);
	offer.password = *password;
	*password = NULL; /* the offers own it now */
	if ((err = swa_offers_add(call->agent->offers, &offer, id)) != SWA_OK)
		return err;
	swa_offering_tell(call->agent);
	swa_json_set_text(call->answer, "offer_id", id);
	swa_json_set_text(call->answer, "kind", offer.update ? "update" : "save");
	return SWA_OK;
}

swa_err
swa_handle_login_seen(struct swa_call *call)
{
	SWA_CLEANUP(swa_secret_freep) struct swa_secret *password = NULL;
	const char *kind = swa_json_get_text(call->body, "kind");
	struct swa_keep keep = {
	        .url = swa_json_get_text(call->body, "tab_url"),
	        .username = swa_json_get_text(call->body, "username"),
	};
	bool change = strcmp(kind, "change") == 0, may;
	struct swa_keep_fit fit;
	swa_err err;

	if (!change && strcmp(kind, "login") != 0)
		return swa_call_fault(call, SWA_ERR_ARGUMENT, "kind");
	if ((err = may_offer(call, keep.url, swa_json_get_text(call->body, "frame_url"), &keep.origin,
	                     &may)) != SWA_OK)
		return err;
	if (!may || (!change && keep.username[0] == '\0') ||
	    swa_json_get_text(call->body, "password")[0] == '\0')
		return nothing(call);
	if ((err = read_password(call, &password)) != SWA_OK)
		return err;
	keep.password = password;
	if ((err = swa_keep_find(call, &keep, &fit)) != SWA_OK)
		return is_forbidden(err) ? nothing(call) : err;
	if (fit.kind == SWA_KEEP_SAME) {
		/* An offer of another password for it is out of date. */
		if (swa_offers_end_at(call->agent->offers, &keep.origin, fit.username))
			swa_offering_tell(call->agent);
		return nothing(call);
	}
	return offer(call, &keep, &fit, &password);
}

swa_err
swa_handle_offers_list(struct swa_call *call)
{
	struct swa_json *array = swa_json_new_array();
	const struct swa_offer *offer;

	for (size_t i = 0; (offer = swa_offers_at(call->agent->offers, i)) != NULL; i++) {
		struct swa_json *object = swa_json_new_object();

		swa_json_set_text(object, "id", offer->id);
		swa_json_set_text(object, "kind", offer->update ? "update" : "save");
		swa_json_set_text(object, "app_id", offer->app_id);
		swa_json_set_text(object, "label", offer->label);
		swa_json_set_text(object, "host", offer->origin.host);
		swa_json_set_text(object, "username", offer->username);
		swa_json_set_integer(object, "when", offer->when);
		swa_json_add(array, object);
	}
	swa_json_set(call->answer, "offers", array);
	return SWA_OK;
}

/* What is stored is looked at anew: it may have changed since the offer was made. */
static swa_err
save(struct swa_call *call, const struct swa_offer *offer)
{
	const char *username = swa_json_get_text(call->body, "username");
	const struct swa_keep keep = {
	        .origin = offer->origin,
	        .url = offer->url,
	        .username = username != NULL ? username : offer->username,
	        .password = offer->password,
	};
	struct swa_keep_fit fit;
	const char *outcome;
	swa_err err;

	if (keep.username[0] == '\0')
		return swa_call_fault(call, SWA_ERR_LIMIT, "username");
	if ((err = swa_keep_find(call, &keep, &fit)) != SWA_OK ||
	    (err = swa_keep_store(call, &keep, &fit, &outcome)) != SWA_OK)
		return err;
	swa_json_set_text(call->answer, "app_id", fit.app_id);
	swa_json_set_text(call->answer, "account_id", fit.account_id);
	return SWA_OK;
}

swa_err
swa_handle_offer_answer(struct swa_call *call)
{
	const char *id = swa_json_get_text(call->body, "offer_id");
	const char *answer = swa_json_get_text(call->body, "answer");
	const struct swa_offer *offer = swa_offers_find(call->agent->offers, id);
	struct swa_origin origin;
	swa_err err = SWA_OK;

	if (offer == NULL)
		return swa_call_fault(call, SWA_ERR_OFFER_UNKNOWN, "offer_id");
	origin = offer->origin;
	if (strcmp(answer, "save") == 0)
		err = save(call, offer);
	else if (strcmp(answer, "never") == 0)
		err = swa_offering_never(call->agent, call->vault, &origin, true);
	else if (strcmp(answer, "dismiss") != 0)
		err = swa_call_fault(call, SWA_ERR_ARGUMENT, "answer");
	if (err != SWA_OK)
		return err;
	if (swa_offers_end(call->agent->offers, id))
		swa_offering_tell(call->agent);
	return SWA_OK;
}

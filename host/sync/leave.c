/* Leaving an organisation: tell service and provider, then erase. */
#include "org.h"

#include "swa/outbox.h"

#include <stdio.h>
#include <stdlib.h>

#define TELL_MS 10000u

struct leaving {
	struct org *org;
	uint64_t until; /* uv_now(): then it is erased, told or not */
	bool told;
	swa_sync_left *left; /* NULL: nobody waits */
	void *context;
};

static void
finish(struct leaving *leaving, swa_err err, unsigned apps)
{
	if (leaving->left != NULL)
		leaving->left(leaving->context, err, apps, leaving->told);
	free(leaving);
}

void
leave_cancel(struct leaving *leaving, swa_err err)
{
	leaving->org->leaving = NULL;
	finish(leaving, err, 0);
}

uint64_t
leave_due(const struct leaving *leaving)
{
	return leaving->until;
}

void
leave_unwatch(struct swa_sync *sync, const void *context)
{
	for (struct org *org = sync->orgs; org != NULL; org = org->next)
		if (org->leaving != NULL && org->leaving->context == context)
			org->leaving->left = NULL;
}

static void
erase(struct org *org)
{
	struct swa_sync *sync = org->sync;
	const struct swa_sync_events *events = &sync->events;
	struct leaving *leaving = org->leaving;
	unsigned apps = org_app_count(org);
	swa_err err;

	org_cancel(org);
	org->leaving = NULL;
	org_end_apps(org);
	if ((err = swa_enrolment_erase(sync->vault, org->row.id)) == SWA_OK) {
		org_notices_over(org);
		org_note(org, "unenrolled", NULL, NULL, org->row.name);
		swa_policy_forget(sync->policy, org->row.id);
		org_remove(org);
		events->policy_changed(events->context);
		events->apps_changed(events->context);
		events->questions_changed(events->context);
		events->enrolments_changed(events->context);
		events->touched(events->context);
	}
	finish(leaving, err, err == SWA_OK ? apps : 0);
	sync_plan(sync);
}

void
leave_tick(struct org *org, uint64_t now)
{
	if (now >= org->leaving->until)
		erase(org);
}

/* --- telling --------------------------------------------------------------------- */

static void
on_revoked(void *context, struct swa_oidc_result *result)
{
	struct org *org = context;

	org->oidc = NULL;
	org->leaving->told = org->leaving->told && result->err == SWA_OK;
	erase(org);
}

static void
tell_provider(struct org *org)
{
	struct swa_oidc_client client;
	struct swa_oidc_metadata metadata;
	struct swa_buf token;
	swa_err err;

	org_client(org, &client);
	swa_buf_init(&token, SWA_TOKEN_MAX);
	if ((err = org_metadata(org, &metadata)) == SWA_OK &&
	    (err = swa_enrolment_secret(org->sync->vault, org->row.id, SWA_SECRET_REFRESH_TOKEN, &token)) ==
	            SWA_OK)
		err = swa_oidc_revoke(org->sync->http, &client, &metadata, org->seed, &token, on_revoked, org,
		                      &org->oidc);
	swa_buf_finish(&token);
	if (err == SWA_OK)
		return;
	/* Without an endpoint or a token there is nothing to be told. */
	org->leaving->told =
	        org->leaving->told && (err == SWA_ERR_DISCOVERY || err == SWA_ERR_RECORD_MISSING);
	erase(org);
}

static void
on_deleted(struct org *org, const struct swa_api_answer *answer)
{
	org->leaving->told = answer->err == SWA_OK;
	if (answer->err == SWA_ERR_NETWORK || answer->err == SWA_ERR_TLS)
		erase(org);
	else
		tell_provider(org);
}

swa_err
swa_sync_leave(struct swa_sync *sync, const char *enrolment, bool force, swa_sync_left *left, void *context)
{
	struct org *org = sync->vault != NULL ? org_find(sync, enrolment) : NULL;
	unsigned waiting = 0, stuck = 0;
	struct org_request *request;
	struct leaving *leaving;
	swa_err err;

	if (org == NULL || org->leaving != NULL)
		return SWA_ERR_ENROLMENT_UNKNOWN;
	if ((err = swa_outbox_count(sync->vault, enrolment, &waiting, &stuck)) != SWA_OK)
		return err;
	if (waiting + stuck > 0 && !force)
		return SWA_ERR_UNSENT_CHANGES;
	if ((leaving = calloc(1, sizeof(*leaving))) == NULL)
		return SWA_ERR_NOMEM;
	look_stop(org);
	*leaving = (struct leaving){
	        .org = org,
	        .until = uv_now(sync->loop) + TELL_MS,
	        .left = left,
	        .context = context,
	};
	org->leaving = leaving;
	if ((err = org_key(org, SWA_SECRET_SIGNATURE_KEY, &org->seed)) != SWA_OK) {
		leaving->until =
		        uv_now(sync->loop); /* nobody can be told; it goes all the same, from the loop */
		sync_plan(sync);
		return SWA_OK;
	}
	sync_plan(sync);
	request = org_request(org, "DELETE", on_deleted);
	(void)snprintf(request->path, sizeof(request->path), "/v1/devices/%s", org->row.device);
	org_send(org);
	return SWA_OK;
}

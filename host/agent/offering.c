#include "offering.h"

#include "swa/preference.h"
#include "swa/site.h"

#include <stdio.h>

bool
swa_offering_on(const struct swa_agent *agent)
{
	struct swa_vault *vault = swa_vault_state_vault(agent->vault);

	switch (swa_policy_for(agent->policy, "")->offers) {
	case SWA_OFFERS_ON: return true;
	case SWA_OFFERS_OFF: return false;
	case SWA_OFFERS_PERSON: break;
	}
	return vault != NULL && swa_preference_get_bool(vault, SWA_PREFERENCE_OFFERS);
}

void
swa_offering_tell(struct swa_agent *agent)
{
	struct swa_json *event = swa_event_new(SWA_EVENT_OFFERS_CHANGED);

	swa_json_set_integer(event, "offers", (int64_t)swa_offers_count(agent->offers));
	swa_server_tell(agent->server, SWA_CLIENT_EXTENSION, event);
}

swa_err
swa_offering_never(struct swa_agent *agent, struct swa_vault *vault, const struct swa_origin *origin,
                   bool never)
{
	struct swa_trail_note note = {.event = "site_never"};
	char site[SWA_ORIGIN_MAX + 1], detail[SWA_ORIGIN_MAX + 16];
	swa_err err;

	if ((err = swa_site_set_never(vault, origin, never)) != SWA_OK)
		return err;
	if (never && swa_offers_end_at(agent->offers, origin, NULL))
		swa_offering_tell(agent);
	swa_origin_text(origin, site);
	(void)snprintf(detail, sizeof(detail), "%s %s", never ? "never" : "again", site);
	note.detail = detail;
	swa_agent_note(agent, &note);
	swa_agent_touched(agent);
	return SWA_OK;
}

void
swa_offering_forget(struct swa_agent *agent)
{
	if (swa_offers_forget(agent->offers))
		swa_offering_tell(agent);
}

void
swa_offering_settle(struct swa_agent *agent)
{
	if (!swa_offering_on(agent))
		swa_offering_forget(agent);
}

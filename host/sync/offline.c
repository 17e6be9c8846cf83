/*
 * How long an organisation's apps may be used without its service.
 *
 * What is assumed of the clock: it may be wrong, and may be set by the person.
 * The time since the last success is the larger of what the clock says and of
 * what this process counted itself.  A clock that stands before the last
 * success says nothing; fills are then refused until the service was reached
 * again.  Whoever sets the clock back to just after the last success, again
 * and again and with the agent started anew each time, is not stopped: that
 * person holds the machine and the keyring.  Erasing wants certainty, so a
 * clock that stands before the last success erases nothing.
 */
#include "org.h"

#define CLOCK_SLACK_S 300

static int64_t
allowed_s(const struct org *org)
{
	const struct swa_policy *policy = swa_policy_for(org->sync->policy, org->row.id);

	return policy->max_offline_hours > 0 ? policy->max_offline_hours * 3600 : policy->sync_max_seconds;
}

static int64_t
since(const struct org *org)
{
	return org->row.last_sync > 0 ? org->row.last_sync : org->row.enrolled;
}

static int64_t
counted_s(const struct org *org)
{
	if (org->synced_ms == 0)
		return 0;
	return (int64_t)((uv_now(org->sync->loop) - org->synced_ms) / 1000);
}

int64_t
offline_until(const struct org *org)
{
	return since(org) + allowed_s(org);
}

bool
offline_too_long(const struct org *org)
{
	int64_t now = wall_clock();

	return now > offline_until(org) || counted_s(org) > allowed_s(org) ||
	       now + CLOCK_SLACK_S < since(org);
}

bool
offline_erases(const struct org *org)
{
	return org->row.state == SWA_ENROLMENT_SIGN_IN &&
	       (wall_clock() > offline_until(org) || counted_s(org) > allowed_s(org));
}

#include "follow.h"

#include <stdio.h>
#include <stdlib.h>

struct swa_follower {
	struct swa_follower *next;
	struct swa_agent *agent;
	uint64_t client;
	char job[SWA_JOB_ID_SIZE];
	bool waiting; /* for an answer; else: it started the job */
	int64_t id;
};

static struct swa_follower *
add(struct swa_call *call, const char *job, bool waiting)
{
	struct swa_follower *follower = calloc(1, sizeof(*follower));

	if (follower == NULL)
		return NULL;
	follower->agent = call->agent;
	follower->client = call->conn->serial;
	follower->waiting = waiting;
	follower->id = call->id;
	(void)snprintf(follower->job, sizeof(follower->job), "%s", job);
	follower->next = call->agent->followers;
	call->agent->followers = follower;
	return follower;
}

static void
drop(struct swa_follower *follower)
{
	struct swa_follower **at = &follower->agent->followers;

	while (*at != follower)
		at = &(*at)->next;
	*at = follower->next;
	free(follower);
}

static struct swa_json *
describe(int64_t id, const struct swa_job_facts *facts)
{
	struct swa_json *answer = swa_answer_new(id);

	swa_json_set_integer(answer, "seen", facts->seen);
	swa_json_set_text(answer, "phase", facts->phase);
	swa_json_set_integer(answer, "done", facts->done);
	swa_json_set_integer(answer, "all", facts->all);
	swa_json_set_bool(answer, "finished", facts->finished);
	swa_json_set_integer(answer, "apps", facts->apps);
	if (facts->enrolment[0] != '\0')
		swa_json_set_text(answer, "enrolment_id", facts->enrolment);
	if (facts->user_code != NULL) {
		swa_json_set_text(answer, "user_code", facts->user_code);
		swa_json_set_text(answer, "verification_uri", facts->verification_uri);
		if (facts->verification_uri_complete != NULL)
			swa_json_set_text(answer, "verification_uri_complete",
			                  facts->verification_uri_complete);
		swa_json_set_integer(answer, "expires_in", facts->expires_in);
	}
	if (facts->finished && facts->err != SWA_OK)
		swa_json_set(answer, "error",
		             swa_error_new(facts->err, facts->why[0] != '\0' ? facts->why : NULL));
	return answer;
}

static void
on_changed(void *context)
{
	struct swa_follower *follower = context;
	struct swa_agent *agent = follower->agent;
	struct swa_conn *conn = swa_server_find(agent->server, follower->client);
	struct swa_job_facts facts;
	swa_err err = swa_sync_job(agent->sync, follower->job, &facts);

	if (conn != NULL) {
		swa_conn_send(conn, err == SWA_OK ? describe(follower->id, &facts)
		                                  : swa_answer_error(follower->id, err, NULL));
		swa_conn_resume(conn);
	}
	drop(follower);
}

swa_err
swa_follow_wait(struct swa_call *call, const char *job, int64_t seen)
{
	struct swa_job_facts facts;
	struct swa_follower *follower;
	swa_err err;

	if ((err = swa_sync_job(call->agent->sync, job, &facts)) != SWA_OK)
		return err;
	if ((follower = add(call, job, true)) == NULL)
		return SWA_ERR_NOMEM;
	if ((err = swa_sync_watch(call->agent->sync, job, seen, on_changed, follower)) != SWA_OK) {
		drop(follower);
		return err;
	}
	call->later = true;
	return SWA_OK;
}

/* Jobs that this list need not know any more: a tray may live for weeks. */
static void
tidy(struct swa_agent *agent)
{
	struct swa_follower *next;
	struct swa_job_facts facts;

	for (struct swa_follower *at = agent->followers; at != NULL; at = next) {
		next = at->next;
		if (!at->waiting && (swa_sync_job(agent->sync, at->job, &facts) != SWA_OK || facts.finished))
			drop(at);
	}
}

void
swa_follow_started(struct swa_call *call, const char *job)
{
	tidy(call->agent);
	(void)add(call, job, false);
}

void
swa_follow_closed(struct swa_agent *agent, uint64_t client)
{
	struct swa_follower *next;

	for (struct swa_follower *at = agent->followers; at != NULL; at = next) {
		next = at->next;
		if (at->client != client)
			continue;
		if (at->waiting)
			swa_sync_unwatch(agent->sync, at);
		else
			swa_sync_give_up(agent->sync, at->job);
		drop(at);
	}
}

void
swa_follow_finish(struct swa_agent *agent)
{
	while (agent->followers != NULL) {
		if (agent->followers->waiting)
			swa_sync_unwatch(agent->sync, agent->followers);
		drop(agent->followers);
	}
}

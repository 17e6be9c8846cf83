#include "reauth.h"

#include "swa/app.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRESH_MAX 16 /* connections at a time; one more puts the oldest out */
#define LET_MS 60000

struct swa_reauth {
	struct {
		uint64_t client; /* 0: free; connections are counted from 1 */
		uint64_t until;
	} fresh[FRESH_MAX];
	size_t next;

	char app_id[SWA_ID_MAX + 1]; /* that may be launched once; "" none */
	uint64_t let_until;

	bool entered; /* since the vault was opened, the last time at */
	uint64_t when;
	uint64_t epoch;
};

struct swa_reauth *
swa_reauth_new(void)
{
	return calloc(1, sizeof(struct swa_reauth));
}

void
swa_reauth_free(struct swa_reauth *reauth)
{
	free(reauth);
}

void
swa_reauth_opened(struct swa_reauth *reauth, uint64_t now)
{
	reauth->entered = true;
	reauth->when = now;
}

void
swa_reauth_passed(struct swa_reauth *reauth, uint64_t client, uint64_t now)
{
	swa_reauth_opened(reauth, now);
	reauth->fresh[reauth->next].client = client;
	reauth->fresh[reauth->next].until = now + (uint64_t)SWA_REAUTH_SECONDS * 1000;
	reauth->next = (reauth->next + 1) % FRESH_MAX;
}

bool
swa_reauth_fresh(const struct swa_reauth *reauth, uint64_t client, uint64_t now)
{
	for (size_t i = 0; i < FRESH_MAX; i++)
		if (reauth->fresh[i].client == client && now < reauth->fresh[i].until)
			return true;
	return false;
}

void
swa_reauth_let(struct swa_reauth *reauth, const char *app_id, uint64_t now)
{
	(void)snprintf(reauth->app_id, sizeof(reauth->app_id), "%s", app_id);
	reauth->let_until = now + LET_MS;
}

bool
swa_reauth_covers(struct swa_reauth *reauth, const char *app_id, int64_t minutes, uint64_t now)
{
	bool let = strcmp(reauth->app_id, app_id) == 0 && now < reauth->let_until;

	if (let)
		reauth->app_id[0] = '\0';
	return let || (reauth->entered && now - reauth->when < (uint64_t)minutes * 60000);
}

void
swa_reauth_forget(struct swa_reauth *reauth)
{
	*reauth = (struct swa_reauth){.epoch = reauth->epoch + 1};
}

uint64_t
swa_reauth_epoch(const struct swa_reauth *reauth)
{
	return reauth->epoch;
}

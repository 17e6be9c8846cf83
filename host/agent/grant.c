#include "grant.h"

#include "swa/secret.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uv.h>

#define BUCKETS 256u /* by the first byte of the id, which is random */

struct swa_grants {
	struct swa_grant *bucket[BUCKETS];
	struct swa_grant *oldest, *newest;
	size_t count;
};

struct swa_grants *
swa_grants_new(void)
{
	return calloc(1, sizeof(struct swa_grants));
}

void
swa_grants_free(struct swa_grants *grants)
{
	if (grants == NULL)
		return;
	swa_grants_end_all(grants);
	free(grants);
}

size_t
swa_grants_count(const struct swa_grants *grants)
{
	return grants->count;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* NULL for what cannot be an id. */
static struct swa_grant **
bucket_of(struct swa_grants *grants, const char *id)
{
	int high = hex_value(id[0]), low = high < 0 ? -1 : hex_value(id[1]);

	return low < 0 ? NULL : &grants->bucket[high * 16 + low];
}

swa_err
swa_random_id(char ret_id[SWA_GRANT_ID_SIZE + 1])
{
	static const char digits[] = "0123456789abcdef";
	unsigned char bytes[SWA_GRANT_ID_SIZE / 2];

	if (uv_random(NULL, NULL, bytes, sizeof(bytes), 0, NULL) != 0)
		return SWA_ERR_INTERNAL;
	for (size_t i = 0; i < sizeof(bytes); i++) {
		ret_id[2 * i] = digits[bytes[i] >> 4];
		ret_id[2 * i + 1] = digits[bytes[i] & 15];
	}
	ret_id[SWA_GRANT_ID_SIZE] = '\0';
	return SWA_OK;
}

/* A client that only launches keeps no more than its share. */
static void
make_room(struct swa_grants *grants, uint64_t client)
{
	struct swa_grant *first = NULL;
	size_t count = 0;

	for (struct swa_grant *grant = grants->newest; grant != NULL; grant = grant->older)
		if (grant->client == client) {
			first = grant;
			count++;
		}
	if (count >= SWA_GRANTS_PER_CLIENT)
		swa_grant_end(grants, first);
}

/* The first extra field may be filled by what the account has of its own; the others are the same for all. */
static unsigned
slots_of(const struct swa_grant_terms *terms)
{
	const struct swa_extra_field *extra = terms->appdef->extra;
	unsigned slots = SWA_SLOT_USERNAME | SWA_SLOT_PASSWORD;

	for (size_t i = 0; i < SWA_EXTRAS_MAX; i++)
		if (extra[i].value != NULL || (i == 0 && terms->extra && extra[i].selector != NULL))
			slots |= SWA_SLOT_OF_EXTRA(i);
	if (terms->code && swa_way_has_page(terms->appdef->way)) /* nothing else has a place for it */
		slots |= SWA_SLOT_CODE;
	return slots;
}

swa_err
swa_grant_mint(struct swa_grants *grants, const struct swa_grant_terms *terms, uint64_t now,
               struct swa_grant **ret_grant)
{
	struct swa_grant *grant = calloc(1, sizeof(*grant));
	struct swa_grant **bucket;

	if (grant == NULL || swa_random_id(grant->id) != SWA_OK) {
		swa_appdef_free(terms->appdef);
		if (grant == NULL)
			return SWA_ERR_NOMEM;
		free(grant);
		return SWA_ERR_INTERNAL;
	}
	make_room(grants, terms->client);
	grant->client = terms->client;
	(void)snprintf(grant->app_id, sizeof(grant->app_id), "%s", terms->appdef->id);
	(void)snprintf(grant->account_id, sizeof(grant->account_id), "%s", terms->account_id);
	(void)snprintf(grant->username, sizeof(grant->username), "%s", terms->username);
	grant->version = terms->version;
	grant->appdef = terms->appdef;
	grant->expires = now + SWA_GRANT_LIFE_MS;
	grant->step = 1;
	grant->slots = slots_of(terms);

	bucket = bucket_of(grants, grant->id);
	grant->next_in_bucket = *bucket;
	*bucket = grant;
	grant->older = grants->newest;
	if (grants->newest != NULL)
		grants->newest->newer = grant;
	else
		grants->oldest = grant;
	grants->newest = grant;
	grants->count++;
	*ret_grant = grant;
	return SWA_OK;
}

swa_err
swa_grant_find(struct swa_grants *grants, const char *id, uint64_t client, uint64_t now,
               struct swa_grant **ret_grant)
{
	struct swa_grant **bucket = bucket_of(grants, id);
	struct swa_grant *grant = bucket != NULL ? *bucket : NULL;

	while (grant != NULL && strcmp(grant->id, id) != 0)
		grant = grant->next_in_bucket;
	if (grant == NULL)
		return SWA_ERR_GRANT_UNKNOWN;
	if (grant->client != client)
		return SWA_ERR_GRANT_FOREIGN;
	*ret_grant = grant;
	return now < grant->expires ? SWA_OK : SWA_ERR_GRANT_EXPIRED;
}

static bool
has_document(const struct swa_grant *grant, const char *document)
{
	for (size_t i = 0; i < grant->document_count; i++)
		if (strcmp(grant->documents[i], document) == 0)
			return true;
	return false;
}

void
swa_grant_visit(struct swa_grant *grant, const char *document, bool top)
{
	if (top)
		grant->document_count = 0;
	if (has_document(grant, document))
		return;
	if (grant->document_count == SWA_DOCUMENTS_MAX) {
		/* A tab that goes through frames: the first stays, it is the top document. */
		memmove(grant->documents[1], grant->documents[2],
		        (SWA_DOCUMENTS_MAX - 2) * sizeof(grant->documents[0]));
		grant->document_count--;
	}
	(void)snprintf(grant->documents[grant->document_count++], sizeof(grant->documents[0]), "%s",
	               document);
}

void
swa_grant_leave(struct swa_grant *grant)
{
	grant->document_count = 0;
}

swa_err
swa_grant_check(const struct swa_grant *grant, int64_t step, unsigned slots, const char *document)
{
	if ((slots & SWA_SLOT_CODE & ~grant->slots) != 0)
		return SWA_ERR_CODE_REFUSED;
	if (slots == 0 || (slots & ~grant->slots) != 0 || step < 1)
		return SWA_ERR_ARGUMENT;
	if (step < grant->step || (slots & grant->spent) != 0)
		return SWA_ERR_GRANT_SPENT;
	if (step > grant->step)
		return SWA_ERR_ARGUMENT;
	if (grant->appdef->way == SWA_WAY_DIRECT)
		return SWA_OK;
	return has_document(grant, document) ? SWA_OK : SWA_ERR_DOCUMENT_REFUSED;
}

void
swa_grant_spend(struct swa_grant *grant, unsigned slots, uint64_t now)
{
	grant->spent |= slots;
	grant->step++;
	if (!grant->renewed) {
		grant->renewed = true;
		grant->expires = now + SWA_GRANT_LIFE_MS;
	}
}

void
swa_grant_end(struct swa_grants *grants, struct swa_grant *grant)
{
	struct swa_grant **link = bucket_of(grants, grant->id);

	while (*link != grant)
		link = &(*link)->next_in_bucket;
	*link = grant->next_in_bucket;
	if (grant->older != NULL)
		grant->older->newer = grant->newer;
	else
		grants->oldest = grant->newer;
	if (grant->newer != NULL)
		grant->newer->older = grant->older;
	else
		grants->newest = grant->older;
	grants->count--;
	swa_appdef_free(grant->appdef);
	swa_wipe(grant, sizeof(*grant));
	free(grant);
}

/* Walks all of them: there are few, and only when something ends. */
static void
end_matching(struct swa_grants *grants, bool (*matches)(const struct swa_grant *grant, const void *key),
             const void *key)
{
	struct swa_grant *grant = grants->oldest;

	while (grant != NULL) {
		struct swa_grant *newer = grant->newer;

		if (matches(grant, key))
			swa_grant_end(grants, grant);
		grant = newer;
	}
}

static bool
matches_any(const struct swa_grant *grant, const void *key)
{
	(void)grant;
	(void)key;
	return true;
}

static bool
matches_client(const struct swa_grant *grant, const void *key)
{
	return grant->client == *(const uint64_t *)key;
}

static bool
matches_app(const struct swa_grant *grant, const void *key)
{
	return strcmp(grant->app_id, key) == 0;
}

static bool
matches_account(const struct swa_grant *grant, const void *key)
{
	return strcmp(grant->account_id, key) == 0;
}

static bool
matches_dead(const struct swa_grant *grant, const void *key)
{
	return *(const uint64_t *)key >= grant->expires + SWA_GRANT_KEPT_MS;
}

void
swa_grants_end_all(struct swa_grants *grants)
{
	end_matching(grants, matches_any, NULL);
}

void
swa_grants_end_client(struct swa_grants *grants, uint64_t client)
{
	end_matching(grants, matches_client, &client);
}

void
swa_grants_end_app(struct swa_grants *grants, const char *app_id)
{
	end_matching(grants, matches_app, app_id);
}

void
swa_grants_end_account(struct swa_grants *grants, const char *account_id)
{
	end_matching(grants, matches_account, account_id);
}

void
swa_grants_sweep(struct swa_grants *grants, uint64_t now)
{
	end_matching(grants, matches_dead, &now);
}

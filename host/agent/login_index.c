#include "login_index.h"

#include "swa/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 65536u

/* What a key is made of: its kind, a site or an app, and a user name. */
enum kind {
	APP_OF_SITE = 'o',
	APP = 'a',
	LOGIN_OF_SITE = 'l',
	LOGIN_OF_APP = 'u',
};

struct login {
	struct login *next; /* of all, for the end */
	struct swa_login_entry entry;
	char texts[]; /* app id and account id */
};

struct node {
	struct node *next; /* of the bucket */
	struct login *login;
	enum kind kind;
	char key[]; /* site or app, NUL, user name, NUL */
};

struct swa_login_index {
	struct node *buckets[BUCKETS];
	struct login *logins;
	swa_err err; /* while the vault is read */
};

/* FNV-1a: the file is the person's own, nobody else chooses the keys. */
static uint32_t
mix(uint32_t hash, const char *text)
{
	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619u;
	return (hash ^ '\n') * 16777619u;
}

static struct node **
bucket_of(struct swa_login_index *index, enum kind kind, const char *place, const char *username)
{
	uint32_t hash = (2166136261u ^ (uint32_t)kind) * 16777619u;

	return &index->buckets[mix(mix(hash, place), username) % BUCKETS];
}

static struct swa_login_entry *
find(struct swa_login_index *index, enum kind kind, const char *place, const char *username)
{
	struct node *node = *bucket_of(index, kind, place, username);

	for (; node != NULL; node = node->next)
		if (node->kind == kind && strcmp(node->key, place) == 0 &&
		    strcmp(node->key + strlen(place) + 1, username) == 0)
			return &node->login->entry;
	return NULL;
}

static swa_err
add_key(struct swa_login_index *index, enum kind kind, const char *place, const char *username,
        struct login *login)
{
	struct node **bucket = bucket_of(index, kind, place, username), *node;
	const size_t place_size = strlen(place) + 1, username_size = strlen(username) + 1;

	if (place[0] == '\0' || find(index, kind, place, username) != NULL)
		return SWA_OK; /* the first counts */
	if ((node = malloc(sizeof(*node) + place_size + username_size)) == NULL)
		return SWA_ERR_NOMEM;
	node->kind = kind;
	node->login = login;
	memcpy(node->key, place, place_size);
	memcpy(node->key + place_size, username, username_size);
	node->next = *bucket;
	*bucket = node;
	return SWA_OK;
}

static struct login *
add_login(struct swa_login_index *index, const struct swa_login_entry *entry)
{
	const size_t app_size = strlen(entry->app_id) + 1, account_size = strlen(entry->account_id) + 1;
	struct login *login = malloc(sizeof(*login) + app_size + account_size);

	if (login == NULL)
		return NULL;
	login->entry = *entry;
	memcpy(login->texts, entry->app_id, app_size);
	memcpy(login->texts + app_size, entry->account_id, account_size);
	login->entry.app_id = login->texts;
	login->entry.account_id = login->texts + app_size;
	login->next = index->logins;
	index->logins = login;
	return login;
}

swa_err
swa_login_index_app(struct swa_login_index *index, const char *app_id, const char *origin, bool fresh)
{
	const struct swa_login_entry entry = {.app_id = app_id, .account_id = "", .row = -1, .fresh = fresh};
	struct login *login = add_login(index, &entry);
	swa_err err;

	if (login == NULL)
		return SWA_ERR_NOMEM;
	if ((err = add_key(index, APP, app_id, "", login)) != SWA_OK)
		return err;
	return add_key(index, APP_OF_SITE, origin, "", login);
}

swa_err
swa_login_index_account(struct swa_login_index *index, const char *origin, const char *username,
                        const struct swa_login_entry *entry)
{
	struct login *login = add_login(index, entry);
	swa_err err;

	if (login == NULL)
		return SWA_ERR_NOMEM;
	if ((err = add_key(index, LOGIN_OF_APP, entry->app_id, username, login)) != SWA_OK)
		return err;
	return add_key(index, LOGIN_OF_SITE, origin, username, login);
}

struct swa_login_entry *
swa_login_at_site(struct swa_login_index *index, const char *origin, const char *username)
{
	return find(index, LOGIN_OF_SITE, origin, username);
}

struct swa_login_entry *
swa_login_at_app(struct swa_login_index *index, const char *app_id, const char *username)
{
	return find(index, LOGIN_OF_APP, app_id, username);
}

struct swa_login_entry *
swa_app_at_site(struct swa_login_index *index, const char *origin)
{
	return find(index, APP_OF_SITE, origin, "");
}

struct swa_login_entry *
swa_app_by_id(struct swa_login_index *index, const char *app_id)
{
	return find(index, APP, app_id, "");
}

static bool
read_known(void *context, const struct swa_known_login *known)
{
	struct swa_login_index *index = context;
	const struct swa_login_entry entry = {.app_id = known->app_id,
	                                      .account_id = known->account_id,
	                                      .version = known->version,
	                                      .row = -1};
	char text[SWA_ORIGIN_MAX + 1] = "";
	struct swa_origin origin;

	if (known->fills && swa_origin_of(known->launch_url, &origin) == SWA_OK)
		swa_origin_text(&origin, text);
	if (swa_app_by_id(index, known->app_id) == NULL)
		index->err = swa_login_index_app(index, known->app_id, text, false);
	if (index->err == SWA_OK && known->account_id[0] != '\0')
		index->err = swa_login_index_account(index, text, known->username, &entry);
	return index->err == SWA_OK;
}

swa_err
swa_login_index_new(struct swa_vault *vault, struct swa_login_index **ret_index)
{
	struct swa_login_index *index = calloc(1, sizeof(*index));
	swa_err err;

	if (index == NULL)
		return SWA_ERR_NOMEM;
	err = swa_staging_known(vault, read_known, index);
	if (err == SWA_OK)
		err = index->err;
	if (err != SWA_OK) {
		swa_login_index_free(index);
		return err;
	}
	*ret_index = index;
	return SWA_OK;
}

void
swa_login_index_free(struct swa_login_index *index)
{
	if (index == NULL)
		return;
	for (unsigned i = 0; i < BUCKETS; i++) {
		for (struct node *node = index->buckets[i], *next; node != NULL; node = next) {
			next = node->next;
			free(node);
		}
	}
	for (struct login *login = index->logins, *next; login != NULL; login = next) {
		next = login->next;
		free(login);
	}
	free(index);
}

#include "offers.h"

#include "grant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct swa_offers {
	uv_loop_t *loop;
	uv_timer_t timer; /* runs to the end of the oldest */
	void (*changed)(void *context);
	void *context;
	struct swa_offer *offers[SWA_OFFERS_MAX]; /* oldest first */
	size_t count;
};

static void
free_offer(struct swa_offer *offer)
{
	swa_secret_free(offer->password);
	swa_wipe(offer, sizeof(*offer));
	free(offer);
}

static void
remove_at(struct swa_offers *offers, size_t place)
{
	free_offer(offers->offers[place]);
	offers->count--;
	for (; place < offers->count; place++)
		offers->offers[place] = offers->offers[place + 1];
}

static void on_timer(uv_timer_t *timer);

static void
wait_for_oldest(struct swa_offers *offers)
{
	uint64_t now = uv_now(offers->loop);

	if (offers->count == 0) {
		(void)uv_timer_stop(&offers->timer);
		return;
	}
	(void)uv_timer_start(&offers->timer, on_timer,
	                     offers->offers[0]->expires > now ? offers->offers[0]->expires - now : 0, 0);
}

static void
on_timer(uv_timer_t *timer)
{
	struct swa_offers *offers = timer->data;
	bool any = false;

	while (offers->count > 0 && offers->offers[0]->expires <= uv_now(offers->loop)) {
		remove_at(offers, 0);
		any = true;
	}
	wait_for_oldest(offers);
	if (any)
		offers->changed(offers->context);
}

struct swa_offers *
swa_offers_new(uv_loop_t *loop, void (*changed)(void *context), void *context)
{
	struct swa_offers *offers = calloc(1, sizeof(*offers));

	if (offers == NULL)
		return NULL;
	offers->loop = loop;
	offers->changed = changed;
	offers->context = context;
	(void)uv_timer_init(loop, &offers->timer);
	offers->timer.data = offers;
	return offers;
}

void
swa_offers_stop(struct swa_offers *offers)
{
	(void)swa_offers_forget(offers);
	uv_close((uv_handle_t *)&offers->timer, NULL);
}

void
swa_offers_free(struct swa_offers *offers)
{
	free(offers);
}

swa_err
swa_offers_add(struct swa_offers *offers, struct swa_offer *offer, char ret_id[SWA_OFFER_ID_SIZE + 1])
{
	struct swa_offer *kept = malloc(sizeof(*kept));
	swa_err err = kept == NULL ? SWA_ERR_NOMEM : swa_random_id(offer->id);

	if (err != SWA_OK) {
		swa_secret_free(offer->password);
		offer->password = NULL;
		free(kept);
		return err;
	}
	(void)swa_offers_end_at(offers, &offer->origin, offer->username);
	if (offers->count == SWA_OFFERS_MAX)
		remove_at(offers, 0);
	*kept = *offer;
	offer->password = NULL; /* it is kept's now */
	kept->when = (int64_t)time(NULL);
	kept->expires = uv_now(offers->loop) + SWA_OFFER_LIFE_MS;
	offers->offers[offers->count++] = kept;
	wait_for_oldest(offers);
	memcpy(ret_id, kept->id, sizeof(kept->id));
	return SWA_OK;
}

size_t
swa_offers_count(const struct swa_offers *offers)
{
	return offers->count;
}

const struct swa_offer *
swa_offers_at(const struct swa_offers *offers, size_t place)
{
	return place < offers->count ? offers->offers[place] : NULL;
}

const struct swa_offer *
swa_offers_find(const struct swa_offers *offers, const char *id)
{
	for (size_t i = 0; i < offers->count; i++)
		if (strcmp(offers->offers[i]->id, id) == 0)
			return offers->offers[i];
	return NULL;
}

static bool
end_matching(struct swa_offers *offers, bool (*matches)(const struct swa_offer *offer, const void *key),
             const void *key)
{
	size_t before = offers->count;

	for (size_t i = offers->count; i > 0; i--)
		if (matches(offers->offers[i - 1], key))
			remove_at(offers, i - 1);
	wait_for_oldest(offers);
	return offers->count < before;
}

static bool
has_id(const struct swa_offer *offer, const void *key)
{
	return strcmp(offer->id, key) == 0;
}

struct page {
	const struct swa_origin *origin;
	const char *username; /* NULL: any */
};

static bool
is_at(const struct swa_offer *offer, const void *key)
{
	const struct page *page = key;

	return swa_origin_equal(&offer->origin, page->origin) &&
	       (page->username == NULL || strcmp(offer->username, page->username) == 0);
}

static bool
is_any(const struct swa_offer *offer, const void *key)
{
	(void)offer;
	(void)key;
	return true;
}

bool
swa_offers_end(struct swa_offers *offers, const char *id)
{
	return end_matching(offers, has_id, id);
}

bool
swa_offers_end_at(struct swa_offers *offers, const struct swa_origin *origin, const char *username)
{
	const struct page page = {origin, username};

	return end_matching(offers, is_at, &page);
}

bool
swa_offers_forget(struct swa_offers *offers)
{
	return end_matching(offers, is_any, NULL);
}

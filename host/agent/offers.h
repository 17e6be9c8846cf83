/*
 * Logins that were seen and that the person may want to keep.
 *
 * Passwords lie in guarded memory and nowhere else: a login that nobody answers
 * to is forgotten after ten minutes, with the lock of the vault, and when the
 * agent ends.  There are few; the oldest makes room.
 */
#ifndef SWA_AGENT_OFFERS_H
#define SWA_AGENT_OFFERS_H

#include "swa/app.h"
#include "swa/secret.h"
#include "swa/url.h"

#include <uv.h>

#define SWA_OFFERS_MAX 16
#define SWA_OFFER_LIFE_MS 600000u /* ten minutes */
#define SWA_OFFER_ID_SIZE 32

struct swa_offers;

struct swa_offer {
	char id[SWA_OFFER_ID_SIZE + 1];
	bool update;                 /* else a login that is not stored */
	char app_id[SWA_ID_MAX + 1]; /* of an update */
	char label[SWA_LABEL_MAX + 1];
	char username[SWA_LABEL_MAX + 1]; /* "" : nothing tells */
	char url[SWA_URL_MAX + 1];
	struct swa_origin origin;
	struct swa_secret *password;
	int64_t when;     /* seconds since 1970 */
	uint64_t expires; /* milliseconds of the loop's clock */
};

/** @param changed called when some were forgotten for their age.  @return NULL without memory */
struct swa_offers *swa_offers_new(uv_loop_t *loop, void (*changed)(void *context), void *context);
/** Forget all; the timer closes.  Once, before the loop's end; then free. */
void swa_offers_stop(struct swa_offers *offers);
void swa_offers_free(struct swa_offers *offers);

/**
 * Keep one; another one of the same page and user name goes.
 * @param offer .password is moved, whatever the result; .id, .when and .expires are given here
 * @param ret_id gets the id
 */
swa_err swa_offers_add(struct swa_offers *offers, struct swa_offer *offer,
                       char ret_id[SWA_OFFER_ID_SIZE + 1]) SWA_MUST_CHECK;

size_t swa_offers_count(const struct swa_offers *offers);
/** The Nth, oldest first; NULL where there is none.  Borrowed until something changes. */
const struct swa_offer *swa_offers_at(const struct swa_offers *offers, size_t place);
const struct swa_offer *swa_offers_find(const struct swa_offers *offers, const char *id);

/** Forget one, those of a page (of one user name; NULL: of any), or all.  @return were there any? */
bool swa_offers_end(struct swa_offers *offers, const char *id);
bool swa_offers_end_at(struct swa_offers *offers, const struct swa_origin *origin, const char *username);
bool swa_offers_forget(struct swa_offers *offers);

#endif

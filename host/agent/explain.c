#include "explain.h"

#include <stdlib.h>
#include <string.h>

#define KEPT 64
#define SAME_SECONDS 10 /* between a refusal here and the click that it answers */

struct swa_attempts {
	struct swa_attempt kept[KEPT]; /* a ring */
	size_t count;
	size_t next; /* where the next one goes: once the ring is full, the oldest */
};

static const char *const verdicts[] = {"signed_in", "failed", "uncertain", "abandoned", "refused"};

/* docs/protocol.md, Steps of an attempt. */
static const char *const steps[] = {
        "opened",        "page",         "elsewhere",      "frame",
        "frame_refused", "frame_hidden", "selector_stale", "found",
        "not_found",     "opened_form",  "next_step",      "waiting",
        "waited",        "redeemed",     "refused",        "filled",
        "not_taken",     "changed",      "pressed",        "pressed_by_person",
        "posted",        "blocked",      "challenge",      "challenge_refused",
        "next_page",     "rule",         "needs",          "outcome",
        "ended",
};

static const char *
find_word(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(words[i], word) == 0)
			return words[i];
	return NULL;
}

const char *
swa_attempt_verdict(const char *name)
{
	return find_word(verdicts, sizeof(verdicts) / sizeof(verdicts[0]), name);
}

bool
swa_attempt_step_known(const char *what)
{
	return find_word(steps, sizeof(steps) / sizeof(steps[0]), what) != NULL;
}

struct swa_attempts *
swa_attempts_new(void)
{
	return calloc(1, sizeof(struct swa_attempts));
}

void
swa_attempts_free(struct swa_attempts *attempts)
{
	for (size_t i = 0; attempts != NULL && i < attempts->count; i++)
		swa_json_free(attempts->kept[i].steps);
	free(attempts);
}

/* Is NEW more about what OLD told? */
static bool
is_same(const struct swa_attempt *old, const struct swa_attempt *new)
{
	if (old->client != new->client || strcmp(old->app_id, new->app_id) != 0 || new->own)
		return false;
	if (!old->own)
		return old->when == new->when;
	return strcmp(new->verdict, "refused") == 0 && old->when >= new->when &&
	       old->when - new->when <= SAME_SECONDS;
}

static struct swa_attempt *
find_place(struct swa_attempts *attempts, const struct swa_attempt *attempt)
{
	struct swa_attempt *place;

	for (size_t i = 0; i < attempts->count; i++)
		if (is_same(&attempts->kept[i], attempt))
			return &attempts->kept[i];
	place = &attempts->kept[attempts->next];
	attempts->next = (attempts->next + 1) % KEPT;
	if (attempts->count < KEPT)
		attempts->count++;
	return place;
}

void
swa_attempts_put(struct swa_attempts *attempts, const struct swa_attempt *attempt)
{
	struct swa_attempt *place = find_place(attempts, attempt);

	swa_json_free(place->steps);
	*place = *attempt;
}

void
swa_attempts_each(const struct swa_attempts *attempts, swa_attempts_visit *visit, void *context)
{
	for (size_t i = 1; i <= attempts->count; i++)
		if (!visit(context, &attempts->kept[(attempts->next + KEPT - i) % KEPT]))
			return;
}

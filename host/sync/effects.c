#include "effects.h"

#include <stdio.h>
#include <stdlib.h>

enum effect_kind { APP_ENDED, ACCOUNT_ENDED, NOTE };

struct effect {
	enum effect_kind kind;
	char event[32];
	char app_id[SWA_ID_MAX + 1];
	char account_id[SWA_ID_MAX + 1];
	char detail[256];
};

static struct effect *
add(struct effects *effects, enum effect_kind kind)
{
	if (effects->err != SWA_OK)
		return NULL;
	if (effects->count == effects->capacity) {
		size_t capacity = effects->capacity == 0 ? 16 : 2 * effects->capacity;
		struct effect *items = realloc(effects->items, capacity * sizeof(*items));

		if (items == NULL) {
			effects->err = SWA_ERR_NOMEM;
			return NULL;
		}
		effects->items = items;
		effects->capacity = capacity;
	}
	effects->items[effects->count] = (struct effect){.kind = kind};
	return &effects->items[effects->count++];
}

static void
copy(char *to, size_t size, const char *from)
{
	(void)snprintf(to, size, "%s", from != NULL ? from : "");
}

void
effects_app_ended(struct effects *effects, const char *app_id)
{
	struct effect *effect = add(effects, APP_ENDED);

	if (effect != NULL)
		copy(effect->app_id, sizeof(effect->app_id), app_id);
}

void
effects_account_ended(struct effects *effects, const char *account_id)
{
	struct effect *effect = add(effects, ACCOUNT_ENDED);

	if (effect != NULL)
		copy(effect->account_id, sizeof(effect->account_id), account_id);
}

void
effects_note(struct effects *effects, const char *event, const char *app_id, const char *account_id,
             const char *detail)
{
	struct effect *effect = add(effects, NOTE);

	if (effect == NULL)
		return;
	copy(effect->event, sizeof(effect->event), event);
	copy(effect->app_id, sizeof(effect->app_id), app_id);
	copy(effect->account_id, sizeof(effect->account_id), account_id);
	copy(effect->detail, sizeof(effect->detail), detail);
}

static const char *
or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

/* Grants first, then the trail, then what only draws. */
void
effects_tell(struct effects *effects, const struct swa_sync_events *events)
{
	void *context = events->context;

	for (size_t i = 0; i < effects->count; i++)
		if (effects->items[i].kind == APP_ENDED)
			events->app_ended(context, effects->items[i].app_id);
		else if (effects->items[i].kind == ACCOUNT_ENDED)
			events->account_ended(context, effects->items[i].account_id);
	for (size_t i = 0; i < effects->count; i++)
		if (effects->items[i].kind == NOTE)
			events->note(context, effects->items[i].event, or_null(effects->items[i].app_id),
			             or_null(effects->items[i].account_id),
			             or_null(effects->items[i].detail));
	if (effects->policy)
		events->policy_changed(context);
	if (effects->apps)
		events->apps_changed(context);
	if (effects->questions)
		events->questions_changed(context);
	if (effects->notices)
		events->notices_changed(context);
	effects_drop(effects);
}

void
effects_drop(struct effects *effects)
{
	free(effects->items);
	*effects = (struct effects){.items = NULL};
}

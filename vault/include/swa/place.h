/*
 * Where the person put an app's tile: section, order, hidden.
 *
 * Kept beside the app, whoever it belongs to; it goes with the app.  Lists and
 * swa_app_get() tell it (swa/app.h).
 */
#ifndef SWA_PLACE_H
#define SWA_PLACE_H

#include "swa/app.h"

#define SWA_SECTION_MAX 128 /* bytes of a section's name */
#define SWA_POSITION_MAX 1000000

struct swa_place {
	const char *app_id;
	const char *section; /* "": none */
	int64_t position;    /* 1 is the first; 0: by its label, after the others */
	bool hidden;
};

/**
 * @return SWA_OK, SWA_ERR_APP_UNKNOWN, SWA_ERR_LIMIT the section's name is too long,
 *         SWA_ERR_ARGUMENT a position below 0 or over SWA_POSITION_MAX, SWA_ERR_IO
 */
swa_err swa_place_set(struct swa_vault *vault, const struct swa_place *place) SWA_MUST_CHECK;

#endif

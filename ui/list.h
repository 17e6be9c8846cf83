/*
 * Reading the agent's list of open questions.
 *
 * LIST is what questions.list answered, checked already; NULL counts as empty.
 * Left out are questions put off with Later, and the one with the id PUT_OFF
 * (NULL: none).
 */
#ifndef SWA_UI_LIST_H
#define SWA_UI_LIST_H

#include "json.h"

/** The question that was asked first; borrowed from LIST, NULL when none is to be asked. */
const struct swa_json *swa_ui_list_oldest(const struct swa_json *list, const char *put_off);

/** Is the question ID in LIST, to be asked? */
bool swa_ui_list_asks(const struct swa_json *list, const char *id, const char *put_off);

/** How many there are to be asked. */
unsigned swa_ui_list_count(const struct swa_json *list, const char *put_off);

#endif

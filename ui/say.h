/*
 * Saying that something the person asked for did not work.
 */
#ifndef SWA_UI_SAY_H
#define SWA_UI_SAY_H

#include "connection.h"

#include <gtk/gtk.h>

/** A small window: HEADING, then the words of ERR with what the agent named in BODY (may be NULL). */
void swa_ui_say(GtkApplication *application, const char *heading, swa_err err, const struct swa_json *body);

#endif

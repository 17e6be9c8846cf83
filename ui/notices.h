/*
 * What happened without the person: an organisation that revoked this device,
 * an app whose addresses changed, and the like.
 */
#ifndef SWA_UI_NOTICES_H
#define SWA_UI_NOTICES_H

#include "connection.h"

#include <gtk/gtk.h>

/** The sentence about a notice, as notices.list has it.  End it with g_free(). */
char *swa_ui_notice_words(const struct swa_json *notice);

/** Show all of them in a window, where they can be dismissed, or bring it to the front. */
void swa_ui_notices_show(GtkApplication *application, struct swa_ui_connection *connection);

/** They changed: the window, where it is open, shows them anew. */
void swa_ui_notices_changed(GtkApplication *application);

#endif

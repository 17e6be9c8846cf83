/*
 * A notification for each new notice, where a notification service is there.
 *
 * Questions are windows and are not announced a second time.  Which notices
 * were announced is known for as long as the program runs.
 */
#ifndef SWA_UI_NOTIFY_H
#define SWA_UI_NOTIFY_H

#include "connection.h"

#include <gio/gio.h>

struct swa_ui_notify;

/** Both are borrowed and must outlive it. */
struct swa_ui_notify *swa_ui_notify_new(GApplication *application, struct swa_ui_connection *connection);

/** There may be new notices. */
void swa_ui_notify_changed(struct swa_ui_notify *notify);

/** NULL is fine. */
void swa_ui_notify_free(struct swa_ui_notify *notify);

#endif

/*
 * Does the desktop start swa-tray at login?  (Desktop Application Autostart Specification)
 *
 * The package's file in the system's autostart folder says yes for everyone; a
 * file of the same name in the person's own folder says otherwise.
 */
#ifndef SWA_UI_AUTOSTART_H
#define SWA_UI_AUTOSTART_H

#include <stdbool.h>

bool swa_ui_autostart_is_on(void);

/** @return false: the person's file could not be written. */
bool swa_ui_autostart_set(bool on);

#endif

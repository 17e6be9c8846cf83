/*
 * One swa-tray where no session bus sees to it.
 */
#ifndef SWA_UI_ALONE_H
#define SWA_UI_ALONE_H

#include <stdbool.h>

/** @return false: another one runs with the same agent.  Holds until the program ends. */
bool swa_ui_alone(void);

#endif

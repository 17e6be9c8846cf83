/*
 * Is there a desktop on which a window would be seen?
 */
#ifndef SWA_AGENT_DESKTOP_H
#define SWA_AGENT_DESKTOP_H

#include <stdbool.h>

/** Asked anew each time: a desktop may come after the agent. */
bool swa_desktop_exists(void);

#endif

/* Numbers of the resources: for windres and C alike. */
#ifndef SWA_WIN_RESOURCE_H
#define SWA_WIN_RESOURCE_H

#define ICON_READY 1 /* the first one is the program's own */
#define ICON_LOCKED 2
#define ICON_ATTENTION 3
#define ICON_OFFLINE 4
#define ICON_SYNCING 5

#endif

/*
 * What can follow, for the completion of shells.
 */
#ifndef SWA_CTL_COMPLETE_H
#define SWA_CTL_COMPLETE_H

#include "ctl.h"

/** Print what the last of COUNT words behind "swactl" can become; see complete.c.  @return CTL_OK */
int ctl_complete(struct ctl *ctl, int count, char **words);

#endif

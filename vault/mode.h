/* The modes of an app, by name and as stored.  The names are in swa/app.h. */
#ifndef SWA_VAULT_MODE_H
#define SWA_VAULT_MODE_H

#include "swa/app.h"

/** A stored number; one that is not known is a link. */
enum swa_mode mode_from_number(int64_t number);

#endif

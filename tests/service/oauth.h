/* Handlers of the provider's side; see web.h. */
#ifndef SERVICE_OAUTH_H
#define SERVICE_OAUTH_H

#include "web.h"

#define OAUTH_CLIENT "swa-agent"
#define OAUTH_SCOPE "offline_access swa"

web_handler oauth_discovery, oauth_keys, oauth_authorize;
web_handler oauth_device, oauth_token, oauth_revoke;

#endif

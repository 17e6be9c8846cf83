/* Every path of the service, once. */
#include "api.h"
#include "oauth.h"
#include "pages.h"

const struct web_route web_routes[] = {
        {"GET", "/v1/changes", api_changes},
        {"POST", "/v1/events", api_events},
        {"PUT", "/v1/accounts/*", api_account_put},
        {"DELETE", "/v1/accounts/*", api_account_delete},
        {"POST", "/v1/devices", api_device_register},
        {"PATCH", "/v1/devices/*", api_device_rename},
        {"DELETE", "/v1/devices/*", api_device_remove},
        {"POST", "/v1/devices/*/keys", api_device_keys},
        {"GET", "/v1/devices/*/revocation", api_device_revocation},
        {"GET", "/healthz", api_health},

        {"GET", "/.well-known/openid-configuration", oauth_discovery},
        {"GET", "/oauth/authorize", oauth_authorize},
        {"GET", "/oauth/keys", oauth_keys},
        {"POST", "/oauth/device", oauth_device},
        {"POST", "/oauth/token", oauth_token},
        {"POST", "/oauth/revoke", oauth_revoke},

        {"GET", "/", page_home},
        {"GET", "/style.css", page_style},
        {"GET", "/launch/*", page_launch},
        {"GET", "/sign-in", page_sign_in},
        {"POST", "/sign-in", page_sign_in_post},
        {"POST", "/sign-out", page_sign_out_post},
        {"GET", "/device", page_device},
        {"POST", "/device", page_device_post},
        {"GET", "/devices", page_devices},
        {"POST", "/devices", page_devices_post},
        {NULL, NULL, NULL},
};

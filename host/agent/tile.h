/*
 * Records as the protocol shows them: tiles, accounts; and the loading of a
 * stored definition.
 */
#ifndef SWA_AGENT_TILE_H
#define SWA_AGENT_TILE_H

#include "appdef.h"
#include "names.h"
#include "policy.h"
#include "swa/account.h"

/** Bytes that may go into a list of one answer; the rest of the frame is for what is around it. */
#define SWA_LIST_BYTES ((size_t)900 * 1024)

/** The longest that TEXT can become as a JSON string. */
size_t swa_tile_text_cost(const char *text);

/** A tile without its `access`; RET_COST grows by the bytes it can take. */
struct swa_json *swa_tile_new(const struct swa_app *app, const struct swa_names *names, size_t *ret_cost);

/** @param change state of its unsent change; "" where there is none */
struct swa_json *swa_tile_account(const struct swa_account *account, const char *change);

/**
 * Load and read a stored definition; its .id becomes APP_ID, the local one.
 * @return SWA_OK, SWA_ERR_APP_UNKNOWN, SWA_ERR_VAULT_DAMAGED, what swa_appdef_read() returns
 */
swa_err swa_tile_appdef(struct swa_vault *vault, const char *app_id, struct swa_appdef **ret_appdef,
                        struct swa_fault *ret_fault) SWA_MUST_CHECK;

/**
 * What the browser must be asked for before the app can be launched: match
 * patterns.  A definition that cannot be read (any more) asks for nothing: its
 * launch will say what is wrong.  RET_COST grows by the bytes they take.
 */
struct swa_json *swa_tile_access(struct swa_vault *vault, const struct swa_policy_set *policy,
                                 const char *app_id, size_t *ret_cost);

/** Let the http: origins of a loaded definition count whose hosts policy lists for it. */
void swa_tile_allow_http(struct swa_appdef *appdef, const struct swa_policy_set *set);

#endif

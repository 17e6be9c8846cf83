/*
 * What the tray is to ask the person for.
 *
 * One prompt of each kind waits; a newer one takes its place.  It is sent to a
 * tray that is there, else a tray is started, and to each that says hello
 * while it waits.  Those about the vault and an app wait until they are
 * settled, the others until a tray has them.  None outlives the lock of the
 * vault but the one about it.
 */
#ifndef SWA_AGENT_PROMPT_H
#define SWA_AGENT_PROMPT_H

#include "swa/cleanup.h"
#include "swa/err.h"

#include <stdint.h>

struct swa_agent;
struct swa_prompts;

enum swa_prompt_why {
	SWA_PROMPT_VAULT,
	SWA_PROMPT_APP,
	SWA_PROMPT_REVEAL,
	SWA_PROMPT_COPY,
	SWA_PROMPT_EDIT,
	SWA_PROMPT_COUNT,
};

struct swa_prompt_terms {
	enum swa_prompt_why why;
	const char *app_id, *account_id, *label, *username; /* NULL where it is not about one */
	uint64_t client;                                    /* the browser that wants the app launched */
};

/** @return NULL without memory */
struct swa_prompts *swa_prompts_new(struct swa_agent *agent);

/** @return SWA_OK; SWA_ERR_TRAY_MISSING there is neither a tray nor a display to start one on */
swa_err swa_prompt_ask(struct swa_prompts *prompts, const struct swa_prompt_terms *terms) SWA_MUST_CHECK;

/** A tray said hello: what waits is sent, after the answer to that. */
void swa_prompts_greeted(struct swa_prompts *prompts);

/** It needs no asking any more. */
void swa_prompt_over(struct swa_prompts *prompts, enum swa_prompt_why why);

/** The passphrase was right: the app that it was asked for is launched where it was wanted. */
void swa_prompts_passed(struct swa_prompts *prompts);

/** The vault is locked. */
void swa_prompts_forget(struct swa_prompts *prompts);

/** No more; the memory goes with the loop's next turn.  NULL is fine. */
void swa_prompts_free(struct swa_prompts *prompts);

/** From "reveal", "copy" or "edit".  @return SWA_OK, SWA_ERR_ARGUMENT */
swa_err swa_prompt_from_act(const char *act, enum swa_prompt_why *ret_why) SWA_MUST_CHECK;

#endif

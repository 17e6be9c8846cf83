/*
 * Starting swa-tray, which asks the person, from the agent's own folder.
 */
#ifndef SWA_AGENT_TRAY_H
#define SWA_AGENT_TRAY_H

#include <stdbool.h>
#include <uv.h>

struct swa_tray;

/** @return NULL without memory */
struct swa_tray *swa_tray_new(uv_loop_t *loop);

/** Start it where there is a desktop and it is not being run by this agent already.  No arguments, no secret.
 *  @return false: there is none, nor will there be */
bool swa_tray_start(struct swa_tray *tray);

/** Watch it no more; a running tray lives on. */
void swa_tray_stop(struct swa_tray *tray);
/** After the loop. */
void swa_tray_free(struct swa_tray *tray);

#endif

/*
 * Closing the process to others: no core files, no tracing by programs of the
 * same user, no new privileges, files for the person alone.
 */
#ifndef SWA_AGENT_HARDEN_H
#define SWA_AGENT_HARDEN_H

/** Early, and before any secret.  What the system refuses is logged. */
void swa_harden(void);

#endif

/*
 * Giving way to a newer program.
 *
 * A package that is upgraded puts another file in the place of the one that
 * runs.  The agent goes on with what it has open, and ends when the next one
 * would find everything as it is: nobody is connected, or nobody has used the
 * vault for so long that nothing is left in memory that a person would miss.
 * The next client starts the new program.
 */
#ifndef SWA_AGENT_REPLACED_H
#define SWA_AGENT_REPLACED_H

#include "endpoint.h"

#include <stdbool.h>
#include <stdint.h>

struct swa_agent;

struct swa_program {
	char path[SWA_PATH_MAX]; /* "" unknown: it is never replaced */
	uint64_t device, inode;
};

/** Remember the file of this program: at the start, while it is still in its place. */
void swa_program_find(struct swa_program *program);

/** Is another file in its place?  No file at all is none: there is nothing to give way to. */
bool swa_program_replaced(const struct swa_program *program);

/** May this agent end now for a newer program? */
bool swa_replaced_may_end(const struct swa_agent *agent);

#endif

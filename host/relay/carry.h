/*
 * Carry frames between the browser (standard input and output) and the agent.
 *
 * Whole frames alone are passed on, so that what the relay itself says to the
 * browser never stands inside another's frame.  Their payload is not looked at.
 * A side is not read while the other side still takes what was read from it:
 * a slow reader stops the writer, and nothing is lost or piled up.
 *
 *   browser ──stdin──▶ up ──▶ agent
 *   browser ◀─stdout── down ◀─ agent
 */
#ifndef SWA_RELAY_CARRY_H
#define SWA_RELAY_CARRY_H

#include "caller.h"

/**
 * Connect to the agent, attach, and carry until one side ends.
 *
 * @param refused SWA_OK, or why the browser is turned away at once.
 * @param caller  borrowed; its id may be "" where REFUSED is set.
 * @param browser the browser's name for the attach frame.
 * @return the exit code: 0 the browser ended the connection; 1 a relay.failed event was sent
 */
int swa_carry(swa_err refused, const struct swa_caller *caller, const char *browser);

#endif

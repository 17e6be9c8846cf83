/*
 * Saying where a fault is, inside the wire library.
 *
 * A place is a chain on the stack, one link for each level that a walk has
 * gone down:  definitions -> [3] -> label  is written "definitions[3].label".
 * Names come from the sender, so they are cut and made printable.
 */
#ifndef SWA_WIRE_FAULT_H
#define SWA_WIRE_FAULT_H

#include "json.h"

struct swa_place {
	const struct swa_place *up; /* NULL for a member of the message itself */
	const char *name;           /* NULL for an element of an array */
	size_t index;               /* where name is NULL */
};

/** FAULT may be NULL in all of them. */
void swa_fault_clear(struct swa_fault *fault);
void swa_fault_at_place(struct swa_fault *fault, const struct swa_place *place);
void swa_fault_at_byte(struct swa_fault *fault, size_t byte);

#endif

/* What libFuzzer calls, and what replay.c calls without it. */
#ifndef SWA_FUZZ_H
#define SWA_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif

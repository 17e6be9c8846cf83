/*
 * This process and the one that started it, for the programs that a secret
 * passes through.
 */
#ifndef SWA_WIRE_PROCESS_H
#define SWA_WIRE_PROCESS_H

#define SWA_PROCESS_NAME_MAX 65

/**
 * No core files, and no look into this process by others of the same user
 * (where the system knows such a thing).  What cannot be had is left out.
 */
void swa_process_harden(void);

/**
 * The name of the program that started this one ("chromium", "firefox-esr"):
 * letters, digits and "._+-" alone; "" where the system does not tell.
 */
void swa_process_parent_name(char ret_name[SWA_PROCESS_NAME_MAX]);

#endif

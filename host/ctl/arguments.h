/*
 * The command line in UTF-8, on every system.
 */
#ifndef SWA_CTL_ARGUMENTS_H
#define SWA_CTL_ARGUMENTS_H

/** Put the words in UTF-8 in place of those that main() was given, and have text for the terminal shown as
 *  UTF-8.  Changes nothing where they are so already. */
void ctl_arguments(int *argc, char ***argv);

#endif

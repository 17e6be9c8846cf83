/*
 * The recovery code on paper.
 */
#ifndef SWA_UI_PRINT_CODE_H
#define SWA_UI_PRINT_CODE_H

#include <gtk/gtk.h>
#include <stdbool.h>

/** Ask for a printer and print.  @return false: it failed (not where the person gave it up) */
bool swa_ui_print_code(GtkWindow *above, const char *code);

#endif

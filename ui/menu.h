/*
 * The menu of the icon.
 *
 * Every item activates an action of the application (actions.h); this is only
 * what they are called, and which of them make sense just now.
 */
#ifndef SWA_UI_MENU_H
#define SWA_UI_MENU_H

#include "status.h"

#include <gtk/gtk.h>

struct swa_ui_menu;

/** @param actions of the application; borrowed, must outlive it. */
struct swa_ui_menu *swa_ui_menu_new(GActionGroup *actions);

/** Borrowed. */
GtkMenu *swa_ui_menu_widget(const struct swa_ui_menu *menu);

/** Show FACTS, also while the menu is open.  WORDS: the status. */
void swa_ui_menu_update(struct swa_ui_menu *menu, const struct swa_ui_facts *facts, const char *words);

/** NULL is fine. */
void swa_ui_menu_free(struct swa_ui_menu *menu);

#endif

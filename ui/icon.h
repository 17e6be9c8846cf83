/*
 * The icon in the panel's tray.
 *
 * A StatusNotifierItem where the panel speaks that, an XEmbed icon where it
 * only knows the older way, and nothing at all where there is neither: then
 * the rest of the program goes on.
 */
#ifndef SWA_UI_ICON_H
#define SWA_UI_ICON_H

#include "status.h"

#include <gtk/gtk.h>

/** Who shows it. */
enum swa_ui_host {
	SWA_UI_HOST_NONE,
	SWA_UI_HOST_NOTIFIER, /* StatusNotifierItem */
	SWA_UI_HOST_EMBEDDED, /* XEmbed */
};

struct swa_ui_icon;

/**
 * @param menu         borrowed; must outlive it.
 * @param host_changed another host shows it now.
 */
struct swa_ui_icon *swa_ui_icon_new(GtkMenu *menu, void (*host_changed)(void *context), void *context);

/** WORDS are its title, which panels show as its tooltip and screen readers speak. */
void swa_ui_icon_show(struct swa_ui_icon *icon, enum swa_ui_mood mood, const char *words);

enum swa_ui_host swa_ui_icon_host(const struct swa_ui_icon *icon);

/** NULL is fine. */
void swa_ui_icon_free(struct swa_ui_icon *icon);

#endif

/*
 * A password on the clipboard, for half a minute.
 *
 * It is marked for clipboard managers as what they are not to keep, is given
 * only when something is pasted, and is taken away again after 30 seconds,
 * when the window goes, or when the vault is locked: unless something else was
 * copied meanwhile, which stays.
 */
#ifndef SWA_UI_CLIPBOARD_H
#define SWA_UI_CLIPBOARD_H

#include <glib.h>

#define SWA_UI_CLIPBOARD_SECONDS 30

struct swa_ui_clipboard;

/**
 * @param secret copied.
 * @param gone   called once when the clipboard holds it no more, whyever; not by free().
 * @return end it with swa_ui_clipboard_free(); NULL where the clipboard cannot be had.
 */
struct swa_ui_clipboard *swa_ui_clipboard_put(const char *secret, void (*gone)(void *context), void *context);

/** Seconds for which it is still there; 0 once it is gone. */
guint swa_ui_clipboard_left(const struct swa_ui_clipboard *clipboard);

/** Take it away and wipe it.  NULL is fine. */
void swa_ui_clipboard_free(struct swa_ui_clipboard *clipboard);

#endif

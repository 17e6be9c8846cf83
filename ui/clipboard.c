#include "clipboard.h"

#include "swa/buf.h"

#include <gtk/gtk.h>
#include <stdbool.h>

#define SECRET_MAX ((size_t)16 * 1024)

struct swa_ui_clipboard {
	GtkClipboard *clipboard; /* borrowed */
	struct swa_buf secret;
	bool ours;    /* the clipboard holds it */
	guint timer;  /* or 0 */
	gint64 until; /* of the monotonic clock */
	void (*gone)(void *context);
	void *context;
};

enum offered {
	OFFERED_TEXT,
	OFFERED_HINT,
};

/* What clipboard managers look for; the second is the first as a well-formed type, for those that are strict.
 */
static const GtkTargetEntry targets[] = {
        {(gchar *)"UTF8_STRING", 0, OFFERED_TEXT},
        {(gchar *)"text/plain;charset=utf-8", 0, OFFERED_TEXT},
        {(gchar *)"x-kde-passwordManagerHint", 0, OFFERED_HINT},
        {(gchar *)"text/x-kde-passwordManagerHint", 0, OFFERED_HINT},
};

static void
on_wanted(GtkClipboard *clipboard, GtkSelectionData *selection, guint offered, gpointer data)
{
	static const char hint[] = "secret";
	const struct swa_ui_clipboard *c = data;

	(void)clipboard;
	if (offered == OFFERED_HINT)
		gtk_selection_data_set(selection, gtk_selection_data_get_target(selection), 8,
		                       (const guchar *)hint, (gint)sizeof(hint) - 1);
	else
		gtk_selection_data_set(selection, gtk_selection_data_get_target(selection), 8, c->secret.data,
		                       (gint)c->secret.size);
}

static void
forget(struct swa_ui_clipboard *c)
{
	c->ours = false;
	swa_buf_finish(&c->secret);
	if (c->timer != 0)
		g_source_remove(c->timer);
	c->timer = 0;
}

/** Something else was copied, or we took it away. */
static void
on_cleared(GtkClipboard *clipboard, gpointer data)
{
	struct swa_ui_clipboard *c = data;

	(void)clipboard;
	forget(c);
	if (c->gone != NULL)
		c->gone(c->context);
}

static gboolean
on_timer(gpointer data)
{
	struct swa_ui_clipboard *c = data;

	c->timer = 0;
	gtk_clipboard_clear(c->clipboard); /* ours still: see on_cleared() */
	return G_SOURCE_REMOVE;
}

struct swa_ui_clipboard *
swa_ui_clipboard_put(const char *secret, void (*gone)(void *context), void *context)
{
	struct swa_ui_clipboard *c = g_new0(struct swa_ui_clipboard, 1);

	swa_buf_init(&c->secret, SECRET_MAX);
	c->clipboard = gtk_clipboard_get(GDK_SELECTION_CLIPBOARD);
	c->ours = swa_buf_append_text(&c->secret, secret) == SWA_OK &&
	          gtk_clipboard_set_with_data(c->clipboard, targets, G_N_ELEMENTS(targets), on_wanted,
	                                      on_cleared, c);
	if (!c->ours) {
		swa_ui_clipboard_free(c);
		return NULL;
	}
	c->gone = gone;
	c->context = context;
	c->until = g_get_monotonic_time() + (gint64)SWA_UI_CLIPBOARD_SECONDS * G_USEC_PER_SEC;
	c->timer = g_timeout_add_seconds(SWA_UI_CLIPBOARD_SECONDS, on_timer, c);
	return c;
}

guint
swa_ui_clipboard_left(const struct swa_ui_clipboard *clipboard)
{
	gint64 left = clipboard->until - g_get_monotonic_time();

	return clipboard->ours && left > 0 ? (guint)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

void
swa_ui_clipboard_free(struct swa_ui_clipboard *clipboard)
{
	if (clipboard == NULL)
		return;
	clipboard->gone = NULL;
	if (clipboard->ours)
		gtk_clipboard_clear(clipboard->clipboard);
	forget(clipboard);
	g_free(clipboard);
}

#include "icon.h"

#include "place.h"

#include <glib/gi18n.h>
#include <libayatana-appindicator/app-indicator.h>
#include <string.h>

#define ITEM_ID "swa-agent"
#define ICON_FOLDER "../share/icons" /* for panels that look nowhere else */

/*
 * The library falls back to XEmbed by itself; a class of our own hears of it,
 * and so knows whether a tray really took the icon in.
 */
typedef struct {
	AppIndicator parent;
	GtkStatusIcon *embedded; /* borrowed; NULL while the panel speaks StatusNotifierItem */
	void (*embedding)(void *context);
	void *context;
} SwaIndicator;

typedef struct {
	AppIndicatorClass parent_class;
} SwaIndicatorClass;

static GType swa_indicator_get_type(void);
G_DEFINE_TYPE(SwaIndicator, swa_indicator, APP_INDICATOR_TYPE)

struct swa_ui_icon {
	AppIndicator *indicator;
	bool connected; /* to a StatusNotifierWatcher with a host */
	void (*host_changed)(void *context);
	void *context;
};

static void
on_embedded(GObject *status_icon, GParamSpec *property, gpointer data)
{
	SwaIndicator *self = data;

	(void)status_icon;
	(void)property;
	if (self->embedding != NULL)
		self->embedding(self->context);
}

static GtkStatusIcon *
indicator_fallback(AppIndicator *indicator)
{
	SwaIndicator *self = (SwaIndicator *)indicator;

	self->embedded = APP_INDICATOR_CLASS(swa_indicator_parent_class)->fallback(indicator);
	if (self->embedded != NULL)
		g_signal_connect(self->embedded, "notify::embedded", G_CALLBACK(on_embedded), self);
	return self->embedded;
}

static void
indicator_unfallback(AppIndicator *indicator, GtkStatusIcon *status_icon)
{
	SwaIndicator *self = (SwaIndicator *)indicator;

	g_signal_handlers_disconnect_by_data(status_icon, self);
	self->embedded = NULL;
	APP_INDICATOR_CLASS(swa_indicator_parent_class)->unfallback(indicator, status_icon);
}

static void
swa_indicator_class_init(SwaIndicatorClass *class)
{
	AppIndicatorClass *parent = APP_INDICATOR_CLASS(class);

	parent->fallback = indicator_fallback;
	parent->unfallback = indicator_unfallback;
}

static void
swa_indicator_init(SwaIndicator *self)
{
	(void)self;
}

static void
on_embedding(void *context)
{
	struct swa_ui_icon *icon = context;

	icon->host_changed(icon->context);
}

static void
on_connection(AppIndicator *indicator, gboolean connected, gpointer data)
{
	struct swa_ui_icon *icon = data;

	(void)indicator;
	icon->connected = connected;
	icon->host_changed(icon->context);
}

static const char *
name_of(enum swa_ui_mood mood)
{
	switch (mood) {
	case SWA_UI_MOOD_ATTENTION: return "swa-agent-attention";
	case SWA_UI_MOOD_LOCKED: return "swa-agent-locked";
	case SWA_UI_MOOD_SYNCING: return "swa-agent-syncing";
	case SWA_UI_MOOD_READY: return "swa-agent-ready";
	case SWA_UI_MOOD_OFFLINE: break;
	}
	return "swa-agent-offline";
}

void
swa_ui_icon_show(struct swa_ui_icon *icon, enum swa_ui_mood mood, const char *words)
{
	app_indicator_set_title(icon->indicator, words);
	app_indicator_set_icon_full(icon->indicator, name_of(mood), words);
	app_indicator_set_attention_icon_full(icon->indicator, name_of(mood), words);
	/* A panel that folds icons away unfolds one that needs attention. */
	app_indicator_set_status(icon->indicator, mood == SWA_UI_MOOD_ATTENTION
	                                                  ? APP_INDICATOR_STATUS_ATTENTION
	                                                  : APP_INDICATOR_STATUS_ACTIVE);
}

enum swa_ui_host
swa_ui_icon_host(const struct swa_ui_icon *icon)
{
	const SwaIndicator *indicator = (const SwaIndicator *)icon->indicator;
	gboolean embedded = FALSE;

	if (icon->connected)
		return SWA_UI_HOST_NOTIFIER;
	if (indicator->embedded != NULL)
		g_object_get(indicator->embedded, "embedded", &embedded, NULL);
	return embedded ? SWA_UI_HOST_EMBEDDED : SWA_UI_HOST_NONE;
}

struct swa_ui_icon *
swa_ui_icon_new(GtkMenu *menu, void (*host_changed)(void *context), void *context)
{
	struct swa_ui_icon *icon = g_new0(struct swa_ui_icon, 1);
	g_autofree char *folder = swa_ui_place(ICON_FOLDER);
	SwaIndicator *indicator;

	icon->host_changed = host_changed;
	icon->context = context;
	icon->indicator = g_object_new(swa_indicator_get_type(), "id", ITEM_ID, "category",
	                               "ApplicationStatus", "icon-name", name_of(SWA_UI_MOOD_OFFLINE),
	                               "icon-theme-path", folder != NULL ? folder : "", NULL);
	indicator = (SwaIndicator *)icon->indicator;
	indicator->embedding = on_embedding;
	indicator->context = icon;
	if (folder != NULL) /* for this program's own windows, and the embedded icon */
		gtk_icon_theme_append_search_path(gtk_icon_theme_get_default(), folder);
	g_signal_connect(icon->indicator, APP_INDICATOR_SIGNAL_CONNECTION_CHANGED, G_CALLBACK(on_connection),
	                 icon);
	app_indicator_set_menu(icon->indicator, menu);
	return icon;
}

void
swa_ui_icon_free(struct swa_ui_icon *icon)
{
	SwaIndicator *indicator;

	if (icon == NULL)
		return;
	indicator = (SwaIndicator *)icon->indicator;
	indicator->embedding = NULL;
	g_signal_handlers_disconnect_by_data(icon->indicator, icon);
	g_object_unref(icon->indicator);
	g_free(icon);
}

#include "menu.h"

#include "actions.h"
#include "text.h"

#include <glib/gi18n.h>

#define LABEL_CHARS 40 /* an app's name is cut here */

struct swa_ui_menu {
	GActionGroup *actions; /* borrowed */
	GtkWidget *menu;
	GtkWidget *status;
	GtkWidget *attention;
	GtkWidget *recent[SWA_UI_RECENT_MOST];
	GtkWidget *below_recent;
	GtkWidget *my_apps;
	GtkWidget *sync;
	GtkWidget *lock;
	GtkWidget *unlock;
	GtkWidget *start;
};

static void
on_item(GtkMenuItem *item, gpointer data)
{
	const struct swa_ui_menu *m = data;
	const char *app_id = g_object_get_data(G_OBJECT(item), "app-id");

	g_action_group_activate_action(m->actions, g_object_get_data(G_OBJECT(item), "action"),
	                               app_id != NULL ? g_variant_new_string(app_id) : NULL);
}

/** An item at the end that activates ACTION (static), or is only read where ACTION is NULL. */
static GtkWidget *
add(struct swa_ui_menu *m, const char *label, const char *action)
{
	GtkWidget *item = gtk_menu_item_new_with_label(label);

	g_object_set_data(G_OBJECT(item), "action", (gpointer)action);
	if (action != NULL)
		g_signal_connect(item, "activate", G_CALLBACK(on_item), m);
	else
		gtk_widget_set_sensitive(item, FALSE);
	gtk_menu_shell_append(GTK_MENU_SHELL(m->menu), item);
	gtk_widget_show(item);
	return item;
}

static GtkWidget *
add_separator(struct swa_ui_menu *m)
{
	GtkWidget *item = gtk_separator_menu_item_new();

	gtk_menu_shell_append(GTK_MENU_SHELL(m->menu), item);
	gtk_widget_show(item);
	return item;
}

struct swa_ui_menu *
swa_ui_menu_new(GActionGroup *actions)
{
	struct swa_ui_menu *m = g_new0(struct swa_ui_menu, 1);

	m->actions = actions;
	m->menu = g_object_ref_sink(gtk_menu_new());
	m->status = add(m, "", NULL);
	m->attention = add(m, "", SWA_UI_ACTION_ATTENTION);
	add_separator(m);
	for (size_t i = 0; i < SWA_UI_RECENT_MOST; i++)
		m->recent[i] = add(m, "", SWA_UI_ACTION_LAUNCH);
	m->below_recent = add_separator(m);
	m->start = add(m, _("Start swa-agent"), SWA_UI_ACTION_START);
	m->my_apps = add(m, _("My Apps"), SWA_UI_ACTION_MY_APPS);
	m->sync = add(m, "", SWA_UI_ACTION_SYNC);
	m->lock = add(m, _("Lock now"), SWA_UI_ACTION_LOCK);
	m->unlock = add(m, _("Unlock…"), SWA_UI_ACTION_UNLOCK);
	add_separator(m);
	add(m, _("Preferences…"), SWA_UI_ACTION_PREFERENCES);
	add(m, _("About"), SWA_UI_ACTION_ABOUT);
	add(m, _("Quit until the next login or question"), SWA_UI_ACTION_QUIT);
	return m;
}

GtkMenu *
swa_ui_menu_widget(const struct swa_ui_menu *menu)
{
	return GTK_MENU(menu->menu);
}

/** Only what differs is set: each change travels to the panel. */
static void
set_label(GtkWidget *item, const char *label)
{
	if (g_strcmp0(gtk_menu_item_get_label(GTK_MENU_ITEM(item)), label) != 0)
		gtk_menu_item_set_label(GTK_MENU_ITEM(item), label);
}

static void
update_recent(struct swa_ui_menu *m, const struct swa_ui_facts *facts)
{
	for (size_t i = 0; i < SWA_UI_RECENT_MOST; i++) {
		gtk_widget_set_visible(m->recent[i], i < facts->recent_count);
		if (i < facts->recent_count) {
			g_autofree char *label = swa_ui_text_shown(facts->recent[i].label, LABEL_CHARS);

			set_label(m->recent[i], label);
			g_object_set_data_full(G_OBJECT(m->recent[i]), "app-id",
			                       g_strdup(facts->recent[i].id), g_free);
		}
	}
	gtk_widget_set_visible(m->below_recent, facts->recent_count > 0);
}

void
swa_ui_menu_update(struct swa_ui_menu *menu, const struct swa_ui_facts *facts, const char *words)
{
	g_autofree char *attention = swa_ui_status_attention(facts);
	bool open = facts->up && g_strcmp0(facts->vault, "ready") == 0;

	set_label(menu->status, words);
	gtk_widget_set_visible(menu->attention, attention != NULL);
	if (attention != NULL)
		set_label(menu->attention, attention);
	update_recent(menu, facts);
	gtk_widget_set_visible(menu->start, !facts->up);
	gtk_widget_set_visible(menu->my_apps, facts->up);
	gtk_widget_set_visible(menu->sync, open && facts->organisations > 0);
	gtk_widget_set_sensitive(menu->sync, !facts->syncing);
	set_label(menu->sync, facts->syncing ? _("Synchronising…") : _("Sync now"));
	gtk_widget_set_visible(menu->lock, open);
	gtk_widget_set_visible(menu->unlock, facts->up && g_strcmp0(facts->vault, "locked") == 0);
}

void
swa_ui_menu_free(struct swa_ui_menu *menu)
{
	if (menu == NULL)
		return;
	gtk_widget_destroy(menu->menu);
	g_object_unref(menu->menu);
	g_free(menu);
}

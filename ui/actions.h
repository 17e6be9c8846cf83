/*
 * What the person can have done: the actions of the application.
 *
 * Menu items and buttons of notifications activate them; so does a second
 * start of the program ("swa-tray --preferences"), over the session bus.
 */
#ifndef SWA_UI_ACTIONS_H
#define SWA_UI_ACTIONS_H

#include "prompts.h"
#include "state.h"

#define SWA_UI_ACTION_LAUNCH "launch" /* the app with this id, in the browser */
#define SWA_UI_ACTION_MY_APPS "my-apps"
#define SWA_UI_ACTION_SYNC "sync"
#define SWA_UI_ACTION_LOCK "lock"
#define SWA_UI_ACTION_UNLOCK "unlock"
#define SWA_UI_ACTION_START "start"         /* the agent */
#define SWA_UI_ACTION_ATTENTION "attention" /* show what waits for the person */
#define SWA_UI_ACTION_PREFERENCES "preferences"
#define SWA_UI_ACTION_ABOUT "about"
#define SWA_UI_ACTION_QUIT "quit"
#define SWA_UI_ACTION_STATUS "status" /* does nothing; its state is what --status prints */

/** All are borrowed and must outlive the application's run. */
struct swa_ui_actions {
	GtkApplication *application;
	struct swa_ui_connection *connection;
	struct swa_ui_prompts *prompts;
	struct swa_ui_state *state;
	/** What this desktop lacks just now, sentences, "" where nothing; borrowed. */
	const char *(*missing)(void *context);
	void *context;
};

/** Add them to the application. */
void swa_ui_actions_add(struct swa_ui_actions *actions);

/** What --status prints. */
void swa_ui_actions_set_status(struct swa_ui_actions *actions, const char *text);

#endif

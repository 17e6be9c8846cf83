/*
 * The frame that all windows of the prompts share.
 *
 *   ┌──────┬───────────────┐
 *   │ mark │ heading       │
 *   │      │ body          │   lines and fields, one below the other
 *   │      │ error         │   hidden while there is none
 *   ├──────┴───────────────┤
 *   │              buttons │
 *   └──────────────────────┘
 *
 * It is as wide as its text asks for, and not wider than a screen of 320
 * pixels; there the buttons stand one above the other.
 */
#ifndef SWA_UI_DIALOG_H
#define SWA_UI_DIALOG_H

#include "swa/err.h"

#include <gtk/gtk.h>
#include <stdbool.h>

struct swa_ui_dialog;

/** How it comes up. */
enum swa_ui_manner {
	SWA_UI_MANNER_ASKED_FOR, /* the person asked for it: it takes the keyboard */
	SWA_UI_MANNER_QUIET,     /* it comes by itself: in sight, while the person types on elsewhere */
};

/**
 * An empty window, not shown yet.
 * @param application the window keeps it alive.
 * @param mark        a widget for the upper corner; moved.
 */
struct swa_ui_dialog *swa_ui_dialog_new(GtkApplication *application, enum swa_ui_manner manner,
                                        GtkWidget *mark);

/** ESCAPED is called for Escape and for the window's own close button; it may free the dialog. */
void swa_ui_dialog_on_escape(struct swa_ui_dialog *dialog, void (*escaped)(void *context), void *context);

/** Title of the window, and the first line in it; copied. */
void swa_ui_dialog_set_title(struct swa_ui_dialog *dialog, const char *title);
void swa_ui_dialog_set_heading(struct swa_ui_dialog *dialog, const char *heading);

/** Add to the body.  @return the widget, borrowed from the dialog */
GtkWidget *swa_ui_dialog_add(struct swa_ui_dialog *dialog, GtkWidget *widget);
GtkWidget *swa_ui_dialog_add_line(struct swa_ui_dialog *dialog, const char *text);

/** A line that says what FIELD is for, and FIELD below it.  The letter after "_" leads to FOCUS, the part of
 * FIELD that takes the keyboard. */
void swa_ui_dialog_add_field(struct swa_ui_dialog *dialog, const char *mnemonic, GtkWidget *field,
                             GtkWidget *focus);

/** Add a button that calls CLICKED with DATA. */
GtkWidget *swa_ui_dialog_add_button(struct swa_ui_dialog *dialog, const char *mnemonic, GCallback clicked,
                                    gpointer data);

/** Enter presses BUTTON. */
void swa_ui_dialog_set_default(struct swa_ui_dialog *dialog, GtkWidget *button);

/** Remove body and buttons: another page follows. */
void swa_ui_dialog_clear(struct swa_ui_dialog *dialog);

/** Say what went wrong and what to do about it; copied.  "" hides what was said. */
void swa_ui_dialog_set_error(struct swa_ui_dialog *dialog, const char *text);
/** The words of ERR; WHERE (may be NULL) is what the agent named. */
void swa_ui_dialog_say(struct swa_ui_dialog *dialog, swa_err err, const char *where);

/** Give WIDGET the keyboard, and have it speak the heading: where the focus lands, the question is heard. */
void swa_ui_dialog_focus(struct swa_ui_dialog *dialog, GtkWidget *widget);

/** While a request is on its way nothing can be pressed, nor the window be closed. */
void swa_ui_dialog_set_busy(struct swa_ui_dialog *dialog, bool busy);
bool swa_ui_dialog_is_busy(const struct swa_ui_dialog *dialog);

void swa_ui_dialog_show(struct swa_ui_dialog *dialog);
/** Bring it to the front, where it is shown. */
void swa_ui_dialog_present(struct swa_ui_dialog *dialog);

/** NULL is fine. */
void swa_ui_dialog_free(struct swa_ui_dialog *dialog);

/** Is the screen so narrow that what stands side by side elsewhere stands in a column? */
bool swa_ui_is_narrow(void);

/** A line of text at the start side that wraps; TEXT is copied. */
GtkWidget *swa_ui_line_new(const char *text);
/** A label that something else made (such as a button's) wraps as a line does. */
void swa_ui_line_wrap(GtkWidget *label);
void swa_ui_line_add_attribute(GtkWidget *line, PangoAttribute *attribute);

#endif

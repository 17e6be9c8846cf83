/*
 * Where everything in a frame stands; for dialog.c alone.
 */
#ifndef SWA_WIN_LAYOUT_H
#define SWA_WIN_LAYOUT_H

#include "dialog.h"

#include <stddef.h>

#define SWA_WIN_ITEMS_MAX 32

enum swa_win_part {
	SWA_WIN_PART_MARK,
	SWA_WIN_PART_HEADING,
	SWA_WIN_PART_ERROR,
	SWA_WIN_PART_LINE,
	SWA_WIN_PART_LABEL, /* of the edit that follows */
	SWA_WIN_PART_EDIT,
	SWA_WIN_PART_WAY,
	SWA_WIN_PART_BUTTON,
};

/* The first items are always there. */
enum { SWA_WIN_ITEM_MARK, SWA_WIN_ITEM_HEADING, SWA_WIN_ITEM_ERROR, SWA_WIN_ITEM_FIXED };

struct swa_win_item {
	enum swa_win_part part;
	HWND control;
	void (*clicked)(void *data); /* of a button */
	void *data;
	bool was_shut; /* before the frame was busy */
};

struct swa_win_dialog {
	HWND window;
	enum swa_win_manner manner;
	struct swa_win_item items[SWA_WIN_ITEMS_MAX];
	size_t count;
	void (*escaped)(void *context);
	void *escape_context;
	bool shown, busy;
	HWND focus; /* had it before the frame was busy */
	UINT dpi;
	HFONT font, heading_font;
	HICON mark;
	HBRUSH ground;
	struct swa_win_dialog *next;
};

/** What is needed to draw. */
void swa_win_layout_begin(struct swa_win_dialog *frame);
/** Fonts and mark for this resolution, then everything anew. */
void swa_win_layout_measure(struct swa_win_dialog *frame, UINT dpi);
/** An item is drawn in the font of its part. */
void swa_win_layout_font(const struct swa_win_dialog *frame, const struct swa_win_item *item);
/** Each item its place, the window its size. */
void swa_win_layout(struct swa_win_dialog *frame);
/** Where the window comes up. */
void swa_win_layout_place(struct swa_win_dialog *frame);
/** As WM_CTLCOLOR… is answered. */
INT_PTR swa_win_layout_colour(const struct swa_win_dialog *frame, HDC dc, HWND control);
void swa_win_layout_finish(struct swa_win_dialog *frame);

#endif

#include "layout.h"

#include "resource.h"

#include <stdlib.h>
#include <wchar.h>

/* In points of a screen with 96 of them to the inch. */
#define TEXT_WIDTH 330
#define MARGIN 16
#define GAP 8
#define MARK_SIZE 40
#define BUTTON_WIDTH 80
#define BUTTON_PADDING 14 /* between text and border, at each side */
#define HEADING_LARGER 3  /* points of type */
#define DPI_PLAIN 96
#define ERROR_COLOUR RGB(0xb0, 0x00, 0x20)

static int
scale(const struct swa_win_dialog *frame, int points)
{
	return MulDiv(points, (int)frame->dpi, DPI_PLAIN);
}

/* --- what is drawn with --------------------------------------------------------- */

void
swa_win_layout_begin(struct swa_win_dialog *frame)
{
	/* The colour of the person's windows, not the grey of old dialogs; so too with high contrast. */
	frame->ground = GetSysColorBrush(COLOR_WINDOW);
	frame->dpi = DPI_PLAIN;
}

static void
drop_drawing(struct swa_win_dialog *frame)
{
	if (frame->font != NULL)
		(void)DeleteObject(frame->font);
	if (frame->heading_font != NULL)
		(void)DeleteObject(frame->heading_font);
	if (frame->mark != NULL)
		(void)DestroyIcon(frame->mark);
	frame->font = frame->heading_font = NULL;
	frame->mark = NULL;
}

void
swa_win_layout_font(const struct swa_win_dialog *frame, const struct swa_win_item *item)
{
	const HFONT font = item->part == SWA_WIN_PART_HEADING ? frame->heading_font : frame->font;

	SendMessageW(item->control, WM_SETFONT, (WPARAM)font, TRUE);
}

void
swa_win_layout_measure(struct swa_win_dialog *frame, UINT dpi)
{
	NONCLIENTMETRICSW metrics = {.cbSize = sizeof(metrics)};
	LOGFONTW *face = &metrics.lfMessageFont;

	frame->dpi = dpi;
	drop_drawing(frame);
	(void)SystemParametersInfoForDpi(SPI_GETNONCLIENTMETRICS, sizeof(metrics), &metrics, 0, dpi);
	frame->font = CreateFontIndirectW(face);
	face->lfHeight -= MulDiv(HEADING_LARGER, (int)dpi, 72);
	frame->heading_font = CreateFontIndirectW(face);
	frame->mark = LoadImageW(GetModuleHandleW(NULL), MAKEINTRESOURCEW(ICON_READY), IMAGE_ICON,
	                         scale(frame, MARK_SIZE), scale(frame, MARK_SIZE), LR_DEFAULTCOLOR);
	SendMessageW(frame->items[SWA_WIN_ITEM_MARK].control, STM_SETICON, (WPARAM)frame->mark, 0);
	for (size_t i = 0; i < frame->count; i++)
		swa_win_layout_font(frame, &frame->items[i]);
	if (frame->shown)
		swa_win_layout(frame);
}

INT_PTR
swa_win_layout_colour(const struct swa_win_dialog *frame, HDC dc, HWND control)
{
	(void)SetBkColor(dc, GetSysColor(COLOR_WINDOW));
	(void)SetTextColor(dc, control == frame->items[SWA_WIN_ITEM_ERROR].control
	                               ? ERROR_COLOUR
	                               : GetSysColor(COLOR_WINDOWTEXT));
	return (INT_PTR)frame->ground;
}

/* --- places ------------------------------------------------------------------------ */

/* The size of a control's text, broken at WIDTH. */
static SIZE
text_size(const struct swa_win_item *item, int width)
{
	const size_t length = (size_t)GetWindowTextLengthW(item->control) + 1;
	RECT box = {.right = width};
	wchar_t *text = calloc(length, sizeof(*text));
	HDC dc = GetDC(item->control);
	HGDIOBJ before = SelectObject(dc, (HFONT)SendMessageW(item->control, WM_GETFONT, 0, 0));

	if (text != NULL && GetWindowTextW(item->control, text, (int)length) > 0)
		(void)DrawTextW(dc, text, -1, &box, DT_CALCRECT | DT_WORDBREAK);
	free(text);
	(void)SelectObject(dc, before);
	(void)ReleaseDC(item->control, dc);
	return (SIZE){box.right, box.bottom};
}

static bool
is_hidden(const struct swa_win_item *item)
{
	return (GetWindowLongW(item->control, GWL_STYLE) & WS_VISIBLE) == 0;
}

static void
put(const struct swa_win_item *item, int x, int y, int width, int height)
{
	(void)SetWindowPos(item->control, NULL, x, y, width, height, SWP_NOZORDER | SWP_NOACTIVATE);
}

static int
button_width(const struct swa_win_dialog *frame, const struct swa_win_item *item)
{
	const int wanted = text_size(item, scale(frame, TEXT_WIDTH)).cx + 2 * scale(frame, BUTTON_PADDING);

	return wanted > scale(frame, BUTTON_WIDTH) ? wanted : scale(frame, BUTTON_WIDTH);
}

static int
button_height(const struct swa_win_dialog *frame, const struct swa_win_item *item)
{
	return text_size(item, scale(frame, TEXT_WIDTH)).cy + scale(frame, 10);
}

/* One item of the body below Y.  @return where the next one begins */
static int
put_below(const struct swa_win_dialog *frame, const struct swa_win_item *item, int x, int y, int width)
{
	const SIZE text = text_size(item, width);
	int height = text.cy;

	if (is_hidden(item))
		return y;
	if (item->part == SWA_WIN_PART_EDIT) {
		/* Its text may be a password: it is not measured, one line of its label is. */
		height = text_size(item - 1, width).cy + scale(frame, 8);
		put(item, x, y, width, height);
	} else if (item->part == SWA_WIN_PART_WAY) {
		height = button_height(frame, item);
		put(item, x, y, button_width(frame, item), height);
	} else {
		put(item, x, y, width, height);
	}
	return y + height + scale(frame, item->part == SWA_WIN_PART_LABEL ? 3 : GAP);
}

/* The buttons from the right edge on.  @return the height of their row */
static int
put_buttons(const struct swa_win_dialog *frame, int right, int y)
{
	int height = 0;

	for (size_t i = frame->count; i-- > SWA_WIN_ITEM_FIXED;) {
		const struct swa_win_item *item = &frame->items[i];
		const int width = item->part == SWA_WIN_PART_BUTTON ? button_width(frame, item) : 0;

		if (item->part != SWA_WIN_PART_BUTTON)
			continue;
		height = button_height(frame, item);
		put(item, right - width, y, width, height);
		right -= width + scale(frame, GAP);
	}
	return height;
}

static int
buttons_width(const struct swa_win_dialog *frame)
{
	int width = 0;

	for (size_t i = SWA_WIN_ITEM_FIXED; i < frame->count; i++)
		if (frame->items[i].part == SWA_WIN_PART_BUTTON)
			width += button_width(frame, &frame->items[i]) + scale(frame, GAP);
	return width;
}

void
swa_win_layout(struct swa_win_dialog *frame)
{
	const int margin = scale(frame, MARGIN), mark = scale(frame, MARK_SIZE);
	const int x = margin + mark + margin;
	int width = scale(frame, TEXT_WIDTH), y = margin;
	RECT box;

	if (x + width < margin + buttons_width(frame))
		width = margin + buttons_width(frame) - x;
	put(&frame->items[SWA_WIN_ITEM_MARK], margin, margin, mark, mark);
	y = put_below(frame, &frame->items[SWA_WIN_ITEM_HEADING], x, y, width);
	for (size_t i = SWA_WIN_ITEM_FIXED; i < frame->count; i++)
		if (frame->items[i].part != SWA_WIN_PART_BUTTON)
			y = put_below(frame, &frame->items[i], x, y, width);
	y = put_below(frame, &frame->items[SWA_WIN_ITEM_ERROR], x, y, width);
	if (y < margin + mark)
		y = margin + mark;
	y += scale(frame, GAP);
	y += put_buttons(frame, x + width, y) + margin;
	box = (RECT){0, 0, x + width + margin, y};
	(void)AdjustWindowRectExForDpi(&box, (DWORD)GetWindowLongW(frame->window, GWL_STYLE), FALSE,
	                               (DWORD)GetWindowLongW(frame->window, GWL_EXSTYLE), frame->dpi);
	(void)SetWindowPos(frame->window, NULL, 0, 0, box.right - box.left, box.bottom - box.top,
	                   SWP_NOMOVE | SWP_NOZORDER | SWP_NOACTIVATE);
	(void)InvalidateRect(frame->window, NULL, TRUE);
}

void
swa_win_layout_place(struct swa_win_dialog *frame)
{
	RECT screen, box;
	int x, y;

	(void)SystemParametersInfoW(SPI_GETWORKAREA, 0, &screen, 0);
	(void)GetWindowRect(frame->window, &box);
	x = screen.right - (box.right - box.left);
	y = screen.bottom - (box.bottom - box.top);
	if (frame->manner == SWA_WIN_QUIET) { /* above the notification area */
		x -= scale(frame, MARGIN);
		y -= scale(frame, MARGIN);
	} else {
		x = screen.left + (x - screen.left) / 2;
		y = screen.top + (y - screen.top) / 3;
	}
	(void)SetWindowPos(frame->window, NULL, x, y, 0, 0, SWP_NOSIZE | SWP_NOZORDER | SWP_NOACTIVATE);
}

void
swa_win_layout_finish(struct swa_win_dialog *frame)
{
	drop_drawing(frame);
}

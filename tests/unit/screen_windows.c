/*
 * What a person sees of swa-tray.exe, as JSON: for tests that look at its windows.
 *
 *   screen.exe
 *
 *   [{"title", "x", "y", "width", "height", "dpi",
 *     "controls": [{"class", "text", "secret", "enabled", "focused", "fits", "x", "y", "width", "height"}]}]
 *
 * Places are the screen's.  Of a secret only its length is told, in stars.  A
 * control fits where its text is not cut and it lies within its window, on no
 * other control.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include <windows.h>

#include <commctrl.h>

#define TEXT_MAX 4096
#define CONTROLS_MAX 64
#define PROGRAM L"\\swa-tray.exe"

struct control {
	HWND handle;
	RECT box;
};

struct window {
	HWND handle;
	RECT inside; /* without frame and title */
	HFONT font;  /* what the person chose for such windows: a control's own cannot be asked for */
	struct control controls[CONTROLS_MAX];
	size_t count;
};

static void
print_text(const wchar_t *text)
{
	char narrow[TEXT_MAX * 3];

	if (WideCharToMultiByte(CP_UTF8, 0, text, -1, narrow, sizeof(narrow), NULL, NULL) == 0)
		narrow[0] = '\0';
	(void)putchar('"');
	for (const char *at = narrow; *at != '\0'; at++) {
		if (*at == '"' || *at == '\\')
			(void)printf("\\%c", *at);
		else if ((unsigned char)*at < 0x20)
			(void)printf("\\u%04x", (unsigned)*at);
		else
			(void)putchar(*at);
	}
	(void)putchar('"');
}

static void
print_place(const RECT *box)
{
	(void)printf("\"x\":%ld,\"y\":%ld,\"width\":%ld,\"height\":%ld", box->left, box->top,
	             box->right - box->left, box->bottom - box->top);
}

/* --- does it fit ------------------------------------------------------------ */

static bool
is_class(HWND control, const wchar_t *wanted)
{
	wchar_t name[64] = L"";

	(void)GetClassNameW(control, name, sizeof(name) / sizeof(name[0]));
	return _wcsicmp(name, wanted) == 0;
}

static bool
text_fits(const struct window *w, const struct control *c, const wchar_t *text)
{
	RECT needed = {.right = c->box.right - c->box.left};
	HDC dc = GetDC(c->handle);
	HGDIOBJ before = SelectObject(dc, w->font);

	(void)DrawTextW(dc, text, -1, &needed,
	                DT_CALCRECT | (is_class(c->handle, WC_STATICW) ? DT_WORDBREAK : DT_SINGLELINE));
	(void)SelectObject(dc, before);
	(void)ReleaseDC(c->handle, dc);
	return needed.right <= c->box.right - c->box.left && needed.bottom <= c->box.bottom - c->box.top;
}

static bool
lies_free(const struct window *w, const struct control *c)
{
	RECT common;

	if (!IntersectRect(&common, &c->box, &w->inside) || !EqualRect(&common, &c->box))
		return false;
	for (size_t i = 0; i < w->count; i++)
		if (w->controls[i].handle != c->handle &&
		    IntersectRect(&common, &c->box, &w->controls[i].box))
			return false;
	return true;
}

/* --- one window --------------------------------------------------------------- */

static BOOL CALLBACK
take_control(HWND handle, LPARAM data)
{
	struct window *w = (struct window *)data;
	struct control *c = &w->controls[w->count];

	if (!IsWindowVisible(handle) || w->count == CONTROLS_MAX)
		return TRUE;
	c->handle = handle;
	(void)GetWindowRect(handle, &c->box);
	w->count++;
	return TRUE;
}

static void
print_control(const struct window *w, const struct control *c, HWND focus)
{
	const bool is_edit = is_class(c->handle, WC_EDITW);
	const bool is_secret = is_edit && (GetWindowLongW(c->handle, GWL_STYLE) & ES_PASSWORD) != 0;
	wchar_t text[TEXT_MAX] = L"", class[64] = L"";

	(void)GetClassNameW(c->handle, class, sizeof(class) / sizeof(class[0]));
	(void)SendMessageW(c->handle, WM_GETTEXT, TEXT_MAX, (LPARAM)text);
	for (wchar_t *at = text; is_secret && *at != L'\0'; at++)
		*at = L'*';
	(void)printf("{\"class\":");
	print_text(class);
	(void)printf(",\"text\":");
	print_text(text);
	(void)printf(",\"secret\":%s,\"enabled\":%s,\"focused\":%s,\"fits\":%s,",
	             is_secret ? "true" : "false", IsWindowEnabled(c->handle) ? "true" : "false",
	             c->handle == focus ? "true" : "false",
	             lies_free(w, c) && (is_edit || text_fits(w, c, text)) ? "true" : "false");
	print_place(&c->box);
	(void)printf("}");
}

static void
print_window(HWND handle, bool first)
{
	NONCLIENTMETRICSW metrics = {.cbSize = sizeof(metrics)};
	GUITHREADINFO thread = {.cbSize = sizeof(thread)};
	struct window w = {.handle = handle};
	wchar_t title[TEXT_MAX] = L"";
	RECT box;

	(void)GetWindowTextW(handle, title, TEXT_MAX);
	(void)GetWindowRect(handle, &box);
	(void)GetClientRect(handle, &w.inside);
	(void)MapWindowPoints(handle, NULL, (POINT *)&w.inside, 2);
	(void)SystemParametersInfoForDpi(SPI_GETNONCLIENTMETRICS, sizeof(metrics), &metrics, 0,
	                                 GetDpiForWindow(handle));
	w.font = CreateFontIndirectW(&metrics.lfMessageFont);
	(void)GetGUIThreadInfo(0, &thread); /* of whoever has the keyboard */
	(void)EnumChildWindows(handle, take_control, (LPARAM)&w);
	(void)printf("%s{\"title\":", first ? "" : ",");
	print_text(title);
	(void)printf(",\"dpi\":%u,", GetDpiForWindow(handle));
	print_place(&box);
	(void)printf(",\"controls\":[");
	for (size_t i = 0; i < w.count; i++) {
		(void)printf(i == 0 ? "" : ",");
		print_control(&w, &w.controls[i], thread.hwndFocus);
	}
	(void)printf("]}");
	(void)DeleteObject(w.font);
}

/* --- all windows ---------------------------------------------------------------- */

static bool
is_ours(HWND window)
{
	wchar_t path[TEXT_MAX] = L"";
	DWORD id = 0, size = TEXT_MAX;
	HANDLE process;
	size_t length;

	(void)GetWindowThreadProcessId(window, &id);
	if ((process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id)) == NULL)
		return false;
	if (!QueryFullProcessImageNameW(process, 0, path, &size))
		path[0] = L'\0';
	(void)CloseHandle(process);
	length = wcslen(path);
	return length >= wcslen(PROGRAM) && _wcsicmp(path + length - wcslen(PROGRAM), PROGRAM) == 0;
}

static BOOL CALLBACK
take_window(HWND handle, LPARAM data)
{
	bool *first = (bool *)data;

	if (!IsWindowVisible(handle) || !is_ours(handle))
		return TRUE;
	print_window(handle, *first);
	*first = false;
	return TRUE;
}

int
main(void)
{
	bool first = true;

	(void)SetProcessDpiAwarenessContext(DPI_AWARENESS_CONTEXT_PER_MONITOR_AWARE_V2);
	(void)printf("[");
	(void)EnumWindows(take_window, (LPARAM)&first);
	(void)printf("]\n");
	return EXIT_SUCCESS;
}

#include "icon.h"

#include "resource.h"
#include "text.h"

#include <shellapi.h>

#define ICON_ID 1
#define LABEL_MAX 1024
#define WIDE(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	enum swa_win_mood mood;
	WORD resource;
} icons[] = {
        {SWA_WIN_MOOD_READY, ICON_READY},         {SWA_WIN_MOOD_LOCKED, ICON_LOCKED},
        {SWA_WIN_MOOD_ATTENTION, ICON_ATTENTION}, {SWA_WIN_MOOD_OFFLINE, ICON_OFFLINE},
        {SWA_WIN_MOOD_SYNCING, ICON_SYNCING},
};

static HICON
load(enum swa_win_mood mood)
{
	WORD resource = ICON_READY;

	for (size_t i = 0; i < WIDE(icons); i++)
		if (icons[i].mood == mood)
			resource = icons[i].resource;
	return LoadImageW(GetModuleHandleW(NULL), MAKEINTRESOURCEW(resource), IMAGE_ICON,
	                  GetSystemMetrics(SM_CXSMICON), GetSystemMetrics(SM_CYSMICON), LR_DEFAULTCOLOR);
}

static void
copy(wchar_t *to, size_t size, const char *text)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(text);

	to[0] = L'\0';
	if (wide != NULL)
		(void)wcsncat(to, wide, size - 1);
}

void
swa_win_icon_show(HWND window, const struct swa_win_facts *facts)
{
	SWA_CLEANUP(swa_win_freep) char *words = swa_win_facts_words(facts);
	SWA_CLEANUP(swa_win_freep) char *tip = swa_win_format("swa-agent\n%s", words);
	NOTIFYICONDATAW icon = {
	        .cbSize = sizeof(icon),
	        .hWnd = window,
	        .uID = ICON_ID,
	        .uFlags = NIF_ICON | NIF_TIP | NIF_MESSAGE | NIF_SHOWTIP,
	        .uCallbackMessage = SWA_WIN_ICON_MESSAGE,
	        .hIcon = load(swa_win_facts_mood(facts)),
	};

	copy(icon.szTip, WIDE(icon.szTip), tip);
	if (!Shell_NotifyIconW(NIM_MODIFY, &icon) && Shell_NotifyIconW(NIM_ADD, &icon)) {
		icon.uVersion = NOTIFYICON_VERSION_4;
		(void)Shell_NotifyIconW(NIM_SETVERSION, &icon);
	}
	if (icon.hIcon != NULL)
		(void)DestroyIcon(icon.hIcon);
}

void
swa_win_icon_remove(HWND window)
{
	NOTIFYICONDATAW icon = {.cbSize = sizeof(icon), .hWnd = window, .uID = ICON_ID};

	(void)Shell_NotifyIconW(NIM_DELETE, &icon);
}

void
swa_win_icon_say(HWND window, const char *title, const char *text)
{
	NOTIFYICONDATAW icon = {
	        .cbSize = sizeof(icon),
	        .hWnd = window,
	        .uID = ICON_ID,
	        .uFlags = NIF_INFO,
	        .dwInfoFlags = NIIF_WARNING | NIIF_RESPECT_QUIET_TIME,
	};

	copy(icon.szInfoTitle, WIDE(icon.szInfoTitle), title);
	copy(icon.szInfo, WIDE(icon.szInfo), text);
	(void)Shell_NotifyIconW(NIM_MODIFY, &icon);
}

/* --- the menu --------------------------------------------------------------------- */

static void
add(HMENU menu, UINT flags, int choice, const char *text)
{
	SWA_CLEANUP(swa_win_widep) wchar_t *wide = swa_win_wide(text);

	if (text[0] != '\0')
		(void)AppendMenuW(menu, MF_STRING | flags, (UINT_PTR)choice, wide);
}

/* In a menu "&" underlines the next letter; two of them are one. */
static char *
double_ampersands(const char *text)
{
	SWA_CLEANUP(swa_buf_finish) struct swa_buf doubled;

	swa_buf_init(&doubled, LABEL_MAX);
	for (const char *at = text; *at != '\0'; at++) {
		if (*at == '&')
			(void)swa_buf_append(&doubled, "&", 1);
		(void)swa_buf_append(&doubled, at, 1);
	}
	return swa_win_copy(swa_buf_text(&doubled));
}

static void
add_recent(HMENU menu, const struct swa_win_recent *recent)
{
	const size_t count = swa_win_recent_count(recent);

	for (size_t i = 0; i < count; i++) {
		SWA_CLEANUP(swa_win_freep) char *label = double_ampersands(swa_win_recent_label(recent, i));

		add(menu, 0, SWA_WIN_CHOICE_RECENT + (int)i, label);
	}
	if (count > 0)
		(void)AppendMenuW(menu, MF_SEPARATOR, 0, NULL);
}

static HMENU
make_menu(const struct swa_win_facts *facts, const struct swa_win_recent *recent)
{
	SWA_CLEANUP(swa_win_freep) char *words = swa_win_facts_words(facts);
	SWA_CLEANUP(swa_win_freep) char *attention = swa_win_facts_attention(facts);
	const bool syncing = swa_win_facts_is_syncing(facts);
	HMENU menu = CreatePopupMenu();

	add(menu, MF_GRAYED, 0, words);
	if (attention != NULL)
		add(menu, 0, SWA_WIN_CHOICE_ATTENTION, attention);
	(void)AppendMenuW(menu, MF_SEPARATOR, 0, NULL);
	add_recent(menu, recent);
	if (!swa_win_facts_is_up(facts))
		add(menu, 0, SWA_WIN_CHOICE_START, _("Start swa-agent"));
	else
		add(menu, 0, SWA_WIN_CHOICE_MY_APPS, _("My Apps"));
	if (swa_win_facts_is_open(facts) && swa_win_facts_has_organisation(facts))
		add(menu, syncing ? MF_GRAYED : 0, SWA_WIN_CHOICE_SYNC,
		    syncing ? _("Synchronising…") : _("Sync now"));
	if (swa_win_facts_is_open(facts))
		add(menu, 0, SWA_WIN_CHOICE_LOCK, _("Lock now"));
	if (swa_win_facts_is_locked(facts))
		add(menu, 0, SWA_WIN_CHOICE_UNLOCK, _("Unlock…"));
	(void)AppendMenuW(menu, MF_SEPARATOR, 0, NULL);
	add(menu, 0, SWA_WIN_CHOICE_ABOUT, _("About"));
	add(menu, 0, SWA_WIN_CHOICE_QUIT, _("Quit until the next login or question"));
	return menu;
}

/* Where the icon is; where Windows does not tell, the mouse. */
static POINT
find_place(HWND window)
{
	const NOTIFYICONIDENTIFIER icon = {.cbSize = sizeof(icon), .hWnd = window, .uID = ICON_ID};
	POINT place = {0, 0};
	RECT box;

	(void)GetCursorPos(&place);
	if (Shell_NotifyIconGetRect(&icon, &box) == S_OK && !PtInRect(&box, place))
		place = (POINT){(box.left + box.right) / 2, (box.top + box.bottom) / 2};
	return place;
}

int
swa_win_icon_choose(HWND window, const struct swa_win_facts *facts, const struct swa_win_recent *recent)
{
	HMENU menu = make_menu(facts, recent);
	const POINT place = find_place(window);
	int chosen;

	/* In front, or the menu would stay when the person clicks elsewhere. */
	(void)SetForegroundWindow(window);
	chosen = TrackPopupMenuEx(menu, TPM_RETURNCMD | TPM_RIGHTBUTTON | TPM_NONOTIFY, place.x, place.y,
	                          window, NULL);
	(void)PostMessageW(window, WM_NULL, 0, 0);
	(void)DestroyMenu(menu);
	return chosen;
}

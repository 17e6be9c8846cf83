#include "ctl.h"

#include <windows.h>

#include <shellapi.h>

bool
ctl_start_browser(const char *address)
{
	wchar_t wide[4097];
	SHELLEXECUTEINFOW what = {
	        .cbSize = sizeof(what),
	        .fMask = SEE_MASK_FLAG_NO_UI | SEE_MASK_NOASYNC,
	        .lpVerb = L"open",
	        .lpFile = wide,
	        .nShow = SW_SHOWNORMAL,
	};

	return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, address, -1, wide,
	                           (int)(sizeof(wide) / sizeof(wide[0]))) > 0 &&
	       ShellExecuteExW(&what) != 0;
}

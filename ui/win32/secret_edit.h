/*
 * A field for a secret: an edit control of Windows that shows no letters.
 *
 * The control keeps its text in memory of its own, which is not guarded and
 * may be swapped; so what was typed stays there no longer than it must.
 */
#ifndef SWA_WIN_SECRET_EDIT_H
#define SWA_WIN_SECRET_EDIT_H

#include "swa/buf.h"

#include <windows.h>

#include <stdbool.h>

#define SWA_WIN_EDIT_MAX 1024 /* UTF-16 units */

/** Append what was typed, as UTF-8.  @return SWA_OK, SWA_ERR_NOMEM, SWA_ERR_LIMIT, SWA_ERR_JSON_UTF8 */
swa_err swa_win_edit_read(HWND edit, struct swa_buf *out) SWA_MUST_CHECK;

bool swa_win_edit_is_empty(HWND edit);

/** Overwrite what was typed, then empty the field. */
void swa_win_secret_edit_wipe(HWND edit);

#endif

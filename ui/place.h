/*
 * Where this program lies, and what was installed with it.
 */
#ifndef SWA_UI_PLACE_H
#define SWA_UI_PLACE_H

/**
 * PATH, which is relative to the folder of this program: so the build tree and an installation that was
 * moved find their own files.
 * @return end it with g_free(); NULL where it cannot be told.
 */
char *swa_ui_place(const char *path);

#endif

/*
 * What every tray says in the same words, whatever draws its windows.
 */
#ifndef SWA_UI_SENTENCES_H
#define SWA_UI_SENTENCES_H

/** The sentence about a notice of this KIND, as notices.list names it; for any kind there is one.  %s is the
 *  app that it is about, or the organisation where it is about none.  Static, and still to be translated. */
const char *swa_ui_notice_sentence(const char *kind);

#endif

/* Handlers of the pages that persons see; see web.h. */
#ifndef SERVICE_PAGES_H
#define SERVICE_PAGES_H

#include "session.h"
#include "web.h"

web_handler page_home, page_launch, page_style;
web_handler page_sign_in, page_sign_in_post, page_sign_out_post;
web_handler page_device, page_device_post;
web_handler page_devices, page_devices_post;

/* What the pages share (pages.c). */

/** Head of a page up to <main>.  WHO: for the menu; NULL where nobody is known. */
void page_begin(const struct web_request *request, struct web_answer *answer, unsigned status,
                const char *title, const struct session *who);
void page_end(struct web_answer *answer);
/** One heading, one sentence. */
void page_message(const struct web_request *request, struct web_answer *answer, unsigned status,
                  const struct session *who, const char *title, const char *text);
/** Who looks.  False: ANSWER holds the sign-in form, which leads on to NEXT, or an error. */
bool page_who(const struct web_request *request, struct web_answer *answer, const char *next,
              struct session *ret_who);
/** The same for a form that was sent. */
bool page_who_sent(const struct web_request *request, struct web_answer *answer, struct session *ret_who);

#endif

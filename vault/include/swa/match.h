/*
 * May this page have the credential?  Pure: no state, no files, no clock.
 *
 * The rules come from the app definition (docs/architecture.md, "origins"),
 * the facts from the browser.  Every refusal says which host or address it was
 * about, so that the person can be told.
 */
#ifndef SWA_MATCH_H
#define SWA_MATCH_H

#include "swa/url.h"

/** Most origins in one list, most ancestors of a frame. */
#define SWA_ORIGINS_MAX 32

struct swa_origin_list {
	struct swa_origin item[SWA_ORIGINS_MAX];
	size_t count;
};

struct swa_match_rules {
	struct swa_origin_list pages;   /* where the form may stand */
	struct swa_origin_list actions; /* where it may be sent, beside the pages' origins */
	struct swa_origin_list
	        frames;              /* origins that may hold or be the form's frame, beside the page's own */
	const char *login_url_regex; /* narrows the tab's address; NULL or "": no further condition */
};

struct swa_page_facts {
	const char *tab_url;          /* the tab's top document */
	const char *frame_url;        /* the form's document; the same text in the top frame */
	const char *const *ancestors; /* origins of the frames around it, innermost first */
	size_t ancestor_count;        /* 0: the top frame */
	bool secure_context;
};

struct swa_form_facts {
	const char *action; /* resolved address that the form is sent to */
	const char *method; /* "post"; anything else is refused */
};

/** Why not. */
struct swa_refusal {
	swa_err err;
	char what[512]; /* the host, origin or address refused; printable ASCII */
};

/**
 * May the form be looked for in this document?
 * @return SWA_OK or the refusal's error: URL_INVALID, SCHEME_REFUSED,
 *         ORIGIN_REFUSED, PORT_REFUSED (host right, port wrong), FRAME_REFUSED,
 *         CONTEXT_REFUSED, PATTERN_*.  RET_REFUSAL is filled on refusal.
 */
swa_err swa_match_page(const struct swa_match_rules *rules, const struct swa_page_facts *page,
                       struct swa_refusal *ret_refusal) SWA_MUST_CHECK;

/**
 * May the form be sent where it points?
 * @return SWA_OK, or ACTION_REFUSED, METHOD_REFUSED, SCHEME_REFUSED, URL_INVALID.
 */
swa_err swa_match_form(const struct swa_match_rules *rules, const struct swa_form_facts *form,
                       struct swa_refusal *ret_refusal) SWA_MUST_CHECK;

/**
 * May a form with no page of its own be sent?  PAGE is the browser's own page
 * of an extension, URL the address that the app's definition posts to: ACTION
 * is it and no other one of the same origin.  A fragment does not count.
 * @return SWA_OK, DOCUMENT_REFUSED, or as swa_match_form().
 */
swa_err swa_match_direct(const struct swa_match_rules *rules, const char *url,
                         const struct swa_page_facts *page, const struct swa_form_facts *form,
                         struct swa_refusal *ret_refusal) SWA_MUST_CHECK;

/**
 * May the request for URL be answered, whose server asks by HTTP Basic?
 * @return SWA_OK, or URL_INVALID, SCHEME_REFUSED, ORIGIN_REFUSED, PORT_REFUSED.
 */
swa_err swa_match_challenge(const struct swa_match_rules *rules, const char *url,
                            struct swa_refusal *ret_refusal) SWA_MUST_CHECK;

/** Add the origin of an administrator's address; one that is there is not doubled.
 *  @return SWA_OK, SWA_ERR_URL_INVALID, SWA_ERR_SCHEME_REFUSED (http: too), SWA_ERR_LIMIT */
swa_err swa_origin_list_add(struct swa_origin_list *list, const char *url) SWA_MUST_CHECK;

/** The same for http: addresses alone, which count only where policy says so. */
swa_err swa_origin_list_add_plain(struct swa_origin_list *list, const char *url) SWA_MUST_CHECK;

/** Add one that was taken apart already.  @return SWA_OK, SWA_ERR_LIMIT */
swa_err swa_origin_list_put(struct swa_origin_list *list, const struct swa_origin *origin) SWA_MUST_CHECK;

#endif

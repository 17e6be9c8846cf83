/** The scripts that go into a page, in this order; each file is guarded against a second run. */

/** The finder alone: findLoginForm(document). */
export const FINDER_FILES = [
  "fill/dom.js", "fill/roots.js", "fill/over.js", "fill/visible.js", "fill/words.js", "fill/words-acts.js", "fill/words-about.js",
  "fill/words-fields.js", "fill/fields.js", "fill/groups.js", "fill/submit.js", "fill/around.js", "fill/classify.js", "fill/finder.js", "fill/opener.js",
];
export const FORM_FILES = [...FINDER_FILES, "fill/find.js", "fill/needs.js", "fill/enter.js", "fill/watch.js", "fill/fill.js", "fill/frame.js"];
/** What reads a form for a post from outside of its page. */
export const OUTSIDE_FILES = [...FORM_FILES, "fill/outside.js"];
export const LINK_FILES = ["fill/dom.js", "fill/click.js"];
export const CAPTURE_FILES = [...FINDER_FILES, "fill/find.js", "home/capture.js"];
/** What reads a form that the person filled, and what puts a new password in. */
const FORM_READER = ["fill/roles.js", "fill/read.js"];
export const READ_FILES = [...FORM_FILES, ...FORM_READER, "fill/fresh.js"];
export const SEEN_FILES = [...FORM_FILES, ...FORM_READER, "fill/seen.js"];

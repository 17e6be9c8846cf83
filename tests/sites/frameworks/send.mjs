/** What the application shows to a signed-in person. */
export const signedIn = 'You are signed in.';

/**
 * Send what the framework holds, which is what it noticed.
 *
 * @param {object} values
 */
export const send = (values) => fetch('/in', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(values) });

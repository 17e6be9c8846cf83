/** A busy machine takes its time to draw a page. */
export const SLOW = 45000;

/**
 * Wait for a fact, never for a time.
 *
 * @template T
 * @param {() => T | Promise<T>} fact what is waited for; an exception means "not yet"
 * @param {{limit?: number, every?: number, what?: string}} [options] milliseconds, and what to say when it never came
 * @returns {Promise<NonNullable<T>>} the first truthy answer
 */
export async function until(fact, { limit = 15000, every = 20, what = 'what was waited for' } = {}) {
	const end = Date.now() + limit;
	let last;
	do {
		try {
			const value = await fact();
			if (value) return /** @type {NonNullable<T>} */ (value);
		} catch (error) {
			last = error;
		}
		await new Promise((resolve) => setTimeout(resolve, every));
	} while (Date.now() < end);
	throw new Error(`${what}: not within ${limit} ms`, { cause: last });
}

/**
 * Whether the person clicked a link to an app on the organisation's own page.
 *
 * clicked() answers with the first such click that the browser itself vouches
 * for; a click that a script of the page makes is none.
 */
(() => {
  const scripts = /** @type {any} */ (globalThis)[Symbol.for("swa-agent.fill")];
  if (scripts.clicked) return;
  const getHref = /** @type {() => string} */ (Object.getOwnPropertyDescriptor(HTMLAnchorElement.prototype, "href")?.get);
  const EVENTS = ["click", "auxclick"];
  /** Ends the wait of an earlier call. @type {() => void} */
  let drop = () => {};

  /** @param {Event} event @param {string} base @returns {string | null} */
  const linkOf = (event, base) => {
    for (const node of event.composedPath()) {
      if (!(node instanceof HTMLAnchorElement)) continue;
      const address = getHref.call(node);
      return address.startsWith(base) ? address : null;
    }
    return null;
  };

  /**
   * @param {{base: string}} what the links that count begin with it
   * @returns {Promise<{href: string} | null>} null: a later call took over
   */
  scripts.clicked = ({ base }) => new Promise((resolve) => {
    drop();
    const listen = new AbortController();
    const end = (/** @type {{href: string} | null} */ answer) => {
      listen.abort();
      resolve(answer);
    };
    drop = () => end(null);
    for (const name of EVENTS) {
      addEventListener(name, (event) => {
        const address = event.isTrusted ? linkOf(event, base) : null;
        if (address !== null) end({ href: address });
      }, { capture: true, signal: listen.signal });
    }
  });
})();

/**
 * Links to apps on an organisation's own page, and the clicks on them.  Pure:
 * no browser, no clock of its own.
 *
 * A navigation to `{service}/launch/{app}` launches only where the person was
 * seen to click exactly that link on a page of the service.  How the browser
 * got to an address (its "transition") does not tell a click from a script in
 * either family of browsers, and other sites may send a tab there.
 */

/** @typedef {{href: string, from: string, tabId: number, at: number}} Click */

/** A navigation that begins later than this was not what the click asked for. */
export const CLICK_COUNTS_FOR = 10_000;

/**
 * Where the launch links of a service begin.
 *
 * @param {string} service
 * @returns {string | null} null: not an https address
 */
export function launchBase(service) {
  if (!URL.canParse(service)) return null;
  const { protocol, origin, pathname } = new URL(service);
  return protocol === "https:" ? `${origin}${pathname.replace(/\/+$/, "")}/launch/` : null;
}

/**
 * The launch base that a page of the same origin may link to.
 *
 * @param {string} url of the page
 * @param {string[]} services
 * @returns {string | null}
 */
export function baseForPage(url, services) {
  if (!URL.canParse(url)) return null;
  const { origin } = new URL(url);
  return services.map(launchBase).find((base) => base !== null && new URL(base).origin === origin) ?? null;
}

/**
 * @param {string} url
 * @param {string[]} services
 * @returns {boolean} is this the link of an app: the base and one name, nothing else?
 */
export function isLaunchLink(url, services) {
  return services.some((service) => {
    const base = launchBase(service);
    return base !== null && url.startsWith(base) && /^[^/?#]+\/?$/.test(url.slice(base.length));
  });
}

/** Clicks that were seen and not followed yet; each counts once. */
export class Clicks {
  constructor() {
    /** @type {Click[]} */
    this.list = [];
  }

  /** @param {Click} click */
  add(click) {
    this.list = this.list.filter(({ at }) => click.at - at < CLICK_COUNTS_FOR);
    this.list.push(click);
  }

  /**
   * @param {string} url that a tab went to
   * @param {number[]} tabIds this tab, and the one that opened it
   * @param {number} now
   * @returns {Click | null} the click that it follows
   */
  take(url, tabIds, now) {
    const found = this.list.find(({ href, tabId, at }) =>
      href === url && tabIds.includes(tabId) && now - at >= 0 && now - at < CLICK_COUNTS_FOR);
    if (!found) return null;
    this.list = this.list.filter((click) => click !== found);
    return found;
  }
}

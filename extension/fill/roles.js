/**
 * Which password field of a form is the current one, the new one, the repetition.
 *
 * Pure: over facts about the fields, in the order of the page.  A page's own
 * word (autocomplete) comes first, then what repeats, then what the fields are
 * called, then their order.  What stays unclear has no roles.
 */
(() => {
  const key = Symbol.for("swa-agent.fill");
  const scripts = /** @type {any} */ (globalThis)[key] ??= {};
  if (scripts.roles) return;

  /** @typedef {{autocomplete: string, hints: string, value: string}} Field hints: name, id, label, placeholder */
  /**
   * @typedef {object} Roles
   * @property {"login" | "new" | "change" | "unclear"} kind new: a password that did not exist before, none is asked for
   * @property {number} current index of the field, -1: none
   * @property {number} fresh of the new password
   * @property {number} repeat of its repetition
   */

  const NEW = new RegExp("\\b(new|choose|create|neu(es|er|en)?|nouveau|nouvelle|nuev[oa]|nuov[oa]|nov[oa]|nieuw)|" +
    "new[-_ ]?pass|\u043d\u043e\u0432|\u65b0", "i");
  const REPEAT = new RegExp("repeat|re-?type|re-?enter|again|confirm|verif|match|second|pass(word)?[-_ ]?2|wiederhol|best\u00e4tig|" +
    "nochmal|r\u00e9p\u00e9t|repet|repit|ripet|conferm|herhaal|bevestig|\u043f\u043e\u0432\u0442\u043e\u0440|\u78ba\u8a8d|\u786e\u8ba4|\u518d\u6b21", "i");
  const CURRENT = new RegExp("\\b(current|old|existing|present|previous|aktuell|alt(es|er|en)|bisherig|actuel|ancien|actual|" +
    "antig|anterior|attuale|vecchi|huidig|oud)|(old|current)[-_ ]?pass|\u0442\u0435\u043a\u0443\u0449|\u0441\u0442\u0430\u0440|\u73fe\u5728|\u5f53\u524d", "i");

  /** @param {Field} field @param {string} token */
  const says = (field, token) => field.autocomplete.toLowerCase().split(/\s+/).includes(token);

  /** @param {Roles["kind"]} kind @returns {Roles} */
  const roles = (kind, current = -1, fresh = -1, repeat = -1) => ({ kind, current, fresh, repeat });

  /** The page names them itself. @param {Field[]} fields @returns {Roles | null} */
  const byToken = (fields) => {
    const every = fields.map((_, i) => i);
    const current = every.filter((i) => says(fields[i], "current-password"));
    const fresh = every.filter((i) => says(fields[i], "new-password"));
    if (current.length > 1 || fresh.length > 2) return null;
    // Some pages leave the repetition without a word of its own.
    const rest = every.filter((i) => !current.includes(i) && !fresh.includes(i));
    if (rest.length > 1 || (rest.length === 1 && fresh.length !== 1)) return null;
    if (fresh.length === 0) return current.length === 1 ? roles("login", current[0]) : null;
    if (rest.length === 1 && current.length === 0 && rest[0] < fresh[0] && !REPEAT.test(fields[rest[0]].hints)) {
      return roles("change", rest[0], fresh[0]);
    }
    return roles(current.length === 1 ? "change" : "new", current[0] ?? -1, fresh[0], fresh[1] ?? rest[0] ?? -1);
  };

  /** Two that hold the same, and no third. @param {Field[]} fields @returns {[number, number] | null} */
  const pairOf = (fields) => {
    /** @type {[number, number][]} */
    const pairs = [];
    for (let i = 0; i < fields.length; i++) {
      for (let j = i + 1; j < fields.length; j++) {
        if (fields[i].value !== "" && fields[i].value === fields[j].value) pairs.push([i, j]);
      }
    }
    return pairs.length === 1 ? pairs[0] : null;
  };

  /** One of them is called a repetition: it repeats the one before. @param {Field[]} fields @returns {[number, number] | null} */
  const namedPair = (fields) => {
    const at = fields.findIndex(({ hints }, i) => i > 0 && REPEAT.test(hints));
    return at > 0 && !REPEAT.test(fields[at - 1].hints) ? [at - 1, at] : null;
  };

  /** @param {Field[]} fields @returns {Roles} */
  const ofTwo = (fields) => {
    if (pairOf(fields)) {
      // An old password that is kept says nothing new; two of the same are a password and its repetition.
      return CURRENT.test(fields[0].hints) ? roles("change", 0, 1) : roles("new", -1, 0, 1);
    }
    const [first, second] = fields.map(({ hints }) => hints);
    if (CURRENT.test(first) && !CURRENT.test(second)) return roles("change", 0, 1);
    if (NEW.test(second) && !NEW.test(first) && !REPEAT.test(second)) return roles("change", 0, 1);
    const filled = fields.every(({ value }) => value !== "");
    // A repetition that differs is a mistake that the page will name.
    return REPEAT.test(second) && !filled ? roles("new", -1, 0, 1) : roles("unclear");
  };

  /** @param {Field[]} fields @returns {Roles} */
  const ofThree = (fields) => {
    const filled = fields.every(({ value }) => value !== "");
    const pair = pairOf(fields) ?? (filled ? null : namedPair(fields) ?? [1, 2]);
    if (!pair) {
      const same = filled && fields.every(({ value }) => value === fields[0].value);
      return same ? roles("change", 0, 1, 2) : roles("unclear");
    }
    const current = [0, 1, 2].find((i) => !pair.includes(i)) ?? -1;
    return roles("change", current, pair[0], pair[1]);
  };

  /**
   * @param {Field[]} fields visible password fields that belong together
   * @returns {Roles}
   */
  scripts.roles = (fields) => {
    if (fields.length === 0) return roles("unclear");
    const told = byToken(fields);
    if (told) return told;
    switch (fields.length) {
      case 1: return NEW.test(fields[0].hints) ? roles("new", -1, 0) : roles("login", 0);
      case 2: return ofTwo(fields);
      case 3: return ofThree(fields);
      default: return roles("unclear");
    }
  };
})();

/**
 * What words mean, in many languages: texts in, meanings out.
 *
 * A list holds phrases, parted by commas.  A phrase stands for itself, with or
 * without the spaces in it ("log in", "login"); `*` at an end stands for the
 * rest of a word (stems, compounds).  Phrases of scripts that part no words, or
 * that join small words to the next one, are found anywhere.
 */
(() => {
  const key = Symbol.for("swa-agent.fill");
  const scripts = /** @type {any} */ (globalThis)[key] ??= {};
  if (scripts.words) return;

  /** Hebrew, Arabic, Thai, and all of East Asia: a phrase may stand inside of a longer run of letters. */
  const JOINED = /[\u0590-\u06ff\u0e00-\u0e7f\u2e80-\ufaff]/;
  /** What stands between words. */
  const APART = /[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u2bff\u3000-\u3004\u3007-\u3020\u30fb\ufe00-\ufe6f]+/g;
  /** The same, but for what parts phrases and what stands for the rest of a word. */
  const IN_PHRASE = /[\x00-\x29\x2b\x2d-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\u2000-\u2bff\u3000-\u3004\u3007-\u3020\u30fb\ufe00-\ufe6f]+/g;
  const STAR = 0x2a;
  const MOST_WORDS = 5;
  const LONGEST = 160;
  /** A longer phrase uses up words of these meanings: a "user name" is no name. */
  const WEAK = new Set(["address", "card", "confirm", "edit", "next", "order", "person", "search", "tenant", "username", "show"]);

  /** @type {[RegExp, string][]} letters that people write in more than one way */
  const SAME = [
    [/[\u0300-\u036f\u064b-\u0655\u0640\u05b0-\u05c7\u200b-\u200f\u00ad\u2060]/g, ""], [/\u0131/g, "i"], [/\u00df/g, "ss"], [/\u00f8/g, "o"],
    [/\u00e6/g, "ae"], [/\u0111/g, "d"], [/\u0142/g, "l"], [/[\u06cc\u0649]/g, "\u064a"], [/\u06a9/g, "\u0643"],
  ];

  /** One spelling for all: small letters, no accents. @param {string} text */
  const fold = (text) => {
    const small = text.toLowerCase();
    if (/^[\x00-\x7f]*$/.test(small)) return small;
    return SAME.reduce((so, [from, to]) => so.replace(from, to), small.normalize("NFKD")).normalize("NFC");
  };

  /** The words of a name that a program gave: camelCase, kebab-case, snake_case. @param {string} name */
  const parted = (name) => name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2").replace(/(\d+)/g, " $1 ");

  /** Phrase → meanings. @type {Map<string, string[]>} */
  const whole = new Map();
  /** The first three letters of a word → beginnings of words. @type {Map<string, [string, string][]>} */
  const begins = new Map();
  /** The last four → ends of words. @type {Map<string, [string, string][]>} */
  const ends = new Map();
  /** Meaning → phrases that are found anywhere. @type {Map<string, string[]>} */
  const inside = new Map();

  /** @template T @param {Map<string, T[]>} map @param {string} name @param {T} value */
  const put = (map, name, value) => {
    const known = map.get(name);
    if (known) known.push(value);
    else map.set(name, [value]);
  };

  /** @param {string} text a folded phrase without spaces @param {string} meaning */
  const enter = (text, meaning) => {
    const open = text.charCodeAt(text.length - 1) === STAR;
    const loose = text.charCodeAt(0) === STAR;
    const phrase = open || loose ? text.replaceAll("*", "") : text;
    if (phrase === "") return;
    if (JOINED.test(phrase)) return put(inside, meaning, phrase);
    if (open) put(begins, phrase.slice(0, 3), [phrase, meaning]);
    else put(whole, phrase, meaning);
    if (loose) put(ends, phrase.slice(-4), [phrase, meaning]);
  };

  /** @param {Record<string, string[]>} lists by meaning */
  const learn = (lists) => {
    for (const [meaning, lines] of Object.entries(lists)) {
      for (const phrase of fold(lines.join()).replace(IN_PHRASE, "").split(",")) enter(phrase, meaning);
    }
  };

  /** @param {string[]} words @param {Set<string>} found */
  const spaced = (words, found) => {
    const used = new Set();
    for (let at = 0; at < words.length; at++) {
      let joined = words[at];
      for (let count = 2; count <= MOST_WORDS && at + count <= words.length; count++) {
        joined += words[at + count - 1];
        const known = whole.get(joined);
        if (!known) continue;
        for (const meaning of known) found.add(meaning);
        for (let i = 0; i < count; i++) used.add(at + i);
      }
    }
    for (let at = 0; at < words.length; at++) {
      const word = words[at];
      const add = (/** @type {string} */ meaning) => {
        if (!used.has(at) || !WEAK.has(meaning)) found.add(meaning);
      };
      for (const meaning of whole.get(word) ?? []) add(meaning);
      for (const [stem, meaning] of begins.get(word.slice(0, 3)) ?? []) if (word.startsWith(stem)) add(meaning);
      for (const [end, meaning] of ends.get(word.slice(-4)) ?? []) if (word.endsWith(end)) add(meaning);
    }
  };

  /** Text → meanings: a page says the same things over and over. @type {Map<string, Set<string>>} */
  const known = new Map();
  const MOST_KNOWN = 1000;

  /**
   * @param {string} text as a person reads it
   * @param {number} [most] of it that counts
   * @returns {Set<string>} meanings, not to be changed
   */
  const meanings = (text, most = LONGEST) => {
    const before = known.get(text);
    if (before) return before;
    if (known.size >= MOST_KNOWN) known.clear();
    const found = read(text, most);
    known.set(text, found);
    return found;
  };

  /** @param {string} text @param {number} most of it @returns {Set<string>} */
  const read = (text, most) => {
    /** @type {Set<string>} */
    const found = new Set();
    const folded = fold(text.slice(0, most));
    const words = folded.split(APART).filter(Boolean);
    spaced(words, found);
    if (JOINED.test(folded)) {
      const joined = words.join("");
      for (const [meaning, phrases] of inside) if (phrases.some((phrase) => joined.includes(phrase))) found.add(meaning);
    }
    // "Create an administrator account", in any order and however far apart.
    if (found.has("make") && found.has("konto")) found.add("signup");
    return found;
  };

  /** Names that programs give run words together. @type {[string, RegExp][]} */
  const RUN = [
    ["username", /user|usr(?!l)|login|logon|account|(?<!re)member/],
    ["password", /passw|passwd|pwd|pword|passphrase|kennwort|contrase|senha|motdepasse|mdp|haslo|wachtwoord/],
    ["email", /e?mail/], ["phone", /phone|mobile|telefon|msisdn/], ["search", /search|suche(?!r)|busca|recherche/],
    ["login", /log-?[io]n|sign-?[io]n|anmeld|connexion|einlogg/],
    ["signup", /sign-?up|regist(er|r)|enrol|join(?!t)|create-?acc|new-?(user|account|member)|inscri/],
    ["code", /otp|totp|2fa|mfa|twofactor|onetime|verif\w*code|(auth|sms|pass|security|verification)code/],
    ["newsletter", /newsletter|subscri|mailing/], ["reset", /forg[oe]t|reset|recover/], ["captcha", /captcha/],
    ["repeat", /confirm|repeat|retype|again|verify(?!\w*code)|repassw|pass\w*2$/], ["fresh", /new-?pass|newpw|passw\w*new/],
    ["current", /(old|current|cur|existing)-?p(ass|w)/], ["remember", /remember|rememb|keep-?(me|sign|log)|stay-?sign/],
  ];

  /**
   * @param {string} name that a program gave: of a field, a class, an address
   * @returns {Set<string>} meanings
   */
  const meaningsOfName = (name) => {
    const short = name.slice(0, 2 * LONGEST);
    const found = new Set(meanings(parted(short), 3 * LONGEST));
    const run = fold(short).replace(APART, "");
    for (const [meaning, pattern] of RUN) if (pattern.test(run)) found.add(meaning);
    return found;
  };

  scripts.words = { fold, learn, meanings, meaningsOfName };
})();

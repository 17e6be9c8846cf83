/**
 * Every message, once.
 *
 * REQUESTS and EVENTS are the extension's copy of docs/protocol.md (and of the
 * table in host/wire/proto.c; tests/check compares them).  INTERNAL is what the
 * extension's own pages say to its background.  Checking is closed: an unknown
 * type, an unknown or missing member, a value of the wrong kind or too long is
 * an error that names the member, and nothing of such a message is used.
 *
 * Kinds: "text(N)" "id" "url" "whole" "whole(A..B)" "bool" "json", a name from
 * SHAPES, and "[kind; N]".  A member whose name ends in "?" may be absent.
 */

/** @typedef {Record<string, string>} Members */
/** @typedef {{from: string, members: Members, answer: Members | null}} Request */
/** @typedef {{name: string, where: string}} Fault */

/** Spoken here. */
export const PROTOCOL_VERSION = 1;

const LAUNCH_FACTS = Object.freeze({
  grant: "id",
  document: "text(256)",
  tab_url: "url",
  frame_url: "url",
  ancestors: "[url; 32]",
  secure_context: "bool",
});

/** Objects that stand inside messages. */
export const SHAPES = new Map(Object.entries(/** @type {Record<string, Members>} */ ({
  tile: {
    id: "text(512)", label: "text(512)", name: "text(512)", mode: "text(512)", host: "text(512)",
    url: "url", link: "bool", active: "bool", accounts: "whole", organisation: "text(512)", held: "bool",
    access: "[url; 32]", section: "text(128)", position: "whole", hidden: "bool", last_used: "whole",
  },
  account: {
    id: "id", username: "text(512)", state: "text(16)", version: "whole", last_used: "whole", change: "text(16)",
    extra: "bool", totp: "bool",
  },
  taken: { index: "whole", id: "id", label: "text(512)", link: "bool", notes: "[text(512); 16]" },
  refused: { index: "whole", error: "error" },
  question: {
    id: "id", app_id: "id", label: "text(512)", host: "text(512)", username: "text(512)",
    asked: "whole", later: "bool", account_id: "id",
  },
  value: { field: "text(16)", value: "text(4096)" },
  entry: {
    number: "whole", when: "whole", event: "text(512)", app_id: "text(512)", account_id: "text(512)",
    detail: "text(512)",
  },
  enrolment: {
    id: "id", organisation: "text(512)", name: "text(512)", service: "url", issuer: "url", person: "text(512)",
    device: "id", device_name: "text(512)", state: "text(16)", trust: "text(16)", fingerprint: "text(64)",
    comparison: "text(64)", enrolled: "whole", last_sync: "whole", next_sync: "whole", offline_until: "whole",
    syncing: "bool", apps: "whole", waiting: "whole", stuck: "whole", reports: "whole", "error?": "error",
  },
  setting: { name: "text(64)", value: "json", source: "text(16)", from: "text(512)" },
  policy: { enrolment_id: "text(128)", name: "text(512)", settings: "[setting; 64]" },
  change: {
    account_id: "id", app_id: "id", label: "text(512)", organisation: "text(512)", username: "text(512)",
    state: "text(16)", since: "whole", theirs_username: "text(512)", theirs_changed: "whole",
    theirs_by: "text(512)", "error?": "error",
  },
  notice: {
    id: "id", when: "whole", kind: "text(32)", organisation: "text(512)", subject: "text(512)", detail: "text(4096)",
  },
  backup: { number: "whole", when: "whole", size: "whole" },
  selectors: {
    "username?": "text(1024)", "password?": "text(1024)", "submit?": "text(1024)",
    "extra?": "text(1024)", "checkbox?": "text(1024)",
  },
  rights: { username: "bool", password: "bool", reveal: "bool", remove: "bool" },
  place: { app_id: "id", section: "text(128)", position: "whole", hidden: "bool" },
  offer: {
    id: "id", kind: "text(8)", app_id: "text(128)", label: "text(512)", host: "text(512)",
    username: "text(512)", when: "whole",
  },
  login: {
    row: "whole", name: "text(512)", url: "url", username: "text(512)", password: "text(4096)", "app_id?": "id",
    "definition?": "json", "extra?": "text(1024)", "section?": "text(128)", "position?": "whole(0..1000000)",
    "hidden?": "bool", "totp?": "text(1024)",
  },
  result: { row: "whole", outcome: "text(16)", why: "text(64)", label: "text(512)" },
  extra_field: { field: "text(16)", selector: "text(1024)" },
  step: { at: "whole", what: "text(32)", detail: "text(512)" },
  attempt: {
    app_id: "text(512)", label: "text(512)", username: "text(512)", browser: "text(64)", when: "whole",
    verdict: "text(16)", steps: "[step; 128]",
  },
  error: { code: "whole", name: "text(64)", message: "text(1024)", hint: "text(1024)", "where?": "text(1024)" },
})));

/** Requests by type.  from: R swa-host, E extension, T tray, C swactl. */
export const REQUESTS = new Map(Object.entries(/** @type {Record<string, Request>} */ ({
  "attach": { from: "R", members: { extension: "id", browser: "text(64)" }, answer: null },
  "hello": {
    from: "ETC",
    members: { protocol: "whole", client: "text(16)", version: "text(64)", "name?": "text(64)" },
    answer: { protocol: "whole", agent: "text(64)" },
  },
  "status": {
    from: "ETC",
    members: {},
    answer: {
      vault: "text(32)", hint: "text(512)", keyring: "text(16)", apps: "whole", questions: "whole",
      rolled_back: "bool", agent: "text(64)", pid: "whole", folder: "text(4096)",
      unlock: "text(16)", wait: "whole", passphrase: "bool", recovery: "bool", syncing: "bool", offline: "bool", last_sync: "whole", "service?": "url",
    },
  },
  "focus": { from: "E", members: {}, answer: {} },
  "apps.list": {
    from: "ETC",
    members: { "query?": "text(512)", "after?": "id", "limit?": "whole(1..500)" },
    answer: { apps: "[tile; 500]", more: "bool" },
  },
  "apps.show": {
    from: "ETC",
    members: { app_id: "id" },
    answer: { app: "tile", definition: "json", accounts: "[account; 64]", rights: "rights" },
  },
  "apps.import": {
    from: "C",
    members: { definitions: "[json; 500]", "dry_run?": "bool" },
    answer: { taken: "[taken; 500]", refused: "[refused; 500]" },
  },
  "apps.launch": { from: "TC", members: { app_id: "id", "account_id?": "id" }, answer: { browser: "text(64)" } },
  "account.set": {
    from: "ETC",
    members: { app_id: "id", "account_id?": "id", username: "text(512)", "password?": "text(4096)", "extra?": "text(1024)", "another?": "bool",
      "totp?": "text(1024)" },
    answer: { account_id: "id" },
  },
  "account.remove": { from: "EC", members: { account_id: "id" }, answer: {} },
  "launch": {
    from: "E",
    members: { app_id: "id", "account_id?": "id", "retry?": "bool" },
    answer: {
      grant: "id", expires_in: "whole", url: "url", label: "text(512)", username: "text(512)",
      selectors: "selectors", access: "[url; 32]", actions: "[url; 64]", submit: "bool",
      extras: "[extra_field; 8]", way: "text(16)", success: "text(1024)", failure: "text(1024)", code: "bool",
      frames: "[url; 32]",
    },
  },
  "visit": { from: "E", members: { ...LAUNCH_FACTS }, answer: { find: "bool" } },
  "redeem": {
    from: "E",
    members: { ...LAUNCH_FACTS, step: "whole", action: "url", method: "text(16)", fields: "[text(16); 12]" },
    answer: { values: "[value; 12]" },
  },
  "outcome": {
    from: "E",
    members: { grant: "id", verdict: "text(16)", evidence: "text(512)" },
    answer: { "question_id?": "id" },
  },
  "questions.list": { from: "ET", members: {}, answer: { questions: "[question; 100]" } },
  "question.answer": { from: "ET", members: { question_id: "id", answer: "text(8)" }, answer: {} },
  "vault.create": { from: "C", members: { keyring: "text(16)", "set_aside?": "bool" }, answer: {} },
  "lock": { from: "ETC", members: {}, answer: {} },
  "unlock": {
    from: "TC",
    members: { "passphrase?": "text(1024)", "recovery_code?": "text(128)" },
    answer: {},
  },
  "audit.list": {
    from: "C",
    members: { "limit?": "whole(1..1000)", "after?": "whole" },
    answer: { entries: "[entry; 1000]", more: "bool", sound: "bool", broken: "whole", pruned: "whole" },
  },
  "enroll": {
    from: "C",
    members: {
      service: "url", "issuer?": "url", "client_id?": "text(256)", "device_name?": "text(128)",
      "ca?": "text(262144)", "tls_pin?": "text(128)", "fingerprint?": "text(64)", "again?": "bool",
    },
    answer: { job: "id" },
  },
  "unenroll": {
    from: "C",
    members: { enrolment_id: "id", "force?": "bool" },
    answer: { apps: "whole", told: "bool" },
  },
  "enrolments.list": { from: "ETC", members: {}, answer: { enrolments: "[enrolment; 64]" } },
  "enrolment.trust": { from: "TC", members: { enrolment_id: "id", comparison: "text(64)" }, answer: {} },
  "enrolment.keys": { from: "C", members: { enrolment_id: "id" }, answer: { job: "id" } },
  "sync": { from: "ETC", members: { "enrolment_id?": "id" }, answer: { job: "id" } },
  "progress": {
    from: "ETC",
    members: { job: "id", seen: "whole" },
    answer: {
      seen: "whole", phase: "text(32)", done: "whole", all: "whole", finished: "bool", apps: "whole",
      "enrolment_id?": "id", "user_code?": "text(64)", "verification_uri?": "url",
      "verification_uri_complete?": "url", "expires_in?": "whole(0..86400)", "error?": "error",
    },
  },
  "policy.show": { from: "TC", members: {}, answer: { policies: "[policy; 65]" } },
  "changes.list": { from: "ETC", members: {}, answer: { changes: "[change; 500]", more: "bool" } },
  "change.resolve": { from: "ETC", members: { account_id: "id", keep: "text(8)" }, answer: {} },
  "app.confirm": {
    from: "ETC",
    members: { app_id: "id", "dry_run?": "bool" },
    answer: { label: "text(512)", before: "[url; 64]", after: "[url; 64]" },
  },
  "notices.list": { from: "ETC", members: {}, answer: { notices: "[notice; 100]" } },
  "notice.dismiss": { from: "ETC", members: { notice_id: "id" }, answer: {} },
  "link.resolve": {
    from: "E",
    members: { url: "url", from: "url" },
    answer: { "app_id?": "id", "label?": "text(512)", launch: "bool" },
  },
  "backups.list": { from: "C", members: {}, answer: { backups: "[backup; 16]" } },
  "vault.restore": { from: "C", members: {}, answer: { number: "whole" } },
  "unlock.ask": { from: "E", members: {}, answer: {} },
  "vault.keys": {
    from: "TC",
    members: {},
    answer: { keyring: "text(16)", passphrase: "bool", recovery: "bool", wait: "whole" },
  },
  "passphrase.set": { from: "TC", members: { passphrase: "text(1024)", "current?": "text(1024)" }, answer: {} },
  "passphrase.remove": { from: "TC", members: { current: "text(1024)" }, answer: {} },
  "keyring.set": { from: "TC", members: { keyring: "text(16)", "current?": "text(1024)" }, answer: {} },
  "recovery.make": { from: "TC", members: { "current?": "text(1024)" }, answer: { code: "text(128)" } },
  "reauthenticate": { from: "TC", members: { passphrase: "text(1024)" }, answer: { seconds: "whole" } },
  "account.reveal": {
    from: "TC",
    members: { account_id: "id" },
    answer: { label: "text(512)", username: "text(512)", password: "text(4096)", "extra?": "text(1024)" },
  },
  "reveal.ask": { from: "E", members: { account_id: "id", act: "text(8)" }, answer: {} },
  "apps.arrange": { from: "EC", members: { places: "[place; 500]" }, answer: {} },
  "app.put": { from: "EC", members: { "app_id?": "id", definition: "json" }, answer: { app_id: "id" } },
  "app.remove": { from: "EC", members: { app_id: "id" }, answer: {} },
  "login.save": {
    from: "E",
    members: {
      url: "url", "label?": "text(512)", username: "text(512)", password: "text(4096)", "extra?": "text(1024)",
      "selectors?": "selectors", "app_id?": "id",
    },
    answer: { app_id: "id", account_id: "id", outcome: "text(16)" },
  },
  "login.seen": {
    from: "E",
    members: {
      tab_url: "url", frame_url: "url", username: "text(512)", password: "text(4096)", kind: "text(8)",
    },
    answer: { "offer_id?": "id", kind: "text(8)" },
  },
  "offers.list": { from: "E", members: {}, answer: { offers: "[offer; 16]" } },
  "offer.answer": {
    from: "E",
    members: { offer_id: "id", answer: "text(8)", "username?": "text(512)" },
    answer: { "app_id?": "id", "account_id?": "id" },
  },
  "site.look": {
    from: "E",
    members: { url: "url" },
    answer: { apps: "[tile; 16]", never: "bool", offers: "bool" },
  },
  "sites.list": { from: "EC", members: {}, answer: { never: "[url; 500]" } },
  "site.never": { from: "EC", members: { url: "url", never: "bool" }, answer: {} },
  "preferences.show": { from: "ETC", members: {}, answer: { preferences: "[setting; 64]" } },
  "preference.set": { from: "ETC", members: { name: "text(64)", value: "json" }, answer: {} },
  "password.generate": {
    from: "ETC",
    members: {
      "length?": "whole(4..256)", "words?": "whole(3..20)", "rules?": "text(1024)", "least?": "whole(0..256)",
      "most?": "whole(0..256)",
    },
    answer: { password: "text(4096)", bits: "whole" },
  },
  "import.begin": { from: "C", members: { source: "text(64)" }, answer: { import: "id" } },
  "import.rows": {
    from: "C",
    members: { import: "id", rows: "[login; 500]" },
    answer: { results: "[result; 500]" },
  },
  "import.commit": {
    from: "C",
    members: { import: "id" },
    answer: { added: "whole", merged: "whole", skipped: "whole" },
  },
  "export.begin": { from: "C", members: { "passphrase?": "text(1024)" }, answer: { export: "id", all: "whole" } },
  "export.next": {
    from: "C",
    members: { export: "id" },
    answer: { chunk: "text(900000)", done: "whole", last: "bool" },
  },
  "home.open": { from: "TC", members: {}, answer: { browser: "text(64)" } },
  "challenge": {
    from: "E",
    members: { grant: "id", url: "url", realm: "text(512)", scheme: "text(16)" },
    answer: { values: "[value; 2]" },
  },
  "follow": {
    from: "E",
    members: { grant: "id", tab_url: "url" },
    answer: { success: "text(4)", failure: "text(4)" },
  },
  "attempt.report": {
    from: "E",
    members: { app_id: "id", "account_id?": "id", when: "whole", verdict: "text(16)", steps: "[step; 128]" },
    answer: {},
  },
  "explain": {
    from: "ETC",
    members: { "app_id?": "id", "limit?": "whole(1..32)" },
    answer: { attempts: "[attempt; 32]" },
  },
  "enroll.managed": { from: "ETC", members: {}, answer: { job: "id" } },
})));

/** Events by name.  to: who is sent them. */
export const EVENTS = new Map(Object.entries(/** @type {Record<string, {to: string, members: Members}>} */ ({
  "vault.changed": { to: "ETC", members: { vault: "text(32)" } },
  "apps.changed": { to: "ETC", members: {} },
  "questions.changed": { to: "ET", members: { questions: "whole" } },
  "launch.requested": { to: "E", members: { app_id: "id", "account_id?": "id" } },
  "relay.failed": { to: "E", members: { error: "error" } },
  "enrolments.changed": { to: "ETC", members: {} },
  "notices.changed": { to: "ETC", members: { notices: "whole" } },
  "prompt.requested": {
    to: "T",
    members: {
      why: "text(16)", "app_id?": "id", "account_id?": "id", "label?": "text(512)", "username?": "text(512)",
    },
  },
  "offers.changed": { to: "E", members: { offers: "whole" } },
  "home.requested": { to: "E", members: {} },
})));

/** Requests that a page may make as they are: the background passes them on, and the agent's answer back. */
export const PASSED = Object.freeze([
  "apps.list", "apps.show", "apps.arrange", "app.put", "app.remove", "account.set", "account.remove", "reveal.ask",
  "password.generate", "preferences.show", "preference.set", "sites.list", "site.never", "unlock.ask",
  "explain",
]);

/** What the extension's pages may ask of its background. */
export const INTERNAL = new Map(Object.entries(/** @type {Record<string, {from: string, members: Members}>} */ ({
  ...Object.fromEntries(PASSED.map((type) => [type, { from: "page", members: REQUESTS.get(type)?.members }])),
  "view.get": { from: "page", members: {} },
  "tiles.get": { from: "page", members: { "query?": "text(512)", "after?": "text(512)" } },
  "launch": {
    from: "page",
    members: {
      app_id: "text(512)", label: "text(512)", host: "text(512)", access: "[url; 32]",
      "account_id?": "id", "retry?": "bool", "tab_id?": "whole",
    },
  },
  "launch.denied": { from: "page", members: { app_id: "text(512)" } },
  "link.open": { from: "page", members: { url: "url" } },
  "question.answer": { from: "page", members: { question_id: "id", answer: "text(8)" } },
  "notice.dismiss": { from: "page", members: { notice_id: "id" } },
  "change.resolve": { from: "page", members: { account_id: "id", keep: "text(8)" } },
  "confirm.look": { from: "page", members: { app_id: "id" } },
  "confirm": { from: "page", members: { app_id: "id" } },
  "ask.dismiss": { from: "page", members: {} },
  "access.changed": { from: "page", members: {} },
  "sync": { from: "page", members: {} },
  "enrol": { from: "page", members: {} },
  "lock": { from: "page", members: {} },
  "site.get": { from: "page", members: { tab_id: "whole" } },
  "form.look": { from: "page", members: { tab_id: "whole" } },
  "form.save": { from: "page", members: { token: "id", "label?": "text(512)", username: "text(512)" } },
  "fresh.look": { from: "page", members: { tab_id: "whole" } },
  "fresh.put": { from: "page", members: { tab_id: "whole", password: "text(4096)" } },
  "offers.set": { from: "page", members: { on: "bool" } },
  "offer.answer": { from: "page", members: { offer_id: "id", answer: "text(8)", "username?": "text(512)" } },
  "post.take": { from: "page", members: { "pressed?": "bool" } },
  "correct": { from: "page", members: { account_id: "id" } },
  "correct.dismiss": { from: "page", members: {} },
  "note.seen": { from: "page", members: {} },
  "note.dismiss": { from: "page", members: {} },
})));

const encoder = new TextEncoder();

/** @param {string} value @returns {number} length in bytes of UTF-8 */
function bytes(value) {
  return encoder.encode(value).length;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {string} kind
 * @param {unknown} value
 * @param {string} where
 * @returns {Fault | null}
 */
function checkValue(kind, value, where) {
  const wrong = { name: "wrong_member", where };
  const long = { name: "limit_exceeded", where };
  const list = /^\[(.+); (\d+)\]$/.exec(kind);
  if (list) {
    if (!Array.isArray(value)) return wrong;
    if (value.length > Number(list[2])) return long;
    for (let i = 0; i < value.length; i++) {
      const fault = checkValue(list[1], value[i], `${where}[${i}]`);
      if (fault) return fault;
    }
    return null;
  }
  const limited = /^(text|whole)\((?:(-?\d+)\.\.)?(\d+)\)$/.exec(kind);
  const base = limited ? limited[1] : kind;
  switch (base) {
    case "json":
      return null;
    case "bool":
      return typeof value === "boolean" ? null : wrong;
    case "whole":
      if (!Number.isSafeInteger(value)) return wrong;
      if (limited && (Number(value) < Number(limited[2]) || Number(value) > Number(limited[3]))) return long;
      return null;
    case "id":
      if (typeof value !== "string" || value === "") return wrong;
      return bytes(value) > 128 ? long : null;
    case "url":
      if (typeof value !== "string") return wrong;
      return bytes(value) > 4096 ? long : null;
    case "text":
      if (typeof value !== "string" || value.includes("\0")) return wrong;
      return bytes(value) > Number(limited?.[3]) ? long : null;
  }
  const shape = SHAPES.get(kind);
  if (!shape) throw new Error(`no such kind: ${kind}`);
  return isObject(value) ? checkMembers(shape, value, where) : wrong;
}

/**
 * @param {Members} members what is allowed and needed
 * @param {Record<string, unknown>} object
 * @param {string} at where the object itself stands, "" for the message
 * @param {string[]} [also] members that belong to the envelope
 * @returns {Fault | null}
 */
function checkMembers(members, object, at, also = []) {
  const prefix = at ? `${at}.` : "";
  for (const name of Object.keys(object)) {
    if (also.includes(name) || Object.hasOwn(members, name) || Object.hasOwn(members, `${name}?`)) continue;
    return { name: "unknown_member", where: prefix + name };
  }
  for (const [listed, kind] of Object.entries(members)) {
    const optional = listed.endsWith("?");
    const name = optional ? listed.slice(0, -1) : listed;
    if (!Object.hasOwn(object, name)) {
      if (optional) continue;
      return { name: "missing_member", where: prefix + name };
    }
    const fault = checkValue(kind, object[name], prefix + name);
    if (fault) return fault;
  }
  return null;
}

/**
 * Check what the native host sent.
 *
 * @param {string} type of the request that the message answers, or the event's name
 * @param {unknown} object
 * @returns {Fault | null} null: use it
 */
export function checkIncoming(type, object) {
  if (!isObject(object)) return { name: "message_not_object", where: "" };
  const event = EVENTS.get(type);
  if (event) return checkMembers(event.members, object, "", ["event"]);
  const answer = REQUESTS.get(type)?.answer;
  if (!answer) return { name: "unknown_type", where: type };
  if (object.ok === true) return checkMembers(answer, object, "", ["id", "ok"]);
  if (object.ok === false) return checkMembers({ error: "error" }, object, "", ["id", "ok"]);
  return { name: Object.hasOwn(object, "ok") ? "wrong_member" : "missing_member", where: "ok" };
}

/**
 * Make a request of the extension's, checked before it leaves.
 *
 * @param {string} type
 * @param {Record<string, unknown>} [members]
 * @returns {Record<string, unknown>} without an id, which the connection adds
 * @throws {TypeError} where the request is not one the extension may send
 */
export function buildRequest(type, members = {}) {
  const request = REQUESTS.get(type);
  if (!request?.from.includes("E")) throw new TypeError(`not a request of the extension: ${type}`);
  const fault = checkMembers(request.members, members, "");
  if (fault) throw new TypeError(`${type}: ${fault.name} ${fault.where}`);
  return { ...members, type };
}

/**
 * Check what an extension page sent to the background.
 *
 * @param {string | null} sender class, from lib/sender.js
 * @param {unknown} object
 * @returns {Fault | null}
 */
export function checkInternal(sender, object) {
  if (!isObject(object) || typeof object.type !== "string") return { name: "message_not_object", where: "" };
  const message = INTERNAL.get(object.type);
  if (!message) return { name: "unknown_type", where: object.type };
  if (message.from !== sender) return { name: "sender_refused", where: object.type };
  return checkMembers(message.members, object, "", ["type"]);
}

/**
 * The connection to the native host.
 *
 * Opened at the first need and kept: an open port also keeps the background
 * alive.  Requests are matched with answers by id.  When the connection is
 * lost, everything that waits is refused with one named error, and the next
 * need connects again after a short pause.
 */

import { api, disconnectReason, text } from "../lib/browser.js";
import { buildRequest, checkIncoming, EVENTS, PROTOCOL_VERSION } from "../lib/messages.js";

/** @typedef {{name: string, message: string, hint: string, where?: string}} Refusal */
/** @typedef {{type: string, resolve: (answer: any) => void, reject: (error: HostError) => void, timer: ReturnType<typeof setTimeout>}} Waiting */

const HOST = "org.swa_agent.host";
const ANSWER_WITHIN = 60_000;
const PAUSES = [0, 250, 500, 1000, 2000];

/** A request that was refused, by the agent or because it cannot be reached. */
export class HostError extends Error {
  /** @param {Refusal} refusal */
  constructor(refusal) {
    super(refusal.message);
    this.name = refusal.name;
    this.hint = refusal.hint;
    this.where = refusal.where ?? "";
  }
}

/**
 * An error of the extension's own, worded by `_locales`.
 *
 * @param {string} name
 * @param {string} [where]
 */
export function ownError(name, where = "") {
  return new HostError({ name, where, message: text(`error_${name}`), hint: text(`hint_${name}`) });
}

/** @type {import("../lib/browser.js").Port | null} */
let port = null;
/** @type {Promise<void> | null} */
let greeting = null;
/** @type {HostError | null} what keeps the connection from being made */
let trouble = null;
/** What the other side said before it closed the pipe. @type {HostError | null} */
let lastWords = null;
let nextId = 1;
let failures = 0;
let notBefore = 0;
/** @type {Map<number, Waiting>} */
const waiting = new Map();
/** @type {(name: string, event: any) => void} */
let onEvent = () => {};
/** @type {() => void} */
let onChange = () => {};

/**
 * Say who hears of events and of a connection that came or went.
 *
 * @param {{event: (name: string, event: any) => void, change: () => void}} listeners
 */
export function listen(listeners) {
  onEvent = listeners.event;
  onChange = listeners.change;
}

/** @returns {HostError | null} why there is no connection; null while there is one, or none was tried */
export function connectionTrouble() {
  return trouble;
}

/** @returns {boolean} */
export function connected() {
  return port !== null && trouble === null;
}

/**
 * Ask the agent.
 *
 * @param {string} type
 * @param {Record<string, unknown>} [members]
 * @returns {Promise<any>} the answer's members
 * @throws {HostError}
 */
export async function request(type, members) {
  const message = buildRequest(type, members);
  await connect();
  return send(message);
}

/** Connect and say hello, unless that is done. @throws {HostError} */
export function connect() {
  greeting ??= greet().catch((error) => {
    greeting = null;
    throw error;
  });
  return greeting;
}

async function greet() {
  const pause = notBefore - Date.now();
  if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
  lastWords = null;
  const opened = api.runtime.connectNative(HOST);
  port = opened;
  opened.onMessage.addListener((message) => receive(opened, message));
  opened.onDisconnect.addListener(() => lost(opened, disconnectReason(opened)));
  try {
    await send(buildRequest("hello", {
      protocol: PROTOCOL_VERSION,
      client: "extension",
      version: api.runtime.getManifest().version,
    }));
  } catch (error) {
    const refusal = /** @type {HostError} */ (error);
    if (port === opened) close(refusal);
    throw refusal;
  }
  failures = 0;
  trouble = null;
  onChange();
}

/**
 * @param {Record<string, unknown>} message
 * @returns {Promise<any>}
 */
function send(message) {
  const id = nextId++;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      waiting.delete(id);
      reject(ownError("no_answer", String(message.type)));
    }, ANSWER_WITHIN);
    waiting.set(id, { type: String(message.type), resolve, reject, timer });
    try {
      if (!port) throw ownError("agent_unreachable");
      port.postMessage({ id, ...message });
    } catch {
      clearTimeout(timer);
      waiting.delete(id);
      reject(ownError("agent_unreachable"));
    }
  });
}

/**
 * @param {import("../lib/browser.js").Port} from
 * @param {any} message
 */
function receive(from, message) {
  if (from !== port) return;
  if (typeof message?.event === "string") {
    const fault = EVENTS.has(message.event)
      ? checkIncoming(message.event, message)
      : { name: "unknown_type", where: message.event };
    if (fault) return close(ownError("host_garbled", `${fault.name} ${fault.where}`));
    if (message.event === "relay.failed") {
      lastWords = new HostError(message.error);
      return;
    }
    onEvent(message.event, message);
    return;
  }
  const asked = waiting.get(message?.id);
  if (!asked) {
    if (message?.id === 0 && message.ok === false && !checkIncoming("hello", message)) {
      return close(new HostError(message.error));
    }
    return close(ownError("host_garbled", "id"));
  }
  waiting.delete(message.id);
  clearTimeout(asked.timer);
  const fault = checkIncoming(asked.type, message);
  if (fault) asked.reject(ownError("host_garbled", `${fault.name} ${fault.where}`));
  else if (message.ok) asked.resolve(message);
  else asked.reject(new HostError(message.error));
}

/**
 * End the connection from this side.
 *
 * @param {HostError} why
 */
function close(why) {
  const closing = port;
  port = null;
  closing?.disconnect();
  ended(why);
}

/**
 * The browser says that the other side is gone.
 *
 * @param {import("../lib/browser.js").Port} from
 * @param {string} reason
 */
function lost(from, reason) {
  if (from !== port) return;
  port = null;
  ended(lastWords ?? ownError(nameOfReason(reason)));
}

/** @param {HostError} why */
function ended(why) {
  greeting = null;
  failures = Math.min(failures + 1, PAUSES.length - 1);
  notBefore = Date.now() + PAUSES[failures];
  trouble = why;
  for (const [id, asked] of waiting) {
    clearTimeout(asked.timer);
    waiting.delete(id);
    asked.reject(why);
  }
  onChange();
}

/**
 * The browsers' words for why a native host cannot be used.
 *
 * @param {string} reason
 * @returns {string}
 */
export function nameOfReason(reason) {
  if (/not found|no such native application/i.test(reason)) return "host_missing";
  if (/forbidden|not allowed|blocked|disabled by/i.test(reason)) return "host_forbids";
  if (/failed to start|failed to launch/i.test(reason)) return "host_broken";
  return "agent_unreachable";
}

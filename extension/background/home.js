/** What a page asks of the agent as it is; the background adds nothing and keeps nothing of it. */

import { PASSED } from "../lib/messages.js";
import { request } from "./host.js";

/** @param {string} type @returns {((message: any) => Promise<any>) | null} null: not one of these */
export function passOn(type) {
  return PASSED.includes(type) ? ({ type: _, ...members }) => request(type, members) : null;
}

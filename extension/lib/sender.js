/**
 * Who sent a message inside the extension.
 *
 * The class comes from what the browser says about the sender and never from
 * the message.  What cannot be placed has no class and is refused: the
 * extension expects nothing from web pages, from scripts in them, or from
 * other extensions.
 */

/**
 * @param {Partial<import("./browser.js").MessageSender> | undefined} sender
 * @param {{id: string, root: string}} own this extension's id and the address of its root
 * @returns {"page" | null}
 */
export function senderClass(sender, own) {
  if (!sender || sender.id !== own.id) return null;
  if (sender.nativeApplication !== undefined) return null;
  if (typeof sender.url !== "string" || !sender.url.startsWith(own.root)) return null;
  if (typeof sender.origin === "string" && `${sender.origin}/` !== own.root) return null;
  if (sender.frameId !== undefined && sender.frameId !== 0) return null;
  return "page";
}

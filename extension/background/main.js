/**
 * The background: every listener, registered at once, so that the browser can
 * wake it for any of them.  Handlers wait until what an earlier run left has
 * been taken up.
 */

import { api } from "../lib/browser.js";
import { listenForChallenges } from "./challenge.js";
import { checkInternal } from "../lib/messages.js";
import { senderClass } from "../lib/sender.js";
import { connected, connect, HostError, listen, request } from "./host.js";
import { onLinkDocument, onLinkTabClosed, onTabOpened, setServices, watchTabs } from "./links.js";
import {
  endLeftovers, onAddressChanged, onChallenge, onCommitted, onDisconnected, onDocument, onNavigationFailed, onTabClosed, startLaunch,
} from "./launch.js";
import { answerPage, resumeLaunch } from "./pages.js";
import { lookAtTabs, onSiteDocument, onSiteTabClosed, resumeOffers } from "./site.js";
import { appsChanged, listenForServices, publish, refresh, restoreView, troubleOf } from "./view.js";

const RECONNECT_AFTER = 1_000;
/** A synchronisation tells of every page that it applies; the lists are read once for several of them. */
const SETTLE = 150;
const own = { id: api.runtime.id, root: api.runtime.getURL("") };

const ready = restoreView().then(endLeftovers);

/**
 * @template {any[]} A
 * @param {(...args: A) => unknown} handler
 * @returns {(...args: A) => void}
 */
function later(handler) {
  return (...args) => void ready.then(() => handler(...args));
}

api.runtime.onMessage.addListener((message, sender, respond) => {
  const fault = checkInternal(senderClass(sender, own), message);
  if (fault) {
    respond({ ok: false, error: fault });
    return false;
  }
  ready.then(() => answerPage(message, sender)).then(
    (answer) => respond({ ok: true, ...answer }),
    (error) => respond({ ok: false, error: error instanceof HostError ? troubleOf(error) : { name: "extension_failed" } }),
  );
  return true;
});

api.runtime.onStartup.addListener(later(refresh));
api.runtime.onInstalled.addListener(later(refresh));
api.permissions.onAdded.addListener(later(resumeLaunch));
api.permissions.onAdded.addListener(later(watchTabs));
api.permissions.onAdded.addListener(later(resumeOffers));
api.tabs.onRemoved.addListener(later(onTabClosed));
api.tabs.onRemoved.addListener(later(onLinkTabClosed));
api.tabs.onRemoved.addListener(later(onSiteTabClosed));
api.webNavigation.onCommitted.addListener(later(onCommitted));
api.webNavigation.onDOMContentLoaded.addListener(later(onDocument));
api.webNavigation.onDOMContentLoaded.addListener(later(onLinkDocument));
api.webNavigation.onDOMContentLoaded.addListener(later(onSiteDocument));
api.webNavigation.onCreatedNavigationTarget.addListener(later(onTabOpened));
api.webNavigation.onHistoryStateUpdated.addListener(later(onAddressChanged));
api.webNavigation.onReferenceFragmentUpdated.addListener(later(onAddressChanged));
api.webNavigation.onErrorOccurred.addListener(later(onNavigationFailed));
listenForChallenges((details) => ready.then(() => onChallenge(details)));
api.windows?.onFocusChanged.addListener(later(onFocus));

/** @param {number} windowId */
async function onFocus(windowId) {
  if (windowId === api.windows.WINDOW_ID_NONE || !connected()) return;
  await request("focus").catch(() => {});
}

listenForServices(setServices);

listen({
  event: later(onHostEvent),
  change: later(onConnection),
});

let wasConnected = false;

/** The connection came or went.  One that worked is made again once; more tries wait for a need. */
async function onConnection() {
  if (connected()) {
    wasConnected = true;
    return publish();
  }
  await onDisconnected();
  await publish();
  if (wasConnected) setTimeout(refresh, RECONNECT_AFTER);
  wasConnected = false;
}

/** What is read again after a moment. @type {Set<string>} */
const stale = new Set();

/** @param {"apps" | "lists"} what */
function soon(what) {
  if (stale.size === 0) {
    setTimeout(() => {
      const read = stale.has("apps") ? appsChanged : refresh;
      stale.clear();
      void read();
    }, SETTLE);
  }
  stale.add(what);
}

/**
 * @param {string} name
 * @param {any} event
 */
async function onHostEvent(name, event) {
  switch (name) {
    case "vault.changed":
      await appsChanged();
      return lookAtTabs();
    case "apps.changed":
      return soon("apps");
    case "questions.changed":
    case "offers.changed":
      return refresh();
    case "enrolments.changed":
    case "notices.changed":
      return soon("lists");
    case "launch.requested": {
      const account = event.account_id === undefined ? {} : { account_id: event.account_id };
      return startLaunch({ app_id: event.app_id, ...account, label: "", host: "", access: [] });
    }
    case "home.requested": {
      const { windowId } = await api.tabs.create({ url: api.runtime.getURL("home/home.html") });
      return api.windows.update(windowId, { focused: true });
    }
  }
}

// swactl may ask for a launch at any time: be there for it.
ready.then(connect).then(refresh, publish).then(lookAtTabs);

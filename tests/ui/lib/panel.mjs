/**
 * A real panel with a tray (xfce4-panel), and the icon of swa-tray as the panel sees it: a
 * StatusNotifierItem on the session bus, and its menu (com.canonical.dbusmenu).
 */
import * as path from 'node:path';
import { running } from '../../lib/session.mjs';
import { until } from '../../lib/until.mjs';

const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const ITEM_PATH = '/org/ayatana/NotificationItem/swa_agent';

/** One panel along the upper edge with nothing but the tray. */
const SETTINGS = `<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="length" type="uint" value="100"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
`;

export class Panel {
	/** @param {import('./desk.mjs').Desk} desk */
	static async start({ stage }) {
		stage.write(path.join(stage.config, 'xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml'), SETTINGS);
		const panel = new Panel(stage, stage.spawn('xfce4-panel', ['--disable-wm-check']));
		await until(async () => running(panel.child) && panel.hasHost(), { what: 'the tray of the panel' });
		return panel;
	}

	/** @param {import('../../lib/stage.mjs').Stage} stage @param {ReturnType<import('../../lib/stage.mjs').Stage['spawn']>} child */
	constructor(stage, child) {
		this.stage = stage;
		this.child = child;
	}

	async hasHost() {
		const seen = await this.call('org.kde.StatusNotifierWatcher', '/StatusNotifierWatcher', 'org.freedesktop.DBus.Properties.Get',
			"'org.kde.StatusNotifierWatcher'", "'IsStatusNotifierHostRegistered'").catch(() => '');
		return seen.includes('true');
	}

	/** @param {string} to @param {string} object @param {string} method @param {string[]} args @returns {Promise<string>} */
	async call(to, object, method, ...args) {
		return gdbus(this.stage, to, object, method, ...args);
	}

	async close() {
		await this.stage.end(this.child);
	}
}

/**
 * Call a method on the session bus.
 *
 * @param {import('../../lib/stage.mjs').Stage} stage
 * @param {string} to @param {string} object @param {string} method @param {string[]} args in GVariant's text format
 * @returns {Promise<string>} the answer in the same
 */
export async function gdbus(stage, to, object, method, ...args) {
	const seen = await stage.run('gdbus', ['call', '--session', '--timeout', '10', '--dest', to, '--object-path', object, '--method', method, '--', ...args]);
	if (seen.code !== 0) throw new Error(`${method}: ${seen.stderr}`);
	return seen.stdout;
}

/** The icon and its menu, without a panel too. */
export class Item {
	/** @param {import('./desk.mjs').Desk} desk */
	constructor({ stage }) {
		this.stage = stage;
	}

	/** @param {string} name @returns {Promise<string>} */
	async property(name) {
		const seen = await gdbus(this.stage, 'org.swa_agent.Tray', ITEM_PATH, 'org.freedesktop.DBus.Properties.Get', `'${ITEM}'`, `'${name}'`);
		return /^\(<(?:objectpath )?(['"])(.*)\1>,\)\n$/s.exec(seen)?.[2] ?? seen;
	}

	/** Icon, title and status. */
	async look() {
		return { icon: await this.property('IconName'), title: await this.property('Title'), status: await this.property('Status') };
	}

	/** Wait until the icon is the one of this state. @param {string} state */
	async icon(state) {
		return until(async () => {
			const seen = await this.look().catch(() => null);
			return seen?.icon === `swa-agent-${state}` && seen;
		}, { what: `the icon "${state}"` });
	}

	/** What the menu shows, from above: items without text are lines. */
	async menu() {
		const seen = await gdbus(this.stage, 'org.swa_agent.Tray', await this.property('Menu'), `${MENU}.GetLayout`, '0', '-1', '[]');
		const items = [];
		for (const [, id, members] of seen.matchAll(/<\((\d+), \{([^}]*)\}, @av \[\]\)>/g)) {
			if (members.includes("'visible': <false>")) continue;
			const label = /'label': <(['"])(.*?)\1>/s.exec(members)?.[2] ?? '';
			items.push({ id: Number(id), label: unescape(label), enabled: !members.includes("'enabled': <false>") });
		}
		return items;
	}

	/** Wait for an item whose text MATCHES. @param {RegExp} matches */
	async item(matches) {
		let last = '';
		return until(async () => {
			const items = await this.menu();
			last = JSON.stringify(items.map(({ label }) => label));
			return items.find(({ label }) => matches.test(label));
		}, { what: `${matches} in the menu` }).catch((error) => Promise.reject(new Error(`${error.message}: ${last}`)));
	}

	/** @param {RegExp} matches */
	async choose(matches) {
		const { id } = await this.item(matches);
		await gdbus(this.stage, 'org.swa_agent.Tray', await this.property('Menu'), `${MENU}.Event`, String(id), "'clicked'", "<''>", '0');
	}
}

/** The text of a GVariant string. @param {string} text */
function unescape(text) {
	return text.replace(/\\u([0-9a-f]{4})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16))).replace(/\\(['"\\])/g, '$1');
}

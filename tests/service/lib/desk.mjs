/**
 * A desktop without a browser: the real agent with a vault of its own, spoken to as swactl and the
 * extension speak to it.  What it holds is read the way the product hands it out: launch, visit, redeem.
 */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { Place } from '../../contract/lib/agent.mjs';

/** The definition of an app that signs in at https://ID.test/. @param {string} id @param {object} [changes] */
export function definition(id, { label = `App ${id}`, scheme = 'EDIT_USERNAME_AND_PASSWORD', ...more } = {}) {
	return {
		id, name: 'template_swa', label, status: 'ACTIVE', signOnMode: 'BROWSER_PLUGIN',
		credentials: { scheme, revealPassword: false, ...more },
		settings: { app: { url: `https://${id.toLowerCase()}.test/login`, usernameField: '#user', passwordField: '#pass', buttonField: '#go', loginUrlRegex: null } },
	};
}

export class Desk extends Place {
	/** @param {{ca: string}} options PEM file of the authority that the service's certificate is by */
	constructor({ ca }) {
		super();
		this.caText = fs.readFileSync(ca, 'utf8');
		/** What starts the agent, where it is not started as it is. @type {[string, string[]] | null} */
		this.starter = null;
		/** @type {Awaited<ReturnType<Place['start']>>} */ this.agent = /** @type {any} */ (null);
		/** @type {import('../../contract/lib/agent.mjs').Client} */ this.ctl = /** @type {any} */ (null);
		this.enrolment = '';
		this.serial = 0;
	}

	/** Start the agent and connect; the vault opens by itself where there is one. */
	async begin() {
		this.agent = this.starter ? await this.start(...this.starter) : await this.start();
		await this.reconnect();
		const { vault } = await this.ctl.ok('status');
		if (vault === 'missing') await this.ctl.ok('vault.create', { keyring: 'file' });
	}

	async reconnect() {
		this.ctl = await this.connect('ctl');
		this.browser = await this.connect('extension');
	}

	/** The machine loses power, and comes back. */
	async crash() {
		await this.agent.stop('SIGKILL');
		for (const client of this.clients.splice(0)) client.close();
		this.agents.splice(this.agents.indexOf(this.agent), 1);
		this.logs = (this.logs ?? '') + this.agent.log;
	}

	/** Everything that any agent of this desk has said. */
	get log() {
		return (this.logs ?? '') + this.agent.log;
	}

	/**
	 * Follow a job to its end.
	 *
	 * @param {string} job
	 * @param {(facts: any) => unknown} [seen] is told of each step
	 * @returns {Promise<any>} its last facts, with `error` where it failed
	 */
	async follow(job, seen = () => {}) {
		for (let number = 0; ;) {
			const facts = await this.ctl.ok('progress', { job, seen: number });
			number = facts.seen;
			await seen(facts);
			if (facts.finished) return facts;
		}
	}

	/**
	 * Enrol as a person does.
	 *
	 * @param {{service: string, approve: (code: string) => Promise<unknown>, again?: boolean, [member: string]: any}} terms
	 */
	async tryEnrol({ service, approve, ...more }) {
		const { job } = await this.ctl.ok('enroll', { service, ca: this.caText, ...more });
		let asked = false;
		const facts = await this.follow(job, async (step) => {
			if (step.user_code && !asked) {
				asked = true;
				await approve(step.user_code);
			}
		});
		if (facts.enrolment_id) this.enrolment = facts.enrolment_id;
		return facts;
	}

	/** The same, which must succeed. @param {Parameters<Desk['tryEnrol']>[0]} terms */
	async enrol(terms) {
		const facts = await this.tryEnrol(terms);
		assert.equal(facts.error, undefined, JSON.stringify(facts.error));
		return facts;
	}

	/** Look at the service now; an error is in the answer. */
	async sync(enrolment = this.enrolment) {
		const { job } = await this.ctl.ok('sync', enrolment ? { enrolment_id: enrolment } : {});
		return this.follow(job);
	}

	/** The same, which must succeed. */
	async synced(enrolment = this.enrolment) {
		const facts = await this.sync(enrolment);
		assert.equal(facts.error, undefined, JSON.stringify(facts.error));
		return facts;
	}

	/** @returns {Promise<any>} the enrolment as lists show it */
	async organisation(id = this.enrolment) {
		return (await this.ctl.ok('enrolments.list')).enrolments.find((/** @type {any} */ row) => row.id === id);
	}

	/** A local id. @param {string} app */
	local(app) {
		return `${this.enrolment}/${app}`;
	}

	/** All tiles by local id. @returns {Promise<Map<string, any>>} */
	async tiles() {
		const tiles = new Map();
		for (let after; ;) {
			const { apps, more } = await this.ctl.ok('apps.list', { limit: 500, ...(after ? { after } : {}) });
			for (const tile of apps) tiles.set(tile.id, tile);
			if (!more) return tiles;
			after = apps.at(-1).id;
		}
	}

	/** The accounts of an app. @param {string} app local id @returns {Promise<any[]>} */
	async accounts(app) {
		return (await this.ctl.ok('apps.show', { app_id: app })).accounts;
	}

	/** What a sign-in hands out. @param {string} app local id @param {string} [account] @returns {Promise<{username: string, password: string}>} */
	async credential(app, account) {
		const { grant, url } = await this.browser.ok('launch', { app_id: app, retry: true, ...(account ? { account_id: account } : {}) });
		const page = { document: `D${++this.serial}`, tab_url: url, frame_url: url, ancestors: [], secure_context: true };
		await this.browser.ok('visit', { grant, ...page });
		const { values } = await this.browser.ok('redeem', { grant, step: 1, ...page, action: url, method: 'post', fields: ['username', 'password'] });
		await this.browser.ok('outcome', { grant, verdict: 'abandoned', evidence: '' });
		return Object.fromEntries(values.map((/** @type {any} */ { field, value }) => [field, value]));
	}

	/** The same, or null where no password is stored yet. @param {string} app */
	async stored(app) {
		return this.credential(app).catch((error) => {
			if (!/account_missing/.test(String(error))) throw error;
			return null;
		});
	}

	/** The person enters a password. @param {string} app local id @param {string} username @param {string} password */
	async enter(app, username, password) {
		const [account] = await this.accounts(app);
		return this.ctl.ok('account.set', { app_id: app, ...(account ? { account_id: account.id } : {}), username, password });
	}

	/** @returns {Promise<any[]>} */
	async changes() {
		return (await this.ctl.ok('changes.list')).changes;
	}

	/** Everything of the organisation that has an account: app → {username, password}. */
	async held() {
		/** @type {Record<string, {username: string, password: string} | null>} */
		const held = {};
		for (const [id, tile] of await this.tiles())
			if (id.startsWith(`${this.enrolment}/`)) held[id.slice(this.enrolment.length + 1)] = tile.accounts ? await this.stored(id) : null;
		return held;
	}
}

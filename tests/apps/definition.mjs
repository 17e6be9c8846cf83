/**
 * App definitions in the shape in which an administrator exports them from the identity provider:
 * whole objects, with the members that this product has no use for.
 */

/**
 * @param {object} app
 * @param {string} app.id
 * @param {string} app.name
 * @param {string} app.label
 * @param {string} app.signOnMode
 * @param {Record<string, unknown>} [app.app] `settings.app`
 * @param {Record<string, unknown>} [app.signOn] `settings.signOn`
 * @param {Record<string, unknown>} [app.agent] `settings.agent`
 */
export function definition({ id, name, label, signOnMode, app = {}, signOn, agent }) {
	return {
		id,
		name,
		label,
		status: 'ACTIVE',
		lastUpdated: '2026-01-12T09:30:00.000Z',
		created: '2025-11-03T14:05:00.000Z',
		accessibility: { selfService: false, errorRedirectUrl: null, loginRedirectUrl: null },
		visibility: {
			autoLaunch: false,
			autoSubmitToolbar: false,
			hide: { iOS: false, web: false },
			appLinks: { [`${name}_link`]: true },
		},
		features: [],
		signOnMode,
		credentials: {
			scheme: 'EDIT_USERNAME_AND_PASSWORD',
			userNameTemplate: { template: '${source.login}', type: 'BUILT_IN' },
			revealPassword: false,
			signing: {},
		},
		settings: {
			app,
			notifications: { vpn: { network: { connection: 'DISABLED' }, message: null, helpUrl: null } },
			notes: { admin: null, enduser: null },
			...(signOn && { signOn }),
			...(agent && { agent }),
		},
	};
}

/**
 * `AUTO_LOGIN`: the page is named, its fields are not.
 *
 * @param {{id: string, name: string, label: string, url: string, agent?: Record<string, unknown>}} app
 */
export function autoLogin({ id, name, label, url, agent }) {
	return definition({ id, name, label, signOnMode: 'AUTO_LOGIN', signOn: { loginUrl: url, redirectUrl: null }, agent });
}

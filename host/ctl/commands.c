/* The tables of swactl: its options and its commands. */
#include "commands.h"

#include <stddef.h>
#include <string.h>

const struct ctl_option ctl_option_table[CTL_OPTION_COUNT] = {
#define CTL_FLAG(id, member, name, help) [CTL_OPTION_##id] = {name, NULL, help},
#define CTL_TEXT(id, member, name, value, help) [CTL_OPTION_##id] = {name, value, help},
        CTL_OPTIONS(CTL_FLAG, CTL_TEXT)
#undef CTL_FLAG
#undef CTL_TEXT
                [CTL_OPTION_BROWSER] =
                        {"browser", "NAME",
                         "chromium, chrome, edge, brave, vivaldi or firefox; may be given several times"},
};

#define MANY 1000

const struct ctl_command ctl_command_table[] = {
        {NULL, "status", "", 0, 0, 0, "Show the state of the agent, the vault and the organisations.",
         "swactl status --json", ctl_status},
        {"apps", "list", "", 0, 0, OPTION(QUERY), "List the apps.", "swactl apps list --query wiki",
         ctl_apps_list},
        {"apps", "show", "APP", 1, 1, 0, "Show one app, its accounts and its definition.",
         "swactl apps show 'Team Wiki'", ctl_apps_show},
        {"apps", "import", "FILE...", 1, MANY, OPTION(SKIP_REFUSED) | OPTION(DRY_RUN),
         "Import app definitions as an administrator exports them. A JSON file holds one app or a list of "
         "apps. "
         "All are checked first; where one is refused, nothing is stored.",
         "swactl apps import apps.json", ctl_apps_import},
        {"apps", "launch", "APP", 1, 1, OPTION(ACCOUNT), "Have the browser sign in to an app.",
         "swactl apps launch wiki", ctl_apps_launch},
        {"apps", "confirm", "APP", 1, 1, OPTION(YES),
         "Confirm that an app may sign in at its new addresses. Shows those before and after.",
         "swactl apps confirm wiki", ctl_apps_confirm},
        {"apps", "add", "URL", 1, 1, OPTION(LABEL) | OPTION(USERNAME),
         "Add an app of your own, for the login page at this address, and store user name and password for "
         "it as 'account set' does.",
         "swactl apps add https://shop.example/login --label Shop", ctl_apps_add},
        {"apps", "edit", "APP", 1, 1, OPTION(LABEL) | OPTION(URL),
         "Change what the tile of your own app says, or its address. Its accounts stay.",
         "swactl apps edit Shop --url https://shop.example/signin", ctl_apps_edit},
        {"apps", "remove", "APP", 1, 1, OPTION(YES),
         "Remove an app of your own with its accounts and passwords.", "swactl apps remove Shop --yes",
         ctl_apps_remove},
        {"account", "add", "APP", 1, 1, OPTION(USERNAME),
         "Store one more account of an app, as 'account set' does.", "swactl account add wiki",
         ctl_account_add},
        {"account", "set", "APP", 1, 1, OPTION(ACCOUNT) | OPTION(USERNAME) | OPTION(TOTP) | OPTION(REMOVE),
         "Store user name and password for an app. The password is asked for on a terminal; "
         "otherwise it is the first line of standard input. With --totp the same of the secret for "
         "one-time codes: an otpauth: address, or the letters and digits that the site shows.",
         "swactl account set wiki --username ada", ctl_account_set},
        {"account", "remove", "ID", 1, 1, OPTION(YES), "Remove an account with its passwords.",
         "swactl account remove 5f0c3a1e", ctl_account_remove},
        {"account", "reveal", "ACCOUNT", 1, 1, OPTION(FORCE),
         "Print an account's password, after the vault's passphrase was entered. ACCOUNT is its id, or an "
         "app "
         "that has only one.",
         "swactl account reveal wiki", ctl_account_reveal},
        {"vault", "create", "", 0, 0, OPTION(KEYRING) | OPTION(SET_ASIDE) | OPTION(YES),
         "Make a new, empty vault.", "swactl vault create", ctl_vault_create},
        {"vault", "backups", "", 0, 0, 0, "List the sealed copies of the vault that the agent keeps.",
         "swactl vault backups", ctl_vault_backups},
        {"vault", "restore", "", 0, 0, OPTION(YES),
         "Put the newest sound copy in the place of a damaged vault. What is there is set aside.",
         "swactl vault restore", ctl_vault_restore},
        {"vault", "import", "FILE", 1, 1,
         OPTION(FORMAT) | OPTION(ENCODING) | OPTION(DRY_RUN) | OPTION(DELETE),
         "Take the logins of another program: all of them or, where the file has a fault, none. FILE is '-' "
         "for standard input. Formats: chromium, firefox, bitwarden, bitwarden-json, keepass, keepassxc, "
         "1password, lastpass, protonpass, and swa-agent for an export of this program.",
         "swactl vault import passwords.csv --dry-run", ctl_vault_import},
        {"vault", "export", "FILE", 1, 1, OPTION(PLAIN) | OPTION(FORCE),
         "Write your own apps and logins to a file that is encrypted with a passphrase. Apps of "
         "organisations "
         "are not in it.",
         "swactl vault export logins.swa-export", ctl_vault_export},
        {NULL, "enroll", "[URL]", 0, 1,
         OPTION(ISSUER) | OPTION(CLIENT_ID) | OPTION(DEVICE_NAME) | OPTION(CA_FILE) | OPTION(TLS_PIN) |
                 OPTION(FINGERPRINT) | OPTION(AGAIN) | OPTION(NO_BROWSER),
         "Enrol this computer with an organisation. Prints a code and a link, waits for the sign-in there "
         "and fetches the apps. Makes a vault where there is none. Without URL: with the organisation that "
         "the "
         "administrator named.",
         "swactl enroll https://apps.example.org", ctl_enroll},
        {NULL, "unenroll", "ORG", 1, 1, OPTION(FORCE) | OPTION(YES),
         "Leave an organisation. Its apps and passwords are erased from this computer.",
         "swactl unenroll example", ctl_unenroll},
        {"organisations", "list", "", 0, 0, 0, "List the organisations, and who vouches for each.",
         "swactl organisations list", ctl_organisations_list},
        {"organisations", "trust", "ORG CODE", 2, 2, 0,
         "Vouch for an organisation. CODE is the comparison code as the service's page of this device shows "
         "it; the agent compares it with its own.",
         "swactl organisations trust example A1B2-C3D4-E5F6-0718-293A", ctl_organisations_trust},
        {"organisations", "renew-keys", "ORG", 1, 1, 0,
         "Replace the keys of this device at an organisation. Everything is fetched anew.",
         "swactl organisations renew-keys example", ctl_organisations_renew_keys},
        {NULL, "sync", "[ORG]", 0, 1, 0, "Synchronise now, with one organisation or all.", "swactl sync",
         ctl_sync},
        {NULL, "policy", "", 0, 0, 0, "Show what applies, and who said so.", "swactl policy", ctl_policy},
        {"changes", "list", "", 0, 0, 0, "List the changes that no service has taken yet.",
         "swactl changes list", ctl_changes_list},
        {"changes", "resolve", "APP", 1, 1, OPTION(KEEP) | OPTION(ACCOUNT),
         "Choose between your change and what the service has.", "swactl changes resolve wiki --keep mine",
         ctl_changes_resolve},
        {"notices", "list", "", 0, 0, 0, "List what happened that you should know of.", "swactl notices list",
         ctl_notices_list},
        {"notices", "dismiss", "ID...", 1, MANY, 0, "Put notices away, by their ids or 'all'.",
         "swactl notices dismiss all", ctl_notices_dismiss},
        {"password", "generate", "", 0, 0, OPTION(LENGTH) | OPTION(WORDS) | OPTION(RULES),
         "Make up a password at random and print it. Nothing is stored.",
         "swactl password generate --rules 'minlength: 8; maxlength: 16; required: digit'",
         ctl_password_generate},
        {"sites", "list", "", 0, 0, 0, "List the sites at which nothing is offered to be saved.",
         "swactl sites list", ctl_sites_list},
        {"sites", "never", "URL", 1, 1, 0, "Offer nothing to be saved at the site of this address.",
         "swactl sites never https://bank.example", ctl_sites_never},
        {"sites", "forget", "URL", 1, 1, 0, "Take a site off that list.",
         "swactl sites forget https://bank.example", ctl_sites_forget},
        {"preferences", "show", "", 0, 0, 0, "Show your preferences, and where policy decides.",
         "swactl preferences show", ctl_preferences_show},
        {"preferences", "set", "NAME VALUE", 2, 2, 0,
         "Set a preference. VALUE is true, false or a number as 'preferences show' has it, or default.",
         "swactl preferences set lock_idle_minutes 15", ctl_preferences_set},
        {NULL, "lock", "", 0, 0, 0, "Lock the vault: its keys leave the memory.", "swactl lock", ctl_lock},
        {NULL, "unlock", "", 0, 0, OPTION(RECOVERY),
         "Unlock the vault with the key that the keyring holds; else the passphrase is asked for, as "
         "'account set' asks.",
         "swactl unlock", ctl_unlock},
        {"passphrase", "set", "", 0, 0, 0,
         "Set a passphrase that opens the vault, or change it. The one there is comes first, on a terminal "
         "or "
         "as a line of standard input.",
         "swactl passphrase set", ctl_passphrase_set},
        {"passphrase", "change", "", 0, 0, 0, "Change the passphrase.", "swactl passphrase change",
         ctl_passphrase_set},
        {"passphrase", "remove", "", 0, 0, 0,
         "Remove the passphrase; the keyring alone opens the vault then.", "swactl passphrase remove",
         ctl_passphrase_remove},
        {"recovery", "make", "", 0, 0, 0,
         "Make a recovery code and print it, once. It opens the vault when the keyring was lost.",
         "swactl recovery make", ctl_recovery_make},
        {"keyring", "set", "KIND", 1, 1, OPTION(YES),
         "Say where the vault's key is kept. KIND is login (the login keyring), file (a file beside the "
         "vault) or "
         "passphrase (nowhere: the passphrase is asked for).",
         "swactl keyring set passphrase", ctl_keyring_set},
        {NULL, "audit", "", 0, 0, OPTION(LIMIT) | OPTION(EXPORT) | OPTION(VERIFY),
         "Show what was done, newest last.", "swactl audit --limit 20", ctl_audit},
        {NULL, "explain", "[APP]", 0, 1, OPTION(LIMIT),
         "Tell the last attempt to sign in, of any app or of one, step by step; with --limit the last ones, "
         "newest first.",
         "swactl explain wiki", ctl_explain},
        {NULL, "install-manifests", "", 0, 0,
         OPTION(BROWSER) | OPTION(DIR) | OPTION(FORMAT) | OPTION(REMOVE) | OPTION(DRY_RUN),
         "Tell this person's browsers where swa-host is. Without --browser: those that have been used here.",
         "swactl install-manifests --browser chromium --browser firefox", ctl_install_manifests},
        {NULL, "doctor", "", 0, 0, OPTION(SYSTEM),
         "Check every link from the browser to the vault. Says for each what is wrong and how to mend it. "
         "With "
         "--system, as root or as a tool for inventories: only what is installed for all persons.",
         "swactl doctor", ctl_doctor},
};

const size_t ctl_command_count = sizeof(ctl_command_table) / sizeof(ctl_command_table[0]);

const struct ctl_command *
ctl_find_command(int count, char **words, int *ret_words)
{
	for (size_t i = 0; i < ctl_command_count; i++) {
		const struct ctl_command *command = &ctl_command_table[i];
		int used = command->group == NULL ? 1 : 2;

		if (count < used || strcmp(words[used - 1], command->name) != 0)
			continue;
		if (command->group != NULL && strcmp(words[0], command->group) != 0)
			continue;
		*ret_words = used;
		return command;
	}
	return NULL;
}

bool
ctl_take_option(struct ctl_options *options, enum ctl_option_id id, const char *value)
{
	switch (id) {
#define CTL_FLAG(id, member, name, help) \
	case CTL_OPTION_##id: \
		options->member = true; \
		return true;
#define CTL_TEXT(id, member, name, value_name, help) \
	case CTL_OPTION_##id: options->member = value; return true;
		CTL_OPTIONS(CTL_FLAG, CTL_TEXT)
#undef CTL_FLAG
#undef CTL_TEXT
	case CTL_OPTION_BROWSER:
		if (options->browser_count == CTL_BROWSERS_MAX)
			return false;
		options->browsers[options->browser_count++] = value;
		return true;
	case CTL_OPTION_COUNT: break;
	}
	return false;
}

/* The two tables of swactl: its options and its commands. */
#include "commands.h"

#include <stddef.h>

const struct ctl_option ctl_option_table[CTL_OPTION_COUNT] = {
        {OPTION_JSON, "json", NULL, "print one JSON document for programs"},
        {OPTION_HELP, "help", NULL, "show this help"},
        {OPTION_YES, "yes", NULL, "do not ask"},
        {OPTION_SET_ASIDE, "set-aside", NULL,
         "rename the files of the vault that is there, then make a new one"},
        {OPTION_SKIP_REFUSED, "skip-refused", NULL, "store the rest where some definitions are refused"},
        {OPTION_REMOVE, "remove", NULL, "remove instead of write"},
        {OPTION_DRY_RUN, "dry-run", NULL, "only say what would be done"},
        {OPTION_QUERY, "query", "TEXT", "only apps with these words in label or address"},
        {OPTION_ACCOUNT, "account", "ID", "the account, where the app has several"},
        {OPTION_USERNAME, "username", "NAME", "the user name; otherwise asked for, or kept"},
        {OPTION_KEYRING, "keyring", "KIND", "where the vault's key is kept: login (default) or file"},
        {OPTION_DIR, "dir", "DIR", "write into this folder alone"},
        {OPTION_FORMAT, "format", "FORMAT", "with --dir: chromium or firefox"},
        {OPTION_LIMIT, "limit", "N", "at most this many entries, 1 to 1000"},
        {OPTION_BROWSER, "browser", "NAME",
         "chromium, chrome, edge, brave, vivaldi or firefox; may be given several times"},
        {OPTION_ISSUER, "issuer", "URL", "the sign-in provider, where it is not the service itself"},
        {OPTION_CLIENT_ID, "client-id", "ID", "this client's name at the provider; swa-agent without it"},
        {OPTION_DEVICE_NAME, "device-name", "NAME", "what the service calls this computer"},
        {OPTION_CA_FILE, "ca-file", "FILE", "certificates (PEM) to trust for this service alone"},
        {OPTION_TLS_PIN, "tls-pin", "PIN", "the service's public key: sha256//..."},
        {OPTION_FINGERPRINT, "fingerprint", "CODE",
         "the organisation's fingerprint, as the administrator gave it; another key is refused"},
        {OPTION_AGAIN, "again", NULL, "sign in again at an organisation that is enrolled"},
        {OPTION_NO_BROWSER, "no-browser", NULL, "only print the link"},
        {OPTION_FORCE, "force", NULL, "give up changes that were not sent"},
        {OPTION_KEEP, "keep", "SIDE", "mine or theirs"},
        {OPTION_EXPORT, "export", NULL, "print every entry as one line of JSON, oldest first"},
        {OPTION_VERIFY, "verify", NULL, "only check that no entry was changed, removed or put in"},
};

#define MANY 1000

const struct ctl_command ctl_command_table[] = {
        {NULL, "status", "", 0, 0, 0, "Show the state of the agent, the vault and the organisations.",
         "swactl status --json", ctl_status},
        {"apps", "list", "", 0, 0, OPTION_QUERY, "List the apps.", "swactl apps list --query wiki",
         ctl_apps_list},
        {"apps", "show", "APP", 1, 1, 0, "Show one app, its accounts and its definition.",
         "swactl apps show 'Team Wiki'", ctl_apps_show},
        {"apps", "import", "FILE...", 1, MANY, OPTION_SKIP_REFUSED | OPTION_DRY_RUN,
         "Import app definitions as an administrator exports them. A JSON file holds one app or a list of "
         "apps. "
         "All are checked first; where one is refused, nothing is stored.",
         "swactl apps import apps.json", ctl_apps_import},
        {"apps", "launch", "APP", 1, 1, OPTION_ACCOUNT, "Have the browser sign in to an app.",
         "swactl apps launch wiki", ctl_apps_launch},
        {"apps", "confirm", "APP", 1, 1, OPTION_YES,
         "Confirm that an app may sign in at its new addresses. Shows those before and after.",
         "swactl apps confirm wiki", ctl_apps_confirm},
        {"account", "set", "APP", 1, 1, OPTION_ACCOUNT | OPTION_USERNAME,
         "Store user name and password for an app. The password is asked for on a terminal; "
         "otherwise it is the first line of standard input.",
         "swactl account set wiki --username ada", ctl_account_set},
        {"account", "remove", "ID", 1, 1, OPTION_YES, "Remove an account with its passwords.",
         "swactl account remove 5f0c3a1e", ctl_account_remove},
        {"vault", "create", "", 0, 0, OPTION_KEYRING | OPTION_SET_ASIDE | OPTION_YES,
         "Make a new, empty vault.", "swactl vault create", ctl_vault_create},
        {"vault", "backups", "", 0, 0, 0, "List the sealed copies of the vault that the agent keeps.",
         "swactl vault backups", ctl_vault_backups},
        {"vault", "restore", "", 0, 0, OPTION_YES,
         "Put the newest sound copy in the place of a damaged vault. What is there is set aside.",
         "swactl vault restore", ctl_vault_restore},
        {NULL, "enroll", "[URL]", 0, 1,
         OPTION_ISSUER | OPTION_CLIENT_ID | OPTION_DEVICE_NAME | OPTION_CA_FILE | OPTION_TLS_PIN |
                 OPTION_FINGERPRINT | OPTION_AGAIN | OPTION_NO_BROWSER,
         "Enrol this computer with an organisation. Prints a code and a link, waits for the sign-in there "
         "and fetches the apps. Makes a vault where there is none.",
         "swactl enroll https://apps.example.org", ctl_enroll},
        {NULL, "unenroll", "ORG", 1, 1, OPTION_FORCE | OPTION_YES,
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
        {"changes", "resolve", "APP", 1, 1, OPTION_KEEP | OPTION_ACCOUNT,
         "Choose between your change and what the service has.", "swactl changes resolve wiki --keep mine",
         ctl_changes_resolve},
        {"notices", "list", "", 0, 0, 0, "List what happened that you should know of.", "swactl notices list",
         ctl_notices_list},
        {"notices", "dismiss", "ID...", 1, MANY, 0, "Put notices away, by their ids or 'all'.",
         "swactl notices dismiss all", ctl_notices_dismiss},
        {NULL, "lock", "", 0, 0, 0, "Lock the vault: its keys leave the memory.", "swactl lock", ctl_lock},
        {NULL, "unlock", "", 0, 0, 0, "Unlock the vault with the key that the keyring holds.",
         "swactl unlock", ctl_unlock},
        {NULL, "audit", "", 0, 0, OPTION_LIMIT | OPTION_EXPORT | OPTION_VERIFY,
         "Show what was done, newest last.", "swactl audit --limit 20", ctl_audit},
        {NULL, "install-manifests", "", 0, 0,
         OPTION_BROWSER | OPTION_DIR | OPTION_FORMAT | OPTION_REMOVE | OPTION_DRY_RUN,
         "Tell this person's browsers where swa-host is. Without --browser: those that have been used here.",
         "swactl install-manifests --browser chromium --browser firefox", ctl_install_manifests},
        {NULL, "doctor", "", 0, 0, 0,
         "Check every link from the browser to the vault. Says for each what is wrong and how to mend it.",
         "swactl doctor", ctl_doctor},
};

const size_t ctl_command_count = sizeof(ctl_command_table) / sizeof(ctl_command_table[0]);

bool
ctl_take_option(struct ctl_options *options, int bit, const char *value)
{
	switch (bit) {
	case OPTION_JSON: options->json = true; break;
	case OPTION_HELP: options->help = true; break;
	case OPTION_YES: options->yes = true; break;
	case OPTION_SET_ASIDE: options->set_aside = true; break;
	case OPTION_SKIP_REFUSED: options->skip_refused = true; break;
	case OPTION_REMOVE: options->remove = true; break;
	case OPTION_DRY_RUN: options->dry_run = true; break;
	case OPTION_QUERY: options->query = value; break;
	case OPTION_ACCOUNT: options->account = value; break;
	case OPTION_USERNAME: options->username = value; break;
	case OPTION_KEYRING: options->keyring = value; break;
	case OPTION_DIR: options->dir = value; break;
	case OPTION_FORMAT: options->format = value; break;
	case OPTION_LIMIT: options->limit = value; break;
	case OPTION_ISSUER: options->issuer = value; break;
	case OPTION_CLIENT_ID: options->client_id = value; break;
	case OPTION_DEVICE_NAME: options->device_name = value; break;
	case OPTION_CA_FILE: options->ca_file = value; break;
	case OPTION_TLS_PIN: options->tls_pin = value; break;
	case OPTION_FINGERPRINT: options->fingerprint = value; break;
	case OPTION_AGAIN: options->again = true; break;
	case OPTION_NO_BROWSER: options->no_browser = true; break;
	case OPTION_FORCE: options->force = true; break;
	case OPTION_KEEP: options->keep = value; break;
	case OPTION_EXPORT: options->export_all = true; break;
	case OPTION_VERIFY: options->verify = true; break;
	case OPTION_BROWSER:
		if (options->browser_count == CTL_BROWSERS_MAX)
			return false;
		options->browsers[options->browser_count++] = value;
		break;
	default: return false;
	}
	return true;
}

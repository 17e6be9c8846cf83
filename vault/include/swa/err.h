/*
 * Every error of the product, once.
 *
 * A row: constant, wire number, wire name, what went wrong, what to do.  The
 * number and the name go over the wire and into scripts, so the list is
 * append-only: a row is never renumbered, renamed or reused.  The table in
 * docs/protocol.md is compared with this list by tests/check.
 */
#ifndef SWA_ERR_H
#define SWA_ERR_H

#define SWA_ERR_LIST(X) \
	X(OK, 0, "ok", "Done.", "") \
	X(NOMEM, 1, "out_of_memory", "There is not enough memory.", "Close other programs and try again.") \
	X(IO, 2, "io_failed", "A file could not be read or written.", \
	  "Check free disk space and the permissions of the file, then try again.") \
	X(INTERNAL, 3, "internal", "Something went wrong inside swa-agent.", \
	  "Try again; if it happens again, report it with the output of 'swactl doctor'.") \
	X(LIMIT, 4, "limit_exceeded", "A value is longer or larger than is allowed.", \
	  "Shorten the value that is named.") \
	X(ARGUMENT, 5, "invalid_argument", "A value is not one of those allowed.", \
	  "Correct the value that is named.") \
	X(CANCELLED, 6, "cancelled", "The request was given up.", "Start it again if it is still wanted.") \
	X(VAULT_MISSING, 10, "vault_missing", "There is no vault yet.", \
	  "Create one with 'swactl vault create'.") \
	X(VAULT_EXISTS, 11, "vault_exists", "There is a vault already.", \
	  "Use it as it is; to start anew, set it aside with 'swactl vault create --set-aside'.") \
	X(VAULT_LOCKED, 12, "vault_locked", "The vault is locked.", \
	  "Unlock it with 'swactl unlock' or from the tray.") \
	X(VAULT_KEY, 13, "vault_wrong_key", "The key does not open this vault.", \
	  "Restore the vault's own key, or set the vault aside with 'swactl vault create --set-aside'.") \
	X(VAULT_DAMAGED, 14, "vault_damaged", "The vault file is damaged.", \
	  "Nothing was changed. Restore the file from a backup, or set it aside with 'swactl vault create " \
	  "--set-aside'.") \
	X(VAULT_NEWER, 15, "vault_newer", "The vault was written by a newer version of swa-agent.", \
	  "Install that version or a later one; the vault was not changed.") \
	X(VAULT_ROLLED_BACK, 16, "vault_rolled_back", \
	  "The vault file is older than the one last used here.", \
	  "Restore the newest file if you have it; otherwise check the stored accounts.") \
	X(VAULT_UNENCRYPTED, 17, "vault_unencrypted", "The database library at hand does not encrypt.", \
	  "Reinstall swa-agent; no vault was written.") \
	X(VAULT_UNSAFE, 18, "vault_unsafe", "The vault's folder or file can be written by others.", \
	  "Make the folder yours alone (mode 0700) and the files 0600.") \
	X(KEYRING_MISSING, 20, "keyring_missing", "No login keyring answers in this session.", \
	  "Start a keyring (such as gnome-keyring), or choose a key file with 'swactl vault create " \
	  "--keyring file'.") \
	X(KEYRING_LOCKED, 21, "keyring_locked", "The login keyring is locked.", \
	  "Unlock the keyring, then try again.") \
	X(KEYRING_RESET, 22, "keyring_reset", "The login keyring no longer holds this vault's key.", \
	  "Restore the keyring; a new key cannot open the vault and was not made.") \
	X(KEYRING_FAILED, 23, "keyring_failed", "The login keyring answered with an error.", \
	  "Try again; see 'swactl doctor'.") \
	X(KEYFILE_UNSAFE, 24, "key_file_unsafe", "The key file can be read by others.", \
	  "Make the key file yours alone (mode 0600).") \
	X(FRAME_TOO_LONG, 30, "frame_too_long", "A message is longer than 1 MiB.", \
	  "Send long lists in pages.") \
	X(FRAME_TRUNCATED, 31, "frame_truncated", "The connection ended in the middle of a message.", \
	  "Connect again.") \
	X(JSON_INVALID, 32, "json_invalid", "The message is not JSON.", "Send one JSON object in UTF-8.") \
	X(JSON_UTF8, 33, "json_not_utf8", "The message is not valid UTF-8.", \
	  "Send one JSON object in UTF-8.") \
	X(JSON_DEEP, 34, "json_too_deep", "The message is nested deeper than 16 levels.", \
	  "Send a flatter message.") \
	X(JSON_DUPLICATE, 35, "json_duplicate_member", "A member stands twice in one object.", \
	  "Send each member once.") \
	X(JSON_TRAILING, 36, "json_trailing", "Something follows the JSON object.", \
	  "Send one JSON object in a message.") \
	X(JSON_VALUE, 37, "json_bad_value", "A text holds a NUL, or a number is out of range.", \
	  "Correct the value that is named.") \
	X(MESSAGE_SHAPE, 38, "message_not_object", \
	  "The message is not a JSON object with an id and a type.", "See docs/protocol.md.") \
	X(TYPE_UNKNOWN, 39, "unknown_type", "This kind of message is not known.", \
	  "Update swa-agent or the extension, so that their versions fit.") \
	X(MEMBER_UNKNOWN, 40, "unknown_member", "The message has a member that is not known.", \
	  "Update swa-agent or the extension, so that their versions fit.") \
	X(MEMBER_MISSING, 41, "missing_member", "The message lacks a member that it must have.", \
	  "Add the member that is named.") \
	X(MEMBER_WRONG, 42, "wrong_member", "A member has the wrong kind of value.", \
	  "Correct the member that is named.") \
	X(SENDER_REFUSED, 43, "sender_refused", "This client may not send this message.", \
	  "Use the program that the message belongs to.") \
	X(HELLO_EXPECTED, 44, "hello_expected", "The first message must be 'hello', and it comes once.", \
	  "Say hello first.") \
	X(VERSION_UNSUPPORTED, 45, "version_unsupported", \
	  "The two programs speak different protocol versions.", \
	  "Update swa-agent or the extension, so that their versions fit.") \
	X(AGENT_UNREACHABLE, 46, "agent_unreachable", "The background program swa-agent cannot be reached.", \
	  "Run 'swactl doctor' to see why.") \
	X(CALLER_REFUSED, 47, "caller_refused", "This extension may not use swa-agent.", \
	  "Install the extension that belongs to swa-agent, or have the administrator allow its id.") \
	X(PEER_REFUSED, 48, "peer_refused", "The program at the other end belongs to another user.", \
	  "Run 'swactl doctor' to see who owns the agent's folder.") \
	X(AGENT_RUNNING, 49, "agent_running", "swa-agent is running already.", "Nothing needs to be done.") \
	X(APP_UNKNOWN, 50, "app_unknown", "There is no such app.", "List the apps with 'swactl apps list'.") \
	X(ACCOUNT_UNKNOWN, 51, "account_unknown", "There is no such account.", \
	  "List the accounts with 'swactl apps show APP'.") \
	X(ACCOUNT_MISSING, 52, "account_missing", "No user name and password are stored for this app.", \
	  "Store them with 'swactl account set APP'.") \
	X(APP_INVALID, 53, "app_invalid", "The app definition cannot be used.", \
	  "Correct what is named and import it again.") \
	X(APP_LINK, 54, "app_link", "This app does not sign in with a form; it is only a link.", \
	  "Open its address in the browser.") \
	X(QUESTION_UNKNOWN, 55, "question_unknown", \
	  "There is no such question, or it was answered elsewhere.", "Nothing needs to be done.") \
	X(BROWSER_MISSING, 56, "browser_missing", "No browser with the extension is connected.", \
	  "Start the browser; if it is running, see 'swactl doctor'.") \
	X(GRANT_UNKNOWN, 60, "grant_unknown", "This launch is over or never was.", "Click the tile again.") \
	X(GRANT_EXPIRED, 61, "grant_expired", "The launch took longer than two minutes.", \
	  "Click the tile again.") \
	X(GRANT_SPENT, 62, "grant_spent", "This launch has already handed out what is asked for.", \
	  "Click the tile again.") \
	X(GRANT_FOREIGN, 63, "grant_foreign", "This launch belongs to another connection.", \
	  "Click the tile again.") \
	X(CREDENTIAL_FAILED, 64, "credential_failed", "These credentials were refused the last time.", \
	  "Correct the password, or choose to try again.") \
	X(URL_INVALID, 70, "url_invalid", "The address is not a complete, unambiguous web address.", \
	  "Correct the address that is named.") \
	X(SCHEME_REFUSED, 71, "scheme_refused", "The page is not protected by HTTPS.", \
	  "Nothing was filled. Ask the administrator for an https address.") \
	X(ORIGIN_REFUSED, 72, "origin_refused", "The page belongs to a host that this app does not list.", \
	  "Nothing was filled. If the host is right, the administrator can add it to the app.") \
	X(PORT_REFUSED, 73, "port_refused", "The page is on a port that this app does not list.", \
	  "Nothing was filled. If the port is right, the administrator can add it to the app.") \
	X(FRAME_REFUSED, 74, "frame_refused", "The form is in a frame that this app does not list.", \
	  "Nothing was filled. If the frame is right, the administrator can add it to the app.") \
	X(ACTION_REFUSED, 75, "action_refused", \
	  "The form would send the password to a host that this app does not list.", \
	  "Nothing was filled. If the host is right, the administrator can add it to the app.") \
	X(METHOD_REFUSED, 76, "method_refused", "The form would put the password into an address.", \
	  "Nothing was filled. Tell the administrator of the application.") \
	X(CONTEXT_REFUSED, 77, "context_refused", "The browser says that the page is not secure.", \
	  "Nothing was filled. Check the page's certificate.") \
	X(DOCUMENT_REFUSED, 78, "document_refused", \
	  "The page changed, or is not one that can be signed in to.", "Click the tile again.") \
	X(PATTERN_INVALID, 79, "pattern_invalid", "The app's loginUrlRegex is not a valid expression.", \
	  "Correct loginUrlRegex and import the app again.") \
	X(PATTERN_MISMATCH, 80, "pattern_mismatch", \
	  "The page is not the login page that loginUrlRegex describes.", \
	  "Nothing was filled. Correct loginUrlRegex if the page is right.") \
	X(PATTERN_LIMIT, 81, "pattern_limit", "The app's loginUrlRegex takes too long.", \
	  "Write a simpler loginUrlRegex and import the app again.") \
	X(NETWORK, 90, "network_failed", "The service cannot be reached.", \
	  "Check the network; what is stored goes on working, and it is tried again by itself.") \
	X(TLS, 91, "tls_failed", "The service's certificate is not trusted.", \
	  "Nothing was sent. Ask the administrator; a private certificate authority is named with " \
	  "--ca-file.") \
	X(SERVICE, 92, "service_failed", "The service gave an answer that cannot be used.", \
	  "It is tried again by itself. If it goes on, tell the administrator what is named.") \
	X(SERVICE_BUSY, 93, "service_busy", "The service asks for patience.", \
	  "It is tried again by itself.") \
	X(DISCOVERY, 94, "discovery_failed", "This address offers no sign-in for devices.", \
	  "Check the address with the administrator.") \
	X(ENROLMENT_UNKNOWN, 95, "enrolment_unknown", "There is no such organisation.", \
	  "List the organisations with 'swactl organisations list'.") \
	X(ENROLMENT_EXISTS, 96, "enrolment_exists", "This organisation is enrolled already.", \
	  "Sign in again with 'swactl enroll --again', or leave it with 'swactl unenroll'.") \
	X(ENROLMENT_DENIED, 97, "enrolment_denied", "The sign-in was refused in the browser.", \
	  "Start again with 'swactl enroll'.") \
	X(ENROLMENT_EXPIRED, 98, "enrolment_expired", "The code was not entered in time.", \
	  "Start again with 'swactl enroll'.") \
	X(SIGN_IN_NEEDED, 99, "sign_in_needed", "The organisation wants you to sign in again.", \
	  "Sign in with 'swactl enroll --again'.") \
	X(OFFLINE_TOO_LONG, 100, "offline_too_long", \
	  "The organisation's service was not reached for longer than it allows.", \
	  "Nothing was filled. Connect to the network and run 'swactl sync'.") \
	X(SIGNATURE_INVALID, 101, "signature_invalid", \
	  "Something that the service sent is not signed by this organisation for this device.", \
	  "It was not taken. Tell the administrator.") \
	X(DEVICE_REVOKED, 102, "device_revoked", "The organisation refuses this device.", \
	  "Ask the administrator.") \
	X(UNSENT_CHANGES, 103, "unsent_changes", "Changes that were not sent yet would be lost.", \
	  "Send them with 'swactl sync', or give them up with --force.") \
	X(ENTRY_OUTDATED, 104, "entry_outdated", "The service sent something older than what is here.", \
	  "It was not taken. Tell the administrator.") \
	X(POLICY_REFUSED, 105, "policy_refused", "The organisation's policy does not allow this.", \
	  "See what applies with 'swactl policy'.") \
	X(SCHEME_REFUSED_CHANGE, 106, "credentials_managed", \
	  "The organisation manages this app's user name or password.", \
	  "Ask the administrator to change it.") \
	X(ORIGIN_CHANGED, 107, "origin_changed", "The addresses where this app signs in have changed.", \
	  "If the new ones are right, confirm them with 'swactl apps confirm APP'.") \
	X(TEMPLATE_INVALID, 108, "template_invalid", "The app's userNameTemplate cannot be evaluated.", \
	  "The administrator corrects the expression that is named.") \
	X(TEMPLATE_VALUE, 109, "template_value_missing", \
	  "The app's userNameTemplate gives no user name for you.", \
	  "The administrator fills in the value that is named.") \
	X(REAUTHENTICATION_NEEDED, 110, "reauthentication_needed", \
	  "Policy asks for your passphrase before this app.", "Enter it in the window that the tray shows.") \
	X(FINGERPRINT_MISMATCH, 111, "fingerprint_mismatch", \
	  "The service is not the organisation that was named.", \
	  "Nothing was stored. Compare the fingerprint with the administrator.") \
	X(JOB_UNKNOWN, 112, "job_unknown", "There is no such work under way.", "Start it again.") \
	X(CHANGE_UNKNOWN, 113, "change_unknown", "There is no such unsent change.", \
	  "List them with 'swactl changes list'.") \
	X(NOTICE_UNKNOWN, 114, "notice_unknown", "There is no such notice.", "Nothing needs to be done.") \
	X(RECORD_MISSING, 115, "record_missing", "Something that belongs to the enrolment is not stored.", \
	  "Enrol again with 'swactl enroll --again'.") \
	X(SNAPSHOT_MISMATCH, 116, "snapshot_mismatch", "The service's list was not complete.", \
	  "It is fetched again by itself.") \
	X(BACKUP_MISSING, 117, "backup_missing", "There is no sound copy of the vault.", \
	  "Restore a backup of your own, or set the vault aside with 'swactl vault create --set-aside'.") \
	X(POLICY_FILE, 118, "policy_file_invalid", "A policy file of the administrator's cannot be used.", \
	  "Correct the file and member that are named.") \
	X(CONFLICT, 119, "version_conflict", "The service has a newer version of this account.", \
	  "Choose with 'swactl changes resolve'.") \
	X(APP_UNASSIGNED, 120, "app_unassigned", \
	  "The organisation does not assign this app to you any more.", "Ask the administrator.") \
	X(CLOCK, 121, "clock_wrong", "This computer's clock is wrong.", "Set the clock, then try again.") \
	X(PASSPHRASE_NEEDED, 122, "passphrase_needed", "The vault asks for its passphrase.", \
	  "Unlock it from the tray or with 'swactl unlock'.") \
	X(PASSPHRASE_WRONG, 123, "passphrase_wrong", "The passphrase or code is not right.", \
	  "Check the keyboard and caps lock, and try again.") \
	X(PASSPHRASE_WAIT, 124, "passphrase_wait", "Too many wrong passphrases were entered.", \
	  "Wait for as many seconds as are named, then try again.") \
	X(PASSPHRASE_WEAK, 125, "passphrase_weak", "The passphrase is too short or too easy to guess.", \
	  "Choose at least 12 characters, or four or more words.") \
	X(PASSPHRASE_MISSING, 126, "passphrase_missing", "This vault has no passphrase.", \
	  "Set one with 'swactl passphrase set' or in the tray's preferences.") \
	X(RECOVERY_MISSING, 127, "recovery_missing", "No recovery code was made for this vault.", \
	  "Make one with 'swactl recovery make' while the vault is open.") \
	X(OFFER_UNKNOWN, 128, "offer_unknown", "This offer is over.", \
	  "Save the login from the popup instead.") \
	X(RULES_INVALID, 129, "password_rules", "No password fits the rules that were given.", \
	  "Correct the rule that is named.") \
	X(IMPORT_UNKNOWN, 130, "import_unknown", "There is no such import under way.", \
	  "Start it again; nothing was stored.") \
	X(EXPORT_UNKNOWN, 131, "export_unknown", "There is no such export under way.", "Start it again.") \
	X(FILE_FORMAT, 132, "file_format", "The file is none of the formats that can be imported.", \
	  "Export it again as CSV or JSON; 'swactl vault import --help' lists the formats.") \
	X(FILE_PLACE, 133, "file_unreadable", "The file cannot be read at the place that is named.", \
	  "Correct it there, or export it again; nothing was stored.") \
	X(EXPORT_DAMAGED, 134, "export_damaged", "The export is damaged or is not complete.", \
	  "Use another copy; nothing was stored.") \
	X(TRAY_MISSING, 135, "tray_missing", "There is no tray to ask on.", \
	  "Start a desktop session, or use 'swactl' on a terminal.") \
	X(CHALLENGE_REFUSED, 136, "challenge_refused", \
	  "What the site asks for is not what this app answers.", \
	  "Ask your administrator whether the app's address or realm has changed.") \
	X(TOTP_INVALID, 137, "totp_invalid", "This is no secret for one-time codes.", \
	  "Enter the otpauth: address or the letters and digits (Base32) that the site shows.") \
	X(CODE_REFUSED, 138, "code_refused", "One-time codes are not filled for this app.", \
	  "Enter the code yourself; your administrator decides about codes.")

typedef enum swa_err {
#define SWA_ERR_ENUM(id, number, name, text, hint) SWA_ERR_##id = (number),
	SWA_ERR_LIST(SWA_ERR_ENUM)
#undef SWA_ERR_ENUM
	        SWA_OK = SWA_ERR_OK,
} swa_err;

/** The wire name ("vault_locked"); "internal" for a number that is not listed.  Static. */
const char *swa_err_name(swa_err err);

/** One sentence for a person: what went wrong.  Static, never NULL. */
const char *swa_err_text(swa_err err);

/** One sentence for a person: what to do about it; "" where nothing is to be done.  Static. */
const char *swa_err_hint(swa_err err);

/** The error with this wire name; SWA_INTERNAL when none has it. */
swa_err swa_err_from_name(const char *name);

#endif

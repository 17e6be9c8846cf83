/*
 * The options of swactl, once: a row makes the option, its help and where its
 * value is kept.
 *
 *   FLAG(NAME, member, "name", "help")
 *   TEXT(NAME, member, "name", "VALUE", "help")
 */
#ifndef SWA_CTL_OPTIONS_H
#define SWA_CTL_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */
#define CTL_OPTIONS(FLAG, TEXT) \
	FLAG(JSON, json, "json", "print one JSON document for programs") \
	FLAG(HELP, help, "help", "show this help") \
	FLAG(YES, yes, "yes", "do not ask") \
	FLAG(SET_ASIDE, set_aside, "set-aside", "rename the files of the vault that is there, then make a new one") \
	FLAG(SKIP_REFUSED, skip_refused, "skip-refused", "store the rest where some definitions are refused") \
	FLAG(REMOVE, remove, "remove", "remove instead of write") \
	FLAG(DRY_RUN, dry_run, "dry-run", "only say what would be done") \
	TEXT(QUERY, query, "query", "TEXT", "only apps with these words in label or address") \
	TEXT(ACCOUNT, account, "account", "ID", "the account, where the app has several") \
	TEXT(USERNAME, username, "username", "NAME", "the user name; otherwise asked for, or kept") \
	FLAG(TOTP, totp, "totp", "the secret for one-time codes instead of the password") \
	TEXT(LABEL, label, "label", "NAME", "what the tile says; of a new app without it: the host") \
	TEXT(URL, url, "url", "URL", "the address of the login page") \
	TEXT(KEYRING, keyring, "keyring", "KIND", "where the vault's key is kept: login (default) or file") \
	TEXT(DIR, dir, "dir", "DIR", "write into this folder alone") \
	TEXT(FORMAT, format, "format", "FORMAT", "with --dir: chromium or firefox; of an import: what its file is") \
	TEXT(ENCODING, encoding, "encoding", "NAME", "of the file: utf-8, utf-16le, utf-16be, windows-1252 or iso-8859-1") \
	FLAG(DELETE, delete_file, "delete", "delete the file once all is stored") \
	FLAG(PLAIN, plain, "plain", "write plain text, as Chromium does, after a sentence was typed") \
	TEXT(LIMIT, limit, "limit", "N", "at most this many entries, 1 to 1000") \
	TEXT(ISSUER, issuer, "issuer", "URL", "the sign-in provider, where it is not the service itself") \
	TEXT(CLIENT_ID, client_id, "client-id", "ID", "this client's name at the provider; swa-agent without it") \
	TEXT(DEVICE_NAME, device_name, "device-name", "NAME", "what the service calls this computer") \
	TEXT(CA_FILE, ca_file, "ca-file", "FILE", "certificates (PEM) to trust for this service alone") \
	TEXT(TLS_PIN, tls_pin, "tls-pin", "PIN", "the service's public key: sha256//...") \
	TEXT(FINGERPRINT, fingerprint, "fingerprint", "CODE", "the organisation's fingerprint, as the administrator gave it; another key is refused") \
	FLAG(AGAIN, again, "again", "sign in again at an organisation that is enrolled") \
	FLAG(NO_BROWSER, no_browser, "no-browser", "only print the link") \
	FLAG(SYSTEM, system, "system", "what concerns all persons of this computer; starts no agent") \
	FLAG(FORCE, force, "force", "give up changes that were not sent; replace a file that is there; print a password where it may be kept") \
	FLAG(RECOVERY, recovery, "recovery", "with the recovery code, where the keyring was lost") \
	TEXT(KEEP, keep, "keep", "SIDE", "mine or theirs") \
	TEXT(LENGTH, length, "length", "N", "characters, 4 to 256; 20 without it") \
	TEXT(WORDS, words, "words", "N", "words instead of characters, 3 to 20 of them") \
	TEXT(RULES, rules, "rules", "TEXT", "what the site takes, as its page has it in passwordrules") \
	FLAG(EXPORT, export_all, "export", "print every entry as one line of JSON, oldest first") \
	FLAG(VERIFY, verify, "verify", "only check that no entry was changed, removed or put in")
/* clang-format on */

#define CTL_BROWSERS_MAX 8

struct ctl_options {
#define CTL_FLAG(id, member, name, help) bool member;
#define CTL_TEXT(id, member, name, value, help) const char *member;
	CTL_OPTIONS(CTL_FLAG, CTL_TEXT)
#undef CTL_FLAG
#undef CTL_TEXT
	const char *browsers[CTL_BROWSERS_MAX]; /* the one that may be given several times */
	size_t browser_count;
};

enum ctl_option_id {
#define CTL_FLAG(id, member, name, help) CTL_OPTION_##id,
#define CTL_TEXT(id, member, name, value, help) CTL_OPTION_##id,
	CTL_OPTIONS(CTL_FLAG, CTL_TEXT)
#undef CTL_FLAG
#undef CTL_TEXT
	        CTL_OPTION_BROWSER,
	CTL_OPTION_COUNT,
};

/** A command names the options that it takes by their bits: OPTION(QUERY) | OPTION(DRY_RUN). */
#define OPTION(id) (UINT64_C(1) << CTL_OPTION_##id)
#define OPTION_COMMON (OPTION(JSON) | OPTION(HELP))

#endif

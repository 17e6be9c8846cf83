#!/bin/sh
# Does a service speak the sync protocol (docs/sync-protocol.md)?  Runs against any base URL.
set -eu
cd "$(dirname "$0")/../.."

usage() {
	cat <<USAGE
Usage: sh tests/service/conformance.sh [OPTION...] URL

Enrols a device of its own at the service and checks every call of docs/sync-protocol.md; the last line is
"N passed, N failed". A person's account with at least one assigned app is needed; what is checked there:
an app "conformance-edit" (EDIT_USERNAME_AND_PASSWORD) and an app "conformance-managed" (ADMIN_SETS_CREDENTIALS),
both assigned, the second with a password.

  --ca FILE         PEM bundle in place of the system's
  --issuer URL      where the provider is elsewhere
  --client-id ID    default swa-agent
  --hook PROGRAM    acts for person and administrator; called with
                      approve LINK CODE     allow the device in the browser
                      rotate APP            a new password, on standard input
                      unassign APP, assign APP
                      revoke DEVICE
                      deactivate, activate  the person
                    Without it the link is printed and waited for, and what only an administrator can bring about is skipped.
USAGE
}

SWA_CONFORMANCE_CA='' SWA_CONFORMANCE_ISSUER='' SWA_CONFORMANCE_CLIENT='' SWA_CONFORMANCE_HOOK='' url=''
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--ca) SWA_CONFORMANCE_CA=$2; shift 2 ;;
	--issuer) SWA_CONFORMANCE_ISSUER=$2; shift 2 ;;
	--client-id) SWA_CONFORMANCE_CLIENT=$2; shift 2 ;;
	--hook) SWA_CONFORMANCE_HOOK=$2; shift 2 ;;
	-*) echo "conformance.sh: there is no option '$1'" >&2; usage >&2; exit 2 ;;
	*) url=$1; shift ;;
	esac
done
[ -n "$url" ] || { usage >&2; exit 2; }
SWA_CONFORMANCE_URL=$url
export SWA_CONFORMANCE_URL SWA_CONFORMANCE_CA SWA_CONFORMANCE_ISSUER SWA_CONFORMANCE_CLIENT SWA_CONFORMANCE_HOOK

tap=$(mktemp)
trap 'rm -f "$tap"' EXIT
status=0
node --test --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap --test-reporter-destination="$tap" \
	tests/service/conformance.mjs || status=$?
awk '/^# (pass|fail|cancelled|skipped) [0-9]+$/ { n[$2] = $3 }
END { printf "%d passed, %d failed", n["pass"], n["fail"] + n["cancelled"]; if (n["skipped"]) printf ", %d skipped", n["skipped"]; print "" }' "$tap"
exit "$status"

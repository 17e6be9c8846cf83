#!/bin/sh
# Prints speed as ratios to floors measured in the same run.
set -eu
cd "$(dirname "$0")/../.."

usage() {
	cat <<EOF
Usage: sh tests/bench/run.sh [APPS [ROUNDS]]
       sh tests/bench/run.sh sync [--json] [SIZE...]
       sh tests/bench/run.sh fleet [--json] [DEVICES [SECONDS]]
       sh tests/bench/run.sh fill [--json] [ROUNDS]

Prints speed as ratios to floors measured in the same run. It fails only where
something does not work, never because the machine is slow.

  (none)  starting and signing in, with 10000 apps stored, 2000 rounds
  sync    synchronisation with SIZE accounts against the reference service:
          100 1000 10000 100000 unless given. The first synchronisation is
          measured 5 times, above 20000 accounts 3 times, each time between two
          of 1000 accounts; SWA_BENCH_ROUNDS in the environment says another
          number of times
  fleet   1000 devices against one service with PostgreSQL, for 30 seconds
  fill    from the click on a tile to the posted form, in both browsers, against
          a page that posts itself; 40 rounds
  --json  figures for programs
EOF
}

what=start
case ${1:-} in
-h | --help) usage; exit 0 ;;
sync | fleet | fill) what=$1; shift ;;
*[!0-9]*) usage >&2; exit 2 ;;
esac

cmake --preset release >/dev/null
cmake --build --preset release >/dev/null

if [ "$what" != start ]; then
	# Not below the shell: an interrupt ends what was started.
	exec node "tests/bench/$what.mjs" "$@"
fi

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
trap 'exit 130' INT TERM
mkdir -m 700 "$home/run" "$home/data" "$home/state"
HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state \
	build/release/bin/swa-bench "$PWD/build/release/bin" "$PWD/build/release/bin/swa-echo-host" \
	"${1:-10000}" "${2:-2000}"

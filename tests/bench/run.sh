#!/bin/sh
# Prints speed as ratios to floors measured in the same run.
set -eu
cd "$(dirname "$0")/../.."

case ${1:-} in
-h | --help)
	echo "Usage: sh tests/bench/run.sh [APPS [ROUNDS]]   (10000 apps, 2000 rounds)"
	exit 0 ;;
esac

cmake --preset release >/dev/null
cmake --build --preset release >/dev/null

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
trap 'exit 130' INT TERM
mkdir -m 700 "$home/run" "$home/data" "$home/state"
HOME=$home XDG_RUNTIME_DIR=$home/run XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state \
	build/release/bin/swa-bench "$PWD/build/release/bin" "$PWD/build/release/bin/swa-echo-host" \
	"${1:-10000}" "${2:-2000}"

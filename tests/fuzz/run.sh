#!/bin/sh
# Runs each fuzz target under libFuzzer, beginning with the golden frames, the exports of other programs, app definitions and secrets for codes.
set -eu
cd "$(dirname "$0")/../.."

case ${1:-} in
-h | --help)
	echo "Usage: sh tests/fuzz/run.sh [SECONDS]   (240 for each target)"
	exit 0 ;;
esac
seconds=${1:-240}

CC=clang cmake -S . -B build/fuzz -DCMAKE_BUILD_TYPE=RelWithDebInfo -DSWA_FUZZ=ON \
	-DSWA_SANITIZE=fuzzer-no-link,address,undefined >/dev/null
cmake --build build/fuzz --target fuzz_message fuzz_import fuzz_appdef fuzz_totp >/dev/null
node tests/fuzz/seeds.mjs build/fuzz/seeds
node tests/fuzz/seeds_import.mjs build/fuzz/seeds-import
node tests/fuzz/seeds_appdef.mjs build/fuzz/seeds-appdef
node tests/fuzz/seeds_totp.mjs build/fuzz/seeds-totp

# run NAME SEEDS
run() {
	mkdir -p "build/fuzz/corpus-$1" build/fuzz/findings
	"build/fuzz/bin/fuzz_$1" -max_total_time="$seconds" -max_len=65536 -timeout=10 -print_final_stats=1 \
		-artifact_prefix=build/fuzz/findings/ "build/fuzz/corpus-$1" "$2" 2>build/fuzz/log || {
		tail -n 40 build/fuzz/log
		exit 1
	}
	echo "$1:"
	grep -E '^stat::number_of_executed_units|cov: ' build/fuzz/log | tail -n 2
}

run message build/fuzz/seeds
run import build/fuzz/seeds-import
run appdef build/fuzz/seeds-appdef
run totp build/fuzz/seeds-totp

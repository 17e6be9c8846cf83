#!/bin/sh
# Builds and runs the tests: all of the short form, or the parts that are named.
set -eu
cd "$(dirname "$0")/.."

# part     minutes form   what it shows
PARTS='
build      3       short  everything compiles, with warnings as errors
unit       3       short  C modules under address and undefined-behaviour sanitizers; extension modules in Node
contract   5       short  golden frames in C and Node; the real host and agent over their own pipes and sockets
check      6       short  layers, lists, formatting, clang-tidy, cppcheck, ESLint, tsc, web-ext lint
tray       7       short  windows of the tray, clicked through the accessibility tree under Xvfb; memory after a lock
install    1       short  cmake --install, manifests, doctor: as the README says it for oneself
service    15      short  enrolment, sync, revocation against the reference service on both databases; conformance, chaos, kills
finder     7       short  the finder on labelled forms: own pages, and real ones where they are at hand
e2e        16      short  real browsers sign in to real applications; the secret scan
attacks    9       short  pages that must get nothing, in Chromium and Firefox: each refused, and the person told why
apps       12      short  real applications from Debian and npm signed in to in both browsers; wrong passwords judged so, once
debian     15      short  the Debian packages: built, looked into, installed, signed in with by policy alone, upgraded, removed
packaging  60      long   the same, one vault on two releases of Debian, and the Windows package and programs under Wine
pictures   2       long   takes the pictures of README and docs/user-guide.md anew
bench      3       long   speed, as ratios to floors measured in the same run
scale      25      long   synchronisation of up to 100,000 accounts, and a fleet against one service
fuzz       10      long   the parsers under libFuzzer
bare       40      long   both README commands in a bare Debian 12
'

usage() {
	cat <<EOF
Usage: sh tests/run.sh [--yes] [--no-install] [short|long|PART ...]

Installs what is missing (asks on a terminal), builds, and runs the tests; the
last line is "N passed, N failed". Without an argument: the short form. Files
of which a test failed are run once more; what passes then is told as unsteady.

  --yes         install missing packages without asking
  --no-install  leave out the look for missing packages
  long          the short form and what takes longer
Parts:
$(echo "$PARTS" | awk 'NF > 3 { name = $1; form = $3; $1 = $2 = $3 = ""; printf "  %-10s (%s)%s\n", name, form, $0 }')
EOF
}

yes= install=1 wanted=
for argument; do
	case $argument in
	-h | --help) usage; exit 0 ;;
	--yes) yes=--yes ;;
	--no-install) install= ;;
	short | long) wanted="$wanted $(echo "$PARTS" | awk -v form="$argument" 'NF > 3 && (form == "long" || $3 == form) { print $1 }')" ;;
	*)
		if ! echo "$PARTS" | awk -v part="$argument" '$1 == part { found = 1 } END { exit !found }'; then
			echo "run.sh: there is no part '$argument'" >&2
			usage >&2
			exit 2
		fi
		wanted="$wanted $argument" ;;
	esac
done
[ -n "$wanted" ] || wanted=$(echo "$PARTS" | awk '$3 == "short" { print $1 }')

# What the Windows programs are made with is a gigabyte of its own.
case " $wanted " in *packaging*) more=windows ;; *) more= ;; esac
[ -z "$install" ] || sh tests/install.sh $yes $more

mkdir -p build
SWA_RESULTS=$PWD/build/results
SWA_FAILED=$PWD/build/failed
SWA_BUILD=$PWD/build/release
export SWA_RESULTS SWA_FAILED SWA_BUILD
: >"$SWA_RESULTS"
: >"$SWA_FAILED"

# note NAME PASSED FAILED SKIPPED [UNSTEADY]
note() { echo "$1 $2 $3 $4 ${5:-0}" >>"$SWA_RESULTS"; }

# One step that passes or fails as a whole.
step() {
	title=$1
	shift
	if "$@" >build/step.log 2>&1; then
		echo "ok: $title"
		note "$part" 1 0 0
	else
		cat build/step.log
		echo "FAILED: $title"
		echo "failed: $part: $title" >>"$SWA_FAILED"
		note "$part" 0 1 0
		return 1
	fi
}

# Node's test runner; what it says as TAP goes into a file. node_run TAP [OPTION ...] FILE ...
node_run() {
	tap=$1
	shift
	status=0
	node --test --test-reporter=spec --test-reporter-destination=stdout \
		--test-reporter=tap --test-reporter-destination="$tap" "$@" || status=$?
	count() { awk -v key="$1" '/^# [a-z]+ [0-9]+$/ && $2 == key { sum += $3 } END { print sum + 0 }' "$tap"; }
	passed=$(count pass) skipped=$(count skipped) failed=$(($(count fail) + $(count cancelled)))
	[ "$status" = 0 ] || [ "$failed" != 0 ] || failed=1
	grep -E '^ *(not )?ok .*# SKIP' "$tap" | sed 's/^ *ok [0-9]* - /skipped: /' || true
}

# Each test that failed, with the first lines of what it said. failures WORD TAP
failures() {
	awk -v word="$1" -v part="$part" '
		/^ *not ok / && !/# (SKIP|TODO)/ { sub(/^ *not ok [0-9]+ - /, ""); print word ": " part ": " $0; next }
		/^ *(ok |1\.\.)/ { said = 0 }
		/^ *(error|cause): / { said = 12 }
		/^ *(code|name|expected): / { said = 0 }
		said > 0 && !/subtests? failed/ { said--; print "    " substr($0, 1, 300) }' "$2"
}

# The files of the tests that failed. failed_files TAP
failed_files() {
	awk '/^ *not ok / { bad = 1 } /^ *ok / { bad = 0 } bad && /^ *location: / { bad = 0; print }' "$1" |
		sed -n "s/^ *location: '\(.*\.test\.mjs\):[0-9]*:[0-9]*'$/\1/p" | sort -u
}

# Whatever fails in a few files is run once more, alone. What passes then is no failure, but it is told as unsteady:
# real browsers on a busy machine stumble where nobody can be shown why, and what always fails, fails again.
node_tests() {
	node_run "build/node-$part.tap" "$@"
	again= unsteady=0
	[ "$failed" = 0 ] || again=$(failed_files "build/node-$part.tap")
	if [ -n "$again" ] && [ "$(echo "$again" | wc -l)" -le 4 ]; then
		echo "== $part, once more:" $again
		first=$failed all=$((passed + failed)) others=$skipped
		# shellcheck disable=SC2086 # a list of files
		node_run "build/node-$part-again.tap" --test-concurrency=1 $again
		passed=$((all - failed)) skipped=$others
		if [ "$failed" = 0 ]; then
			unsteady=$first
			failures unsteady "build/node-$part.tap" >>"$SWA_FAILED"
		else
			failures failed "build/node-$part-again.tap" >>"$SWA_FAILED"
		fi
	elif [ "$failed" != 0 ]; then
		failures failed "build/node-$part.tap" >>"$SWA_FAILED"
	fi
	note "$part" "$passed" "$failed" "$skipped" "$unsteady"
}

# ctest; each cmocka test is counted by its own line.
c_tests() {
	log=build/ctest-$part.log
	status=0
	ctest --test-dir "$1" -V --timeout 300 >"$log" 2>&1 || status=$?
	passed=$(grep -c '\[       OK \]' "$log" || true)
	failed=$(grep -c '\[  FAILED  \] [a-z].*[a-z]$' "$log" || true)
	skipped=$(grep -c '\[  SKIPPED \] [a-z]' "$log" || true)
	if [ "$status" != 0 ]; then
		grep -v '\[ RUN\|\[       OK' "$log" | tail -n 80
		[ "$failed" != 0 ] || failed=1
		sed -n "s/^.*\[  FAILED  \] \([a-z].*[a-z]\)$/failed: $part: \1/p" "$log" | sort -u >>"$SWA_FAILED"
	fi
	[ "$passed" != 0 ] || [ "$failed" != 0 ] || failed=1 # nothing ran
	grep -E 'SKIPPED|skipped:' "$log" || true
	echo "C unit tests: $passed passed, $failed failed"
	note "$part" "$passed" "$failed" "$skipped"
}

werror=OFF
[ -z "${CI:-}" ] || werror=ON

build_release() {
	cmake --preset release -DSWA_WERROR=$werror >/dev/null && cmake --build --preset release
}
built=
need_build() {
	[ -z "$built" ] || return 0
	step "release build" build_release || { echo "0 passed, 1 failed"; exit 1; }
	built=1
}

build_sanitizers() {
	cmake --preset sanitizers -DSWA_WERROR=$werror >/dev/null && cmake --build --preset sanitizers
}
part_build() {
	need_build
	step "build with clang and sanitizers" build_sanitizers
}
part_unit() {
	# Never the tests of an older build: what does not compile fails here.
	step "build with clang and sanitizers" build_sanitizers || return 0
	c_tests build/sanitizers
	node_tests tests/unit/*.test.mjs tests/lib/*.test.mjs
}
# Two files at a time, as in most parts below: they wait for other programs, on a machine of two cores too.
part_contract() { need_build; node_tests --test-concurrency=2 tests/contract/*.test.mjs; }
part_check() { need_build; node_tests tests/check/*.test.mjs; }
part_tray() { need_build; node_tests tests/ui/*.test.mjs tests/memory/*.test.mjs; }
part_install() { need_build; node_tests tests/install/*.test.mjs; }
part_service() { need_build; node_tests --test-concurrency=2 tests/service/*.test.mjs; }
# One after the other: it measures times.
part_finder() { node_tests --test-concurrency=1 tests/finder/*.test.mjs; }
part_e2e() { need_build; node_tests --test-concurrency=2 tests/e2e/*.test.mjs; }
part_attacks() { need_build; node_tests --test-concurrency=2 tests/attacks/*.test.mjs; }
# One file, one browser after the other: the applications need the memory.
part_apps() { need_build; node_tests tests/apps/*.test.mjs; }
# One after the other: they build, and fill whole systems.
part_debian() {
	need_build
	node_tests --test-concurrency=1 tests/packaging/deb.test.mjs tests/packaging/deb-systemd.test.mjs tests/packaging/browser*.test.mjs
}
part_packaging() { need_build; node_tests --test-concurrency=1 tests/packaging/*.test.mjs; }
part_pictures() { need_build; step "pictures" node tests/pictures/take.mjs; }
part_bench() {
	need_build
	step "benchmarks" sh tests/bench/run.sh && cat build/step.log
	step "synchronisation" sh tests/bench/run.sh sync 100 1000 && cat build/step.log
}
part_scale() {
	need_build
	step "synchronisation at scale" sh tests/bench/run.sh sync && cat build/step.log
	step "a fleet" sh tests/bench/run.sh fleet && cat build/step.log
}
part_fuzz() { step "fuzzing" sh tests/fuzz/run.sh; }
part_bare() { step "README commands in a bare Debian 12" sh tests/bare/run.sh; }

for part in $wanted; do
	minutes=$(echo "$PARTS" | awk -v part="$part" '$1 == part { print $2 }')
	echo "== $part"
	start=$(date +%s)
	"part_$part" || true
	took=$(($(date +%s) - start))
	echo "== $part: $took s"
	[ "$took" -le $((minutes * 60)) ] || echo "warning: $part took $took s, its budget is $((minutes * 60)) s"
done

# Named once more: the words of the parts are long.
cat "$SWA_FAILED"
awk '{ passed += $2; failed += $3; skipped += $4; unsteady += $5 }
END {
	printf "%d passed, %d failed", passed, failed
	if (skipped) printf ", %d skipped", skipped
	if (unsteady) printf ", %d of the passed only when run once more", unsteady
	print ""
	exit failed > 0 || passed == 0
}' "$SWA_RESULTS"

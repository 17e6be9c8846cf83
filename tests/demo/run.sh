#!/bin/sh
# Builds everything and shows it: real applications, an enrolment, a real browser, a click on a tile.
set -eu

usage() {
	cat <<'EOF'
Usage: sh tests/demo/run.sh [--yes] [--headless] [--screenshots DIR]

Builds swa-agent, starts DokuWiki, Node-RED and Adminer on loopback and a service that
assigns them, enrols with it, and signs in to them by clicking their tiles. With a
display the browser is left to you after the enrolment; end it with Ctrl-C or by
closing the browser.

  --headless         no window: clicks by itself, prints each step (the default without a display)
  --screenshots DIR  where the pictures go (default: build/demo)
  --yes              install missing packages without asking
EOF
}

yes= headless= pictures=
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--yes) yes=--yes ;;
	--headless) headless=$1 ;;
	--screenshots)
		[ $# -gt 1 ] || { usage >&2; exit 2; }
		pictures=$(mkdir -p "$2" && cd "$2" && pwd)
		shift ;;
	*)
		echo "demo: there is no option '$1'" >&2
		usage >&2
		exit 2 ;;
	esac
	shift
done

cd "$(dirname "$0")/../.."
sh tests/install.sh $yes
echo "Building"
cmake --preset release >/dev/null
cmake --build --preset release >build/build.log || { cat build/build.log; exit 1; }
exec node tests/demo/demo.mjs $headless --screenshots "${pictures:-$PWD/build/demo}"

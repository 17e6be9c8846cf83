#!/bin/sh
# Builds everything and shows it: real applications, a real browser, a click on a tile.
set -eu
cd "$(dirname "$0")/../.."

usage() {
	cat <<'EOF'
Usage: sh tests/demo/run.sh [--yes] [--headless] [--firefox] [--screenshots DIR]

Builds swa-agent, starts DokuWiki, Node-RED and Adminer on loopback, and signs in to
them by clicking their tiles. With a display the browser is opened and left to you;
end it with Ctrl-C or by closing the browser.

  --headless         no window: clicks by itself, prints each step (the default without a display)
  --firefox          Firefox ESR instead of Chromium
  --screenshots DIR  where the pictures go (default: build/demo)
  --yes              install missing packages without asking
EOF
}

yes= arguments=
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--yes) yes=--yes ;;
	--headless | --firefox) arguments="$arguments $1" ;;
	--screenshots)
		[ $# -gt 1 ] || { usage >&2; exit 2; }
		SWA_SCREENSHOTS=$(mkdir -p "$2" && cd "$2" && pwd)
		export SWA_SCREENSHOTS
		shift ;;
	*)
		echo "demo: there is no option '$1'" >&2
		usage >&2
		exit 2 ;;
	esac
	shift
done

sh tests/install.sh $yes
echo "Building"
cmake --preset release >/dev/null
cmake --build --preset release >build/demo-build.log || { cat build/demo-build.log; exit 1; }
exec node tests/demo/demo.mjs $arguments

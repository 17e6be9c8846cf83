#!/bin/sh
# Draws the icons of the Windows programs anew from those of the desktop, into ui/win32/icons.
# Needs rsvg-convert (librsvg2-bin) and convert (imagemagick).
set -eu
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# draw NAME SVG
draw() {
	for size in 16 20 24 32 40 48 64; do
		rsvg-convert --width="$size" --height="$size" --output="$work/$size.png" "$2"
	done
	convert "$work/16.png" "$work/20.png" "$work/24.png" "$work/32.png" "$work/40.png" "$work/48.png" \
		"$work/64.png" "ui/win32/icons/$1.ico"
}

for mood in ready locked attention offline syncing; do
	draw "$mood" "packaging/desktop/icons/swa-agent-$mood.svg"
done

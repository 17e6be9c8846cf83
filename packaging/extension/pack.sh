#!/bin/sh
# Packs the built extension for organisations: a CRX signed with the release key, an XPI of the same
# files, and the update manifest that the policies name. The same input gives the same bytes.
set -eu

usage() {
	cat <<'END'
Usage: sh packaging/extension/pack.sh --key KEY.pem --extension DIR --out DIR [--place DIR]

Writes swa-agent.crx, swa-agent.xpi and updates.xml into the folder --out, and
the same three, let into all sites beforehand, into its folder all-sites.

  --key KEY.pem    the extension's RSA key. Only openssl reads it. Make one with
                   openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY.pem
  --extension DIR  the built extension: build/release/extension. It must have been
                   built with this key (CMake's SWA_EXTENSION_PUBLIC_KEY)
  --place DIR      where the three will be installed (default: /usr/share/swa-agent/extension)

Times in the archives are SOURCE_DATE_EPOCH; without it, 1 January 1980.
Needs zip and openssl.
END
}

fail() {
	echo "pack.sh: $1" >&2
	exit 1
}

key='' extension='' out='' place=/usr/share/swa-agent/extension
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--key | --extension | --out | --place) [ $# -gt 1 ] || fail "$1 needs a value" ;;
	*) usage >&2; exit 2 ;;
	esac
	case $1 in
	--key) key=$2 ;;
	--extension) extension=$2 ;;
	--out) out=$2 ;;
	--place) place=$2 ;;
	esac
	shift 2
done
[ -n "$key" ] && [ -n "$extension" ] && [ -n "$out" ] || { usage >&2; exit 2; }
[ -r "$key" ] || fail "the key $key cannot be read; --help says how to make one"
[ -r "$extension/manifest.json" ] || fail "$extension holds no built extension (no manifest.json)"
for tool in zip openssl; do
	command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install $tool"
done

umask 022
mkdir -p "$out"
out=$(cd "$out" && pwd)
work=$(mktemp -d "$out/.pack-XXXXXX")
trap 'rm -rf "$work"' EXIT

# The id, by which the policies name the extension, follows from the key; what is built into
# the manifest must be the same, or the browser refuses the file.
openssl pkey -in "$key" -pubout -outform DER -out "$work/public" 2>/dev/null || fail "$key is no private key that openssl reads without a passphrase"
openssl pkey -pubin -inform DER -in "$work/public" -noout -text | grep -q '^Public-Key: (2048\|^Public-Key: ([34]' ||
	fail "$key must be an RSA key of 2048 bits or more"
grep -qF "\"$(base64 -w0 "$work/public")\"" "$extension/manifest.json" ||
	fail "the extension in $extension was built with another key: configure with -DSWA_EXTENSION_PUBLIC_KEY=\$(openssl pkey -in KEY.pem -pubout -outform DER | base64 -w0)"
id=$(sha256sum "$work/public" | head -c 32 | tr 0-9a-f a-p)
version=$(sed -n 's/^[[:space:]]*"version"[[:space:]]*:[[:space:]]*"\([0-9.]*\)".*/\1/p' "$extension/manifest.json")
[ -n "$version" ] || fail "$extension/manifest.json has no version"

# number N: four bytes, the least first.
number() {
	for shift in 0 8 16 24; do
		printf "\\$(printf %03o $((($1 >> shift) & 255)))"
	done
}

# varint N: a number of a protocol buffer.
varint() {
	rest=$1
	while [ "$rest" -gt 127 ]; do
		printf "\\$(printf %03o $(((rest & 127) | 128)))"
		rest=$((rest >> 7))
	done
	printf "\\$(printf %03o "$rest")"
}

# member FIELD FILE: bytes as a member of a protocol buffer.
member() {
	varint $(($1 << 3 | 2))
	varint "$(wc -c <"$2")"
	cat "$2"
}

# archive FOLDER FILE: sorted, without owners, times or modes of this machine.
archive() {
	find "$1" -type d -exec chmod 755 {} +
	find "$1" -type f -exec chmod 644 {} +
	# A zip tells the local time, and knows none before 1980.
	find "$1" -exec touch -h -d "@${SOURCE_DATE_EPOCH:-315532800}" {} +
	(cd "$1" && find . -type f | cut -c3- | LC_ALL=C sort | TZ=UTC0 zip -q -X -9 -D "$2" -@)
}

# sign ARCHIVE FILE: the CRX3 form of a zip: a header with the public key and the signature of the
# id and the archive, then the archive.
sign() {
	openssl dgst -sha256 -binary "$work/public" | head -c 16 >"$work/id"
	member 1 "$work/id" >"$work/signed"
	{ printf 'CRX3 SignedData\0'; number "$(wc -c <"$work/signed")"; cat "$work/signed" "$1"; } |
		openssl dgst -sha256 -sign "$key" -out "$work/signature"
	{ member 1 "$work/public"; member 2 "$work/signature"; } >"$work/proof"
	{ member 2 "$work/proof"; member 10000 "$work/signed"; } >"$work/header"
	{ printf Cr24; number 3; number "$(wc -c <"$work/header")"; cat "$work/header" "$1"; } >"$2"
}

# pack FOLDER PLACE VERSION: the three files of what lies in $work/files.
pack() {
	mkdir -p "$1"
	rm -f "$work/all.zip"
	archive "$work/files" "$work/all.zip"
	sign "$work/all.zip" "$1/swa-agent.crx"
	cp "$work/all.zip" "$1/swa-agent.xpi"
	cat >"$1/updates.xml" <<END
<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="$id">
    <updatecheck codebase="file://$2/swa-agent.crx" version="$3"/>
  </app>
</gupdate>
END
	chmod 644 "$1/swa-agent.crx" "$1/swa-agent.xpi" "$1/updates.xml"
}

cp -R "$extension" "$work/files"
pack "$out" "$place" "$version"

# For organisations that choose it: the browser lets it into every site from the start and asks nobody,
# and may be told by policy where it does not. Two members of the manifest are all the difference; the
# later version has browsers that hold the other one take it over.
manifest=$work/files/manifest.json
sed -e 's|^\([[:space:]]*\)"manifest_version"|\1"host_permissions": ["https://*/*", "http://*/*"],\n&|' \
	-e "s|^\([[:space:]]*\"version\"[[:space:]]*:[[:space:]]*\"$version\)\"|\1.1\"|" "$extension/manifest.json" >"$manifest"
[ "$(grep -c '"host_permissions"' "$manifest")" = 1 ] && grep -qF "\"$version.1\"" "$manifest" ||
	fail "$extension/manifest.json is not as expected: a line each for manifest_version and version, no host_permissions"
pack "$out/all-sites" "$place/all-sites" "$version.1"

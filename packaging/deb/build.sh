#!/bin/sh
# Builds the Debian packages of the running release (12 or 13) from the committed tree.
set -eu

usage() {
	cat <<'END'
Usage: sh packaging/deb/build.sh --key KEY.pem --out DIR [--tree DIR] [--version VERSION]

Writes swa-agent_*.deb, swa-tray_*.deb and swa-extension_*.deb, with their
.changes and .buildinfo, into the folder --out. The same tree, key and
release give the same bytes.

  --key KEY.pem      the extension's RSA key; its id is built into host,
                     manifests and policies. Only openssl reads it. Make one with
                     openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY.pem
                     and keep it: browsers know the extension by it
  --tree DIR         build the files of DIR as they stand instead of the
                     committed ones of this tree
  --version VERSION  instead of that of packaging/deb/debian/changelog

A package is for one release of Debian; its version ends in ~deb12 or ~deb13.
What is missing to build: apt-get build-dep ./packaging/deb
END
}

fail() {
	echo "build.sh: $1" >&2
	exit 1
}

here=$(cd "$(dirname "$0")/../.." && pwd)
key='' out='' tree='' version=''
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--key | --out | --tree | --version) [ $# -gt 1 ] || fail "$1 needs a value" ;;
	*) usage >&2; exit 2 ;;
	esac
	case $1 in
	--key) key=$2 ;;
	--out) out=$2 ;;
	--tree) tree=$2 ;;
	--version) version=$2 ;;
	esac
	shift 2
done
[ -n "$key" ] || fail "the packages need the extension's release key (--key); --help says how to make one"
[ -n "$out" ] || { usage >&2; exit 2; }
[ -r "$key" ] || fail "the key $key cannot be read"
key=$(realpath "$key")
command -v dpkg-buildpackage >/dev/null || fail "dpkg-buildpackage is missing: apt-get install dpkg-dev"
openssl pkey -in "$key" -noout 2>/dev/null || fail "$key is no private key that openssl reads without a passphrase"
# shellcheck source=/dev/null
release=$(. /etc/os-release && echo "${ID:-}${VERSION_ID:-}")
case $release in
debian1[23]) ;;
*) fail "this is $release; the packages are for Debian 12 and 13" ;;
esac

umask 022
mkdir -p "$out"
out=$(cd "$out" && pwd)
# Not below --out: a space in its path would get past the compiler's mapping of paths, into the programs.
work=$(mktemp -d /tmp/swa-deb-XXXXXX)
trap 'rm -rf "$work"' EXIT
source=$work/swa-agent
mkdir "$source"

# The tree: what is committed, or what git would take, or all there is.
if [ -z "$tree" ]; then
	git -C "$here" archive HEAD | tar -x -C "$source"
elif [ -e "$tree/.git" ]; then
	git -C "$tree" ls-files -z --cached --others --exclude-standard |
		(cd "$tree" && xargs -0 sh -c 'for file; do [ ! -e "$file" ] || printf "%s\0" "$file"; done' sh) |
		tar -C "$tree" --null --no-recursion -T - -c | tar -x -C "$source"
else
	tar -C "$tree" --exclude=./build --exclude=node_modules -c . | tar -x -C "$source"
fi
[ -f "$source/packaging/deb/debian/control" ] || fail "the tree has no packaging/deb/debian; is it one of swa-agent?"
cp -R "$source/packaging/deb/debian" "$source/debian"
# One package a release: the libraries that it is linked with have other names on the next.
sed -i "1s/(\([^)]*\))/(${version:-\1}~deb${release#debian})/" "$source/debian/changelog"

cd "$source"
# Nothing of who builds, where and when: that gives the same bytes everywhere.
env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME="$work" LC_ALL=C.UTF-8 TZ=UTC0 SWA_RELEASE_KEY="$key" \
	DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-noautodbgsym parallel=$(nproc)}" \
	dpkg-buildpackage -b -us -uc >"$work/log" 2>&1 || {
	mv "$work/log" "$out/build.log"
	tail -n 20 "$out/build.log" | cut -c 1-300 >&2
	fail "dpkg-buildpackage failed; all it said is in $out/build.log"
}
cd "$work"
rm -f "$out"/swa-agent_* "$out"/swa-tray_* "$out"/swa-extension_*
mv ./*.deb ./*.changes ./*.buildinfo "$out"
ls "$out"/*.deb

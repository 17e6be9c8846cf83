#!/bin/sh
# Runs the README's commands in a bare Debian 12 (debootstrap --variant=minbase):
# proof that the project's own scripts install what they need, Debian's Node included.
set -eu
cd "$(dirname "$0")/../.."

usage() {
	cat <<'EOF'
Usage: sh tests/bare/run.sh [--keep] [COMMAND]

Makes a bare Debian 12 under build/bare, copies the committed tree into it and
runs there, each in a fresh system: the demo, then the tests. With COMMAND, only that.
Needs root (mounts, debootstrap). --keep leaves the systems for a look.
EOF
}

keep=
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--keep) keep=1; shift ;;
	*) break ;;
	esac
done
[ "$(id -u)" = 0 ] || { echo "bare: needs root for debootstrap and mounts" >&2; exit 2; }
command -v debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap

work=$PWD/build/bare
base=$work/base
mkdir -p "$work"

# The mirrors that this machine's apt already uses, Debian's alone.
mirrors() {
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		awk '$1 == "Debian" && $4 == "main" && $3 ~ /^bookworm/ { print "deb", $2, $3, $4 }' | sort -u
}

if [ ! -e "$base/.complete" ]; then
	rm -rf "$base"
	mirror=$(mirrors | awk '$3 == "bookworm" { print $2; exit }')
	[ -n "$mirror" ] || { echo "bare: apt knows no bookworm mirror; run apt-get update" >&2; exit 1; }
	echo "bare: debootstrap"
	debootstrap --variant=minbase bookworm "$base" "$mirror" >"$work/debootstrap.log" 2>&1 ||
		{ tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
	mirrors >"$base/etc/apt/sources.list"
	touch "$base/.complete"
fi

# A system of its own: pivot_root, not chroot, because browsers may not make
# their sandbox inside a chroot.
in_system() {
	system=$1
	shift
	unshare --mount --pid --fork --kill-child sh -eu -c '
		system=$1
		shift
		mount --make-rprivate /
		mount --bind "$system" "$system"
		mount -t proc proc "$system/proc"
		mount --rbind /sys "$system/sys"
		mount --rbind /dev "$system/dev"
		mount -t tmpfs tmpfs "$system/run"
		cp -L /etc/resolv.conf /etc/hosts "$system/etc/"
		cd "$system"
		mkdir -p old
		pivot_root . old
		cd /src
		umount -l /old
		exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
			NODE_EXTRA_CA_CERTS=/etc/site-certificates.crt "$@"
	' sh "$system" "$@"
}

# run NAME COMMAND...: in a fresh copy, with the committed tree alone.
run() {
	name=$1
	shift
	system=$work/$name
	rm -rf "$system"
	cp -a --reflink=auto "$base" "$system"
	mkdir "$system/src"
	git archive HEAD | tar -x -C "$system/src"
	# npm must trust whatever this site's network presents, as the machine itself does.
	cp -L "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" "$system/etc/site-certificates.crt"
	echo "bare: $*"
	start=$(date +%s)
	status=0
	in_system "$system" "$@" </dev/null >"$work/$name.log" 2>&1 || status=$?
	tail -n 5 "$work/$name.log"
	echo "bare: $* ended with $status after $(($(date +%s) - start)) s; log: $work/$name.log"
	[ -n "$keep" ] || [ "$status" != 0 ] || rm -rf "$system"
	return "$status"
}

if [ $# -gt 0 ]; then
	run command "$@"
else
	run demo sh tests/demo/run.sh --headless
	run tests sh tests/run.sh
fi

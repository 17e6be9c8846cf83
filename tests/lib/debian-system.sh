#!/bin/sh
# Bare Debian systems for tests: makes the cached base of one, and runs a copy of it. Used by debian.mjs.
set -eu

usage() {
	cat <<'END'
Usage: sh tests/lib/debian-system.sh base RELEASE FOLDER [BASE PACKAGE...]
       sh tests/lib/debian-system.sh enter BASE FOLDER

base   makes FOLDER a minimal Debian of RELEASE (bookworm, trixie), or a copy of BASE with the PACKAGEs. Takes
       no time where FOLDER is there and younger than a day; an older one is brought up to date.
enter  runs a throw-away copy of BASE, kept in FOLDER, with processes and mounts of its own. Prints "ready",
       and ends when its standard input does.
Needs root: debootstrap, mounts.
END
}

case ${1:-} in
-h | --help) usage; exit 0 ;;
base | enter) ;;
*) usage >&2; exit 2 ;;
esac
[ "$(id -u)" = 0 ] || { echo "debian-system: needs root for debootstrap and mounts" >&2; exit 2; }

# The mirrors that this machine's apt already uses, Debian's alone; they hold the other releases too.
sources() {
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		awk -v release="$1" '$1 == "Debian" && $4 == "main" {
			sub(/^[a-z]+/, release, $3)
			if ($3 == release || $3 == release "-updates" || $3 == release "-security") print "deb", $2, $3, $4
		}' | sort -u
}

# A system of its own: pivot_root, not chroot, because browsers may not make their sandbox inside a chroot.
# in_system FOLDER COMMAND...
in_system() {
	exec unshare --mount --pid --fork --kill-child sh -eu -c '
		system=$1
		shift
		mount --make-rprivate /
		if [ -d "$system/upper" ]; then
			options=lowerdir=$(cat "$system/base"),upperdir=$system/upper,workdir=$system/work
			mount -t overlay overlay -o "$options" "$system/tree" || {
				# No overlay here (a container in a container): a whole copy.
				cp -a --reflink=auto "$(cat "$system/base")/." "$system/tree"
				mount --bind "$system/tree" "$system/tree"
			}
			system=$system/tree
		else
			mount --bind "$system" "$system"
		fi
		mount -t proc proc "$system/proc"
		mount --rbind /sys "$system/sys"
		mount --rbind /dev "$system/dev"
		mount -t tmpfs -o mode=755 tmpfs "$system/run"
		mkdir -p "$system/run/lock"
		cp -L /etc/resolv.conf /etc/hosts "$system/etc/"
		cd "$system"
		mkdir -p old
		pivot_root . old
		cd /
		umount -l /old
		rmdir /old
		exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb \
			LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
	' sh "$@"
}

base() {
	release=$1 base=$2 from=${3:-}
	shift $(($# < 3 ? $# : 3))
	if [ -e "$base/.complete" ] && [ -n "$(find "$base/.complete" -mtime -1)" ]; then
		return
	fi
	if [ ! -e "$base/.complete" ] && [ -n "$from" ]; then
		rm -rf "$base"
		cp -a --reflink=auto "$from" "$base"
		rm "$base/.complete"
		: >"$base.log"
	elif [ ! -e "$base/.complete" ]; then
		rm -rf "$base"
		command -v debootstrap >/dev/null || { echo "debian-system: debootstrap is missing" >&2; exit 1; }
		sources=$(sources "$release")
		mirror=$(echo "$sources" | awk -v release="$release" '$3 == release { print $2; exit }')
		[ -n "$mirror" ] || { echo "debian-system: apt knows no Debian mirror; run apt-get update" >&2; exit 1; }
		mkdir -p "$(dirname "$base")"
		debootstrap --variant=minbase "$release" "$base" "$mirror" >"$base.log" 2>&1 ||
			{ tail -n 20 "$base.log" >&2; exit 1; }
		echo "$sources" >"$base/etc/apt/sources.list"
		# Nothing is started: there is no init.
		printf '#!/bin/sh\nexit 101\n' >"$base/usr/sbin/policy-rc.d"
		chmod 755 "$base/usr/sbin/policy-rc.d"
	fi
	(in_system "$base" sh -eu -c '
		apt-get -q update
		apt-get -q -y upgrade
		[ $# = 0 ] || apt-get -q -y --no-install-recommends install "$@"
		apt-get clean
	' sh "$@") </dev/null >>"$base.log" 2>&1 || { tail -n 20 "$base.log" >&2; exit 1; }
	touch "$base/.complete"
}

enter() {
	base=$1 folder=$2
	mkdir -p "$folder/upper" "$folder/work" "$folder/tree"
	# One mode for the root folder of all: that of the upper layer counts.
	chmod 755 "$folder/upper"
	echo "$base" >"$folder/base"
	# The shell waits, and so buries what daemons leave behind.
	in_system "$folder" sh -c 'exec 3<&0; cat <&3 >/dev/null & echo ready; wait $!'
}

command=$1
shift
"$command" "$@"

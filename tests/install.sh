#!/bin/sh
# Installs what building and testing need: Debian's packages, and npm's for the tests.
# Says nothing, and takes no time, where everything is there.
set -eu
cd "$(dirname "$0")/.."

# package               part   why
PACKAGES='
cmake                   build  the build
ninja-build             build  the build
gcc                     build  the compiler
libc6-dev               build  the C library
pkg-config              build  finds the libraries
libsodium-dev           build  cryptography, guarded memory
libsqlcipher-dev        build  the encrypted store
libssl-dev              build  what SQLCipher is linked with, and one-time codes
libcjson-dev            build  JSON
libpcre2-dev            build  login URL patterns
libuv1-dev              build  event loop, pipes, child processes
libsecret-1-dev         build  the login keyring
liburiparser-dev        build  URLs, as the standard reads them
libcurl4-openssl-dev    build  HTTPS, to the service of the organisation
libgtk-3-dev            build  the tray window
libayatana-appindicator3-dev build its icon in the panel
gettext                 build  the languages that the tray speaks
libcmocka-dev           build  unit tests, which the build makes too
libmicrohttpd-dev       build  HTTPS server of the reference service, which the build makes too
libsqlite3-dev          build  its embedded database
libpq-dev               build  its other database
zlib1g-dev              build  its packed answers
libsystemd-dev          build  what the desktop session tells, over D-Bus
ca-certificates         test   npm downloads over HTTPS
clang                   test   the sanitizers and the fuzzers
libclang-rt-14-dev      test   their runtime
clang-format            test   formatting check
clang-tidy              test   static analysis
cppcheck                test   static analysis
libxml2-utils           test   reads the templates for group policy
wine                    windows runs the Windows programs
wine64                  windows what they run in
wixl                    windows makes the Windows package
msitools                windows looks into it
osslsigncode            windows signs it
git                     test   tells the checks which files are ours
nodejs                  test   runs the end-to-end tests
npm                     test   installs what those need
dbus                    test   a session bus of the tests own
gnome-keyring           test   a real keyring
python3-dbusmock        test   a session manager that locks, sleeps and switches at will
libsecret-tools         test   looks into it from outside
chromium                test   the browser
chromium-sandbox        test   its sandbox, where user namespaces are closed
firefox-esr             test   the other browser
fonts-dejavu-core       test   a browser without a font shows nothing
libnss3-tools           test   makes a browser trust the test CA
openssl                 test   makes that CA
xvfb                    test   a display for windows and browser prompts
xdotool                 test   presses keys in them
xclip                   test   reads what they copied
at-spi2-core            test   the accessibility tree, to click as a person does
python3-pyatspi         test   speaks with it
xfce4-panel             test   a panel with a tray
trayer                  test   a tray of the older kind (XEmbed)
dunst                   test   a notification service
php-cli                 test   runs the applications in PHP
php-xml                 test   for DokuWiki
php-mbstring            test   for DokuWiki, phpLiteAdmin, Postfix Admin, SimpleSAMLphp
php-intl                test   for SimpleSAMLphp
php-sqlite3             test   for Adminer, phpLiteAdmin, Postfix Admin
php-geshi               test   for DokuWiki
php-phpseclib           test   for DokuWiki
php-random-compat       test   for DokuWiki
libphp-simplepie        test   for DokuWiki
libjs-jquery            test   for DokuWiki
libjs-jquery-ui         test   for DokuWiki
libjs-jquery-cookie     test   for DokuWiki
libicu72                test   for PostgreSQL, ZNC
libboost-locale1.74.0   test   for ZNC
libfuse2                test   for Fossil
libjs-elycharts         test   for NZBGet
libjs-raphael           test   for NZBGet
python3-asgiref         test   for Django
python3-pkg-resources   test   for Supervisor, Tryton
python3-sqlparse        test   for Django
python3-tz              test   for Django
libldap-2.5-0           test   for PostgreSQL
libxml2                 test   for PostgreSQL
libgssapi-krb5-2        test   for PostgreSQL
tzdata                  test   for PostgreSQL
libcourier-unicode4     test   for SqWebMail
libgamin0               test   for SqWebMail
libgdbm6                test   for SqWebMail
libidn12                test   for SqWebMail
libltdl7                test   for SqWebMail
libpcre3                test   for SqWebMail
libtalloc2              test   for PRoot, below
python3-bcrypt          test   for Tryton
python3-dateutil        test   for Tryton
python3-defusedxml      test   for Tryton
python3-genshi          test   for Tryton
python3-lxml            test   for Tryton
python3-passlib         test   for Tryton
python3-polib           test   for Tryton
python3-relatorio       test   for Tryton
python3-sql             test   for Tryton
python3-werkzeug        test   for Tryton
python3-wrapt           test   for Tryton
faketime                test   a wrong clock
iproute2                test   a network that goes and comes
zsh                     test   a shell whose completion is tried
fish                    test   another one
gcc-mingw-w64-x86-64    windows the programs for Windows
autoconf                windows builds their libraries
automake                windows builds their libraries
libtool                 windows builds their libraries
make                    test   builds their libraries
patch                   windows builds their libraries
tcl                     windows builds their libraries
appstream               test   checks the metadata of the tray
apparmor                test   parses the profile of the agent
build-essential         test   what dpkg-buildpackage presumes
debhelper               test   builds the Debian packages
debootstrap             test   clean Debian systems to install them in
desktop-file-utils      test   checks desktop files
devscripts              test   hardening-check
dh-apparmor             test   puts the profile into the package
lintian                 test   checks the Debian packages
zip                     test   packs the extension
unzip                   test   looks into what was packed
'

# Web servers and applications that Debian would start or set up for the whole system: they are only
# unpacked, below build/packages, and the tests run them from there.
UNPACKED='nginx nginx-common dokuwiki adminer postgresql-15
	fossil monit nzbget phpliteadmin postfixadmin python3-django simplesamlphp supervisor znc
	sqwebmail courier-authlib courier-authlib-userdb proot tryton-server tryton-sao'

usage() {
	cat <<EOF
Usage: sh tests/install.sh [--yes] [--list] [build|test|windows]

Installs what is missing of Debian's packages and npm's: with 'build' only what
building needs, with 'windows' also what the Windows package does, else what the
tests do. Shows the packages and the download size first,
and asks where it runs on a terminal. Only apt-get runs as root.

  --yes    do not ask
  --list   print the list with reasons, and stop
EOF
}

yes= parts='build test'
for argument; do
	case $argument in
	-h | --help) usage; exit 0 ;;
	--yes) yes=1 ;;
	--list) echo "$PACKAGES" | sed '/^$/d'; exit 0 ;;
	build) parts=build ;;
	test) parts='build test' ;;
	windows) parts='build test windows' ;;
	*) echo "install.sh: there is no '$argument'" >&2; usage >&2; exit 2 ;;
	esac
done

# A newer Node than Debian's is as good; it comes with its npm.
node_suffices() {
	command -v node >/dev/null && command -v npm >/dev/null &&
		node -e 'const [major, minor] = process.versions.node.split("."); process.exit(major > 18 || (major == 18 && minor >= 20) ? 0 : 1)'
}

wanted=$(echo "$PACKAGES" | awk -v parts=" $parts " 'NF && index(parts, " " $2 " ") { print $1 }')
if node_suffices; then
	wanted=$(echo "$wanted" | grep -vx -e nodejs -e npm)
fi
# shellcheck disable=SC2086 # a list of words
present=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii  *//p')
missing=$(echo "$wanted" | grep -vxF "${present:-none}" | tr '\n' ' ' || true)

unpack=
case $parts in *test*)
	for package in $UNPACKED; do
		[ -d "build/packages/$package" ] || unpack="$unpack$package "
	done ;;
esac

# as_root COMMAND...
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

may_be_root() { [ "$(id -u)" = 0 ] || command -v sudo >/dev/null; }

install_missing() {
	# shellcheck disable=SC2086 # lists of words
	size=$({
		apt-get -qq --print-uris --no-install-recommends install $missing
		[ -z "$unpack" ] || (cd build/packages && apt-get -qq --print-uris download $unpack)
	} | awk '{ sum += $3 } END { printf "%.0f", sum / 1000000 }')
	[ -z "$missing" ] || echo "Debian packages to install: $missing"
	[ -z "$unpack" ] || echo "Debian packages to unpack below build/packages: $unpack"
	echo "Download: $size MB, with the packages that these need"
	if [ -z "$yes" ] && [ -t 0 ] && [ -t 1 ]; then
		printf 'Go on? [Y/n] '
		read -r answer
		case $answer in [nN]*) echo "install.sh: nothing was installed" >&2; exit 1 ;; esac
	fi
	# shellcheck disable=SC2086
	[ -z "$missing" ] || as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -y -q -o DPkg::Lock::Timeout=300 --no-install-recommends install $missing
}

unpack_packages() {
	for package in $unpack; do
		work=build/packages/.$package
		rm -rf "$work"
		mkdir -p "$work/tree"
		(cd "$work" && apt-get -q -o APT::Sandbox::User="$(id -un)" download "$package" && dpkg -x ./*.deb tree)
		mv "$work/tree" "build/packages/$package"
		rm -rf "$work"
	done
	# DokuWiki's plugins and templates are links into the system's /var.
	wiki=build/packages/dokuwiki
	for folder in plugins tpl; do
		if [ -L "$wiki/usr/share/dokuwiki/lib/$folder" ]; then
			rm "$wiki/usr/share/dokuwiki/lib/$folder"
			mv "$wiki/var/lib/dokuwiki/lib/$folder" "$wiki/usr/share/dokuwiki/lib/$folder"
		fi
	done
}

if [ -n "$missing$unpack" ]; then
	mkdir -p build/packages
	# shellcheck disable=SC2086
	if [ -n "$missing" ] && ! may_be_root; then
		echo "install.sh: packages are missing, and neither root nor sudo is to be had. As root:" >&2
		echo "    apt-get install --no-install-recommends $missing" >&2
		exit 2
	fi
	# A new system has no package lists, or not those of the security updates; old ones name what is gone.
	if may_be_root; then
		as_root apt-get -q update
	fi
	install_missing
	unpack_packages
fi

# npm's packages, when they are not those of the lock file.
case $parts in *test*)
	cd tests
	if ! cmp -s package-lock.json node_modules/.installed; then
		npm ci --ignore-scripts --no-audit --no-fund
		cp package-lock.json node_modules/.installed
	fi ;;
esac

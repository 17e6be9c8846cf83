#!/bin/sh
# Builds the Windows package from this tree: libraries, programs, extension, installer. The same input
# gives the same bytes.
set -eu

usage() {
	cat <<'END'
Usage: sh packaging/msi/build.sh --key KEY.pem --out DIR [OPTION...]

Writes swa-agent-VERSION-x64.msi into the folder --out.

  --key KEY.pem          the extension's RSA key: its id is built into programs, manifests and
                         policies. Make one with
                         openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY.pem
  --version VERSION      of the package (default: that of CMakeLists.txt)
  --build DIR            where the programs are built (default: build/windows/package)
  --certificate CERT.pem sign programs and package (Authenticode) with this certificate, the
  --certificate-key KEY  leaf first, and its key; the key must have no passphrase
  --timestamp URL        have the signatures timestamped there

Times in the package are SOURCE_DATE_EPOCH; without it, those of the last commit, else 1 January 2020.
Needs what packaging/msi/dependencies.sh needs, and wixl, msitools, zip, openssl, perl; osslsigncode to sign.
END
}

fail() {
	echo "build.sh: $1" >&2
	exit 1
}

key='' out='' version='' build='' certificate='' certificate_key='' timestamp=''
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--key | --out | --version | --build | --certificate | --certificate-key | --timestamp)
		[ $# -gt 1 ] || fail "$1 needs a value" ;;
	*) usage >&2; exit 2 ;;
	esac
	case $1 in
	--key) key=$2 ;;
	--out) out=$2 ;;
	--version) version=$2 ;;
	--build) build=$2 ;;
	--certificate) certificate=$2 ;;
	--certificate-key) certificate_key=$2 ;;
	--timestamp) timestamp=$2 ;;
	esac
	shift 2
done
[ -n "$out" ] || { usage >&2; exit 2; }
[ -n "$key" ] || fail "--key is missing: the extension's RSA key; --help says how to make one"
[ -r "$key" ] || fail "the key $key cannot be read; --help says how to make one"
[ -z "$certificate" ] || [ -r "$certificate" ] || fail "the certificate $certificate cannot be read"
[ -z "$certificate" ] || [ -r "$certificate_key" ] || fail "--certificate needs its key: --certificate-key KEY.pem"
for tool in wixl msibuild zip openssl perl; do
	command -v "$tool" >/dev/null || fail "$tool is missing: apt-get install wixl msitools zip openssl perl"
done
[ -z "$certificate" ] || command -v osslsigncode >/dev/null || fail "osslsigncode is missing: apt-get install osslsigncode"

# absolute PATH
absolute() {
	case $1 in
	/*) echo "$1" ;;
	*) echo "$PWD/$1" ;;
	esac
}

key=$(absolute "$key")
[ -z "$certificate" ] || { certificate=$(absolute "$certificate"); certificate_key=$(absolute "$certificate_key"); }
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/../.."
build=$(absolute "${build:-build/windows/package}")
[ -n "$version" ] || version=$(sed -n 's/^project(swa-agent VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
echo "$version" | grep -Eqx '[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,5}' || fail "$version is no version of a Windows package: three numbers, 0.1.0"
: "${SOURCE_DATE_EPOCH:=$(git log -1 --format=%ct 2>/dev/null || echo 1577836800)}"
export SOURCE_DATE_EPOCH
umask 022

# The programs and the extension, with the id that follows from the key.
public=$(openssl pkey -in "$key" -pubout -outform DER 2>/dev/null | base64 -w0)
[ -n "$public" ] || fail "$key is no private key that openssl reads without a passphrase"
sh packaging/msi/dependencies.sh
cmake -S . -B "$build" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$PWD/packaging/msi/toolchain.cmake" \
	-DCMAKE_BUILD_TYPE=Release -DSWA_BUILD_TESTS=OFF -DSWA_EXTENSION_PUBLIC_KEY="$public" >"$out/build.log" 2>&1 ||
	{ cat "$out/build.log" >&2; fail "the programs cannot be configured"; }
cmake --build "$build" >>"$out/build.log" 2>&1 || { tail -n 50 "$out/build.log" >&2; fail "the programs cannot be built"; }
rm "$out/build.log"

work=$(mktemp -d "$out/.build-XXXXXX")
trap 'rm -rf "$work"' EXIT
files=$work/files
mkdir "$files"

# value NAME: a name that code and packaging share.
value() {
	sed -n "s/^#define $1 \"\([^\"]*\)\".*/\1/p" "$build/generated/swa_config.h"
}
extension_id=$(value SWA_EXTENSION_ID)
gecko_id=$(value SWA_GECKO_ID)
host_name=$(value SWA_HOST_NAME)

# sign FILE
sign() {
	[ -n "$certificate" ] || return 0
	# shellcheck disable=SC2086 # no address, no option
	osslsigncode sign -certs "$certificate" -key "$certificate_key" -n swa-agent -h sha256 \
		${timestamp:+-ts $timestamp} -in "$1" -out "$1.signed" >"$work/sign.log" 2>&1 ||
		{ cat "$work/sign.log" >&2; fail "$(basename "$1") cannot be signed"; }
	mv "$1.signed" "$1"
}

for program in swa-host swa-agent swactl swa-tray; do
	x86_64-w64-mingw32-strip -o "$files/$program.exe" "$build/bin/$program.exe"
	sign "$files/$program.exe"
done
cp LICENSE "$files/LICENSE.txt"
perl packaging/sbom/windows.pl --version "$version" --build "$build" --libraries "$PWD/build/windows/deps" \
	--notices "$files/NOTICES.txt" swa-host.exe swa-agent.exe swactl.exe swa-tray.exe >"$files/swa-agent.cdx.json"
cp ui/win32/icons/ready.ico "$files/swa-tray.ico"
# The manifests lie beside the host, which they name without a folder.
for browser in chromium firefox; do
	sed -e "s|@SWA_HOST_NAME@|$host_name|; s|@CMAKE_INSTALL_FULL_BINDIR@/swa-host|swa-host.exe|" \
		-e "s|@SWA_EXTENSION_ID@|$extension_id|; s|@SWA_GECKO_ID@|$gecko_id|" \
		"packaging/native-messaging/$browser.json.in" >"$files/$browser.json"
done
sh packaging/extension/pack.sh --key "$key" --extension "$build/extension" --out "$files/extension" \
	--place "/C:/Program%20Files/SwaAgent/extension"
find "$files" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +

# uuid: of what is read, so that the same files are the same product.
uuid() {
	sha256sum | sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)\(.\{12\}\).*/\1-\2-5\3-8\4-\5/' | tr a-f A-F
}
product=$({ echo "$version"; cd "$files" && find . -type f | LC_ALL=C sort | xargs sha256sum; cat "$OLDPWD/packaging/msi/swa-agent.wxs"; } | uuid)
msi=$work/swa-agent.msi
cp packaging/msi/swa-agent.wxs "$files/"
(cd "$files" && wixl -a x64 -D Version="$version" -D ProductCode="$product" -D HostName="$host_name" \
	-D ExtensionId="$extension_id" -D GeckoId="$gecko_id" -o "$msi" swa-agent.wxs) >"$work/wixl.log" 2>&1 ||
	{ cat "$work/wixl.log" >&2; fail "wixl refused the package"; }
# wixl leaves out what it does not know, with a warning: a package that lacks something is none.
[ ! -s "$work/wixl.log" ] || { cat "$work/wixl.log" >&2; fail "wixl warned"; }

# What wixl has no word for.
msibuild "$msi" -q "UPDATE Component SET Condition = 'SERVICE_URL' WHERE Component = 'ServiceUrl'" \
	-q "UPDATE Component SET Condition = 'FORCE_EXTENSION = \"1\"' WHERE Component = 'ForceExtension'" \
	-q "UPDATE Property SET Value = 'WIX_UPGRADE_DETECTED;WIX_DOWNGRADE_DETECTED;SERVICE_URL;FORCE_EXTENSION;CHANNEL' WHERE Property = 'SecureCustomProperties'"
msibuild "$msi" -s "swa-agent $version" "The swa-agent authors" "x64;1033" "{$(echo "package $product" | uuid)}"
# The summary tells when it was made: 100 nanoseconds since 1601, beside the type of such a value.
perl -0777 -pi -e 'my $t = pack("Q<", ($ENV{SOURCE_DATE_EPOCH} + 11644473600) * 10000000);
	my $at = index($_, pack("H*", "e0859ff2f94f6810ab9108002b27b3d9"));
	die "no summary\n" if $at < 0;
	substr($_, $at, 1024) =~ s/\x40\0\0\0.{6}[\xd0-\xef]\x01/\x40\0\0\0$t/sg' "$msi"
sign "$msi"
mv "$msi" "$out/swa-agent-$version-x64.msi"
echo "$out/swa-agent-$version-x64.msi"

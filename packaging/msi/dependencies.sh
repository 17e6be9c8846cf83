#!/bin/sh
# Builds the libraries that the Windows programs are linked with, static, from Debian's source
# packages.  apt checks what it fetches against Debian's signatures; which version of the library is
# expected, and of which Debian, stands below.
set -eu

# source package   library's version   of         archive            what uses it
PACKAGES='
openssl            3.0                 bookworm   libcrypto.a        SQLCipher, and one-time codes (libcrypto alone)
libsodium          1.0.18              bookworm   libsodium.a        cryptography, guarded memory
sqlcipher          3.4.1               bookworm   libsqlcipher.a     the encrypted store
curl               7.88.1              bookworm   libcurl.a          HTTPS; TLS and the certificates are those of Windows (Schannel)
zlib               1.2.13              bookworm   libz.a             packed answers
libuv1             1.44.2              bookworm   libuv.a            event loop, pipes, child processes
pcre2              10.42               bookworm   libpcre2-8.a       login URL patterns
uriparser          0.9.8               trixie     liburiparser.a     URLs; 0.9.7 has overflows that were mended since
cjson              1.7.15              bookworm   libcjson.a         JSON
cmocka             1.1.5               bookworm   libcmocka.a        unit tests
'
HOST=x86_64-w64-mingw32
# Beside what each library chooses for itself.
FLAGS='-O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -D_WIN32_WINNT=0x0A00'

usage() {
	cat <<USAGE
Usage: packaging/msi/dependencies.sh [--jobs N] [--list] [DIR]

Builds the static libraries for 64-bit Windows into DIR: include/, lib/,
lib/pkgconfig/, licences/ as Debian states them, and versions.txt: source
package, version, release and archive of each.
DIR is build/windows/deps where none is named.  What is there already is not
built again; a run that was stopped goes on where it was.

  --jobs N  compilers at a time (default: one for each processor)
  --list    print the source packages with the versions that are expected, and stop

Needs MinGW-w64, CMake, autoconf, libtool, tclsh and patch: 'sh tests/install.sh'
installs them.  Fetches sources with apt-get, from the mirror that this system uses.
USAGE
}

fail() {
	echo "dependencies: $*" >&2
	exit 1
}

# --- the sources ---------------------------------------------------------------

# of NAME COLUMN: from the table.
of() {
	echo "$PACKAGES" | awk -v name="$1" -v column="$2" '$1 == name { print $column }'
}

# apt SUITE COMMAND...: with a list of its own, the source packages of one release, whatever this system runs.
apt() {
	home=$work/apt/$1
	shift
	apt-get -qq -o Dir::Etc::SourceList="$home/sources.list" -o Dir::Etc::SourceParts=/dev/null \
		-o Dir::State="$home/state" -o Dir::Cache="$home/cache" -o APT::Sandbox::User=root "$@"
}

prepare_apt() {
	suite=$1
	home=$work/apt/$suite
	mkdir -p "$home/state/lists/partial" "$home/cache/archives/partial"
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		awk -v suite="$suite" '$1 == "Debian" && $4 == "main" && sub(/^[a-z]+/, suite, $3) &&
			($3 == suite || $3 == suite "-security" || $3 == suite "-updates") {
				print "deb-src [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]", $2, $3, $4
			}' | sort -u >"$home/sources.list"
	grep -q " $suite " "$home/sources.list" || fail "apt knows no mirror of Debian; run 'apt-get update'"
	apt "$suite" update
}

# download NAME [SUITE]: the archives of a source package.  apt's signed index says what their checksums are,
# so the package's own description, which lists them once more, is not needed.
download() {
	rm -rf "$folder"
	mkdir -p "$folder"
	apt "$suite" source --print-uris "$1${2:+/$2}" | tr -d "'" | grep -v -e '\.dsc ' -e '\.asc ' >"$folder/archives"
	[ -s "$folder/archives" ] || return 1
	while read -r address file _ checksum; do
		/usr/lib/apt/apt-helper download-file "$address" "$folder/$file" "$checksum" || return 1
	done <"$folder/archives"
}

# As dpkg-source does it: the library's own archive, what Debian adds (in older source packages one large
# change), and Debian's changes applied.
unpack() {
	mkdir "$folder/tree"
	tar -xf "$folder/"*.orig.tar.* -C "$folder/tree" --strip-components=1
	case $(ls "$folder") in
	*.diff.gz*) zcat "$folder/"*.diff.gz | patch -d "$folder/tree" -p1 --quiet ;;
	*) tar -xf "$folder/"*.debian.tar.* -C "$folder/tree" ;;
	esac
	[ -e "$folder/tree/debian/patches/series" ] || return 0
	sed 's/#.*//; /^[[:space:]]*$/d' "$folder/tree/debian/patches/series" | while read -r change _; do
		patch -d "$folder/tree" -p1 --forward --quiet <"$folder/tree/debian/patches/$change" || exit 1
	done
}

# The newest version that can be had: a mirror may name a security update whose sources it lacks.
fetch() {
	name=$1
	suite=$(of "$name" 3)
	folder=$work/source/$name
	download "$name" >"$folder.log" 2>&1 || {
		echo "dependencies: $name: the newest sources cannot be had; taking those of $suite" >&2
		download "$name" "$suite" >>"$folder.log" 2>&1
	} || { tail -n 20 "$folder.log" >&2; fail "$name: the sources cannot be fetched"; }
	version=$(sed -En 's/.* [^ ]*_([^ _]*)\.(debian\.tar\.|diff\.gz ).*/\1/p' "$folder/archives")
	case $version in
	"$(of "$name" 2)"[-.+]*) ;;
	*) fail "$name: version $version came, $(of "$name" 2) is expected" ;;
	esac
	unpack >>"$folder.log" 2>&1 || { tail -n 20 "$folder.log" >&2; fail "$name: the sources cannot be unpacked"; }
	# With its epoch, which no file's name has.
	echo "$name $(sed -n '1s/^[^(]*(\([^)]*\)).*/\1/p' "$folder/tree/debian/changelog")" >"$folder/version"
}

# --- one library each ------------------------------------------------------------

# cmake_library OPTION...: configure, build and install the tree in which we are.
cmake_library() {
	cmake -S . -B build-windows -G 'Unix Makefiles' -DCMAKE_TOOLCHAIN_FILE="$here/toolchain.cmake" \
		-DSWA_WINDOWS_DEPS="$prefix" -DCMAKE_INSTALL_PREFIX="$prefix" -DCMAKE_INSTALL_LIBDIR=lib \
		-DCMAKE_BUILD_TYPE=Release -DCMAKE_C_FLAGS_RELEASE="$flags -DNDEBUG" -DBUILD_SHARED_LIBS=OFF \
		-Wno-dev "$@"
	make -C build-windows install
}

build_openssl() {
	./Configure mingw64 --cross-compile-prefix=$HOST- --prefix="$prefix" --libdir=lib \
		no-shared no-tests no-engine no-dso no-module no-legacy \
		no-ssl no-tls no-dtls no-cms no-ct no-cmp no-ocsp no-ts no-srp no-psk no-comp no-async \
		no-aria no-bf no-blake2 no-camellia no-cast no-des no-dh no-dsa no-gost no-idea no-md4 no-mdc2 \
		no-ocb no-rc2 no-rc4 no-rmd160 no-scrypt no-seed no-siphash no-sm2 no-sm3 no-sm4 no-whirlpool \
		no-ec2m no-rfc3779 no-ui-console -O2 -fstack-protector-strong -ffile-prefix-map="$PWD"=openssl
	make build_generated
	make libcrypto.a libcrypto.pc
	mkdir -p "$prefix/include/openssl"
	cp include/openssl/*.h "$prefix/include/openssl/"
	cp libcrypto.a "$prefix/lib/"
	sed "s|^prefix=.*|prefix=$prefix|; s|^libdir=.*|libdir=\${prefix}/lib|; s|^includedir=.*|includedir=\${prefix}/include|" \
		libcrypto.pc >"$prefix/lib/pkgconfig/libcrypto.pc"
}

build_libsodium() {
	autoreconf -fi
	./configure --host=$HOST --prefix="$prefix" --disable-shared --enable-static CFLAGS="$flags"
	make
	make install
}

# The amalgamation is made here, by tclsh, and then compiled for Windows.  OpenSSL is its cipher: the
# random numbers of the other one that it knows come from the clock there.
build_sqlcipher() {
	./configure --with-crypto-lib=none --disable-tcl --disable-shared CFLAGS='-O2 -DSQLITE_HAS_CODEC'
	make -j1 sqlite3.c
	# The same switches as in Debian's package where they change what is in a file or how it is used.
	$HOST-gcc $flags -c sqlite3.c -o sqlite3.o -I"$prefix/include" \
		-DSQLITE_HAS_CODEC -DSQLCIPHER_CRYPTO_OPENSSL -DSQLITE_TEMP_STORE=2 -DSQLITE_THREADSAFE=1 \
		-DSQLITE_SECURE_DELETE -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_OMIT_LOAD_EXTENSION
	$HOST-ar rcsD "$prefix/lib/libsqlcipher.a" sqlite3.o
	mkdir -p "$prefix/include/sqlcipher"
	cp sqlite3.h "$prefix/include/sqlcipher/"
}

# curl's own makefile for MinGW: no questions to the compiler.
build_curl() {
	mkdir -p lib/$HOST # for the objects
	# Both in the environment: the makefile adds to them.
	CFLAGS=$flags CPPFLAGS='-DHTTP_ONLY -DCURL_STATICLIB' make -C lib -f Makefile.mk CROSSPREFIX=$HOST- \
		CFG=-schannel-sspi-zlib-winidn-ipv6-unicode ZLIB_PATH="$prefix" libcurl.a
	mkdir -p "$prefix/include/curl"
	cp include/curl/*.h "$prefix/include/curl/"
	cp lib/libcurl.a "$prefix/lib/"
	cat >"$prefix/lib/pkgconfig/libcurl.pc" <<PC
prefix=$prefix
Name: libcurl
Description: HTTPS by Schannel
Version: $(of curl 2)
Cflags: -I\${prefix}/include -DCURL_STATICLIB
Libs: -L\${prefix}/lib -lcurl
Libs.private: -lz -lnormaliz -lcrypt32 -lbcrypt -lws2_32 -ladvapi32
PC
}

build_zlib() {
	# Debian leaves out the part of the sources that is for Windows; the library itself needs none.
	for source in adler32 compress crc32 deflate infback inffast inflate inftrees trees uncompr zutil; do
		$HOST-gcc $flags -c $source.c
	done
	$HOST-ar rcsD libz.a ./*.o
	cp zlib.h zconf.h "$prefix/include/"
	cp libz.a "$prefix/lib/"
}

build_libuv1() {
	cmake_library -DBUILD_TESTING=OFF -DLIBUV_BUILD_TESTS=OFF -DLIBUV_BUILD_SHARED=OFF
	# It makes a shared one in any case, and says too little of what the other needs.
	rm -f "$prefix/lib/libuv.dll.a" "$prefix/bin/libuv.dll"
	[ ! -e "$prefix/lib/libuv_a.a" ] || mv "$prefix/lib/libuv_a.a" "$prefix/lib/libuv.a"
	cat >"$prefix/lib/pkgconfig/libuv.pc" <<PC
prefix=$prefix
Name: libuv
Description: event loop
Version: $(of libuv1 2)
Cflags: -I\${prefix}/include
Libs: -L\${prefix}/lib -luv -lpsapi -luser32 -ladvapi32 -liphlpapi -luserenv -lws2_32
PC
}

build_pcre2() {
	cmake_library -DPCRE2_BUILD_TESTS=OFF -DPCRE2_BUILD_PCRE2GREP=OFF -DPCRE2_SUPPORT_JIT=OFF \
		-DPCRE2_SUPPORT_LIBBZ2=OFF -DPCRE2_SUPPORT_LIBZ=OFF -DPCRE2_SUPPORT_LIBREADLINE=OFF \
		-DPCRE2_SUPPORT_LIBEDIT=OFF -DPCRE2_SUPPORT_UNICODE=ON
	cat >"$prefix/lib/pkgconfig/libpcre2-8.pc" <<PC
prefix=$prefix
Name: libpcre2-8
Description: regular expressions
Version: $(of pcre2 2)
Cflags: -I\${prefix}/include -DPCRE2_STATIC
Libs: -L\${prefix}/lib -lpcre2-8
PC
}

build_uriparser() {
	cmake_library -DURIPARSER_BUILD_DOCS=OFF -DURIPARSER_BUILD_TESTS=OFF -DURIPARSER_BUILD_TOOLS=OFF \
		-DURIPARSER_BUILD_WCHAR_T=OFF
}

build_cjson() {
	cmake_library -DENABLE_CJSON_TEST=OFF -DENABLE_CJSON_UTILS=OFF -DENABLE_CUSTOM_COMPILER_FLAGS=OFF \
		-DBUILD_SHARED_AND_STATIC_LIBS=OFF
}

build_cmocka() {
	cmake_library -DWITH_STATIC_LIB=ON -DWITH_EXAMPLES=OFF -DUNIT_TESTING=OFF
	# It makes a shared one in any case.
	rm -f "$prefix/lib/libcmocka.dll.a" "$prefix/bin/cmocka.dll"
	mv "$prefix/lib/libcmocka-static.a" "$prefix/lib/libcmocka.a"
}

# --- all of them -------------------------------------------------------------------

# one NAME: unless it is there already.
one() {
	name=$1
	[ ! -e "$work/done/$name" ] || [ ! -e "$prefix/licences/$name" ] || return 0
	started=$(date +%s)
	[ -e "$work/source/$name/version" ] || fetch "$name"
	flags="$FLAGS -ffile-prefix-map=$work/source/$name/tree=$name"
	cd "$work/source/$name/tree"
	trap 'tail -n 30 "$work/$name.log" >&2; fail "$name cannot be built; see $work/$name.log"' EXIT
	"build_$name" >"$work/$name.log" 2>&1 # on a line of its own: in a list, 'set -e' would not hold inside
	trap - EXIT
	[ -e "$prefix/lib/$(of "$name" 4)" ] || fail "$name: its archive $(of "$name" 4) was not built"
	cp debian/copyright "$prefix/licences/$name"
	mv "$work/source/$name/version" "$work/done/$name"
	rm -rf "$work/source/$name"
	echo "dependencies: $(cat "$work/done/$name"): $(($(date +%s) - started)) s"
}

here=$(cd "$(dirname "$0")" && pwd)
jobs=$(nproc) only=
prefix=$here/../../build/windows/deps
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) usage; exit 0 ;;
	--list) echo "$PACKAGES" | sed '/^$/d'; exit 0 ;;
	--jobs) jobs=$2; shift 2 ;;
	--one) only=$2; shift 2 ;; # what make calls below
	-*) usage >&2; exit 2 ;;
	*) prefix=$1; shift ;;
	esac
done
mkdir -p "$prefix/include" "$prefix/lib/pkgconfig" "$prefix/licences"
prefix=$(cd "$prefix" && pwd)
work=$prefix/work
mkdir -p "$work/done" "$work/source"

if [ -n "$only" ]; then
	one "$only"
	exit 0
fi

# Another run into the same folder goes first.
exec 9>"$work/lock"
flock 9

names=$(echo "$PACKAGES" | awk 'NF { print $1 }')
missing=$(for name in $names; do [ -e "$work/done/$name" ] && [ -e "$prefix/licences/$name" ] || echo "$name"; done)
if [ -n "$missing" ]; then
	for tool in $HOST-gcc cmake autoreconf libtoolize tclsh patch make; do
		command -v "$tool" >/dev/null || fail "$tool is missing; 'sh tests/install.sh' installs what is needed"
	done
	for suite in $(for name in $missing; do of "$name" 3; done | sort -u); do
		prepare_apt "$suite"
	done
	# make shares its compilers among the libraries, and knows which waits for which.
	make --no-print-directory --keep-going -j"$jobs" -f - <<MAKE
all: $(echo $names)
$(echo $names):
	+@sh $here/dependencies.sh --one \$@ $prefix
sqlcipher: openssl
curl: zlib
.PHONY: all $(echo $names)
MAKE
fi
sort "$work"/done/* | while read -r name version; do
	echo "$name $version $(of "$name" 3) $(of "$name" 4)"
done >"$prefix/versions.txt"

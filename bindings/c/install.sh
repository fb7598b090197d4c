#!/bin/sh
# Installs the C library under a prefix: headers, the module map of Swift and Objective-C, the header as data (JSON),
# shared and static library, pkg-config and CMake files.
# Linux only: archive.py packs the same for every platform. $DESTDIR is put before the prefix.
#
# usage: cargo rustc --release --lib --crate-type cdylib,staticlib
#        bindings/c/install.sh [--from DIRECTORY] PREFIX [LIBDIR]
#        DIRECTORY is where cargo put the archive; default release, in cargo's target directory. LIBDIR is relative to
#        the prefix; default lib. The crate types are named because cargo leaves out link-time optimisation, and makes a
#        library a third larger, when it builds the Rust library in the same step.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
from=
if [ "${1:-}" = --from ] && [ $# -ge 2 ]; then
    from=$2
    shift 2
fi
if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: $0 [--from DIRECTORY] PREFIX [LIBDIR]" >&2
    exit 2
fi
if [ -z "$from" ]; then
    # CARGO_TARGET_DIR or a configuration file may have put it elsewhere.
    metadata=$(cargo metadata --manifest-path "$root/Cargo.toml" --no-deps --offline --format-version 1)
    from=$(printf '%s' "$metadata" | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/release
fi
archive=$from/libcognito_native.a
prefix=${DESTDIR:-}$1
libdir=$prefix/${2:-lib}
includedir=$prefix/include
version=$("$here/../version.sh")

if [ ! -f "$archive" ]; then
    echo "$0: there is no $archive; build it first (see the top of this file)" >&2
    exit 1
fi

mkdir -p "$includedir/cognito_native" "$libdir/pkgconfig" "$libdir/cmake/cognito_native"
install -m 644 "$root"/include/*.h "$root"/include/*.hpp "$includedir/"
install -m 644 "$root"/include/cognito_native/*.hpp "$root/include/cognito_native.json" "$includedir/cognito_native/"
# In our own directory, where clang looks too: the prefix's include/ is everybody's, and has one module.modulemap at most.
sed 's|header "|header "../|' "$root/include/module.modulemap" >"$includedir/cognito_native/module.modulemap"
chmod 644 "$includedir/cognito_native/module.modulemap"

"$here/prelink-static.sh" "$archive" "$libdir/libcognito_native.a"
"$here/link-shared.sh" "$libdir/libcognito_native.a" "$libdir/libcognito_native.so.1"
ln -sf libcognito_native.so.1 "$libdir/libcognito_native.so"

# Both files find the rest from where they are, so the prefix may be moved.
include_from_libdir=$(realpath -m --relative-to="$libdir" "$includedir")
configure() {
    sed -e "s|@VERSION@|$version|g" -e "s|@INCLUDE_FROM_LIBDIR@|$include_from_libdir|g" -e "s|@SYSTEM@|Linux|g" \
        -e "s|@ABOUT@|Linux $(uname -m)|g" -e "s|@PROCESSORS@|.|g" -e "s|@LIBRARY@|libcognito_native.so.1|g" \
        -e "s|@SONAME@|libcognito_native.so.1|g" -e "s|@ARCHIVE@|libcognito_native.a|g" \
        -e "s|@LINK_LIBRARIES@|gcc_s;pthread;m;dl|g" -e "s|@LIBS_PRIVATE@|-lgcc_s -lpthread -lm -ldl|g" \
        "$here/$1.in" >"$2/$1"
    chmod 644 "$2/$1"
}
configure cognito_native.pc "$libdir/pkgconfig"
configure cognito_native-config.cmake "$libdir/cmake/cognito_native"
configure cognito_native-config-version.cmake "$libdir/cmake/cognito_native"

cat <<TEXT
installed into $prefix; for those who use it:
    export PKG_CONFIG_PATH="$libdir/pkgconfig"
    cmake -B build -DCMAKE_PREFIX_PATH="$prefix"
TEXT

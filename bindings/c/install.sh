#!/bin/sh
# Installs the C library under a prefix: headers, shared and static library, pkg-config and CMake files.
# Linux only: elsewhere copy cargo's library and include/ into the application. $DESTDIR is put before the prefix.
#
# usage: cargo rustc --release --lib --crate-type cdylib,staticlib
#        bindings/c/install.sh target/release PREFIX [LIBDIR]
#        LIBDIR is relative to the prefix; default lib. The crate types are named because cargo leaves out link-time
#        optimisation, and makes a library a third larger, when it builds the Rust library in the same step.
set -eu

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    echo "usage: $0 BUILD_DIRECTORY PREFIX [LIBDIR]" >&2
    exit 2
fi
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
archive=$1/libcognito_native.a
prefix=${DESTDIR:-}$2
libdir=$prefix/${3:-lib}
includedir=$prefix/include
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$root/Cargo.toml" | head -n 1)

if [ ! -f "$archive" ]; then
    echo "$0: there is no $archive; build it first (see the top of this file)" >&2
    exit 1
fi

mkdir -p "$includedir/cognito_native" "$libdir/pkgconfig" "$libdir/cmake/cognito_native"
install -m 644 "$root"/include/cognito_native.h* "$includedir/"
install -m 644 "$root"/include/cognito_native/*.hpp "$includedir/cognito_native/"

"$here/prelink-static.sh" "$archive" "$libdir/libcognito_native.a"
"$here/link-shared.sh" "$libdir/libcognito_native.a" "$libdir/libcognito_native.so.1"
ln -sf libcognito_native.so.1 "$libdir/libcognito_native.so"

# Both files find the rest from where they are, so the prefix may be moved.
include_from_libdir=$(realpath -m --relative-to="$libdir" "$includedir")
configure() {
    sed -e "s|@VERSION@|$version|g" -e "s|@INCLUDE_FROM_LIBDIR@|$include_from_libdir|g" "$here/$1.in" >"$2/$1"
    chmod 644 "$2/$1"
}
configure cognito_native.pc "$libdir/pkgconfig"
configure cognito_native-config.cmake "$libdir/cmake/cognito_native"
configure cognito_native-config-version.cmake "$libdir/cmake/cognito_native"

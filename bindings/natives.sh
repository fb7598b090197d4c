#!/usr/bin/env bash
# Builds the library as it is shipped, for each place that the packages have for it.
#
# usage: bindings/natives.sh PLACE...      writes target/natives/PLACE: the library, its static archive, and in symbols/
#                                          what turns the addresses of a crash report into lines
#        bindings/natives.sh --able        the places for which this machine has the tools
#   linux-x64 linux-arm64                  for glibc 2.17 and later: zig and cargo-zigbuild
#   linux-musl-x64 linux-musl-arm64        for Alpine: the same
#   win-x64                                mingw-w64's gcc
#   win-x86 win-arm64                      zig and cargo-zigbuild
#   osx osx-x64 osx-arm64                  (osx is both in one file) on a Mac rustup's two targets; elsewhere zig, cargo-zigbuild and LLVM's tools
#   ios ios-simulator                      the same, static archives
#   android-arm64 android-arm android-x64  $ANDROID_NDK_HOME
#   webgl                                  the static archive for Emscripten, which links it: Debian's rustc-web, cargo-web, rust-web-src
#
# zig and cargo-zigbuild come from PyPI: pip install cargo-zigbuild 'ziglang<0.16'. Rust's standard library for the target
# comes from rustup (`rustup target add`), or from Debian's rustc-web, cargo-web and rust-web-src, which are taken when
# rustup has not got the target. On Windows itself use bindings/natives.ps1.
#
# No path of this machine is in what is shipped, so that two builds of one commit with the same tools are the same bytes, in
# whatever folder.
set -euo pipefail
cd "$(dirname "$0")/.."
. bindings/build_target.sh
. bindings/native_tools.sh

out=${CARGO_TARGET_DIR:-target}/natives
mkdir -p "$out"
out=$(cd "$out" && pwd)
readonly out android_api=21
# The oldest systems Unity's players run on; the compilers of C would take their own.
export MACOSX_DEPLOYMENT_TARGET=${MACOSX_DEPLOYMENT_TARGET:-11.0}
export IPHONEOS_DEPLOYMENT_TARGET=${IPHONEOS_DEPLOYMENT_TARGET:-12.0}
# Lines for crash reports; split from the library below.
export CARGO_PROFILE_RELEASE_STRIP=none CARGO_PROFILE_RELEASE_DEBUG=line-tables-only

# split FILE [by-id]: moves what only a debugger reads from a library to symbols/ beside it. The two name each other by
# build id, or else by a sum of the symbols in the library.
split() {
    local file=$1 symbols link=()
    symbols=$(dirname "$file")/symbols/$(basename "$file").debug
    mkdir -p "$(dirname "$symbols")"
    "$(objcopy_tool)" --only-keep-debug "$file" "$symbols"
    if [ "${2:-}" != by-id ]; then link=("--add-gnu-debuglink=$symbols"); fi
    "$(objcopy_tool)" --strip-all "${link[@]}" "$file"
}

# place PLACE FILE: refuses what is not fit to be shipped, and says what there is.
place() {
    local glibc=
    case $1 in linux-musl-*) ;; linux-*) glibc=2.17 ;; esac
    bindings/check_native.sh "$out/$1/$2" ${glibc:+"$glibc"}
    tells_no_path "$out/$1/libcognito_native.a"
    tells_no_path "$out/$1/$2"
}

tells_no_path() {
    local path
    for path in "$HOME" $(machine_paths | sed 's/=.*//'); do
        ! grep -aqF "${path%/}/" "$1" || fail "$1 tells a path of this machine: $path"
    done
    echo "$1: $(wc -c <"$1") bytes"
}

# linux PLACE TRIPLE ZIG_TARGET CROSS: linked as bindings/c/install.sh does, so that the packages all have one library.
linux() {
    local directory=$out/$1 id
    zig_target "$2" staticlib
    KEEP_DEBUG=1 CROSS=$4 bindings/c/prelink-static.sh "$built/libcognito_native.a" "$directory/with-lines.a"
    "$4objcopy" -D --strip-unneeded "$directory/with-lines.a" "$directory/libcognito_native.a"
    # Not the linker's own, nor a sum of the symbols: the lines of zig's unwinder say where zig is on this machine.
    id=$(sha1sum <"$directory/libcognito_native.a")
    printf '#!/bin/sh\nexec "%s" cc -target %s -Wl,--build-id=0x%s "$@"\n' "$(zig_home)/zig" "$3" "${id%% *}" >"$directory/cc"
    chmod +x "$directory/cc"
    KEEP_DEBUG=1 CC=$directory/cc bindings/c/link-shared.sh "$directory/with-lines.a" "$directory/libcognito_native.so"
    rm "$directory/cc" "$directory/with-lines.a"
    split "$directory/libcognito_native.so" by-id
    place "$1" libcognito_native.so
}

# windows PLACE: what cargo linked, and an import library for whatever compiler the program is built with.
windows() {
    local directory=$out/$1 machine=$2
    cp "$built/cognito_native.dll" "$directory/"
    cp "$built/libcognito_native.a" "$directory/libcognito_native.a"
    "$(objcopy_tool)" --strip-debug "$directory/libcognito_native.a"
    split "$directory/cognito_native.dll"
    { echo "EXPORTS" && cat bindings/symbols.txt; } >"$directory/cognito_native.def"
    "$(dlltool)" -m "$machine" -D cognito_native.dll -d "$directory/cognito_native.def" -l "$directory/cognito_native.lib"
    place "$1" cognito_native.dll
}

# mac PLACE TRIPLE ARCH: one processor's.
mac() {
    local triple=$2 arch=$3 part=$out/$1
    if [ "$(uname -s)" = Darwin ]; then
        build_target "$triple" release
        cp "$built/libcognito_native.dylib" "$part/"
        strip -x "$part/libcognito_native.dylib"
    else
        zig_target "$triple" staticlib
        link_dylib "$built/libcognito_native.a" "$arch" "$part/libcognito_native.dylib"
    fi
    cp "$built/libcognito_native.a" "$part/"
    "$(objcopy_tool)" --strip-debug "$part/libcognito_native.a"
    place "$1" libcognito_native.dylib
}

# Both processors' in one file, for Unity and for C.
mac_universal() {
    local file
    for file in libcognito_native.dylib libcognito_native.a; do
        [ -f "$out/osx-x64/$file" ] || build_place osx-x64
        [ -f "$out/osx-arm64/$file" ] || build_place osx-arm64
        "$(lipo_tool)" -create "$out/osx-arm64/$file" "$out/osx-x64/$file" -output "$out/osx/$file"
    done
    place osx libcognito_native.dylib
}

# apple_archive PLACE TRIPLE...: a static archive, for one or more processors.
apple_archive() {
    local directory=$out/$1 triple parts=()
    shift
    for triple in "$@"; do
        if [ "$(uname -s)" = Darwin ]; then build_target "$triple" release; else zig_target "$triple" staticlib; fi
        cp "$built/libcognito_native.a" "$directory/$triple.a"
        "$(objcopy_tool)" --strip-debug "$directory/$triple.a"
        parts+=("$directory/$triple.a")
    done
    "$(lipo_tool)" -create "${parts[@]}" -output "$directory/libcognito_native.a"
    rm "${parts[@]}"
    tells_no_path "$directory/libcognito_native.a"
}

android() {
    local directory=$out/$1 triple=$2 clang=$3 bin upper
    bin=$(echo "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin)
    upper=$(tr 'a-z-' 'A-Z_' <<<"$triple")
    export "CARGO_TARGET_${upper}_LINKER=$bin/$clang$android_api-clang" \
        "CC_${triple//-/_}=$bin/$clang$android_api-clang" "AR_${triple//-/_}=$bin/llvm-ar"
    build_target "$triple" release
    cp "$built/libcognito_native.so" "$built/libcognito_native.a" "$directory/"
    "$bin/llvm-objcopy" --strip-debug "$directory/libcognito_native.a"
    split "$directory/libcognito_native.so"
    place "$1" libcognito_native.so
}

# It is linked by the linker of the engine, so it keeps no line numbers, which that one would ship.
webgl() {
    CARGO_PROFILE_RELEASE_STRIP=symbols CARGO_PROFILE_RELEASE_DEBUG=false bindings/web/build.sh >/dev/null
    cp "${CARGO_TARGET_DIR:-target}/web/libcognito_native.a" "$out/$1/"
    tells_no_path "$out/$1/libcognito_native.a"
}

build_place() {
    rm -rf "${out:?}/$1"
    mkdir -p "$out/$1"
    case $1 in
    linux-x64) linux "$1" x86_64-unknown-linux-gnu.2.17 x86_64-linux-gnu.2.17 "$(cross x86_64)" ;;
    linux-arm64) linux "$1" aarch64-unknown-linux-gnu.2.17 aarch64-linux-gnu.2.17 "$(cross aarch64)" ;;
    linux-musl-x64) linux "$1" x86_64-unknown-linux-musl x86_64-linux-musl "$(cross x86_64)" ;;
    linux-musl-arm64) linux "$1" aarch64-unknown-linux-musl aarch64-linux-musl "$(cross aarch64)" ;;
    win-x64) build_target x86_64-pc-windows-gnu release && windows "$1" i386:x86-64 ;;
    win-x86) zig_target i686-pc-windows-gnu cdylib,staticlib && windows "$1" i386 ;;
    win-arm64) zig_target aarch64-pc-windows-gnullvm cdylib,staticlib && windows "$1" arm64 ;;
    osx-x64) mac "$1" x86_64-apple-darwin x86_64 ;;
    osx-arm64) mac "$1" aarch64-apple-darwin arm64 ;;
    osx) mac_universal ;;
    ios) apple_archive "$1" aarch64-apple-ios ;;
    ios-simulator) apple_archive "$1" aarch64-apple-ios-sim x86_64-apple-ios ;;
    android-arm64) android "$1" aarch64-linux-android aarch64-linux-android ;;
    android-arm) android "$1" armv7-linux-androideabi armv7a-linux-androideabi ;;
    android-x64) android "$1" x86_64-linux-android x86_64-linux-android ;;
    webgl) webgl "$1" ;;
    esac
}

[ $# -gt 0 ] || fail "which place? (see the top of this file)"
if [ "$1" = --able ]; then
    for wanted in $PLACES; do
        if [ -z "$(lacking "$wanted")" ]; then echo "$wanted"; fi
    done
    exit
fi
# All of them before the first build: a build takes minutes.
for wanted in "$@"; do
    missing=$(lacking "$wanted")
    [ -z "$missing" ] || fail "for $wanted: $missing"
done
# rustc's share of it is in shipped_flags. ring's C has no paths but in what a debugger reads; zig's headers are named there.
CFLAGS="${CFLAGS:-} $(forget_paths -ffile-prefix-map)"
if [ -n "$(zig_home)" ]; then CFLAGS="$CFLAGS -ffile-prefix-map=$(zig_home)=/zig"; fi
export CFLAGS
for wanted in "$@"; do build_place "$wanted"; done

#!/usr/bin/env bash
# Builds the library as it is shipped, for the places that the Unity package and the NuGet package have for it.
#
# usage: bindings/natives.sh PLACE...        writes target/natives/PLACE/FILE, and prints what package.py and pack.py
#                                            (bindings/unity, bindings/csharp) are to be given for it
#   windows-x86_64                           mingw-w64's gcc
#   linux-x86_64 linux-arm64                 for glibc 2.17 and later: cargo-zigbuild and ziglang (before 0.16) from PyPI
#   macos                                    on a Mac rustup's two targets; elsewhere cargo-zigbuild, ld64.lld, llvm-lipo
#   ios                                      only on a Mac: rustup's target
#   android-arm64-v8a android-armeabi-v7a android-x86_64        $ANDROID_NDK_HOME
#
# Rust's standard library for the target comes from rustup (`rustup target add`), or from Debian's rustc-web, cargo-web
# and rust-web-src, which are taken when rustup has not got the target.
set -euo pipefail
cd "$(dirname "$0")/.."
. bindings/build_target.sh

readonly out=${CARGO_TARGET_DIR:-target}/natives
readonly android_api=21
# The oldest systems Unity's players run on; the compilers of C would take their own.
export MACOSX_DEPLOYMENT_TARGET=${MACOSX_DEPLOYMENT_TARGET:-11.0}
export IPHONEOS_DEPLOYMENT_TARGET=${IPHONEOS_DEPLOYMENT_TARGET:-12.0}

fail() {
    echo "bindings/natives.sh: $*" >&2
    exit 1
}

need_tool() {
    command -v "$1" >/dev/null || fail "$1 is missing: $2"
}

# The first of these that is there.
installed() {
    local tool
    for tool in "$@"; do
        if command -v "$tool"; then return; fi
    done
    fail "none of these is installed: $*"
}

# Where PyPI's ziglang is.
zig_home() {
    python3 -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))'
}

# Writes a stub of a framework that the library reads the system's certificates with: the names that the archive wants of
# it, which begin with PATTERN. zig has none, and ld64.lld needs one to know where they will be.
framework_stub() {
    local framework=$1 pattern=$2 archive=$3 stub=$out/$1.tbd targets='[ x86_64-macos, arm64-macos ]' names
    names=$("$(installed llvm-nm llvm-nm-22)" --undefined-only "$archive" 2>/dev/null |
        awk '{ print $NF }' | grep -E "^_$pattern" | sort -u | paste -sd, -)
    cat >"$stub" <<END
--- !tapi-tbd
tbd-version: 4
targets: $targets
install-name: '/System/Library/Frameworks/$framework.framework/Versions/A/$framework'
exports:
  - targets: $targets
    symbols: [ $names ]
...
END
    echo "$stub"
}

# Rust's own archives for Apple systems hold std under global names; linked again, only our exports are left.
# The -u of each export keeps what nothing else refers to.
link_dylib() {
    local archive=$1 arch=$2 dylib=$3 symbols=$out/exports.apple security core_foundation
    security=$(framework_stub Security 'k?Sec' "$archive")
    core_foundation=$(framework_stub CoreFoundation '(k|__)?CF' "$archive")
    sed 's/^/_/' bindings/symbols.txt >"$symbols"
    # shellcheck disable=SC2046 # one word per name is meant
    "$(installed ld64.lld ld64.lld-22)" -dylib -arch "$arch" \
        -platform_version macos "$MACOSX_DEPLOYMENT_TARGET" "$MACOSX_DEPLOYMENT_TARGET" \
        -exported_symbols_list "$symbols" $(sed 's/^/-u /' "$symbols") -install_name @rpath/libcognito_native.dylib \
        -dead_strip -x -o "$dylib" "$archive" "$security" "$core_foundation" \
        "$(zig_home)/lib/libc/darwin/libSystem.tbd"
}

# One processor's part of the Mac library, at $out/macos/PART.dylib.
mac_part() {
    local triple=$1 arch=$2 part=$out/macos/$2.dylib
    if [ "$(uname -s)" = Darwin ]; then
        build_target "$triple" release
        cp "$built/libcognito_native.dylib" "$part"
    else
        zig_target "$triple" staticlib
        link_dylib "$built/libcognito_native.a" "$arch" "$part"
    fi
}

# With zig for the C compiler and the linker. Sets `built`.
zig_target() {
    local triple=$1 kinds=$2
    need_tool cargo-zigbuild "pip install cargo-zigbuild 'ziglang<0.16'"
    CARGO_ZIGBUILD_ZIG_PATH=$(zig_home)/zig
    export CARGO_ZIGBUILD_ZIG_PATH
    set -- rustc --locked --release --lib --crate-type "$kinds" --target "$triple"
    if has_target "${triple%.2.17}"; then
        cargo-zigbuild "$@"
        built=${CARGO_TARGET_DIR:-target}/${triple%.2.17}/release
    else
        debian cargo-zigbuild "$@" -Zbuild-std=std,panic_unwind
        built=$(debian_target_directory)/${triple%.2.17}/release
    fi
}

android() {
    local triple=$1 clang=$2 bin upper
    [ -n "${ANDROID_NDK_HOME:-}" ] || fail "give the path of the Android NDK in ANDROID_NDK_HOME"
    bin=$(echo "$ANDROID_NDK_HOME"/toolchains/llvm/prebuilt/*/bin)
    upper=$(tr 'a-z-' 'A-Z_' <<<"$triple")
    [ -x "$bin/$clang$android_api-clang" ] || fail "there is no $bin/$clang$android_api-clang"
    export "CARGO_TARGET_${upper}_LINKER=$bin/$clang$android_api-clang" \
        "CC_${triple//-/_}=$bin/$clang$android_api-clang" "AR_${triple//-/_}=$bin/llvm-ar"
    build_target "$triple" release
}

# place PLACE RID FILE_NAME: puts the built file where it is promised, and says what to give to whom.
place() {
    local place=$1 rid=$2 name=$3 file=$out/$1/$3
    mkdir -p "$out/$place"
    if [ -n "${built:-}" ]; then cp "$built/$name" "$file"; fi
    case $name:$place in
    *.a:*) ;;
    *:linux-*) bindings/check_native.sh "$file" 2.17 ;;
    *) bindings/check_native.sh "$file" ;;
    esac
    echo "$file: $(wc -c <"$file") bytes"
    if [ "$place" != linux-arm64 ]; then echo "    package.py --native $place=$file"; fi
    if [ -n "$rid" ]; then echo "    pack.py --native $rid=$file"; fi
}

build_place() {
    local name
    case $1 in
    windows-x86_64)
        need_tool x86_64-w64-mingw32-gcc "on Debian gcc-mingw-w64-x86-64-win32"
        build_target x86_64-pc-windows-gnu release
        place "$1" win-x64 cognito_native.dll
        ;;
    linux-x86_64)
        zig_target x86_64-unknown-linux-gnu.2.17 cdylib,staticlib
        place "$1" linux-x64 libcognito_native.so
        ;;
    linux-arm64)
        zig_target aarch64-unknown-linux-gnu.2.17 cdylib,staticlib
        place "$1" linux-arm64 libcognito_native.so
        ;;
    macos)
        mkdir -p "$out/macos"
        mac_part aarch64-apple-darwin arm64
        mac_part x86_64-apple-darwin x86_64
        name=libcognito_native.dylib
        "$(installed lipo llvm-lipo llvm-lipo-22 llvm-lipo-14)" -create \
            "$out/macos/arm64.dylib" "$out/macos/x86_64.dylib" -output "$out/macos/$name"
        rm "$out/macos/arm64.dylib" "$out/macos/x86_64.dylib"
        built=
        place "$1" osx "$name"
        ;;
    ios)
        need_tool xcrun "the library for iOS is built on a Mac"
        build_target aarch64-apple-ios release
        place "$1" "" libcognito_native.a
        ;;
    android-arm64-v8a)
        android aarch64-linux-android aarch64-linux-android
        place "$1" android-arm64 libcognito_native.so
        ;;
    android-armeabi-v7a)
        android armv7-linux-androideabi armv7a-linux-androideabi
        place "$1" android-arm libcognito_native.so
        ;;
    android-x86_64)
        android x86_64-linux-android x86_64-linux-android
        place "$1" android-x64 libcognito_native.so
        ;;
    *) fail "there is no place $1 (see the top of this file)" ;;
    esac
}

[ $# -gt 0 ] || fail "which place? (see the top of this file)"
for wanted in "$@"; do build_place "$wanted"; done

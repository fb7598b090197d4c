# Sourced by natives.sh: which tools a place takes, where they are, and how they link.
# shellcheck shell=bash disable=SC2154,SC2034 # `out` is natives.sh's; `built` is for it

readonly PLACES="linux-x64 linux-arm64 linux-musl-x64 linux-musl-arm64 win-x64 win-x86 win-arm64 osx-x64 osx-arm64 osx ios
    ios-simulator android-arm64 android-arm android-x64 webgl"

fail() {
    echo "bindings/natives.sh: $*" >&2
    exit 1
}

# The first of these that is there; nothing when none is.
first_of() {
    local tool
    for tool in "$@"; do
        if command -v "$tool"; then return; fi
    done
}

objcopy_tool() { first_of llvm-objcopy llvm-objcopy-22 llvm-objcopy-14; }
lipo_tool() { first_of lipo llvm-lipo llvm-lipo-22 llvm-lipo-14; }
nm_tool() { first_of llvm-nm llvm-nm-22 llvm-nm-14 nm; }
dlltool() { first_of llvm-dlltool llvm-dlltool-22 llvm-dlltool-14; }

# The prefix of binutils for a processor.
cross() {
    if [ "$(uname -m)" = "$1" ]; then echo; else echo "$1-linux-gnu-"; fi
}

# Where PyPI's ziglang is; nothing when it is not.
zig_home() {
    python3 -c 'import os, ziglang; print(os.path.dirname(ziglang.__file__))' 2>/dev/null || true
}

# lacking PLACE: what this machine has not got for it, in words; nothing when all is there.
lacking() {
    case $1 in
    android-*)
        if [ ! -d "${ANDROID_NDK_HOME:-}" ]; then echo "give the path of the Android NDK in ANDROID_NDK_HOME"; fi
        ;;
    osx* | ios | ios-simulator)
        if [ "$(uname -s)" = Darwin ]; then return; fi
        lacking_zig
        if [ -z "$(lipo_tool)" ]; then echo "llvm-lipo is missing (Debian: llvm-22)"; fi
        if [[ $1 == osx* ]] && [ -z "$(first_of ld64.lld ld64.lld-22)" ]; then echo "ld64.lld is missing (Debian: lld-22)"; fi
        ;;
    win-x64)
        if [ -z "$(first_of x86_64-w64-mingw32-gcc)" ]; then
            echo "x86_64-w64-mingw32-gcc is missing (Debian: gcc-mingw-w64-x86-64-win32)"
        fi
        lacking_llvm
        ;;
    win-*)
        lacking_zig
        lacking_llvm
        ;;
    linux-*)
        lacking_zig
        if [ -z "$(first_of "$(cross "$(processor "$1")")ld")" ]; then
            echo "binutils for $(processor "$1") is missing (Debian: binutils-aarch64-linux-gnu)"
        fi
        ;;
    webgl)
        if [ ! -d /usr/lib/rustlib/src/rust/library ]; then echo "Rust's source is missing (Debian: rustc-web cargo-web rust-web-src)"; fi
        ;;
    *) echo "there is no such place; there are ${PLACES//$'\n'/ }" ;;
    esac
    if [ -z "$(objcopy_tool)" ]; then echo "llvm-objcopy is missing (Debian: llvm-22)"; fi
}

lacking_zig() {
    if [ -z "$(first_of cargo-zigbuild)" ] || [ -z "$(zig_home)" ]; then
        echo "zig is missing (pip install cargo-zigbuild 'ziglang<0.16')"
    fi
}

lacking_llvm() {
    if [ -z "$(dlltool)" ]; then echo "llvm-dlltool is missing (Debian: llvm-22)"; fi
}

processor() {
    case $1 in *arm64) echo aarch64 ;; *) echo x86_64 ;; esac
}

# zig_target TRIPLE KINDS: with zig for the C compiler and the linker. Sets `built`.
zig_target() {
    local triple=$1 kinds=$2 flags=${RUSTFLAGS:-}
    CARGO_ZIGBUILD_ZIG_PATH=$(zig_home)/zig
    export CARGO_ZIGBUILD_ZIG_PATH
    # Alpine's programs share its libc; a static one in our library would be a second.
    case $triple in *-musl) flags="$flags -C target-feature=-crt-static" ;; esac
    flags="$flags $(shipped_flags "${triple%.2.17}")"
    set -- rustc --locked --release --lib --crate-type "$kinds" --target "$triple"
    if has_target "${triple%.2.17}"; then
        RUSTFLAGS=$flags cargo-zigbuild "$@"
        built=${CARGO_TARGET_DIR:-target}/${triple%.2.17}/release
    else
        RUSTFLAGS=$flags debian cargo-zigbuild "$@" -Zbuild-std=std,panic_unwind
        built=$(debian_target_directory)/${triple%.2.17}/release
    fi
}

# Writes a stub of a framework that the library reads the system's certificates with: the names that the archive wants of
# it, which begin with PATTERN. zig has none, and ld64.lld needs one to know where they will be.
framework_stub() {
    local framework=$1 pattern=$2 archive=$3 stub=$out/$1.tbd targets='[ x86_64-macos, arm64-macos ]' names
    names=$("$(nm_tool)" --undefined-only "$archive" 2>/dev/null |
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
    "$(first_of ld64.lld ld64.lld-22)" -dylib -arch "$arch" \
        -platform_version macos "$MACOSX_DEPLOYMENT_TARGET" "$MACOSX_DEPLOYMENT_TARGET" \
        -exported_symbols_list "$symbols" $(sed 's/^/-u /' "$symbols") -install_name @rpath/libcognito_native.dylib \
        -dead_strip -x -S -o "$dylib" "$archive" "$security" "$core_foundation" \
        "$(zig_home)/lib/libc/darwin/libSystem.tbd"
    rm "$symbols" "$security" "$core_foundation"
}

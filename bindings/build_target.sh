# Sourced: builds the library for a target, with whatever toolchain is there.
# shellcheck shell=bash disable=SC2034 # `built` is for those who source it

# build_target TRIPLE PROFILE: sets `built` to the directory that holds the library and the archive.
# rustup's toolchain when it has the target (`rustup target add TRIPLE`), or else Debian's rustc-web, which has the
# source of its standard library beside it.
build_target() {
    local triple=$1 profile=$2 directory=$2 flags
    if [ "$profile" = dev ]; then directory=debug; fi
    set -- rustc --locked --profile "$profile" --lib --crate-type cdylib,staticlib --target "$triple"
    if [ "$(uname -m)" != aarch64 ]; then
        export CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc
    fi
    if [ "$profile" = release ]; then
        flags=$(shipped_flags "$triple")
        local -x RUSTFLAGS="${RUSTFLAGS:-} $flags"
    fi
    if has_target "$triple"; then
        cargo "$@"
        built=${CARGO_TARGET_DIR:-target}/$triple/$directory
    else
        debian cargo "$@" -Zbuild-std=std,panic_unwind
        built=$(debian_target_directory)/$triple/$directory
    fi
}

# this_target: the TRIPLE of this machine.
this_target() {
    rustc --version --verbose | sed -n 's/^host: //p'
}

# shipped_flags TRIPLE: what the shipped library is compiled with, beyond what Cargo.toml can say.
shipped_flags() {
    local flags=
    # An unwinder's tables have less to say of a function with a frame pointer: 60 kB of the library. Elsewhere functions
    # have one anyway, or other tables.
    case $1 in x86_64-*-linux-*) flags="-C force-frame-pointers=yes" ;; esac
    # Built for size, nothing is inlined that has more than a call's instructions, which Rust's small wrappers all have: with
    # this a request that is answered from memory takes a tenth less and a signature a twentieth, for 4 kB. At 50 it would be
    # 24 kB, at 80 200.
    flags="$flags -C llvm-args=-inline-threshold=30"
    cargo fetch --locked --target "$1" >&2
    echo "$flags $(forget_paths --remap-path-prefix)"
}

# forget_paths OPTION: machine_paths, each as a compiler's OPTION.
forget_paths() {
    local map
    while read -r map; do printf ' %s=%s' "$1" "$map"; done < <(machine_paths)
}

# machine_paths: everything that would be this machine's path in a binary, and what stands there instead, one a line.
# The crates last, and short: where a machine keeps them is nobody's concern, and 12 kB.
machine_paths() {
    local cargo_home=${CARGO_HOME:-$HOME/.cargo} maps crates
    maps=("$PWD=/cognito-native" "$(realpath -m "${CARGO_TARGET_DIR:-target}")=/target" "$cargo_home=/cargo"
        "$(rustc --print sysroot)/lib/rustlib/src/rust=/rust" "/usr/lib/rustlib/src/rust=/rust")
    for crates in "$cargo_home"/registry/src/*/; do maps+=("$crates="); done
    printf '%s\n' "${maps[@]}"
}

has_target() {
    [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]
}

# debian COMMAND...: with Debian's toolchain before whatever else is in PATH.
debian() {
    env PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc CARGO=/usr/bin/cargo RUSTC_BOOTSTRAP=1 \
        CARGO_TARGET_DIR="$(debian_target_directory)" "$@"
}

# One directory for all its targets, so that the build scripts are compiled once.
debian_target_directory() {
    echo "${CARGO_TARGET_DIR:-target}/debian"
}

# Sourced by the `run` scripts, after debian_packages.sh: Debian 13 in a folder, for what Debian 12 lacks, Swift and a JDK
# with the foreign function API. Only root can start programs in it.
# shellcheck shell=bash

readonly trixie_packages=swiftlang,libc6-dev,libstdc++-14-dev,openjdk-25-jdk-headless
# A third is left: compilers and run-time libraries, without debuggers, servers for editors, manuals and other targets.
readonly trixie_without=(
    '/usr/libexec/swift/bin/'{'lld*','ld*','wasm-ld','clangd','sourcekit*','swift-package*','swift-format','docc','llvm-*'}
    '/usr/libexec/swift/lib/lib'{'lldb*','sourcekitd*','LTO*','swiftGenericMetadataBuilder*'}
    '/usr/libexec/swift/lib/swift/'{'embedded/*','FrameworkABIBaseline/*','pm/*','host/lib_InternalSwiftScan.so'}
    '/usr/libexec/swift/lib/swift_static/*' '/usr/libexec/gcc/*/'{'cc1','lto1'}
    '/usr/lib/jvm/*/'{'jmods/*','lib/server/*.jsa'} '/usr/share/'{'doc/*','man/*','locale/*'}
)

# trixie_root: sets $trixie_root to its directory, made unless it is there. Fails, and sets $trixie_problem, where it
# cannot be had.
trixie_root() {
    trixie_root=$root/tests/.cache/trixie
    local key mirror exclude=()
    key=$(sha256sum "$root/tests/trixie.sh" | cut -c1-16)
    [ ! -f "$trixie_root/complete-$key" ] || return 0
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        trixie_problem="Debian 13 in a folder needs root and apt"
        return 1
    fi
    command -v mmdebstrap >/dev/null || install_packages mmdebstrap mmdebstrap
    # Where this machine's own packages come from; none is named where that is not Debian's.
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -n 1)
    exclude=("${trixie_without[@]/#/--dpkgopt=path-exclude=}")
    rm -rf "$trixie_root"
    if ! mmdebstrap --mode=root --variant=extract --quiet "${exclude[@]}" --include="$trixie_packages" \
        trixie "$trixie_root" ${mirror:+"$mirror"}; then
        trixie_problem="Debian 13 could not be fetched (no network?)"
        return 1
    fi
    # Nothing is configured, only unpacked: half the time. What the base system would have linked:
    local directory
    for directory in bin lib lib64 sbin; do ln -sf "usr/$directory" "$trixie_root/$directory"; done
    mkdir -p "$trixie_root/proc" "$trixie_root/tmp"
    # Cargo looks through every folder here, and would walk out through this one.
    rm -f "$trixie_root/dev/fd"
    touch "$trixie_root/complete-$key"
}

# in_trixie COMMAND…: runs it there, with /proc; what it mounts and starts ends with it.
in_trixie() { timeout 300 unshare --mount-proc --pid --fork --kill-child --root="$trixie_root" "$@"; }

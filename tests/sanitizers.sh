#!/usr/bin/env bash
# Runs the contract programs (tests/abi/*.c) with the library under a checker: tests/sanitizers.sh address|thread|valgrind
#
# address, thread: the library (for thread its standard library too) and the programs are built with the sanitizer. That
# needs a nightly feature and a matching standard library source, which Debian packages as rustc-web. The emulator is a
# plain process of its own, so that only the library is under test.
# valgrind: the plain debug build, over HTTP only (the cryptography's assembly reads bytes valgrind thinks undefined).
#
# Ends with "N passed, M failed"; the exit code is 1 when one failed, 2 when something is missing.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
. "$here/tests/with_emulator.sh"
. "$here/tests/debug_build.sh"
target=${CARGO_TARGET_DIR:-$here/target}
checker=${1:-}
triple=$(uname -m)-unknown-linux-gnu
clang=clang-22
most_seconds=300

# Programs a checker cannot run, with the reason; each is named in the output.
cannot_run() {
    case $checker:$1 in
    # Nothing so far.
    *) return 1 ;;
    esac
}

usage() {
    echo "usage: tests/sanitizers.sh address|thread|valgrind" >&2
    exit 2
}

missing() {
    echo "tests/sanitizers.sh: $1 is missing. On Debian: apt-get install -y --no-install-recommends $2" >&2
    exit 2
}

need() {
    command -v "$1" >/dev/null || missing "$1" "$2"
}

check_tools() {
    need timeout coreutils
    need cargo cargo
    case $checker in
    valgrind)
        need valgrind valgrind
        need cc gcc
        ;;
    address | thread)
        packages="clang-22 libclang-rt-22-dev rustc-web cargo-web rust-web-src"
        need $clang "$packages"
        for file in /usr/bin/cargo /usr/bin/rustc /usr/lib/rustlib/src/rust/library/Cargo.lock; do
            [ -e "$file" ] || missing "$file" "$packages"
        done
        find "$($clang --print-resource-dir)/lib" -name "libclang_rt.$(runtime_name)*" | grep -q . ||
            missing "clang's runtime for $checker" "$packages"
        ;;
    *) usage ;;
    esac
}

runtime_name() {
    if [ "$checker" = address ]; then echo asan; else echo tsan; fi
}

# Debian's toolchain stands before whatever else is in PATH, for cargo to find its own rustc.
debian_cargo() {
    PATH=/usr/bin:$PATH RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 /usr/bin/cargo "$@"
}

build_library() {
    [ "$checker" != valgrind ] || return 0
    own_target=$target/sanitizers/$checker
    # A race is seen only where every access is instrumented, the standard library's too.
    if [ "$checker" = thread ]; then set -- -Zbuild-std; else set --; fi
    (cd "$here" && CARGO_TARGET_DIR=$own_target \
        RUSTFLAGS="-Zsanitizer=$checker -Zexternal-clangrt -Clinker=$clang -Clink-arg=-fsanitize=$checker" \
        debian_cargo build --quiet --lib "$@" --target "$triple")
    library=$own_target/$triple/debug/libcognito_native.so
}

compile() {
    case $checker in
    valgrind) set -- "$1" cc ;;
    *) set -- "$1" $clang "-fsanitize=$checker" ;;
    esac
    name=$1
    shift
    # Some pass NULL where the header says that none may be: what happens then is their promise.
    "$@" -std=c11 -g -Wall -Wextra -Wpedantic -Werror -Wno-nonnull -pthread -I "$here/include" \
        "$here/tests/abi/$name.c" "$library" -o "$work/$name"
}

# Runs a program against an emulator of its own; further arguments are the emulator's.
run() {
    name=$1
    shift
    with_emulator "$work" "$emulator" "$@" -- checked "$name" >"$work/output" 2>&1
}

# Whoever uses a thread local with a destructor in a thread's last moments (tokio's, to wake the timers' thread) leaves glibc
# 32 bytes that it never frees.
suppressions() {
    cat <<'END'
{
    a destructor of a thread that has ended
    Memcheck:Leak
    match-leak-kinds: definite
    fun:calloc
    fun:__cxa_thread_atexit_impl
}
END
}

# With llvm-22 installed the reports name functions and lines; without, addresses.
checked() {
    program=$work/$1
    export COGNITO_TEST_SLOW=1 LD_LIBRARY_PATH="$work"
    symbolizer=$(command -v llvm-symbolizer-22 || true)
    options=${symbolizer:+external_symbolizer_path=$symbolizer:}
    # Without a symbolizer AddressSanitizer cannot tell the leak of glibc's own from others; valgrind can.
    leaks=1 known=/dev/null
    if [ "$1" = thread_exit ]; then
        leaks=0 known=$work/known_leaks
        suppressions >"$known"
    fi
    case $checker in
    address)
        ASAN_OPTIONS=${options}detect_leaks=$leaks:detect_stack_use_after_return=1 \
            LSAN_OPTIONS=report_objects=1 exec timeout $most_seconds "$program"
        ;;
    thread)
        # A process that ends with requests under way ends with threads, which is what it is there to show.
        if [ "$1" = process_end ]; then options=${options}report_thread_leaks=0:; fi
        TSAN_OPTIONS=${options}halt_on_error=1:second_deadlock_stack=1 exec timeout $most_seconds "$program"
        ;;
    valgrind)
        exec timeout $most_seconds valgrind --quiet --error-exitcode=99 --leak-check=full \
            --errors-for-leak-kinds=definite --suppressions="$known" --fair-sched=yes "$program"
        ;;
    esac
}

report() {
    local start=$SECONDS
    if run "$@"; then
        passed=$((passed + 1))
        echo "ok      $checker $* ($((SECONDS - start)) s)"
    else
        failed=$((failed + 1))
        echo "FAILED  $checker $*"
        head -n 60 "$work/output"
    fi
}

check_tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$here"
debug_build
build_library
ln -s "$library" "$work/libcognito_native.so.1"

passed=0 failed=0
for source in "$here"/tests/abi/*.c; do
    name=$(basename "$source" .c)
    if cannot_run "$name"; then
        echo "not run $checker $name: $reason"
        continue
    fi
    compile "$name"
    report "$name"
    if [ "$name" = one_flight ] && [ "$checker" != valgrind ]; then
        report "$name" --https --ca-file "$work/ca.pem"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# Runs contract programs with a build that has no HTTP of its own, over a transport of libcurl's, with
# COGNITO_THREADS_NONE: tests/host_http.sh [PROGRAM…]. tests/abi/over_curl.h checks that the process has one thread.
#
# Ends with "N passed, M failed"; the exit code is 1 when one failed.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/with_emulator.sh
. tests/debug_build.sh
target=${CARGO_TARGET_DIR:-$PWD/target}
most_seconds=120

# Those that need nothing but a guest in memory, and no second thread of their own: not even one that waits for the
# emulator while the library's send.
programs=(one_thread cached dispatch expiring host_state login_limits min_remaining retain serve_expired signing
    transport)
[ $# -eq 0 ] || programs=("$@")

debug_build
cargo build --locked --quiet --no-default-features --lib --target-dir "$target/host-http"
library=$target/host-http/debug/libcognito_native.so
if cargo tree --locked --no-default-features --edges normal --prefix none | grep -E '^(ring|rustls|ureq|socket2|webpki)' >&2; then
    echo "tests/host_http.sh: these are for HTTP of one's own" >&2
    exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$library" "$work/libcognito_native.so.1"
passed=0 failed=0

compile() {
    local source=tests/abi/$1.c over=-DOVER_CURL
    [ "$1" != one_thread ] || source=tests/abi/one_thread/main.c
    [ "$1" != transport ] || over=-DOWN_TRANSPORT # it is one
    cc -std=c11 -g -Wall -Wextra -Wpedantic -Werror -pthread "$over" -I include "$source" "$library" -lcurl -o "$work/program"
}

for program in "${programs[@]}"; do
    if compile "$program" && with_emulator "$work" "$emulator" -- \
        timeout "$most_seconds" env LD_LIBRARY_PATH="$work" "$work/program"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $program" >&2
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

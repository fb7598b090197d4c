#!/usr/bin/env bash
# Runs the end-to-end suite and the contract programs with a build that has no HTTP of its own, over a transport of
# libcurl's, with COGNITO_THREADS_NONE: tests/host_http.sh [PROGRAM…]. Where a player is, the process has one thread:
# tests/abi/curl_transport.h looks in /proc whenever it moves curl on. (Named programs run alone, without the suite.)
#
# What cannot be so is named here (cannot_run), and in the suite by `ignore` for a build without the feature builtin-http.
#
# Ends with "N passed, M failed"; the exit code is 1 when one failed.
set -euo pipefail
cd "$(dirname "$0")/.."
. tests/with_emulator.sh
. tests/debug_build.sh
target=${CARGO_TARGET_DIR:-$PWD/target}
most_seconds=120

# Programs that say nothing about a host like this, or that it cannot run, with the reason.
declare -A cannot_run
except() {
    local name reason=$1
    for name in "${@:2}"; do
        cannot_run[$name]=$reason
        [ -e "tests/abi/$name.c" ] || { echo "tests/host_http.sh: there is no program $name" >&2 && exit 1; }
    done
}
except "threads of its own call the library" blocking fork hammer handles nested storage thread_exit wait
except "it is about the library's threads" refused_threads signals os_event
except "it is about the files in a directory, which a host without threads keeps itself" directories exit_after_change \
    imported kept_aside profiles signed_out store_degraded stored_profiles
except "it says what the options are that go with HTTP or files of the library's own" log options options_json strings \
    struct_size
except "it counts descriptors, and the transport keeps its connections" cycles
except "it counts handles, and the transport is one" live_handles
except "it dispatches nothing, so it would have to carry the exchanges itself, as transport does" next

# The build without HTTP is the suite's own dependency: one build for both.
suite=(--locked --manifest-path tests/over_curl/Cargo.toml)
build=(--target-dir "$target/host-http" --quiet)

compile() {
    local source=tests/abi/$1.c over=(-DOVER_CURL)
    [ "$1" != one_thread ] || source=tests/abi/one_thread/main.c
    [ "$1" != transport ] || over=(-DOWN_TRANSPORT) # it is one
    # Those that block or take items themselves have a transport that is called; the others one that asks.
    if grep -q CURL_ASKS "$source" || ! grep -qE '_blocking\(|cognito_queue_next\(' "$source"; then over+=(-DCURL_ASKS); fi
    # One that starts threads itself goes on when they have ended.
    if grep -q 'pthread_create(' "$source"; then over+=(-DSTARTS_THREADS); fi
    cc -std=c11 -g -Wall -Wextra -Wpedantic -Werror -Wno-nonnull -pthread "${over[@]}" -I include "$source" "$library" -lcurl \
        -o "$work/program"
}

debug_build
cargo build "${suite[@]}" "${build[@]}" --lib
library=$target/host-http/debug/deps/libcognito_native.so
if cargo tree "${suite[@]}" --edges normal --prefix none | grep -E '^(ring|rustls|ureq|socket2|webpki)' >&2; then
    echo "tests/host_http.sh: these are for HTTP of one's own" >&2
    exit 1
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$(realpath "$library")" "$work/libcognito_native.so.1"
passed=0 failed=0

if [ $# -eq 0 ]; then
    COGNITO_TEST_EMULATOR=$(realpath "$emulator") cargo test "${suite[@]}" "${build[@]}" -- --test-threads=1 --format=pretty 2>&1 | tee "$work/suite" || true
    read -r passed failed < <(awk '/^test result: / { passed += $4; failed += $6 } END { print passed + 0, failed + 0 }' "$work/suite")
    [ "$passed" -gt 0 ] || failed=1 # it did not even begin
    set -- one_thread $(cd tests/abi && ls ./*.c | sed 's/^..//; s/\.c$//')
fi
for program in "$@"; do
    if [ -n "${cannot_run[$program]:-}" ]; then
        echo "not run $program: ${cannot_run[$program]}"
    elif compile "$program" && with_emulator "$work" "$emulator" -- \
        timeout "$most_seconds" env LD_LIBRARY_PATH="$work" "$work/program"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $program" >&2
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

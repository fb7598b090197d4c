#!/usr/bin/env bash
# Builds the archive for Emscripten, which an engine's own emcc links, and with --page the sample page.
#
# usage: bindings/web/build.sh                  writes target/web/libcognito_native.a
#        bindings/web/build.sh --page DIRECTORY also links examples/web with emcc into DIRECTORY
#
# Rust's standard library is compiled for it, from Debian's rust-web-src, for processors without any extension
# (-Ctarget-cpu=mvp), so that the linkers of older Emscriptens take the objects too, and without unwinding: a panic ends
# the page's program.
set -euo pipefail
cd "$(dirname "$0")/../.."
. bindings/build_target.sh

readonly triple=wasm32-unknown-emscripten
readonly out=${CARGO_TARGET_DIR:-target}/web
flags="${RUSTFLAGS:-} -Ctarget-cpu=mvp $(shipped_flags "$triple")"
RUSTFLAGS=$flags CARGO_PROFILE_RELEASE_PANIC=abort debian cargo rustc --locked --release --lib --crate-type staticlib \
    --no-default-features --target "$triple" -Zbuild-std=std,panic_abort
mkdir -p "$out"
cp "$(debian_target_directory)/$triple/release/libcognito_native.a" "$out/"
echo "$out/libcognito_native.a"

if [ "${1:-}" = --page ]; then
    page=${2:?usage: bindings/web/build.sh --page DIRECTORY}
    mkdir -p "$page"
    cp examples/web/index.html "$page/"
    # -O1: to shorten the JavaScript too, emcc needs acorn from npm, which Debian leaves out.
    emcc -O1 -Wall -Wextra -Werror -I include examples/web/game.c "$out/libcognito_native.a" \
        --js-library bindings/web/cognito_native.jslib -o "$page/game.js" \
        -sEXPORTED_FUNCTIONS=_main,_malloc,_free -sALLOW_MEMORY_GROWTH=1 -sENVIRONMENT=web
    echo "$page/index.html"
fi

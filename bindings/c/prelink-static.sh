#!/bin/sh
# Makes the shipped static archive: one object that defines only the names in bindings/symbols.txt.
#
# Why: a Rust static archive carries the whole of std under global names, so two Rust libraries in one program
# collide, or worse, are silently mixed. Here everything but our exports becomes local, and what no export reaches
# is left out. ELF only (GNU binutils, or a cross prefix in $CROSS, e.g. aarch64-linux-gnu-).
#
# usage: prelink-static.sh INPUT.a OUTPUT.a
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 INPUT.a OUTPUT.a" >&2
    exit 2
fi
input=$1
output=$2
symbols=$(dirname "$0")/../symbols.txt
cross=${CROSS:-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# -u makes each export a root: it pulls in the archive members that define it and keeps its sections.
roots=$(sed 's/^/-u /' "$symbols")
# shellcheck disable=SC2086 # one word per name is meant
"${cross}ld" -r --gc-sections --force-group-allocation $roots "$input" -o "$work/linked.o"
# The first copy makes the names local; only then can the second drop those that no relocation needs.
# KEEP_DEBUG leaves that to the caller, who wants the debug information first.
# std's objects embed LLVM bitcode, which a linker plugin of another LLVM version chokes on.
"${cross}objcopy" --remove-section=.llvmbc --remove-section=.llvmcmd \
    --keep-global-symbols="$symbols" "$work/linked.o" "$work/local.o"
if [ -n "${KEEP_DEBUG:-}" ]; then
    mv "$work/local.o" "$work/cognito_native.o"
else
    "${cross}objcopy" --strip-unneeded "$work/local.o" "$work/cognito_native.o"
fi

rm -f "$output"
"${cross}ar" rcsD "$output" "$work/cognito_native.o"

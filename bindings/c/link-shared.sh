#!/bin/sh
# Links the shared library for a C install prefix, with every export in the symbol version node COGNITO_1.
#
# Why not cargo: rustc gives the linker a version script of its own, which names no version. GNU ld refuses a
# second one beside it and lld ignores it, so a build script cannot set the node. Linked from the static
# archive, ours is the only one. Linux (ELF) only; CC and CROSS choose another target's tools.
#
# usage: link-shared.sh PRELINKED.a OUTPUT.so     (PRELINKED.a comes from prelink-static.sh)
#        KEEP_DEBUG=1 leaves debug information in both, for whoever splits it off
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 PRELINKED.a OUTPUT.so" >&2
    exit 2
fi
archive=$1
output=$2
symbols=$(dirname "$0")/../symbols.txt
cross=${CROSS:-}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

{
    echo "COGNITO_1 { global:"
    sed 's/$/;/' "$symbols"
    echo "local: *; };"
} >"$work/versions"

# nodelete: the library's threads may outlive dlclose. --no-undefined: a missing library fails here, not at load.
# 16 KiB: the pages of some ARM systems.
strip=-Wl,-s
if [ -n "${KEEP_DEBUG:-}" ]; then strip=-g; fi
"${CC:-${cross}cc}" -shared -o "$output" \
    -Wl,--whole-archive "$archive" -Wl,--no-whole-archive \
    -Wl,--version-script="$work/versions" -Wl,-soname,libcognito_native.so.1 -Wl,-z,nodelete \
    -Wl,--gc-sections -Wl,--as-needed -Wl,--no-undefined -Wl,-z,relro,-z,now,-z,noexecstack \
    -Wl,-z,max-page-size=16384 $strip \
    -lgcc_s -lpthread -lm -ldl -lc

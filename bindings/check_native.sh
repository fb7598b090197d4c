#!/usr/bin/env bash
# Refuses a shared library whose exports are not bindings/symbols.txt, or that needs what a player's machine may lack.
#
# usage: bindings/check_native.sh FILE [NEWEST_GLIBC]
set -euo pipefail
symbols=$(dirname "$0")/symbols.txt
file=$1
newest_glibc=${2:-}

first_of() {
    local tool
    for tool in "$@"; do
        if command -v "$tool"; then return; fi
    done
    echo "$0: none of these is installed: $*" >&2
    exit 1
}

exports() {
    case $file in
    *.dll) "$(first_of x86_64-w64-mingw32-objdump llvm-objdump)" -p "$file" |
        awk '/^\[Ordinal\/Name Pointer\] Table/ { on = 1 } /^$/ { on = 0 } on && /^\t\[/ { print $NF }' ;;
    *.dylib) "$(first_of llvm-nm llvm-nm-14 nm)" -gjU "$file" | sed -n 's/^_//p' | sort -u ;;
    # GNU ld lists the version node (bindings/c/link-shared.sh) with the names.
    *) nm -D --defined-only --format=just-symbols "$file" | sed -e 's/@.*//' -e '/^COGNITO_1$/d' ;;
    esac
}

refuse() {
    echo "$file: $1" >&2
    exit 1
}

# What every Windows 10 has. mingw's own libraries are on no player's machine.
readonly of_windows='advapi32|bcrypt|bcryptprimitives|combase|crypt32|kernel32|msvcrt|ncrypt|ntdll|secur32|shell32|userenv|ws2_32'

needed_beyond_windows() {
    "$(first_of x86_64-w64-mingw32-objdump llvm-objdump)" -p "$file" | sed -n 's/.*DLL Name: //p' |
        grep -viE "^($of_windows)\.dll\$|^api-ms-win-" || true
}

newer_glibc() {
    local found
    found=$(objdump -T "$file" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)
    if [ "$(printf '%s\n' "$found" "GLIBC_$newest_glibc" | sort -V | tail -n 1)" != "GLIBC_$newest_glibc" ]; then
        echo "$found"
    fi
}

difference=$(diff "$symbols" <(exports | LC_ALL=C sort) || true)
[ -z "$difference" ] || refuse "its exports are not bindings/symbols.txt: $difference"
case $file in
*.dll)
    needed=$(needed_beyond_windows)
    [ -z "$needed" ] || refuse "it needs $needed"
    ;;
*.so)
    readelf -d "$file" | grep -q NODELETE || refuse "it can be unloaded: it lacks the flag NODELETE"
    if [ -n "$newest_glibc" ]; then
        needed=$(newer_glibc)
        [ -z "$needed" ] || refuse "it needs $needed; build it for glibc $newest_glibc"
    fi
    ;;
esac

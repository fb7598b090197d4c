#!/usr/bin/env bash
# Compiles both packages' assemblies as their projects do, for netstandard2.0 with mcs and for net8.0 with Roslyn.
# usage: compile.sh OUT      writes OUT/{netstandard2.0,net8.0}/{ASSEMBLY.dll,ASSEMBLY.xml}; needs toolchain.sh before
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
out=$1
readonly unity=$root/bindings/unity/com.cognitonative.credentials
readonly dotnet=$TEST_CACHE/dotnet
readonly mono_api=/usr/lib/mono/4.7.2-api
cecil=$(find /usr/lib/mono/gac/Mono.Cecil -name Mono.Cecil.dll | sort -V | tail -n 1)
mkdir -p "$out"/{raw,netstandard2.0,net8.0}

mapfile -t native < <(find "$unity/Runtime" -name '*.cs' -not -path '*/Unity/*' | sort)
mapfile -t compat < <(find "$unity/AmazonCompat" -name '*.cs' | sort)
mapfile -t portable < <(printf '%s\n' "${native[@]}" | grep -v /Generated/)

mcs -langversion:7.2 -warnaserror -r:"$cecil" -out:"$out/retarget.exe" "$here/Retarget.cs"

# retarget FRAMEWORK FACADE...
retarget() {
    local framework=$1 name
    shift
    for name in CognitoNative CognitoNative.AmazonCompat; do
        mono "$out/retarget.exe" "$out/raw/$framework/$name.dll" "$out/$framework/$name.dll" "$@" \
            >"$out/$framework/$name.references"
        cp "$out/raw/$framework/$name.xml" "$out/$framework/"
    done
}

raw=$out/raw/netstandard2.0
mkdir -p "$raw"
strict=(-langversion:7.2 -warnaserror -target:library)
mcs "${strict[@]}" -unsafe -out:"$raw/CognitoNative.dll" -doc:"$raw/CognitoNative.xml" "${native[@]}"
mcs "${strict[@]}" -r:"$raw/CognitoNative.dll" -out:"$raw/CognitoNative.AmazonCompat.dll" \
    -doc:"$raw/CognitoNative.AmazonCompat.xml" "${compat[@]}"
retarget netstandard2.0 "$mono_api/Facades/netstandard.dll"

raw=$out/raw/net8.0
mkdir -p "$raw"
strict=(-warnaserror -target:library -deterministic -optimize -nostdlib "-pathmap:$root=/_" "-r:$dotnet/framework")
"$dotnet/bin/csc" "${strict[@]}" -langversion:9 -unsafe -define:COGNITO_FUNCTION_POINTERS \
    -out:"$raw/CognitoNative.dll" -doc:"$raw/CognitoNative.xml" \
    "${portable[@]}" "$root"/bindings/csharp/Generated/*.cs
"$dotnet/bin/csc" "${strict[@]}" -langversion:7.3 -r:"$raw/CognitoNative.dll" \
    -out:"$raw/CognitoNative.AmazonCompat.dll" -doc:"$raw/CognitoNative.AmazonCompat.xml" "${compat[@]}"
# The facades that .NET's reference assemblies are named after; the rest only forwards for old programs.
mapfile -t facades < <(find "$dotnet/framework/" -name 'System.*.dll' -not -name 'System.Private.*' \
    -not -name System.Core.dll -not -name System.Data.dll | sort)
retarget net8.0 "$dotnet/framework/System.Runtime.dll" "${facades[@]}"

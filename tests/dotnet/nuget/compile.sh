#!/usr/bin/env bash
# Compiles both packages' assemblies as their projects do, for netstandard2.0 with mcs and for net8.0 with Roslyn.
# usage: compile.sh OUT      OUT is absolute; writes OUT/{netstandard2.0,net8.0}/{ASSEMBLY.dll,ASSEMBLY.xml}; needs toolchain.sh before
set -euo pipefail
cd "$(dirname "$0")/../../.."
source tests/dotnet/assemblies.sh
to=$1
readonly dotnet=$TEST_CACHE/dotnet
readonly mono_api=/usr/lib/mono/4.7.2-api
cecil=$(find /usr/lib/mono/gac/Mono.Cecil -name Mono.Cecil.dll | sort -V | tail -n 1)
mkdir -p "$to"/{raw,netstandard2.0,net8.0}
mcs -langversion:7.2 -warnaserror -r:"$cecil" -out:"$to/retarget.exe" tests/dotnet/nuget/Retarget.cs

# retarget FRAMEWORK FACADE...
retarget() {
    local framework=$1 name
    shift
    for name in CognitoNative CognitoNative.AmazonCompat; do
        mono "$to/retarget.exe" "$to/raw/$framework/$name.dll" "$to/$framework/$name.dll" "$@" \
            >"$to/$framework/$name.references"
        cp "$to/raw/$framework/$name.xml" "$to/$framework/"
    done
}

# NETSTANDARD and NETCOREAPP as the SDK defines them.
compile_library "$to/raw/netstandard2.0" "$delegates" mcs -langversion:7.2 -r:System.Net.Http \
    -r:System.Runtime.Serialization -optimize -define:NETSTANDARD
retarget netstandard2.0 "$mono_api/Facades/netstandard.dll"

compile_library "$to/raw/net8.0" "$function_pointers" "$dotnet/bin/csc" -langversion:9 -optimize -deterministic \
    "-pathmap:$PWD=/_" -nostdlib -r:"$dotnet/framework" \
    -nullable:annotations -define:NETCOREAPP -define:COGNITO_FUNCTION_POINTERS
# The facades that .NET's reference assemblies are named after; the rest only forwards for old programs.
mapfile -t facades < <(find "$dotnet/framework/" -name 'System.*.dll' -not -name 'System.Private.*' \
    -not -name System.Core.dll -not -name System.Data.dll | sort)
retarget net8.0 "$dotnet/framework/System.Runtime.dll" "${facades[@]}"

#!/usr/bin/env bash
# Compiles the packages' assemblies as their projects do: for netstandard2.0 with mcs, for .NET 8 with Roslyn. .NET for iOS
# and for Android are .NET 8's interface with more; these sources use no more.
# usage: compile.sh OUT      OUT is absolute; writes OUT/FRAMEWORK/{ASSEMBLY.dll,ASSEMBLY.xml}; needs toolchain.sh before
set -euo pipefail
cd "$(dirname "$0")/../../.."
source tests/dotnet/assemblies.sh
to=$1
readonly dotnet=$TEST_CACHE/dotnet
readonly mono_api=/usr/lib/mono/4.7.2-api
cecil=$(find /usr/lib/mono/gac/Mono.Cecil -name Mono.Cecil.dll | sort -V | tail -n 1)
version=$(sed -n 's/^version = "\([0-9.]*\).*/\1/p' Cargo.toml | head -n 1)
mkdir -p "$to/raw"
mcs -langversion:7.2 -warnaserror -r:"$cecil" -out:"$to/retarget.exe" tests/dotnet/nuget/Retarget.cs

# As the SDK writes it of a project's properties.
cat >"$to/raw/Version.cs" <<CS
[assembly: System.Reflection.AssemblyCompany("the cognito-native authors")]
[assembly: System.Reflection.AssemblyFileVersion("$version.0")]
[assembly: System.Reflection.AssemblyInformationalVersion("$version")]
[assembly: System.Reflection.AssemblyProduct("CognitoNative")]
[assembly: System.Reflection.AssemblyVersion("$version.0")]
CS

# retarget FRAMEWORK FACADE...: every assembly of a framework refers to its facades.
retarget() {
    local framework=$1 file name
    shift
    mkdir -p "$to/$framework"
    for file in "$to/raw/$framework"/CognitoNative*.dll; do
        name=$(basename "$file" .dll)
        mono "$to/retarget.exe" "$file" "$to/$framework/$name.dll" "$@" >"$to/$framework/$name.references"
        cp "$to/raw/$framework/$name.xml" "$to/$framework/"
    done
}

# NETSTANDARD and NETCOREAPP as the SDK defines them.
compile_library "$to/raw/netstandard2.0" "$delegates" mcs -langversion:7.2 -r:System.Net.Http \
    -r:System.Runtime.Serialization -optimize -define:NETSTANDARD "$to/raw/Version.cs"
retarget netstandard2.0 "$mono_api/Facades/netstandard.dll"

# The facades that .NET's reference assemblies are named after; the rest only forwards for old programs.
mapfile -t facades < <(find "$dotnet/framework/" -name 'System.*.dll' -not -name 'System.Private.*' \
    -not -name System.Core.dll -not -name System.Data.dll | sort)
csc=("$dotnet/bin/csc" -optimize -deterministic "-pathmap:$PWD=/_,$to=/_" -nostdlib -r:"$dotnet/framework"
    -define:NETCOREAPP)
# dotnet8 FRAMEWORK [OPTION...]
dotnet8() {
    local framework=$1
    shift
    compile_library "$to/raw/$framework" "$function_pointers" "${csc[@]}" -langversion:9 -nullable:annotations \
        -define:COGNITO_FUNCTION_POINTERS "$@" "$to/raw/Version.cs"
    retarget "$framework" "$dotnet/framework/System.Runtime.dll" "${facades[@]}"
}
dotnet8 net8.0
dotnet8 net8.0-ios17.0 -define:IOS -define:COGNITO_STATIC_LIBRARY
dotnet8 net8.0-android34.0 -define:ANDROID
# AmazonCompat has nothing of its own there.
rm "$to"/net8.0-*/CognitoNative.AmazonCompat.*

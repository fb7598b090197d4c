#!/usr/bin/env bash
# Compiles the packages' assemblies as their projects do, with Roslyn. .NET for iOS and for Android are .NET 8's interface with
# more; these sources use no more. The same sources in another folder make the same bytes.
# usage: compile.sh OUT      OUT is absolute; writes OUT/FRAMEWORK/{ASSEMBLY.dll,ASSEMBLY.xml,ASSEMBLY.pdb}, and what each
#                            refers to in ASSEMBLY.references; needs toolchain.sh before
set -euo pipefail
cd "$(dirname "$0")/../../.."
source tests/dotnet/assemblies.sh
source tests/dotnet/extensions/compile.sh
to=$1
readonly dotnet=$TEST_CACHE/dotnet
readonly mono_api=/usr/lib/mono/4.7.2-api
cecil=$(find /usr/lib/mono/gac/Mono.Cecil -name Mono.Cecil.dll | sort -V | tail -n 1)
version=$(bindings/version.sh)
version=${version%%-*} # what an assembly may have
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
# As SourceLink writes it of the project's repository: where a debugger finds the sources.
repository=$(sed -n 's|^repository = "https://github.com/\(.*\)"|\1|p' Cargo.toml)
printf '{"documents":{"/_/*":"https://raw.githubusercontent.com/%s/%s/*"}}' "$repository" \
    "$(git rev-parse HEAD 2>/dev/null || echo main)" >"$to/raw/sourcelink.json"

csc=(queue "$to/raw/commands" -optimize -deterministic "-pathmap:$to=/_,$PWD=/_" -debug:portable "-sourcelink:$to/raw/sourcelink.json" -nostdlib)
# What the product has, and its stand-ins have not.
product=("$to/raw/Version.cs")

# NETSTANDARD and NETCOREAPP as the SDK defines them.
standard=("${csc[@]}" -langversion:7.3 -define:NETSTANDARD)
for name in mscorlib System System.Core System.Net.Http System.Runtime.Serialization; do
    standard+=("-r:$mono_api/$name.dll")
done
compile_library "$to/raw/netstandard2.0" "$delegates" "${standard[@]}" "${product[@]}"
compile_aws_sdk_stand_ins "$to/raw/netstandard2.0" "${standard[@]}"
compile_aws_sdk "$to/raw/netstandard2.0" "${standard[@]}" "${product[@]}"
core=("${csc[@]}" -r:"$dotnet/framework" -define:NETCOREAPP)
# dotnet8 FRAMEWORK [OPTION...]
dotnet8() {
    local framework=$1
    shift
    compile_library "$to/raw/$framework" "$function_pointers" "${core[@]}" -langversion:9 -nullable:annotations \
        -define:COGNITO_FUNCTION_POINTERS "$@" "${product[@]}"
    if [ "$framework" = net8.0 ]; then
        compile_extension_stubs "$to/raw/$framework" "${core[@]}" -langversion:12
        compile_extensions "$to/raw/$framework" "${core[@]}" -langversion:12 "${product[@]}"
    fi
}
dotnet8 net8.0
dotnet8 net8.0-ios17.0 -define:IOS -define:COGNITO_STATIC_LIBRARY
dotnet8 net8.0-android34.0 -define:ANDROID
compile_queued "$to/raw/commands"

# retarget FRAMEWORK FACADE...: every assembly of a framework refers to its facades.
retarget() {
    local framework=$1
    shift
    mkdir -p "$to/$framework"
    mono "$to/retarget.exe" "$to/$framework" "$to/raw/$framework"/CognitoNative*.dll -- "$@"
    cp "$to/raw/$framework"/CognitoNative*.xml "$to/$framework/"
}

retarget netstandard2.0 "$mono_api/Facades/netstandard.dll"
# The facades that .NET's reference assemblies are named after; the rest only forwards for old programs.
mapfile -t facades < <(find "$dotnet/framework/" -name 'System.*.dll' -not -name 'System.Private.*' \
    -not -name System.Core.dll -not -name System.Data.dll | sort)
for framework in net8.0 net8.0-ios17.0 net8.0-android34.0; do
    retarget "$framework" "$dotnet/framework/System.Runtime.dll" "${facades[@]}"
done
# AmazonCompat has nothing of its own there.
rm "$to"/net8.0-*/CognitoNative.AmazonCompat.*

# Sourced after assemblies.sh: CognitoNative.Extensions and its tests, against stubs of the packages it depends on.
# shellcheck shell=bash

readonly extension_stubs="Primitives Configuration.Abstractions DependencyInjection.Abstractions Options Logging.Abstractions"

# compile_extension_stubs OUT COMPILER [OPTION…]: the packages' assemblies, with their names, versions and public keys.
compile_extension_stubs() {
    local out=$1 name references=()
    shift
    public_key tests/dotnet/extensions/public-key.txt "$out/Microsoft.Extensions.snk"
    for name in $extension_stubs; do
        "$@" -target:library -warnaserror -nullable:enable -delaysign "-keyfile:$out/Microsoft.Extensions.snk" \
            "${references[@]}" -out:"$out/Microsoft.Extensions.$name.dll" tests/dotnet/extensions/stubs/Identity.cs \
            "tests/dotnet/extensions/stubs/Microsoft.Extensions.$name.cs" || return
        references+=(-r:"$out/Microsoft.Extensions.$name.dll")
    done
}

# compile_extensions OUT COMPILER [OPTION…]: CognitoNative.Extensions.dll, beside the stubs and CognitoNative.dll.
compile_extensions() {
    local out=$1 name references=() files
    shift
    for name in $extension_stubs; do
        references+=(-r:"$out/Microsoft.Extensions.$name.dll")
    done
    mapfile -t files < <(sources bindings/csharp/Extensions)
    "$@" -target:library -warnaserror -nullable:enable -doc:"$out/CognitoNative.Extensions.xml" "${references[@]}" \
        -r:"$out/CognitoNative.dll" -out:"$out/CognitoNative.Extensions.dll" "${files[@]}"
}

# compile_page OUT PAGE COMPILER [OPTION…]: each C# block of a page for those who have both assemblies.
compile_page() {
    local out=$1 page=$2 block name references=()
    shift 2
    for name in $extension_stubs; do
        references+=(-r:"$out/Microsoft.Extensions.$name.dll")
    done
    rm -rf "$out/page"
    python3 -B tests/dotnet/docs/blocks.py "$page" "$out/page"
    for block in "$out"/page/*.cs; do
        "$@" -target:library -warnaserror "${references[@]}" -r:"$out/CognitoNative.dll" \
            -r:"$out/CognitoNative.Extensions.dll" -out:"${block%.cs}.dll" "$block" || return
    done
}

# compile_extension_tests OUT COMPILER [OPTION…]: CognitoNative.Extensions.Tests.dll, beside what it tests.
compile_extension_tests() {
    local out=$1 name references=() suite=tests/dotnet/suite
    shift
    for name in $extension_stubs; do
        references+=(-r:"$out/Microsoft.Extensions.$name.dll")
    done
    "$@" -target:library -warnaserror -nullable:annotations "${references[@]}" -r:"$out/CognitoNative.dll" \
        -r:"$out/CognitoNative.Extensions.dll" -r:"$out/nunit.framework.dll" -out:"$out/CognitoNative.Extensions.Tests.dll" \
        tests/dotnet/extensions/*.cs $suite/Emulator.cs $suite/EmulatorProcess.cs $suite/Json.cs $suite/Eventually.cs
}

#!/usr/bin/env bash
# The C# classes on .NET 8: compiled by Roslyn, as C# 7.3 with delegates and as C# 9 with function pointers, and the same
# tests as on Mono against the emulator. Then compiled only, as Unity does it. Ends with `N passed, N failed`.
# With COGNITO_GC_STRESS the runtime collects garbage that often during the tests (DOTNET_GCStress); 2: at every transition.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TEST_CACHE=${TEST_CACHE:-$PWD/tests/.cache}
source tests/dotnet/assemblies.sh
source tests/dotnet/extensions/compile.sh
readonly work=$TEST_CACHE/coreclr
readonly run_timeout_s=600
# Only .NET has load contexts to unload.
readonly test_folders="tests/dotnet/suite tests/dotnet/contexts"
readonly unity_platforms=("UNITY_EDITOR;UNITY_EDITOR_LINUX" UNITY_STANDALONE "UNITY_IOS;ENABLE_IL2CPP"
    "UNITY_ANDROID;ENABLE_IL2CPP" "UNITY_WEBGL;ENABLE_IL2CPP")
passed=0 failed=0

verdict() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $2"; fi
}

# run_tests VARIANT ASSEMBLY: the runner's output.
run_tests() {
    cp "$work/Runner.exe" "$work/$1/"
    cp "$dotnet/runtimeconfig.json" "$work/$1/Runner.runtimeconfig.json"
    timeout "$run_timeout_s" env ${COGNITO_GC_STRESS:+DOTNET_GCStress="$COGNITO_GC_STRESS"} "$dotnet/bin/dotnet" "$work/$1/Runner.exe" "$work/$1/$2"
}

# check_tests VARIANT ASSEMBLY: adds to the counts.
check_tests() {
    local log=$work/$1.log counts
    run_tests "$@" >"$log" 2>&1 || true
    counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$log")
    # Without its last line the run has come to no end.
    counts=${counts:-0 1}
    echo "$1: ${counts/ / passed, } failed"
    [[ $counts == *" 0" ]] || cat "$log"
    passed=$((passed + ${counts% *})) failed=$((failed + ${counts#* }))
}

# compile_plugin OUT COMPILER [OPTION…]: what contexts/ loads and unloads.
compile_plugin() {
    local out=$1
    shift
    "$@" -target:library -warnaserror -r:"$out/CognitoNative.dll" -out:"$out/CognitoNative.TestPlugin.dll" \
        tests/dotnet/plugin/Plugin.cs
}

# compile_for_unity VERSION PLATFORM: the package's assemblies as Unity compiles them, against a stub of Unity; queued.
compile_for_unity() {
    local out=$work/unity/$1-${2//;/-} defines="UNITY_5_3_OR_NEWER;UNITY_2019_3_OR_NEWER;UNITY_2019_4_OR_NEWER;$2" files
    local compiler=(queue "$queued" -langversion:"$1" -r:"$dotnet/framework" -r:"$(nunit_framework)" -define:"$defines")
    rm -rf "$out" && mkdir -p "$out"
    mapfile -t files < <(sources tests/unity/stub)
    "${compiler[@]}" -target:library -out:"$out/Unity.dll" "${files[@]}" || return
    compiler+=(-r:"$out/Unity.dll")
    compile_library "$out" "$delegates" "${compiler[@]}" || return
    [[ $2 == *UNITY_EDITOR* ]] || return 0
    mapfile -t files < <(sources "$package/Editor")
    "${compiler[@]}" -target:library -warnaserror -r:"$out/CognitoNative.dll" -out:"$out/CognitoNative.Editor.dll" \
        "${files[@]}"
}

tests/dotnet/toolchain.sh
readonly dotnet=$TEST_CACHE/dotnet
readonly csc=$dotnet/bin/csc
build_native
readonly queued=$work/queued
mkdir -p "$work"
rm -f "$queued"
# NETCOREAPP as the SDK defines it for .NET: only there are load contexts. WebClient and HttpWebRequest are obsolete on .NET 8, but all that Mono has too.
core=(-r:"$dotnet/framework" -nowarn:SYSLIB0014 -define:NETCOREAPP)
csharp7=(queue "$queued" -langversion:7.3 "${core[@]}")
csharp9=(queue "$queued" -langversion:9 "${core[@]}")
# C# 12, as the project says: there is no older .NET to be read by.
csharp12=(queue "$queued" -langversion:12 "${core[@]}")

compile_library "$work/csharp7" "$delegates" "${csharp7[@]}"
compile_plugin "$work/csharp7" "${csharp7[@]}"
compile_tests "$work/csharp7" "$test_folders" "${csharp7[@]}"
compile_killed "$work/csharp7" "${csharp7[@]}"
compile_aws_sdk_stand_ins "$work/csharp7" "${csharp7[@]}"
compile_aws_sdk "$work/csharp7" "${csharp7[@]}"
compile_aws_sdk_tests "$work/csharp7" "${csharp7[@]}"
compile_library "$work/csharp9" "$function_pointers" "${csharp9[@]}" -nullable:annotations \
    -define:COGNITO_FUNCTION_POINTERS
compile_plugin "$work/csharp9" "${csharp9[@]}"
compile_tests "$work/csharp9" "$test_folders" "${csharp9[@]}"
compile_extension_stubs "$work/csharp9" "${csharp12[@]}"
compile_extensions "$work/csharp9" "${csharp12[@]}"
compile_extension_tests "$work/csharp9" "${csharp12[@]}"
compile_outcomes "$work/outcomes" "${csharp7[@]}"
"${csharp7[@]}" -warnaserror -r:"$(nunit_framework)" -out:"$work/Runner.exe" tests/dotnet/runner/Runner.cs
compile_queued "$queued"
place_aws_sdk_tests "$work/csharp7"

outcomes=$(run_tests outcomes Outcomes.dll 2>&1 || true)
status=0
[[ $'\n'$outcomes$'\n' == *$'\n'"${known_outcomes/ / passed, } failed"$'\n'* ]] || { status=1 && echo "$outcomes"; }
verdict "$status" "the runner counts the known outcomes of Outcomes.cs"
cp "$dotnet/runtimeconfig.json" "$work/csharp7/Killed.runtimeconfig.json"
status=0
ends_with_the_tests "$dotnet/bin/dotnet" "$work/csharp7/Killed.exe" || status=$?
verdict "$status" "the emulator ends when the tests are killed"
check_tests csharp7 CognitoNative.Tests.dll
check_tests csharp9 CognitoNative.Tests.dll
check_tests csharp9 CognitoNative.Extensions.Tests.dll
for version in "${!aws_sdk_versions[@]}"; do
    export COGNITO_AWSSDK_VERSION=${aws_sdk_versions[$version]}
    check_tests "csharp7/awssdk-$version" CognitoNative.Tests.dll
done

status=0
warns_of_null "$work/csharp9/CognitoNative.dll" "$csc" "${csharp12[@]:2}" || status=$?
verdict "$status" "a program is warned of null where it may be"
compile_page "$work/csharp9" docs/servers.md "${csharp12[@]}"
for platform in "${unity_platforms[@]}"; do compile_for_unity 7.3 "$platform"; done
# The version takes away nothing, so that once is enough for what is new in it.
compile_for_unity 9 "${unity_platforms[0]}"
status=0
compile_queued "$queued" || status=$?
verdict "$status" "docs/servers.md, and the package as Unity compiles it for ${unity_platforms[*]}"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

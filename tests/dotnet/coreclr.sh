#!/usr/bin/env bash
# The C# classes on .NET 8: compiled by Roslyn, as C# 7.3 with delegates and as C# 9 with function pointers, and the same
# tests as on Mono against the emulator. Then compiled only, as Unity does it. Ends with `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TEST_CACHE=${TEST_CACHE:-$PWD/tests/.cache}
source tests/dotnet/assemblies.sh
readonly work=$TEST_CACHE/coreclr
readonly run_timeout_s=600
passed=0 failed=0

verdict() {
    if [ "$1" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $2"; fi
}

# run_tests VARIANT ASSEMBLY: the runner's output; Mono has application domains, .NET has not.
run_tests() {
    cp "$work/Runner.exe" "$dotnet/runtimeconfig.json" "$work/$1/"
    mv "$work/$1/runtimeconfig.json" "$work/$1/Runner.runtimeconfig.json"
    timeout "$run_timeout_s" "$dotnet/bin/dotnet" "$work/$1/Runner.exe" "$work/$1/$2" AppDomain
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

tests/dotnet/toolchain.sh
readonly dotnet=$TEST_CACHE/dotnet
readonly csc=$dotnet/bin/csc
build_native
# WebClient and HttpWebRequest are obsolete on .NET 8, but all that Mono has too.
csharp7=("$csc" -langversion:7.3 -r:"$dotnet/framework" -nowarn:SYSLIB0014)
csharp9=("$csc" -langversion:9 -r:"$dotnet/framework" -nowarn:SYSLIB0014)

compile_library "$work/csharp7" "$delegates" "${csharp7[@]}"
compile_tests "$work/csharp7" "${csharp7[@]}"
compile_library "$work/csharp9" "$function_pointers" "${csharp9[@]}" -define:COGNITO_FUNCTION_POINTERS
compile_tests "$work/csharp9" "${csharp9[@]}"
compile_outcomes "$work/outcomes" "${csharp7[@]}"
"${csharp7[@]}" -warnaserror -r:"$(nunit_framework)" -out:"$work/Runner.exe" tests/dotnet/runner/Runner.cs

outcomes=$(run_tests outcomes Outcomes.dll 2>&1 || true)
status=0
[[ $'\n'$outcomes$'\n' == *$'\n'"${known_outcomes/ / passed, } failed"$'\n'* ]] || { status=1 && echo "$outcomes"; }
verdict "$status" "the runner counts the known outcomes of Outcomes.cs"
check_tests csharp7 CognitoNative.Tests.dll
check_tests csharp9 CognitoNative.Tests.dll

for variant in csharp7 csharp9; do
    status=0
    compile_for_unity "$work/unity-$variant" "$csc" -langversion:"${variant/csharp7/7.3}" || status=$?
    verdict "$status" "$variant as in Unity"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# The C# classes on Mono: compiled by mcs as C# 7.2, tested by nunit-console against the emulator, and looked at for what
# ahead-of-time compilers cannot take. Arguments go to nunit-console, e.g. `tests/dotnet/mono.sh -run:NAMESPACE.TESTS`.
# Ends with `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TEST_CACHE=${TEST_CACHE:-$PWD/tests/.cache}
source tests/dotnet/assemblies.sh
readonly work=$TEST_CACHE/mono
readonly run_timeout_s=600
passed=0 failed=0

# run_nunit NAME ASSEMBLY [OPTION…]: sets run_passed and run_failed.
run_nunit() {
    local name=$1 assembly=$2 log=$work/$1.log counts
    shift 2
    # One process and one application domain: the native library is loaded once, as in a game.
    (cd "$work" && timeout "$run_timeout_s" nunit-console -nologo -noshadow -nodots -labels -domain:None -nothread \
        -xml:"$work/$name.xml" "$@" "$assembly") >"$log" 2>&1 || true
    counts=$(sed -n 's/^Tests run: \([0-9]*\), Errors: \([0-9]*\), Failures: \([0-9]*\), Inconclusive: \([0-9]*\),.*/\1 \2 \3 \4/p' "$log")
    if [ -z "$counts" ]; then
        echo "$name: nunit-console came to no end; the last test is the one it was in:"
        tail -n 40 "$log"
        run_passed=0 run_failed=1
        return
    fi
    read -r total errors failures inconclusive <<<"$counts"
    run_failed=$((errors + failures + inconclusive))
    run_passed=$((total - run_failed))
    if grep -q ', Invalid: [1-9]' "$log"; then run_failed=$((run_failed + 1)); fi
}

run_tests() {
    run_nunit "$@"
    echo "$1: $run_passed passed, $run_failed failed in $(sed -n 's/.*Time: \([0-9.]*\).*/\1/p' "$work/$1.log") s"
    if [ "$run_passed" -eq 0 ]; then run_failed=$((run_failed + 1)); fi
    if [ "$run_failed" -gt 0 ]; then cat "$work/$1.log"; fi
    passed=$((passed + run_passed)) failed=$((failed + run_failed))
}

# The rules are tests too, of the assemblies and of samples that break one rule each.
compile_rules() {
    local cecil
    cecil=$(find /usr/lib/mono/gac/Mono.Cecil -path '*/0.11*' -name Mono.Cecil.dll | head -n 1)
    export COGNITO_RULES_ASSEMBLIES=$work COGNITO_RULES_SAMPLES=$PWD/tests/dotnet/rules/samples
    export COGNITO_RULES_OUTPUT=$work/samples
    mkdir -p "$COGNITO_RULES_OUTPUT"
    cp "$cecil" "$work/"
    "${mcs[@]}" -target:library -warnaserror -r:"$work/Mono.Cecil.dll" -r:"$work/nunit.framework.dll" \
        -out:"$work/Rules.dll" tests/dotnet/rules/*.cs
}

build_native
mcs=(mcs -langversion:7.2 -r:System.Net.Http)
compile_library "$work" "$delegates" "${mcs[@]}"
# Json.cs stands on these.
with_json=("${mcs[@]}" -r:System.Runtime.Serialization -r:System.Xml.Linq)
# Only Mono has application domains to unload.
compile_tests "$work" "tests/dotnet/suite tests/dotnet/domains" "${with_json[@]}"
compile_outcomes "$work" "${mcs[@]}"
compile_aws_sdk_stand_ins "$work" "${with_json[@]}"
compile_aws_sdk "$work" "${with_json[@]}"
compile_aws_sdk_tests "$work" "${with_json[@]}"
place_aws_sdk_tests "$work"
compile_rules
compile_killed "$work" "${with_json[@]}"

run_nunit outcomes Outcomes.dll
if [ "$run_passed $run_failed" = "$known_outcomes" ]; then
    passed=$((passed + 1))
else
    echo "nunit-console counted $run_passed passed, $run_failed failed in Outcomes.cs, not $known_outcomes:"
    cat "$work/outcomes.log"
    failed=$((failed + 1))
fi
if ends_with_the_tests mono "$work/Killed.exe"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
run_tests suite CognitoNative.Tests.dll "$@"
for version in "${!aws_sdk_versions[@]}"; do
    export COGNITO_AWSSDK_VERSION=${aws_sdk_versions[$version]}
    run_tests "awssdk-$version" "$work/awssdk-$version/CognitoNative.Tests.dll"
done
run_tests rules Rules.dll
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

# Sourced by mono.sh and coreclr.sh: the library with the emulator, and the C# assemblies with their tests.
# Expects TEST_CACHE and the repository's root as the working directory.
# shellcheck shell=bash disable=SC2034 # those that source it use the names

source tests/debug_build.sh
readonly package=bindings/unity/com.cognitonative.credentials
readonly delegates=$package/Runtime/Generated/NativeMethods.g.cs
readonly function_pointers=bindings/csharp/Generated/NativeMethods.g.cs
# The pool of the developer guide's snippets, which name it in their text.
readonly guide_pool_id=us-east-1:12345678-1234-4123-8123-123456789012

nunit_framework() { echo /usr/lib/cli/nunit.framework-*/nunit.framework.dll; }

sources() { find "$@" -name '*.cs' | LC_ALL=C sort; }

# What the tests load and start.
build_native() {
    debug_build
    export COGNITO_REPOSITORY=$PWD LD_LIBRARY_PATH=${library%/*} COGNITO_EMULATOR=$emulator COGNITO_GUIDE_POOL_ID=$guide_pool_id
}

# queue FILE OPTION…: a COMPILER that compiles nothing yet; compile_queued FILE does, all at once: most of the time of a csc
# that has just been started is its own compilation.
queue() { printf '%s\0' "${@:2}" "" >>"$1"; }

compile_queued() {
    mv "$1" "$1.now"
    "$TEST_CACHE/dotnet/bin/csc" -batch:"$1.now"
}

# compile_library OUT GENERATED COMPILER [OPTION…]: CognitoNative.dll and CognitoNative.AmazonCompat.dll.
compile_library() {
    local out=$1 generated=$2 files
    shift 2
    mkdir -p "$out"
    mapfile -t files < <(sources "$package/Runtime" | grep -v '/Runtime/Generated/')
    "$@" -target:library -unsafe -warnaserror -doc:"$out/CognitoNative.xml" -out:"$out/CognitoNative.dll" \
        "$generated" "${files[@]}" || return
    mapfile -t files < <(sources "$package/AmazonCompat")
    "$@" -target:library -warnaserror -doc:"$out/CognitoNative.AmazonCompat.xml" -r:"$out/CognitoNative.dll" \
        -out:"$out/CognitoNative.AmazonCompat.dll" "${files[@]}"
}

# compile_tests OUT FOLDERS COMPILER [OPTION…]: CognitoNative.Tests.dll and the program that it starts, beside what it tests.
compile_tests() {
    local out=$1 folders=$2 files
    shift 2
    python3 tests/dotnet/guide/generate.py "$guide_pool_id" "$out/Guide.cs"
    cp "$(nunit_framework)" "$out/"
    # shellcheck disable=SC2086 # one word per folder is meant
    mapfile -t files < <(sources $folders)
    "$@" -target:library -unsafe -warnaserror -r:"$out/CognitoNative.dll" -r:"$out/CognitoNative.AmazonCompat.dll" \
        -r:"$out/nunit.framework.dll" -out:"$out/CognitoNative.Tests.dll" "$out/Guide.cs" "${files[@]}" || return
    "$@" -warnaserror -r:"$out/CognitoNative.dll" -out:"$out/CognitoNative.TestChild.exe" tests/dotnet/child/Child.cs
}

# public_key TEXT OUT: the file with the public key of a signed assembly. A stand-in that is compiled with it (-delaysign) has
# the real one's name, and so what is compiled against the stand-in refers to the real one. Only its owner can sign.
public_key() { python3 -c 'import sys; sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' <"$1" >"$2"; }

# What tests/dotnet/awssdk takes from the suite.
readonly shared_with_aws_sdk=(Emulator EmulatorProcess Json ProviderTests Settled Eventually LoopContext Sources MemoryStorage Recorder)

# compile_aws_sdk_stand_ins OUT COMPILER [OPTION…]: AWSSDK.Core.dll of version 3.7 in OUT/awssdk-3, of 4 in OUT/awssdk-4.
compile_aws_sdk_stand_ins() {
    local out=$1 files
    shift
    mkdir -p "$out/awssdk-3" "$out/awssdk-4"
    public_key tests/dotnet/awssdk/public-key.txt "$out/AWSSDK.snk"
    mapfile -t files < <(sources tests/dotnet/awssdk/core)
    local with=("$@" -target:library -warnaserror -delaysign "-keyfile:$out/AWSSDK.snk")
    "${with[@]}" -out:"$out/awssdk-3/AWSSDK.Core.dll" "${files[@]}" || return
    "${with[@]}" -define:AWSSDK_V4 -out:"$out/awssdk-4/AWSSDK.Core.dll" "${files[@]}"
}

# compile_aws_sdk OUT COMPILER [OPTION…]: beside CognitoNative.dll in OUT, the bridge to the AWS SDK, compiled against the
# stand-in of version 3.7.
compile_aws_sdk() {
    local out=$1 files
    shift
    local with=("$@" -target:library -warnaserror -r:"$out/CognitoNative.dll" -r:"$out/awssdk-3/AWSSDK.Core.dll")
    mapfile -t files < <(sources "$package/AwsSdk")
    "${with[@]}" -doc:"$out/CognitoNative.AwsSdk.xml" -out:"$out/CognitoNative.AwsSdk.dll" "${files[@]}" || return
    mapfile -t files < <(sources "$package/AwsSdkCognitoIdentity")
    "${with[@]}" -r:"$out/CognitoNative.AwsSdk.dll" -doc:"$out/CognitoNative.AwsSdk.CognitoIdentity.xml" \
        -out:"$out/CognitoNative.AwsSdk.CognitoIdentity.dll" "${files[@]}"
}

# compile_aws_sdk_tests OUT COMPILER [OPTION…]: CognitoNative.Tests.dll in OUT/awssdk-3.
compile_aws_sdk_tests() {
    local out=$1 files
    shift
    mapfile -t files < <(sources tests/dotnet/awssdk/suite)
    mapfile -t -O "${#files[@]}" files < <(printf 'tests/dotnet/suite/%s.cs\n' "${shared_with_aws_sdk[@]}")
    "$@" -target:library -warnaserror -r:"$out/CognitoNative.dll" -r:"$out/CognitoNative.AwsSdk.dll" \
        -r:"$out/CognitoNative.AwsSdk.CognitoIdentity.dll" -r:"$out/awssdk-3/AWSSDK.Core.dll" -r:"$(nunit_framework)" \
        -out:"$out/awssdk-3/CognitoNative.Tests.dll" "${files[@]}"
}

# place_aws_sdk_tests OUT: what was compiled, the same for both versions, beside each.
place_aws_sdk_tests() {
    local out=$1 version
    cp "$out/awssdk-3/CognitoNative.Tests.dll" "$out/awssdk-4/"
    for version in 3 4; do
        cp "$out"/CognitoNative.dll "$out"/CognitoNative.AwsSdk{,.CognitoIdentity}.dll "$(nunit_framework)" \
            "$out/awssdk-$version/"
    done
}

# The versions that the stand-ins' assemblies have.
declare -rA aws_sdk_versions=([3]=3.3.0.0 [4]=4.0.0.0)

# What the runners must count in runner/known/Outcomes.cs: passed and failed.
readonly known_outcomes="6 6"

# compile_outcomes OUT COMPILER [OPTION…]: Outcomes.dll.
compile_outcomes() {
    local out=$1
    shift
    mkdir -p "$out"
    cp "$(nunit_framework)" "$out/"
    "$@" -target:library -warnaserror -r:"$out/nunit.framework.dll" -out:"$out/Outcomes.dll" \
        tests/dotnet/runner/known/Outcomes.cs
}

# compile_killed OUT COMPILER [OPTION…]: Killed.exe.
compile_killed() {
    local out=$1
    shift
    "$@" -warnaserror -out:"$out/Killed.exe" tests/dotnet/killed/Killed.cs tests/dotnet/suite/Emulator.cs \
        tests/dotnet/suite/EmulatorProcess.cs tests/dotnet/suite/Json.cs
}

# ends_with_the_tests COMMAND…: runs Killed.exe; whether the emulator ends although nobody disposed it.
ends_with_the_tests() {
    local emulator_pid
    emulator_pid=$("$@" 2>/dev/null) || true
    if ! [[ $emulator_pid =~ ^[0-9]+$ ]]; then
        echo "Killed.exe printed no process id: $emulator_pid"
        return 1
    fi
    timeout 10 tail --pid="$emulator_pid" -f /dev/null && return
    echo "the emulator $emulator_pid runs on without its tests"
    kill "$emulator_pid"
    return 1
}

# warns_of_null LIBRARY COMPILER [OPTION…]: whether a program is warned of null exactly where nullability/Consumer.cs says.
warns_of_null() {
    local library=$1 consumer=tests/dotnet/nullability/Consumer.cs
    shift
    diff <(sed -n 's/.*\/\/ \(CS[0-9]*\)$/&/;t p;d;:p;=;s/.*\(CS[0-9]*\)$/\1/p' "$consumer" | paste - -) \
        <("$@" -target:library -nullable:enable -r:"$library" -out:"${library%/*}/Consumer.dll" "$consumer" |
            sed -n 's/.*Consumer.cs(\([0-9]*\),.*\(CS[0-9]*\).*/\1\t\2/p')
}

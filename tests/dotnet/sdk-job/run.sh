#!/usr/bin/env bash
# Restores the NuGet packages from a folder with the .NET SDK and runs what people build with them: a console program (as it is,
# as one file, and compiled ahead of time with the shared and with the static library), a web server with two users, a worker,
# the bridge beside AWSSDK 3.7 and 4, and a build for WebAssembly, which is refused.
#
# This script has never run where it was written: there is no .NET SDK there. GitHub runs it (release.yml).
#
# usage: run.sh PACKAGES EMULATOR      PACKAGES is a folder with the .nupkg files, which hold Linux x86-64; EMULATOR is the program
#                                      cognito-emulator. Ends with "N passed, N failed". Needs dotnet 8 or later, clang, zlib, curl.
set -euo pipefail
packages=$(realpath "$1") emulator=$(realpath "$2")
cd "$(dirname "$0")"
version=$(../../../bindings/version.sh)
readonly pool=us-east-1:11111111-2222-3333-4444-555555555555 identifier=linux-x64 port=5780
work=$(mktemp -d)
passed=0 failed=0

# Outside of the repository, as a user's project is; packages come from the folder, and the rest from where NuGet looks.
cp -R console web worker bridge "$work/"
cat >"$work/nuget.config" <<XML
<configuration>
  <packageSources><add key="folder" value="$packages" /></packageSources>
  <config><add key="globalPackagesFolder" value="$work/restored" /></config>
</configuration>
XML
cat >"$work/Directory.Build.props" <<XML
<Project><PropertyGroup>
  <TargetFramework>net8.0</TargetFramework><OutputType>Exe</OutputType><Nullable>enable</Nullable>
  <ImplicitUsings>enable</ImplicitUsings><TreatWarningsAsErrors>true</TreatWarningsAsErrors>
  <CognitoNativeVersion>$version</CognitoNativeVersion>
</PropertyGroup></Project>
XML

exec 3< <(exec "$emulator" --pool-id "$pool" --login-provider accounts.google.com)
emulator_pid=$!
trap 'kill "$emulator_pid"; rm -rf "$work"' EXIT
while read -r line <&3 && [[ $line != endpoint=* ]]; do :; done
endpoint=${line#endpoint=}

# check WHAT COMMAND...
check() {
    local what=$1
    shift
    if "$@" >"$work/log" 2>&1; then
        passed=$((passed + 1)) && echo "ok      $what"
    else
        failed=$((failed + 1)) && echo "FAILED  $what" && cat "$work/log"
    fi
}

# Twice in a directory: a guest, who is the same the second time.
plays() {
    local directory ids
    directory=$(mktemp -d -p "$work")
    ids=$(for _ in 1 2; do "$@" "$endpoint" "$pool" "$directory"; done | sed -n 's/^identity id  *//p')
    [ "$(wc -l <<<"$ids")" -eq 2 ] && [ "$(sort -u <<<"$ids" | wc -l)" -eq 1 ]
}

published() { # OUT PROPERTY...
    local out=$work/published-$1
    shift
    dotnet publish "$work/console" -c Release -r "$identifier" -o "$out" "$@" && plays "$out/console"
}

# The library is in the program, and nothing of it beside.
published_alone() {
    published static -p:PublishAot=true -p:CognitoNativeStatic=true && ! ls "$work"/published-static/libcognito_native*
}

is_refused_for_webassembly() {
    ! dotnet build "$work/console" -r browser-wasm -o "$work/wasm" >"$work/wasm.log" 2>&1 && grep COGNITO011 "$work/wasm.log"
}

# Two users at once, each of whom stays who they are.
serves_two() {
    local pid ann bob status=0
    dotnet publish "$work/web" -c Release -o "$work/published-web"
    "$work/published-web/web" --urls "http://127.0.0.1:$port" --CognitoNative:IdentityPoolId "$pool" \
        --CognitoNative:Endpoint "$endpoint" --CognitoNative:StorageDirectory "" &
    pid=$!
    ann=$(curl -fsS --retry 20 --retry-connrefused "http://127.0.0.1:$port/identity/ann") || status=1
    bob=$(curl -fsS "http://127.0.0.1:$port/identity/bob") || status=1
    [ "$(curl -fsS "http://127.0.0.1:$port/identity/ann")" = "$ann" ] && [ -n "$ann" ] && [ "$ann" != "$bob" ] || status=1
    kill "$pid"
    wait "$pid" || true
    return "$status"
}

works() {
    dotnet run --project "$work/worker" -- --CognitoNative:IdentityPoolId "$pool" --CognitoNative:Endpoint "$endpoint" \
        --CognitoNative:StorageDirectory "" | grep 'identity id'
}

# bridges VERSION: compiled anew against that SDK, with the one assembly of the package.
bridges() {
    local out=$work/published-bridge-${1%%.*}
    dotnet publish "$work/bridge" -c Release -o "$out" "-p:AwsSdkVersion=$1" && "$out/bridge" "$endpoint" "$pool"
}

check "a console program" plays dotnet run --project "$work/console" --
check "one file" published single -p:PublishSingleFile=true --self-contained
check "NativeAOT with the shared library" published aot -p:PublishAot=true
check "NativeAOT with the static library" published_alone
check "WebAssembly is refused" is_refused_for_webassembly
check "a web server with two users" serves_two
check "a worker" works
check "the bridge with AWSSDK 3.7" bridges '3.7.*'
check "the bridge with AWSSDK 4" bridges '4.*'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

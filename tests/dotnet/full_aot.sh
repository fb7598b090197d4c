#!/usr/bin/env bash
# The C# tests on Mono with everything compiled ahead of time (--full-aot), as Xamarin.iOS does and much as IL2CPP: nothing is
# compiled while it runs, so what would need it fails. Arguments: what of the fixtures, by parts of their names; none: all.
# Ends with `N passed, N failed`.
set -euo pipefail
cd "$(dirname "$0")/../.."
export TEST_CACHE=${TEST_CACHE:-$PWD/tests/.cache}
source tests/dotnet/assemblies.sh
readonly work=$TEST_CACHE/full-aot
readonly run_timeout_s=1800
readonly mono_libraries=/usr/lib/mono/4.5
# So many tests need more than the few thousand that Mono makes unless told.
readonly trampolines=ntrampolines=32768,nrgctx-trampolines=16384,nimt-trampolines=4096
readonly gac=/usr/lib/mono/gac

# compile_ahead FILE…: each beside itself as FILE.so, unless it is there already.
compile_ahead() {
    local file
    for file in "$@"; do
        [ "$file.so" -nt "$file" ] && continue
        MONO_PATH=$work mono --aot="full,$trampolines" "$file" >"$work/aot.log" 2>&1 || { cat "$work/aot.log" && return 1; }
    done
}

# What programs load of Mono's own; a missing one is named when the run stops.
copy_framework() {
    local name found
    cp -u "$mono_libraries/mscorlib.dll" "$work/"
    for name in System System.Core System.Configuration System.Xml System.Xml.Linq System.Security System.Numerics \
        System.Net.Http System.Runtime.Serialization System.ServiceModel.Internals Mono.Security; do
        found=$(find "$gac/$name" -name "$name.dll" 2>/dev/null | head -n 1)
        [ -z "$found" ] || cp -u "$found" "$work/"
    done
}

build_native
mkdir -p "$work"
mcs=(mcs -langversion:7.2 -r:System.Net.Http)
compile_library "$work" "$delegates" "${mcs[@]}"
# Application domains cannot be made with full ahead-of-time compilation.
compile_tests "$work" tests/dotnet/suite "${mcs[@]}" -r:System.Runtime.Serialization -r:System.Xml.Linq
"${mcs[@]}" -warnaserror -r:"$work/nunit.framework.dll" -out:"$work/Runner.exe" tests/dotnet/runner/Runner.cs
copy_framework
compile_ahead "$work"/*.dll "$work"/*.exe
MONO_PATH=$work timeout "$run_timeout_s" mono --full-aot "$work/Runner.exe" "$work/CognitoNative.Tests.dll" "$@"

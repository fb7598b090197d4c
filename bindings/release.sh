#!/usr/bin/env bash
# Makes every package that this machine can, from what bindings/natives.sh has built.
#
# usage: bindings/release.sh [--natives] [--assemblies DIRECTORY] [--out DIRECTORY]
#        --natives       builds the library first, for every place whose tools are here (bindings/natives.sh --able)
#        --assemblies    DIRECTORY/FRAMEWORK holds the compiled C# (dotnet build, or tests/dotnet/nuget/compile.sh);
#                        without it there are no NuGet packages
#        --out           default target/packages
#
# Writes the packages, what package managers take of them (bindings/c/recipes.py), THIRD-PARTY-NOTICES.txt, sbom.cdx.json
# and SHA256SUMS, opens each package (bindings/check_packages.py) and says what it found. Needs Python with
# bindings/requirements.txt. Two runs on one commit write the same bytes.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${CARGO_TARGET_DIR:-target}
out=$target/packages assemblies='' builds=
while [ $# -gt 0 ]; do
    case $1 in
    --natives) builds=1 ;;
    --assemblies) assemblies=$2 && shift ;;
    --out) out=$2 && shift ;;
    *)
        sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
    esac
    shift
done
readonly natives=$target/natives notices=$target/notices

fail() {
    echo "bindings/release.sh: $*" >&2
    exit 1
}

# What is wrong is said before the first build, which takes minutes. Only what an earlier release wrote is thrown away.
if [ -n "$(ls -A "$out" 2>/dev/null)" ] && [ ! -f "$out/SHA256SUMS" ]; then
    fail "$out holds something else; give another --out"
fi
if [ -n "$assemblies" ]; then
    missing=()
    for project in bindings/csharp/*.csproj; do
        id=$(basename "$project" .csproj)
        compgen -G "$assemblies/*/$id.dll" >/dev/null || missing+=("$id.dll")
    done
    [ ${#missing[@]} -eq 0 ] || fail "$assemblies/FRAMEWORK holds no ${missing[*]}; compile what is missing there" \
        "(.github/scripts/assemblies.sh, or tests/dotnet/nuget/compile.sh), or leave --assemblies out: no NuGet packages"
fi
if [ -n "$builds" ]; then
    mapfile -t able < <(bindings/natives.sh --able)
    bindings/natives.sh "${able[@]}"
fi
python3 bindings/notices.py "$notices" >/dev/null
rm -rf "$out"
mkdir -p "$out"
# What each packer printed is said again by the table, with what was found in it.
if compgen -G "$natives/ios*/libcognito_native.a" >/dev/null; then
    python3 bindings/apple/xcframework.py --natives "$natives" --notices "$notices" --out "$out" >/dev/null
fi
python3 bindings/c/archive.py --natives "$natives" --notices "$notices" --out "$out" >/dev/null
python3 bindings/c/recipes.py "$out" >/dev/null
python3 bindings/unity/package.py --natives "$natives" --notices "$notices" --output "$out" >/dev/null
if [ -n "$assemblies" ]; then
    for project in bindings/csharp/*.csproj; do
        id=$(basename "$project" .csproj) libraries=()
        for framework in "$assemblies"/*/; do
            if [ -f "$framework/$id.dll" ]; then libraries+=("--lib=$(basename "$framework")=$framework"); fi
        done
        python3 bindings/csharp/pack.py "$project" --out "$out" "${libraries[@]}" \
            "--property=CognitoNatives=$(realpath "$natives")/" "--property=CognitoNotices=$(realpath "$notices")/" >/dev/null
    done
fi
cp "$notices"/* "$out/"
python3 bindings/check_packages.py "$out"
(cd "$out" && find . -type f ! -name SHA256SUMS -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum >SHA256SUMS)
echo "$out/SHA256SUMS"

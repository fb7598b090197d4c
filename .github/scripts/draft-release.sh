#!/usr/bin/env bash
# Drafts the release of $TAG with the packages; a person publishes it.
# usage: draft-release.sh DIRECTORY      needs gh, GH_TOKEN and TAG
set -euo pipefail
version=$(bindings/version.sh)
if [ "$TAG" != "v$version" ]; then
    echo "$0: the tag is $TAG, and Cargo.toml says $version" >&2
    exit 1
fi
(cd "$1" && sha256sum --check --quiet SHA256SUMS)
gh release create "$TAG" --draft --verify-tag --title "cognito-native $version" --notes-file CHANGELOG.md "$1"/*

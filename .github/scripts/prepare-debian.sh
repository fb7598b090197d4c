#!/usr/bin/env bash
# What .ci/run does not install itself, on a bare Debian 12: a C compiler, git, curl, and Rust as rust-toolchain says.
set -euo pipefail
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    build-essential ca-certificates curl git libssl-dev lsb-release pkg-config python3 python3-venv >/dev/null
curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --component clippy,rustfmt
echo "$HOME/.cargo/bin" >>"${GITHUB_PATH:-/dev/null}"
git config --global --add safe.directory "$PWD"

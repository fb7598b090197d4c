#!/usr/bin/env bash
# zig and the rest of what bindings/natives.sh and bindings/release.sh take on Ubuntu.
set -euo pipefail
python3 -m venv target/python
target/python/bin/pip install --quiet -r bindings/requirements.txt
echo "$PWD/target/python/bin" >>"${GITHUB_PATH:-/dev/null}"
rustup target add x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu x86_64-unknown-linux-musl aarch64-unknown-linux-musl
sudo apt-get update -qq
sudo apt-get install -y -qq --no-install-recommends binutils-aarch64-linux-gnu llvm >/dev/null

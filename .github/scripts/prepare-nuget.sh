#!/usr/bin/env bash
# What NativeAOT links with, and the emulator that the programs talk to.
set -euo pipefail
sudo apt-get update -qq
sudo apt-get install -y -qq --no-install-recommends clang zlib1g-dev >/dev/null
cargo build --locked --features emulator --bin cognito-emulator

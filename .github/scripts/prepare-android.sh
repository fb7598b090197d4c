#!/usr/bin/env bash
# Rust's targets of Android, and LLVM's objcopy.
set -euo pipefail
rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android
sudo apt-get update -qq
sudo apt-get install -y -qq --no-install-recommends llvm >/dev/null

#!/usr/bin/env bash
# Rust's targets of Apple's systems, and LLVM's objcopy, which Xcode has not.
set -euo pipefail
rustup target add aarch64-apple-darwin x86_64-apple-darwin aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios
brew install --quiet llvm
echo "$(brew --prefix llvm)/bin" >>"${GITHUB_PATH:-/dev/null}"

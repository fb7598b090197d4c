#!/bin/sh
# Prints the project's version, for scripts; what is written in Python has it from project.py.
sed -n 's/^version = "\(.*\)"/\1/p' "$(dirname "$0")/../Cargo.toml" | head -n 1

//! The generated files are checked in and in step with `src/ffi`, and old compilers take them.
//!
//! `COGNITO_UPDATE=1 cargo test --test generated_files` rewrites them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use product::{CSHARP, HEADER, SYMBOLS, assert_checked_in, declared_functions, read, run};
use std::process::Command;

const GENERATED_HEADER: &str = env!("COGNITO_GENERATED_HEADER");
const GENERATED_CSHARP: &str = env!("COGNITO_GENERATED_CSHARP");

#[test]
fn the_header_is_in_step() {
    assert_checked_in(HEADER, &read(GENERATED_HEADER));
}

#[test]
fn the_csharp_declarations_are_in_step() {
    assert_checked_in(CSHARP, &read(GENERATED_CSHARP));
}

/// `tests/symbols.rs` compares this list with what the library really exports.
#[test]
fn the_symbol_list_is_in_step() {
    let names = Vec::from_iter(declared_functions(&read(GENERATED_HEADER)));
    assert_checked_in(
        SYMBOLS,
        &(names.join(
            "
",
        ) + "
"),
    );
}

/// Some compilers read a file without a byte order mark in the machine's own code page.
#[test]
fn the_header_is_ascii_and_says_its_version() {
    let header = read(GENERATED_HEADER);
    for (index, line) in header.lines().enumerate() {
        assert!(line.is_ascii(), "the header's line {} is not ASCII: {line}", index + 1);
    }
    assert!(
        header.contains("#define COGNITO_ABI_VERSION "),
        "the header does not define COGNITO_ABI_VERSION"
    );
}

/// A type that C# or an ahead-of-time compiler cannot marshal must not appear in the interface.
#[test]
fn the_header_uses_only_types_that_every_host_can_marshal() {
    let header = read(GENERATED_HEADER);
    let code = header.lines().filter(|line| !line.trim_start().starts_with(['*', '/', '#']));
    for line in code {
        let mut words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let refused = words.find(|word| ["bool", "_Bool", "long", "wchar_t", "enum", "union"].contains(word));
        assert_eq!(refused, None, "in the header: {line}");
    }
}

/// Unity's oldest supported compiler stops at C# 7.3, and mcs at 7.2.
#[test]
fn the_csharp_declarations_compile_as_csharp_7_2() {
    let output = tempfile::tempdir().unwrap();
    for defines in ["-define:PLAIN", "-define:UNITY_IOS"] {
        run(Command::new("mcs")
            .args(["-langversion:7.2", "-unsafe", "-target:library", "-warnaserror", defines])
            .arg(format!("-out:{}", output.path().join("t.dll").display()))
            .arg(GENERATED_CSHARP));
    }
}

//! Six lists are equal: the exports in the Rust source, the header's declarations, the entry points of both C# variants,
//! the dynamic symbols of the built library, and `bindings/symbols.txt`. And each function is documented.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use product::{
    CSHARP, CSHARP_NET8, HEADER, SYMBOLS, built, declared_functions, in_repository, names, read, run,
};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn the_symbol_list_is_sorted_and_has_only_our_prefix() {
    let list = read(SYMBOLS);
    assert!(!list.is_empty(), "{SYMBOLS} is empty");
    assert!(list.lines().is_sorted(), "{SYMBOLS} is not sorted");
    assert_eq!(list.lines().find(|name| !name.starts_with("cognito_")), None);
}

#[test]
fn the_rust_exports_are_the_symbol_list() {
    let mut exports = BTreeSet::new();
    collect_exports(&in_repository("src"), &mut exports);
    assert_eq!(exports, names(&read(SYMBOLS)));
}

#[test]
fn the_header_declares_the_symbol_list() {
    assert_eq!(declared_functions(&read(HEADER)), names(&read(SYMBOLS)));
}

#[test]
fn the_csharp_entry_points_are_the_symbol_list() {
    for variant in [CSHARP, CSHARP_NET8] {
        let csharp = read(variant);
        let entry_points: BTreeSet<String> = csharp
            .split("EntryPoint = \"")
            .skip(1)
            .map(|rest| rest.split_once('"').expect("an unclosed string").0.to_owned())
            .collect();
        assert_eq!(entry_points, names(&read(SYMBOLS)), "{variant}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_built_library_exports_the_symbol_list() {
    let library = built("libcognito_native.so");
    let exported =
        run(Command::new("nm").args(["-D", "--defined-only", "--format=just-symbols"]).arg(library));
    assert_eq!(names(&exported), names(&read(SYMBOLS)));
}

#[test]
fn each_function_is_documented() {
    let header = read(HEADER);
    let silent: Vec<String> = declared_functions(&header)
        .into_iter()
        .filter(|name| documentation_of(&header, name).is_empty())
        .collect();
    assert_eq!(silent, Vec::<String>::new());
}

/// What holds for every function is said once, on the header's first page.
#[test]
fn no_comment_repeats_the_conventions() {
    let repeated = [
        "Ownership: none",
        "Thread: any.",
        "Thread: any;",
        "Callback: none",
        "Errors: none",
        "INVALID_STRUCT_SIZE",
        "INVALID_UTF8",
        "is NULL)",
        "NULL on failure",
        "NULL is fine",
        "strings are copied",
    ];
    let header = read(HEADER);
    let mut found = Vec::new();
    for name in declared_functions(&header) {
        let documentation = documentation_of(&header, &name);
        found.extend(
            repeated
                .iter()
                .filter(|text| documentation.contains(**text))
                .map(|text| format!("{name}: {text}")),
        );
    }
    assert_eq!(found, Vec::<String>::new());
}

/// The comment directly before a function's declaration; empty when there is none. A comment may name functions
/// too, so only the code between two comments is searched.
fn documentation_of<'a>(header: &'a str, function: &str) -> &'a str {
    let call = format!("{function}(");
    header
        .split("/**")
        .filter_map(|part| part.split_once("*/"))
        .find(|(_, code)| code.split(';').next().is_some_and(|declaration| declaration.contains(&call)))
        .map_or("", |(comment, _)| comment)
}

/// The name of the function after each `no_mangle` attribute, in every Rust file below a directory.
fn collect_exports(directory: &Path, exports: &mut BTreeSet<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_exports(&path, exports);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let source = fs::read_to_string(&path).unwrap();
            for attributed in source.split("#[unsafe(no_mangle)]\n").skip(1) {
                let (_, signature) = attributed.split_once("fn ").expect("no_mangle is on a function");
                exports.insert(signature.split('(').next().unwrap().to_owned());
            }
        }
    }
}

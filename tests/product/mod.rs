//! What the tests of the built product look at: the checked-in files, the libraries cargo built, and outside tools.
//!
//! The libraries are those in cargo's `deps` directory, beside the test itself: `cargo test` renews these, but not
//! the copies one directory up, which may be days old.

#![allow(dead_code, reason = "each test program uses its own part of this module")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

pub(crate) const HEADER: &str = "include/cognito_native.h";
/// The header as data.
pub(crate) const HEADER_JSON: &str = "include/cognito_native.json";
pub(crate) const CSHARP: &str =
    "bindings/unity/com.cognitonative.credentials/Runtime/Generated/NativeMethods.g.cs";
/// The variant with function pointers.
pub(crate) const CSHARP_NET8: &str = "bindings/csharp/Generated/NativeMethods.g.cs";
pub(crate) const REGIONS: &str =
    "bindings/unity/com.cognitonative.credentials/Runtime/Credentials/RegionEndpoint.g.cs";
pub(crate) const AMAZON_REGIONS: &str =
    "bindings/unity/com.cognitonative.credentials/AmazonCompat/RegionEndpoint.g.cs";
pub(crate) const SYMBOLS: &str = "bindings/symbols.txt";

/// Warnings are errors, in C and C++.
pub(crate) const STRICT: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// A path in the repository.
pub(crate) fn in_repository(path: impl AsRef<Path>) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

pub(crate) fn read(path: impl AsRef<Path>) -> String {
    let path = in_repository(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A library that cargo built for this very test run.
pub(crate) fn built(file_name: &str) -> PathBuf {
    let path = env::current_exe().unwrap().with_file_name(file_name);
    assert!(path.exists(), "cargo did not build {}", path.display());
    path
}

/// Installs what cargo built, for C and C++ programs.
pub(crate) fn install(prefix: &Path, libdir: &str) {
    let build_directory = built("libcognito_native.a");
    run(Command::new(in_repository("bindings/c/install.sh"))
        .arg("--from")
        .arg(build_directory.parent().unwrap())
        .arg(prefix)
        .arg(libdir));
}

/// Runs a program that must succeed; its standard output.
pub(crate) fn run(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started (installed?): {error}"));
    let (stdout, stderr) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert!(status.success(), "{command:?}: {status}\n{stdout}{stderr}");
    stdout.into_owned()
}

/// Compares a checked-in file with what it must hold, or, when `COGNITO_UPDATE` is set, writes it.
pub(crate) fn assert_checked_in(path: &str, wanted: &str) {
    let file = in_repository(path);
    if env::var_os("COGNITO_UPDATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, wanted).unwrap();
        return;
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    if found != wanted {
        let line = found.lines().zip(wanted.lines()).take_while(|(old, new)| old == new).count() + 1;
        panic!(
            "{path} is out of step with src from line {line} on. \
             Run `COGNITO_UPDATE=1 cargo test --test generated_files` and commit the change."
        );
    }
}

/// The names in a text of one name a line.
pub(crate) fn names(text: &str) -> BTreeSet<String> {
    text.lines().map(str::to_owned).collect()
}

/// The functions a header declares: a name of ours directly before a parenthesis, outside comments.
pub(crate) fn declared_functions(header: &str) -> BTreeSet<String> {
    let code = without_comments(header);
    code.match_indices('(')
        .filter_map(|(at, _)| code[..at].rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next())
        .filter(|name| name.starts_with("cognito_"))
        .map(str::to_owned)
        .collect()
}

pub(crate) fn without_comments(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some((before, comment)) = rest.split_once("/*") {
        code.push_str(before);
        rest = comment.split_once("*/").expect("an unclosed comment").1;
    }
    code + rest
}

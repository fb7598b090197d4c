//! The header stands alone in every supported language version, warnings being errors: included first, included
//! twice, and from two units of one program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use product::{STRICT, in_repository, run};
use std::path::Path;
use std::process::Command;

/// The header comes first, so that it must bring what it needs; the second time its guard must hold.
const FIRST_UNIT: &str = "#include \"cognito_native.h\"\n#include \"cognito_native.h\"\n\
    int version(void);\nint main(void) { return version() - COGNITO_ABI_VERSION; }\n";
const SECOND_UNIT: &str = "#include \"cognito_native.h\"\n\
    int version(void);\nint version(void) { return COGNITO_OK + COGNITO_ABI_VERSION; }\n";

#[test]
fn c_99_to_23() {
    for standard in ["c99", "c11", "c17", "c2x"] {
        build_and_run("gcc", standard, "c");
    }
}

#[test]
fn cplusplus_11_to_20() {
    for standard in ["c++11", "c++14", "c++17", "c++20"] {
        build_and_run("g++", standard, "cpp");
    }
}

fn build_and_run(compiler: &str, standard: &str, extension: &str) {
    let directory = tempfile::tempdir().unwrap();
    let unit = |name: &str, source: &str| {
        let path = directory.path().join(name).with_extension(extension);
        std::fs::write(&path, source).unwrap();
        path
    };
    let program = directory.path().join("program");
    run(Command::new(compiler)
        .args(STRICT)
        .arg(format!("-std={standard}"))
        .arg("-I")
        .arg(in_repository(Path::new("include")))
        .args([unit("first", FIRST_UNIT), unit("second", SECOND_UNIT)])
        .arg("-o")
        .arg(&program));
    run(&mut Command::new(program));
}

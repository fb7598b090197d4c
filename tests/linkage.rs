//! How the library links: what the shared library tells the loader, and that the static archive brings nothing but
//! its exports into a program. ELF is what these scripts and settings are for; other systems have their own.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use product::{SYMBOLS, built, in_repository, names, read, run};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn the_shared_library_that_cargo_builds_has_a_soname_and_stays_loaded() {
    assert_dynamic_section(&built("libcognito_native.so"));
}

#[test]
fn the_shared_library_for_c_has_versioned_exports_and_nothing_else() {
    let directory = tempfile::tempdir().unwrap();
    let library = directory.path().join("libcognito_native.so.1");
    run(script("link-shared.sh").arg(prelink(directory.path())).arg(&library));

    assert_dynamic_section(&library);
    let exported = run(Command::new("nm").args(["-D", "--defined-only"]).arg(&library));
    let exported: BTreeSet<String> =
        exported.lines().filter_map(|line| line.split(' ').next_back()).map(str::to_owned).collect();
    let mut wanted: BTreeSet<String> =
        names(&read(SYMBOLS)).iter().map(|name| format!("{name}@@COGNITO_1")).collect();
    wanted.insert("COGNITO_1".to_owned());
    assert_eq!(exported, wanted);
}

#[test]
fn the_static_archive_defines_only_the_symbol_list() {
    let directory = tempfile::tempdir().unwrap();
    let archive = prelink(directory.path());
    let defined = run(Command::new("nm")
        .args(["--extern-only", "--defined-only", "--format=just-symbols"])
        .arg(archive));
    let defined: BTreeSet<String> =
        names(&defined).into_iter().filter(|line| !line.is_empty() && !line.ends_with(':')).collect();
    assert_eq!(defined, names(&read(SYMBOLS)));
}

#[test]
fn two_copies_of_the_static_archive_live_in_one_program() {
    let directory = tempfile::tempdir().unwrap();
    let directory = directory.path();
    let first = prelink(directory);
    let second = directory.join("second.a");
    let exports = names(&read(SYMBOLS));
    let new_names: Vec<String> = exports.iter().map(|name| format!("{name} second_{name}")).collect();
    let new_names_file = directory.join("new_names");
    std::fs::write(&new_names_file, new_names.join("\n") + "\n").unwrap();
    run(Command::new("objcopy").arg("--redefine-syms").arg(&new_names_file).args([&first, &second]));

    let plain = compile(directory, "copy.c", "first.o", &[]);
    let mut defines = vec!["-Duse_copy=use_second_copy".to_owned()];
    defines.extend(exports.iter().map(|name| format!("-D{name}=second_{name}")));
    let renamed = compile(directory, "copy.c", "second.o", &defines);
    let main = compile(directory, "two_copies.c", "main.o", &[]);

    // The whole of both archives, so that a name which both define is an error and not a silent mixture.
    let program = directory.join("two_copies");
    run(Command::new("cc")
        .args([&main, &plain, &renamed])
        .arg("-Wl,--whole-archive")
        .args([&first, &second])
        .args(["-Wl,--no-whole-archive", "-lgcc_s", "-lpthread", "-lm", "-ldl", "-o"])
        .arg(&program));
    run(&mut Command::new(program));
}

fn assert_dynamic_section(library: &Path) {
    let section = run(Command::new("readelf").args(["--dynamic", "--wide"]).arg(library));
    assert!(section.contains("Library soname: [libcognito_native.so.1]"), "{section}");
    assert!(section.contains("NODELETE"), "{section}");
    assert!(!section.contains("TEXTREL"), "{section}");
}

fn prelink(directory: &Path) -> PathBuf {
    let archive = directory.join("libcognito_native.a");
    run(script("prelink-static.sh").arg(built("libcognito_native.a")).arg(&archive));
    archive
}

fn script(name: &str) -> Command {
    Command::new(in_repository("bindings/c").join(name))
}

fn compile(directory: &Path, source: &str, object: &str, arguments: &[String]) -> PathBuf {
    let object = directory.join(object);
    run(Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-c"])
        .args(arguments)
        .arg("-I")
        .arg(in_repository("include"))
        .arg(in_repository("tests/c").join(source))
        .arg("-o")
        .arg(&object));
    object
}

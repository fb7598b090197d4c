//! The header stands alone in every supported language version, warnings being errors: included first, included
//! twice, and from two units of one program. clang, which knows most, warns of nothing and understands the marks on
//! pointers; the program on the first page works.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

#[cfg(target_os = "linux")]
use cognito_native::emulator::{Emulator, EmulatorOptions, PoolOptions};
use product::{HEADER, STRICT, built, in_repository, read, run};
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

/// Whoever includes an engine's or a system's headers first has names such as `Status` and `near` as macros.
#[test]
fn no_name_is_a_macro_of_an_engine_or_system() {
    let directory = tempfile::tempdir().unwrap();
    let unit = directory.path().join("unit");
    std::fs::write(&unit, FIRST_UNIT).unwrap();
    for (language, standard) in [("c", "c99"), ("c", "c2x"), ("c++", "c++11"), ("c++", "c++20")] {
        run(Command::new("gcc")
            .args(STRICT)
            .arg(format!("-std={standard}"))
            .args(["-fsyntax-only", "-x", language, "-include"])
            .arg(in_repository("tests/cpp/macros.h"))
            .arg("-I")
            .arg(in_repository("include"))
            .arg(&unit));
    }
}

const CLANG: &str = "clang-22";

/// Every warning that clang has, in every language that reads the header.
#[test]
fn clang_warns_of_nothing() {
    let languages = [
        ("c", &["c99", "c11", "c17", "c23"][..]),
        ("objective-c", &["c99", "c17"]),
        ("c++", &["c++11", "c++17", "c++20", "c++23"]),
        ("objective-c++", &["c++17"]),
    ];
    for (language, standards) in languages {
        for standard in standards {
            let standard = format!("-std={standard}");
            assert_eq!(clang(language, &[&standard, "-Weverything"], ""), "", "{language} {standard}");
        }
    }
}

/// A pointer that may be NULL is marked, and one that must not be is not.
#[test]
fn clang_knows_which_pointers_may_be_null() {
    let table = [
        ("cognito_queue_new(0);", "-Wnonnull"),
        ("cognito_queue_dispatch(0, 0, 0, 0);", "-Wnonnull"),
        ("cognito_queue_free(0);", ""),
        ("cognito_storage_new(0, 0, 0, 0, 0, &storage);", "-Wnonnull"),
        ("const char *_Nonnull version = cognito_version(); (void)version;", ""),
        (
            "const char *_Nonnull id = cognito_completion_identity_id(completion); (void)id;",
            "-Wnullable-to-nonnull-conversion",
        ),
    ];
    for (code, warning) in table {
        let program = format!(
            "void f(const cognito_completion *completion);\n\
             void f(const cognito_completion *completion) {{\n\
             cognito_storage *storage; (void)&storage; (void)completion; {code}\n}}"
        );
        let said =
            clang("c", &["-Wnullable-to-nonnull-conversion", "-Wno-nullability-completeness"], &program);
        assert_eq!(said.is_empty(), warning.is_empty(), "{code}: {said}");
        assert!(said.contains(warning), "{code}: {said}");
    }
}

/// In C++ a set of constants is a type of its own, so that no number gets in by mistake.
#[test]
fn a_set_of_constants_is_a_type() {
    let program = |code: &str| format!("cognito_result f(); cognito_result f() {{ return {code}; }}");
    assert_eq!(clang("c++", &[], &program("COGNITO_ERROR_NETWORK")), "");
    assert!(clang("c++", &[], &program("9")).contains("error: "));
}

/// What `import CognitoNative` does in Swift, and `@import` in Objective-C.
#[test]
fn clang_imports_the_module() {
    let cache = tempfile::tempdir().unwrap();
    let cache = format!("-fmodules-cache-path={}", cache.path().display());
    let program = "@import CognitoNative;\ncognito_result f(void);\n";
    assert_eq!(clang("objective-c", &["-fmodules", &cache], program), "");
}

/// What clang says of a program that includes the header.
fn clang(language: &str, flags: &[&str], program: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("program");
    let include = if program.starts_with('@') { "" } else { "#include \"cognito_native.h\"\n" };
    std::fs::write(&source, format!("{include}{program}\n")).unwrap();
    let output = Command::new(CLANG)
        .args(["-fsyntax-only", "-x", language, "-I"])
        .arg(in_repository("include"))
        .args(flags)
        .arg(source)
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The program on the first page is whole: it needs its includes, and here another service than that of AWS.
#[cfg(target_os = "linux")]
#[test]
fn the_program_on_the_first_page_works() {
    let header = read(HEADER);
    let page = header.split_once("A WHOLE PROGRAM\n").unwrap().1.split_once(" * CONVENTIONS").unwrap().0;
    let program: String =
        page.lines().map(|line| line.strip_prefix(" *").unwrap().to_owned() + "\n").collect();
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
    let program = program.replace("us-east-1:00000000-0000-0000-0000-000000000000", &pool_id).replace(
        "options.struct_size = sizeof options;",
        &format!("options.struct_size = sizeof options; options.storage_directory = \"\";\noptions.endpoint = \"{}\";", emulator.endpoint()),
    );

    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("program.c");
    std::fs::write(&source, format!("#include <stdio.h>\n#include \"cognito_native.h\"\n{program}")).unwrap();
    let library = built("libcognito_native.so");
    std::os::unix::fs::symlink(&library, directory.path().join("libcognito_native.so.1")).unwrap();
    let built = directory.path().join("program");
    run(Command::new("gcc")
        .args(STRICT)
        .args(["-std=c99", "-I"])
        .arg(in_repository("include"))
        .args([&source, &library])
        .arg("-o")
        .arg(&built));
    let said = run(Command::new(built).env("LD_LIBRARY_PATH", directory.path()));
    assert!(said.starts_with("access key ASIA"), "{said}");
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

//! The C++ header keeps its promises: each program in `tests/cpp` pins one, in every supported language version, in the
//! newest under `AddressSanitizer`, against the emulator.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use cognito_native::emulator::{Emulator, EmulatorOptions, PoolOptions};
use product::{STRICT, built, in_repository, run};
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::process::Command;

const OLDEST: &str = "c++17";
/// All parts can be used in it.
const NEWEST: &str = "c++20";
const STANDARDS: [&str; 2] = [OLDEST, NEWEST];
/// For the newest alone: a sanitizer triples what a program costs to compile.
const SANITIZED: [&str; 3] = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];

#[test]
fn adapters() {
    keeps_its_promise("adapters.cpp");
}

#[test]
fn aws_sdk() {
    keeps_its_promise("aws_sdk.cpp");
}

#[test]
fn credentials() {
    keeps_its_promise("credentials.cpp");
}

#[test]
fn exceptions() {
    keeps_its_promise("exceptions.cpp");
}

#[test]
fn items() {
    keeps_its_promise("items.cpp");
}

#[test]
fn log() {
    keeps_its_promise("log.cpp");
}

#[test]
fn login_source() {
    keeps_its_promise("login_source.cpp");
}

#[test]
fn logins() {
    keeps_its_promise("logins.cpp");
}

#[test]
fn no_exceptions() {
    keeps_its_promise("no_exceptions.cpp");
}

#[test]
fn ownership() {
    keeps_its_promise("ownership.cpp");
}

#[test]
fn signing() {
    keeps_its_promise("signing.cpp");
}

#[test]
fn storage() {
    keeps_its_promise("storage.cpp");
}

#[test]
fn transport() {
    keeps_its_promise("transport.cpp");
}

/// Two units of one program include it, one of them without exceptions: what it defines must be inline, and must not
/// stand in for the other's.
#[test]
fn the_header_may_be_included_twice() {
    let directory = tempfile::tempdir().unwrap();
    let source = "#include <cognito_native.hpp>\n#include <cognito_native.hpp>\n#include <cstdlib>\n";
    let units = [
        ("first.cpp", "bool f(); int main() { cognito_native::Queue q; return f() ? q.wake(), 0 : 1; }"),
        ("second.cpp", "bool f(); bool f() { return cognito_native::Queue::create().value().wake().ok(); }"),
    ];
    for (name, rest) in units {
        std::fs::write(directory.path().join(name), format!("{source}{rest}\n")).unwrap();
    }
    let library = built("libcognito_native.so");
    symlink(&library, directory.path().join("libcognito_native.so.1")).unwrap();
    for standard in STANDARDS {
        run(compiler(standard).current_dir(directory.path()).args(["-c", "first.cpp"]));
        run(compiler(standard).current_dir(directory.path()).args(["-fno-exceptions", "-c", "second.cpp"]));
        run(compiler(standard)
            .current_dir(directory.path())
            .args(["first.o", "second.o", "-o", "both"])
            .arg(&library));
        run(Command::new(directory.path().join("both")).env("LD_LIBRARY_PATH", directory.path()));
    }
}

/// Each part brings what it needs, so that the order of includes never matters.
#[test]
fn each_part_stands_alone() {
    let parts = std::fs::read_dir(in_repository("include/cognito_native")).unwrap();
    let parts: Vec<_> = parts.map(|part| part.unwrap().path()).collect();
    assert!(!parts.is_empty());
    for part in parts {
        let standard = if part.ends_with("coroutine.hpp") { NEWEST } else { OLDEST };
        for flags in [&[][..], &["-fno-exceptions", "-fno-rtti"]] {
            run(compiler(standard)
                .args(flags)
                .args(["-fsyntax-only", "-x", "c++", "/dev/null", "-include"])
                .arg(&part));
        }
    }
}

/// Instead of a page of errors from inside the header.
#[test]
fn an_older_language_is_told_which_is_needed() {
    for (standard, header) in [("c++14", "cognito_native.hpp"), (OLDEST, "cognito_native/coroutine.hpp")] {
        let source = in_repository("include").join(header);
        let arguments = ["-fsyntax-only", "-Wfatal-errors"];
        let compiled = compiler(standard).args(arguments).arg("-xc++").arg(&source).output().unwrap();
        let (said, name) = (String::from_utf8_lossy(&compiled.stderr), header.rsplit('/').next().unwrap());
        assert!(!compiled.status.success() && said.contains(&format!("{name} needs C++")), "{said}");
    }
}

/// Unreal has a macro `check`, Windows has `max`, X11 `Status`: whoever includes those first can include ours.
#[test]
fn no_name_is_a_macro_of_an_engine_or_system() {
    let directory = tempfile::tempdir().unwrap();
    let unit = directory.path().join("unit.cpp");
    let source = "#include <cognito_native.hpp>\n#include <cognito_native_aws.hpp>\n\
        #include <cognito_native/coroutine.hpp>\n#include <cognito_native/future.hpp>\n";
    std::fs::write(&unit, source).unwrap();
    for mode in ["-fexceptions", "-fno-exceptions"] {
        run(compiler(NEWEST)
            .arg(mode)
            .args(["-fsyntax-only", "-include"])
            .arg(in_repository("tests/cpp/macros.h"))
            .arg(&unit));
    }
}

fn keeps_its_promise(source: &str) {
    let directory = tempfile::tempdir().unwrap();
    let library = built("libcognito_native.so");
    symlink(&library, directory.path().join("libcognito_native.so.1")).unwrap();
    let emulator = Emulator::start(EmulatorOptions { control: true, ..EmulatorOptions::default() }).unwrap();
    let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
    // The system accepts connections for it, and nobody ever answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for standard in STANDARDS {
        let program = directory.path().join(standard);
        run(compiler(standard)
            .args(if standard == NEWEST { &SANITIZED[..] } else { &[] })
            .args(if source == "no_exceptions.cpp" { &["-fno-exceptions"][..] } else { &[] })
            .arg(in_repository("tests/cpp").join(source))
            .arg(&library)
            .arg("-o")
            .arg(&program));
        run(Command::new(program)
            .env("LD_LIBRARY_PATH", directory.path())
            .env("POOL_ID", &pool_id)
            .env("ENDPOINT", emulator.endpoint())
            .env("SILENT_ENDPOINT", format!("http://{}", silent.local_addr().unwrap())));
    }
}

fn compiler(standard: &str) -> Command {
    let mut command = Command::new("g++");
    command
        .args(STRICT)
        .arg(format!("-std={standard}"))
        .arg("-pthread")
        .arg("-I")
        .arg(in_repository("include"))
        .arg("-I")
        .arg(in_repository("tests/cpp/aws_stub"));
    command
}

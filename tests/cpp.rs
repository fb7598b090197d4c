//! The C++ header keeps its promises: each program in `tests/cpp` pins one, in every supported language version, under
//! `AddressSanitizer`, against the emulator.
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

const STANDARDS: [&str; 2] = ["c++17", "c++20"];

#[test]
fn credentials() {
    keeps_its_promise("credentials.cpp");
}

#[test]
fn exceptions() {
    keeps_its_promise("exceptions.cpp");
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
fn ownership() {
    keeps_its_promise("ownership.cpp");
}

/// Two units of one program include it: what it defines must be inline.
#[test]
fn the_header_may_be_included_twice() {
    let directory = tempfile::tempdir().unwrap();
    let source = "#include <cognito_native.hpp>\n#include <cognito_native.hpp>\n";
    for (name, rest) in [
        ("first.cpp", "int main() { return 0; }"),
        ("second.cpp", "void f(); void f() { cognito_native::Queue q; }"),
    ] {
        std::fs::write(directory.path().join(name), format!("{source}{rest}\n")).unwrap();
    }
    for standard in STANDARDS {
        run(compiler(standard)
            .current_dir(directory.path())
            .args(["first.cpp", "second.cpp", "-o", "both"])
            .arg(built("libcognito_native.so")));
    }
}

/// Each part brings what it needs, so that the order of includes never matters.
#[test]
fn each_part_stands_alone() {
    let parts = std::fs::read_dir(in_repository("include/cognito_native")).unwrap();
    let parts: Vec<_> = parts.map(|part| part.unwrap().path()).collect();
    assert!(!parts.is_empty());
    for part in parts {
        run(compiler(STANDARDS[0]).args(["-fsyntax-only", "-x", "c++", "/dev/null", "-include"]).arg(part));
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
            .args(["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"])
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
        .arg(in_repository("include"));
    command
}

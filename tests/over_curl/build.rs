//! Compiles `curl.c`, which the C programs' headers (tests/abi) are the whole of.

use std::env;
use std::path::Path;
use std::process::Command;

fn main() {
    let out = env::var("OUT_DIR").expect("cargo sets it");
    let (object, archive) = (Path::new(&out).join("curl.o"), Path::new(&out).join("libcurl_transport.a"));
    let flags = [
        "-std=c11",
        "-g",
        "-Wall",
        "-Wextra",
        "-Wpedantic",
        "-Werror",
        "-I",
        "../../include",
        "-c",
        "curl.c",
        "-o",
    ];
    run(Command::new("cc").args(flags).arg(&object));
    run(Command::new("ar").arg("crs").arg(&archive).arg(&object));
    println!("cargo::rustc-link-search=native={out}");
    println!("cargo::rustc-link-lib=static=curl_transport");
    println!("cargo::rustc-link-lib=curl");
    for source in ["curl.c", "../abi", "../../include"] {
        println!("cargo::rerun-if-changed={source}");
    }
}

fn run(command: &mut Command) {
    let status = command.status().expect("a C compiler and binutils");
    assert!(status.success(), "{command:?}");
}

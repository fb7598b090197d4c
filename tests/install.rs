//! A C or C++ project finds the installed library through pkg-config and through `CMake`, shared and static, also after
//! the prefix was moved; clang imports it as a module.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use product::{built, in_repository, install, run};
use std::path::{Path, PathBuf};
use std::process::Command;

const CMAKE_PROJECT: &str = "cmake_minimum_required(VERSION 3.13)
project(installed C CXX)
find_package(cognito_native CONFIG REQUIRED)
add_executable(shared ${SOURCE})
target_link_libraries(shared PRIVATE cognito_native::cognito_native)
add_executable(static ${SOURCE})
target_link_libraries(static PRIVATE cognito_native::static)
add_executable(cplusplus ${SOURCE_CPLUSPLUS})
target_compile_features(cplusplus PRIVATE cxx_std_17)
target_link_libraries(cplusplus PRIVATE cognito_native::cognito_native)
";

#[test]
fn pkg_config_finds_the_shared_and_the_static_library() {
    let directory = tempfile::tempdir().unwrap();
    let prefix = install_and_move(directory.path(), "lib/x86_64-linux-gnu");
    let libdir = prefix.join("lib/x86_64-linux-gnu");
    let flags = |arguments: &[&str]| {
        let output = run(Command::new("pkg-config")
            .args(arguments)
            .args(["--cflags", "--libs", "cognito_native"])
            .env("PKG_CONFIG_PATH", libdir.join("pkgconfig")));
        output.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };

    let shared = compile(directory.path(), "shared", &flags(&[]));
    run(Command::new(&shared).env("LD_LIBRARY_PATH", &libdir));
    assert!(needs_shared_library(&shared));

    // The usual way to prefer archives: the linker then takes libcognito_native.a for -lcognito_native.
    let mut static_flags = flags(&["--static"]);
    let library = static_flags.iter().position(|flag| flag == "-lcognito_native").unwrap();
    static_flags.insert(library, "-Wl,-Bstatic".to_owned());
    static_flags.insert(library + 2, "-Wl,-Bdynamic".to_owned());
    let archive = compile(directory.path(), "static", &static_flags);
    run(&mut Command::new(&archive));
    assert!(!needs_shared_library(&archive));
}

#[test]
fn cmake_finds_the_shared_and_the_static_library() {
    let directory = tempfile::tempdir().unwrap();
    let prefix = install_and_move(directory.path(), "lib");
    let (project, build) = (directory.path().join("project"), directory.path().join("build"));
    std::fs::create_dir(&project).unwrap();
    std::fs::write(project.join("CMakeLists.txt"), CMAKE_PROJECT).unwrap();
    run(Command::new("cmake")
        .arg("-S")
        .arg(&project)
        .arg("-B")
        .arg(&build)
        .arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()))
        .arg(format!("-DSOURCE={}", source().display()))
        .arg(format!("-DSOURCE_CPLUSPLUS={}", in_repository("tests/cpp/installed.cpp").display())));
    run(Command::new("cmake").arg("--build").arg(&build));

    // CMake gives the program the run path of the library it found.
    run(&mut Command::new(build.join("shared")));
    run(&mut Command::new(build.join("static")));
    run(&mut Command::new(build.join("cplusplus")));
    assert!(needs_shared_library(&build.join("shared")));
    assert!(!needs_shared_library(&build.join("static")));
}

#[test]
fn what_cargo_built_is_found_where_cargo_put_it_and_the_prefix_is_told() {
    let directory = tempfile::tempdir().unwrap();
    let (target, prefix) = (directory.path().join("elsewhere"), directory.path().join("prefix"));
    std::fs::create_dir_all(target.join("release")).unwrap();
    let archive = "libcognito_native.a";
    std::os::unix::fs::symlink(built(archive), target.join("release").join(archive)).unwrap();
    let output = run(Command::new(in_repository("bindings/c/install.sh"))
        .arg(&prefix)
        .env("CARGO_TARGET_DIR", &target));
    assert!(prefix.join("lib").join(archive).exists());
    for told in [
        format!("export PKG_CONFIG_PATH=\"{}/lib/pkgconfig\"", prefix.display()),
        format!("-DCMAKE_PREFIX_PATH=\"{}\"", prefix.display()),
    ] {
        assert!(output.contains(&told), "{told} is not in {output}");
    }
}

/// Swift and Objective-C import it from where it was installed, and what generates bindings finds the data.
#[test]
fn clang_finds_the_installed_module() {
    let directory = tempfile::tempdir().unwrap();
    let prefix = install_and_move(directory.path(), "lib");
    let source = directory.path().join("program.m");
    std::fs::write(&source, "@import CognitoNative;\nint main(void) { return COGNITO_OK; }\n").unwrap();
    run(Command::new("clang-22")
        .args(["-fmodules", "-Werror", "-fsyntax-only", "-I"])
        .arg(prefix.join("include"))
        .arg(format!("-fmodules-cache-path={}", directory.path().display()))
        .arg(source));
    assert!(prefix.join("include/cognito_native/cognito_native.json").exists());
    assert!(!prefix.join("include/module.modulemap").exists(), "another library's would be overwritten");
}

fn source() -> PathBuf {
    in_repository("tests/c/installed.c")
}

/// Installs under one prefix and moves it to another, as a package manager or a developer does.
fn install_and_move(directory: &Path, libdir: &str) -> PathBuf {
    let (first, moved) = (directory.join("first"), directory.join("moved"));
    install(&first, libdir);
    std::fs::rename(first, &moved).unwrap();
    moved
}

fn compile(directory: &Path, name: &str, flags: &[String]) -> PathBuf {
    let program = directory.join(name);
    run(Command::new("cc").arg(source()).arg("-o").arg(&program).args(flags));
    program
}

fn needs_shared_library(program: &Path) -> bool {
    run(Command::new("readelf").arg("--dynamic").arg(program)).contains("libcognito_native.so.1")
}

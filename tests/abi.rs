//! The ABI contract, kept by whole C programs: `tests/abi/*.c`, one a promise, compiled against the built shared library
//! and run against an emulator of their own. A failure names the promise and the line of C that saw it broken.
//! `tests/sanitizers.sh` runs the same programs under the sanitizers.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use cognito_native::emulator::{Emulator, EmulatorOptions, Operation, PoolOptions};
use product::{SYMBOLS, built, in_repository, names, read, run};
use tempfile::TempDir;

/// A program that hangs is ended, and failed, by `timeout` of coreutils.
const MOST_SECONDS: &str = "180";

macro_rules! programs {
    ($($name:ident)*) => {
        $(
            #[test]
            fn $name() {
                Program::compile(stringify!($name)).run(&emulator(false));
            }
        )*
        const PROGRAMS: &[&str] = &[$(stringify!($name)),*];
    };
}

programs! {
    blocking
    cached
    callback_leaves
    cancel
    clean_stack
    clear
    copies
    cycles
    deadline
    destroy
    directories
    dispatch
    events
    events_end
    exit_after_change
    expiring
    fork
    free_twice
    full_queue
    guest
    imported
    hammer
    handles
    host_state
    inside_callback
    kept_aside
    live_handles
    log
    login_limits
    login_source
    logins
    min_remaining
    nested
    next
    one_flight
    options
    options_json
    os_event
    out_parameters
    own_malloc
    process_end
    profiles
    provider_free
    queue_free
    ready_answers
    refresh
    refused_threads
    results
    retain
    serve_expired
    signals
    signed_out
    signing
    snapshot
    storage
    store_degraded
    stored_profiles
    strings
    struct_size
    thread_exit
    transport
    try_get
    two_players
    wait
}

#[test]
fn one_flight_over_https_is_one_handshake() {
    let emulator = emulator(true);
    Program::compile("one_flight").run(&emulator);
    let stats = emulator.stats();
    assert_eq!((stats.connections, stats.tls_handshakes, stats.tls_failures), (1, 1, 0));
    assert_eq!(stats.requests_for(Operation::GetId), 1);
    assert_eq!(stats.requests_for(Operation::GetCredentialsForIdentity), 1);
}

#[test]
fn every_program_is_run() {
    let sources: BTreeSet<String> = fs::read_dir(in_repository("tests/abi"))
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().to_str()?.strip_suffix(".c").map(str::to_owned))
        .collect();
    assert_eq!(sources, PROGRAMS.iter().map(|name| (*name).to_owned()).collect());
}

/// The table of calls that `handles` and `hammer` go through has every function that takes a handle.
#[test]
fn every_export_that_takes_a_handle_is_in_the_table() {
    const WITHOUT_A_HANDLE: [&str; 13] = [
        "cognito_abi_version",
        "cognito_live_handles",
        "cognito_profile_delete",
        "cognito_profile_names",
        "cognito_queue_new",
        "cognito_result_name",
        "cognito_result_text",
        "cognito_set_application_state",
        "cognito_set_network_state",
        "cognito_sign_with_keys",
        "cognito_storage_new",
        "cognito_transport_new",
        "cognito_version",
    ];
    let table = read("tests/abi/exports.h");
    let missing: Vec<String> = names(&read(SYMBOLS))
        .into_iter()
        .filter(|name| !WITHOUT_A_HANDLE.contains(&name.as_str()))
        .filter(|name| !table.contains(&format!("EXPORT({name}, ")))
        .collect();
    assert!(missing.is_empty(), "add to tests/abi/exports.h: {missing:?}");
}

/// One emulator a program, so that a program may count from zero.
fn emulator(https: bool) -> Emulator {
    Emulator::start(EmulatorOptions { https, control: true, ..EmulatorOptions::default() }).unwrap()
}

/// A compiled program in a directory of its own.
struct Program {
    directory: TempDir,
    path: PathBuf,
}

impl Program {
    fn compile(name: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join(name);
        let library = built("libcognito_native.so");
        // The loader looks for the soname.
        symlink(&library, directory.path().join("libcognito_native.so.1")).unwrap();
        run(Command::new("cc")
            .args(["-std=c11", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-pthread"])
            .arg("-I")
            .arg(in_repository("include"))
            .arg(in_repository("tests/abi").join(name).with_extension("c"))
            .arg(library)
            .arg("-o")
            .arg(&path));
        Self { directory, path }
    }

    fn run(&self, emulator: &Emulator) {
        let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
        let directory = self.directory.path();
        let mut command = Command::new("timeout");
        command
            .arg(MOST_SECONDS)
            .arg(&self.path)
            .env("LD_LIBRARY_PATH", directory)
            .env("COGNITO_TEST_ENDPOINT", emulator.endpoint())
            .env("COGNITO_TEST_POOL_ID", pool_id)
            .env("COGNITO_TEST_DIRECTORY", scratch(directory));
        if emulator.ca_pem().is_some() {
            let ca_pem = directory.join("ca.pem");
            emulator.write_ca_pem(&ca_pem).unwrap();
            command.env("COGNITO_TEST_CA_PEM", ca_pem);
        }
        run(&mut command);
    }
}

fn scratch(directory: &Path) -> PathBuf {
    let scratch = directory.join("scratch");
    fs::create_dir(&scratch).unwrap();
    scratch
}

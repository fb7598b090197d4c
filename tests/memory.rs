//! What is left in a host's memory when it has let go of everything: no key and no token. A host in C
//! (`tests/memory/secrets.c`) fetches all that there is over HTTPS and frees it; then its memory is searched for what
//! passed on the wire.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "memory/relay.rs"]
mod relay;

mod product;

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use cognito_native::emulator::{Emulator, EmulatorOptions, LoginProvider, PoolOptions};
use product::{built, in_repository, run};
use relay::{Records, Relay};
use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

const LOGIN_PROVIDER: &str = "accounts.google.com";

/// A secret counts as found when a piece of it is: so many bytes of it in a row.
const PIECE_BYTES: usize = 24;

/// Reaching it is a failure.
const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn no_secret_is_left_over_tls_1_2() {
    look_for_secrets(&TLS12, Records::Together);
    look_for_secrets(&TLS12, Records::Apart);
}

#[test]
fn no_secret_is_left_over_tls_1_3() {
    look_for_secrets(&TLS13, Records::Together);
    look_for_secrets(&TLS13, Records::Apart);
}

/// Otherwise nothing found would say nothing.
#[test]
fn a_secret_that_is_in_memory_is_found() {
    let secret: String = (0..40).map(|_| fastrand::alphanumeric()).collect();
    let mut child = Command::new("sh")
        .args(["-c", "read secret; echo let go; read end", "sh"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    writeln!(child.stdin.as_mut().unwrap(), "{secret}").unwrap();
    until_it_let_go(&mut child);
    assert_eq!(found_in(child.id(), std::slice::from_ref(&secret)), [secret]);
    drop(child.stdin.take());
    child.wait().unwrap();
}

fn look_for_secrets(version: &'static SupportedProtocolVersion, records: Records) {
    let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
    let pool =
        PoolOptions { login_providers: vec![LoginProvider::plain(LOGIN_PROVIDER)], ..PoolOptions::default() };
    let pool_id = emulator.add_pool(pool).unwrap();
    let relay = Relay::start(emulator.port(), version, records);

    let directory = tempfile::tempdir().unwrap();
    let login: String = (0..600).map(|_| fastrand::alphanumeric()).collect();
    let scratch = directory.path().join("scratch");
    fs::create_dir(&scratch).unwrap();
    fs::write(directory.path().join("login"), &login).unwrap();
    fs::write(directory.path().join("ca.pem"), relay.ca_pem()).unwrap();
    let mut host = Command::new(compile(directory.path()))
        .env("LD_LIBRARY_PATH", directory.path())
        .env("COGNITO_TEST_ENDPOINT", relay.endpoint())
        .env("COGNITO_TEST_POOL_ID", pool_id)
        .env("COGNITO_TEST_DIRECTORY", scratch)
        .env("COGNITO_TEST_CA_PEM", directory.path().join("ca.pem"))
        .env("COGNITO_TEST_LOGIN", directory.path().join("login"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    for stage in ["a provider that shares the connections lives on", "all is freed"] {
        until_it_let_go(&mut host);
        let mut secrets = relay.secrets();
        assert!(secrets.len() >= 40, "two secrets a fetch, and OpenID tokens: {}", secrets.len());
        secrets.push(login.clone());
        let found = found_in_the_end(host.id(), &secrets);
        let count = (found.len(), secrets.len());
        assert!(found.is_empty(), "{version:?}, {records:?}, {stage}: {count:?}, {found:?}");
        writeln!(host.stdin.as_mut().unwrap()).unwrap();
    }
    assert!(host.wait().unwrap().success());
}

fn compile(directory: &Path) -> PathBuf {
    let program = directory.join("secrets");
    let library = built("libcognito_native.so");
    symlink(&library, directory.join("libcognito_native.so.1")).unwrap();
    run(Command::new("cc")
        .args(["-std=c11", "-g", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-pthread"])
        // The loader, when it looks a function up at its first call, saves the processor's registers on the stack: also
        // those that a copy of a token went through just before.
        .args(["-Wl,-z,now", "-I"])
        .arg(in_repository("include"))
        .arg(in_repository("tests/memory/secrets.c"))
        .arg(library)
        .arg("-o")
        .arg(&program));
    program
}

fn until_it_let_go(child: &mut Child) {
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "let go\n");
}

/// What is found time and again: what was being stored when the host let go is stored first.
fn found_in_the_end(process: u32, secrets: &[String]) -> Vec<String> {
    let give_up = Instant::now() + PATIENCE;
    loop {
        let found = found_in(process, secrets);
        if found.is_empty() || Instant::now() > give_up {
            return found;
        }
    }
}

/// The secrets of which a piece is in memory that a process, a child of this one, can write.
fn found_in(process: u32, secrets: &[String]) -> Vec<String> {
    let pieces: Vec<(&[u8], &String)> = secrets
        .iter()
        .flat_map(|secret| secret.as_bytes().chunks_exact(PIECE_BYTES).map(move |piece| (piece, secret)))
        .collect();
    // By its first two bytes a place is ruled out at once.
    let mut starts = vec![Vec::new(); 1 << 16];
    for (piece, secret) in pieces {
        starts[usize::from(u16::from_le_bytes([piece[0], piece[1]]))].push((piece, secret));
    }
    let mut found = Vec::new();
    for region in writable_regions(process) {
        for (at, two) in region.windows(2).enumerate() {
            for (piece, secret) in &starts[usize::from(u16::from_le_bytes([two[0], two[1]]))] {
                if region[at..].starts_with(piece) && !found.contains(*secret) {
                    found.push((*secret).clone());
                }
            }
        }
    }
    found
}

fn writable_regions(process: u32) -> impl Iterator<Item = Vec<u8>> {
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let regions: Vec<(u64, u64)> = maps
        .lines()
        .filter(|line| line.split(' ').nth(1).unwrap().starts_with("rw"))
        .map(|line| {
            let (first, last) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
            let address = |text| u64::from_str_radix(text, 16).unwrap();
            (address(first), address(last))
        })
        .collect();
    regions.into_iter().filter_map(move |(first, last)| {
        let mut content = vec![0; usize::try_from(last - first).unwrap()];
        memory.seek(SeekFrom::Start(first)).unwrap();
        // A file that is mapped beyond its end is not there.
        memory.read_exact(&mut content).is_ok().then_some(content)
    })
}

//! The README's programs and commands do what it says, as they are written there.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

mod product;

use cognito_native::emulator::{Emulator, EmulatorOptions, Invocation, Operation, PoolOptions};
use product::{CSHARP, STRICT, in_repository, install, read, run};
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const COMPILERS: [&str; 2] = ["cc ", "c++ "];
/// Commands that a test here runs, besides compilers.
const TRIED: [&str; 3] = ["export PKG_CONFIG_PATH=", QUICKSTART, "cargo run --features emulator "];
/// Commands that would take minutes here: `tests/install.rs` stands for the first two.
const ELSEWHERE: [&str; 3] = ["cargo rustc ", "bindings/c/install.sh ", "tests/run"];
const QUICKSTART: &str = "cargo run --example quickstart";

#[test]
fn every_block_is_covered() {
    let languages: Vec<String> = blocks().into_iter().map(|block| block.language).collect();
    for (language, count) in [("c", 1), ("cpp", 1), ("csharp", 1)] {
        let found = languages.iter().filter(|found| *found == language).count();
        assert_eq!(found, count, "{language} blocks in the README; teach this test the new ones");
    }
    for language in &languages {
        assert!(
            ["c", "cpp", "csharp", "sh", "text"].contains(&language.as_str()),
            "no test for {language:?} blocks"
        );
    }
    for line in commands() {
        let is_known = COMPILERS.iter().chain(&TRIED).chain(&ELSEWHERE).any(|start| line.starts_with(start));
        assert!(is_known, "no test for the command: {line}");
    }
}

#[test]
fn the_c_and_cplusplus_programs_get_a_guest_who_stays_the_same() {
    let user = User::new();
    for (name, language, compiler, standard) in
        [("guest.c", "c", "gcc", "-std=c99"), ("guest.cpp", "cpp", "g++", "-std=c++17")]
    {
        let program = block(language);
        std::fs::write(user.path(name), program).unwrap();
        run(user
            .command(compiler)
            .args(STRICT)
            .args([standard, "-c", name, "-o", "strict.o"])
            .arg("-I")
            .arg(user.path("cognito/include")));
    }
    let compilations: Vec<String> = commands()
        .into_iter()
        .filter(|line| COMPILERS.iter().any(|compiler| line.starts_with(compiler)))
        .collect();
    assert_eq!(compilations.len(), 4, "{compilations:?}");
    let setting = commands().into_iter().find(|line| line.starts_with("export ")).unwrap();

    let mut identity_ids = Vec::new();
    for line in compilations {
        run(user.command("sh").args(["-e", "-c", &format!("{setting}\n{line}")]));
        let output = run(user.command("./guest").args([&user.pool_id, &user.emulator.endpoint()]));
        assert!(output.contains("access key id  ASIA"), "{line}: {output}");
        identity_ids.push(value(&output, "identity id").to_owned());

        let refused = user.command("./guest").arg("nonsense").output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{line}");
        assert!(
            String::from_utf8_lossy(&refused.stderr).contains("identity_pool_id: "),
            "{line}: {refused:?}"
        );
    }
    identity_ids.dedup();
    assert_eq!(identity_ids.len(), 1, "one player for one pool: {identity_ids:?}");
    assert_eq!(user.emulator.stats().requests_for(Operation::GetId), 1);
}

#[test]
fn the_csharp_program_loads_the_library() {
    let user = User::new();
    std::fs::write(user.path("Program.cs"), block("csharp")).unwrap();
    run(user
        .command("mcs")
        .args(["-langversion:7.2", "-unsafe", "-warnaserror", "-out:program.exe", "Program.cs"])
        .arg(in_repository(CSHARP)));
    let output =
        run(user.command("mono").arg("program.exe").env("LD_LIBRARY_PATH", user.path("cognito/lib")));
    assert_eq!(output, "ABI version 1\n");
}

#[test]
fn the_quickstart_shows_the_same_guest_again() {
    assert!(commands().iter().any(|line| line == QUICKSTART));
    let directory = tempfile::tempdir().unwrap();
    let quickstart = || {
        run(Command::new("sh")
            .args(["-e", "-c", QUICKSTART])
            .current_dir(in_repository(""))
            .env("XDG_DATA_HOME", directory.path())
            .env("CARGO_NET_OFFLINE", "true"))
    };
    let (first, second) = (quickstart(), quickstart());
    assert!(first.contains("a new guest"), "{first}");
    assert!(second.contains("the same guest as last time"), "{second}");
    assert_eq!(value(&first, "identity id"), value(&second, "identity id"));
    let stored_in = Path::new(value(&second, "stored in"));
    assert!(stored_in.starts_with(directory.path()) && stored_in.exists(), "{second}");
}

#[test]
fn the_emulator_takes_the_arguments_of_the_readme() {
    let commands = commands();
    let line = commands.iter().find(|line| line.contains("--bin cognito-emulator")).unwrap();
    let arguments = line.split_once(" -- ").unwrap().1.split(' ').map(str::to_owned);
    let Ok(Invocation::Run(run)) = Invocation::read(arguments) else { panic!("not taken: {line}") };
    // Its port is likely to be taken here.
    let emulator = Emulator::start(EmulatorOptions { port: 0, ..run.emulator }).unwrap();
    for pool in run.pools {
        emulator.add_pool(pool).unwrap();
    }
}

/// Someone who has installed the library as the README says and works in a directory of their own.
struct User {
    home: TempDir,
    emulator: Emulator,
    pool_id: String,
}

impl User {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        install(&home.path().join("cognito"), "lib");
        let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
        let pool_id = emulator.add_pool(PoolOptions::default()).unwrap();
        Self { home, emulator, pool_id }
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.home.path()).env("HOME", self.home.path());
        command.env_remove("XDG_DATA_HOME").env_remove("PKG_CONFIG_PATH");
        command
    }
}

struct Block {
    language: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let readme = read("README.md");
    let mut blocks: Vec<Block> = Vec::new();
    let mut is_open = false;
    for line in readme.lines() {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(language) => {
                is_open = true;
                blocks.push(Block { language: language.to_owned(), text: String::new() });
            }
            None if is_open => blocks.last_mut().unwrap().text.extend([line, "\n"]),
            None => {}
        }
    }
    assert!(!is_open, "the README's last block is not closed");
    blocks
}

fn block(language: &str) -> String {
    blocks().into_iter().find(|block| block.language == language).unwrap().text
}

fn commands() -> Vec<String> {
    let text: String =
        blocks().into_iter().filter(|block| block.language == "sh").map(|block| block.text).collect();
    text.lines().map(str::to_owned).collect()
}

/// The rest of the line that begins with this name.
fn value<'a>(output: &'a str, name: &str) -> &'a str {
    let line = output.lines().find_map(|line| line.strip_prefix(name));
    line.unwrap_or_else(|| panic!("no {name:?} in {output}")).trim()
}

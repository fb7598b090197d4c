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

use cognito_native::emulator::{
    Emulator, EmulatorOptions, Invocation, LoginProvider, LoginToken, Operation, PoolOptions,
};
use product::{STRICT, built, in_repository, install, read, run};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const COMPILERS: [&str; 2] = ["cc ", "c++ "];
/// Commands that a test here runs, besides compilers.
const TRIED: [&str; 7] = [
    "export PKG_CONFIG_PATH=",
    QUICKSTART,
    "cargo run --features emulator ",
    CSHARP_COMPILER,
    CSHARP_PROGRAM,
    CSHARP_SEARCHED,
    CSHARP_BESIDE,
];
/// Commands that would take minutes here: `tests/install.rs` stands for the first two, the layer unity-package for the next.
const ELSEWHERE: [&str; 4] =
    ["cargo rustc ", "bindings/c/install.sh ", "bindings/unity/package.py", "tests/run"];
/// What the README's pool accepts.
const LOGIN_NAME: &str = "accounts.google.com";
const AUDIENCE: &str = "my-game";
const QUICKSTART: &str = "cargo run --example quickstart";
const CSHARP_COMPILER: &str = "mcs ";
const CSHARP_PROGRAM: &str = "mono program.exe us-east-1:YOUR-POOL";
/// The two ways in which Mono finds the library.
const CSHARP_SEARCHED: &str = "LD_LIBRARY_PATH=target/release mono program.exe us-east-1:YOUR-POOL";
const CSHARP_BESIDE: &str = "cp target/release/libcognito_native.so .";

#[test]
fn every_block_is_covered() {
    let languages: Vec<String> = blocks().into_iter().map(|block| block.language).collect();
    for (language, count) in [("c", 2), ("cpp", 1), ("csharp", 1)] {
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
    user.write("guest.c", "gcc", "-std=c99");
    user.write("guest.cpp", "g++", "-std=c++17");
    let compilations = compilations("guest.");
    assert_eq!(compilations.len(), 4, "{compilations:?}");

    let mut identity_ids = Vec::new();
    for line in compilations {
        user.compile(&line);
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
fn a_player_who_signs_in_is_the_same_on_every_device_and_a_bad_token_is_explained() {
    let user = User::new();
    user.write("sign_in.c", "gcc", "-std=c99");
    let [line] = compilations("sign_in.").try_into().unwrap();
    user.compile(&line);
    let sign_in = |device: &str, token: &LoginToken| {
        let token = user.emulator.issue_login_token(token);
        let mut program = user.command("./sign_in");
        program.args([&user.pool_id, &user.emulator.endpoint(), LOGIN_NAME, &token]);
        program.env("XDG_DATA_HOME", user.path(device)).output().unwrap()
    };
    let ann = LoginToken::new(LOGIN_NAME, "ann", AUDIENCE);
    let identity_ids: Vec<String> = ["phone", "phone", "tablet"]
        .map(|device| {
            let output = sign_in(device, &ann);
            let text = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success() && text.contains("access key id  ASIA"), "{device}: {text}");
            value(&text, "identity id").to_owned()
        })
        .into();
    assert!(identity_ids.iter().all(|id| *id == identity_ids[0]), "{identity_ids:?}");
    assert_eq!(user.emulator.identity_ids(&user.pool_id).len(), 1, "no guest was made on the way");

    let expired = LoginToken { expires_in_seconds: -60, ..ann.clone() };
    let forged = LoginToken { is_forged: true, ..ann };
    for (token, code) in [(expired, "LOGIN_EXPIRED"), (forged, "LOGIN_REJECTED")] {
        let refused = sign_in("watch", &token);
        let text = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{text}");
        assert!(text.starts_with(&format!("COGNITO_ERROR_{code}: ")), "{text}");
        assert!(text.lines().nth(1).is_some_and(|hint| !hint.is_empty()), "no hint: {text}");
        assert!(read("README.md").contains(&format!("| `{code}` |")), "no advice for {code}");
    }
}

#[test]
fn the_csharp_program_gets_a_guest_who_stays_the_same() {
    let commands = commands();
    for line in [CSHARP_SEARCHED, CSHARP_BESIDE, CSHARP_PROGRAM] {
        assert!(commands.iter().any(|found| found == line), "the README has no {line}");
    }
    let user = User::new();
    // The README's commands are for the root of a checkout.
    symlink(in_repository("bindings"), user.path("bindings")).unwrap();
    std::fs::create_dir_all(user.path("target/release")).unwrap();
    symlink(built("libcognito_native.so"), user.path("target/release/libcognito_native.so")).unwrap();
    std::fs::write(user.path("Program.cs"), block("csharp", "Program.cs")).unwrap();
    let shell = |line: &str| {
        let mut command = user.command("sh");
        // cargo's own would find the library anywhere.
        command.args(["-e", "-c", line]).env_remove("LD_LIBRARY_PATH");
        command
    };
    let compilation = commands.iter().find(|line| line.starts_with(CSHARP_COMPILER)).unwrap();
    run(&mut shell(&format!("{compilation} -warnaserror")));

    let endpoint = user.emulator.endpoint();
    let program = |line: &str, pool_id: &str| {
        let line = line.replace("us-east-1:YOUR-POOL", &format!("{pool_id} {endpoint}"));
        shell(&line).output().unwrap()
    };
    let identity_id = |line: &str| {
        let output = program(line, &user.pool_id);
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && text.contains("access key id  ASIA"), "{line}: {text}");
        value(&text, "identity id").to_owned()
    };
    let first = identity_id(CSHARP_SEARCHED);
    assert!(!program(CSHARP_PROGRAM, &user.pool_id).status.success(), "no library is there yet");
    run(&mut shell(CSHARP_BESIDE));
    assert_eq!(identity_id(CSHARP_PROGRAM), first, "one player for one pool");

    let refused = program(CSHARP_PROGRAM, "nonsense");
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&refused.stderr).starts_with("InvalidOptions: IdentityPoolId"),
        "{refused:?}"
    );
}

#[test]
fn the_quickstart_shows_the_same_guest_again() {
    assert!(commands().iter().any(|line| line == QUICKSTART));
    let directory = tempfile::tempdir().unwrap();
    let quickstart = || {
        let mut command = Command::new("sh");
        // With what cargo tells a test about its package, the dependencies' build scripts would run again, and the library be
        // built anew under the other tests here.
        for (name, _) in std::env::vars_os() {
            if name.to_str().is_some_and(|name| {
                name == "OUT_DIR" || name == "CARGO_MANIFEST_DIR" || name.starts_with("CARGO_PKG_")
            }) {
                command.env_remove(name);
            }
        }
        run(command
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
        let login_providers = vec![LoginProvider::checked(LOGIN_NAME, AUDIENCE)];
        let pool_id = emulator.add_pool(PoolOptions { login_providers, ..PoolOptions::default() }).unwrap();
        Self { home, emulator, pool_id }
    }

    /// Writes down a program of the README, which must compile without a warning.
    fn write(&self, name: &str, compiler: &str, standard: &str) {
        let language = name.rsplit('.').next().unwrap();
        std::fs::write(self.path(name), block(language, name)).unwrap();
        run(self
            .command(compiler)
            .args(STRICT)
            .args([standard, "-c", name, "-o", "strict.o"])
            .arg("-I")
            .arg(self.path("cognito/include")));
    }

    /// Compiles as one line of the README says.
    fn compile(&self, line: &str) {
        let setting = commands().into_iter().find(|line| line.starts_with("export ")).unwrap();
        run(self.command("sh").args(["-e", "-c", &format!("{setting}\n{line}")]));
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
    /// The last line of text before it, which names the program.
    title: String,
    language: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let readme = read("README.md");
    let mut blocks: Vec<Block> = Vec::new();
    let (mut is_open, mut title) = (false, "");
    for line in readme.lines() {
        match line.strip_prefix("```") {
            Some(_) if is_open => is_open = false,
            Some(language) => {
                is_open = true;
                blocks.push(Block {
                    title: title.to_owned(),
                    language: language.to_owned(),
                    text: String::new(),
                });
            }
            None if is_open => blocks.last_mut().unwrap().text.extend([line, "\n"]),
            None if line.is_empty() => {}
            None => title = line,
        }
    }
    assert!(!is_open, "the README's last block is not closed");
    blocks
}

/// The program of this name, in this language.
fn block(language: &str, name: &str) -> String {
    let is_it = |block: &Block| block.language == language && block.title.contains(name);
    let block = blocks().into_iter().find(is_it);
    block.unwrap_or_else(|| panic!("no {language} block after a line that names {name:?}")).text
}

/// How a program is compiled, in every way the README shows.
fn compilations(source: &str) -> Vec<String> {
    let is_compiler = |line: &String| COMPILERS.iter().any(|compiler| line.starts_with(compiler));
    commands().into_iter().filter(|line| is_compiler(line) && line.contains(&format!(" {source}"))).collect()
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

//! The programs and commands of the README and of its pages in docs/ do what they say, as they are written there.
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
use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Where a user reads: the README first, then the page that is theirs.
const PAGES: [&str; 19] = [
    "README.md",
    "docs/aws-sdk.md",
    "docs/c.md",
    "docs/consoles.md",
    "docs/cpp.md",
    "docs/dotnet.md",
    "docs/emulator.md",
    "docs/errors.md",
    "docs/guide.md",
    "docs/networks.md",
    "docs/other-sdks.md",
    "docs/platforms.md",
    "docs/process.md",
    "docs/recipes.md",
    "docs/servers.md",
    "docs/signing-in.md",
    "docs/signing.md",
    "docs/storage.md",
    "docs/webgl.md",
];
const MOST_README_LINES: usize = 250;
const COMPILERS: [&str; 2] = ["cc ", "c++ "];
/// Commands that a test here runs, besides compilers.
const TRIED: [&str; 11] = [
    "export PKG_CONFIG_PATH=",
    QUICKSTART,
    EMULATOR,
    "./guest ",
    "./sign_in ",
    "cmake -B ",
    "cmake --build ",
    CSHARP_COMPILER,
    CSHARP_PROGRAM,
    CSHARP_SEARCHED,
    CSHARP_BESIDE,
];
/// Commands that would take minutes here: `tests/install.rs` stands for the first two, the layer unity-package for the next.
const ELSEWHERE: [&str; 4] =
    ["cargo rustc ", "bindings/c/install.sh ", "bindings/unity/package.py", "tests/run"];
/// The README's pool and the emulator it starts.
const POOL_ID: &str = "us-east-1:11111111-2222-3333-4444-555555555555";
const ENDPOINT: &str = "http://127.0.0.1:4566";
const LOGIN_NAME: &str = "accounts.google.com";
const AUDIENCE: &str = "my-game";
const QUICKSTART: &str = "cargo run --features emulator --bin quickstart";
const EMULATOR: &str = "cargo run --features emulator --bin cognito-emulator ";
const CSHARP_COMPILER: &str = "mcs ";
/// The two ways in which Mono finds the library.
const CSHARP_PROGRAM: &str = "mono program.exe ";
const CSHARP_SEARCHED: &str = "LD_LIBRARY_PATH=target/release mono program.exe ";
const CSHARP_BESIDE: &str = "cp target/release/libcognito_native.so .";

#[test]
fn every_block_is_covered() {
    let blocks = blocks();
    // The C# blocks of docs/servers.md and its section of configuration are tried by the layer coreclr, that of
    // docs/aws-sdk.md by csharp-docs, the programs of docs/recipes.md by the layer peers.
    for (language, count) in [("c", 6), ("cpp", 2), ("csharp", 6), ("json", 1), ("cmake", 1)] {
        let found = blocks.iter().filter(|block| block.language == language).count();
        assert_eq!(found, count, "{language} blocks; teach this test the new ones");
    }
    for Block { language, .. } in &blocks {
        assert!(
            ["c", "cpp", "csharp", "json", "cmake", "sh", "text"].contains(&language.as_str()),
            "no test for {language:?} blocks"
        );
    }
    for line in commands() {
        let is_known = COMPILERS.iter().chain(&TRIED).chain(&ELSEWHERE).any(|start| line.starts_with(start));
        assert!(is_known, "no test for the command: {line}");
    }
}

#[test]
fn the_readme_is_short_and_its_pages_are_all_known_and_linked() {
    let lines = read("README.md").lines().count();
    assert!(lines <= MOST_README_LINES, "{lines} lines: give each kind of user a page of their own");
    let readme = read("README.md");
    for entry in std::fs::read_dir(in_repository("docs")).unwrap() {
        let page = format!("docs/{}", entry.unwrap().file_name().to_str().unwrap());
        if page.starts_with("docs/site") {
            continue; // what makes a site of the pages
        }
        assert!(PAGES.contains(&page.as_str()), "no test reads {page}");
        assert!(readme.contains(&format!("({page})")), "the README does not lead to {page}");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut broken = Vec::new();
    for page in PAGES.iter().chain(&["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"]) {
        let text = prose(&read(page));
        for target in
            text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
        {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let linked = if file.is_empty() {
                in_repository(page)
            } else {
                in_repository(page).parent().unwrap().join(file)
            };
            let is_there = linked.exists() && (heading.is_empty() || anchors(&linked).contains(heading));
            if !target.starts_with("https://") && !is_there {
                broken.push(format!("{page}: {target}"));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// What is not in a block of code.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

/// The names that headings get in a rendered page; of equal ones, the later ones are numbered.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = prose(&std::fs::read_to_string(page).unwrap_or_default());
    let mut anchors = BTreeSet::new();
    for heading in text.lines().filter(|line| line.starts_with('#')) {
        let kept = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
        let name: String =
            heading.trim_start_matches('#').trim().to_lowercase().chars().filter(|c| kept(*c)).collect();
        let name = name.replace(' ', "-");
        let free = (0..).map(|n| if n == 0 { name.clone() } else { format!("{name}-{n}") });
        let free = free.into_iter().find(|name| !anchors.contains(name)).unwrap();
        anchors.insert(free);
    }
    anchors
}

/// Its own network stack is not here to be linked.
#[test]
fn the_program_for_consoles_compiles() {
    let user = User::new(LoginProvider::plain(LOGIN_NAME));
    user.has_a_checkout();
    user.write_strict("console.c", "-std=c99");
}

/// One reader goes through the README with one emulator and one home: C#, C, the program with a login, C++.
#[test]
fn the_programs_of_the_readme_follow_one_another() {
    let user = User::new(LoginProvider::plain(LOGIN_NAME));
    user.has_a_checkout();
    user.write("Program.cs");
    for (name, standard) in [("guest.c", "-std=c99"), ("sign_in.c", "-std=c99"), ("guest.cpp", "-std=c++17")]
    {
        user.write_strict(name, standard);
    }
    let lines =
        user.all_lines(&["mcs ", CSHARP_BESIDE, CSHARP_PROGRAM]).replacen("mcs ", "mcs -warnaserror ", 1);
    let guest = user.is_told("mono program.exe ", &lines);
    let again = user.is_told("./guest ", &user.all_lines(&["export ", "cc guest.c", "./guest "]));
    assert_eq!(guest, again, "one player for one pool");
    let ann = user.is_told("./sign_in ", &user.all_lines(&["export ", "cc sign_in.c", "./sign_in "]));
    assert_ne!(ann, guest, "a player of her own");
    let still = user.is_told("./guest ", &user.all_lines(&["export ", "c++ ", "./guest "]));
    assert_eq!(still, guest, "the guest is not locked out by the player who signed in");

    assert_eq!(user.emulator.stats().requests_for(Operation::GetId), 2);
    for program in ["./guest", "./sign_in"] {
        let arguments = ["nonsense", &user.emulator.endpoint(), LOGIN_NAME, "ann"];
        let few = if program == "./guest" { &arguments[..1] } else { &arguments[..] };
        let refused = user.command(program).args(few).output().unwrap();
        assert_eq!(refused.status.code(), Some(1), "{program}");
        assert!(
            String::from_utf8_lossy(&refused.stderr).contains("identity_pool_id: "),
            "{program}: {refused:?}"
        );
    }
    let refused = user.shell("mono program.exe nonsense").output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&refused.stderr).starts_with("InvalidOptions: IdentityPoolId"),
        "{refused:?}"
    );
}

#[test]
fn every_way_to_compile_and_link_gives_the_same_guest() {
    let user = User::new(LoginProvider::plain(LOGIN_NAME));
    user.write_strict("game.c", "-std=c99");
    std::fs::write(user.path("CMakeLists.txt"), block("cmake", "CMakeLists.txt")).unwrap();
    let mut ways: Vec<(String, &str)> =
        compilations("game.").into_iter().map(|line| (line, "./game")).collect();
    assert_eq!(ways.len(), 3, "{ways:?}");
    ways.push((user.all_lines(&["cmake -B ", "cmake --build "]), "build/game"));
    let mut identity_ids = BTreeSet::new();
    for (line, program) in ways {
        let setting = user.all_lines(&["export "]);
        run(&mut user.shell(&format!("{setting}\n{line}")));
        let output = run(user.command(program).args([POOL_ID, &user.emulator.endpoint()]));
        assert!(output.contains("access key id  ASIA"), "{line}: {output}");
        identity_ids.insert(value(&output, "identity id").to_owned());
    }
    assert_eq!(identity_ids.len(), 1, "one player for one pool: {identity_ids:?}");
}

#[test]
fn a_player_who_signs_in_is_the_same_on_every_device_and_a_bad_token_is_explained() {
    let user = User::new(LoginProvider::checked(LOGIN_NAME, AUDIENCE));
    user.write_strict("sign_in.c", "-std=c99");
    run(&mut user.shell(&user.all_lines(&["export ", "cc sign_in.c"])));
    let sign_in = |device: &str, token: &LoginToken| {
        let token = user.emulator.issue_login_token(token);
        let mut program = user.command("./sign_in");
        program.args([POOL_ID, &user.emulator.endpoint(), LOGIN_NAME, &token]);
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
    assert_eq!(user.emulator.identity_ids(POOL_ID).len(), 1, "no guest was made on the way");

    let expired = LoginToken { expires_in_seconds: -60, ..ann.clone() };
    let forged = LoginToken { is_forged: true, ..ann };
    for (token, code) in [(expired, "LOGIN_EXPIRED"), (forged, "LOGIN_REJECTED")] {
        let refused = sign_in("watch", &token);
        let text = String::from_utf8(refused.stderr).unwrap();
        assert_eq!(refused.status.code(), Some(1), "{text}");
        assert!(text.starts_with(&format!("COGNITO_ERROR_{code}: ")), "{text}");
        assert!(text.lines().nth(1).is_some_and(|hint| !hint.is_empty()), "no hint: {text}");
        assert!(read("docs/errors.md").contains(&format!("| `{code}` |")), "no advice for {code}");
    }
}

#[test]
fn mono_finds_the_library_where_the_page_says() {
    let user = User::new(LoginProvider::plain(LOGIN_NAME));
    user.has_a_checkout();
    user.write("Program.cs");
    run(&mut user.shell(&user.all_lines(&["mcs "])));
    assert!(
        !user.shell(&user.all_lines(&[CSHARP_PROGRAM])).output().unwrap().status.success(),
        "no library yet"
    );
    user.is_told(CSHARP_SEARCHED, &user.all_lines(&[CSHARP_SEARCHED]));
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
    for told in ["access key id  ASIA", "X-Amz-Signature=", "docs/signing-in.md", "-- us-east-1:YOUR-POOL"] {
        assert!(second.contains(told), "{second}");
    }
}

#[test]
fn the_emulator_takes_the_arguments_of_every_page() {
    let lines: Vec<String> = commands().into_iter().filter(|line| line.starts_with(EMULATOR)).collect();
    assert_eq!(lines.len(), 2, "the README's and that of its own page");
    for line in lines {
        assert!(
            line.contains("--port 4566") && ENDPOINT.ends_with(":4566") && line.contains(POOL_ID),
            "{line}"
        );
        let arguments = line.split_once(" -- ").unwrap().1.split(' ').map(str::to_owned);
        let Ok(Invocation::Run(run)) = Invocation::read(arguments) else { panic!("not taken: {line}") };
        // Its port is likely to be taken here.
        let emulator = Emulator::start(EmulatorOptions { port: 0, ..run.emulator }).unwrap();
        for pool in run.pools {
            emulator.add_pool(pool).unwrap();
        }
    }
}

/// Someone who has installed the library as the README says and works in a directory of their own.
struct User {
    home: TempDir,
    emulator: Emulator,
}

impl User {
    fn new(login_provider: LoginProvider) -> Self {
        let home = tempfile::tempdir().unwrap();
        install(&home.path().join("cognito"), "lib");
        let emulator = Emulator::start(EmulatorOptions::default()).unwrap();
        let id = Some(POOL_ID.to_owned());
        emulator
            .add_pool(PoolOptions { id, login_providers: vec![login_provider], ..PoolOptions::default() })
            .unwrap();
        Self { home, emulator }
    }

    /// The commands for C# are for the root of a checkout with a release build.
    fn has_a_checkout(&self) {
        symlink(in_repository("bindings"), self.path("bindings")).unwrap();
        std::fs::create_dir_all(self.path("target/release")).unwrap();
        symlink(built("libcognito_native.so"), self.path("target/release/libcognito_native.so")).unwrap();
    }

    fn write(&self, name: &str) {
        let extension = name.rsplit('.').next().unwrap();
        let language = if extension == "cs" { "csharp" } else { extension };
        std::fs::write(self.path(name), block(language, name)).unwrap();
    }

    /// Writes down a program, which must compile without a warning.
    fn write_strict(&self, name: &str, standard: &str) {
        self.write(name);
        let compiler = if standard.starts_with("-std=c9") { "gcc" } else { "g++" };
        run(self
            .command(compiler)
            .args(STRICT)
            .args([standard, "-c", name, "-o", "strict.o"])
            .arg("-I")
            .arg(self.path("cognito/include")));
    }

    /// For each start the first command of the pages that begins so, with this emulator's address in it.
    fn all_lines(&self, starts: &[&str]) -> String {
        let commands = commands();
        let line = |start: &&str| {
            let line = commands.iter().find(|line| line.starts_with(start));
            line.unwrap_or_else(|| panic!("no page has a command {start:?}"))
                .replace(ENDPOINT, &self.emulator.endpoint())
        };
        starts.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Runs these lines; what the program printed must be an identity, which is returned.
    fn is_told(&self, program: &str, lines: &str) -> String {
        let output = run(&mut self.shell(lines));
        assert!(output.contains("access key id  ASIA"), "{program}: {output}");
        value(&output, "identity id").to_owned()
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.home.path().join(name)
    }

    fn shell(&self, lines: &str) -> Command {
        let mut command = self.command("sh");
        // cargo's own would find the library anywhere.
        command.args(["-e", "-c", lines]).env_remove("LD_LIBRARY_PATH");
        command
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

/// Of all pages, in the order in which they are read.
fn blocks() -> Vec<Block> {
    PAGES.into_iter().flat_map(blocks_of).collect()
}

fn blocks_of(page: &str) -> Vec<Block> {
    let text = read(page);
    let mut blocks: Vec<Block> = Vec::new();
    let (mut is_open, mut title) = (false, "");
    for line in text.lines() {
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
    assert!(!is_open, "the last block of {page} is not closed");
    blocks
}

/// The program of this name, in this language.
fn block(language: &str, name: &str) -> String {
    let is_it = |block: &Block| block.language == language && block.title.contains(name);
    let block = blocks().into_iter().find(is_it);
    block.unwrap_or_else(|| panic!("no {language} block after a line that names {name:?}")).text
}

/// How a program is compiled, in every way the pages show.
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

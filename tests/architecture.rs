//! The rules that keep the source a house, checked on its text: which room may import which, where `unsafe` may be,
//! how long a file may be, and that no file names one machine or one registry.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first thing that is not as it should be"
)]

#[path = "architecture/circles.rs"]
mod circles;
mod product;

use product::{in_repository, read, run};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Top floor first: a room imports only from rows below its own. Rooms of one row do not know each other.
const FLOORS: [&[&str]; 11] = [
    &["ffi"],
    &["provider"],
    &["queue"],
    &["cognito"],
    &["http"],
    &["store"],
    &["runtime"],
    &["credentials"],
    &["signing"],
    &["allocator", "clock", "secret", "error", "pending_map", "process"],
    &["page"],
];

/// Local test servers and crates of their own may import nothing of the library.
const ALONE: [&str; 1] = ["emulator"];

/// Where `unsafe` may be: the C boundary, the allocator, what a fork leaves to the child, and calls of the system (or of
/// the web page) that std does not offer.
const UNSAFE: [&str; 9] = [
    "src/ffi/",
    "src/allocator.rs",
    "src/clock.rs",
    "src/page.rs",
    "src/process.rs",
    "src/store/file/lock.rs",
    "src/runtime/os_event.rs",
    "src/runtime/resident.rs",
    "src/runtime/system.rs",
];

const MOST_LINES: usize = 450;

#[test]
fn every_room_has_its_floor() {
    let library = read("src/lib.rs");
    let declared: BTreeSet<&str> = library
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let known: BTreeSet<&str> = FLOORS.iter().copied().flatten().chain(&ALONE).copied().collect();
    assert_eq!(declared, known);
}

#[test]
fn a_room_imports_only_rooms_below_it() {
    let mut upward = Vec::new();
    for path in sources() {
        // The tests of a room may use any other, such as the emulator.
        if is_test(&path) {
            continue;
        }
        let room = room_of(&path);
        for imported in imported_rooms(&without_tests(&code_of(&read(&path)))) {
            if imported != room && !is_below(&imported, room) {
                upward.push(format!("{path}: {room} imports {imported}"));
            }
        }
    }
    assert!(upward.is_empty(), "not a room below:\n{}", upward.join("\n"));
}

#[test]
fn no_files_import_each_other() {
    let files: Vec<(String, String)> = sources()
        .into_iter()
        .filter(|path| !is_test(path) && path != "src/lib.rs" && !path.starts_with("src/bin/"))
        .map(|path| (path.trim_start_matches("src/").to_owned(), without_tests(&code_of(&read(&path)))))
        .collect();
    let circles = circles::Imports::of(&files).circles();
    assert!(circles.is_empty(), "files that import each other:\n{circles:#?}");
}

#[test]
fn unsafe_code_is_only_where_it_must_be() {
    let elsewhere: Vec<String> = sources()
        .into_iter()
        .filter(|path| !UNSAFE.iter().any(|place| path.starts_with(place)))
        .filter(|path| {
            let code = code_of(&read(path));
            words(&code).any(|word| word == "unsafe")
        })
        .collect();
    assert!(elsewhere.is_empty(), "unsafe code in {elsewhere:?}");
}

#[test]
fn no_source_file_is_long() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|path| (read(&path).lines().count(), path))
        .filter(|(lines, _)| *lines > MOST_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines, at most {MOST_LINES}"))
        .collect();
    assert!(long.is_empty(), "give each idea its own file:\n{}", long.join("\n"));
}

/// A file that was moved away from, or lost its `mod` line in a merge, would stay and mislead.
#[test]
fn every_source_file_is_compiled() {
    let orphans: Vec<String> = sources().into_iter().filter(|path| !is_declared(path)).collect();
    assert!(orphans.is_empty(), "no `mod` line names {orphans:?}");
}

/// Whether the file above it says `mod`; cargo itself knows the roots.
fn is_declared(path: &str) -> bool {
    let module = path.trim_end_matches(".rs").trim_end_matches("/mod");
    let Some((parent, name)) = module.rsplit_once('/').filter(|_| path != "src/lib.rs") else { return true };
    let above = ["mod", "main"].map(|file| format!("{parent}/{file}.rs"));
    let above = above.into_iter().chain([format!("{parent}.rs"), "src/lib.rs".to_owned()]);
    let line = format!("mod {name};");
    parent == "src/bin"
        || (name == "main" && parent.starts_with("src/bin/"))
        || above
            .filter(|file| (file.as_str() != "src/lib.rs" || parent == "src") && in_repository(file).exists())
            .any(|file| read(file).lines().any(|declared| declared.trim_end().ends_with(&line)))
}

#[test]
fn every_source_file_says_first_what_it_is() {
    let silent: Vec<String> =
        sources().into_iter().filter(|path| !is_test(path) && !read(path).starts_with("//! ")).collect();
    assert!(silent.is_empty(), "without a first comment: {silent:?}");
}

/// A mirror or another machine must build this too. The names are put together here, so that this file passes.
#[test]
fn no_file_names_a_registry_or_a_place_on_one_machine() {
    let refused = [
        ["crates", ".io"].concat(),
        ["static.rust", "-lang.org"].concat(),
        ["pypi", ".org"].concat(),
        ["pythonhosted", ".org"].concat(),
        ["registry.npmjs", ".org"].concat(),
        ["api.nuget", ".org"].concat(),
        ["deb.debian", ".org"].concat(),
        ["/ro", "ot/"].concat(),
        ["/wo", "rk/"].concat(),
    ];
    let mut found = Vec::new();
    for path in files_of_the_tree() {
        // cargo itself writes into its lock files where a crate comes from.
        if path.ends_with("Cargo.lock") {
            continue;
        }
        let Ok(text) = fs::read_to_string(in_repository(&path)) else { continue };
        for (index, line) in text.lines().enumerate() {
            found.extend(
                refused
                    .iter()
                    .filter(|name| line.contains(name.as_str()))
                    .map(|name| format!("{path}:{}: {name}", index + 1)),
            );
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// The paths of all files in git, new ones included, that are there.
fn files_of_the_tree() -> Vec<String> {
    let listed = run(Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(in_repository("")));
    listed.lines().map(str::to_owned).collect()
}

/// Every Rust file below `src`, as a path in the repository.
fn sources() -> Vec<String> {
    let mut found = Vec::new();
    collect(&in_repository("src"), "src", &mut found);
    found.sort();
    assert!(!found.is_empty());
    found
}

fn collect(directory: &Path, name: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{name}/{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &path, found);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs" || part == "properties.rs")
}

/// `src/ROOM/…` and `src/ROOM.rs`; the library's own list of rooms and the programs stand above all.
fn room_of(path: &str) -> &str {
    let room = path.split('/').nth(1).unwrap();
    room.strip_suffix(".rs").unwrap_or(room)
}

/// A file without its comments and the contents of its strings.
fn code_of(source: &str) -> String {
    source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .map(|line| line.split('"').step_by(2).collect::<Vec<_>>().join("\"\""))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The part of a file before its own test module.
fn without_tests(code: &str) -> String {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned()
}

/// The rooms in `use crate::ROOM…`, `use crate::{ROOM…, …}` and `crate::ROOM::…`.
fn imported_rooms(code: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        // `$crate::` and names that end so are not ours.
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &code[at + path.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            rooms.extend(names_of_group(group));
        } else {
            rooms.extend(words(rest).next().map(str::to_owned));
        }
    }
    rooms
}

/// The first name of each item of a `{…}`, whose opening brace is behind us.
fn names_of_group(group: &str) -> Vec<String> {
    let (mut names, mut depth, mut start) = (Vec::new(), 0_u32, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.extend(words(&group[start..at]).next().map(str::to_owned));
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn is_below(imported: &str, room: &str) -> bool {
    let floor = |name: &str| FLOORS.iter().position(|floor| floor.contains(&name));
    match (floor(imported), floor(room)) {
        (Some(imported), Some(room)) => imported > room,
        // `lib.rs` and the programs in `bin` are above every room.
        (_, None) => !ALONE.contains(&room),
        (None, Some(_)) => false,
    }
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

#[test]
fn an_import_is_seen_however_it_is_written() {
    let rooms = |code: &str| Vec::from_iter(imported_rooms(&code_of(code)));
    assert_eq!(rooms("use crate::http::{Request, Response};"), ["http"]);
    assert_eq!(rooms("use crate::{clock::Now,\n    http::{retry, ureq},\n};"), ["clock", "http"]);
    assert_eq!(rooms("fn f() -> crate::error::Failure {}"), ["error"]);
    assert_eq!(rooms("// use crate::ffi;\nlet text = \"crate::ffi\";"), [""; 0]);
    assert!(is_below("secret", "http") && !is_below("http", "secret") && !is_below("error", "clock"));
    assert!(!is_below("secret", "emulator") && !is_below("emulator", "http"));
}

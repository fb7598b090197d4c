//! Every mistake ends with its exit code, one line on standard error that says what to do, and nothing on standard output.

use std::net::TcpListener;
use std::process::{Command, Output};

use super::program::{LOGIN, User};

const REFUSED: i32 = 1;
const USAGE: i32 = 2;
const LOGIN_NEEDED: i32 = 3;
const LATER: i32 = 4;
const START: i32 = 5;

#[track_caller]
fn assert_told(output: &Output, code: i32, parts: &[&str]) {
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert_eq!(output.stdout, b"", "{told}");
    assert!(told.starts_with("cognito-credentials: ") && told.trim_end().lines().count() == 1, "{told}");
    for part in parts {
        assert!(told.contains(part), "{part:?} is not in {told}");
    }
}

#[test]
fn an_unknown_pool() {
    let user = User::new();
    let unknown = "us-east-1:00000000-0000-4000-8000-000000000000";
    for command in ["process", "serve"] {
        let output = user.command_of(unknown, command, &[]).output().unwrap();
        assert_told(&output, REFUSED, &[unknown, "--pool-id"]);
    }
}

#[test]
fn an_argument_that_cannot_be_used() {
    let user = User::new();
    assert_told(&user.process(&["--speed", "1"]), USAGE, &["--speed: there is no such argument", "--help"]);
    assert_told(&user.command_of("us-east-1", "process", &[]).output().unwrap(), USAGE, &["--pool-id"]);
}

#[test]
fn a_login_that_has_expired() {
    let user = User::new();
    std::fs::write(user.place("token"), user.token(-60)).unwrap();
    let file = format!("{LOGIN}={}", user.place("token").display());
    for command in ["process", "serve"] {
        let output = user.command(command, &["--login-file", &file]).output().unwrap();
        assert_told(&output, LOGIN_NEEDED, &["expired"]);
    }
}

#[test]
fn a_login_that_cannot_be_read() {
    let user = User::new();
    let read =
        |command: &str| user.process(&["--timeout", "1", "--login-command", &format!("{LOGIN}={command}")]);
    assert_told(&read("echo; echo nonsense"), LOGIN_NEEDED, &[LOGIN, "is not one"]);
    assert_told(&read("echo hunter2 >&2; exit 7"), LOGIN_NEEDED, &["exit status: 7", "run it by hand"]);
    assert_told(&read("sleep 1000"), LOGIN_NEEDED, &["did not end", "run it by hand"]);
    assert_told(&user.process(&["--login-file", &format!("{LOGIN}=/nowhere")]), LOGIN_NEEDED, &["/nowhere"]);
    // A pipe that nobody writes to would be waited for without end.
    assert!(Command::new("mkfifo").arg(user.place("pipe")).status().unwrap().success());
    let pipe = user.place("pipe").display().to_string();
    let login = format!("{LOGIN}={pipe}");
    assert_told(&user.process(&["--login-file", &login]), LOGIN_NEEDED, &[&pipe, "not a regular file"]);
    assert_told(&user.process(&["--ca-file", &pipe]), USAGE, &["--ca-file", &pipe, "not a regular file"]);
    assert_eq!(user.asked(), [0, 0]);
}

/// What the library says of a source of logins is for games.
#[test]
fn a_login_that_cannot_be_read_again() {
    let user = User::new();
    std::fs::write(user.place("old"), user.token(-60)).unwrap();
    let once = format!("{LOGIN}=cat {0} && rm {0}", user.place("old").display());
    let output = user.process(&["--login-command", &once]);
    assert_told(
        &output,
        LOGIN_NEEDED,
        &["cognito-credentials: no token for accounts.google.com: the command"],
    );
}

#[test]
fn guests_are_not_wanted() {
    let user = User::new();
    let output = user.process(&["--disable-guest-access", "true"]);
    assert_told(&output, LOGIN_NEEDED, &["login"]);
}

#[test]
fn no_network() {
    let user = User::new();
    let dead =
        ["process", "--pool-id", &user.pool_id, "--endpoint", "http://127.0.0.1:1", "--max-attempts", "1"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_cognito-credentials"));
    let output = command.args(dead).args(["--storage-directory", ""]).output().unwrap();
    assert_told(&output, LATER, &["127.0.0.1:1", "(--proxy-url)? Check"]);
}

#[test]
fn a_port_that_is_taken() {
    let user = User::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = user.command("serve", &["--port", &port]).output().unwrap();
    assert_told(&output, START, &["--port", &port]);
    assert_eq!(user.asked(), [0, 0]);
}

#[test]
fn a_command_that_is_not_there() {
    let user = User::new();
    let output = user.command("serve", &["--", "/nowhere/tool"]).output().unwrap();
    assert_told(&output, START, &["/nowhere/tool"]);
}

#[test]
fn a_token_file_that_cannot_be_written() {
    let user = User::new();
    let output = user.command("serve", &["--token-file", "/nowhere/token"]).output().unwrap();
    assert_told(&output, START, &["--token-file"]);
}

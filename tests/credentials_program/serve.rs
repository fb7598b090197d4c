//! `serve`: an endpoint for those who have the token, and for nobody else; and a command that does not notice that it is
//! not run by a shell.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::MetadataExt as _;
use std::process::{Child, Command, Output};

use serde_json::Value;

use super::program::User;

/// An endpoint on its own.
struct Endpoint {
    process: Child,
    url: String,
    token: String,
    token_file: String,
}

impl Endpoint {
    fn start(user: &User, arguments: &[&str]) -> Self {
        let mut process = user.command("serve", arguments).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut value = |name: &str| {
            let line = lines.next().unwrap().unwrap();
            line.strip_prefix(&format!("{name}=")).unwrap_or_else(|| panic!("{line}")).to_owned()
        };
        let url = value("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        let token_file = value("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
        Self { process, url, token: fs::read_to_string(&token_file).unwrap(), token_file }
    }

    fn authority(&self) -> &str {
        self.url.strip_prefix("http://").unwrap().strip_suffix("/credentials").unwrap()
    }

    /// Status and body.
    fn send(&self, request: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(self.authority()).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }

    fn get(&self) -> (u16, String) {
        self.send(&format!(
            "GET /credentials HTTP/1.1\r\nHost: {}\r\nAuthorization: {}\r\n\r\n",
            self.authority(),
            self.token
        ))
    }

    /// Ends it as a service manager does; what it said after its two lines.
    fn end(mut self) -> String {
        signal(self.process.id(), "TERM");
        assert!(self.process.wait().unwrap().success());
        let mut told = String::new();
        self.process.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        told
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        let _it_may_have_ended = self.process.kill();
        let _it_may_have_ended = self.process.wait();
    }
}

fn signal(process: u32, name: &str) {
    assert!(
        Command::new("kill").args([&format!("-{name}"), &process.to_string()]).status().unwrap().success()
    );
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn who_has_the_token_gets_credentials_and_the_service_is_asked_once() {
    let user = User::new();
    let endpoint = Endpoint::start(&user, &[]);
    let (status, body) = endpoint.get();
    assert_eq!(status, 200, "{body}");
    let credentials = json(&body);
    assert!(credentials["AccessKeyId"].as_str().unwrap().starts_with("ASIA"), "{body}");
    assert!(credentials["Token"].is_string() && credentials["Expiration"].is_string(), "{body}");
    assert_eq!(endpoint.get(), (200, body));
    assert_eq!(user.asked(), [1, 1]);
    assert_eq!(fs::metadata(&endpoint.token_file).unwrap().mode() & 0o777, 0o600);
}

/// Each of the others is in the tests of `request.rs`.
#[test]
fn who_has_not_is_refused() {
    let user = User::new();
    let endpoint = Endpoint::start(&user, &[]);
    let get = |path: &str, host: &str, token: &str| {
        endpoint.send(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\n\r\n"))
    };
    let (host, token) = (endpoint.authority(), endpoint.token.as_str());
    for (answer, status) in [
        (endpoint.send(&format!("GET /credentials HTTP/1.1\r\nHost: {host}\r\n\r\n")), 401),
        (get("/credentials", host, &token.replace(|_| true, "0")), 401),
        (get("/credentials", "attacker.example", token), 403),
        (get("/", host, token), 404),
        (
            endpoint.send(&format!(
                "DELETE /credentials HTTP/1.1\r\nHost: {host}\r\nAuthorization: {token}\r\n\r\n"
            )),
            405,
        ),
        (endpoint.send("\r\n\r\n\r\n nonsense"), 400),
        (endpoint.send(&format!("GET /credentials HTTP/1.1\r\nA: {}", "b".repeat(9000))), 400),
    ] {
        assert_eq!(answer.0, status, "{answer:?}");
        assert!(!answer.1.contains("ASIA") && !answer.1.contains(token), "{answer:?}");
    }
    assert_eq!(endpoint.get().0, 200);
}

/// Another machine finds no open port.
#[test]
fn it_listens_on_the_loopback_interface_only() {
    let user = User::new();
    let endpoint = Endpoint::start(&user, &[]);
    let port: u16 = endpoint.authority().rsplit(':').next().unwrap().parse().unwrap();
    let open = |table: &str| -> Vec<String> {
        let sockets = fs::read_to_string(table).unwrap_or_default();
        let local = sockets.lines().filter_map(|line| line.split_whitespace().nth(1).map(str::to_owned));
        local.filter(|local| local.ends_with(&format!(":{port:04X}"))).collect()
    };
    assert_eq!(open("/proc/net/tcp"), [format!("0100007F:{port:04X}")]);
    assert_eq!(open("/proc/net/tcp6"), [""; 0]);
}

#[test]
fn the_token_is_in_no_process_list_and_no_text_and_goes_with_the_endpoint() {
    let user = User::new();
    let endpoint = Endpoint::start(&user, &["--token-file", user.place("token").to_str().unwrap()]);
    assert_eq!(endpoint.token_file, user.place("token").to_str().unwrap());
    let (token, file) = (endpoint.token.clone(), endpoint.token_file.clone());
    endpoint.get();
    let _refused = endpoint.send(&format!("GET /{token} HTTP/1.1\r\nAuthorization: x{token}\r\n\r\n"));
    assert!(!process_list().contains(&token));
    assert_eq!(endpoint.end(), "");
    assert!(!fs::exists(file).unwrap());

    let seen = run(
        &user,
        &[
            "sh",
            "-c",
            "cat /proc/*/cmdline 2>/dev/null | tr '\\0' ' '; echo; echo $AWS_CONTAINER_AUTHORIZATION_TOKEN",
        ],
    );
    let text = String::from_utf8_lossy(&seen.stdout).into_owned();
    let token = text.trim_end().rsplit('\n').next().unwrap();
    assert_eq!((token.len(), text.matches(token).count(), seen.stderr.as_slice()), (64, 1, b"".as_slice()));
}

fn process_list() -> String {
    let lines = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| fs::read(entry.unwrap().path().join("cmdline")).ok());
    lines.map(|line| String::from_utf8_lossy(&line).into_owned()).collect()
}

/// Runs a command beside an endpoint, to its end.
fn run(user: &User, command: &[&str]) -> Output {
    user.command("serve", &[]).arg("--").args(command).output().unwrap()
}

#[test]
fn a_command_has_the_endpoint_in_its_environment_and_nothing_that_comes_before_it() {
    let user = User::new();
    let mut serve = user.command("serve", &["--", "env"]);
    serve.envs([
        ("AWS_ACCESS_KEY_ID", "AKIA"),
        ("AWS_PROFILE", "mine"),
        ("AWS_REGION", "us-east-1"),
        ("MINE", "1"),
    ]);
    let text = String::from_utf8(serve.output().unwrap().stdout).unwrap();
    let names: Vec<&str> = text.lines().filter_map(|line| line.split('=').next()).collect();
    for name in
        ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_REGION", "MINE"]
    {
        assert!(names.contains(&name), "{name} is not in {text}");
    }
    for name in ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] {
        assert!(!names.contains(&name), "{text}");
    }
}

#[test]
fn a_command_ends_as_it_would_alone() {
    let user = User::new();
    let ended = |line: &str| run(&user, &["sh", "-c", line]).status.code();
    assert_eq!([ended("exit 0"), ended("exit 7"), ended("kill -KILL $$")], [Some(0), Some(7), Some(137)]);
}

#[test]
fn signals_reach_the_command() {
    let user = User::new();
    for (name, code) in [("TERM", 7), ("INT", 8), ("HUP", 9), ("USR1", 10)] {
        let trap = format!("trap 'exit {code}' {name}; echo ready; while :; do sleep 0.01; done");
        let mut serve = user.command("serve", &["--", "sh", "-c", &trap]).spawn().unwrap();
        let mut ready = [0; 6];
        serve.stdout.as_mut().unwrap().read_exact(&mut ready).unwrap();
        signal(serve.id(), name);
        assert_eq!(serve.wait().unwrap().code(), Some(code), "{name}");
    }
}

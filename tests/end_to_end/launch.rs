//! Two processes at the first launch: whatever they do at once, the device has one guest. The processes are this test
//! binary itself, running [`child`].

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use cognito_native::ffi::result::*;

use super::emulator::Operation;
use super::host::{Setup, emulator};

/// The endpoint a child is to use; also what makes it one.
const ENDPOINT: &str = "COGNITO_TEST_LAUNCH_ENDPOINT";
const POOL_ID: &str = "COGNITO_TEST_LAUNCH_POOL_ID";
const DIRECTORY: &str = "COGNITO_TEST_LAUNCH_DIRECTORY";
/// How many rounds; 20 unless it says otherwise.
const ROUNDS: &str = "COGNITO_LAUNCH_ROUNDS";

/// Not a test by itself: one launch of the game, begun when its parent says so.
#[test]
fn child() {
    let Ok(endpoint) = std::env::var(ENDPOINT) else { return };
    let directory = std::env::var(DIRECTORY).unwrap();
    say("ready");
    std::io::stdin().read_exact(&mut [0]).unwrap();
    let setup = Setup { endpoint, pool_id: std::env::var(POOL_ID).unwrap(), ..Setup::default() };
    let answer = setup.stored_in(directory.as_ref()).start().get_credentials();
    assert_eq!(answer.result, COGNITO_OK, "{answer:?}");
    say(answer.identity());
}

fn say(line: &str) {
    // Past the test harness, whose own output has no line breaks where we need them.
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "\nchild: {line}").unwrap();
    stdout.flush().unwrap();
}

/// A child that waits for the word.
struct Launch {
    process: Child,
    output: BufReader<ChildStdout>,
}

impl Launch {
    fn prepare(endpoint: &str, pool_id: &str, directory: &std::path::Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "launch::child", "--nocapture"])
            .env(ENDPOINT, endpoint)
            .env(POOL_ID, pool_id)
            .env(DIRECTORY, directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut launch = Self { process, output };
        assert_eq!(launch.next_line(), "ready");
        launch
    }

    fn go(&mut self) {
        self.process.stdin.take().unwrap().write_all(b"!").unwrap();
    }

    fn next_line(&mut self) -> String {
        let mut lines = self.output.by_ref().lines().map(Result::unwrap);
        lines.find_map(|line| line.strip_prefix("child: ").map(str::to_owned)).expect("the child says more")
    }

    /// The identity id it got.
    fn end(mut self) -> String {
        let identity_id = self.next_line();
        // To the end, since a child cannot end well when nobody reads its output.
        self.output.read_to_string(&mut String::new()).unwrap();
        assert!(self.process.wait().unwrap().success());
        identity_id
    }
}

#[test]
#[cfg_attr(not(feature = "builtin-http"), ignore = "the lock between two processes is the file store's")]
fn two_processes_started_together_make_one_guest() {
    let rounds: u64 = std::env::var(ROUNDS).map_or(20, |rounds| rounds.parse().unwrap());
    let (emulator, pool_id) = emulator(false);
    for round in 1..=rounds {
        let directory = tempfile::tempdir().unwrap();
        let prepare = || Launch::prepare(&emulator.endpoint(), &pool_id, directory.path());
        let mut launches = [prepare(), prepare()];
        launches.iter_mut().for_each(Launch::go);
        let [first, second] = launches.map(Launch::end);
        assert_eq!(first, second, "round {round}");
        assert_eq!(emulator.stats().requests_for(Operation::GetId), round);
    }
}

//! The suite's proxy, in another process, since it needs threads. Compiled into the suite.

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub struct Proxy {
    child: Child,
    pipes: RefCell<Option<(ChildStdin, BufReader<ChildStdout>)>>,
    endpoint: String,
}

impl Proxy {
    pub fn to(target: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_counting-proxy"));
        let mut child = command.arg(target).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut pipes = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let endpoint = line(&mut pipes.1);
        Self { child, pipes: RefCell::new(Some(pipes)), endpoint }
    }

    pub fn endpoint(&self, _of: &str) -> String {
        self.endpoint.clone()
    }

    pub fn take_round_trips(&self) -> usize {
        let mut pipes = self.pipes.borrow_mut();
        let (input, output) = pipes.as_mut().unwrap();
        input.write_all(b"?\n").unwrap();
        line(output).parse().unwrap()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.pipes.take());
        let _status = self.child.wait();
    }
}

fn line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

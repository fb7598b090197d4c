//! An HTTP client of a few lines that reads exactly what is there.

use std::io::{self, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use super::{Emulator, Operation, PATIENCE};

/// One answer, as it came.
#[derive(Debug)]
pub(super) struct RawAnswer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl RawAnswer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(other, _)| other.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// One connection.
pub(super) struct Client<S = TcpStream> {
    pub(super) stream: S,
}

impl Client {
    pub(super) fn new(emulator: &Emulator) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", emulator.port())).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        Self { stream }
    }
}

impl<S: Read + Write> Client<S> {
    /// Sends a request and does not wait.
    pub(super) fn send(&mut self, operation: Operation, body: &str) {
        let target = format!("AWSCognitoIdentityService.{}", operation.name());
        let head = format!("Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n");
        self.send_raw("/", &head, body);
    }

    /// Sends any POST.
    pub(super) fn send_raw(&mut self, path: &str, headers: &str, body: &str) {
        let length = body.len();
        let text = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        self.send_text(&text);
    }

    /// Sends these very bytes.
    pub(super) fn send_text(&mut self, text: &str) {
        self.stream.write_all(text.as_bytes()).unwrap();
        self.stream.flush().unwrap();
    }

    /// Sends a request and reads the answer.
    pub(super) fn ask(&mut self, operation: Operation, body: &str) -> RawAnswer {
        self.send(operation, body);
        self.read_answer().unwrap()
    }

    /// Reads one answer; `UnexpectedEof` when the connection ends before its end.
    pub(super) fn read_answer(&mut self) -> io::Result<RawAnswer> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(self.read_byte()?);
        }
        let head = String::from_utf8(head).unwrap();
        let mut answer = RawAnswer { status: head[9..12].parse().unwrap(), head, body: String::new() };
        let length: usize = answer.header("Content-Length").unwrap().parse().unwrap();
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        answer.body = String::from_utf8(body).unwrap();
        Ok(answer)
    }

    fn read_byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.stream.read_exact(&mut byte)?;
        Ok(byte[0])
    }
}

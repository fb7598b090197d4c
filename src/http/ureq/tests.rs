//! The transport over real loopback sockets. Servers are plain listeners in a thread: they show each byte and each
//! connection. Nothing waits by time: a test waits for a message, an accept or the end of a connection.

mod algorithms;
mod close;
mod drip;
mod faults;
mod keep_alive;
mod options;
mod proxy;
mod shared;
mod tls;
mod trust;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::*;
use crate::http::TransportErrorKind;

/// A listener whose thread passes on, for each connection, what `handle` returned.
struct Server<T> {
    address: SocketAddr,
    handled: mpsc::Receiver<T>,
}

impl<T: Send + 'static> Server<T> {
    fn start(handle: impl FnMut(TcpStream) -> T + Send + 'static) -> Self {
        Self::start_on("127.0.0.1:0", handle)
    }

    fn start_on(address: &str, mut handle: impl FnMut(TcpStream) -> T + Send + 'static) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, handled) = mpsc::channel();
        thread::spawn(move || {
            for stream in listener.incoming() {
                if sender.send(handle(stream.unwrap())).is_err() {
                    break;
                }
            }
        });
        Self { address, handled }
    }

    fn url(&self) -> String {
        format!("http://{}/", self.address)
    }
}

fn transport() -> UreqTransport {
    UreqTransport::new(TransportConfig::default()).unwrap()
}

fn request(url: &str) -> Request {
    Request {
        url: url.to_owned(),
        headers: vec![("content-type", "application/x-amz-json-1.1".to_owned())],
        body: Zeroizing::new(b"{\"token\":\"request body\"}".to_vec()),
    }
}

/// A host name that fails without a question to any name server: a label has at most 63 characters (RFC 1035).
fn unresolvable() -> String {
    format!("{}.invalid", "x".repeat(64))
}

/// Reads one request, headers and body. `None` if the connection ended first.
fn read_request(stream: &mut impl Read) -> Option<String> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        match stream.read(&mut chunk) {
            Ok(0) | Err(_) => return None,
            Ok(amount) => bytes.extend_from_slice(&chunk[..amount]),
        }
    }
}

fn answer(body: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nX-Amzn-RequestId: one\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .into_bytes()
}

/// Answers every request on the connection and returns how many there were.
fn answer_all(mut stream: impl Read + Write) -> usize {
    let mut requests = 0;
    while read_request(&mut stream).is_some() {
        requests += 1;
        stream.write_all(&answer("ok")).unwrap();
        stream.flush().unwrap();
    }
    requests
}

fn assert_ok(result: Result<Response, TransportError>) {
    let response = result.unwrap();
    assert_eq!((response.status, response.body.as_slice()), (200, b"ok".as_slice()));
}

fn expect_error(result: Result<Response, TransportError>, kind: TransportErrorKind, text: &str) {
    let error = result.expect_err("an error");
    assert_eq!(error.kind, kind, "{error}");
    assert!(error.message.contains(text), "{error}");
}

//! A tunnel through an HTTP proxy: CONNECT (RFC 9110, section 9.3.6).
//!
//! Invariant: the request leaves in one piece; the answer ends within the stream's deadline and within
//! [`MOST_HEAD_BYTES`], and nothing after it is taken for the server's words.

use std::io::{Read, Write};

use ::ureq::Error;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use zeroize::Zeroizing;

use super::stream::Stream;

/// An answer's status and headers; what comes with a refusal is not read.
const MOST_HEAD_BYTES: usize = 32 * 1024;

/// What the proxy is told.
pub(super) struct Tunnel<'a> {
    /// `host:port` of the server behind it.
    pub(super) target: &'a str,
    pub(super) user_agent: &'a str,
    /// User and password.
    pub(super) login: Option<(&'a str, &'a str)>,
}

impl Tunnel<'_> {
    /// Asks the proxy, which is at the other end of `stream`, for the tunnel.
    ///
    /// # Errors
    /// When the proxy refuses, or its answer is none.
    pub(super) fn open(&self, stream: &mut Stream) -> Result<(), Error> {
        stream.write_all(&self.request())?;
        let status = read_status(stream)?;
        if (200..300).contains(&status) {
            Ok(())
        } else {
            Err(Error::ConnectProxyFailed(format!("it answered {status}")))
        }
    }

    fn request(&self) -> Zeroizing<Vec<u8>> {
        let target = self.target;
        let mut request = Zeroizing::new(Vec::with_capacity(2 * 1024));
        let mut line = |parts: &[&str]| {
            for part in parts {
                request.extend_from_slice(part.as_bytes());
            }
            request.extend_from_slice(b"\r\n");
        };
        line(&["CONNECT ", target, " HTTP/1.1"]);
        line(&["Host: ", target]);
        if !self.user_agent.is_empty() {
            line(&["User-Agent: ", self.user_agent]);
        }
        line(&["Proxy-Connection: Keep-Alive"]);
        if let Some((user, password)) = self.login {
            let login = Zeroizing::new([user, ":", password].concat());
            let login = Zeroizing::new(BASE64_STANDARD.encode(login.as_bytes()));
            line(&["Proxy-Authorization: Basic ", &login]);
        }
        line(&[]);
        request
    }
}

fn read_status(stream: &mut Stream) -> Result<u16, Error> {
    let mut head = Vec::new();
    let mut chunk = [0; 2 * 1024];
    loop {
        let amount = stream.read(&mut chunk)?;
        let start = head.len().saturating_sub(3);
        head.extend_from_slice(chunk.get(..amount).unwrap_or_default());
        if let Some(end) = find(head.get(start..).unwrap_or_default(), b"\r\n\r\n") {
            let status = status(&head).ok_or_else(|| refused("its answer is not HTTP/1.1"))?;
            // A refusal may say more in its body.
            let is_refusal = !(200..300).contains(&status);
            return if is_refusal || start + end + 4 == head.len() {
                Ok(status)
            } else {
                Err(refused("it went on after its answer"))
            };
        }
        if amount == 0 {
            return Err(refused("it closed the connection without an answer"));
        }
        if head.len() > MOST_HEAD_BYTES {
            return Err(refused("its answer has no end"));
        }
    }
}

fn refused(reason: &str) -> Error {
    Error::ConnectProxyFailed(reason.to_owned())
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// Of `HTTP/1.1 200 OK`.
fn status(head: &[u8]) -> Option<u16> {
    let line = head.split(|byte| *byte == b'\r').next()?;
    let mut words = std::str::from_utf8(line).ok()?.splitn(3, ' ');
    words.next().filter(|version| version.starts_with("HTTP/1."))?;
    words.next().filter(|status| status.len() == 3)?.parse().ok()
}

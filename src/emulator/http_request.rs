//! Invariant: a request is read whole and within limits, or the connection is not used any further. Bytes of
//! the next request that came along stay in the buffer.

use std::io::{self, Read, Write};

use httparse::Status;

const MAX_HEAD_BYTES: usize = 64 * 1024;
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// One request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HttpRequest {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) keep_alive: bool,
}

impl HttpRequest {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Why there is no request.
#[derive(Debug)]
pub(super) enum NoRequest {
    /// The client closed the connection, or it broke.
    Ended,
    /// What came is no request this server reads: the status and text to say so.
    Bad(u16, &'static str),
}

impl From<io::Error> for NoRequest {
    fn from(_: io::Error) -> Self {
        // Whatever the reason, nobody is left to be told.
        NoRequest::Ended
    }
}

/// Reads the requests of one connection.
#[derive(Default)]
pub(super) struct RequestReader {
    buffer: Vec<u8>,
}

impl RequestReader {
    /// Waits for the next request.
    pub(super) fn next(&mut self, stream: &mut (impl Read + Write)) -> Result<HttpRequest, NoRequest> {
        let (mut request, head_bytes) = loop {
            if let Some(head) = parse_head(&self.buffer)? {
                break head;
            }
            if self.buffer.len() > MAX_HEAD_BYTES {
                return Err(NoRequest::Bad(413, "The head of the request is larger than 64 KiB."));
            }
            self.read_more(stream)?;
        };
        let body_bytes = body_length(&request)?;
        let total = head_bytes + body_bytes;
        if self.buffer.len() < total && request.header("Expect").is_some() {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
            stream.flush()?;
        }
        while self.buffer.len() < total {
            self.read_more(stream)?;
        }
        request.body = self.buffer.drain(..total).skip(head_bytes).collect();
        Ok(request)
    }

    fn read_more(&mut self, stream: &mut impl Read) -> Result<(), NoRequest> {
        let mut chunk = [0; 8192];
        match stream.read(&mut chunk) {
            Ok(0) => Err(NoRequest::Ended),
            Ok(length) => {
                self.buffer.extend(chunk.iter().take(length));
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// The request without its body, and the length of its head; `None` while that is not complete.
fn parse_head(buffer: &[u8]) -> Result<Option<(HttpRequest, usize)>, NoRequest> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(buffer) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Ok(None),
        Err(_) => {
            return Err(NoRequest::Bad(400, "This is not an HTTP/1.1 request; check http against https."));
        }
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut request = HttpRequest {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: parsed.path.unwrap_or_default().to_owned(),
        headers: parsed.headers.iter().map(|header| (header.name.to_owned(), text(header.value))).collect(),
        body: Vec::new(),
        keep_alive: false,
    };
    let connection = request.header("Connection").unwrap_or_default().to_ascii_lowercase();
    request.keep_alive = parsed.version == Some(1) && !connection.contains("close");
    Ok(Some((request, length)))
}

fn body_length(request: &HttpRequest) -> Result<usize, NoRequest> {
    if request.header("Transfer-Encoding").is_some() {
        return Err(NoRequest::Bad(411, "Transfer-Encoding is not read here; send a Content-Length."));
    }
    let Some(length) = request.header("Content-Length") else { return Ok(0) };
    let length = length.trim().parse().map_err(|_| NoRequest::Bad(400, "Content-Length is not a number."))?;
    if length > MAX_BODY_BYTES {
        return Err(NoRequest::Bad(413, "The body of the request is larger than 1 MiB."));
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its input in small pieces and keeps what is written.
    struct Pieces<'a> {
        input: &'a [u8],
        output: Vec<u8>,
    }

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = 61.min(buffer.len());
            self.input.read(&mut buffer[..length])
        }
    }

    impl Write for Pieces<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.output.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn pieces(text: &str) -> Pieces<'_> {
        Pieces { input: text.as_bytes(), output: Vec::new() }
    }

    #[test]
    fn requests_follow_each_other_on_one_connection() {
        let text = "POST / HTTP/1.1\r\nA: b\r\ncontent-length: 3\r\n\r\nabcPOST /x HTTP/1.1\r\nConnection: Close\r\n\r\n";
        let mut stream = pieces(text);
        let mut reader = RequestReader::default();
        let first = reader.next(&mut stream).unwrap();
        assert_eq!((first.path.as_str(), first.body.as_slice(), first.keep_alive), ("/", &b"abc"[..], true));
        assert_eq!(first.header("a"), Some("b"));
        let second = reader.next(&mut stream).unwrap();
        assert_eq!((second.path.as_str(), second.keep_alive), ("/x", false));
        assert!(matches!(reader.next(&mut stream), Err(NoRequest::Ended)));
    }

    #[test]
    fn what_is_no_request_is_refused() {
        let huge = format!("POST / HTTP/1.1\r\nA: {}", "x".repeat(70_000));
        let table = [
            ("\x16\x03\x01\x02\x00", 400),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
            ("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400),
            ("POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n", 413),
            (huge.as_str(), 413),
        ];
        for (text, status) in table {
            let result = RequestReader::default().next(&mut pieces(text));
            assert!(matches!(result, Err(NoRequest::Bad(found, _)) if found == status), "{status}");
        }
    }

    #[test]
    fn a_client_that_asks_first_is_told_to_go_on() {
        let mut stream =
            pieces("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n123456789");
        RequestReader::default().next(&mut stream).unwrap();
        assert_eq!(stream.output, b"HTTP/1.1 100 Continue\r\n\r\n");
    }
}

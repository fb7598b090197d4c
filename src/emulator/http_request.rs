//! Invariant: a request is read whole and within limits, or the connection is not used any further. Bytes of
//! the next request that came along stay in the buffer.

use std::io;

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

    /// How much memory it takes, roughly.
    pub(super) fn bytes(&self) -> usize {
        self.headers.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() + self.body.len()
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

/// Takes the requests of one connection apart.
#[derive(Default)]
pub(super) struct RequestReader {
    /// What has come of the next request; without memory of its own between two.
    pub(super) buffer: Vec<u8>,
    said_continue: bool,
}

/// What is to be done to get a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    Request(HttpRequest),
    /// The client waits to be told to go on.
    SayContinue,
    /// More has to be read into the buffer.
    Read,
}

impl RequestReader {
    /// Looks at what has come so far.
    pub(super) fn progress(&mut self) -> Result<Progress, NoRequest> {
        let Some((mut request, head_bytes)) = parse_head(&self.buffer)? else {
            if self.buffer.len() > MAX_HEAD_BYTES {
                return Err(NoRequest::Bad(413, "The head of the request is larger than 64 KiB."));
            }
            return Ok(Progress::Read);
        };
        let total = head_bytes + body_length(&request)?;
        if self.buffer.len() < total {
            if request.header("Expect").is_some() && !self.said_continue {
                self.said_continue = true;
                return Ok(Progress::SayContinue);
            }
            return Ok(Progress::Read);
        }
        request.body = self.buffer.get(head_bytes..total).unwrap_or_default().to_vec();
        self.buffer = self.buffer.split_off(total);
        self.said_continue = false;
        Ok(Progress::Request(request))
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

    /// All requests of a text that comes in small pieces, and how often the client was told to go on.
    fn requests(text: &str) -> Result<(Vec<HttpRequest>, usize), NoRequest> {
        let (mut reader, mut pieces) = (RequestReader::default(), text.as_bytes().chunks(61));
        let (mut requests, mut continues) = (Vec::new(), 0);
        loop {
            match reader.progress()? {
                Progress::Request(request) => requests.push(request),
                Progress::SayContinue => continues += 1,
                Progress::Read => match pieces.next() {
                    Some(piece) => reader.buffer.extend(piece),
                    None => return Ok((requests, continues)),
                },
            }
        }
    }

    #[test]
    fn requests_follow_each_other_on_one_connection() {
        let text = "POST / HTTP/1.1\r\nA: b\r\ncontent-length: 3\r\n\r\nabcPOST /x HTTP/1.1\r\nConnection: Close\r\n\r\n";
        let (requests, _) = requests(text).unwrap();
        let [first, second] = requests.as_slice() else { panic!("{requests:?}") };
        assert_eq!((first.path.as_str(), first.body.as_slice(), first.keep_alive), ("/", &b"abc"[..], true));
        assert_eq!(first.header("a"), Some("b"));
        assert_eq!((second.path.as_str(), second.keep_alive), ("/x", false));
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
            let result = requests(text);
            assert!(matches!(result, Err(NoRequest::Bad(found, _)) if found == status), "{status}");
        }
    }

    #[test]
    fn a_client_that_asks_first_is_told_to_go_on_once_for_each_request() {
        let request = "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 200\r\n\r\n".to_owned()
            + &"x".repeat(200);
        let (requests, continues) = requests(&request.repeat(2)).unwrap();
        assert_eq!((requests.len(), continues), (2, 2));
    }
}

//! The URL of a request, cut into the parts that are signed.

use std::borrow::Cow;

use super::characters::{HOST, PATH, is, is_all, leading, lower_case};
use super::encode::{push_completed, push_path, push_path_anew};
use super::query::Query;
use super::{Dialect, Refusal};

/// Whatever else is wrong: a text that was read from a file with its line feed is the usual mistake.
const HOLDS_CONTROL: Refusal = Refusal("url: holds a control character");

/// An absolute URL, borrowed. What no URL may hold, a space or a letter beyond ASCII, is percent-encoded when it is sent
/// and signed alike.
pub(super) struct Url<'a> {
    pub(super) scheme: &'a str,
    /// All before the path, as given.
    pub(super) origin: &'a str,
    /// What the `host` header will say: the host's name or its address, in lower case, and the port unless it is the
    /// scheme's own.
    pub(super) host_and_port: Cow<'a, str>,
    host_bytes: usize,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Url<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Refusal> {
        Self::take_apart(text).map_err(|refusal| {
            let holds_control = text.bytes().any(|byte| byte.is_ascii_control());
            if holds_control { HOLDS_CONTROL } else { refusal }
        })
    }

    fn take_apart(text: &'a str) -> Result<Self, Refusal> {
        let (scheme, rest) = cut(text, b':');
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix("//")) else {
            return Err(Refusal("url: is not absolute; it begins with https:// and the host's name"));
        };
        let Some(default_port) = default_port(scheme) else {
            return Err(Refusal("url: is none of https, http, wss and ws"));
        };
        let (name, classes) = leading(HOST, rest);
        let behind_name = rest.bytes().skip(name);
        let end = behind_name.take_while(|byte| !matches!(byte, b'/' | b'?' | b'#')).count() + name;
        let (authority, rest) = rest.split_at_checked(end).unwrap_or_default();
        if rest.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(HOLDS_CONTROL);
        }
        // What follows a # stays with the client.
        let origin = text.get(..text.len() - rest.len()).unwrap_or_default();
        let (rest, _fragment) = cut(rest, b'#');
        let (path, query) = cut(rest, b'?');
        let Some((host_bytes, port)) = host_and_port(authority, name) else {
            return Err(Refusal(if authority.contains('@') {
                "url: holds a user name; credentials are given on their own"
            } else {
                "url: has no good host or port"
            }));
        };
        let is_usual = port.is_none_or(|port| port == default_port);
        let (host_and_port, _) = authority
            .split_at_checked(if is_usual { host_bytes } else { authority.len() })
            .unwrap_or_default();
        let host_and_port = lower_case(host_and_port, if name == 0 { 0 } else { classes });
        Ok(Self { scheme, origin, host_and_port, host_bytes, path, query })
    }

    /// The host's name or its address, in lower case.
    pub(super) fn host(&self) -> &str {
        self.host_and_port.get(..self.host_bytes).unwrap_or_default()
    }

    /// Its query, to be signed, with room for so many bytes more.
    pub(super) fn query(&self, room: usize) -> Query {
        Query::new(self.query.unwrap_or_default(), room)
    }

    /// The path as it is sent.
    pub(super) fn path_to_send(&self, dialect: Dialect) -> Cow<'a, [u8]> {
        if self.path.is_empty() {
            return Cow::Borrowed(b"/");
        }
        let path = self.path.as_bytes();
        match dialect {
            _ if is_all(self.path, PATH) => Cow::Borrowed(path),
            // S3 signs what stands on the wire, others what it means: sent as S3 itself would write it, it is the same for
            // both.
            Dialect::S3 => made(path, push_path_anew),
            Dialect::Usual | Dialect::IotDeviceGateway => made(path, push_completed),
        }
    }
}

/// The path as it is signed, of the one that is `sent`.
pub(super) fn path_to_sign(sent: &[u8], dialect: Dialect) -> Cow<'_, [u8]> {
    let is_signed_as_sent = || {
        let holds_dot_segment = sent.windows(2).any(|pair| matches!(pair, b"//" | b"/."));
        !holds_dot_segment && sent.iter().all(|byte| is(*byte, PATH))
    };
    match dialect {
        Dialect::S3 => Cow::Borrowed(sent),
        _ if is_signed_as_sent() => Cow::Borrowed(sent),
        Dialect::Usual | Dialect::IotDeviceGateway => made(sent, push_without_dot_segments),
    }
}

/// What `push` makes of `path`.
fn made(path: &[u8], push: fn(&mut Vec<u8>, &[u8])) -> Cow<'static, [u8]> {
    let mut out = Vec::new();
    push(&mut out, path);
    Cow::Owned(out)
}

/// What stands before the first `at`, and what behind it.
fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    let end = text.bytes().position(|byte| byte == at).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), text.get(end + 1..))
}

fn default_port(scheme: &str) -> Option<u16> {
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("https") || is("wss") {
        Some(443)
    } else if is("http") || is("ws") {
        Some(80)
    } else {
        None
    }
}

/// How many bytes the host has, of which `name` may be a name, and the port that is said; `None` where a client could not
/// connect. Zeros before a port are refused: what a client makes of them is its own affair.
fn host_and_port(authority: &str, name: usize) -> Option<(usize, Option<u16>)> {
    let host_bytes = if name == 0 { address_bytes(authority)? } else { name };
    match authority.get(host_bytes..)? {
        // "host:" is the host on its usual port.
        "" | ":" => Some((host_bytes, None)),
        port => {
            let digits = port.strip_prefix(':').filter(|digits| !digits.starts_with(['+', '0']))?;
            Some((host_bytes, Some(digits.parse().ok()?)))
        }
    }
}

/// An address in brackets.
fn address_bytes(authority: &str) -> Option<usize> {
    let (inside, _) = authority.strip_prefix('[')?.split_once(']')?;
    let is_good = !inside.is_empty() && inside.bytes().all(|byte| byte == b':' || is(byte, HOST));
    is_good.then(|| inside.len() + 2)
}

/// RFC 3986, 5.2.4, and encoded once more; the services take a run of slashes for one as well.
fn push_without_dot_segments(out: &mut Vec<u8>, path: &[u8]) {
    let start = out.len();
    for segment in path.split(|byte| *byte == b'/') {
        match segment {
            b"" | b"." => {}
            b".." => {
                let kept = out.get(start..).unwrap_or_default();
                let parent = kept.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
                out.truncate(start + parent);
            }
            segment => {
                out.push(b'/');
                push_path(out, segment);
            }
        }
    }
    if out.len() == start || path.ends_with(b"/") {
        out.push(b'/');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(url: &str) -> String {
        let url = Url::parse(url).unwrap();
        assert!(url.host_and_port.starts_with(url.host()) && url.origin.contains("://"));
        url.host_and_port.into_owned()
    }

    #[test]
    fn the_host_header_leaves_out_the_usual_port() {
        assert_eq!(host("https://Example.org"), "example.org");
        assert_eq!(host("https://example.org:443/"), "example.org");
        assert_eq!(host("https://example.org:80/"), "example.org:80");
        assert_eq!(host("http://EXAMPLE.org:8080/"), "example.org:8080");
        assert_eq!(host("http://[::A]:9000"), "[::a]:9000");
        assert_eq!(host("wss://example.org:/mqtt"), "example.org");
        assert_eq!(host("http://[::1]:9000/x"), "[::1]:9000");
        assert_eq!(host("http://[::1]?x"), "[::1]");
    }

    #[test]
    fn what_is_no_url_is_refused() {
        for url in [
            "",
            "/path",
            "example.org/x",
            "ftp://example.org",
            "https://",
            "https:///x",
            "https://user@example.org/",
            "https://user:secret@example.org/",
            "https://example.org:0/",
            "https://example.org:+1/",
            "https://example.org:0443/",
            "https://example.org:65536/",
            "https://example.org:x/",
            "https://exa mple.org/",
            "https://[::1/",
            "https://[]/",
            "https://[::1]9000/",
            "https://[[::1]]/",
            "https://a:b:80/",
            "https://::1/",
            "https://example.org/\n",
            "https://example.org\r\n",
            "\thttps://example.org",
            "https://user\n@example.org/",
            "https://example.org:8\n0/",
        ] {
            let refusal = Url::parse(url).err().unwrap();
            assert_eq!(refusal.parts().0, "url", "{url:?}");
            assert_eq!(refusal == HOLDS_CONTROL, url.contains(char::is_control), "{url:?}");
        }
    }

    #[test]
    fn paths_of_s3_are_encoded_once_and_others_once_more() {
        for (given, s3, usual) in [
            ("", "/", "/"),
            ("/", "/", "/"),
            ("/a/../b//./c/", "/a/../b//./c/", "/b/c/"),
            ("/a/b/..", "/a/b/..", "/a"),
            ("/a%20b/!", "/a%20b/%21", "/a%2520b/%21"),
            ("/us-east-1:1/%3a", "/us-east-1%3A1/%3A", "/us-east-1%3A1/%253a"),
            ("/é ", "/%C3%A9%20", "/%25C3%25A9%2520"),
            ("/..", "/..", "/"),
            ("/../", "/../", "/"),
        ] {
            let text = format!("https://example.org{given}");
            let url = Url::parse(&text).unwrap();
            let sent = url.path_to_send(Dialect::S3);
            assert_eq!(sent, s3.as_bytes());
            assert_eq!(path_to_sign(&sent, Dialect::S3), s3.as_bytes());
            assert_eq!(path_to_sign(&url.path_to_send(Dialect::Usual), Dialect::Usual), usual.as_bytes());
        }
    }

    #[test]
    fn queries_are_sorted_by_what_is_encoded() {
        let url = Url::parse("https://example.org/?b=2&a=%7e&a=%2f&c&=x&d=+&&a=1&a-=0#part").unwrap();
        let mut query = url.query(7);
        let sorted = |query: &Query| {
            let mut text = Vec::new();
            query.push_sorted(&mut |piece, end| text.extend([piece, &[end]].concat()));
            String::from_utf8(text).unwrap()
        };
        assert_eq!(sorted(&query), "=x&a=%2F&a=1&a=~&a-=0&b=2&c=&d=%20\n");
        assert!(query.has("B") && !query.has("e"));
        query.add("B", b"/");
        assert_eq!(sorted(&query), "=x&B=%2F&a=%2F&a=1&a=~&a-=0&b=2&c=&d=%20\n");
        assert_eq!(query.as_bytes(), b"b=2&a=~&a=%2F&c=&=x&d=%20&a=1&a-=0&B=%2F");
    }
}

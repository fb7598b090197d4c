//! The URL of a request, cut into the parts that are signed.

use std::borrow::Cow;

use super::characters::{HOST, PATH, is, lower_case_of};
use super::encode::{push_completed, push_path, push_path_anew};
use super::query::Query;
use super::{Dialect, Refusal};
use crate::secret::Draft;

/// Whatever else is wrong: a text that was read from a file with its line feed is the usual mistake.
const HOLDS_CONTROL: &str = "holds a control character";

/// An absolute URL, borrowed. What no URL may hold, a space or a letter beyond ASCII, is percent-encoded when it is sent
/// and signed alike.
pub(super) struct Url<'a> {
    pub(super) scheme: &'a str,
    /// The host's name or its address, in lower case.
    pub(super) host: Cow<'a, str>,
    /// Unless it is the scheme's own.
    port: Option<u16>,
    authority: &'a str,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Url<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Refusal> {
        Self::take_apart(text).map_err(|message| {
            let holds_control = text.bytes().any(|byte| byte.is_ascii_control());
            Refusal::new("url", if holds_control { HOLDS_CONTROL } else { message })
        })
    }

    /// Says what is wrong.
    fn take_apart(text: &'a str) -> Result<Self, &'static str> {
        let (scheme, rest) = cut(text, b':');
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix("//")) else {
            return Err("is not absolute; it begins with https:// and the host's name");
        };
        let Some(default_port) = default_port(scheme) else {
            return Err("is none of https, http, wss and ws");
        };
        let name = rest.bytes().position(|byte| !is(byte, HOST)).unwrap_or(rest.len());
        let behind_name = rest.bytes().skip(name);
        let end = behind_name.take_while(|byte| !matches!(byte, b'/' | b'?' | b'#')).count() + name;
        let (authority, rest) = rest.split_at_checked(end).unwrap_or_default();
        if rest.bytes().any(|byte| byte.is_ascii_control()) {
            return Err(HOLDS_CONTROL);
        }
        // What follows a # stays with the client.
        let (rest, _fragment) = cut(rest, b'#');
        let (path, query) = cut(rest, b'?');
        let Some((host, port)) = host_and_port(authority, name) else {
            return Err(if authority.contains('@') {
                "holds a user name; credentials are given on their own"
            } else {
                "has no good host or port"
            });
        };
        let port = port.filter(|port| *port != default_port);
        Ok(Self { scheme, host, port, authority, path, query })
    }

    /// What the `host` header will say.
    pub(super) fn host_header(&self) -> Cow<'_, [u8]> {
        match self.port {
            Some(port) => Cow::Owned([self.host.as_bytes(), b":", port.to_string().as_bytes()].concat()),
            None => Cow::Borrowed(self.host.as_bytes()),
        }
    }

    /// Its query, to be signed.
    pub(super) fn query(&self) -> Query {
        self.query.map(Query::new).unwrap_or_default()
    }

    /// More bytes than are sent up to the query.
    pub(super) fn most_sent_bytes(&self) -> usize {
        8 + self.scheme.len() + self.authority.len() + self.path.len() + 2 * self.encoded_bytes()
    }

    /// More bytes than the path has as it is signed: what is encoded may be so once more.
    pub(super) fn most_signed_path_bytes(&self) -> usize {
        2 + self.path.len() + 4 * self.encoded_bytes()
    }

    /// How many bytes of the path may have to be encoded.
    fn encoded_bytes(&self) -> usize {
        self.path.bytes().filter(|byte| !is(*byte, PATH)).count()
    }

    /// As it is signed.
    pub(super) fn push_path(&self, out: &mut Draft, dialect: Dialect) {
        match dialect {
            Dialect::S3 => self.push_path_to_send(out, dialect),
            Dialect::Usual | Dialect::IotDeviceGateway => {
                let mut completed = Draft::with_capacity(self.path.len() + 2 * self.encoded_bytes());
                push_completed(&mut completed, self.path.as_bytes());
                push_without_dot_segments(out, &completed);
            }
        }
    }

    /// All that stands before the `?`, as it is sent.
    pub(super) fn push_up_to_query(&self, out: &mut Draft, dialect: Dialect) {
        out.push_all(&[self.scheme.as_bytes(), b"://", self.authority.as_bytes()]);
        self.push_path_to_send(out, dialect);
    }

    /// S3 signs what stands on the wire, others what it means: sent as S3 itself would write it, it is the same for both.
    fn push_path_to_send(&self, out: &mut Draft, dialect: Dialect) {
        match dialect {
            _ if self.path.is_empty() => out.push(b'/'),
            Dialect::S3 => push_path_anew(out, self.path.as_bytes()),
            Dialect::Usual | Dialect::IotDeviceGateway => push_completed(out, self.path.as_bytes()),
        }
    }
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

/// The host in lower case, and the port that is said; `None` where a client could not connect. What may be a name ends at
/// `name`.
fn host_and_port(authority: &str, name: usize) -> Option<(Cow<'_, str>, Option<u16>)> {
    let (name, behind) = authority.split_at_checked(name)?;
    let (host, behind) = match lower_case_of(HOST, name) {
        Some(name) => (name, behind),
        None => address(authority)?,
    };
    match behind {
        // "host:" is the host on its usual port.
        "" | ":" => Some((host, None)),
        _ => {
            let digits = behind.strip_prefix(':').filter(|port| !port.starts_with('+'))?;
            let port = digits.parse().ok().filter(|port| *port != 0)?;
            Some((host, Some(port)))
        }
    }
}

/// An address in brackets, and what stands behind it.
fn address(authority: &str) -> Option<(Cow<'_, str>, &str)> {
    let (inside, behind) = authority.strip_prefix('[')?.split_once(']')?;
    let is_good = !inside.is_empty() && inside.bytes().all(|byte| byte == b':' || is(byte, HOST));
    let address = authority.get(..inside.len() + 2)?;
    is_good.then(|| (Cow::Owned(address.to_ascii_lowercase()), behind))
}

/// RFC 3986, 5.2.4, and encoded once more; the services take a run of slashes for one as well.
fn push_without_dot_segments(out: &mut Draft, path: &[u8]) {
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
        String::from_utf8(Url::parse(url).unwrap().host_header().into_owned()).unwrap()
    }

    fn made(push: impl FnOnce(&mut Draft)) -> String {
        let mut out = Draft::default();
        push(&mut out);
        String::from_utf8(out.clone()).unwrap()
    }

    #[test]
    fn the_host_header_leaves_out_the_usual_port() {
        assert_eq!(host("https://Example.org"), "example.org");
        assert_eq!(host("https://example.org:443/"), "example.org");
        assert_eq!(host("https://example.org:80/"), "example.org:80");
        assert_eq!(host("http://example.org:080/"), "example.org");
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
            assert_eq!(refusal.field, "url", "{url:?}");
            assert_eq!(refusal.message == HOLDS_CONTROL, url.contains(char::is_control), "{url:?}");
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
            assert_eq!(made(|out| url.push_path(out, Dialect::S3)), s3);
            let sent = format!("https://example.org{s3}");
            assert_eq!(made(|out| url.push_up_to_query(out, Dialect::S3)), sent);
            assert_eq!(made(|out| url.push_path(out, Dialect::Usual)), usual);
        }
    }

    #[test]
    fn queries_are_sorted_by_what_is_encoded() {
        let url = Url::parse("https://example.org/?b=2&a=%7e&a=%2f&c&=x&d=+&&a=1&a-=0#part").unwrap();
        let mut query = url.query();
        assert_eq!(made(|out| query.push_sorted(out)), "=x&a=%2F&a=1&a=~&a-=0&b=2&c=&d=%20");
        assert!(query.has("B") && !query.has("e"));
        query.add("B", b"/");
        assert_eq!(made(|out| query.push_sorted(out)), "=x&B=%2F&a=%2F&a=1&a=~&a-=0&b=2&c=&d=%20");
        assert_eq!(query.as_bytes(), b"b=2&a=~&a=%2F&c=&=x&d=%20&a=1&a-=0&B=%2F");
    }
}

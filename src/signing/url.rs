//! The URL of a request, cut into the parts that are signed.

use super::encode::{complete, decode, encode, encode_path, encode_path_anew};
use super::{Dialect, Refusal};

/// An absolute URL, borrowed. What no URL may hold, a space or a letter beyond ASCII, is percent-encoded when it is sent
/// and signed alike.
pub(super) struct Url<'a> {
    pub(super) scheme: &'a str,
    /// With the port, unless that is the scheme's own.
    pub(super) host: String,
    pub(super) authority: &'a str,
    path: String,
    query: Option<&'a str>,
}

impl<'a> Url<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, Refusal> {
        let refuse = |message| Err(Refusal::new("url", message));
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return refuse("holds a control character");
        }
        let Some((scheme, rest)) = text.split_once("://") else {
            return refuse("is not absolute; it begins with https:// and the host's name");
        };
        let Some(default_port) = default_port(scheme) else {
            return refuse("is none of https, http, wss and ws");
        };
        // What follows a # stays with the client.
        let rest = rest.split_once('#').map_or(rest, |(sent, _fragment)| sent);
        let (rest, query) =
            rest.split_once('?').map_or((rest, None), |(before, query)| (before, Some(query)));
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if authority.contains('@') {
            return refuse("holds a user name; credentials are given on their own");
        }
        let Some(host) = host_header(authority, default_port) else {
            return refuse("has no good host or port");
        };
        Ok(Self { scheme, host, authority, path: complete(path), query })
    }

    /// As it is signed.
    pub(super) fn path(&self, dialect: Dialect) -> String {
        match dialect {
            Dialect::S3 => self.path_to_send(dialect),
            Dialect::Usual | Dialect::IotDeviceGateway => encode_path(&without_dot_segments(&self.path)),
        }
    }

    /// As it is signed: encoded anew, `added` among the rest, sorted.
    pub(super) fn query(&self, added: &[(&str, &str)]) -> String {
        let mut parameters = self.encoded_with(added);
        parameters.sort();
        join(&parameters)
    }

    /// As it is sent when the signature is in the headers.
    pub(super) fn to_send(&self, dialect: Dialect) -> String {
        let mut out = self.up_to_query(dialect);
        if let Some(query) = self.query {
            out.push('?');
            out.push_str(&complete(query));
        }
        out
    }

    /// As it is sent when the signature is in the query: what was there first, in its order.
    pub(super) fn with_query(&self, dialect: Dialect, added: &[(&str, &str)]) -> String {
        let mut out = self.up_to_query(dialect);
        out.push('?');
        out.push_str(&join(&self.encoded_with(added)));
        out
    }

    pub(super) fn is_presigned(&self) -> bool {
        self.parameters().any(|(name, _)| {
            decode(name).map(|byte| byte.to_ascii_lowercase()).eq(b"x-amz-signature".iter().copied())
        })
    }

    fn up_to_query(&self, dialect: Dialect) -> String {
        [self.scheme, "://", self.authority, &self.path_to_send(dialect)].concat()
    }

    /// S3 signs what stands on the wire, others what it means: sent as S3 itself would write it, it is the same for both.
    fn path_to_send(&self, dialect: Dialect) -> String {
        match dialect {
            _ if self.path.is_empty() => "/".to_owned(),
            Dialect::S3 => encode_path_anew(&self.path),
            Dialect::Usual | Dialect::IotDeviceGateway => self.path.clone(),
        }
    }

    /// The parameters, encoded anew, and `added` behind them.
    fn encoded_with(&self, added: &[(&str, &str)]) -> Vec<(String, String)> {
        let given = self.parameters().map(|(name, value)| (encode(decode(name)), encode(decode(value))));
        let added = added.iter().map(|(name, value)| (encode(name.bytes()), encode(value.bytes())));
        given.chain(added).collect()
    }

    fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        let query = self.query.unwrap_or_default();
        query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }
}

fn default_port(scheme: &str) -> Option<&'static str> {
    let is = |name: &str| scheme.eq_ignore_ascii_case(name);
    if is("https") || is("wss") {
        Some("443")
    } else if is("http") || is("ws") {
        Some("80")
    } else {
        None
    }
}

/// What the `host` header will say; `None` where a client could not connect.
fn host_header(authority: &str, default_port: &str) -> Option<String> {
    let bracket = authority.rfind(']').unwrap_or(0);
    let (host, port) = match authority.get(bracket..)?.rfind(':') {
        Some(colon) => (authority.get(..bracket + colon)?, authority.get(bracket + colon + 1..)),
        None => (authority, None),
    };
    let is_good = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~[]:%!$&'()*+,;=".contains(&byte);
    let has_brackets = host.starts_with('[') && host.ends_with(']');
    if host.is_empty()
        || host == "[]"
        || !host.bytes().all(is_good)
        || host.contains(['[', ']', ':']) != has_brackets
    {
        return None;
    }
    let mut out = host.to_ascii_lowercase();
    // "host:" is the host on its usual port.
    if let Some(port) = port.filter(|port| !port.is_empty()) {
        let number = port.parse::<u16>().ok().filter(|number| *number != 0 && !port.starts_with('+'))?;
        let number = number.to_string();
        if number != default_port {
            out.push(':');
            out.push_str(&number);
        }
    }
    Some(out)
}

/// RFC 3986, 5.2.4; the services take a run of slashes for one as well.
fn without_dot_segments(path: &str) -> String {
    let mut kept = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(kept.pop()),
            segment => kept.push(segment),
        }
    }
    let last = if path.ends_with('/') && !kept.is_empty() { "/" } else { "" };
    ["/", &kept.join("/"), last].concat()
}

fn join(parameters: &[(String, String)]) -> String {
    let mut out = String::new();
    for (name, value) in parameters {
        if !out.is_empty() {
            out.push('&');
        }
        out.push_str(name);
        out.push('=');
        out.push_str(value);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(url: &str) -> String {
        Url::parse(url).unwrap().host
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
            "https://::1/",
            "https://example.org/\n",
        ] {
            let refusal = Url::parse(url).err();
            assert_eq!(refusal.map(|refusal| refusal.field), Some("url"), "{url:?}");
        }
    }

    #[test]
    fn paths_of_s3_are_encoded_once_and_others_once_more() {
        for (given, s3, usual) in [
            ("", "/", "/"),
            ("/", "/", "/"),
            ("/a/../b//./c/", "/a/../b//./c/", "/b/c/"),
            ("/a%20b/!", "/a%20b/%21", "/a%2520b/%21"),
            ("/us-east-1:1/%3a", "/us-east-1%3A1/%3A", "/us-east-1%3A1/%253a"),
            ("/é ", "/%C3%A9%20", "/%25C3%25A9%2520"),
            ("/..", "/..", "/"),
        ] {
            let text = format!("https://example.org{given}");
            let url = Url::parse(&text).unwrap();
            assert_eq!(url.path(Dialect::S3), s3);
            assert_eq!(url.to_send(Dialect::S3), format!("https://example.org{s3}"));
            assert_eq!(url.path(Dialect::Usual), usual);
        }
    }

    #[test]
    fn queries_are_sorted_by_what_is_encoded() {
        let url = Url::parse("https://example.org/?b=2&a=%7e&a=%2f&c&=x&d=+&&a=1#part").unwrap();
        assert_eq!(url.query(&[]), "=x&a=%2F&a=1&a=~&b=2&c=&d=%20");
        assert_eq!(url.query(&[("B", "/")]), "=x&B=%2F&a=%2F&a=1&a=~&b=2&c=&d=%20");
        assert_eq!(url.to_send(Dialect::Usual), "https://example.org/?b=2&a=%7e&a=%2f&c&=x&d=+&&a=1");
        assert_eq!(
            url.with_query(Dialect::Usual, &[("X", "1")]),
            "https://example.org/?b=2&a=~&a=%2F&c=&=x&d=%20&a=1&X=1"
        );
    }
}

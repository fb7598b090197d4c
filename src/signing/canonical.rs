//! The canonical request: the one text that both sides make of a request, and hash.

use super::Header;
use super::order::Given;

/// Headers that proxies and HTTP libraries change on the way, so that a signature over them would break, and the one that
/// holds the signature itself.
const NEVER_SIGNED: [&str; 12] = [
    "authorization",
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

/// The headers that are signed.
pub(super) struct CanonicalHeaders {
    /// `name:value` lines, each with its line feed.
    lines: String,
    /// `name;name`.
    pub(super) names: String,
}

impl CanonicalHeaders {
    /// `host`, what will be sent and what signing adds; the latter replaces what was given.
    pub(super) fn new(host: &str, given: &[Given], added: &[Header]) -> Self {
        let mut headers: Vec<(String, &str)> = Vec::with_capacity(given.len() + added.len() + 1);
        for (name, value) in given {
            let name = name.to_ascii_lowercase();
            let is_replaced = added.iter().any(|header| header.name == name);
            if !is_replaced && !NEVER_SIGNED.contains(&name.as_str()) {
                headers.push((name, value));
            }
        }
        if !headers.iter().any(|(name, _)| name == "host") {
            headers.push(("host".to_owned(), host));
        }
        headers.extend(added.iter().map(|header| (header.name.to_owned(), header.value.as_str())));
        // Stable: the values of one name stay in their order.
        headers.sort_by(|(one, _), (other, _)| one.cmp(other));

        let (mut lines, mut names) = (String::new(), String::new());
        let mut last = None;
        for (name, value) in &headers {
            if last == Some(name) {
                lines.pop();
                lines.push(',');
            } else {
                if !names.is_empty() {
                    names.push(';');
                }
                names.push_str(name);
                lines.push_str(name);
                lines.push(':');
            }
            push_trimmed(&mut lines, value);
            lines.push('\n');
            last = Some(name);
        }
        Self { lines, names }
    }
}

/// Without blanks at the ends, and one space for every run of them within.
fn push_trimmed(out: &mut String, value: &str) {
    // A token is long and has none: searched for one byte, not letter by letter.
    if !value.contains(' ') && !value.contains('\t') {
        return out.push_str(value);
    }
    for (at, word) in value.split([' ', '\t']).filter(|word| !word.is_empty()).enumerate() {
        if at > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// The parts of the canonical request, in order.
pub(super) struct Canonical<'a> {
    pub(super) method: &'a str,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) headers: &'a CanonicalHeaders,
    pub(super) payload: &'a str,
}

impl Canonical<'_> {
    /// Holds the session token where that is signed: zeroed by the caller's allocator as all that is freed.
    pub(super) fn text(&self) -> zeroize::Zeroizing<String> {
        let Self { path, query, headers, payload, .. } = self;
        let method = self.method.to_ascii_uppercase();
        let parts =
            [&method, "\n", path, "\n", query, "\n", &headers.lines, "\n", &headers.names, "\n", payload];
        zeroize::Zeroizing::new(parts.concat())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn given(headers: &[(&str, &str)]) -> Vec<Given> {
        headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned().into())).collect()
    }

    #[test]
    fn headers_are_sorted_joined_and_trimmed() {
        let given = [
            ("X-Amz-Meta-B", "  two   words \t"),
            ("Content-Type", "text/plain"),
            ("x-amz-meta-a", "1"),
            ("X-AMZ-META-A", " 2 "),
            ("User-Agent", "never"),
            ("Authorization", "never"),
            ("X-Amz-Date", "replaced"),
            ("x-empty", ""),
        ];
        let added = [super::super::header("x-amz-date", "20150830T123600Z")];
        let headers = CanonicalHeaders::new("example.org", &self::given(&given), &added);
        assert_eq!(
            headers.lines,
            "content-type:text/plain\nhost:example.org\nx-amz-date:20150830T123600Z\nx-amz-meta-a:1,2\n\
             x-amz-meta-b:two words\nx-empty:\n"
        );
        assert_eq!(headers.names, "content-type;host;x-amz-date;x-amz-meta-a;x-amz-meta-b;x-empty");
    }

    #[test]
    fn a_host_that_is_given_is_the_one_that_is_signed() {
        let headers =
            CanonicalHeaders::new("127.0.0.1:8000", &given(&[("Host", "bucket.s3.amazonaws.com")]), &[]);
        assert_eq!(headers.lines, "host:bucket.s3.amazonaws.com\n");
    }
}

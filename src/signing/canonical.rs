//! The headers that are signed: which they are, and how they stand in the canonical request, the one text that both sides
//! make of a request, and hash.

use std::borrow::Cow;

use super::characters::{in_lower_case, is_visible};
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

/// Names in lower case and values without needless blanks, sorted by name; the values of one name stay in their order.
pub(super) struct SignedHeaders<'a>(Vec<(Cow<'a, str>, Cow<'a, str>)>);

impl<'a> SignedHeaders<'a> {
    /// `host`, what will be sent and what signing adds; the latter replaces what was given, and has no blanks.
    pub(super) fn new(host: &'a str, given: &[Given<'a>], added: &[Option<Given<'a>>]) -> Self {
        let mut headers = Self(Vec::with_capacity(given.len() + 1 + added.len()));
        let mut has_host = false;
        for (name, value) in given {
            let name = in_lower_case(name);
            let is_replaced = added.iter().flatten().any(|(added, _)| *added == name);
            if !is_replaced && !NEVER_SIGNED.contains(&&*name) {
                has_host |= name == "host";
                headers.insert(name, trimmed(value));
            }
        }
        let host = (!has_host).then_some(("host", host));
        for (name, value) in added.iter().flatten().copied().chain(host) {
            headers.insert(name.into(), value.into());
        }
        headers
    }

    /// Behind all that do not come after it. They are few; a sort of the standard library's would be 4 kB.
    fn insert(&mut self, name: Cow<'a, str>, value: Cow<'a, str>) {
        let place = self.0.partition_point(|(other, _)| *other <= name);
        self.0.insert(place, (name, value));
    }

    /// More bytes than the lines and the names have.
    pub(super) fn most_bytes(&self) -> usize {
        self.0.iter().map(|(name, value)| 2 * name.len() + value.len() + 3).sum()
    }

    /// `name:value` lines, each with its line feed.
    pub(super) fn push_lines(&self, out: &mut String) {
        let mut last = "";
        for (name, value) in &self.0 {
            if last == name {
                out.pop();
                out.push(',');
            } else {
                out.push_str(name);
                out.push(':');
            }
            out.push_str(value);
            out.push('\n');
            last = name;
        }
    }

    /// `name;name`.
    pub(super) fn push_names(&self, out: &mut String) {
        let mut last = "";
        for (name, _) in &self.0 {
            if last != name {
                if !last.is_empty() {
                    out.push(';');
                }
                out.push_str(name);
                last = name;
            }
        }
    }
}

/// Without blanks at the ends, and one space for every run of them within.
fn trimmed(value: &str) -> Cow<'_, str> {
    if is_visible(value) {
        return Cow::Borrowed(value);
    }
    let words: Vec<&str> = value.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    Cow::Owned(words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_and_names(headers: &SignedHeaders<'_>) -> (String, String) {
        let (mut lines, mut names) = (String::new(), String::new());
        headers.push_lines(&mut lines);
        headers.push_names(&mut names);
        assert!(lines.len() + names.len() < headers.most_bytes());
        (lines, names)
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
        let added = [Some(("x-amz-date", "20150830T123600Z")), None];
        let (lines, names) = lines_and_names(&SignedHeaders::new("example.org", &given, &added));
        assert_eq!(
            lines,
            "content-type:text/plain\nhost:example.org\nx-amz-date:20150830T123600Z\nx-amz-meta-a:1,2\n\
             x-amz-meta-b:two words\nx-empty:\n"
        );
        assert_eq!(names, "content-type;host;x-amz-date;x-amz-meta-a;x-amz-meta-b;x-empty");
    }

    #[test]
    fn a_host_that_is_given_is_the_one_that_is_signed() {
        let given = [("Host", "bucket.s3.amazonaws.com")];
        let (lines, names) = lines_and_names(&SignedHeaders::new("127.0.0.1:8000", &given, &[]));
        assert_eq!((lines.as_str(), names.as_str()), ("host:bucket.s3.amazonaws.com\n", "host"));
    }
}

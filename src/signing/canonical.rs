//! The headers that are signed: which they are, and how they stand in the canonical request, the one text that both sides
//! make of a request, and hash.

use std::borrow::Cow;

use super::Refusal;
use super::characters::{TOKEN, VALUE, classes_of_all, is_visible, lower_case_of};
use super::order::Given;
use crate::secret::Draft;

/// Headers that proxies and HTTP libraries change on the way, so that a signature over them would break, and the one that
/// holds the signature itself.
fn is_never_signed(name: &str) -> bool {
    matches!(
        name,
        "authorization"
            | "connection"
            | "expect"
            | "keep-alive"
            | "proxy-authenticate"
            | "proxy-authorization"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "user-agent"
            | "x-amzn-trace-id"
    )
}

/// Names in lower case and values without needless blanks, sorted by name; the values of one name stay in their order.
pub(super) struct SignedHeaders<'a>(Vec<(Cow<'a, str>, Cow<'a, [u8]>)>);

impl<'a> SignedHeaders<'a> {
    /// What will be sent.
    pub(super) fn given(given: &[Given<'a>]) -> Result<Self, Refusal> {
        let mut headers = Self(Vec::with_capacity(given.len() + 4)); // host, and what signing adds
        for (name, value) in given {
            let name = lower_case_of(TOKEN, name).ok_or(Refusal::new(
                "header_names",
                "one is empty, or holds a character that HTTP does not allow",
            ))?;
            let value =
                trimmed(value).ok_or(Refusal::new("header_values", "one holds a control character"))?;
            if !is_never_signed(&name) {
                headers.insert(name, value);
            }
        }
        Ok(headers)
    }

    /// `host`, unless it will be sent by another value, and what signing adds in place of what was given. These have no
    /// blanks; by name, each is behind the one before it.
    pub(super) fn add(
        &mut self,
        host: Cow<'a, [u8]>,
        added: impl IntoIterator<Item = (&'static str, &'a [u8])>,
    ) {
        if !self.has("host") {
            self.insert("host".into(), host);
        }
        for (name, value) in added {
            self.0.retain(|(other, _)| other != name);
            self.insert(name.into(), value.into());
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(other, _)| other == name)
    }

    /// Behind all that do not come after it, where most are already. They are few; a sort of the standard library's would
    /// be 4 kB.
    fn insert(&mut self, name: Cow<'a, str>, value: Cow<'a, [u8]>) {
        let is_last = self.0.last().is_none_or(|(last, _)| *last <= name);
        let place = if is_last { self.0.len() } else { self.0.partition_point(|(other, _)| *other <= name) };
        self.0.insert(place, (name, value));
    }

    /// As many bytes as the lines have, or more.
    pub(super) fn line_bytes(&self) -> usize {
        self.0.iter().map(|(name, value)| name.len() + value.len() + 2).sum()
    }

    /// More bytes than the names have.
    pub(super) fn name_bytes(&self) -> usize {
        self.0.iter().map(|(name, _)| name.len() + 1).sum()
    }

    /// `name:value` lines, each with its line feed.
    pub(super) fn push_lines(&self, out: &mut Draft) {
        let mut last = "";
        for (name, value) in &self.0 {
            if last == name {
                out.pop();
                out.push(b',');
            } else {
                out.extend_from_slice(name.as_bytes());
                out.push(b':');
            }
            out.extend_from_slice(value);
            out.push(b'\n');
            last = name;
        }
    }

    /// `name;name`.
    pub(super) fn push_names(&self, out: &mut Draft) {
        let mut last = "";
        for (name, _) in &self.0 {
            if last != name {
                if !last.is_empty() {
                    out.push(b';');
                }
                out.extend_from_slice(name.as_bytes());
                last = name;
            }
        }
    }
}

/// Without blanks at the ends, and one space for every run of them within; `None` where there is a control character.
fn trimmed(value: &str) -> Option<Cow<'_, [u8]>> {
    if is_visible(value) {
        return Some(Cow::Borrowed(value.as_bytes()));
    }
    if classes_of_all(value) & VALUE == 0 {
        return None;
    }
    let words: Vec<&str> = value.split([' ', '\t']).filter(|word| !word.is_empty()).collect();
    Some(Cow::Owned(words.join(" ").into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_and_names(headers: &SignedHeaders<'_>) -> (String, String) {
        let (mut lines, mut names) = (Draft::default(), Draft::default());
        headers.push_lines(&mut lines);
        headers.push_names(&mut names);
        assert!(lines.len() <= headers.line_bytes() && names.len() < headers.name_bytes());
        (String::from_utf8(lines.clone()).unwrap(), String::from_utf8(names.clone()).unwrap())
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
        let mut headers = SignedHeaders::given(&given).unwrap();
        headers.add(b"example.org".into(), [("x-amz-date", &b"20150830T123600Z"[..])]);
        let (lines, names) = lines_and_names(&headers);
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
        let mut headers = SignedHeaders::given(&given).unwrap();
        headers.add(b"127.0.0.1:8000".into(), []);
        let (lines, names) = lines_and_names(&headers);
        assert_eq!((lines.as_str(), names.as_str()), ("host:bucket.s3.amazonaws.com\n", "host"));
    }
}

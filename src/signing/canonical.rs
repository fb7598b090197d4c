//! The headers that are signed: which they are, and how they stand in the canonical request, the one text that both sides
//! make of a request, and hash.

use super::Refusal;
use super::characters::{TOKEN, VALUE, is_all, is_visible};
use super::hashed::Push;
use crate::secret::Draft;

/// A header that the caller will send: name and value.
pub type Given<'a> = (&'a str, &'a str);

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

/// The names of all, one behind the other, in lower case; nothing where they are anyway.
pub(super) fn lower_case_names(given: &[Given<'_>]) -> String {
    if !given.iter().any(|(name, _)| name.bytes().any(|byte| byte.is_ascii_uppercase())) {
        return String::new();
    }
    let mut names = String::with_capacity(given.iter().map(|(name, _)| name.len()).sum());
    names.extend(given.iter().map(|(name, _)| *name));
    names.make_ascii_lowercase();
    names
}

#[derive(Clone, Copy)]
struct Header<'a> {
    /// In lower case.
    name: &'a str,
    /// As it was given.
    value: &'a [u8],
    /// Whether some of the value's blanks may be needless.
    holds_blanks: bool,
}

/// Sorted by name; those of one name stay in their order.
pub(super) struct SignedHeaders<'a>(Vec<Header<'a>>);

impl<'a> SignedHeaders<'a> {
    /// What will be sent; `names` are the [`lower_case_names`].
    pub(super) fn given(given: &[Given<'a>], mut names: &'a str) -> Result<Self, Refusal> {
        let mut headers = Self(Vec::with_capacity(given.len() + 4)); // host, and what signing adds
        for (name, value) in given {
            let (name, others) = names.split_at_checked(name.len()).unwrap_or((name, ""));
            names = others;
            if !is_all(name, TOKEN) {
                return Err(Refusal(
                    "header_names: one is empty, or holds a character that HTTP does not allow",
                ));
            }
            let holds_blanks = !is_visible(value);
            if holds_blanks && !value.is_empty() && !is_all(value, VALUE) {
                return Err(Refusal("header_values: one holds a control character"));
            }
            if !is_never_signed(name) {
                headers.insert(Header { name, value: value.as_bytes(), holds_blanks });
            }
        }
        Ok(headers)
    }

    /// One without blanks, in place of those that have its name.
    pub(super) fn put(&mut self, name: &'a str, value: &'a [u8]) {
        self.0.retain(|other| other.name != name);
        self.insert(Header { name, value, holds_blanks: false });
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|other| other.name == name)
    }

    /// Behind all that do not come after it, where most are already. They are few; a sort of the standard library's would
    /// be 4 kB.
    fn insert(&mut self, header: Header<'a>) {
        let place = if self.0.last().is_none_or(|last| last.name <= header.name) {
            self.0.len()
        } else {
            self.0.partition_point(|other| other.name <= header.name)
        };
        self.0.insert(place, header);
    }

    /// More bytes than the names have.
    pub(super) fn name_bytes(&self) -> usize {
        self.0.iter().map(|header| header.name.len() + 1).sum()
    }

    /// `name;name`.
    pub(super) fn push_names(&self, out: &mut Draft) {
        let mut last = "";
        for Header { name, .. } in &self.0 {
            if *name != last {
                if !last.is_empty() {
                    out.push(b';');
                }
                out.extend_from_slice(name.as_bytes());
                last = name;
            }
        }
    }

    /// `name:value` lines.
    pub(super) fn push_lines(&self, push: &mut Push<'_>) {
        let mut last = "";
        let mut headers = self.0.iter().peekable();
        while let Some(header) = headers.next() {
            if header.name != last {
                push(header.name.as_bytes(), b':');
                last = header.name;
            }
            let is_continued = headers.peek().is_some_and(|next| next.name == last);
            header.push_value(if is_continued { b',' } else { b'\n' }, push);
        }
    }
}

impl Header<'_> {
    /// Without blanks at the ends, and one space for every run of them within.
    fn push_value(&self, end: u8, push: &mut Push<'_>) {
        if !self.holds_blanks {
            return push(self.value, end);
        }
        let mut text = Draft::with_capacity(self.value.len());
        for word in self.value.split(|byte| matches!(byte, b' ' | b'\t')) {
            if !text.is_empty() && !word.is_empty() {
                text.push(b' ');
            }
            text.extend_from_slice(word);
        }
        push(&text, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_and_names(headers: &SignedHeaders<'_>) -> (String, String) {
        let (mut lines, mut names) = (Draft::with_capacity(400), Draft::with_capacity(100));
        headers.push_names(&mut names);
        headers.push_lines(&mut |piece, end| lines.push_all(&[piece, &[end]]));
        assert!(names.len() < headers.name_bytes());
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
        let lower_case = lower_case_names(&given);
        let mut headers = SignedHeaders::given(&given, &lower_case).unwrap();
        assert!(headers.has("x-amz-date") && !headers.has("host"));
        headers.put("host", b"example.org");
        headers.put("x-amz-date", b"20150830T123600Z");
        let (lines, names) = lines_and_names(&headers);
        assert_eq!(
            lines,
            "content-type:text/plain\nhost:example.org\nx-amz-date:20150830T123600Z\nx-amz-meta-a:1,2\n\
             x-amz-meta-b:two words\nx-empty:\n"
        );
        assert_eq!(names, "content-type;host;x-amz-date;x-amz-meta-a;x-amz-meta-b;x-empty");
    }
}

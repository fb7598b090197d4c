//! Percent-encoding as signatures want it: RFC 3986's unreserved characters stay, hexadecimal digits are upper case. What
//! stays is copied as a whole.

use super::characters::{PATH, UNRESERVED, URL, is};

/// What a `+` stands for.
#[derive(Clone, Copy)]
enum Plus {
    /// As forms write a space, and as the services read the names and values of a query.
    Space,
    Itself,
}

/// Encodes all that is not unreserved.
pub(super) fn push_encoded(out: &mut Vec<u8>, text: &[u8]) {
    push(out, text, UNRESERVED, None);
}

/// Encodes a path, whose `/` stay. What is encoded already is encoded once more.
pub(super) fn push_path(out: &mut Vec<u8>, path: &[u8]) {
    push(out, path, PATH, None);
}

/// Encodes a path whatever of it was encoded before, `/` and `%2F` staying what they are: the one way to write it that S3
/// knows, where an identity id's `:` is `%3A`.
pub(super) fn push_path_anew(out: &mut Vec<u8>, path: &[u8]) {
    push(out, path, PATH, Some(Plus::Itself));
}

/// Encodes a name or a value of a query, whatever of it was encoded before.
pub(super) fn push_anew(out: &mut Vec<u8>, part: &[u8]) {
    push(out, part, UNRESERVED, Some(Plus::Space));
}

/// Encodes only what no URL may hold, such as spaces and letters beyond ASCII: what an HTTP client would do itself.
pub(super) fn push_completed(out: &mut Vec<u8>, part: &[u8]) {
    push(out, part, URL, None);
}

/// Encodes every byte that is not of the class `stays`; where `decoding`, what a `%` with two digits and a `+` stand for,
/// if that is not unreserved. A `%` without digits stands for itself.
fn push(out: &mut Vec<u8>, text: &[u8], stays: u8, decoding: Option<Plus>) {
    let mut rest = text;
    loop {
        let end = rest.iter().position(|byte| !is(*byte, stays)).unwrap_or(rest.len());
        let (kept, after) = rest.split_at_checked(end).unwrap_or_default();
        out.extend_from_slice(kept);
        rest = match (decoding, after) {
            (_, []) => return,
            (Some(_), [b'%', high, low, rest @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                push_byte(out, hex_value(*high) << 4 | hex_value(*low));
                rest
            }
            (Some(Plus::Space), [b'+', rest @ ..]) => {
                push_byte(out, b' ');
                rest
            }
            (_, [byte, rest @ ..]) => {
                push_byte(out, *byte);
                rest
            }
        };
    }
}

/// Encoded, unless it is unreserved.
fn push_byte(out: &mut Vec<u8>, byte: u8) {
    let digit = |value: u8| if value < 10 { b'0' + value } else { b'A' - 10 + value };
    if is(byte, UNRESERVED) {
        out.push(byte);
    } else {
        out.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 0xF)]);
    }
}

fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        _ => (digit | 0x20) - b'a' + 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn made(push: impl FnOnce(&mut Vec<u8>, &[u8]), text: &str) -> String {
        let mut out = Vec::new();
        push(&mut out, text.as_bytes());
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_is_encoded_and_what_stays() {
        assert_eq!(made(push_anew, "AZaz09-._~"), "AZaz09-._~");
        assert_eq!(made(push_anew, "a b+c/d=e%2f%3a%zz%"), "a%20b%20c%2Fd%3De%2F%3A%25zz%25");
        assert_eq!(made(push_anew, "%2z%z2%2"), "%252z%25z2%252");
        assert_eq!(made(push_encoded, "a b+c/%2f"), "a%20b%2Bc%2F%252f");
        assert_eq!(made(push_path, "/a b/%20/é"), "/a%20b/%2520/%C3%A9");
        assert_eq!(
            made(push_path_anew, "/us-east-1:1/a+b/%20%3a/%7e%2f%zz"),
            "/us-east-1%3A1/a%2Bb/%20%3A/~%2F%25zz"
        );
        assert_eq!(made(push_completed, "/a b/%20/é!*'()+:@"), "/a%20b/%20/%C3%A9!*'()+:@");
    }

    proptest! {
        #[test]
        fn every_byte_is_itself_or_its_two_digits(text: String) {
            let expected: String = text
                .bytes()
                .map(|byte| match byte {
                    b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
                    _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                    _ => format!("%{byte:02X}"),
                })
                .collect();
            prop_assert_eq!(made(push_encoded, &text), expected.clone());
            prop_assert_eq!(made(push_anew, &expected), expected);
        }

        #[test]
        fn encoding_what_is_encoded_changes_nothing(text: String) {
            for push in [push_anew, push_path_anew, push_completed] {
                let once = made(push, &text);
                prop_assert_eq!(made(push, &once), once.clone());
            }
        }
    }
}

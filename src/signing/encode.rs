//! Percent-encoding as signatures want it: RFC 3986's unreserved characters stay, hexadecimal digits are upper case.

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Encodes every byte that may not stay as it is.
fn encode_unless(bytes: impl Iterator<Item = u8>, stays: impl Fn(u8) -> bool) -> String {
    let digit = |value: u8| HEX.get(usize::from(value)).map_or('0', |digit| char::from(*digit));
    let mut out = String::with_capacity(bytes.size_hint().0 + 16);
    for byte in bytes {
        if stays(byte) {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 0xF)]);
        }
    }
    out
}

/// Encodes all that is not unreserved.
pub(super) fn encode(bytes: impl Iterator<Item = u8>) -> String {
    encode_unless(bytes, is_unreserved)
}

/// Encodes a path, whose `/` stay. What is encoded already is encoded once more.
pub(super) fn encode_path(path: &str) -> String {
    encode_unless(path.bytes(), |byte| byte == b'/' || is_unreserved(byte))
}

/// Encodes a path whatever of it was encoded before, `/` and `%2F` staying what they are: the one way to write it that S3
/// knows, where an identity id's `:` is `%3A`.
pub(super) fn encode_path_anew(path: &str) -> String {
    let segments: Vec<String> = path.split('/').map(|segment| encode(decode_percent(segment))).collect();
    segments.join("/")
}

/// Encodes only what no URL may hold, such as spaces and letters beyond ASCII: what an HTTP client would do itself.
pub(super) fn complete(part: &str) -> String {
    encode_unless(part.bytes(), |byte| byte.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&byte))
}

/// The bytes that a name or value of a query stands for; a `+` is a space there, as forms write it and the services read it.
pub(super) fn decode(part: &str) -> impl Iterator<Item = u8> + '_ {
    decode_with(part, b' ')
}

/// The bytes that a part of a path stands for.
fn decode_percent(part: &str) -> impl Iterator<Item = u8> + '_ {
    decode_with(part, b'+')
}

/// A `%` without two digits stands for itself.
fn decode_with(part: &str, plus: u8) -> impl Iterator<Item = u8> + '_ {
    let mut rest = part.as_bytes();
    std::iter::from_fn(move || {
        let (byte, after) = match *rest {
            [b'%', high, low, ref after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                (hex_value(high) << 4 | hex_value(low), after)
            }
            [b'+', ref after @ ..] => (plus, after),
            [byte, ref after @ ..] => (byte, after),
            [] => return None,
        };
        rest = after;
        Some(byte)
    })
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

    fn encoded(text: &str) -> String {
        encode(decode(text))
    }

    #[test]
    fn what_is_encoded_and_what_stays() {
        assert_eq!(encoded("AZaz09-._~"), "AZaz09-._~");
        assert_eq!(encoded("a b+c/d=e%2f%3a%zz%"), "a%20b%20c%2Fd%3De%2F%3A%25zz%25");
        assert_eq!(encode_path("/a b/%20/é"), "/a%20b/%2520/%C3%A9");
        assert_eq!(
            encode_path_anew("/us-east-1:1/a+b/%20%3a/%7e%2f%zz"),
            "/us-east-1%3A1/a%2Bb/%20%3A/~%2F%25zz"
        );
        assert_eq!(complete("/a b/%20/é!*'()+:@"), "/a%20b/%20/%C3%A9!*'()+:@");
    }

    proptest! {
        #[test]
        fn every_byte_comes_back(bytes: Vec<u8>) {
            let out = encode(bytes.iter().copied());
            prop_assert_eq!(decode(&out).collect::<Vec<_>>(), bytes);
        }

        #[test]
        fn encoding_what_is_encoded_changes_nothing(text: String) {
            let once = encoded(&text);
            prop_assert_eq!(encoded(&once), once.clone());
            prop_assert_eq!(complete(&complete(&text)), complete(&text));
            let path = encode_path_anew(&text);
            prop_assert_eq!(encode_path_anew(&path), path.clone());
        }
    }
}

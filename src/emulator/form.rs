//! Invariant: a form (`application/x-www-form-urlencoded`, WHATWG URL standard, section 5.1) is read whole or not at
//! all; of a field that comes twice the last counts.

use std::collections::BTreeMap;

/// The fields of a form by name.
pub(super) type Form = BTreeMap<String, String>;

/// Reads a form; `None` when an escape is broken or a text is not UTF-8.
pub(super) fn read(body: &[u8]) -> Option<Form> {
    body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(pair).collect()
}

fn pair(pair: &[u8]) -> Option<(String, String)> {
    let mut halves = pair.splitn(2, |byte| *byte == b'=');
    Some((decode(halves.next()?)?, decode(halves.next().unwrap_or_default())?))
}

fn decode(text: &[u8]) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.iter().copied();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            b'+' => b' ',
            plain => plain,
        });
    }
    String::from_utf8(decoded).ok()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read() {
        let form = read(b"a=1&b=x%3Dy%26+z%c3%A9&empty=&&none&a=2").unwrap();
        let expected = [("a", "2"), ("b", "x=y& z\u{e9}"), ("empty", ""), ("none", "")];
        assert_eq!(form, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
        for broken in ["a=%", "a=%4", "a=%zz", "a=%ff"] {
            assert_eq!(read(broken.as_bytes()), None, "{broken}");
        }
    }
}

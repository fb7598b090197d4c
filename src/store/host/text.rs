//! A record as text for a host's key/value store: one line of printable ASCII, without spaces at its ends, so that no
//! store, settings file or marshaller on the way has a reason to change it. What is not printable is written `%xx`.

use zeroize::Zeroizing;

/// No stored text is longer: every byte of the largest record escaped, and a NUL.
pub(super) const MAX_TEXT_BYTES: usize = super::super::record::MAX_BYTES * 3 + 1;

/// The text, NUL-terminated.
pub(super) fn escape(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    // Never grows, so that no unzeroed copy is left behind.
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len() * 3 + 1));
    for byte in bytes {
        match byte {
            b'%' | ..0x20 | 0x7f.. => text.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 0xf)]),
            _ => text.push(*byte),
        }
    }
    text.push(0);
    text
}

/// The bytes that were escaped; `None` when the text is not such.
pub(super) fn unescape(text: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        match byte {
            b'%' => bytes.push(value(*rest.next()?)? << 4 | value(*rest.next()?)?),
            _ => bytes.push(*byte),
        }
    }
    Some(bytes)
}

fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 }
}

fn value(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_line_of_ascii_comes_out() {
        assert_eq!(**escape("a 1\n{\"é%\"}\n".as_bytes()), *b"a 1%0a{\"%c3%a9%25\"}%0a\0");
        assert_eq!(unescape(b"%0"), None);
        assert_eq!(unescape(b"%zz"), None);
    }

    #[test]
    fn the_largest_record_is_the_longest_text() {
        let largest = vec![0; super::super::super::record::MAX_BYTES];
        assert_eq!(escape(&largest).len(), MAX_TEXT_BYTES);
    }

    proptest! {
        #[test]
        fn what_is_escaped_comes_back(bytes: Vec<u8>) {
            let text = escape(&bytes);
            let (nul, text) = text.split_last().unwrap();
            prop_assert_eq!(*nul, 0);
            prop_assert!(text.iter().all(|byte| (b' '..=b'~').contains(byte)));
            prop_assert_eq!(&**unescape(text).unwrap(), &*bytes);
        }
    }
}

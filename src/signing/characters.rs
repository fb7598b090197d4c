//! What a byte may stand in, in one table: signing looks at every byte that it is given.

use std::borrow::Cow;

/// RFC 3986's unreserved characters, which are never encoded.
pub(super) const UNRESERVED: u8 = 1;
/// Those and the `/` between the segments of a path.
pub(super) const PATH: u8 = 1 << 1;
/// What a URL may hold as it is.
pub(super) const URL: u8 = 1 << 2;
/// What the name of a host may hold.
pub(super) const HOST: u8 = 1 << 3;
/// HTTP's tokens: methods and the names of headers (RFC 9110, 5.6.2).
pub(super) const TOKEN: u8 = 1 << 4;
/// What the value of a header may hold: all but control characters; a tab is none there.
pub(super) const VALUE: u8 = 1 << 5;
/// The names of regions and services.
pub(super) const LABEL: u8 = 1 << 6;
/// All but capital letters.
pub(super) const NOT_UPPER: u8 = 1 << 7;

#[allow(clippy::indexing_slicing, reason = "by the compiler, which would refuse what is out of range")]
const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0u8;
    loop {
        classes[byte as usize] = classes_of(byte);
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

const fn classes_of(byte: u8) -> u8 {
    let is_alphanumeric = byte.is_ascii_alphanumeric();
    let is_url = byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}');
    let mut classes = 0;
    if is_alphanumeric || matches!(byte, b'-' | b'.' | b'_' | b'~') {
        classes |= UNRESERVED | PATH;
    }
    if byte == b'/' {
        classes |= PATH;
    }
    if is_url {
        classes |= URL;
    }
    if is_url && !matches!(byte, b'/' | b'?' | b'#' | b'@' | b':' | b'[' | b']') {
        classes |= HOST;
    }
    if byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'(' | b')' | b',' | b'/' | b':' | b';' | b'<' | b'=' | b'>' | b'?' | b'@')
        && !matches!(byte, b'[' | b'\\' | b']' | b'{' | b'}')
    {
        classes |= TOKEN;
    }
    if !byte.is_ascii_control() || byte == b'\t' {
        classes |= VALUE;
    }
    if is_alphanumeric || matches!(byte, b'-' | b'.' | b'_') {
        classes |= LABEL;
    }
    if !byte.is_ascii_uppercase() {
        classes |= NOT_UPPER;
    }
    classes
}

/// Whether `byte` is of `class`.
pub(super) fn is(byte: u8, class: u8) -> bool {
    classes_of_byte(byte) & class != 0
}

fn classes_of_byte(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or_default()
}

/// How many bytes at the start of the text are of `class`, and what all of these are of, each class if there are none.
pub(super) fn leading(class: u8, text: &str) -> (usize, u8) {
    let mut all = !0;
    for (at, byte) in text.bytes().enumerate() {
        let classes = classes_of_byte(byte);
        if classes & class == 0 {
            return (at, all);
        }
        all &= classes;
    }
    (text.len(), all)
}

/// Whether there is a text, and all of it is of `class`.
pub(super) fn is_all(text: &str, class: u8) -> bool {
    !text.is_empty() && text.bytes().fold(class, |all, byte| all & classes_of_byte(byte)) != 0
}

/// Whether there is a text, and all of it is visible ASCII. Eight bytes at a time: a session token has a thousand.
pub(super) fn is_visible(text: &str) -> bool {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let (words, rest) = text.as_bytes().as_chunks();
    // The high bit of a byte tells: it is beyond ASCII, below '!' or above '~'. What is carried or borrowed comes from a byte
    // that is none of these itself.
    let high = |word: [u8; 8]| {
        let word = u64::from_ne_bytes(word);
        let below = word.wrapping_sub(u64::from_ne_bytes([b'!'; 8]));
        let above = word.wrapping_add(u64::from_ne_bytes([0x7F - b'~'; 8]));
        word | below | above
    };
    // Four in a row: built for size, a loop is not unrolled.
    let (fours, words) = words.as_chunks();
    let of_fours =
        fours.iter().fold(0, |bits, [a, b, c, d]| bits | high(*a) | high(*b) | high(*c) | high(*d));
    let bits = words.iter().fold(of_fours, |bits, word| bits | high(*word));
    !text.is_empty() && bits & HIGH == 0 && rest.iter().all(u8::is_ascii_graphic)
}

/// The name in lower case, copied only if it is not. What all of it is of is known.
pub(super) fn lower_case(name: &str, classes: u8) -> Cow<'_, str> {
    if classes & NOT_UPPER != 0 { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn of(class: u8) -> String {
        (0..=127).filter(|byte| is(*byte, class)).map(char::from).collect()
    }

    #[test]
    fn what_each_class_holds() {
        const ALPHANUMERIC: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        for (class, others) in [
            (UNRESERVED, "-._~"),
            (PATH, "-._~/"),
            (URL, "-._~/!#$%&'()*+,:;=?@[]"),
            (HOST, "-._~!$%&'()*+,;="),
            (TOKEN, "-._~!#$%&'*+^`|"),
            (LABEL, "-._"),
        ] {
            let mut expected: Vec<char> = ALPHANUMERIC.chars().chain(others.chars()).collect();
            expected.sort_unstable();
            assert_eq!(of(class), String::from_iter(expected));
            assert!((128..=255).all(|byte| !is(byte, class)));
        }
        let not_in_values: Vec<u8> = (0..=255).filter(|byte| !is(*byte, VALUE)).collect();
        assert_eq!(not_in_values, [(0..=8).collect(), (10..=31).collect(), vec![127]].concat());
        assert!(!is_all("", TOKEN));
    }

    proptest! {
        #[test]
        fn visible_is_what_every_letter_is(text in "[ -~]{0,40}.?[!-~]{0,20}") {
            let is_so = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
            prop_assert_eq!(is_visible(&text), is_so);
        }
    }

    #[test]
    fn one_letter_that_is_not_visible_is_found_wherever_it_is() {
        for byte in 0..=127u8 {
            for at in 0..17 {
                let mut text = [b'~'; 17];
                text[at] = byte;
                let text = std::str::from_utf8(&text).unwrap();
                assert_eq!(is_visible(text), byte.is_ascii_graphic(), "{byte} at {at}");
            }
        }
        for byte in (0..=127u8).filter(|byte| !byte.is_ascii_graphic()) {
            for words in 2..=9 {
                let text = [b"~~~", &[byte][..], b"~~~~"].concat().repeat(words);
                assert!(!is_visible(std::str::from_utf8(&text).unwrap()), "{byte} in each of {words} words");
            }
        }
        assert!(!is_visible("123é5678"));
        assert!(!is_visible("12345678é"));
        assert!(!is_visible("1234567é"));
        assert!(!is_visible(""));
    }
}

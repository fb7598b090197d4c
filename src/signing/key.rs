//! Hashes and the chain of keys. A derived key signs for one day, region and service; it is worth a cache, and as secret as
//! what it was made of.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::digest::{Key, sha256};
use crate::secret::Draft;

/// The key that was derived last from one signer's secret: most games call one service. Belongs to the signer, and dies with
/// it.
#[derive(Default)]
pub struct KeyCache {
    last: Mutex<Option<(Key, Vec<u8>)>>,
    /// Whether a key was derived ever.
    is_used: AtomicBool,
}

impl KeyCache {
    /// Whether the signer has signed before: then it was good, and still is.
    pub(super) fn is_used(&self) -> bool {
        self.is_used.load(Ordering::Relaxed) // nobody reads anything by it
    }

    /// The signature of `message`; `scope` is `YYYYMMDD/REGION/SERVICE/aws4_request`.
    pub(super) fn sign(&self, secret: &str, scope: &[u8], message: &[u8]) -> Hex {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref().is_some_and(|(_, its_scope)| its_scope != scope) {
            *last = None;
        }
        let (key, _) = last.get_or_insert_with(|| {
            self.is_used.store(true, Ordering::Relaxed);
            (derive(secret, scope), scope.to_owned())
        });
        sign_with(key, message)
    }
}

/// The same without keeping the key.
pub(super) fn sign_once(secret: &str, scope: &[u8], message: &[u8]) -> Hex {
    sign_with(&derive(secret, scope), message)
}

fn sign_with(key: &Key, message: &[u8]) -> Hex {
    Hex::new(key.sign(message).as_ref())
}

/// The chain of keys.
fn derive(secret: &str, scope: &[u8]) -> Key {
    let mut first = Draft::with_capacity(4 + secret.len());
    first.push_all(&[b"AWS4", secret.as_bytes()]);
    let mut key = Key::new(&first);
    for part in scope.split(|byte| *byte == b'/') {
        key = Key::new(key.sign(part).as_ref());
    }
    key
}

/// A copy of the secret starts without.
impl Clone for KeyCache {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// What is kept makes no difference to whom it belongs to.
impl PartialEq for KeyCache {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

impl Eq for KeyCache {}

impl fmt::Debug for KeyCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyCache(***)")
    }
}

/// The two digits of each byte.
#[allow(clippy::indexing_slicing, reason = "by the compiler, which would refuse what is out of range")]
const PAIRS: [[u8; 2]; 256] = {
    let (digits, mut pairs) = (b"0123456789abcdef", [[0; 2]; 256]);
    let mut byte = 0;
    while byte < pairs.len() {
        pairs[byte] = [digits[byte >> 4], digits[byte & 0xF]];
        byte += 1;
    }
    pairs
};

/// 32 bytes as lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hex([u8; 64]);

impl Hex {
    /// Of no bytes at all.
    pub(super) const OF_NOTHING: Self =
        Self(*b"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");

    pub(super) fn new(bytes: &[u8]) -> Self {
        let mut digits = [b'0'; 64];
        let pair = |byte: u8| PAIRS.get(usize::from(byte)).copied().unwrap_or_default();
        // Four in a row: built for size, a loop is not unrolled.
        let (fours, _none) = digits.as_chunks_mut().0.as_chunks_mut();
        for (pairs, [a, b, c, d]) in fours.iter_mut().zip(bytes.as_chunks().0) {
            *pairs = [pair(*a), pair(*b), pair(*c), pair(*d)];
        }
        Self(digits)
    }

    pub(super) fn sha256(bytes: &[u8]) -> Self {
        Self::new(sha256(bytes).as_ref())
    }

    /// `None` unless they are 64 digits.
    pub(super) fn parse(digits: &str) -> Option<Self> {
        let mut digits: [u8; 64] = digits.as_bytes().try_into().ok()?;
        digits.make_ascii_lowercase();
        digits.iter().all(u8::is_ascii_hexdigit).then_some(Self(digits))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AWS documentation, "Examples of how to derive a signing key for Signature Version 4".
    #[test]
    fn the_documented_key_signs_the_documented_text() {
        let scope = b"20150830/us-east-1/iam/aws4_request";
        let to_sign = b"AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n\
                       f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let keys = KeyCache::default();
        for _ in 0..2 {
            assert_eq!(
                keys.sign(secret, scope, to_sign).as_bytes(),
                b"5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
            );
        }
        assert_eq!(format!("{keys:?}"), "KeyCache(***)");
        assert_eq!(keys, KeyCache::default(), "what is kept makes no difference");
    }

    #[test]
    fn the_hash_of_nothing() {
        let hash = Hex::sha256(b"");
        assert_eq!(hash, Hex::OF_NOTHING);
        assert_eq!(Hex::parse(&String::from_utf8(hash.as_bytes().to_ascii_uppercase()).unwrap()), Some(hash));
        assert_eq!(Hex::parse(""), None);
        assert_eq!(Hex::parse(&"g".repeat(64)), None);
    }
}

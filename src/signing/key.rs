//! Hashes and the chain of keys. A derived key signs for one day, region and service; it is worth a cache, and as secret as
//! what it was made of.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use super::digest::{Key, sha256};
use crate::secret::Draft;

/// The key that was derived last from one secret: most games call one service. Belongs to the secret, and dies with it.
#[derive(Default)]
pub struct KeyCache(Mutex<Option<(Key, String)>>);

impl KeyCache {
    /// The signature of `message`; `scope` is `YYYYMMDD/REGION/SERVICE/aws4_request`.
    pub(super) fn sign(&self, secret: &str, scope: &str, message: &str) -> Hex {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.as_ref().is_some_and(|(_, its_scope)| its_scope != scope) {
            *kept = None;
        }
        let (key, _) = kept.get_or_insert_with(|| (derive(secret, scope), scope.to_owned()));
        sign_with(key, message)
    }
}

/// The same without keeping the key.
pub(super) fn sign_once(secret: &str, scope: &str, message: &str) -> Hex {
    sign_with(&derive(secret, scope), message)
}

fn sign_with(key: &Key, message: &str) -> Hex {
    Hex::new(key.sign(message.as_bytes()).as_ref())
}

/// The chain of keys.
fn derive(secret: &str, scope: &str) -> Key {
    let mut first = Draft::with_capacity(4 + secret.len());
    first.push_str("AWS4");
    first.push_str(secret);
    scope
        .split('/')
        .fold(Key::new(first.as_bytes()), |key, part| Key::new(key.sign(part.as_bytes()).as_ref()))
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

    fn new(bytes: &[u8]) -> Self {
        let mut digits = [b'0'; 64];
        for (pair, byte) in digits.as_chunks_mut().0.iter_mut().zip(bytes) {
            *pair = PAIRS.get(usize::from(*byte)).copied().unwrap_or_default();
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

    pub(super) fn as_str(&self) -> &str {
        // Digits, all of them.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AWS documentation, "Examples of how to derive a signing key for Signature Version 4".
    #[test]
    fn the_documented_key_signs_the_documented_text() {
        let scope = "20150830/us-east-1/iam/aws4_request";
        let to_sign = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n\
                       f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let keys = KeyCache::default();
        for _ in 0..2 {
            assert_eq!(
                keys.sign(secret, scope, to_sign).as_str(),
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
            );
        }
        assert_eq!(format!("{keys:?}"), "KeyCache(***)");
    }

    #[test]
    fn the_hash_of_nothing() {
        let hash = Hex::sha256(b"");
        assert_eq!(hash, Hex::OF_NOTHING);
        assert_eq!(Hex::parse(&hash.as_str().to_ascii_uppercase()), Some(hash));
        assert_eq!(Hex::parse(""), None);
        assert_eq!(Hex::parse(&"g".repeat(64)), None);
    }
}

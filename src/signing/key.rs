//! Hashes and the chain of keys. A derived key signs for one day, region and service; it is worth a cache, and as secret as
//! what it was made of.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use zeroize::Zeroizing;

use super::digest::{Key, sha256};

/// What a derived key is good for.
#[derive(Clone, Copy, Debug)]
pub(super) struct KeyScope<'a> {
    /// `YYYYMMDD`.
    pub(super) day: &'a str,
    /// Such as `eu-west-1`.
    pub(super) region: &'a str,
    /// The signing name, such as `s3`.
    pub(super) service: &'a str,
}

/// The key that was derived last from one secret: most games call one service. Belongs to the secret, and dies with it.
#[derive(Default)]
pub struct KeyCache(Mutex<Option<DerivedKey>>);

impl KeyCache {
    /// The signature of `message`, 64 hexadecimal digits.
    pub(super) fn sign_hex(&self, secret: &str, scope: &KeyScope<'_>, message: &[u8]) -> Zeroizing<String> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let derived = match kept.take() {
            Some(derived) if derived.is_for(scope) => derived,
            _ => DerivedKey::new(secret, scope),
        };
        let tag = kept.insert(derived).key.sign(message);
        drop(kept);
        Zeroizing::new(hex(tag.as_ref()))
    }
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

/// A key, and what it is good for.
struct DerivedKey {
    key: Key,
    day: String,
    region: String,
    service: String,
}

impl DerivedKey {
    fn new(secret: &str, scope: &KeyScope<'_>) -> Self {
        let mut first = Zeroizing::new(Vec::with_capacity(4 + secret.len()));
        first.extend_from_slice(b"AWS4");
        first.extend_from_slice(secret.as_bytes());
        let mut key = Key::new(&first);
        for part in [scope.day, scope.region, scope.service, "aws4_request"] {
            key = Key::new(key.sign(part.as_bytes()).as_ref());
        }
        let KeyScope { day, region, service } = *scope;
        Self { key, day: day.to_owned(), region: region.to_owned(), service: service.to_owned() }
    }

    fn is_for(&self, scope: &KeyScope<'_>) -> bool {
        (self.day.as_str(), self.region.as_str(), self.service.as_str())
            == (scope.day, scope.region, scope.service)
    }
}

/// SHA-256, 64 lower-case hexadecimal digits.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex(sha256(bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.extend([digit(byte >> 4), digit(byte & 0xF)]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// AWS documentation, "Examples of how to derive a signing key for Signature Version 4".
    #[test]
    fn the_documented_key_signs_the_documented_text() {
        let scope = KeyScope { day: "20150830", region: "us-east-1", service: "iam" };
        let to_sign = "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/iam/aws4_request\n\
                       f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59";
        let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
        let keys = KeyCache::default();
        for _ in 0..2 {
            assert_eq!(
                keys.sign_hex(secret, &scope, to_sign.as_bytes()).as_str(),
                "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
            );
        }
        assert_eq!(format!("{keys:?}"), "KeyCache(***)");
    }

    #[test]
    fn a_key_knows_what_it_is_for() {
        let scope = KeyScope { day: "20150830", region: "us-east-1", service: "iam" };
        let key = DerivedKey::new("secret", &scope);
        assert!(key.is_for(&scope));
        assert!(!key.is_for(&KeyScope { day: "20150831", ..scope }));
        assert!(!key.is_for(&KeyScope { region: "us-east-2", ..scope }));
        assert!(!key.is_for(&KeyScope { service: "s3", ..scope }));
    }

    #[test]
    fn the_hash_of_nothing() {
        assert_eq!(sha256_hex(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }
}

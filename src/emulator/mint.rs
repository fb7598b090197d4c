//! Invariant: everything random the emulator hands out is made here and has the shape of the real thing, so
//! that a client which checks shapes is content. None of it opens anything at AWS.

use std::iter;

use super::jwt::Signer;

const HEX: &[u8] = b"0123456789abcdef";
const BASE32: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Temporary credentials as the service gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credentials {
    pub(super) access_key_id: String,
    pub(super) secret_key: String,
    pub(super) session_token: String,
    pub(super) expiration_unix_ms: i64,
}

/// The source of everything random.
pub(super) struct Mint {
    random: fastrand::Rng,
}

impl Mint {
    /// Seeded by the system, so that two emulators never hand out the same.
    pub(super) fn new() -> Self {
        Self { random: fastrand::Rng::new() }
    }

    /// A signer whose key nobody else has.
    pub(super) fn signer(&mut self) -> Signer {
        Signer::new(&mut self.random)
    }

    /// The unique id of a role, as in the id of an assumed role.
    pub(super) fn role_id(&mut self) -> String {
        format!("AROA{}", self.text(BASE32, 17))
    }

    /// A GUID (version 4), lower case.
    pub(super) fn guid(&mut self) -> String {
        let (first, second, last) = (self.text(HEX, 8), self.text(HEX, 4), self.text(HEX, 12));
        format!("{first}-{second}-4{}-a{}-{last}", self.text(HEX, 3), self.text(HEX, 3))
    }

    /// Credentials nobody was given before.
    pub(super) fn credentials(&mut self, expiration_unix_ms: i64) -> Credentials {
        Credentials {
            access_key_id: format!("ASIA{}", self.text(BASE32, 16)),
            secret_key: self.text(BASE64, 40),
            session_token: format!("IQoJb3JpZ2luX2Vj{}==", self.text(BASE64, 720)),
            expiration_unix_ms,
        }
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        iter::repeat_with(|| self.random.choice(alphabet).copied().map_or('A', char::from))
            .take(length)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_handed_out_twice() {
        let mut mint = Mint::new();
        let (first, second) = (mint.credentials(1), mint.credentials(1));
        assert_ne!(first, second);
        assert_eq!(first.access_key_id.len(), 20);
        assert_eq!(first.secret_key.len(), 40);
        assert_ne!(mint.guid(), mint.guid());
    }

    #[test]
    fn guids_have_their_form() {
        let guid = Mint::new().guid();
        let lengths: Vec<usize> = guid.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12], "{guid}");
    }
}

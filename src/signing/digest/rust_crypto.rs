//! By the crates of RustCrypto.

use hmac::digest::Output;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Digest as _;

/// A key for [`Key::sign`].
pub(in super::super) struct Key(Hmac<sha2::Sha256>);

impl Key {
    pub(in super::super) fn new(secret: &[u8]) -> Self {
        // A key of any length is one; the crate's own type says that it might not be.
        Self(Hmac::new_from_slice(secret).unwrap_or_else(|_| Hmac::new(&Default::default())))
    }

    pub(in super::super) fn sign(&self, message: &[u8]) -> Output<sha2::Sha256> {
        self.0.clone().chain_update(message).finalize().into_bytes()
    }
}

pub(in super::super) fn sha256(bytes: &[u8]) -> Output<sha2::Sha256> {
    sha2::Sha256::digest(bytes)
}

/// A hash in the making.
pub(in super::super) struct Sha256(sha2::Sha256);

impl Sha256 {
    pub(in super::super) fn new() -> Self {
        Self(sha2::Sha256::new())
    }

    pub(in super::super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(in super::super) fn finish(self) -> Output<sha2::Sha256> {
        self.0.finalize()
    }
}

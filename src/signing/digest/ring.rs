//! By ring.

use ring::{digest, hmac};

/// A key for [`Key::sign`].
pub(in super::super) struct Key(hmac::Key);

impl Key {
    pub(in super::super) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    pub(in super::super) fn sign(&self, message: &[u8]) -> impl AsRef<[u8]> + use<> {
        hmac::sign(&self.0, message)
    }
}

pub(in super::super) fn sha256(bytes: &[u8]) -> impl AsRef<[u8]> + use<> {
    digest::digest(&digest::SHA256, bytes)
}

/// A hash in the making.
pub(in super::super) struct Sha256(digest::Context);

impl Sha256 {
    pub(in super::super) fn new() -> Self {
        Self(digest::Context::new(&digest::SHA256))
    }

    pub(in super::super) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(in super::super) fn finish(self) -> impl AsRef<[u8]> + use<> {
        self.0.finish()
    }
}

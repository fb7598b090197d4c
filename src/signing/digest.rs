//! SHA-256 and HMAC: ring's where the library has it for TLS anyway, small crates in a build without HTTP of its own.

#[cfg(feature = "builtin-http")]
mod chosen {
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
}

#[cfg(not(feature = "builtin-http"))]
mod chosen {
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
}

pub(super) use chosen::{Key, Sha256, sha256};

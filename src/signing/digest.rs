//! SHA-256 and HMAC: ring's where the library has it for TLS anyway, small crates in a build without HTTP of its own.
//! `sha256` is for what is there in one piece: a hash in the making costs as much as a block more.

#[cfg(feature = "builtin-http")]
mod ring;
#[cfg(not(feature = "builtin-http"))]
mod rust_crypto;

#[cfg(feature = "builtin-http")]
pub(super) use self::ring::{Key, Sha256, sha256};
#[cfg(not(feature = "builtin-http"))]
pub(super) use self::rust_crypto::{Key, Sha256, sha256};

//! The cryptography of TLS: which algorithms of ring are offered, and so which are linked in at all.
//!
//! Invariant: what is listed here is what every AWS endpoint, every public web certificate and every proxy for HTTPS
//! can do; nothing weaker is taken, and rustls's process-wide default is neither read nor set, since the host may
//! have a rustls of its own.
//!
//! Left out of rustls's own choice, for its size alone: ChaCha20-Poly1305 (60 kB; every server of TLS 1.3 must have
//! AES-128-GCM, RFC 8446, 9.1), X25519 (40 kB; every server of TLS 1.3 must have P-256, ibid.), Ed25519 (12 kB; no public web certificate may use it, CA/Browser Forum Baseline
//! Requirements, 7.1.3.1) and the keys of client certificates (58 kB; none is ever sent).

use std::sync::Arc;

use ::ring::rand::{SecureRandom as _, SystemRandom};
use rustls::crypto::ring::{cipher_suite, kx_group};
use rustls::crypto::{
    CryptoProvider, GetRandomFailed, KeyProvider, SecureRandom, SupportedKxGroup, WebPkiSupportedAlgorithms,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::sign::SigningKey;
use rustls::{Error, SignatureScheme, SupportedCipherSuite};
use webpki::ring as verify;

/// AES-GCM in TLS 1.3 and, with a fresh key exchange (ECDHE) only, in TLS 1.2.
const CIPHER_SUITES: [SupportedCipherSuite; 6] = [
    cipher_suite::TLS13_AES_256_GCM_SHA384,
    cipher_suite::TLS13_AES_128_GCM_SHA256,
    cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
];

const KEY_EXCHANGES: [&dyn SupportedKxGroup; 2] = [kx_group::SECP256R1, kx_group::SECP384R1];

/// `all` is for the certificates of a chain; `mapping` is for the handshake itself, in the order of preference. In
/// TLS 1.2 a scheme does not fix the curve, hence two algorithms for each.
const SIGNATURES: WebPkiSupportedAlgorithms = WebPkiSupportedAlgorithms {
    all: &[
        verify::ECDSA_P256_SHA256,
        verify::ECDSA_P256_SHA384,
        verify::ECDSA_P384_SHA256,
        verify::ECDSA_P384_SHA384,
        verify::RSA_PSS_2048_8192_SHA256_LEGACY_KEY,
        verify::RSA_PSS_2048_8192_SHA384_LEGACY_KEY,
        verify::RSA_PSS_2048_8192_SHA512_LEGACY_KEY,
        verify::RSA_PKCS1_2048_8192_SHA256,
        verify::RSA_PKCS1_2048_8192_SHA384,
        verify::RSA_PKCS1_2048_8192_SHA512,
        // The authorities of some intercepting proxies leave the parameters out (RFC 4055, 5, asks to accept it).
        verify::RSA_PKCS1_2048_8192_SHA256_ABSENT_PARAMS,
        verify::RSA_PKCS1_2048_8192_SHA384_ABSENT_PARAMS,
        verify::RSA_PKCS1_2048_8192_SHA512_ABSENT_PARAMS,
    ],
    mapping: &[
        (SignatureScheme::ECDSA_NISTP384_SHA384, &[verify::ECDSA_P384_SHA384, verify::ECDSA_P256_SHA384]),
        (SignatureScheme::ECDSA_NISTP256_SHA256, &[verify::ECDSA_P256_SHA256, verify::ECDSA_P384_SHA256]),
        (SignatureScheme::RSA_PSS_SHA512, &[verify::RSA_PSS_2048_8192_SHA512_LEGACY_KEY]),
        (SignatureScheme::RSA_PSS_SHA384, &[verify::RSA_PSS_2048_8192_SHA384_LEGACY_KEY]),
        (SignatureScheme::RSA_PSS_SHA256, &[verify::RSA_PSS_2048_8192_SHA256_LEGACY_KEY]),
        (SignatureScheme::RSA_PKCS1_SHA512, &[verify::RSA_PKCS1_2048_8192_SHA512]),
        (SignatureScheme::RSA_PKCS1_SHA384, &[verify::RSA_PKCS1_2048_8192_SHA384]),
        (SignatureScheme::RSA_PKCS1_SHA256, &[verify::RSA_PKCS1_2048_8192_SHA256]),
    ],
};

/// What every TLS connection of this library uses.
pub(super) fn provider() -> Arc<CryptoProvider> {
    Arc::new(CryptoProvider {
        cipher_suites: CIPHER_SUITES.to_vec(),
        kx_groups: KEY_EXCHANGES.to_vec(),
        signature_verification_algorithms: SIGNATURES,
        secure_random: &SystemRandomness,
        key_provider: &NoClientKeys,
    })
}

/// ring's own source, the system's.
#[derive(Debug)]
struct SystemRandomness;

impl SecureRandom for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), GetRandomFailed> {
        SystemRandom::new().fill(bytes).map_err(|_| GetRandomFailed)
    }
}

/// This library identifies itself by no certificate. Loading a key would link in all of RSA and ECDSA signing.
#[derive(Debug)]
struct NoClientKeys;

impl KeyProvider for NoClientKeys {
    fn load_private_key(&self, _: PrivateKeyDer<'static>) -> Result<Arc<dyn SigningKey>, Error> {
        Err(Error::General("client certificates are not supported".to_owned()))
    }
}

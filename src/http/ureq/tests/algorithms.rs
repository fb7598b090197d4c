//! Which cryptography a server must offer: each algorithm alone is enough, and a server with none of them is told so.
//!
//! The servers are rustls with all of ring; what they may use is narrowed to one choice at a time.

use std::sync::Arc;

use rcgen::{
    CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256,
};
use rustls::crypto::ring::{cipher_suite, default_provider, kx_group};
use rustls::crypto::{CryptoProvider, SupportedKxGroup};
use rustls::{CipherSuite, NamedGroup, ProtocolVersion, ServerConnection, StreamOwned, SupportedCipherSuite};

use super::tls::{Authority, https, trusting};
use super::*;

/// What a connection used. The group is not known of a connection that failed.
type Used = (Option<ProtocolVersion>, Option<CipherSuite>, Option<NamedGroup>);

fn ecdsa_p256() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap()
}

fn ecdsa_p384() -> KeyPair {
    KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap()
}

/// ring makes no RSA keys, so this one is stored. It protects nothing.
fn rsa() -> KeyPair {
    let pkcs8 = include_bytes!("rsa_2048.pk8");
    KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.as_slice().into(), &PKCS_RSA_SHA256).unwrap()
}

fn with_suites(cipher_suites: &[SupportedCipherSuite]) -> CryptoProvider {
    CryptoProvider { cipher_suites: cipher_suites.to_vec(), ..default_provider() }
}

/// Has the shipped transport talk to a server with this key and this offer, both trusted through `authority`.
fn exchange(
    authority: &Authority,
    key: &KeyPair,
    offer: CryptoProvider,
) -> (Result<Response, TransportError>, Used) {
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let config = Arc::new(authority.server_config_with(&params, key, offer));
    let server = Server::start(move |stream| {
        let mut stream = StreamOwned::new(ServerConnection::new(Arc::clone(&config)).unwrap(), stream);
        answer_all(&mut stream);
        let group = stream.conn.negotiated_key_exchange_group().map(SupportedKxGroup::name);
        let suite = stream.conn.negotiated_cipher_suite().map(|suite| suite.suite());
        (stream.conn.protocol_version(), suite, group)
    });
    let transport = trusting(&authority.pem());
    let result = transport.send(&https(server.address));
    drop(transport);
    (result, server.handled.recv().unwrap())
}

#[test]
fn tls_1_3_and_1_2_verify_each_kind_of_key_in_the_server_and_in_the_authority() {
    for make_key in [ecdsa_p256, ecdsa_p384, rsa] {
        let authority = Authority::with_key("test authority", make_key());
        for (version, suites) in [
            (ProtocolVersion::TLSv1_3, &[cipher_suite::TLS13_AES_128_GCM_SHA256][..]),
            (
                ProtocolVersion::TLSv1_2,
                &[
                    cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                    cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                ],
            ),
        ] {
            let (result, used) = exchange(&authority, &make_key(), with_suites(suites));
            assert_ok(result);
            assert_eq!(used.0, Some(version));
        }
    }
}

#[test]
fn each_aes_gcm_suite_alone_is_enough() {
    let cases: [(fn() -> KeyPair, SupportedCipherSuite); 6] = [
        (ecdsa_p256, cipher_suite::TLS13_AES_256_GCM_SHA384),
        (ecdsa_p256, cipher_suite::TLS13_AES_128_GCM_SHA256),
        (ecdsa_p256, cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384),
        (ecdsa_p256, cipher_suite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
        (rsa, cipher_suite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384),
        (rsa, cipher_suite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
    ];
    let authority = Authority::with_key("test authority", ecdsa_p256());
    for (make_key, suite) in cases {
        let (result, used) = exchange(&authority, &make_key(), with_suites(&[suite]));
        assert_ok(result);
        assert_eq!(used.1, Some(suite.suite()));
    }
}

#[test]
fn each_key_exchange_alone_is_enough() {
    let authority = Authority::with_key("test authority", ecdsa_p256());
    for group in [kx_group::SECP256R1, kx_group::SECP384R1] {
        let offer = CryptoProvider { kx_groups: vec![group], ..default_provider() };
        let (result, used) = exchange(&authority, &ecdsa_p256(), offer);
        assert_ok(result);
        assert_eq!(used.2, Some(group.name()));
    }
}

#[test]
fn a_server_without_aes_gcm_is_refused_with_what_it_must_offer() {
    let authority = Authority::with_key("test authority", ecdsa_p256());
    for suite in [
        cipher_suite::TLS13_CHACHA20_POLY1305_SHA256,
        cipher_suite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    ] {
        let (result, _) = exchange(&authority, &ecdsa_p256(), with_suites(&[suite]));
        expect_error(result, TransportErrorKind::Tls, "must offer TLS 1.3 or 1.2 with AES-GCM");
    }
}

#[test]
fn ed25519_is_refused_in_the_server_and_in_the_authority() {
    let ed25519 = || KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let authority = Authority::with_key("test authority", ecdsa_p256());
    let (result, _) = exchange(&authority, &ed25519(), default_provider());
    expect_error(result, TransportErrorKind::Tls, "have an RSA, ECDSA P-256 or ECDSA P-384 key");
    let authority = Authority::with_key("test authority", ed25519());
    let (result, _) = exchange(&authority, &ecdsa_p256(), default_provider());
    expect_error(result, TransportErrorKind::Tls, "must be signed with RSA");
}

#[test]
fn rustls_of_the_host_is_left_as_it_was() {
    let authority = Authority::with_key("test authority", ecdsa_p256());
    assert_ok(exchange(&authority, &ecdsa_p256(), default_provider()).0);
    assert!(CryptoProvider::get_default().is_none(), "a process-wide provider was installed");
}

#[test]
fn a_client_key_is_refused_in_words() {
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(ecdsa_p256().serialize_der().into());
    let refusal = crate::http::crypto::provider().key_provider.load_private_key(key).unwrap_err();
    assert!(refusal.to_string().contains("client certificates are not supported"), "{refusal}");
}

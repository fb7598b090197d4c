//! Whom a TLS connection trusts: the bundled web roots (Mozilla's) and the certificates of `ca_pem`, and by default
//! the operating system's store too.
//!
//! Invariant: connections with the same trust share one rustls configuration, and with it the sessions that a later
//! connection resumes. It lives as long as somebody uses it.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{PemObject as _, SectionKind};
use rustls::{ClientConfig, RootCertStore};

use super::crypto;
use super::verify::Verifier;
use crate::process::PerProcess;

/// Which certificates a server may chain to, besides the bundled web roots.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Trust {
    /// PEM certificates of further authorities.
    pub(super) ca_pem: Option<Vec<u8>>,
    /// Leave the operating system's store out.
    pub(super) bundled_roots_only: bool,
}

/// The configurations in use.
type Shared = Mutex<Vec<(Trust, Weak<ClientConfig>)>>;

/// A child of `fork()` makes its own: a ticket that two processes use resumes one session twice.
static SHARED: PerProcess<Shared> = PerProcess::new();

/// The configuration for this trust, which others may be using already.
///
/// # Errors
/// A text that names what is wrong with `ca_pem` and how to put it right.
pub(super) fn client_config(trust: &Trust) -> Result<Arc<ClientConfig>, String> {
    let mut shared = SHARED.get().lock().unwrap_or_else(PoisonError::into_inner);
    shared.retain(|(_, config)| config.strong_count() > 0);
    if let Some(config) =
        shared.iter().find(|(with, _)| with == trust).and_then(|(_, config)| config.upgrade())
    {
        return Ok(config);
    }
    let config = Arc::new(new_config(trust)?);
    shared.push((trust.clone(), Arc::downgrade(&config)));
    Ok(config)
}

fn new_config(trust: &Trust) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(pem) = &trust.ca_pem {
        // What rustls cannot read cannot sign a certificate that it could check.
        roots.add_parsable_certificates(read_ca_pem(pem)?);
    }
    let provider = crypto::provider();
    let algorithms = provider.signature_verification_algorithms;
    let verifier = Verifier::new(roots, algorithms, !trust.bundled_roots_only);
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous() // so named because a verifier of one's own may be wrong; ours asks rustls's own
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    Ok(config)
}

fn read_ca_pem(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let mut certificates = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem) {
        match section {
            Ok((SectionKind::Certificate, der)) if is_der_sequence(&der) => certificates.push(der.into()),
            Ok((SectionKind::Certificate, _)) => {
                return Err("a CERTIFICATE block does not hold an X.509 certificate: export the CA \
                            certificate again as PEM (Base64)"
                    .to_owned());
            }
            Ok(_) => {}
            Err(_) => {
                return Err("not valid PEM: each certificate must be a whole \
                            -----BEGIN CERTIFICATE----- … -----END CERTIFICATE----- block of Base64"
                    .to_owned());
            }
        }
    }
    if certificates.is_empty() {
        return Err("no certificate found: give the CA certificate as PEM, a text that contains \
                    -----BEGIN CERTIFICATE----- (a DER file must be converted first)"
            .to_owned());
    }
    Ok(certificates)
}

/// Whether the bytes are one DER SEQUENCE from end to end, as every X.509 certificate is (RFC 5280, 4.1).
fn is_der_sequence(der: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = der else { return false };
    let length_bytes = usize::from(length & 0x7f);
    if *length < 0x80 {
        return rest.len() == length_bytes;
    }
    let Some((length, content)) = rest.split_at_checked(length_bytes) else { return false };
    let length = length.iter().fold(0_usize, |sum, byte| sum.saturating_mul(256) | usize::from(*byte));
    content.len() == length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem(label: &str, base64: &str) -> String {
        format!("-----BEGIN {label}-----\n{base64}\n-----END {label}-----\n")
    }

    #[test]
    fn pem_without_a_usable_certificate_is_refused_with_the_fix() {
        let truncated = "-----BEGIN CERTIFICATE-----\nMAMCAQE=\n";
        let cases = [
            (String::new(), "no certificate found"),
            ("just some text".to_owned(), "no certificate found"),
            (pem("PRIVATE KEY", "MAMCAQE="), "no certificate found"),
            (pem("CERTIFICATE", "!!!!"), "not valid PEM"),
            (truncated.to_owned(), "not valid PEM"),
            (pem("CERTIFICATE", "aGVsbG8="), "does not hold an X.509 certificate"),
            (pem("CERTIFICATE", "MAMCAQEA"), "does not hold an X.509 certificate"),
        ];
        for (text, expected) in cases {
            let Err(message) = read_ca_pem(text.as_bytes()) else { panic!("accepted: {text}") };
            assert!(message.contains(expected), "{text}: {message}");
        }
    }

    #[test]
    fn every_certificate_of_a_bundle_is_read_and_other_blocks_are_skipped() {
        let certificate = pem("CERTIFICATE", "MAMCAQE=");
        let bundle = format!("# a comment\n{certificate}{}{certificate}", pem("PRIVATE KEY", "MAMCAQE="));
        assert_eq!(read_ca_pem(bundle.as_bytes()).unwrap().len(), 2);
    }

    #[test]
    fn only_a_whole_der_sequence_passes() {
        let long: Vec<u8> = [0x30, 0x82, 0x01, 0x00].into_iter().chain([7; 256]).collect();
        let cases: [(&[u8], bool); 7] = [
            (&[], false),
            (&[0x30], false),
            (&[0x30, 0x00], true),
            (&[0x31, 0x00], false),
            (&[0x30, 0x01], false),
            (&[0x30, 0x84, 0x01], false),
            (&long, true),
        ];
        for (der, expected) in cases {
            assert_eq!(is_der_sequence(der), expected, "{der:?}");
        }
    }

    #[test]
    fn the_same_trust_shares_one_configuration_and_another_has_its_own() {
        let trust = |text: &str, bundled_roots_only| Trust {
            ca_pem: Some(format!("{text}\n{}", pem("CERTIFICATE", "MAMCAQE=")).into()),
            bundled_roots_only,
        };
        let one = client_config(&trust("one", false)).unwrap();
        assert!(Arc::ptr_eq(&one, &client_config(&trust("one", false)).unwrap()));
        assert!(!Arc::ptr_eq(&one, &client_config(&trust("one", true)).unwrap()));
        assert!(!Arc::ptr_eq(&one, &client_config(&trust("other", false)).unwrap()));
        let gone = Arc::downgrade(&one);
        drop(one);
        assert!(gone.upgrade().is_none(), "nobody uses it any more");
    }
}

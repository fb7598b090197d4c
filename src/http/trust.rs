//! Whom a TLS connection trusts: the bundled web roots, or the certificates of `ca_pem`.
//!
//! Invariant: a server is accepted if its certificate chains to either set, and never otherwise. ureq trusts one set
//! per handshake, so where `ca_pem` is given and the first set does not know the server, the connection is made once
//! more with the other; the set that worked is tried first from then on.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use ::ureq::Error;
use ::ureq::config::Config;
use ::ureq::tls::{Certificate, PemItem, parse_pem};
use ::ureq::unversioned::transport::{ConnectionDetails, Connector, RustlsConnector, Transport};

use super::failure;

/// Reads the certificates of a PEM text.
///
/// # Errors
/// A text that names what is wrong and how to put it right.
pub(super) fn read_ca_pem(pem: &[u8]) -> Result<Vec<Certificate<'static>>, String> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) if is_der_sequence(certificate.der()) => {
                certificates.push(certificate);
            }
            Ok(PemItem::Certificate(_)) => {
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

/// Whether the bytes are one DER SEQUENCE from end to end, as every X.509 certificate is (RFC 5280, 4.1). The rest
/// is checked in the handshake: rustls leaves out what it cannot read.
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

/// One set of trusted roots, with rustls's own state (parsed roots, resumable sessions).
struct Roots {
    config: Config,
    connector: RustlsConnector,
}

/// Connects with `lower` and, for HTTPS, makes the TLS handshake with each set of roots until one accepts.
pub(super) struct TlsConnector<L> {
    lower: L,
    roots: Vec<Roots>,
    /// Index of the set that accepted last.
    accepted: AtomicUsize,
}

impl<L> TlsConnector<L> {
    /// One config for each set of roots, in the order to try.
    pub(super) fn new(lower: L, configs: Vec<Config>) -> Self {
        let roots = configs
            .into_iter()
            .map(|config| Roots { config, connector: RustlsConnector::default() })
            .collect();
        Self { lower, roots, accepted: AtomicUsize::new(0) }
    }
}

impl<L> fmt::Debug for TlsConnector<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsConnector").field("root_sets", &self.roots.len()).finish_non_exhaustive()
    }
}

impl<L: Connector<()>> Connector<()> for TlsConnector<L> {
    type Out = <RustlsConnector as Connector<L::Out>>::Out;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Self::Out>, Error> {
        let mut refusal = None;
        let first = self.accepted.load(Ordering::Relaxed);
        for index in (0..self.roots.len()).map(|offset| (first + offset) % self.roots.len()) {
            let Some(roots) = self.roots.get(index) else { continue };
            let lower = self.lower.connect(details, None)?.ok_or(Error::ConnectionFailed)?;
            match handshake(roots, details, lower) {
                Ok(transport) => {
                    self.accepted.store(index, Ordering::Relaxed);
                    return Ok(transport);
                }
                Err(error) if failure::is_bad_certificate(&error) => {
                    // "Unknown issuer" says only that this set is the wrong one; any other reason says more.
                    if refusal.as_ref().is_none_or(failure::is_unknown_issuer) {
                        refusal = Some(error);
                    }
                }
                Err(error) => return Err(error),
            }
        }
        Err(refusal.unwrap_or(Error::TlsRequired))
    }
}

fn handshake<T: Transport>(
    roots: &Roots,
    details: &ConnectionDetails,
    lower: T,
) -> Result<Option<<RustlsConnector as Connector<T>>::Out>, Error> {
    let details = ConnectionDetails {
        config: &roots.config,
        uri: details.uri,
        addrs: details.addrs.clone(),
        request_level: details.request_level,
        resolver: details.resolver,
        now: details.now,
        timeout: details.timeout,
        current_time: details.current_time.clone(),
        run_connector: details.run_connector.clone(),
        register_shutdown: details.register_shutdown.clone(),
    };
    roots.connector.connect(&details, Some(lower))
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
}

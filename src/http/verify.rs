//! Whether a server's certificate is to be believed.
//!
//! Invariant: rustls decides, by the functions that its own verifier is made of (which would link 25 kB of revocation lists
//! that nobody gives it). It is asked with the bundled roots first and, only when they refuse, with those of the operating
//! system, so that a service with a public certificate never pays for reading that store. A certificate that either would
//! accept at another time is refused as [`WrongTime`]; every other reason goes first.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::process::PerProcess;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, OtherError, RootCertStore, SignatureScheme};

/// A chain has few certificates, each of which may be the next one that is out of its time.
const MOST_TIMES: usize = 8;

/// The certificate is good, but not now. Either the device's clock is wrong or the server's certificate is out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WrongTime {
    /// What the device's clock says.
    pub(super) device: UnixTime,
    /// The end of the certificate's validity, or its beginning.
    pub(super) bound: UnixTime,
}

impl WrongTime {
    pub(super) fn has_expired(&self) -> bool {
        self.device.as_secs() > self.bound.as_secs()
    }
}

impl fmt::Display for WrongTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.has_expired() { "expired" } else { "not valid yet" })
    }
}

impl std::error::Error for WrongTime {}

/// Asks one set of roots after the other.
#[derive(Debug)]
pub(super) struct Verifier {
    bundled: RootCertStore,
    /// Whether the operating system's store counts too.
    with_system: bool,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    pub(super) fn new(
        bundled: RootCertStore,
        algorithms: WebPkiSupportedAlgorithms,
        with_system: bool,
    ) -> Self {
        Self { bundled, with_system, algorithms }
    }

    fn verify_at(&self, server: &Server<'_>, now: UnixTime) -> Result<(), Error> {
        let Err(refusal) = self.verify_with(&self.bundled, server, now) else { return Ok(()) };
        // A certificate for another name chains to a root that is known.
        if is_wrong_name(&refusal) || !self.with_system {
            return Err(refusal);
        }
        self.verify_with(&system_roots(), server, now).map_err(|second| {
            // "Unknown issuer" says only that these are the wrong roots; any other reason says more.
            if is(&refusal, &CertificateError::UnknownIssuer) { second } else { refusal }
        })
    }

    fn verify_with(&self, roots: &RootCertStore, server: &Server<'_>, now: UnixTime) -> Result<(), Error> {
        let Server { certificate, intermediates, name } = server;
        verify_server_cert_signed_by_trust_anchor(
            certificate,
            roots,
            intermediates,
            now,
            self.algorithms.all,
        )?;
        verify_server_name(certificate, name)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let server = Server { certificate: &ParsedCertificate::try_from(end_entity)?, intermediates, name };
        let first = self.verify_at(&server, now);
        let Some(bound) = out_of_time(&first) else { return first.map(|()| ServerCertVerified::assertion()) };
        let mut time = bound;
        for _ in 0..MOST_TIMES {
            let at_that_time = self.verify_at(&server, time);
            match out_of_time(&at_that_time) {
                Some(next) => time = next,
                None => return at_that_time.and(Err(wrong_time(WrongTime { device: now, bound }))),
            }
        }
        first.map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// What the server showed, and the name it was called by.
struct Server<'a> {
    certificate: &'a ParsedCertificate<'a>,
    intermediates: &'a [CertificateDer<'a>],
    name: &'a ServerName<'a>,
}

fn is(error: &Error, reason: &CertificateError) -> bool {
    matches!(error, Error::InvalidCertificate(found) if found == reason)
}

fn is_wrong_name(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        )
    )
}

/// The bound that a certificate is beyond.
fn out_of_time(result: &Result<(), Error>) -> Option<UnixTime> {
    match result {
        Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Some(*not_after)
        }
        Err(Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. })) => {
            Some(*not_before)
        }
        _ => None,
    }
}

fn wrong_time(wrong: WrongTime) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(wrong))))
}

/// The operating system's store: what the player's antivirus, school or company added is there. Read on first use and
/// kept for the life of the process. iOS lets nobody list its store, so there it is empty; Android's is the system's,
/// without what the user added, as for every app there.
fn system_roots() -> Arc<RootCertStore> {
    static KEPT: PerProcess<Mutex<Option<Arc<RootCertStore>>>> = PerProcess::new();
    let mut kept = KEPT.get().lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(roots) = &*kept {
        return Arc::clone(roots);
    }
    let roots = Arc::new(read_system_roots());
    // An empty store is not kept: it may be one that could not be read just now.
    *kept = (!roots.is_empty()).then(|| Arc::clone(&roots));
    roots
}

/// What cannot be read is left out, be it a file, a certificate or (the reader panics on Windows where the system
/// fails to say what a certificate is for) all of it.
fn read_system_roots() -> RootCertStore {
    let found = std::panic::catch_unwind(rustls_native_certs::load_native_certs).unwrap_or_default();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    roots
}

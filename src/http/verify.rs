//! Whether a server's certificate is to be believed.
//!
//! Invariant: rustls's own verifier decides. It is asked with the bundled roots first and, only when they refuse, with
//! those of the operating system, so that a service with a public certificate never pays for reading that store. A
//! certificate that either would accept at another time is refused as [`WrongTime`]; every other reason goes first.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use crate::process::PerProcess;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::VerifierBuilderError;
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
    bundled: Arc<WebPkiServerVerifier>,
    system: Option<SystemRoots>,
}

impl Verifier {
    /// `with_system`: whether the operating system's store counts too.
    pub(super) fn new(
        roots: RootCertStore,
        provider: &Arc<CryptoProvider>,
        with_system: bool,
    ) -> Result<Self, VerifierBuilderError> {
        let bundled =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build()?;
        Ok(Self { bundled, system: with_system.then(|| SystemRoots(Arc::clone(provider))) })
    }

    fn verify_at(&self, server: &Server<'_>, now: UnixTime) -> Result<ServerCertVerified, Error> {
        let Err(refusal) = server.verify(&self.bundled, now) else {
            return Ok(ServerCertVerified::assertion());
        };
        // A certificate for another name chains to a root that is known.
        if is_wrong_name(&refusal) {
            return Err(refusal);
        }
        let Some(system) = self.system.as_ref().and_then(SystemRoots::verifier) else { return Err(refusal) };
        server.verify(&system, now).map_err(|second| {
            // "Unknown issuer" says only that these are the wrong roots; any other reason says more.
            if is(&refusal, &CertificateError::UnknownIssuer) { second } else { refusal }
        })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let server = Server { end_entity, intermediates, name, ocsp_response };
        let first = self.verify_at(&server, now);
        let Some(bound) = out_of_time(&first) else { return first };
        let mut time = bound;
        for _ in 0..MOST_TIMES {
            let at_that_time = self.verify_at(&server, time);
            match out_of_time(&at_that_time) {
                Some(next) => time = next,
                None => return at_that_time.and(Err(wrong_time(WrongTime { device: now, bound }))),
            }
        }
        first
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.bundled.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.bundled.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.bundled.supported_verify_schemes()
    }
}

/// What the server showed, and the name it was called by.
struct Server<'a> {
    end_entity: &'a CertificateDer<'a>,
    intermediates: &'a [CertificateDer<'a>],
    name: &'a ServerName<'a>,
    ocsp_response: &'a [u8],
}

impl Server<'_> {
    fn verify(&self, verifier: &WebPkiServerVerifier, now: UnixTime) -> Result<ServerCertVerified, Error> {
        verifier.verify_server_cert(self.end_entity, self.intermediates, self.name, self.ocsp_response, now)
    }
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
fn out_of_time(result: &Result<ServerCertVerified, Error>) -> Option<UnixTime> {
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
struct SystemRoots(Arc<CryptoProvider>);

static SYSTEM_ROOTS: PerProcess<Mutex<Option<Arc<WebPkiServerVerifier>>>> = PerProcess::new();

impl SystemRoots {
    fn verifier(&self) -> Option<Arc<WebPkiServerVerifier>> {
        let mut kept = SYSTEM_ROOTS.get().lock().unwrap_or_else(PoisonError::into_inner);
        if kept.is_none() {
            // An empty store is not kept: it may be one that could not be read just now.
            let roots = Arc::new(read_system_roots());
            *kept = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&self.0)).build().ok();
        }
        kept.clone()
    }
}

impl fmt::Debug for SystemRoots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SystemRoots")
    }
}

/// What cannot be read is left out, be it a file, a certificate or (the reader panics on Windows where the system
/// fails to say what a certificate is for) all of it.
fn read_system_roots() -> RootCertStore {
    let found = std::panic::catch_unwind(rustls_native_certs::load_native_certs).unwrap_or_default();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(found.certs);
    roots
}

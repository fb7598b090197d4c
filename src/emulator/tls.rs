//! Invariant: a client trusts this server through the certificate authority made at start and through nothing
//! else; the authority's key never leaves this function, so nobody can sign a second certificate with it.

use std::io;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::PrivateKeyDer;

use super::options::EmulatorOptions;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Together they stay within the year 9999, the last that a certificate can say.
const LAST_START_UNIX_S: u64 = 100_000_000_000;
const MAX_DAYS: u32 = 1_000_000;

/// What an HTTPS server needs, and what its clients need.
pub(super) struct Tls {
    pub(super) config: Arc<ServerConfig>,
    pub(super) ca_pem: String,
}

impl Tls {
    /// A fresh authority, and a certificate of it for `localhost`, `127.0.0.1` and `::1`.
    pub(super) fn new(options: &EmulatorOptions) -> io::Result<Self> {
        let ca_key = KeyPair::generate().map_err(io::Error::other)?;
        let ca = CertifiedIssuer::self_signed(ca_params(), ca_key).map_err(io::Error::other)?;
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = server_params(options)?.signed_by(&key, &ca).map_err(io::Error::other)?;
        let private_key = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private_key)
            .map_err(io::Error::other)?;
        Ok(Self { config: Arc::new(config), ca_pem: ca.pem() })
    }
}

fn ca_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "cognito-emulator local CA");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

fn server_params(options: &EmulatorOptions) -> io::Result<CertificateParams> {
    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut params = CertificateParams::new(names.to_vec()).map_err(io::Error::other)?;
    params.distinguished_name.push(DnType::CommonName, "cognito-emulator");
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    if let Some(days) = options.certificate_days {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let start =
            i64::try_from(now.as_secs()).unwrap_or(0).saturating_add(options.certificate_start_seconds);
        let start = Duration::from_secs(u64::try_from(start).unwrap_or(0).min(LAST_START_UNIX_S));
        params.not_before = date_time_ymd(1970, 1, 1) + start;
        params.not_after = params.not_before + DAY * days.min(MAX_DAYS);
    }
    Ok(params)
}

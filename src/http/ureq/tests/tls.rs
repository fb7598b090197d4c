//! HTTPS with an authority of our own.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::NoServerSessionStorage;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{HandshakeKind, ProtocolVersion, ServerConfig, ServerConnection, StreamOwned};

use super::*;
use TransportErrorKind::Tls;

pub(super) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        Self::named("test authority")
    }

    fn named(name: &str) -> Self {
        Self::with_key(name, KeyPair::generate().unwrap())
    }

    pub(super) fn with_key(name: &str, key: KeyPair) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, key).unwrap())
    }

    pub(super) fn pem(&self) -> String {
        self.0.pem()
    }

    fn server_config(&self, name: &str) -> Arc<ServerConfig> {
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        self.server_config_of(&params)
    }

    fn server_config_of(&self, params: &CertificateParams) -> Arc<ServerConfig> {
        let offer = rustls::crypto::ring::default_provider();
        Arc::new(self.server_config_with(params, &KeyPair::generate().unwrap(), offer))
    }

    pub(super) fn server_config_with(
        &self,
        params: &CertificateParams,
        key: &KeyPair,
        offer: CryptoProvider,
    ) -> ServerConfig {
        let certificate = params.signed_by(key, &self.0).unwrap();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        ServerConfig::builder_with_provider(Arc::new(offer))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

/// Counts the reads that returned something: each is one piece the client sent.
struct Counted {
    stream: TcpStream,
    reads: Arc<AtomicUsize>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let amount = self.stream.read(buffer)?;
        self.reads.fetch_add(usize::from(amount > 0), Ordering::Relaxed);
        Ok(amount)
    }
}

impl Write for Counted {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        self.stream.write(buffer)
    }

    /// Were the server's part of the handshake sent in pieces, the client would answer it in pieces.
    fn write_vectored(&mut self, buffers: &[std::io::IoSlice<'_>]) -> std::io::Result<usize> {
        self.stream.write_vectored(buffers)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.stream.flush()
    }
}

/// Serves HTTPS; for each connection reports the requests answered and the pieces they and the handshake came in.
fn serve(config: Arc<ServerConfig>) -> Server<(usize, usize)> {
    Server::start(move |stream| serve_one(&config, stream))
}

/// A server for `localhost` with a certificate of this authority; its port.
pub(super) fn serve_plainly(authority: &Authority) -> u16 {
    let server = serve(authority.server_config("localhost"));
    let port = server.address.port();
    std::mem::forget(server); // its thread ends with the process
    port
}

fn serve_one(config: &Arc<ServerConfig>, stream: TcpStream) -> (usize, usize) {
    stream.set_nodelay(true).unwrap();
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = Counted { stream, reads: Arc::clone(&reads) };
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    let requests = answer_all(StreamOwned::new(connection, counted));
    (requests, reads.load(Ordering::Relaxed))
}

pub(super) fn trusting(pem: &str) -> UreqTransport {
    let config = TransportConfig { ca_pem: Some(pem.into()), ..TransportConfig::default() };
    UreqTransport::new(config).unwrap()
}

pub(super) fn https(address: SocketAddr) -> Request {
    request(&format!("https://localhost:{}/", address.port()))
}

#[test]
fn two_requests_share_one_handshake_and_each_leaves_in_one_piece() {
    let authority = Authority::new();
    let server = serve(authority.server_config("localhost"));
    let transport = trusting(&authority.pem());
    for _ in 0..2 {
        assert_ok(transport.send(&https(server.address)));
    }
    drop(transport);
    let (requests, pieces) = server.handled.recv().unwrap();
    assert_eq!(requests, 2);
    assert_eq!(pieces, 3, "hello; end of the handshake with the first request; second request");
    assert!(server.handled.try_recv().is_err(), "there was no second connection");
}

#[test]
fn every_certificate_of_a_bundle_is_trusted() {
    let (one, other) = (Authority::new(), Authority::new());
    let server = serve(other.server_config("localhost"));
    let bundle = format!("{}\n{}", one.pem(), other.pem());
    assert_ok(trusting(&bundle).send(&https(server.address)));
}

#[test]
fn an_unknown_authority_is_refused() {
    let authority = Authority::new();
    let server = serve(authority.server_config("localhost"));
    let cases = [
        (transport(), "add its CA certificate to the system's store, or give it as ca_pem"),
        (
            trusting(&Authority::named("another").pem()),
            "add its CA certificate to the system's store, or give it as ca_pem",
        ),
        (trusting(&Authority::new().pem()), "not the right key"),
    ];
    for (transport, advice) in cases {
        expect_error(transport.send(&https(server.address)), Tls, advice);
    }
}

#[test]
fn another_hosts_certificate_is_refused() {
    let authority = Authority::new();
    let server = serve(authority.server_config("other.test"));
    let result = trusting(&authority.pem()).send(&https(server.address));
    expect_error(result, Tls, "comes from another server");
}

/// Whoever copied a certificate has not its key.
#[test]
fn a_certificate_is_refused_of_a_server_that_has_another_key() {
    let authority = Authority::new();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let copied = params.signed_by(&KeyPair::generate().unwrap(), &authority.0).unwrap();
    for version in [ProtocolVersion::TLSv1_3, ProtocolVersion::TLSv1_2] {
        let mut offer = rustls::crypto::ring::default_provider();
        offer.cipher_suites.retain(|suite| suite.version().version == version);
        let own = KeyPair::generate().unwrap();
        let mut config = authority.server_config_with(&params, &own, offer.clone());
        let own = PrivateKeyDer::Pkcs8(own.serialize_der().into());
        let key = offer.key_provider.load_private_key(own).unwrap();
        let pretended = CertifiedKey::new(vec![copied.der().clone()], key);
        config.cert_resolver = Arc::new(SingleCertAndKey::from(pretended));
        let server = serve(Arc::new(config));
        let error = trusting(&authority.pem()).send(&https(server.address)).expect_err("a refusal");
        assert_eq!(error.kind, Tls, "{version:?}: {error}");
    }
}

#[test]
fn an_authority_in_between_is_trusted_when_the_server_shows_it() {
    let root = Authority::new();
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "in between");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let between = CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &root.0).unwrap();
    let shown = between.der().clone();
    let between = Authority(between);
    for is_shown in [true, false] {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let own = params.signed_by(&key, &between.0).unwrap().der().clone();
        let chain = std::iter::once(own).chain(is_shown.then(|| shown.clone())).collect();
        let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
        let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let server = serve(Arc::new(config));
        let result = trusting(&root.pem()).send(&https(server.address));
        if is_shown { assert_ok(result) } else { expect_error(result, Tls, "as ca_pem") }
    }
}

#[test]
fn a_certificate_out_of_its_time_is_told_with_both_times() {
    let authority = Authority::new();
    for (from, to, told) in
        [(2000, 2001, "valid only until Mon, 01 Jan 2001"), (4000, 4001, "valid only from Sat, 01 Jan 4000")]
    {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.not_before = rcgen::date_time_ymd(from, 1, 1);
        params.not_after = rcgen::date_time_ymd(to, 1, 1);
        let server = serve(authority.server_config_of(&params));
        let error = trusting(&authority.pem()).send(&https(server.address)).expect_err("a refusal");
        assert_eq!(error.kind, TransportErrorKind::Clock, "{error}");
        assert!(error.message.contains(told), "{error}");
        assert!(error.message.contains("device's clock says"), "{error}");
    }
}

#[test]
fn a_clock_is_not_blamed_for_what_would_fail_at_any_time() {
    let authority = Authority::new();
    let mut params = CertificateParams::new(vec!["other.test".to_owned()]).unwrap();
    params.not_before = rcgen::date_time_ymd(2000, 1, 1);
    params.not_after = rcgen::date_time_ymd(2001, 1, 1);
    let server = serve(authority.server_config_of(&params));
    for (trusted, advice) in [(&authority, "another server"), (&Authority::named("another"), "as ca_pem")] {
        expect_error(trusting(&trusted.pem()).send(&https(server.address)), Tls, advice);
    }
}

#[test]
fn a_port_that_speaks_no_tls_is_refused() {
    let server = Server::start(|mut stream| {
        stream.read_exact(&mut [0; 16]).unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").unwrap();
        stream.read_to_end(&mut Vec::new()).is_ok()
    });
    expect_error(transport().send(&https(server.address)), Tls, "does not speak TLS");
}

/// The servers of the two versions; one of TLS 1.2 keeps the sessions itself or has its clients keep them.
#[test]
fn providers_with_the_same_trust_resume_each_others_sessions() {
    let authority = Authority::new();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    for (version, has_tickets) in [
        (ProtocolVersion::TLSv1_3, false),
        (ProtocolVersion::TLSv1_2, false),
        (ProtocolVersion::TLSv1_2, true),
    ] {
        let mut offer = rustls::crypto::ring::default_provider();
        offer.cipher_suites.retain(|suite| suite.version().version == version);
        let mut config = authority.server_config_with(&params, &KeyPair::generate().unwrap(), offer);
        if has_tickets {
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.ticketer = rustls::crypto::ring::Ticketer::new().unwrap();
        }
        let config = Arc::new(config);
        let server = Server::start(move |stream| {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            answer_all(&mut stream);
            (stream.conn.protocol_version(), stream.conn.handshake_kind())
        });
        let transports = [(); 2].map(|()| trusting(&authority.pem()));
        let kinds = transports.map(|transport| {
            assert_ok(transport.send(&https(server.address)));
            drop(transport);
            server.handled.recv().unwrap()
        });
        let wanted = [HandshakeKind::Full, HandshakeKind::Resumed];
        assert_eq!(kinds, wanted.map(|kind| (Some(version), Some(kind))));
    }
}

#[test]
fn https_works_through_a_proxy() {
    let authority = Authority::new();
    let server_config = authority.server_config("service.test");
    let proxy = Server::start(move |mut stream| {
        read_request(&mut stream).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        serve_one(&server_config, stream)
    });
    let config = TransportConfig {
        ca_pem: Some(authority.pem().into()),
        proxy_url: Some(proxy.url()),
        ..TransportConfig::default()
    };
    let transport = UreqTransport::new(config).unwrap();
    for _ in 0..2 {
        assert_ok(transport.send(&request("https://service.test/")));
    }
    drop(transport);
    assert_eq!(proxy.handled.recv().unwrap(), (2, 3));
}

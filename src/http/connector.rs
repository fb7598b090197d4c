//! How a connection is made: through the proxy if there is one, TCP, TLS if the URL is HTTPS.
//!
//! Invariant: every socket is made by ureq's own connectors, so that `Agent::shutdown` knows and can end it, and
//! output is held back both above TLS (headers and body in one record) and below it (handshake's end, CONNECT lines
//! and records in one write).

use std::sync::Arc;

use ::ureq::Error;
use ::ureq::config::Config;
use ::ureq::http::Uri;
use ::ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ::ureq::unversioned::transport::{ConnectProxyConnector, Connector, NextTimeout, TcpConnector};
use rustls::ClientConfig;

use super::coalesce::Coalesce;
use super::tls::TlsConnector;

/// The chain of connectors. `tls` says whom to trust.
pub(super) fn chain(tls: Arc<ClientConfig>) -> impl Connector {
    ().chain(ConnectProxyConnector::default())
        .chain(TcpConnector::default())
        .chain(Coalesce)
        .chain(TlsConnector::new(tls))
        .chain(Coalesce)
}

/// The system's resolver, with every failure named as one: ureq passes some on as plain I/O errors, which look like
/// those of the connection.
#[derive(Debug, Default)]
pub(super) struct SystemResolver(DefaultResolver);

impl Resolver for SystemResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        self.0.resolve(uri, config, timeout).map_err(|error| match error {
            Error::Io(_) => Error::HostNotFound,
            other => other,
        })
    }
}

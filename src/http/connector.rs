//! What ureq is told of connections: it keeps none and resolves no name of its own, the exchange's way is `way`'s matter.

use std::fmt;
use std::sync::Arc;

use ::ureq::Error;
use ::ureq::config::Config;
use ::ureq::http::Uri;
use ::ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ::ureq::unversioned::transport::{ConnectionDetails, Connector, NextTimeout};

use super::exchange::Exchange;
use super::way::Way;

/// Hands ureq the connection.
pub(super) struct Connect(pub(super) Arc<Way>);

impl Connector for Connect {
    type Out = Exchange;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Exchange>, Error> {
        let stream = self.0.stream()?;
        Ok(Some(Exchange::new(stream, Arc::clone(&self.0), details.config.input_buffer_size())))
    }
}

impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connect")
    }
}

/// ureq resolves a name before it looks for a connection: here that is left to whoever makes one.
#[derive(Debug)]
pub(super) struct Unresolved;

impl Resolver for Unresolved {
    fn resolve(&self, _: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        Ok(self.empty())
    }
}

//! What the host chose about its requests. All of it but the times and the `user-agent` is for the library's own HTTP.

use std::fmt;
use std::time::Duration;

/// How requests are sent. Debug shows neither the proxy's URL nor the certificates.
#[derive(Clone)]
pub struct TransportConfig {
    /// For resolving the host name, and again for connecting (proxy and TLS handshake included). Default 5 s.
    pub connect_timeout: Duration,
    /// For a whole exchange, connecting included. Default 15 s.
    pub request_timeout: Duration,
    /// PEM certificates of further authorities to trust, added to the bundled web roots (Mozilla's) and to those of
    /// the operating system's store.
    pub ca_pem: Option<Vec<u8>>,
    /// Trust the bundled web roots and `ca_pem` alone. Default off.
    pub bundled_roots_only: bool,
    /// HTTP proxy, `http://[user:password@]host:port`, used for every exchange through CONNECT.
    pub proxy_url: Option<String>,
    /// Without `proxy_url`: take the proxy from the environment, as curl does. Default off.
    pub proxy_from_environment: bool,
    /// The `user-agent` header, printable ASCII. Empty for none.
    pub user_agent: String,
}

impl Default for TransportConfig {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(15),
            ca_pem: None,
            bundled_roots_only: false,
            proxy_url: None,
            proxy_from_environment: false,
            user_agent: concat!("cognito-native/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

impl fmt::Debug for TransportConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportConfig")
            .field("connect_timeout", &self.connect_timeout)
            .field("request_timeout", &self.request_timeout)
            .field("ca_pem", &self.ca_pem.is_some())
            .field("bundled_roots_only", &self.bundled_roots_only)
            .field("proxy_url", &self.proxy_url.is_some())
            .field("proxy_from_environment", &self.proxy_from_environment)
            .field("user_agent", &self.user_agent)
            .finish()
    }
}

/// An option that cannot be used. The message says what is wrong with it and what to give instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct ConfigError {
    /// The option: `ca_pem`, `proxy_url` or `user_agent`.
    pub field: &'static str,
    /// What to do, in plain words. Holds no part of the proxy's URL.
    pub message: String,
}

#[cfg(feature = "builtin-http")]
impl ConfigError {
    pub(super) fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

//! One HTTP exchange: a POST goes out, an answer comes back. What to send and what an answer means is decided above
//! (`cognito`, `provider`); whether to try again is decided, purely, in [`retry`].

pub mod retry;
#[cfg(feature = "builtin-http")]
pub mod ureq;

mod config;

#[cfg(feature = "builtin-http")]
mod abort;
#[cfg(feature = "builtin-http")]
mod connector;
#[cfg(feature = "builtin-http")]
mod crypto;
#[cfg(feature = "builtin-http")]
mod exchange;
#[cfg(feature = "builtin-http")]
mod failure;
#[cfg(feature = "builtin-http")]
mod names;
#[cfg(feature = "builtin-http")]
mod pool;
#[cfg(feature = "builtin-http")]
mod proxy;
#[cfg(feature = "builtin-http")]
mod race;
#[cfg(feature = "builtin-http")]
mod socket;
#[cfg(feature = "builtin-http")]
mod stream;
#[cfg(feature = "builtin-http")]
mod trust;
#[cfg(feature = "builtin-http")]
mod tunnel;
#[cfg(feature = "builtin-http")]
mod verify;
#[cfg(feature = "builtin-http")]
mod watch;
#[cfg(feature = "builtin-http")]
mod way;

use std::fmt;

use zeroize::Zeroizing;

pub use self::config::{ConfigError, TransportConfig};

/// A POST. The body may hold login tokens, so it is zeroed on drop and left out of Debug.
#[derive(Clone)]
pub struct Request {
    /// Absolute URL.
    pub url: String,
    /// Header names in lower case, with their values. Holds no secret.
    pub headers: Vec<(&'static str, String)>,
    /// The body as sent.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("url", &self.url)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// An answer, whatever its status. The body may hold credentials, so it is zeroed on drop and left out of Debug.
#[derive(Clone, Default)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(String, String)>,
    /// The whole body, at most [`MAX_BODY_BYTES`].
    pub body: Zeroizing<Vec<u8>>,
}

impl Response {
    /// The first header of this (lower-case) name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Larger answers are refused: the service's are under 4 KiB.
pub const MAX_BODY_BYTES: usize = 64 * 1024;

/// Why no whole answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportErrorKind {
    /// The system refused a descriptor or a thread.
    Refused,
    /// The host name could not be resolved.
    Resolve,
    /// No TCP connection could be made.
    Connect,
    /// The proxy refused or failed.
    Proxy,
    /// The TLS handshake failed: not trusted, wrong name, or not TLS at all.
    Tls,
    /// The server's certificate has expired, or is not valid yet, by the device's clock.
    Clock,
    /// A timeout ran out, connecting, sending or receiving.
    Timeout,
    /// The connection broke before the whole answer was there.
    Closed,
    /// What came back was not HTTP, or not whole.
    Malformed,
    /// The body is longer than [`MAX_BODY_BYTES`].
    TooLarge,
    /// [`Transport::close`] ended the exchange.
    Aborted,
    /// The host that was to send it says that there is no network.
    Offline,
}

/// A failed exchange. The message holds no header and no body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TransportError {
    /// What failed.
    pub kind: TransportErrorKind,
    /// In plain words, for the host's log.
    pub message: String,
}

/// Something that carries a [`Request`] to the service. Blocking; called on an I/O thread.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request and waits for the whole answer. An HTTP error status is an answer, not an error.
    ///
    /// # Errors
    /// When no whole answer came, see [`TransportErrorKind`].
    fn send(&self, request: &Request) -> Result<Response, TransportError>;

    /// Ends every exchange under way, from any thread, without waiting; later ones fail with
    /// [`TransportErrorKind::Aborted`].
    fn close(&self);
}

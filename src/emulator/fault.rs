//! Invariant: a fault is a value that says *what* goes wrong with one request; how often and for which
//! operation is the queue's business (`fault_queue`), and making it happen is that of `reply` and
//! `connection`.

use std::time::Duration;

use super::options::ExpirationFormat;

/// One thing that goes wrong. Several can be given for the same request, e.g. a [`Fault::Hold`] and then an
/// error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The request waits before it is answered.
    Delay(Duration),
    /// The request waits until [`Emulator::release`](super::Emulator::release).
    Hold,
    /// The request is never answered; the connection stays open until the client closes it.
    NeverAnswer,
    /// The connection is reset (TCP RST) without an answer. Where the system offers no way to do that, it is
    /// closed.
    Reset,
    /// The connection is closed in order (TCP FIN) without an answer.
    Close,
    /// The TLS handshake of the next connection fails; over HTTP, the next connection is closed at once. Has
    /// no operation: it strikes before there is one.
    TlsFailure,

    /// A refusal of the service instead of the answer; the operation is not performed.
    Error {
        /// HTTP status.
        status: u16,
        /// Error code, e.g. `NotAuthorizedException`.
        code: String,
        /// The text.
        message: String,
    },
    /// An error page with this HTTP status, as proxies and load balancers give; the operation is not
    /// performed.
    Html {
        /// HTTP status.
        status: u16,
    },
    /// Status 200 and a login page, as a captive portal gives; the operation is not performed.
    CaptivePortal,
    /// Status 302 to this address; the operation is not performed.
    Redirect(String),
    /// This status, these headers and this body; the operation is not performed.
    Raw {
        /// HTTP status.
        status: u16,
        /// Extra headers.
        headers: Vec<(String, String)>,
        /// Body.
        body: String,
    },

    /// The field of this name (`IdentityId`, `Credentials`, `AccessKeyId`, `SecretKey`, `SessionToken`,
    /// `Expiration`,
    /// `Token`, in an answer of STS `SecretAccessKey` and `AssumedRoleUser`) is left out.
    MissingField(String),
    /// Another identity id in the answer: the client is expected to adopt it.
    WrongIdentityId(String),
    /// Credentials expire this many seconds after the service's now; negative or 0: expired on arrival.
    ExpiresInSeconds(i64),
    /// `Expiration` in this format.
    ExpirationFormat(ExpirationFormat),
    /// This text in the place of the JSON value of `Expiration`.
    ExpirationJson(String),

    /// The header `x-amz-retry-after`, in milliseconds.
    RetryAfterMs(u64),
    /// The header `Date` is off by this many seconds from the service's clock.
    DateOffsetSeconds(i64),
    /// No header `Date`.
    DateAbsent,
    /// A header `Date` that is no date.
    DateGarbage,

    /// An empty body.
    EmptyBody,
    /// A body that breaks off in the middle of the JSON text, with a `Content-Length` to match.
    MalformedJson,
    /// Valid JSON or XML, padded to at least this many bytes.
    OversizeBody(usize),
    /// Half of the body that `Content-Length` promises, then the connection is closed.
    Truncate,
    /// Head and body one byte at a time, with this pause after each.
    Drip(Duration),
    /// A good answer; then the connection is closed although keep-alive was agreed.
    CloseAfterAnswer,
}

impl Fault {
    /// `TooManyRequestsException` at HTTP 400, as the service gives it.
    #[must_use]
    pub fn throttle() -> Self {
        Self::throttle_at(400)
    }

    /// `TooManyRequestsException` at this HTTP status.
    #[must_use]
    pub fn throttle_at(status: u16) -> Self {
        Self::error(status, "TooManyRequestsException", "Rate exceeded")
    }

    /// `InternalErrorException` at this HTTP status (500, 502, 503, 504).
    #[must_use]
    pub fn unavailable(status: u16) -> Self {
        Self::error(status, "InternalErrorException", "The service could not answer; try again.")
    }

    /// Any refusal.
    #[must_use]
    pub fn error(status: u16, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Error { status, code: code.into(), message: message.into() }
    }

    /// Credentials that expired a second before they arrive.
    #[must_use]
    pub fn expired() -> Self {
        Self::ExpiresInSeconds(-1)
    }
}

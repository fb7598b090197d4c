//! How a call to the service can fail: one kind per reaction, so that recovery is a `match`. A [`CallError`] holds no
//! secret and no unbounded text.

use crate::http::retry::RetryKind;

/// What the service's answer means for us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// The identity was deleted: a new one may be asked for.
    IdentityNotFound,
    /// The identity id does not have the form of one.
    MalformedIdentityId,
    /// The identity pool does not exist in this region.
    PoolNotFound,
    /// The identity belongs to a login that was not supplied, or is disabled.
    IdentityForbidden,
    /// The pool does not allow guests.
    GuestAccessDisabled,
    /// The identity is linked to other logins than the ones supplied.
    LoginsDontMatch,
    /// A login's token has expired; the same login with a fresh token may work.
    LoginExpired,
    /// A login's token is not accepted.
    LoginRejected(LoginRejection),
    /// The role cannot be assumed.
    RoleNotAllowed,
    /// The login is linked to another identity.
    ResourceConflict,
    /// A quota of the account or pool.
    LimitExceeded,
    /// A parameter the service does not accept.
    InvalidParameter,
    /// Too many requests.
    Throttled,
    /// The service, or one it depends on, failed.
    Unavailable,
    /// Not an answer that the service gives: truncated, a captive portal, a redirect.
    InvalidResponse,
    /// Refused for a reason unknown to us.
    Rejected,
}

/// Why a login's token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LoginRejection {
    /// The token was issued by another provider than the login is named after.
    IssuerMismatch,
    /// The pool does not know the provider or the app client.
    UnsupportedProvider,
    /// A token of an identity pool where a provider's token belongs.
    CognitoToken,
    /// The token has no `aud` claim: an access token where an ID token belongs.
    MissingAudience,
    /// The signature could not be verified; a fresh token may be signed with a key that is known.
    Unverifiable,
    /// Any other reason; the message says which.
    Other,
}

impl ErrorKind {
    /// Whether, and by which rule, the same request may be sent again.
    #[must_use]
    pub fn retry_kind(self) -> Option<RetryKind> {
        match self {
            // A hard limit by its name, but on the SDKs' list of throttling codes.
            Self::Throttled | Self::LimitExceeded => Some(RetryKind::Throttle),
            Self::Unavailable | Self::InvalidResponse => Some(RetryKind::Transient),
            Self::IdentityNotFound
            | Self::MalformedIdentityId
            | Self::PoolNotFound
            | Self::IdentityForbidden
            | Self::GuestAccessDisabled
            | Self::LoginsDontMatch
            | Self::LoginExpired
            | Self::LoginRejected(_)
            | Self::RoleNotAllowed
            | Self::ResourceConflict
            | Self::InvalidParameter
            | Self::Rejected => None,
        }
    }
}

/// A call that did not give what it should. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CallError {
    /// What it means for us.
    pub kind: ErrorKind,
    /// The service's own code, without namespace, e.g. `NotAuthorizedException`.
    pub aws_error_code: Option<String>,
    /// The service's own message, or what is wrong with the answer; one line, never empty.
    pub message: String,
    /// HTTP status of the answer.
    pub http_status: u16,
    /// The service's request id.
    pub aws_request_id: Option<String>,
    /// How long the service asks to wait before the next request (`x-amz-retry-after`).
    pub retry_after_ms: Option<u64>,
}

//! What an error means for the flight: try again, get a new identity, or fail. Pure. The rule above all: an identity
//! id is dropped only when the service itself said that it does not exist.

use crate::cognito::{ErrorKind, LoginRejection};
use crate::error::{Failure, ResultCode};
use crate::http::{TransportError, TransportErrorKind};
use crate::runtime::Refused;

/// What to do about an error that retrying cannot cure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// Drop the identity id, ask for a new one, and make the call again, once.
    NewIdentity,
    /// Ask the login source for fresh logins, and make the call again.
    AskForLogins,
    /// Tell the callers.
    Fail,
}

/// What a reaction depends on besides the error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "four independent facts, named where they are gathered")]
pub struct Circumstances {
    /// This flight already took a new identity once.
    pub recovered: bool,
    /// The host lets a guest take a new identity when the service forbids the old one.
    pub recover_forbidden: bool,
    /// The game's own backend hands out the identity: `GetId` could not replace it.
    pub is_developer_identity: bool,
    /// There is a login source that this flight has not asked too often.
    pub can_ask_for_logins: bool,
}

/// The reaction to what the service said.
#[must_use]
pub fn react(kind: ErrorKind, circumstances: Circumstances) -> Reaction {
    let may_replace = !circumstances.recovered && !circumstances.is_developer_identity;
    match kind {
        ErrorKind::IdentityNotFound | ErrorKind::MalformedIdentityId if may_replace => Reaction::NewIdentity,
        ErrorKind::IdentityForbidden if may_replace && circumstances.recover_forbidden => {
            Reaction::NewIdentity
        }
        ErrorKind::LoginExpired | ErrorKind::LoginRejected(LoginRejection::Unverifiable)
            if circumstances.can_ask_for_logins =>
        {
            Reaction::AskForLogins
        }
        _ => Reaction::Fail,
    }
}

/// A transport error for the host; `own_endpoint` is the option by which the host chose where to send this.
#[must_use]
pub fn transport_failure(
    error: &TransportError,
    attempts: u32,
    own_endpoint: Option<&'static str>,
) -> Failure {
    let (code, hint) = match error.kind {
        TransportErrorKind::Resolve
        | TransportErrorKind::Connect
        | TransportErrorKind::Timeout
        | TransportErrorKind::Closed => {
            (ResultCode::Network, "Check the device's connection; the same call may succeed later.")
        }
        TransportErrorKind::Refused => (
            ResultCode::LimitExceeded,
            "Close what the process has open or end some of its threads, or raise its limits (ulimit -n, ulimit -u); the same call may succeed then.",
        ),
        TransportErrorKind::Proxy => (
            ResultCode::Network,
            "Check the proxy itself, and where it is named: in the proxy_url option or the environment.",
        ),
        TransportErrorKind::Tls => (
            ResultCode::Tls,
            "A captive portal or an intercepting proxy may be in the way; give its CA certificate as ca_pem to trust it.",
        ),
        TransportErrorKind::Clock => (
            ResultCode::Tls,
            "Set the device's clock: its date or time is probably wrong. If it is right, the server's certificate is out of date.",
        ),
        TransportErrorKind::Malformed | TransportErrorKind::TooLarge => (
            ResultCode::InvalidResponse,
            "Something between the device and the service answers in its place; check the endpoint and any proxy.",
        ),
        TransportErrorKind::NoThread => (ResultCode::LimitExceeded, Refused::HINT),
        TransportErrorKind::Aborted => (ResultCode::Cancelled, ""),
    };
    let failure = Failure::local(code, error.message.clone());
    let failure = match own_endpoint.filter(|_| code == ResultCode::Network) {
        Some(option) => {
            failure.with_hint(format!("Is the {option} option right, and its server running? {hint}"))
        }
        None => failure.with_hint(hint),
    };
    Failure { attempts, is_retryable: code != ResultCode::Cancelled, ..failure }
}

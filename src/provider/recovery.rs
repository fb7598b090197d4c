//! What an error means for the flight: try again, get another identity or token, or fail. Pure. The rule above all: an
//! identity id is dropped only when the service itself said that it does not exist, or is not the present logins'.

use crate::cognito::{self, Asked, CallError, ErrorKind, LoginRejection};
use crate::error::{Failure, ResultCode};
use crate::http::{TransportError, TransportErrorKind};

/// What to do about an error that retrying cannot cure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// The identity does not exist, or a guest may not use it: drop the id, ask for a new one, and make the call again,
    /// once.
    NewIdentity,
    /// The identity is somebody else's: leave it, ask for that of the logins, and make the call again, once.
    OwnIdentity,
    /// Ask the login source for fresh logins, and make the call again.
    AskForLogins,
    /// Get a fresh token of `GetOpenIdToken`, and make the call again, once.
    RenewOpenIdToken,
    /// Tell the callers.
    Fail,
}

/// What a reaction depends on besides the error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts, named where they are gathered")]
pub struct Circumstances {
    /// This flight already took a new identity once.
    pub recovered: bool,
    /// There are logins, from which the identity follows.
    pub is_signed_in: bool,
    /// The host lets a guest take a new identity when the service forbids the old one.
    pub recover_forbidden: bool,
    /// The host itself gave the identity id in the options: it is used as it is.
    pub is_given_identity: bool,
    /// The game's own backend hands out the identity: `GetId` could not replace it.
    pub is_developer_identity: bool,
    /// There is a login source that this flight has not asked too often.
    pub can_ask_for_logins: bool,
    /// What was refused is the token of `GetOpenIdToken` that this flight got, not a login of the player.
    pub is_open_id_token: bool,
    /// That token was already renewed once.
    pub renewed_open_id_token: bool,
}

/// The reaction to what the service said.
#[must_use]
pub fn react(kind: ErrorKind, circumstances: Circumstances) -> Reaction {
    let may_replace = !circumstances.recovered && !circumstances.is_developer_identity;
    match kind {
        ErrorKind::IdentityNotFound | ErrorKind::MalformedIdentityId if may_replace => Reaction::NewIdentity,
        ErrorKind::IdentityForbidden | ErrorKind::LoginsDontMatch
            if may_replace && circumstances.is_signed_in && !circumstances.is_given_identity =>
        {
            Reaction::OwnIdentity
        }
        ErrorKind::IdentityForbidden
            if may_replace && circumstances.recover_forbidden && !circumstances.is_signed_in =>
        {
            Reaction::NewIdentity
        }
        ErrorKind::LoginExpired if circumstances.is_open_id_token => {
            if circumstances.renewed_open_id_token {
                Reaction::Fail
            } else {
                Reaction::RenewOpenIdToken
            }
        }
        ErrorKind::LoginExpired | ErrorKind::LoginRejected(LoginRejection::Unverifiable)
            if circumstances.can_ask_for_logins && !circumstances.is_open_id_token =>
        {
            Reaction::AskForLogins
        }
        _ => Reaction::Fail,
    }
}

/// What STS said about the token of `GetOpenIdToken` that Cognito had just issued: no login of the player is to blame for it.
#[must_use]
pub fn open_id_token_failure(error: &CallError, asked: &Asked<'_>) -> Failure {
    match error.kind {
        ErrorKind::LoginExpired => {
            let error = CallError { kind: ErrorKind::Unavailable, ..error.clone() };
            cognito::failure(&error, asked).with_hint(
                "STS found the token expired that Cognito had just issued, twice. The player's login is not to blame: \
                 try again later, and check the sts_endpoint option if there is one.",
            )
        }
        // Whom it trusts is the role's matter.
        ErrorKind::LoginRejected(_) => {
            let error = CallError { kind: ErrorKind::RoleNotAllowed, ..error.clone() };
            cognito::failure(&error, asked)
        }
        _ => cognito::failure(error, asked),
    }
}

/// A transport error for the host; `service_ahead_ms` is how far the service's clock is ahead of the device's, if earlier
/// answers told.
#[must_use]
pub fn transport_failure(
    error: &TransportError,
    asked: &Asked<'_>,
    service_ahead_ms: Option<i64>,
) -> Failure {
    let (code, hint) = match error.kind {
        TransportErrorKind::Resolve
        | TransportErrorKind::Connect
        | TransportErrorKind::Timeout
        | TransportErrorKind::Closed => {
            (ResultCode::Network, "Check the device's connection; the same call may succeed later.")
        }
        TransportErrorKind::Offline => (ResultCode::Offline, "Ask again once there is a network."),
        TransportErrorKind::Refused => (
            ResultCode::LimitExceeded,
            "Close what the process has open or end some of its threads, or raise its limits (ulimit -n, ulimit -u, a container's limit of pids); the same call may succeed then.",
        ),
        TransportErrorKind::Proxy => (
            ResultCode::Network,
            "Check the proxy itself, and where it is named: in the proxy_url option or the environment.",
        ),
        TransportErrorKind::Tls => (
            ResultCode::Tls,
            "A captive portal or an intercepting proxy may be in the way. To trust it, add its CA certificate to the system's store, or give it as ca_pem.",
        ),
        TransportErrorKind::Clock => (ResultCode::Tls, clock_hint(service_ahead_ms)),
        TransportErrorKind::Malformed | TransportErrorKind::TooLarge => (ResultCode::InvalidResponse, ""),
        TransportErrorKind::Aborted => (ResultCode::Cancelled, ""),
    };
    let hint = match code {
        ResultCode::InvalidResponse => asked.not_the_service(),
        ResultCode::Network => asked.doubting_endpoint(hint.into()),
        _ => hint.into(),
    };
    Failure {
        attempts: asked.attempts,
        is_retryable: code != ResultCode::Cancelled,
        ..Failure::local(code, error.message.clone()).with_hint(hint)
    }
}

/// A certificate has a time of its own, the device another: what the service said of the time decides which is wrong.
fn clock_hint(service_ahead_ms: Option<i64>) -> &'static str {
    const DAY_MS: i64 = 24 * 3_600_000;
    const MINUS_DAY_MS: i64 = -DAY_MS;
    match service_ahead_ms {
        None => {
            "Set the device's clock: its date or time is probably wrong. If it is right, the server's certificate is out of date."
        }
        Some(DAY_MS..) => "Set the device's clock: it is behind the service's.",
        Some(..=MINUS_DAY_MS) => "Set the device's clock: it is ahead of the service's.",
        Some(_) => {
            "The device's clock is right, by the service's own: the server's certificate is out of date, or something in between shows an old one."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_a_day_off_is_to_be_set_and_a_better_one_is_not_blamed() {
        let day_ms = 86_400_000;
        for (service_ahead_ms, part) in [
            (None, "probably wrong"),
            (Some(day_ms), "behind the service's"),
            (Some(day_ms - 1), "is right"),
            (Some(0), "is right"),
            (Some(1 - day_ms), "is right"),
            (Some(-day_ms), "ahead of the service's"),
        ] {
            let hint = clock_hint(service_ahead_ms);
            assert!(hint.contains(part), "{service_ahead_ms:?}: {hint}");
        }
    }
}

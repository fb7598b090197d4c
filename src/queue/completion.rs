//! The one answer to one accepted request, and the one shape of an event: immutable, shared, ready to be read from C
//! (texts are NUL-terminated once, here, so that a getter only lends a pointer).

use std::ffi::{CStr, CString};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::credentials::Credentials;
use crate::error::{Failure, ResultCode};
use crate::secret::Secret;
use crate::signing::SignedRequest;

/// For how long what a provider answers is right: until the logins or the identity change, or the host clears them. One
/// follows the other, and all that were handed out know which one it is now.
#[derive(Clone, Debug, Default)]
pub struct Epoch {
    now: Arc<AtomicU64>,
    mine: u64,
}

impl Epoch {
    /// What was answered in it is right no more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.now.load(Ordering::Acquire) != self.mine
    }

    /// The next one begins, for the provider whose present one this is.
    pub fn go_on(&mut self) {
        self.mine += 1;
        self.now.store(self.mine, Ordering::Release);
    }
}

/// What a host is told: the outcome of a request, or an event.
#[derive(Clone, Debug)]
pub struct Completion {
    /// How it ended.
    pub result: ResultCode,
    /// The identity id, whenever it is known; also beside a failure.
    pub identity_id: Option<Arc<CStr>>,
    /// The credentials, when they were asked for and are there.
    pub credentials: Option<Arc<Credentials>>,
    /// The token of `GetOpenIdToken`, when it was asked for.
    pub open_id_token: Option<Arc<Secret>>,
    /// The request that was signed with the credentials, when that was asked for.
    pub signed_request: Option<Arc<SignedRequest>>,
    /// On the provider's monotonic clock: from here on the credentials are expired.
    pub expires_mono_ms: u64,
    /// That is the earliest it can be; by the service's clock it may be so much later.
    pub clock_doubt_ms: u64,
    /// On the same clock: from here on a get refreshes them.
    pub refresh_mono_ms: u64,
    /// They had expired when they were handed out.
    pub is_stale: bool,
    /// Of an answer that belongs to a player: when it is another one's turn.
    pub epoch: Option<Epoch>,
    /// Why it failed.
    pub failure: Option<FailureTexts>,
    /// Set when this is an event, not an answer.
    pub event: Option<Event>,
}

/// A [`Failure`] whose texts C can borrow.
#[derive(Clone, Debug)]
pub struct FailureTexts {
    /// The failure itself.
    pub failure: Failure,
    /// What happened.
    pub message: Arc<CStr>,
    /// The option it is about.
    pub field: Option<Arc<CStr>>,
    /// What to do.
    pub hint: Option<Arc<CStr>>,
    /// The service's error code.
    pub aws_error_code: Option<Arc<CStr>>,
    /// The service's request id.
    pub aws_request_id: Option<Arc<CStr>>,
}

/// Something a host may want to know without having asked.
#[derive(Clone, Debug)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The identity id before an [`EventKind::IdentityChanged`].
    pub previous_identity_id: Option<Arc<CStr>>,
    /// Why the identity changed.
    pub cause: Option<IdentityChange>,
    /// After a failed refresh: when the next attempt may be made, milliseconds since 1970 by the service's clock.
    pub next_attempt_unix_ms: Option<i64>,
}

impl Event {
    /// An event with nothing more to say.
    #[must_use]
    pub fn of(kind: EventKind) -> Self {
        Self { kind, previous_identity_id: None, cause: None, next_attempt_unix_ms: None }
    }
}

/// The kinds of event; the numbers are the C ABI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum EventKind {
    /// The player's identity id is another one now.
    IdentityChanged = 1,
    /// New credentials were fetched.
    CredentialsRefreshed = 2,
    /// A refresh failed; the current credentials go on being served.
    RefreshFailed = 3,
    /// The service wants a login that it was not given.
    LoginRequired = 4,
    /// The store failed; the provider goes on in memory.
    StoreDegraded = 5,
    /// The credentials are about to expire, and nothing has replaced them.
    CredentialsExpiring = 6,
}

/// Why an identity id changed; the numbers are the C ABI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum IdentityChange {
    /// The pool made a new identity.
    Created = 1,
    /// The service answered with another, surviving identity.
    Merged = 2,
    /// The old identity no longer exists; a new one was made.
    Recovered = 3,
    /// The host cleared it.
    Host = 4,
    /// The game's own backend named it.
    Developer = 5,
}

impl Completion {
    /// A success without content; fill in what there is.
    #[must_use]
    pub fn success() -> Self {
        Self {
            result: ResultCode::Ok,
            identity_id: None,
            credentials: None,
            open_id_token: None,
            signed_request: None,
            expires_mono_ms: 0,
            clock_doubt_ms: 0,
            refresh_mono_ms: 0,
            is_stale: false,
            epoch: None,
            failure: None,
            event: None,
        }
    }

    /// A failed request; `identity_id` is told when it is known all the same.
    #[must_use]
    pub fn failure(failure: Failure, identity_id: Option<Arc<CStr>>) -> Self {
        Self {
            result: failure.code,
            identity_id,
            failure: Some(FailureTexts::from(failure)),
            ..Self::success()
        }
    }

    /// A failure that needs no more words than its code has.
    #[must_use]
    pub fn of_code(code: ResultCode) -> Self {
        Self::failure(Failure::local(code, code.text().to_string_lossy()), None)
    }
}

impl From<Failure> for FailureTexts {
    fn from(failure: Failure) -> Self {
        Self {
            message: c_text(&failure.message),
            field: failure.field.as_deref().map(c_text),
            hint: (!failure.hint.is_empty()).then(|| c_text(&failure.hint)),
            aws_error_code: failure.aws_error_code.as_deref().map(c_text),
            aws_request_id: failure.aws_request_id.as_deref().map(c_text),
            failure,
        }
    }
}

/// `text` for C. A NUL inside, which nothing we build has, ends it early rather than losing it.
#[must_use]
pub fn c_text(text: &str) -> Arc<CStr> {
    let until_nul = text.split('\0').next().unwrap_or_default();
    Arc::from(CString::new(until_nul).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_carries_its_texts_and_the_identity_id() {
        let failure = Failure {
            aws_error_code: Some("NotAuthorizedException".to_owned()),
            ..Failure::local(ResultCode::LoginRequired, "no").with_hint("sign in")
        };
        let completion = Completion::failure(failure, Some(c_text("us-east-1:1")));
        assert_eq!(completion.result, ResultCode::LoginRequired);
        assert_eq!(completion.identity_id.as_deref(), Some(c"us-east-1:1"));
        let texts = completion.failure.unwrap();
        assert_eq!(&*texts.message, c"no");
        assert_eq!(texts.hint.as_deref(), Some(c"sign in"));
        assert_eq!(texts.aws_error_code.as_deref(), Some(c"NotAuthorizedException"));
        assert!(texts.aws_request_id.is_none());
    }

    #[test]
    fn an_epoch_is_over_for_all_that_were_handed_out_when_the_next_begins() {
        let mut present = Epoch::default();
        let first = present.clone();
        assert!(!first.is_over());
        present.go_on();
        let second = present.clone();
        assert!(first.is_over() && !second.is_over() && !present.is_over());
        present.go_on();
        assert!(first.is_over() && second.is_over() && !present.is_over());
    }

    #[test]
    fn text_after_a_nul_is_cut_not_lost_whole() {
        assert_eq!(&*c_text("ab\0cd"), c"ab");
    }
}
